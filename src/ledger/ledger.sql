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
SELECT scope, seq, id, type, time, commitment, canonical FROM event
WHERE scope = $1 AND seq > $2 AND seq <= $3 ORDER BY seq;

-- statement event_of_all
SELECT scope, seq, id, type, time, commitment, canonical FROM event
WHERE seq > $1 AND seq <= $2 ORDER BY scope, seq;

-- statement event_salt_add
INSERT INTO event_salt (scope, seq, salt) VALUES ($1, $2, $3);

-- statement event_salt_get
SELECT salt FROM event_salt WHERE scope = $1 AND seq = $2;

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

-- statement ledger_scope_sizes
SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM ledger_scope;

-- statement ledger_scope_sizes_up_to
SELECT CAST(COALESCE(SUM(CASE WHEN size < $1 THEN size ELSE $1 END), 0) AS BIGINT)
FROM ledger_scope;

-- statement ledger_scope_grow
INSERT INTO ledger_scope (scope, size) VALUES ($1, 1)
ON CONFLICT (scope) DO UPDATE SET size = ledger_scope.size + 1 RETURNING size;

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
