-- SPDX-License-Identifier: Apache-2.0

-- `rings` is a JSON array of rings of [lat_e7, lon_e7]; times are UTC seconds, NULL when not stated.
-- table closure: view
CREATE TABLE closure (
  scope TEXT NOT NULL, number BIGINT NOT NULL, shape TEXT NOT NULL, rings TEXT NOT NULL,
  way TEXT, classes TEXT, direction TEXT, from_s BIGINT, to_s BIGINT, reason TEXT,
  opened BIGINT NOT NULL,
  PRIMARY KEY (scope, number)
);

-- statement closure_put
INSERT INTO closure (scope, number, shape, rings, way, classes, direction, from_s, to_s, reason, opened)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0);

-- statement closure_open
UPDATE closure SET opened = $3 WHERE scope = $1 AND number = $2;

-- statement closure_get
SELECT opened FROM closure WHERE scope = $1 AND number = $2;

-- statement closure_list
SELECT number, shape, rings, way, classes, direction, from_s, to_s, reason
FROM closure WHERE scope = $1 AND opened = 0 ORDER BY number;
