-- SPDX-License-Identifier: Apache-2.0
-- Goods as quantities: views of the log. The columns of a kind's view stand in the order of its
-- columns in kind.c; "put" follows "remove", so it never meets its row. Missing values are NULL.
-- Nothing is summed here: balances are sums of the movements that these rows say (book.c).

-- table stock_contract: view
CREATE TABLE stock_contract (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    line BIGINT,
    supplier TEXT NOT NULL,
    item TEXT NOT NULL,
    contest TEXT,
    quantity BIGINT NOT NULL,
    phase BIGINT,
    unit_price BIGINT,
    due_day BIGINT,
    catalogue TEXT,
    note TEXT,
    example BIGINT,
    PRIMARY KEY (scope, id));

-- table stock_press: view
CREATE TABLE stock_press (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT,
    supplier TEXT,
    sheets_per_hour BIGINT NOT NULL,
    minutes_per_day BIGINT,
    from_day BIGINT NOT NULL,
    to_day BIGINT,
    example BIGINT,
    PRIMARY KEY (scope, id));

-- table stock_print_order: view
CREATE TABLE stock_print_order (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    region TEXT NOT NULL,
    region_name TEXT,
    contest TEXT,
    sheets BIGINT NOT NULL,
    dpt BIGINT,
    reserve BIGINT,
    rerun BIGINT,
    packing_day BIGINT NOT NULL,
    transport_days BIGINT NOT NULL,
    sort_people BIGINT NOT NULL,
    example BIGINT,
    PRIMARY KEY (scope, id));

-- table stock_shipment: view
CREATE TABLE stock_shipment (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    line BIGINT,
    day BIGINT NOT NULL,
    order_number TEXT,
    supplier TEXT,
    item TEXT NOT NULL,
    contest TEXT,
    quantity BIGINT NOT NULL,
    colli BIGINT,
    cartons TEXT,
    carrier TEXT,
    plate TEXT,
    driver TEXT,               -- a commitment
    note TEXT,
    example BIGINT,
    PRIMARY KEY (scope, id));

-- table stock_receipt: view
CREATE TABLE stock_receipt (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    line BIGINT,
    day BIGINT NOT NULL,
    shipment TEXT,
    order_number TEXT,
    item TEXT NOT NULL,
    contest TEXT,
    place TEXT,
    sent BIGINT,
    received BIGINT NOT NULL,
    damaged BIGINT,
    elsewhere BIGINT,
    belongs_to TEXT,
    receiver_role TEXT,
    receiver TEXT,               -- a commitment
    witness_role TEXT,
    witness TEXT,               -- a commitment
    note TEXT,
    example BIGINT,
    PRIMARY KEY (scope, id));

-- table stock_sorting: view
CREATE TABLE stock_sorting (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    line BIGINT,
    day BIGINT NOT NULL,
    item TEXT NOT NULL,
    contest TEXT,
    place TEXT,
    crew TEXT,
    people BIGINT,
    good BIGINT NOT NULL,
    torn BIGINT,
    ink_stained BIGINT,
    creased BIGINT,
    shrunken BIGINT,
    wrong_colour BIGINT,
    blurred BIGINT,
    black_white BIGINT,
    other_damage BIGINT,
    elsewhere BIGINT,
    belongs_to TEXT,
    missing BIGINT,
    witness_role TEXT,
    note TEXT,
    example BIGINT,
    PRIMARY KEY (scope, id));

-- table stock_replacement: view
CREATE TABLE stock_replacement (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    line BIGINT,
    day BIGINT NOT NULL,
    order_number TEXT,
    supplier TEXT,
    item TEXT NOT NULL,
    contest TEXT,
    quantity BIGINT NOT NULL,
    due_day BIGINT,
    reason TEXT,
    note TEXT,
    example BIGINT,
    PRIMARY KEY (scope, id));

-- table stock_transfer: view
CREATE TABLE stock_transfer (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    line BIGINT,
    day BIGINT NOT NULL,
    item TEXT NOT NULL,
    contest TEXT,
    quantity BIGINT NOT NULL,
    state TEXT,
    from_place TEXT NOT NULL,
    to_place TEXT NOT NULL,
    counterpart TEXT,
    reason TEXT,
    note TEXT,
    example BIGINT,
    PRIMARY KEY (scope, id));

-- table stock_destruction: view
CREATE TABLE stock_destruction (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    line BIGINT,
    day BIGINT NOT NULL,
    item TEXT NOT NULL,
    contest TEXT,
    place TEXT,
    surplus BIGINT,
    damaged BIGINT,
    letter TEXT,
    method TEXT,
    witness_role TEXT,
    witness TEXT,               -- a commitment
    note TEXT,
    example BIGINT,
    PRIMARY KEY (scope, id));

-- table stock_kit: view
CREATE TABLE stock_kit (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    day BIGINT NOT NULL,
    station TEXT NOT NULL,
    item TEXT NOT NULL,
    contest TEXT,
    place TEXT,
    quantity BIGINT NOT NULL,
    note TEXT,
    example BIGINT,
    PRIMARY KEY (scope, id));

-- table stock_usage: view
CREATE TABLE stock_usage (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    station TEXT NOT NULL,
    contest TEXT,
    received BIGINT NOT NULL,
    valid BIGINT NOT NULL,
    invalid BIGINT NOT NULL,
    spoiled BIGINT NOT NULL,
    unused BIGINT NOT NULL,
    reserve_used BIGINT,
    reserve_minutes TEXT,
    note TEXT,
    example BIGINT,
    PRIMARY KEY (scope, id));

-- table stock_count: view
CREATE TABLE stock_count (
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    number TEXT NOT NULL,
    line BIGINT,
    day BIGINT NOT NULL,
    item TEXT NOT NULL,
    contest TEXT,
    place TEXT,
    state TEXT,
    counted BIGINT NOT NULL,
    note TEXT,
    example BIGINT,
    PRIMARY KEY (scope, id));

-- table stock_slot: view
CREATE TABLE stock_slot (
    scope TEXT NOT NULL,
    plan BIGINT NOT NULL,          -- number of the event that states the schedule
    position BIGINT NOT NULL,
    press TEXT NOT NULL,
    region TEXT NOT NULL,
    region_name TEXT,
    contest TEXT,
    sheets BIGINT NOT NULL,
    begin_min BIGINT NOT NULL,     -- of the press's working minutes, from its first day
    end_min BIGINT NOT NULL,
    first_day BIGINT NOT NULL,
    last_day BIGINT NOT NULL,
    due_day BIGINT NOT NULL,
    order_scope TEXT,              -- the log and the event that ordered it
    order_event TEXT,
    transport_days BIGINT,
    PRIMARY KEY (scope, plan, position));
-- statement stock_contract_remove
DELETE FROM stock_contract WHERE scope = $1 AND id = $2;
-- statement stock_contract_put
INSERT INTO stock_contract (scope, id, number, line, supplier, item, contest, quantity, phase,
    unit_price, due_day, catalogue, note, example)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);
-- statement stock_contract_list
SELECT id, number, line, supplier, item, contest, quantity, phase, unit_price, due_day, catalogue,
    note, example
FROM stock_contract WHERE scope = $1 ORDER BY id;

-- statement stock_press_remove
DELETE FROM stock_press WHERE scope = $1 AND id = $2;
-- statement stock_press_put
INSERT INTO stock_press (scope, id, name, supplier, sheets_per_hour, minutes_per_day, from_day,
    to_day, example)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);
-- statement stock_press_list
SELECT id, name, supplier, sheets_per_hour, minutes_per_day, from_day, to_day, example
FROM stock_press WHERE scope = $1 ORDER BY id;

-- statement stock_print_order_remove
DELETE FROM stock_print_order WHERE scope = $1 AND id = $2;
-- statement stock_print_order_put
INSERT INTO stock_print_order (scope, id, region, region_name, contest, sheets, dpt, reserve,
    rerun, packing_day, transport_days, sort_people, example)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);
-- statement stock_print_order_list
SELECT id, region, region_name, contest, sheets, dpt, reserve, rerun, packing_day, transport_days,
    sort_people, example
FROM stock_print_order WHERE scope = $1 ORDER BY id;

-- statement stock_shipment_remove
DELETE FROM stock_shipment WHERE scope = $1 AND id = $2;
-- statement stock_shipment_put
INSERT INTO stock_shipment (scope, id, number, line, day, order_number, supplier, item, contest,
    quantity, colli, cartons, carrier, plate, driver, note, example)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);
-- statement stock_shipment_list
SELECT id, number, line, day, order_number, supplier, item, contest, quantity, colli, cartons,
    carrier, plate, driver, note, example
FROM stock_shipment WHERE scope = $1 ORDER BY id;

-- statement stock_receipt_remove
DELETE FROM stock_receipt WHERE scope = $1 AND id = $2;
-- statement stock_receipt_put
INSERT INTO stock_receipt (scope, id, number, line, day, shipment, order_number, item, contest,
    place, sent, received, damaged, elsewhere, belongs_to, receiver_role, receiver, witness_role,
    witness, note, example)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21);
-- statement stock_receipt_list
SELECT id, number, line, day, shipment, order_number, item, contest, place, sent, received,
    damaged, elsewhere, belongs_to, receiver_role, receiver, witness_role, witness, note, example
FROM stock_receipt WHERE scope = $1 ORDER BY id;

-- statement stock_sorting_remove
DELETE FROM stock_sorting WHERE scope = $1 AND id = $2;
-- statement stock_sorting_put
INSERT INTO stock_sorting (scope, id, number, line, day, item, contest, place, crew, people, good,
    torn, ink_stained, creased, shrunken, wrong_colour, blurred, black_white, other_damage,
    elsewhere, belongs_to, missing, witness_role, note, example)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21, $22, $23, $24, $25);
-- statement stock_sorting_list
SELECT id, number, line, day, item, contest, place, crew, people, good, torn, ink_stained,
    creased, shrunken, wrong_colour, blurred, black_white, other_damage, elsewhere, belongs_to,
    missing, witness_role, note, example
FROM stock_sorting WHERE scope = $1 ORDER BY id;

-- statement stock_replacement_remove
DELETE FROM stock_replacement WHERE scope = $1 AND id = $2;
-- statement stock_replacement_put
INSERT INTO stock_replacement (scope, id, number, line, day, order_number, supplier, item,
    contest, quantity, due_day, reason, note, example)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);
-- statement stock_replacement_list
SELECT id, number, line, day, order_number, supplier, item, contest, quantity, due_day, reason,
    note, example
FROM stock_replacement WHERE scope = $1 ORDER BY id;

-- statement stock_transfer_remove
DELETE FROM stock_transfer WHERE scope = $1 AND id = $2;
-- statement stock_transfer_put
INSERT INTO stock_transfer (scope, id, number, line, day, item, contest, quantity, state,
    from_place, to_place, counterpart, reason, note, example)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);
-- statement stock_transfer_list
SELECT id, number, line, day, item, contest, quantity, state, from_place, to_place, counterpart,
    reason, note, example
FROM stock_transfer WHERE scope = $1 ORDER BY id;

-- statement stock_destruction_remove
DELETE FROM stock_destruction WHERE scope = $1 AND id = $2;
-- statement stock_destruction_put
INSERT INTO stock_destruction (scope, id, number, line, day, item, contest, place, surplus,
    damaged, letter, method, witness_role, witness, note, example)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);
-- statement stock_destruction_list
SELECT id, number, line, day, item, contest, place, surplus, damaged, letter, method,
    witness_role, witness, note, example
FROM stock_destruction WHERE scope = $1 ORDER BY id;

-- statement stock_kit_remove
DELETE FROM stock_kit WHERE scope = $1 AND id = $2;
-- statement stock_kit_put
INSERT INTO stock_kit (scope, id, number, day, station, item, contest, place, quantity, note,
    example)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);
-- statement stock_kit_list
SELECT id, number, day, station, item, contest, place, quantity, note, example
FROM stock_kit WHERE scope = $1 ORDER BY id;

-- statement stock_usage_remove
DELETE FROM stock_usage WHERE scope = $1 AND id = $2;
-- statement stock_usage_put
INSERT INTO stock_usage (scope, id, station, contest, received, valid, invalid, spoiled, unused,
    reserve_used, reserve_minutes, note, example)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13);
-- statement stock_usage_list
SELECT id, station, contest, received, valid, invalid, spoiled, unused, reserve_used,
    reserve_minutes, note, example
FROM stock_usage WHERE scope = $1 ORDER BY id;

-- statement stock_count_remove
DELETE FROM stock_count WHERE scope = $1 AND id = $2;
-- statement stock_count_put
INSERT INTO stock_count (scope, id, number, line, day, item, contest, place, state, counted, note,
    example)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);
-- statement stock_count_list
SELECT id, number, line, day, item, contest, place, state, counted, note, example
FROM stock_count WHERE scope = $1 ORDER BY id;

-- statement stock_kit_withdraw
DELETE FROM stock_kit WHERE scope = $1 AND number = $2;

-- statement stock_slot_put
INSERT INTO stock_slot (scope, plan, position, press, region, region_name, contest, sheets,
    begin_min, end_min, first_day, last_day, due_day, order_scope, order_event, transport_days)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- statement stock_slot_list
SELECT press, region, region_name, contest, sheets, first_day, last_day, due_day, order_scope,
    order_event, transport_days
FROM stock_slot WHERE scope = $1 AND plan = (SELECT MAX(plan) FROM stock_slot WHERE scope = $1)
ORDER BY position;
