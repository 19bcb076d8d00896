-- SPDX-License-Identifier: Apache-2.0
-- The regency as views of the log. Every key begins with the scope. The columns of a kind's view
-- stand in the order of its columns in kind.c; "put" follows "remove", so it never meets its row.
-- Missing values are NULL; coordinates are 1e-7 degrees; yes and no are 1 and 0.

-- table region: view
CREATE TABLE region (
    scope TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    province TEXT NOT NULL,
    zone_min BIGINT NOT NULL,
    rules TEXT NOT NULL,       -- the whole rule file, canonical JSON
    rules_name TEXT NOT NULL,
    rules_sha256 TEXT NOT NULL,
    seq BIGINT NOT NULL);

-- table source: view
CREATE TABLE source (          -- the newest file of each kind
    scope TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (scope, kind));

-- table tps: view
CREATE TABLE tps (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    village_code TEXT NOT NULL,
    village TEXT,
    district TEXT,
    number BIGINT NOT NULL,
    dpt BIGINT,
    dptb BIGINT,
    lat_e7 BIGINT,
    lon_e7 BIGINT,
    quality TEXT,
    access TEXT,
    earliest_s BIGINT,
    latest_s BIGINT,
    hardness BIGINT,
    landing TEXT,
    note TEXT,
    PRIMARY KEY (scope, id));

-- table district: view
CREATE TABLE district (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    lat_e7 BIGINT,
    lon_e7 BIGINT,
    quality TEXT,
    through_hub BIGINT,
    store_boxes BIGINT,
    PRIMARY KEY (scope, id));

-- table depot: view
CREATE TABLE depot (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    district_code TEXT,
    lat_e7 BIGINT NOT NULL,
    lon_e7 BIGINT NOT NULL,
    quality TEXT,
    example BIGINT,
    PRIMARY KEY (scope, id));

-- table vehicle: view
CREATE TABLE vehicle (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    plate TEXT,
    class TEXT NOT NULL,
    capacity_g BIGINT,
    capacity_cm3 BIGINT,
    capacity_boxes BIGINT,
    cost_per_day BIGINT,
    cost_per_hour BIGINT,
    cost_per_km BIGINT,
    crew BIGINT,
    depot TEXT NOT NULL,
    shift_start_s BIGINT,
    shift_end_s BIGINT,
    from_day BIGINT,
    to_day BIGINT,
    trips_max BIGINT,
    needs_escort BIGINT,
    example BIGINT,
    PRIMARY KEY (scope, id));

-- table person: view
CREATE TABLE person (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    role TEXT NOT NULL,
    name TEXT,                 -- a commitment
    phone TEXT,                -- a commitment
    organisation TEXT,
    unit TEXT,
    vehicle TEXT,
    depot TEXT,
    example BIGINT,
    PRIMARY KEY (scope, id));

-- table hazard: view
CREATE TABLE hazard (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    kind TEXT NOT NULL,
    lat_e7 BIGINT NOT NULL,
    lon_e7 BIGINT NOT NULL,
    radius_m BIGINT,
    rain_mm BIGINT,
    rain_days BIGINT,
    depth_permille BIGINT,
    drain_h BIGINT,
    chance_permille BIGINT,
    level_min_mm BIGINT,
    level_max_mm BIGINT,
    classes TEXT,
    upstream_lat_e7 BIGINT,
    upstream_lon_e7 BIGINT,
    source TEXT,
    certainty TEXT,
    note TEXT,
    example BIGINT,
    area TEXT,                 -- rings as JSON
    PRIMARY KEY (scope, id));

-- table vulnerability: view
CREATE TABLE vulnerability (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    disaster_prone BIGINT,
    hard_to_reach BIGINT,
    late_before BIGINT,
    short_before BIGINT,
    no_internet BIGINT,
    no_power BIGINT,
    source TEXT,
    note TEXT,
    PRIMARY KEY (scope, id));

-- table item: view
CREATE TABLE item (            -- what differs from the rules, or is added to them
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    name_en TEXT,
    unit TEXT,
    level TEXT,
    each_contest BIGINT,
    pack TEXT,
    phase BIGINT,
    quantity TEXT,
    mass_mg BIGINT,
    volume_cm3 BIGINT,
    PRIMARY KEY (scope, id));

-- table boundary: view
CREATE TABLE boundary (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    village TEXT,
    district TEXT,
    area TEXT NOT NULL,        -- [[lat,lon,lat,lon,...],...]
    PRIMARY KEY (scope, id));

-- table road_file: view
CREATE TABLE road_file (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    blob TEXT NOT NULL,        -- SHA-256 of the OSM file
    PRIMARY KEY (scope, id));

-- statement region_put
INSERT INTO region (scope, name, province, zone_min, rules, rules_name, rules_sha256, seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (scope) DO UPDATE SET name = excluded.name, province = excluded.province,
    zone_min = excluded.zone_min, rules = excluded.rules, rules_name = excluded.rules_name,
    rules_sha256 = excluded.rules_sha256, seq = excluded.seq;

-- statement region_get
SELECT scope, name, province, zone_min, rules, rules_name, seq,
    (SELECT COALESCE(MAX(s.seq), 0) FROM source s WHERE s.scope = region.scope)
FROM region WHERE scope = COALESCE($1, scope) ORDER BY scope;

-- statement source_event
SELECT e.id FROM source s JOIN event e ON e.scope = s.scope AND e.seq = s.seq
WHERE s.scope = $1 AND s.kind = $2;

-- statement source_put
INSERT INTO source (scope, kind, name, format, sha256, seq) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (scope, kind) DO UPDATE SET name = excluded.name, format = excluded.format,
    sha256 = excluded.sha256, seq = excluded.seq;

-- statement tps_remove
DELETE FROM tps WHERE scope = $1 AND id = $2;
-- statement tps_put
INSERT INTO tps (scope, id, village_code, village, district, number, dpt, dptb, lat_e7, lon_e7,
    quality, access, earliest_s, latest_s, hardness, landing, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);
-- statement tps_list
SELECT id, village_code, village, district, number, dpt, dptb, lat_e7, lon_e7, quality, access,
    earliest_s, latest_s, hardness, landing, note
FROM tps WHERE scope = $1 ORDER BY id;

-- statement district_remove
DELETE FROM district WHERE scope = $1 AND id = $2;
-- statement district_put
INSERT INTO district (scope, id, name, lat_e7, lon_e7, quality, through_hub, store_boxes)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
-- statement district_list
SELECT id, name, lat_e7, lon_e7, quality, through_hub, store_boxes
FROM district WHERE scope = $1 ORDER BY id;

-- statement depot_remove
DELETE FROM depot WHERE scope = $1 AND id = $2;
-- statement depot_put
INSERT INTO depot (scope, id, name, kind, district_code, lat_e7, lon_e7, quality, example)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);
-- statement depot_list
SELECT id, name, kind, district_code, lat_e7, lon_e7, quality, example
FROM depot WHERE scope = $1 ORDER BY id;

-- statement vehicle_remove
DELETE FROM vehicle WHERE scope = $1 AND id = $2;
-- statement vehicle_put
INSERT INTO vehicle (scope, id, name, plate, class, capacity_g, capacity_cm3, capacity_boxes,
    cost_per_day, cost_per_hour, cost_per_km, crew, depot, shift_start_s, shift_end_s, from_day,
    to_day, trips_max, needs_escort, example)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20);
-- statement vehicle_list
SELECT id, name, plate, class, capacity_g, capacity_cm3, capacity_boxes, cost_per_day,
    cost_per_hour, cost_per_km, crew, depot, shift_start_s, shift_end_s, from_day, to_day,
    trips_max, needs_escort, example
FROM vehicle WHERE scope = $1 ORDER BY id;

-- statement person_remove
DELETE FROM person WHERE scope = $1 AND id = $2;
-- statement person_put
INSERT INTO person (scope, id, role, name, phone, organisation, unit, vehicle, depot, example)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);
-- statement person_list
SELECT id, role, name, phone, organisation, unit, vehicle, depot, example
FROM person WHERE scope = $1 ORDER BY id;

-- statement hazard_remove
DELETE FROM hazard WHERE scope = $1 AND id = $2;
-- statement hazard_put
INSERT INTO hazard (scope, id, name, kind, lat_e7, lon_e7, radius_m, rain_mm, rain_days,
    depth_permille, drain_h, chance_permille, level_min_mm, level_max_mm, classes, upstream_lat_e7,
    upstream_lon_e7, source, certainty, note, example, area)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21, $22);
-- statement hazard_list
SELECT id, name, kind, lat_e7, lon_e7, radius_m, rain_mm, rain_days, depth_permille, drain_h,
    chance_permille, level_min_mm, level_max_mm, classes, upstream_lat_e7, upstream_lon_e7, source,
    certainty, note, example, area
FROM hazard WHERE scope = $1 ORDER BY id;

-- statement vulnerability_remove
DELETE FROM vulnerability WHERE scope = $1 AND id = $2;
-- statement vulnerability_put
INSERT INTO vulnerability (scope, id, disaster_prone, hard_to_reach, late_before, short_before,
    no_internet, no_power, source, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);
-- statement vulnerability_list
SELECT id, disaster_prone, hard_to_reach, late_before, short_before, no_internet, no_power, source,
    note
FROM vulnerability WHERE scope = $1 ORDER BY id;

-- statement item_remove
DELETE FROM item WHERE scope = $1 AND id = $2;
-- statement item_put
INSERT INTO item (scope, id, name, name_en, unit, level, each_contest, pack, phase, quantity,
    mass_mg, volume_cm3)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);
-- statement item_list
SELECT id, name, name_en, unit, level, each_contest, pack, phase, quantity, mass_mg, volume_cm3
FROM item WHERE scope = $1 ORDER BY id;

-- statement boundary_remove
DELETE FROM boundary WHERE scope = $1 AND id = $2;
-- statement boundary_put
INSERT INTO boundary (scope, id, village, district, area) VALUES ($1, $2, $3, $4, $5);
-- statement boundary_list
SELECT id, village, district, area FROM boundary WHERE scope = $1 ORDER BY id;

-- statement road_file_remove
DELETE FROM road_file WHERE scope = $1 AND id = $2;
-- statement road_file_put
INSERT INTO road_file (scope, id, name, blob) VALUES ($1, $2, $3, $4);
-- statement road_file_list
SELECT id, name, blob FROM road_file WHERE scope = $1 ORDER BY id;
