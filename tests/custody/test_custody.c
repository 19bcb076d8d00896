// SPDX-License-Identifier: Apache-2.0
/* The way of boxes through the hands, and what is noticed on it. */
#include "world.h"

static void a_box_goes_out_and_comes_back_and_the_balance_closes(void **state) {
    World *w = *state;
    CustodyBalance b;
    world_number(w);
    const char *box = world_code(w, 1, "bupati");
    world_do(w, CUSTODY_DO_PACK, box, KPU, (CustodyParty){0});
    world_do(w, CUSTODY_DO_RELEASE, box, KPU, PPK);
    world_do(w, CUSTODY_DO_ACCEPT, box, KPU, PPK);
    world_do(w, CUSTODY_DO_RELEASE, box, PPK, KPPS);
    world_do(w, CUSTODY_DO_ACCEPT, box, PPK, KPPS);
    assert_int_equal(world_chain(w, box).state, CUSTODY_ACCEPTED);
    assert_string_equal(world_chain(w, box).holder.role, "kpps");
    must(w, custody_balance(w->store, w->arena, SCOPE, &b, &w->err));
    assert_int_equal(b.missing_count, 1);
    assert_string_equal(b.missing[0], box);
    world_do(w, CUSTODY_DO_OPEN, box, KPPS, (CustodyParty){0});
    world_do(w, CUSTODY_DO_RESEAL, box, KPPS, (CustodyParty){0});
    assert_int_equal(world_chain(w, box).state, CUSTODY_RESEALED);
    CustodyStatement back = world_say(w, CUSTODY_DO_RELEASE, box, KPPS, KPU);
    back.back = true;
    world_state(w, &back);
    back.act = CUSTODY_DO_ACCEPT;
    world_state(w, &back);
    CustodyChain chain = world_chain(w, box);
    assert_int_equal(chain.state, CUSTODY_RETURNED);
    for (size_t i = 0; i < chain.count; i++) assert_int_equal(chain.links[i].faults, 0);
    must(w, custody_balance(w->store, w->arena, SCOPE, &b, &w->err));
    assert_int_equal(b.missing_count, 0);
    int64_t out = 0, returned = 0;
    for (size_t i = 0; i < b.count; i++) {
        out += b.rows[i].out;
        returned += b.rows[i].back;
    }
    assert_int_equal(out, 1);
    assert_int_equal(returned, 1);
    world_replays(w);
}

static void a_handover_that_nobody_answers_is_an_alarm_by_its_age(void **state) {
    World *w = *state;
    const char *box = world_code(w, 2, "bupati");
    world_do(w, CUSTODY_DO_PACK, box, KPU, (CustodyParty){0});
    world_do(w, CUSTODY_DO_RELEASE, box, KPU, PPK);
    assert_int_equal(world_alarms(w, CUSTODY_ALARM_OPEN), 0);
    w->now_ms += 25 * HOUR_MS;
    assert_int_equal(world_alarms(w, CUSTODY_ALARM_OPEN), 1);
    world_do(w, CUSTODY_DO_ACCEPT, box, KPU, PPK);
    assert_int_equal(world_alarms(w, CUSTODY_ALARM_OPEN), 0);
}

static void what_differs_at_a_handover_is_noticed_and_kept(void **state) {
    World *w = *state;
    static const char *const put[] = {"A000001", "A000002"}, *const found[] = {"A000001"};
    const char *box = world_code(w, 3, "bupati");
    CustodyStatement st = world_say(w, CUSTODY_DO_PACK, box, KPU, (CustodyParty){0});
    st.seals = (const char **)put;
    st.seal_count = 2;
    world_state(w, &st);
    assert_int_equal(world_chain(w, box).state, CUSTODY_SEALED);
    world_do(w, CUSTODY_DO_RELEASE, box, KPU, PPK);
    CustodyParty stranger = {.role = "ppk", .org = "PPK Waru", .place = "640902"};
    st = world_say(w, CUSTODY_DO_ACCEPT, box, KPU, stranger);
    st.at_ms -= 5 * HOUR_MS;
    st.seals = (const char **)found;
    st.seal_count = 1;
    st.exception = "satu segel lepas";
    st.condition = NULL;
    world_state(w, &st);
    CustodyChain chain = world_chain(w, box);
    assert_int_equal(chain.state, CUSTODY_ACCEPTED_EXCEPTION);
    assert_int_equal(chain.links[2].faults, CUSTODY_FAULT_PARTIES | CUSTODY_FAULT_SEALS |
                                                CUSTODY_FAULT_DESTINATION | CUSTODY_FAULT_CLOCK |
                                                CUSTODY_FAULT_INCOMPLETE);
    assert_int_equal(chain.links[2].open_questions, CUSTODY_ASK_CONDITION);
    assert_int_equal(world_alarms(w, CUSTODY_ALARM_SEALS), 1);
    assert_int_equal(world_alarms(w, CUSTODY_ALARM_PARTIES), 1);
    assert_int_equal(world_alarms(w, CUSTODY_ALARM_DESTINATION), 1);
    assert_int_equal(world_alarms(w, CUSTODY_ALARM_EXCEPTION), 1);
}

static void each_question_left_open_is_named(void **state) {
    World *w = *state;
    const char *box = world_code(w, 1, "gubernur");
    world_do(w, CUSTODY_DO_PACK, box, KPU, (CustodyParty){0});
    CustodyStatement bare = {
        .act = CUSTODY_DO_RELEASE, .item = box, .at_ms = w->now_ms, .accuracy_m = -1};
    world_state(w, &bare);
    uint32_t open = world_chain(w, box).links[1].open_questions;
    assert_int_equal(open, 0xff & ~(CUSTODY_ASK_UNIQUE | CUSTODY_ASK_WHEN));
    for (int i = 0; i < CUSTODY_QUESTIONS; i++) assert_true(custody_question(i)[0]);
}

static void two_places_in_less_time_than_a_truck_takes_are_noticed(void **state) {
    World *w = *state;
    const char *box = world_code(w, 2, "gubernur");
    CustodyStatement st = world_say(w, CUSTODY_DO_PACK, box, KPU, (CustodyParty){0});
    size_t before = world_alarms(w, CUSTODY_ALARM_TRAVEL);
    st.has_point = true;
    st.point = (GeoPoint){-12500000, 1167500000};
    world_state(w, &st);
    st.act = CUSTODY_DO_STORE;
    st.point.lat_e7 += 5000000; /* 55 km */
    st.at_ms += HOUR_MS;
    world_state(w, &st);
    assert_int_equal(world_alarms(w, CUSTODY_ALARM_TRAVEL), before);
    st.act = CUSTODY_DO_STORE;
    st.place = "elsewhere";
    st.point.lat_e7 += 5000000;
    st.at_ms += 10 * 60000;
    world_state(w, &st);
    assert_int_equal(world_alarms(w, CUSTODY_ALARM_TRAVEL), before + 1);
    st.place = "here"; /* the same way again, by a telephone that knows its place to 60 km only */
    st.point.lat_e7 -= 5000000;
    st.accuracy_m = 60000;
    world_state(w, &st);
    assert_int_equal(world_alarms(w, CUSTODY_ALARM_TRAVEL), before + 1);
}

static void the_same_said_twice_adds_nothing(void **state) {
    World *w = *state;
    const char *box = world_code(w, 3, "gubernur");
    CustodyStatement st = world_say(w, CUSTODY_DO_PACK, box, KPU, (CustodyParty){0});
    LedgerReceipt receipt;
    bool existed;
    world_state(w, &st);
    int64_t size = ledger_size(w->ledger, SCOPE);
    must(w, custody_state_item(w->ledger, w->store, w->arena, SCOPE, &st, &receipt, &existed,
                               &w->err));
    assert_true(existed);
    assert_int_equal(ledger_size(w->ledger, SCOPE), size);
}

static void a_malformed_body_is_refused_and_nothing_stands(void **state) {
    World *w = *state;
    static const char *const bodies[] = {
        "{}",
        "{\"items\":[]}",
        "{\"items\":[{\"item\":\"64091000010\"}]}",                            /* check digit */
        "{\"items\":[{\"item\":\"64091000013\"},{\"item\":\"64091000013\"}]}", /* twice */
        "{\"items\":[{\"item\":\"64091000013\",\"previous\":\"x\"}]}",
        "{\"items\":[{\"item\":\"64091000013\",\"seals\":[\"a b\"]}]}",
        "{\"items\":[{\"item\":\"64091000013\"}],\"at\":\"yesterday\"}",
        "{\"items\":[{\"item\":\"64091000013\"}],\"point\":[1]}",
        "{\"items\":[{\"item\":\"64091000013\"}],\"device\":{\"sequence\":1}}",
        "{\"items\":[{\"item\":\"64091000013\"}],\"from\":7}",
        "{\"items\":[{\"item\":\"64091000013\"}],\"witnesses\":[7]}",
        "{\"items\":[{\"item\":\"64091000013\"}],\"trip\":[]}"};
    int64_t size = ledger_size(w->ledger, SCOPE);
    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        json_t *body;
        LedgerReceipt receipt;
        must(w, json_read(bytes_of(bodies[i]), "body", &body, &w->err));
        Status s = ledger_state(w->ledger, SCOPE, "item.stored", NULL, body, &receipt, &w->err);
        if (s != ERR_INPUT) fail_msg("%s was taken", bodies[i]);
    }
    assert_int_equal(ledger_size(w->ledger, SCOPE), size);
}

static void an_event_reads_as_a_sentence_without_a_database(void **state) {
    World *w = *state;
    json_t *body;
    must(w, json_read(bytes_of("{\"items\":[{\"item\":\"64091000013\",\"called\":\"kotak TPS 004 "
                               "Sotek\"}],\"at\":\"2024-11-26T01:30:00.000Z\",\"from\":{\"role\":"
                               "\"kpu\"},\"to\":{\"role\":\"ppk\",\"org\":\"PPK Penajam\"},"
                               "\"document\":\"BAST 12\"}"),
                      "body", &body, &w->err));
    LedgerEvent e = {.id = "x",
                     .scope = SCOPE,
                     .type = "item.accepted",
                     .time = "2024-11-26T01:31:00.000Z",
                     .body = body};
    assert_string_equal(custody_sentence(w->arena, &e),
                        "kotak TPS 004 Sotek (6409-1-00001-3) was accepted by PPK Penajam from the "
                        "KPU, on Tuesday, 26 November 2024 09:30 WITA, document BAST 12");
    e.type = "tps.imported";
    assert_null(custody_sentence(w->arena, &e));
    e.type = "trip.departed"; /* of another form than its type: no sentence, no harm */
    assert_null(custody_sentence(w->arena, &e));
    json_decref(body);
}

static void a_trip_tells_where_it_is_and_what_is_on_board(void **state) {
    World *w = *state;
    LedgerReceipt receipt;
    CustodyChain *chains;
    CustodyTrip *trips;
    size_t n, count;
    const char *box = world_code(w, 2, NULL);
    world_do(w, CUSTODY_DO_PACK, box, KPU, (CustodyParty){0});
    CustodyStatement st = world_say(w, CUSTODY_DO_RELEASE, box, KPU, KPPS);
    st.trip = "P-1";
    world_state(w, &st);
    CustodyTripStep arrived = {.trip = "P-1",
                               .act = CUSTODY_TRIP_ARRIVE,
                               .stop = VILLAGE "001",
                               .at_ms = w->now_ms + 2 * HOUR_MS};
    CustodyTripStep left = {.trip = "P-1", .act = CUSTODY_TRIP_DEPART, .at_ms = w->now_ms};
    must(w, custody_trip_state(w->ledger, SCOPE, &arrived, &receipt, &w->err)); /* told too early */
    must(w, custody_trip_state(w->ledger, SCOPE, &left, &receipt, &w->err));
    must(w, custody_chains(w->store, w->arena, SCOPE, NULL, &chains, &n, &w->err));
    must(w, custody_trips(w->store, w->arena, SCOPE, chains, n, &trips, &count, &w->err));
    assert_int_equal(count, 1);
    assert_int_equal(trips[0].steps[0].act, CUSTODY_TRIP_DEPART); /* by claimed time */
    assert_true(trips[0].steps[0].follows && trips[0].steps[1].follows && trips[0].under_way);
    assert_int_equal(trips[0].on_board_count, 1);
    assert_string_equal(trips[0].on_board[0], box);
    assert_int_equal(world_chain(w, box).state, CUSTODY_IN_TRANSIT);
    CustodyTripStep resumed = {
        .trip = "P-1", .act = CUSTODY_TRIP_RESUME, .at_ms = w->now_ms + 3 * HOUR_MS};
    must(w, custody_trip_state(w->ledger, SCOPE, &resumed, &receipt, &w->err));
    must(w, custody_trips(w->store, w->arena, SCOPE, NULL, 0, &trips, &count, &w->err));
    assert_false(trips[0].steps[2].follows); /* nothing had broken down; kept all the same */
    world_do(w, CUSTODY_DO_ACCEPT, box, KPU, KPPS);
    assert_int_equal(world_chain(w, box).state, CUSTODY_ACCEPTED);
    world_replays(w);
}

static const CustodyRevoteNeed *need(const World *w, const CustodyRevoteNeed *needs, size_t n,
                                     bool ballot, const char *item) {
    for (size_t i = 0; i < n; i++) {
        const ElectionItem *of = &w->regency.rules.items[needs[i].item];
        if (ballot ? of->is_ballot : str_eq(of->id, item)) return &needs[i];
    }
    fail_msg("no such need");
    return NULL;
}

static void a_revote_names_what_it_needs_and_from_where(void **state) {
    World *w = *state;
    CustodyRevotePlace places[] = {{VILLAGE "001", "bupati", INT32_MIN},
                                   {VILLAGE "002", "bupati", INT32_MIN}};
    CustodyRevote order = {.mode = CUSTODY_PSU,
                           .reason = "putusan",
                           .decided_day = 20060,
                           .deadline_day = 20090,
                           .places = places,
                           .count = 2};
    LedgerReceipt receipt;
    CustodyRevote *revotes;
    CustodyChain *chains;
    CustodyRevoteNeed *needs;
    size_t n, chain_count, need_count;
    must(w, custody_revote_order(w->ledger, &w->regency, &order, &receipt, &w->err));
    int64_t number = receipt.seq;
    must(w, custody_revotes(w->store, w->arena, SCOPE, &revotes, &n, &w->err));
    assert_int_equal(n, 1);
    assert_int_equal(revotes[0].open, 2);
    assert_int_equal(revotes[0].deadline_day, 20090);
    must(w, custody_chains(w->store, w->arena, SCOPE, NULL, &chains, &chain_count, &w->err));
    custody_revote_needs(w->arena, &w->regency, &w->needs, revotes, n, chains, chain_count, &needs,
                         &need_count);
    const CustodyRevoteNeed *ballots = need(w, needs, need_count, true, NULL);
    assert_int_equal(ballots->needed, 257 + 258);
    assert_int_equal(ballots->rerun, 2000);
    assert_int_equal(ballots->missing, 0);
    const CustodyRevoteNeed *boxes = need(w, needs, need_count, false, "box");
    assert_int_equal(boxes->needed, 2);
    assert_int_equal(boxes->back, 1); /* the box that came back in the first test */
    assert_int_equal(boxes->missing, 1);
    must(w, custody_revote_held(w->ledger, SCOPE, number, VILLAGE "001", 20070, &receipt, &w->err));
    assert_int_equal(
        custody_revote_held(w->ledger, SCOPE, number, VILLAGE "001", 20070, &receipt, &w->err),
        ERR_ABSENT);
    must(w, custody_revotes(w->store, w->arena, SCOPE, &revotes, &n, &w->err));
    assert_int_equal(revotes[0].open, 1);
    places[0].contest = "dpr";
    assert_int_equal(custody_revote_order(w->ledger, &w->regency, &order, &receipt, &w->err),
                     ERR_INPUT);
    world_replays(w);
}

static void a_vote_that_is_held_later_uses_its_own_ballots(void **state) {
    World *w = *state;
    CustodyRevotePlace places[] = {{VILLAGE "003", "bupati", INT32_MIN}};
    CustodyRevote order = {.mode = CUSTODY_PSS, .reason = "banjir", .places = places, .count = 1};
    CustodyRevoteNeed *needs;
    size_t n;
    custody_revote_needs(w->arena, &w->regency, &w->needs, &order, 1, NULL, 0, &needs, &n);
    const CustodyRevoteNeed *ballots = need(w, needs, n, true, NULL);
    assert_int_equal(ballots->own, ballots->needed);
    assert_int_equal(ballots->missing, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_box_goes_out_and_comes_back_and_the_balance_closes),
        cmocka_unit_test(a_handover_that_nobody_answers_is_an_alarm_by_its_age),
        cmocka_unit_test(what_differs_at_a_handover_is_noticed_and_kept),
        cmocka_unit_test(each_question_left_open_is_named),
        cmocka_unit_test(two_places_in_less_time_than_a_truck_takes_are_noticed),
        cmocka_unit_test(the_same_said_twice_adds_nothing),
        cmocka_unit_test(a_malformed_body_is_refused_and_nothing_stands),
        cmocka_unit_test(an_event_reads_as_a_sentence_without_a_database),
        cmocka_unit_test(a_trip_tells_where_it_is_and_what_is_on_board),
        cmocka_unit_test(a_revote_names_what_it_needs_and_from_where),
        cmocka_unit_test(a_vote_that_is_held_later_uses_its_own_ballots),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
