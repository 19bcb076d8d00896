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

-- A message as it came; `confirmed` is the number of the event that confirmed it, or 0.
-- table warning: view
CREATE TABLE warning (
  scope TEXT NOT NULL, number BIGINT NOT NULL, sender TEXT NOT NULL, identifier TEXT NOT NULL,
  sent_s BIGINT NOT NULL, cap TEXT NOT NULL, confirmed BIGINT NOT NULL,
  PRIMARY KEY (scope, number)
);

-- What was made of a message: number is that of the confirmation, taken_back 0 or the number of the
-- event that did. `shapes` is a JSON array of areas, each an array of rings of [lat_e7, lon_e7].
-- table measure: view
CREATE TABLE measure (
  scope TEXT NOT NULL, number BIGINT NOT NULL, warning BIGINT NOT NULL, effect TEXT NOT NULL,
  shapes TEXT NOT NULL, from_s BIGINT NOT NULL, to_s BIGINT NOT NULL, rain_mm BIGINT, classes TEXT,
  taken_back BIGINT NOT NULL,
  PRIMARY KEY (scope, number)
);

-- statement warning_put
INSERT INTO warning (scope, number, sender, identifier, sent_s, cap, confirmed)
VALUES ($1, $2, $3, $4, $5, $6, 0);

-- statement warning_find
SELECT number, cap FROM warning
WHERE scope = $1 AND sender = $2 AND identifier = $3 AND sent_s = $4;

-- statement warning_get
SELECT cap, confirmed FROM warning WHERE scope = $1 AND number = $2;

-- statement warning_confirm
UPDATE warning SET confirmed = $3 WHERE scope = $1 AND number = $2;

-- statement warning_list
SELECT w.number, w.cap, w.confirmed, m.effect, m.shapes, m.from_s, m.to_s, m.rain_mm, m.classes,
  m.taken_back
FROM warning w LEFT JOIN measure m ON m.scope = w.scope AND m.number = w.confirmed
WHERE w.scope = $1 ORDER BY w.number;

-- statement measure_list
SELECT w.number, w.cap, w.confirmed, m.effect, m.shapes, m.from_s, m.to_s, m.rain_mm, m.classes,
  m.taken_back
FROM measure m JOIN warning w ON w.scope = m.scope AND w.number = m.warning
WHERE m.scope = $1 AND m.taken_back = 0 ORDER BY w.number;

-- statement measure_put
INSERT INTO measure (scope, number, warning, effect, shapes, from_s, to_s, rain_mm, classes, taken_back)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0);

-- statement measure_take_back
UPDATE measure SET taken_back = $3 WHERE scope = $1 AND warning = $2 AND taken_back = 0;

-- statement measure_get
SELECT warning FROM measure WHERE scope = $1 AND number = $2 AND taken_back = 0;
