-- SPDX-License-Identifier: Apache-2.0

-- What happened, as people stated it; beside it stand the predictions.

-- `arrived_s` is UTC seconds; NULL where `came` is 0: the goods never came.
-- table arrival: view
CREATE TABLE arrival (
  scope TEXT NOT NULL, tps TEXT NOT NULL, arrived_s BIGINT, came BIGINT NOT NULL, note TEXT,
  PRIMARY KEY (scope, tps)
);

-- statement arrival_put
INSERT INTO arrival (scope, tps, arrived_s, came, note) VALUES ($1, $2, $3, $4, $5);

-- statement arrival_list
SELECT tps, arrived_s, came, note FROM arrival WHERE scope = $1 ORDER BY tps;

-- statement arrival_remove
DELETE FROM arrival WHERE scope = $1 AND tps = $2;

-- `day` counts from 1970-01-01; `closed` is 1 when somebody could not pass at some time of it.
-- table passability: view
CREATE TABLE passability (
  scope TEXT NOT NULL, id TEXT NOT NULL, hazard TEXT NOT NULL, day BIGINT NOT NULL,
  closed BIGINT NOT NULL, note TEXT,
  PRIMARY KEY (scope, id)
);

-- statement passability_put
INSERT INTO passability (scope, id, hazard, day, closed, note) VALUES ($1, $2, $3, $4, $5, $6);

-- statement passability_list
SELECT id, hazard, day, closed, note FROM passability WHERE scope = $1 ORDER BY id;

-- statement passability_remove
DELETE FROM passability WHERE scope = $1 AND id = $2;
