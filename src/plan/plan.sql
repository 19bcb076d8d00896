-- SPDX-License-Identifier: Apache-2.0
-- Plans as views of the log: one row per plan, trip and stop. `goods` is a JSON array of TPS ids,
-- `via` and `only_json` the event's own JSON.

-- table plan: view
CREATE TABLE plan (
  scope TEXT NOT NULL, id TEXT NOT NULL, seq BIGINT NOT NULL, made TEXT NOT NULL,
  from_day BIGINT NOT NULL, to_day BIGINT NOT NULL,
  cost_total BIGINT NOT NULL, cost_fixed BIGINT NOT NULL, cost_time BIGINT NOT NULL,
  cost_distance BIGINT NOT NULL, cost_split BIGINT NOT NULL,
  vehicle_days BIGINT NOT NULL, distance_m BIGINT NOT NULL, finish_s BIGINT NOT NULL,
  estimated BIGINT NOT NULL, roads_name TEXT, log_size BIGINT NOT NULL,
  seed TEXT NOT NULL, iterations BIGINT NOT NULL, threads BIGINT NOT NULL,
  hardest_first BIGINT NOT NULL, replaces TEXT, at_s BIGINT NOT NULL,
  revote BIGINT NOT NULL, vote_day BIGINT NOT NULL, only_json TEXT, cost_spare BIGINT NOT NULL,
  PRIMARY KEY (scope, id)
);

-- table plan_trip: view
CREATE TABLE plan_trip (
  scope TEXT NOT NULL, plan TEXT NOT NULL, position BIGINT NOT NULL, id TEXT NOT NULL,
  kind TEXT NOT NULL, vehicle TEXT NOT NULL, depot TEXT NOT NULL, day BIGINT NOT NULL,
  number BIGINT NOT NULL, load_s BIGINT NOT NULL, depart_s BIGINT NOT NULL,
  return_s BIGINT NOT NULL, distance_m BIGINT NOT NULL, boxes BIGINT NOT NULL,
  mass_g BIGINT NOT NULL, volume_cm3 BIGINT NOT NULL, escort TEXT, state TEXT NOT NULL,
  via TEXT,
  PRIMARY KEY (scope, plan, position)
);

-- table plan_stop: view
CREATE TABLE plan_stop (
  scope TEXT NOT NULL, plan TEXT NOT NULL, trip BIGINT NOT NULL, position BIGINT NOT NULL,
  tps TEXT, village TEXT, district TEXT NOT NULL, depot TEXT, arrive_s BIGINT NOT NULL,
  begin_s BIGINT NOT NULL, leave_s BIGINT NOT NULL, leg_m BIGINT NOT NULL, leg_s BIGINT NOT NULL,
  boxes BIGINT NOT NULL, mass_g BIGINT NOT NULL, volume_cm3 BIGINT NOT NULL,
  walk_m BIGINT NOT NULL, goods TEXT NOT NULL, reached BIGINT NOT NULL, taken BIGINT NOT NULL,
  PRIMARY KEY (scope, plan, trip, position)
);

-- table plan_unserved: view
CREATE TABLE plan_unserved (
  scope TEXT NOT NULL, plan TEXT NOT NULL, position BIGINT NOT NULL,
  tps TEXT, district TEXT NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY (scope, plan, position)
);

-- What a plan was chosen from, one row per point; scenarios, seed and month are those of all.
-- table plan_safety: view
CREATE TABLE plan_safety (
  scope TEXT NOT NULL, plan TEXT NOT NULL, position BIGINT NOT NULL,
  scenarios BIGINT NOT NULL, seed TEXT NOT NULL, month BIGINT NOT NULL,
  cost BIGINT NOT NULL, cost_mean BIGINT NOT NULL, late_e3 BIGINT NOT NULL, tail_e3 BIGINT NOT NULL,
  plain BIGINT NOT NULL, chosen BIGINT NOT NULL, last_min BIGINT NOT NULL,
  other_min BIGINT NOT NULL, hub_min BIGINT NOT NULL, narrowed BIGINT NOT NULL,
  wet_permille BIGINT NOT NULL, spares BIGINT NOT NULL,
  PRIMARY KEY (scope, plan, position)
);

-- Districts that a plan serves from the KPU although they have a PPK.
-- table plan_direct: view
CREATE TABLE plan_direct (
  scope TEXT NOT NULL, plan TEXT NOT NULL, district TEXT NOT NULL,
  PRIMARY KEY (scope, plan, district)
);

-- Its spare vehicles: which one each is like.
-- table plan_spare: view
CREATE TABLE plan_spare (
  scope TEXT NOT NULL, plan TEXT NOT NULL, position BIGINT NOT NULL, vehicle TEXT NOT NULL,
  from_day BIGINT NOT NULL,
  PRIMARY KEY (scope, plan, position)
);

-- statement plan_put
INSERT INTO plan (scope, id, seq, made, from_day, to_day, cost_total, cost_fixed, cost_time,
  cost_distance, cost_split, vehicle_days, distance_m, finish_s, estimated, roads_name, log_size,
  seed, iterations, threads, hardest_first, replaces, at_s,
  revote, vote_day, only_json, cost_spare)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
  $22, $23, $24, $25, $26, $27);

-- statement plan_trip_put
INSERT INTO plan_trip (scope, plan, position, id, kind, vehicle, depot, day, number, load_s,
  depart_s, return_s, distance_m, boxes, mass_g, volume_cm3, escort, state, via)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19);

-- statement plan_stop_put
INSERT INTO plan_stop (scope, plan, trip, position, tps, village, district, depot, arrive_s,
  begin_s, leave_s, leg_m, leg_s, boxes, mass_g, volume_cm3, walk_m, goods, reached, taken)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20);

-- statement plan_unserved_put
INSERT INTO plan_unserved (scope, plan, position, tps, district, reason)
VALUES ($1, $2, $3, $4, $5, $6);

-- statement plan_safety_put
INSERT INTO plan_safety (scope, plan, position, scenarios, seed, month, cost, cost_mean, late_e3,
  tail_e3, plain, chosen, last_min, other_min, hub_min, narrowed, wet_permille, spares)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18);

-- statement plan_direct_put
INSERT INTO plan_direct (scope, plan, district) VALUES ($1, $2, $3);

-- statement plan_spare_put
INSERT INTO plan_spare (scope, plan, position, vehicle, from_day) VALUES ($1, $2, $3, $4, $5);

-- statement plan_newest
SELECT id FROM plan WHERE scope = $1 ORDER BY seq DESC LIMIT 1;

-- statement plan_get
SELECT seq, made, from_day, to_day, cost_total, cost_fixed, cost_time, cost_distance, cost_split,
  vehicle_days, distance_m, finish_s, estimated, roads_name, log_size, seed, iterations, threads,
  hardest_first, replaces, at_s, revote, vote_day, only_json, cost_spare
FROM plan WHERE scope = $1 AND id = $2;

-- statement plan_trip_list
SELECT id, kind, vehicle, depot, day, number, load_s, depart_s, return_s, distance_m, boxes,
  mass_g, volume_cm3, escort, state, via
FROM plan_trip WHERE scope = $1 AND plan = $2 ORDER BY position;

-- statement plan_stop_list
SELECT trip, tps, village, district, arrive_s, begin_s, leave_s, leg_m, leg_s, boxes, mass_g,
  volume_cm3, walk_m, goods, reached, taken, depot
FROM plan_stop WHERE scope = $1 AND plan = $2 ORDER BY trip, position;

-- statement plan_unserved_list
SELECT tps, district, reason FROM plan_unserved WHERE scope = $1 AND plan = $2 ORDER BY position;

-- statement plan_safety_list
SELECT scenarios, seed, month, cost, cost_mean, late_e3, tail_e3, plain, chosen, last_min,
  other_min, hub_min, narrowed, wet_permille, spares
FROM plan_safety WHERE scope = $1 AND plan = $2 ORDER BY position;

-- statement plan_direct_list
SELECT district FROM plan_direct WHERE scope = $1 AND plan = $2 ORDER BY district;

-- statement plan_spare_list
SELECT vehicle, from_day FROM plan_spare WHERE scope = $1 AND plan = $2 ORDER BY position;
