-- SPDX-License-Identifier: Apache-2.0
-- What has a number, and what was stated about it. State is never stored: it is the fold of an
-- item's links, whatever order they came in.

-- table custody_unit: view
CREATE TABLE custody_unit (
    scope TEXT NOT NULL,
    code TEXT NOT NULL,            -- eleven digits
    kind TEXT NOT NULL,
    serial BIGINT NOT NULL,
    sscc TEXT NOT NULL,
    place TEXT,                    -- TPS or district
    contest TEXT,
    item TEXT,
    holds BIGINT NOT NULL,
    copy BIGINT NOT NULL,
    PRIMARY KEY (scope, code),
    UNIQUE (scope, kind, serial));
CREATE INDEX custody_unit_place ON custody_unit (scope, place);

-- table custody_seals: view
CREATE TABLE custody_seals (       -- registered together
    scope TEXT NOT NULL,
    type TEXT NOT NULL,
    batch TEXT NOT NULL,
    prefix TEXT NOT NULL,
    digits BIGINT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (scope, prefix, digits, first));

-- table custody_link: view
CREATE TABLE custody_link (        -- one statement about one item
    scope TEXT NOT NULL,
    item TEXT NOT NULL,
    hash TEXT NOT NULL,            -- what the item's next event names
    previous TEXT,                 -- '' = the first; NULL = its maker did not know
    also TEXT,                     -- JSON array: other ends that it settles
    act TEXT NOT NULL,
    id TEXT NOT NULL,
    at_ms BIGINT NOT NULL,         -- claimed
    from_role TEXT, from_org TEXT, from_name TEXT, from_place TEXT,
    to_role TEXT, to_org TEXT, to_name TEXT, to_place TEXT,
    place TEXT, destination TEXT,
    lat_e7 BIGINT, lon_e7 BIGINT, accuracy_m BIGINT,
    seals TEXT,                    -- JSON array
    condition TEXT, exception TEXT, note TEXT, document TEXT,
    trip TEXT, vehicle TEXT, escort TEXT,
    device TEXT, sequence BIGINT,
    back BIGINT NOT NULL,
    key TEXT, key_role TEXT,       -- of who signed it, as enrolled at that moment
    witnesses BIGINT NOT NULL, photos BIGINT NOT NULL,
    open_questions BIGINT NOT NULL,
    PRIMARY KEY (scope, item, hash));
CREATE INDEX custody_link_trip ON custody_link (scope, trip);

-- table custody_kit_line: view
CREATE TABLE custody_kit_line (    -- what was said to be in a unit
    scope TEXT NOT NULL,
    unit TEXT NOT NULL,
    hash TEXT NOT NULL,            -- of the event that says so
    position BIGINT NOT NULL,
    item TEXT NOT NULL,
    contest TEXT,
    expected BIGINT NOT NULL,
    packed BIGINT NOT NULL,
    carton TEXT,
    PRIMARY KEY (scope, unit, hash, position));
CREATE INDEX custody_kit_line_carton ON custody_kit_line (scope, carton);

-- table custody_trip_step: view
CREATE TABLE custody_trip_step (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,              -- of the event
    plan TEXT,
    trip TEXT NOT NULL,
    act TEXT NOT NULL,
    stop TEXT,
    at_ms BIGINT NOT NULL,
    reason TEXT,
    lat_e7 BIGINT,                 -- where on the way, or NULL
    lon_e7 BIGINT,
    PRIMARY KEY (scope, id));

-- table custody_revote: view
CREATE TABLE custody_revote (
    scope TEXT NOT NULL,
    number BIGINT NOT NULL,
    mode TEXT NOT NULL,
    reason TEXT NOT NULL,
    basis TEXT,
    decided_day BIGINT NOT NULL,
    deadline_day BIGINT NOT NULL,
    PRIMARY KEY (scope, number));

-- table custody_revote_place: view
CREATE TABLE custody_revote_place (
    scope TEXT NOT NULL,
    number BIGINT NOT NULL,
    tps TEXT NOT NULL,
    contest TEXT NOT NULL,
    held_day BIGINT,
    PRIMARY KEY (scope, number, tps, contest));

-- table custody_received: local
CREATE TABLE custody_received (    -- when this database heard of an event: no statement, never replayed
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    received_ms BIGINT NOT NULL,
    PRIMARY KEY (scope, id));

-- table custody_refused: local
CREATE TABLE custody_refused (     -- what came and was no statement: evidence, of a mistake or of more
    scope TEXT NOT NULL,
    hash BLOB NOT NULL,            -- of the text, so that sending it again adds nothing
    received_ms BIGINT NOT NULL,
    reason TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (scope, hash));

-- statement custody_unit_newest
SELECT CAST(COALESCE(MAX(serial), 0) AS BIGINT) FROM custody_unit WHERE scope = $1 AND kind = $2;

-- statement custody_unit_put
INSERT INTO custody_unit (scope, kind, serial, code, sscc, place, contest, item, holds, copy)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- statement custody_unit_list
SELECT kind, serial, code, sscc, place, contest, item, holds, copy FROM custody_unit
WHERE scope = $1 AND ($2 = '' OR SUBSTR(place, 1, LENGTH($2)) = $2)
ORDER BY COALESCE(place, ''), COALESCE(contest, ''), kind, serial;

-- statement custody_unit_get
SELECT kind, serial, code, sscc, place, contest, item, holds, copy FROM custody_unit
WHERE scope = $1 AND code = $2;

-- statement custody_seals_overlap
SELECT batch FROM custody_seals
WHERE scope = $1 AND prefix = $2 AND digits = $3 AND first <= $5 AND last >= $4;

-- statement custody_seals_put
INSERT INTO custody_seals (scope, type, batch, digits, prefix, first, last)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- statement custody_seals_list
SELECT type, batch, prefix, digits, first, last FROM custody_seals
WHERE scope = $1 ORDER BY prefix, digits, first;

-- statement custody_link_put
INSERT INTO custody_link (scope, item, hash, previous, also, act, id, at_ms, from_role, from_org,
    from_name, from_place, to_role, to_org, to_name, to_place, place, destination, lat_e7, lon_e7,
    accuracy_m, seals, condition, exception, note, document, trip, vehicle, escort, device,
    sequence, back, key, key_role, witnesses, photos, open_questions)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37);

-- statement custody_link_of_item
SELECT item, hash, previous, also, act, l.id, at_ms, from_role, from_org, from_name, from_place,
    to_role, to_org, to_name, to_place, place, destination, lat_e7, lon_e7, accuracy_m, seals,
    condition, exception, note, document, trip, vehicle, escort, device, sequence, back, key,
    key_role, witnesses, photos, open_questions, r.received_ms
FROM custody_link l LEFT JOIN custody_received r ON r.scope = l.scope AND r.id = l.id
WHERE l.scope = $1 AND item = $2 ORDER BY hash;

-- statement custody_link_list
SELECT item, hash, previous, also, act, l.id, at_ms, from_role, from_org, from_name, from_place,
    to_role, to_org, to_name, to_place, place, destination, lat_e7, lon_e7, accuracy_m, seals,
    condition, exception, note, document, trip, vehicle, escort, device, sequence, back, key,
    key_role, witnesses, photos, open_questions, r.received_ms
FROM custody_link l LEFT JOIN custody_received r ON r.scope = l.scope AND r.id = l.id
WHERE l.scope = $1 ORDER BY item, hash;

-- statement custody_received_put
INSERT INTO custody_received (scope, id, received_ms) VALUES ($1, $2, $3)
ON CONFLICT (scope, id) DO NOTHING;

-- statement custody_refused_put
INSERT INTO custody_refused (scope, hash, received_ms, reason, text) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (scope, hash) DO NOTHING;

-- statement custody_refused_count
SELECT COUNT(*) FROM custody_refused WHERE scope = $1;

-- statement custody_refused_list
SELECT text, reason, received_ms FROM custody_refused WHERE scope = $1
ORDER BY received_ms, hash;

-- statement custody_kit_line_put
INSERT INTO custody_kit_line (scope, unit, hash, position, item, contest, expected, packed, carton)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- statement custody_carton_taken
SELECT CAST(COALESCE(SUM(packed), 0) AS BIGINT) FROM custody_kit_line
WHERE scope = $1 AND carton = $2;

-- statement custody_trip_step_put
INSERT INTO custody_trip_step (scope, id, plan, trip, act, stop, at_ms, reason,
  lat_e7, lon_e7)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- statement custody_trip_step_list
SELECT id, plan, trip, act, stop, at_ms, reason, lat_e7, lon_e7 FROM custody_trip_step
WHERE scope = $1 ORDER BY trip, at_ms, id;

-- statement custody_revote_put
INSERT INTO custody_revote (scope, number, mode, reason, basis, decided_day, deadline_day)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- statement custody_revote_place_put
INSERT INTO custody_revote_place (scope, number, tps, contest, held_day)
VALUES ($1, $2, $3, $4, NULL);

-- statement custody_revote_hold
UPDATE custody_revote_place SET held_day = $4
WHERE scope = $1 AND number = $2 AND ($3 = '' OR tps = $3);

-- statement custody_revote_open
SELECT COUNT(*) FROM custody_revote_place
WHERE scope = $1 AND number = $2 AND ($3 = '' OR tps = $3) AND held_day IS NULL;

-- statement custody_revote_list
SELECT number, mode, reason, basis, decided_day, deadline_day FROM custody_revote
WHERE scope = $1 ORDER BY number;

-- statement custody_revote_place_list
SELECT tps, contest, held_day FROM custody_revote_place
WHERE scope = $1 AND number = $2 ORDER BY tps, contest;

-- statement custody_link_named
SELECT DISTINCT id, at_ms FROM custody_link
WHERE scope = $1 AND (item = $2 OR document = $3) ORDER BY at_ms DESC, id DESC;
