// SPDX-License-Identifier: Apache-2.0
/* The fold over the set of an item's events. */
#include "world.h"

/* ---------------------------------------------------------------- single chains */

static CustodyLink link_of(const char *hash, const char *previous, CustodyAct act, int64_t at) {
    return (CustodyLink){.item = "x",
                         .hash = hash,
                         .previous = previous,
                         .act = act,
                         .id = hash,
                         .at_ms = at,
                         .sequence = -1};
}

static void each_statement_that_does_not_follow_is_marked_and_kept(void **state) {
    World *w = *state;
    static const CustodyAct into[_CUSTODY_STATES][4] = {
        /* how to get into a state, from nothing */
        [CUSTODY_PACKED] = {CUSTODY_DO_PACK},
        [CUSTODY_STORED] = {CUSTODY_DO_PACK, CUSTODY_DO_STORE},
        [CUSTODY_RELEASED] = {CUSTODY_DO_PACK, CUSTODY_DO_RELEASE},
        [CUSTODY_ACCEPTED] = {CUSTODY_DO_PACK, CUSTODY_DO_RELEASE, CUSTODY_DO_ACCEPT},
        [CUSTODY_DESTROYED] = {CUSTODY_DO_PACK, CUSTODY_DO_DESTROY},
        [CUSTODY_LOST] = {CUSTODY_DO_PACK, CUSTODY_DO_LOSE}};
    static const struct {
        CustodyState from;
        size_t steps;
        uint32_t legal; /* bits of acts */
    } rows[] = {
        {CUSTODY_PLANNED, 0, 1u << CUSTODY_DO_PACK},
        {CUSTODY_PACKED, 1,
         1u << CUSTODY_DO_PACK | 1u << CUSTODY_DO_STORE | 1u << CUSTODY_DO_RELEASE |
             1u << CUSTODY_DO_RESEAL | 1u << CUSTODY_DO_LOSE | 1u << CUSTODY_DO_DESTROY},
        {CUSTODY_RELEASED, 2,
         1u << CUSTODY_DO_ACCEPT | 1u << CUSTODY_DO_REFUSE | 1u << CUSTODY_DO_LOSE},
        {CUSTODY_ACCEPTED, 3,
         1u << CUSTODY_DO_STORE | 1u << CUSTODY_DO_RELEASE | 1u << CUSTODY_DO_OPEN |
             1u << CUSTODY_DO_RETURN | 1u << CUSTODY_DO_LOSE | 1u << CUSTODY_DO_DESTROY},
        {CUSTODY_DESTROYED, 2, 0},
        {CUSTODY_LOST, 2, 1u << CUSTODY_DO_FIND},
    };
    for (size_t r = 0; r < COUNT_OF(rows); r++)
        for (int act = 0; act < _CUSTODY_ACTS; act++) {
            CustodyLink links[5];
            size_t n = rows[r].steps;
            static const char *const names[] = {"a", "b", "c", "d", "e"};
            for (size_t i = 0; i < n; i++)
                links[i] =
                    link_of(names[i], i ? names[i - 1] : "", into[rows[r].from][i], (int64_t)i);
            links[n] = link_of(names[n], n ? names[n - 1] : "", (CustodyAct)act, 10);
            CustodyChain chain;
            custody_fold(w->arena, NULL, "x", links, n + 1, &chain);
            assert_int_equal(chain.length, n + 1); /* kept, whatever it says */
            bool marked = chain.links[n].faults & CUSTODY_FAULT_ILLEGAL;
            assert_int_equal(marked, !(rows[r].legal & 1u << act));
            for (size_t i = 0; i < n; i++)
                assert_false(chain.links[i].faults & CUSTODY_FAULT_ILLEGAL);
        }
}

static void a_fork_shows_both_ends_until_one_statement_names_both(void **state) {
    World *w = *state;
    CustodyChain chain;
    const char *both[] = {"c"};
    CustodyLink links[] = {
        link_of("a", "", CUSTODY_DO_PACK, 1), link_of("b", "a", CUSTODY_DO_RELEASE, 2),
        link_of("c", "a", CUSTODY_DO_STORE, 3), link_of("d", "b", CUSTODY_DO_ACCEPT, 4)};
    custody_fold(w->arena, NULL, "x", links, 4, &chain);
    assert_int_equal(chain.end_count, 2);
    assert_string_equal(chain.head, "d");
    assert_int_equal(chain.state, CUSTODY_ACCEPTED);
    assert_int_equal(chain.length, 3);
    assert_true(chain.links[3].faults & CUSTODY_FAULT_FORK);
    CustodyLink settled[5];
    memcpy(settled, links, sizeof links);
    settled[4] = link_of("e", "d", CUSTODY_DO_STORE, 5);
    settled[4].also = both;
    settled[4].also_count = 1;
    custody_fold(w->arena, NULL, "x", settled, 5, &chain);
    assert_int_equal(chain.end_count, 1);
    assert_string_equal(chain.head, "e");
}

static void what_comes_before_its_predecessor_waits_and_counts_when_that_arrives(void **state) {
    World *w = *state;
    CustodyChain chain;
    CustodyLink links[] = {
        link_of("a", "", CUSTODY_DO_PACK, 1), link_of("c", "b", CUSTODY_DO_ACCEPT, 3),
        link_of("d", "c", CUSTODY_DO_STORE, 4), link_of("b", "a", CUSTODY_DO_RELEASE, 2)};
    custody_fold(w->arena, NULL, "x", links, 3, &chain);
    assert_int_equal(chain.state, CUSTODY_PACKED);
    assert_int_equal(chain.waiting, 2);
    assert_true(chain.links[1].faults & CUSTODY_FAULT_WAITING);
    custody_fold(w->arena, NULL, "x", links, 4, &chain);
    assert_int_equal(chain.state, CUSTODY_STORED);
    assert_int_equal(chain.waiting, 0);
    assert_int_equal(chain.end_count, 1);
}

static void a_statement_that_follows_on_nothing_is_shown_and_does_not_count(void **state) {
    World *w = *state;
    CustodyChain chain;
    CustodyLink links[] = {link_of("a", "", CUSTODY_DO_PACK, 1),
                           link_of("b", NULL, CUSTODY_DO_LOSE, 2)};
    custody_fold(w->arena, NULL, "x", links, 2, &chain);
    assert_int_equal(chain.state, CUSTODY_PACKED);
    assert_int_equal(chain.loose, 1);
    assert_true(chain.links[1].faults & CUSTODY_FAULT_LOOSE);
}

/* ---------------------------------------------------------------- any order of arrival */

#define EVENTS 14
#define SEEDS 25
#define ORDERS 8

typedef struct Script { /* canonical events of two items, each naming one of the earlier ones */
    Buf text[EVENTS];
    char hash[EVENTS][65];
} Script;

static json_t *random_body(Rng *rng, const Script *s, int n, const char *const items[2]) {
    int item = (int)rng_below(rng, 2);
    json_t *entry = json_pack("{s:s}", "item", items[item]);
    uint32_t what = rng_below(rng, 10);
    if (what == 0)
        json_object_set_new(entry, "previous", json_null());
    else if (what == 1) /* of something that never comes */
        json_object_set_new(entry, "previous",
                            json_string("00000000000000000000000000000000"
                                        "00000000000000000000000000000000"));
    else if (what > 2 && n > 0)
        json_object_set_new(
            entry, "previous",
            json_string(s->hash[what > 5 ? n - 1 : (int)rng_below(rng, (uint32_t)n)]));
    else if (n == 0)
        json_object_set_new(entry, "previous", json_null());
    if (n > 1 && rng_below(rng, 6) == 0)
        json_object_set_new(entry, "also", json_pack("[s]", s->hash[rng_below(rng, (uint32_t)n)]));
    if (rng_below(rng, 3) == 0)
        json_object_set_new(entry, "seals", json_pack("[s]", rng_below(rng, 2) ? "A001" : "A002"));
    char at[32];
    time_format_utc(NOW_MS + (int64_t)rng_below(rng, 20) * HOUR_MS, at);
    return json_pack("{s:[o], s:s, s:{s:s, s:i}}", "items", entry, "at", at, "device", "id",
                     "tlp-1", "sequence", (int)rng_below(rng, 12));
}

static void write_script(World *w, Rng *rng, const char *const items[2], Script *s) {
    for (int i = 0; i < EVENTS; i++) {
        const char *type = custody_act_type(
            i < 2 ? CUSTODY_DO_STORE : (CustodyAct)(1 + rng_below(rng, _CUSTODY_ACTS - 1)));
        buf_init(&s->text[i], 64 * KIB);
        must(w, ledger_write(w->ledger, SCOPE, type, NULL, random_body(rng, s, i, items),
                             &s->text[i], &w->err));
        custody_event_hash(buf_bytes(&s->text[i]), s->hash[i]);
    }
}

static void write_chain(Buf *b, const CustodyChain *c) {
    buf_printf(b, "%s %s %s %zu/%zu w%zu l%zu\n", c->item, custody_state_id(c->state), c->head,
               c->length, c->count, c->waiting, c->loose);
    for (size_t i = 0; i < c->end_count; i++) buf_printf(b, " end %s\n", c->ends[i]);
    for (size_t i = 0; i < c->count; i++)
        buf_printf(b, " %s %x %d\n", c->links[i].hash, c->links[i].faults, (int)c->links[i].state);
    for (size_t i = 0; i < c->seal_count; i++) buf_printf(b, " seal %s\n", c->seals[i]);
}

/* Chains and alarms of a database that heard the events in this order, as one text. */
static void tell(World *w, const Script *s, const int *order, int n, Buf *out) {
    Store *store = world_store(w);
    Ledger *ledger = world_ledger(w, store);
    LedgerReceipt receipt;
    CustodyChain *chains;
    CustodyAlarm *alarms;
    size_t count, alarm_count;
    for (int i = 0; i < n; i++)
        must(w, ledger_append(ledger, buf_bytes(&s->text[order[i]]), &receipt, &w->err));
    must(w, custody_chains(store, w->arena, SCOPE, NULL, &chains, &count, &w->err));
    CustodyLimits limits = custody_limits(&w->regency);
    custody_alarms(w->arena, &w->regency, chains, count, NULL, 0, &limits, NOW_MS + 99 * HOUR_MS,
                   &alarms, &alarm_count);
    buf_init(out, 4 * MIB);
    for (size_t i = 0; i < count; i++) write_chain(out, &chains[i]);
    for (size_t i = 0; i < alarm_count; i++)
        buf_printf(out, "%s %s %s\n", custody_alarm_id(alarms[i].kind), alarms[i].item,
                   alarms[i].text);
    LedgerReplay replay;
    must(w, ledger_replay_compare(ledger, w->arena, NULL, &replay, &w->err));
    assert_true(ledger_replay_clean(&replay));
    ledger_free(ledger);
    store_close(store);
}

static void shuffle(Rng *rng, int *order, int n) {
    for (int i = n - 1; i > 0; i--) {
        int k = (int)rng_below(rng, (uint32_t)i + 1), held = order[i];
        order[i] = order[k];
        order[k] = held;
    }
}

static void state_is_the_fold_over_the_set_of_events_in_whatever_order_they_come(void **state) {
    World *w = *state;
    static const char *const items[2] = {"64091000013", "64091000021"};
    CustodyNumber number;
    for (int i = 0; i < 2; i++) assert_int_equal(custody_code_read(items[i], &number, &w->err), OK);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        Rng rng;
        Script script;
        Buf first, again;
        int order[EVENTS + 4];
        rng_seed(&rng, seed);
        write_script(w, &rng, items, &script);
        for (int i = 0; i < EVENTS; i++) order[i] = i;
        tell(w, &script, order, EVENTS, &first);
        for (int round = 0; round < ORDERS; round++) {
            for (int i = 0; i < EVENTS + 4; i++) /* some come twice */
                order[i] = i < EVENTS ? i : (int)rng_below(&rng, EVENTS);
            shuffle(&rng, order, EVENTS + 4);
            tell(w, &script, order, EVENTS + 4, &again);
            if (!str_eq(first.at, again.at)) print_error("seed %d\n", (int)seed);
            assert_string_equal(first.at, again.at);
            buf_free(&again);
        }
        buf_free(&first);
        for (int i = 0; i < EVENTS; i++) buf_free(&script.text[i]);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_statement_that_does_not_follow_is_marked_and_kept),
        cmocka_unit_test(a_fork_shows_both_ends_until_one_statement_names_both),
        cmocka_unit_test(what_comes_before_its_predecessor_waits_and_counts_when_that_arrives),
        cmocka_unit_test(a_statement_that_follows_on_nothing_is_shown_and_does_not_count),
        cmocka_unit_test(state_is_the_fold_over_the_set_of_events_in_whatever_order_they_come),
    };
    return cmocka_run_group_tests(tests, world_setup, world_teardown);
}
