-- SPDX-License-Identifier: Apache-2.0
-- The record. An id is unique within its scope, not beyond it: scopes live on machines that do not
-- talk to each other, and nobody may block another scope's event by using its id first.

-- table ledger_scope: log
CREATE TABLE ledger_scope (
    scope TEXT NOT NULL PRIMARY KEY,
    size BIGINT NOT NULL            -- number of events, and so the last seq: no gaps, ever
);

-- table event: log
CREATE TABLE event (
    scope TEXT NOT NULL,
    seq BIGINT NOT NULL,            -- from 1
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    time TEXT NOT NULL,             -- claimed
    commitment BLOB NOT NULL,       -- 32 bytes; leaf text and leaf hash follow from it
    canonical BLOB NOT NULL,        -- the event
    PRIMARY KEY (scope, seq),
    UNIQUE (scope, id)
);

-- table ledger_tile: log
CREATE TABLE ledger_tile (
    scope TEXT NOT NULL,
    level BIGINT NOT NULL,          -- 0: of leaves; above, of the roots of the tiles below
    number BIGINT NOT NULL,         -- from 0
    root BLOB NOT NULL,             -- of its hashes
    hashes BLOB NOT NULL,           -- 256 of 32 bytes: only full tiles are stored
    PRIMARY KEY (scope, level, number)
);

-- table ledger_checkpoint: log
CREATE TABLE ledger_checkpoint (
    scope TEXT NOT NULL,
    size BIGINT NOT NULL,
    note BLOB NOT NULL,             -- origin, size, root and the signature of the log
    signed TEXT NOT NULL,           -- when, by our clock
    PRIMARY KEY (scope, size)
);

-- table ledger_cosignature: log
CREATE TABLE ledger_cosignature (
    scope TEXT NOT NULL,
    size BIGINT NOT NULL,
    witness TEXT NOT NULL,
    line BLOB NOT NULL,             -- of the note
    PRIMARY KEY (scope, size, witness)
);

-- table ledger_mirror: local
CREATE TABLE ledger_mirror (
    scope TEXT NOT NULL PRIMARY KEY -- whose log is written elsewhere and only taken over here
);

-- table ledger_mark: local
CREATE TABLE ledger_mark (
    scope TEXT NOT NULL PRIMARY KEY,
    mark TEXT NOT NULL              -- of the file that knows the last signature outside
);

-- table blob: log
CREATE TABLE blob (
    hash BLOB NOT NULL PRIMARY KEY, -- SHA-256 of the bytes
    bytes BLOB NOT NULL
);

-- table event_salt: local
CREATE TABLE event_salt (
    scope TEXT NOT NULL,
    seq BIGINT NOT NULL,
    salt BLOB NOT NULL,
    PRIMARY KEY (scope, seq)
);

-- table withheld: local
CREATE TABLE withheld (
    commitment TEXT NOT NULL PRIMARY KEY,
    salt BLOB NOT NULL,
    value TEXT NOT NULL
);

-- table event_conflict: local
CREATE TABLE event_conflict (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    hash BLOB NOT NULL,             -- SHA-256 of the text, so that resending it adds nothing
    received TEXT NOT NULL,
    canonical BLOB NOT NULL,
    PRIMARY KEY (scope, id, hash)
);

-- table ledger_key: view
CREATE TABLE ledger_key (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,              -- its id
    public_key BLOB NOT NULL,
    kind TEXT NOT NULL,             -- person, device, log, label
    role TEXT NOT NULL,
    org TEXT NOT NULL,
    name TEXT NOT NULL,             -- a commitment; of a log its origin
    enrolled_seq BIGINT NOT NULL,
    revoked_seq BIGINT NOT NULL,    -- 0 = it counts
    reason TEXT,                    -- why it was revoked
    since TEXT,                     -- and from when on it was in wrong hands
    PRIMARY KEY (scope, key)
);

-- statement ledger_key_add
INSERT INTO ledger_key (scope, key, public_key, kind, role, org, name, enrolled_seq, revoked_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0);

-- statement ledger_key_revoke
UPDATE ledger_key SET revoked_seq = $3, reason = $4, since = $5 WHERE scope = $1 AND key = $2;

-- statement ledger_key_get
SELECT key, public_key, kind, role, org, name, enrolled_seq, revoked_seq FROM ledger_key
WHERE scope = $1 AND key = $2;

-- statement ledger_key_list
SELECT key, public_key, kind, role, org, name, enrolled_seq, revoked_seq FROM ledger_key
WHERE scope = $1 ORDER BY enrolled_seq;

-- statement ledger_key_any
SELECT 1 FROM ledger_key WHERE scope = $1 LIMIT 1;

-- statement ledger_key_other_operator
SELECT 1 FROM ledger_key
WHERE scope = $1 AND key <> $2 AND kind = 'person' AND role = 'operator' AND revoked_seq = 0
LIMIT 1;

-- statement event_by_id
SELECT seq, commitment, canonical FROM event WHERE scope = $1 AND id = $2;

-- statement event_add
INSERT INTO event (scope, seq, id, type, time, commitment, canonical)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- statement event_of_scope
SELECT e.scope, e.seq, e.id, e.type, e.time, e.commitment, e.canonical, s.salt
FROM event e LEFT JOIN event_salt s ON s.scope = e.scope AND s.seq = e.seq
WHERE e.scope = $1 AND e.seq > $2 AND e.seq <= $3 ORDER BY e.seq;

-- statement event_of_all
SELECT e.scope, e.seq, e.id, e.type, e.time, e.commitment, e.canonical, s.salt
FROM event e LEFT JOIN event_salt s ON s.scope = e.scope AND s.seq = e.seq
WHERE e.seq > $1 AND e.seq <= $2 ORDER BY e.scope, e.seq;

-- statement event_commitments
SELECT seq, commitment FROM event WHERE scope = $1 AND seq > $2 AND seq <= $3 ORDER BY seq;

-- statement event_with_salt
SELECT e.canonical, s.salt FROM event e LEFT JOIN event_salt s ON s.scope = e.scope AND s.seq = e.seq
WHERE e.scope = $1 AND e.seq = $2;

-- statement ledger_tile_add
INSERT INTO ledger_tile (scope, level, number, root, hashes) VALUES ($1, $2, $3, $4, $5);

-- statement ledger_tile_get
SELECT hashes FROM ledger_tile WHERE scope = $1 AND level = $2 AND number = $3;

-- statement ledger_tile_whole
SELECT hashes, root FROM ledger_tile WHERE scope = $1 AND level = $2 AND number = $3;

-- statement ledger_tile_beyond
SELECT COUNT(*) FROM ledger_tile WHERE scope = $1 AND level = $2 AND number >= $3;

-- statement ledger_tile_roots
SELECT number, root FROM ledger_tile
WHERE scope = $1 AND level = $2 AND number >= $3 AND number < $4 ORDER BY number;

-- statement ledger_tile_count
SELECT CAST(COALESCE(MAX(number) + 1, 0) AS BIGINT) FROM ledger_tile
WHERE scope = $1 AND level = $2;

-- statement ledger_checkpoint_add
INSERT INTO ledger_checkpoint (scope, size, note, signed) VALUES ($1, $2, $3, $4);

-- statement ledger_checkpoint_newest
SELECT size, note, signed FROM ledger_checkpoint WHERE scope = $1 AND size >= $2
ORDER BY size DESC LIMIT 1;

-- statement ledger_checkpoint_get
SELECT size, note, signed FROM ledger_checkpoint WHERE scope = $1 AND size = $2;

-- statement ledger_checkpoint_best
SELECT c.size, c.note, c.signed FROM ledger_checkpoint c
WHERE c.scope = $1 AND c.size >= $2
ORDER BY (SELECT COUNT(*) FROM ledger_cosignature w WHERE w.scope = c.scope AND w.size = c.size)
    DESC, c.size DESC LIMIT 1;

-- statement ledger_checkpoint_list
SELECT size, note, signed FROM ledger_checkpoint WHERE scope = $1 ORDER BY size;

-- statement ledger_cosignature_put
INSERT INTO ledger_cosignature (scope, size, witness, line) VALUES ($1, $2, $3, $4)
ON CONFLICT (scope, size, witness) DO UPDATE SET line = excluded.line;

-- statement ledger_cosignature_list
SELECT line FROM ledger_cosignature WHERE scope = $1 AND size = $2 ORDER BY witness;

-- statement ledger_mirror_add
INSERT INTO ledger_mirror (scope) VALUES ($1) ON CONFLICT (scope) DO NOTHING;

-- statement ledger_mirror_get
SELECT 1 FROM ledger_mirror WHERE scope = $1;

-- statement ledger_mark_put
INSERT INTO ledger_mark (scope, mark) VALUES ($1, $2)
ON CONFLICT (scope) DO UPDATE SET mark = excluded.mark;

-- statement ledger_mark_get
SELECT mark FROM ledger_mark WHERE scope = $1;

-- statement event_salt_add
INSERT INTO event_salt (scope, seq, salt) VALUES ($1, $2, $3);

-- statement event_conflict_add
INSERT INTO event_conflict (scope, id, hash, received, canonical) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (scope, id, hash) DO NOTHING;

-- statement event_conflict_count
SELECT COUNT(*) FROM event_conflict WHERE scope = $1 AND id = $2;

-- statement event_conflict_list
SELECT id, received, canonical FROM event_conflict WHERE scope = $1 ORDER BY received, id, hash;

-- statement ledger_scope_size
SELECT size FROM ledger_scope WHERE scope = $1;

-- statement ledger_scope_list
SELECT scope, size FROM ledger_scope ORDER BY scope;

-- statement ledger_scope_emptied
SELECT scope, size FROM ledger_scope
WHERE size > 0 AND NOT EXISTS (SELECT 1 FROM event WHERE event.scope = ledger_scope.scope);

-- statement ledger_scope_sizes
SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM ledger_scope;

-- statement ledger_scope_sizes_up_to
SELECT CAST(COALESCE(SUM(CASE WHEN size < $1 THEN size ELSE $1 END), 0) AS BIGINT)
FROM ledger_scope;

-- statement ledger_scope_grow
INSERT INTO ledger_scope (scope, size) VALUES ($1, 1)
ON CONFLICT (scope) DO UPDATE SET size = ledger_scope.size + 1 RETURNING size;

-- statement ledger_scope_set
INSERT INTO ledger_scope (scope, size) VALUES ($1, $2)
ON CONFLICT (scope) DO UPDATE SET size = excluded.size;

-- statement blob_add
INSERT INTO blob (hash, bytes) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING;

-- statement blob_get
SELECT bytes FROM blob WHERE hash = $1;

-- statement blob_there
SELECT 1 FROM blob WHERE hash = $1;

-- statement withheld_add
INSERT INTO withheld (commitment, salt, value) VALUES ($1, $2, $3);

-- statement withheld_get
SELECT salt, value FROM withheld WHERE commitment = $1;

-- statement withheld_erase
DELETE FROM withheld WHERE commitment = $1;
