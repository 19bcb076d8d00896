-- SPDX-License-Identifier: Apache-2.0
-- What the store notes about itself.

-- table store_table: local
CREATE TABLE store_table (
    name TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,             -- log, view or local
    module TEXT NOT NULL,
    definition TEXT NOT NULL        -- SHA-256 of its CREATE statements, in hex
);

-- table store_view_version: local
CREATE TABLE store_view_version (
    module TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL
);

-- statement store_table_add
INSERT INTO store_table (name, kind, module, definition) VALUES ($1, $2, $3, $4);

-- statement store_table_definition
SELECT definition FROM store_table WHERE name = $1;

-- statement store_table_of_kind
SELECT name, module FROM store_table WHERE kind = $1 ORDER BY name;

-- statement store_table_forget
DELETE FROM store_table WHERE name = $1;

-- statement store_view_version_get
SELECT version FROM store_view_version WHERE module = $1;

-- statement store_view_version_set
INSERT INTO store_view_version (module, version) VALUES ($1, $2)
ON CONFLICT (module) DO UPDATE SET version = excluded.version;

-- statement store_begin_read
BEGIN;

-- statement store_begin_write
BEGIN IMMEDIATE;

-- statement store_commit
COMMIT;

-- statement store_part_begin
SAVEPOINT part;

-- statement store_part_end
RELEASE SAVEPOINT part;

-- statement store_part_undo
ROLLBACK TO SAVEPOINT part;

-- statement store_defer_references
PRAGMA defer_foreign_keys = ON;
