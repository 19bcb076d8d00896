// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "hazard/hazard.h"

#define HOUR_S 3600
#define SENT "2024-02-10T06:00:00+07:00"
#define SENT_S INT64_C(1707519600) /* 2024-02-09T23:00Z */
#define BOX "1.0,100.0 1.0,101.0 2.0,101.0 2.0,100.0 1.0,100.0"

typedef struct World {
    Env env;
    Arena *arena;
    Store *store;
    Ledger *ledger;
    HazardModel model;
    ElectionRegency r;
    ElectionVillage village;
    GeoArea village_area;
    ElectionTps tps[2];
    Err err;
} World;

static void must(Status s, const World *w) {
    if (s != OK) print_error("%s: %s\n", w->err.place, w->err.text);
    assert_int_equal(s, OK);
}

static int setup(void **state) {
    static World w;
    w = (World){.env = env_real()};
    w.arena = arena_new(&w.env, 256 * MIB);
    const StoreModule modules[] = {LEDGER_STORE, HAZARD_STORE};
    bool stale;
    must(store_open(&w.env, ":memory:", STORE_CREATE, modules, 2, &w.store, &stale, &w.err), &w);
    w.ledger = ledger_new(&w.env, w.store, HAZARD_TYPES, HAZARD_TYPE_COUNT);
    must(hazard_model_builtin(w.arena, &w.model, &w.err), &w);
    w.village = (ElectionVillage){.code = "1222032006", .name = "AEK BATU"};
    w.village_area = geo_area_circle(w.arena, geo_point(1.5, 100.2), 3000);
    w.tps[0] = (ElectionTps){.id = "1222032006001", .has_at = true, .at = geo_point(1.5, 100.2)};
    w.tps[1] = (ElectionTps){.id = "1222032006002", .has_at = true, .at = geo_point(2.5, 100.2)};
    w.r = (ElectionRegency){.scope = "1222",
                            .zone_min = 420,
                            .villages = &w.village,
                            .village_area = &w.village_area,
                            .village_count = 1,
                            .tps = w.tps,
                            .tps_count = 2};
    *state = &w;
    return 0;
}

static int teardown(void **state) {
    World *w = *state;
    ledger_free(w->ledger);
    store_close(w->store);
    arena_free(w->arena);
    return 0;
}

typedef struct Say { /* a message; what is NULL is as in a warning of heavy rain */
    const char *id, *sender, *sent, *status, *type, *references;
    const char *event, *severity, *certainty, *urgency, *area, *times;
} Say;

static const char * or (const char *text, const char *other) {
    return text ? text : other;
}

static const char *cap(World *w, Say m) {
    return arena_printf(
        w->arena,
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>%s</identifier>"
        "<sender>%s</sender><sent>%s</sent><status>%s</status><msgType>%s</msgType>"
        "<scope>Public</scope>%s<info><language>en</language><category>Met</category>"
        "<event>other</event><urgency>Past</urgency><severity>Minor</severity>"
        "<certainty>Unlikely</certainty></info>"
        "<info><language>id-ID</language><category>Met</category><event>%s</event>"
        "<urgency>%s</urgency><severity>%s</severity><certainty>%s</certainty>%s"
        "<headline>Waspada</headline><area><areaDesc>Torgamba</areaDesc>%s</area></info></alert>",
        m.id, or (m.sender, "stasiun@contoh.id"), or (m.sent, SENT), or (m.status, "Actual"),
        or (m.type, "Alert"),
        m.references ? arena_printf(w->arena, "<references>%s</references>", m.references) : "",
        or (m.event, "Hujan Lebat"), or (m.urgency, "Expected"), or (m.severity, "Severe"),
        or (m.certainty, "Likely"), or (m.times, "<onset>2024-02-10T13:00:00+07:00</onset>"
                                                 "<expires>2024-02-11T04:00:00+07:00</expires>"),
        or (m.area, "<polygon>" BOX "</polygon>"));
}

static int64_t hear(World *w, Say m) {
    int64_t number = 0;
    bool existed;
    must(hazard_warn(w->ledger, w->store, w->arena, "1222", bytes_of(cap(w, m)), m.id, &number,
                     &existed, &w->err),
         w);
    return number;
}

static HazardWarning get(World *w, int64_t number) {
    HazardWarning *all;
    size_t n;
    must(hazard_warnings(w->store, w->arena, "1222", &all, &n, &w->err), w);
    for (size_t i = 0; i < n; i++)
        if (all[i].number == number) return all[i];
    fail();
    return all[0];
}

static HazardMeasure proposal(World *w, int64_t number) {
    HazardWarning warning = get(w, number);
    HazardMeasure m;
    hazard_warning_proposal(w->arena, &w->model, &w->r, &warning, &m);
    return m;
}

static Status confirm_at(World *w, int64_t number, int64_t now_s) {
    HazardWarning warning = get(w, number);
    HazardMeasure m = proposal(w, number);
    return hazard_warning_confirm(w->ledger, w->store, w->arena, "1222", &warning, &m, now_s,
                                  &w->err);
}

static Status confirm(World *w, int64_t number) {
    return confirm_at(w, number, SENT_S);
}

static size_t closures(World *w) {
    HazardClosure *all;
    size_t n;
    must(hazard_closures(w->store, w->arena, "1222", &all, &n, &w->err), w);
    return n;
}

static HazardForecast forecast(World *w, size_t *ret_hazards) {
    HazardForecast f = {0};
    ElectionRegency r = w->r;
    must(hazard_warned(w->store, w->arena, &r, &f, &w->err), w);
    if (ret_hazards) *ret_hazards = r.hazard_count;
    return f;
}

/* ---------------------------------------------------------------- reading */

static Status read_text(World *w, const char *xml, HazardCap *ret) {
    return hazard_cap_read(w->arena, bytes_of(xml), "a.xml", ret, &w->err);
}

static void a_message_is_read_with_its_times_places_and_words(void **state) {
    World *w = *state;
    HazardCap c;
    must(read_text(w,
                   cap(w, (Say){.id = "A",
                                .type = "Update",
                                .references = "a@b.id,X,2024-02-09T06:00:00+00:00\n  "
                                              "a@b.id,Y,2024-02-09T07:00:00-01:30",
                                .area = "<polygon>" BOX "</polygon><circle>1.5,100.5 10</circle>"
                                        "<geocode><valueName>kode</valueName>"
                                        "<value>12.22.03</value></geocode>"
                                        "<geocode><valueName>SAME</valueName>"
                                        "<value>006109</value></geocode>"}),
                   &c),
         w);
    assert_string_equal(c.name.sender, "stasiun@contoh.id");
    assert_true(c.name.sent_s == SENT_S);
    assert_int_equal(c.reference_count, 2);
    assert_true(c.references[1].sent_s == 1707467400);
    assert_int_equal(c.info_count, 1); /* the Indonesian one */
    const HazardCapInfo *i = &c.infos[0];
    assert_int_equal(i->severity, CAP_SEVERE);
    assert_true(i->from_s == SENT_S + 7 * HOUR_S && i->to_s == SENT_S + 22 * HOUR_S);
    assert_int_equal(i->shape_count, 2);
    assert_int_equal(i->shapes[0].rings[0].count, 4); /* closed by itself */
    assert_int_equal(i->code_count, 1);
    assert_string_equal(i->codes[0], "122203");
    assert_true(geo_area_holds(&i->shapes[1], geo_point(1.5, 100.585)));
    assert_false(geo_area_holds(&i->shapes[1], geo_point(1.5, 100.595)));
}

static void times_that_are_not_stated_follow_from_the_message(void **state) {
    World *w = *state;
    HazardCap c;
    must(read_text(w,
                   cap(w, (Say){.id = "A",
                                .times = "<effective>2024-02-10T07:00:00Z"
                                         "</effective>"}),
                   &c),
         w);
    assert_true(c.infos[0].from_s == SENT_S + 8 * HOUR_S);
    assert_true(c.infos[0].to_s == SENT_S + 32 * HOUR_S && !c.infos[0].expires);
    must(read_text(w, cap(w, (Say){.id = "A", .times = ""}), &c), w);
    assert_true(c.infos[0].from_s == SENT_S && c.infos[0].to_s == SENT_S + 24 * HOUR_S);
}

static void refused(World *w, const char *xml, const char *why) {
    HazardCap c;
    w->err = (Err){0};
    assert_int_equal(read_text(w, xml, &c), ERR_INPUT);
    if (!strstr(w->err.text, why)) print_error("not \"%s\": %s\n", why, w->err.text);
    assert_non_null(strstr(w->err.text, why));
}

static void what_could_mislead_is_refused(void **state) {
    World *w = *state;
    lang_use(LANG_EN);
    refused(w, cap(w, (Say){.id = "A", .status = "actual"}), "no status");
    refused(w, cap(w, (Say){.id = "A", .type = "Cancel"}), "names no message");
    refused(w, cap(w, (Say){.id = "A b"}), "blank");
    refused(w, cap(w, (Say){.id = ""}), "empty");
    refused(w, cap(w, (Say){.id = "A", .severity = "Awful"}), "no severity");
    refused(w, cap(w, (Say){.id = "A", .sent = "2024-02-30T06:00:00+07:00"}), "no time");
    refused(w, cap(w, (Say){.id = "A", .sent = "10 Feb 2024"}), "no time");
    refused(w, cap(w, (Say){.id = "A", .area = "<polygon>1,2 3,4</polygon>"}), "three corners");
    refused(w, cap(w, (Say){.id = "A", .area = "<polygon>91,2 3,4 5,6</polygon>"}), "polygon");
    refused(w, cap(w, (Say){.id = "A", .area = "<circle>1,2</circle>"}), "circle");
    refused(w, cap(w, (Say){.id = "A", .area = "<circle>1,2 9999</circle>"}), "circle");
    refused(w, cap(w, (Say){.id = "A</identifier><identifier>B"}), "twice");
    refused(w, "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.1'/>", "CAP 1.2");
    refused(w, "<osm/>", "CAP 1.2");
    refused(w, "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'/>", "missing");
    refused(w, "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]><a>&b;</a>",
            "DOCTYPE");
    refused(w, "", "");
    lang_use(LANG_ID);
}

static void a_message_has_a_largest_size(void **state) {
    World *w = *state;
    size_t n = HAZARD_CAP_BYTES_MAX + 1;
    char *big = arena_alloc(w->arena, n + 1);
    memset(big, ' ', n);
    HazardCap c;
    assert_int_equal(hazard_cap_read(w->arena, (Bytes){(uint8_t *)big, n}, "a", &c, &w->err),
                     ERR_INPUT);
}

/* ---------------------------------------------------------------- what is proposed */

static void what_is_made_of_it_follows_from_its_words(void **state) {
    World *w = *state;
    const struct {
        Say say;
        HazardEffect effect;
        int64_t rain_mm;
    } cases[] = {
        {{.id = "1"}, HAZARD_EFFECT_RAIN, 100},
        {{.id = "2", .severity = "Extreme"}, HAZARD_EFFECT_RAIN, 150},
        {{.id = "3", .severity = "Minor"}, HAZARD_EFFECT_NONE, 0},
        {{.id = "4", .certainty = "Possible"}, HAZARD_EFFECT_NONE, 0},
        {{.id = "5", .urgency = "Past"}, HAZARD_EFFECT_NONE, 0},
        {{.id = "6", .event = "Banjir"}, HAZARD_EFFECT_FLOOD, 0},
        {{.id = "7", .event = "Banjir", .certainty = "Observed"}, HAZARD_EFFECT_CLOSURE, 0},
        {{.id = "8", .event = "Tanah Longsor"}, HAZARD_EFFECT_LANDSLIDE, 0},
        {{.id = "9", .event = "Gelombang Tinggi"}, HAZARD_EFFECT_CLOSURE, 0},
        {{.id = "10", .event = "Gempa"}, HAZARD_EFFECT_NONE, 0},
        {{.id = "11", .area = "<polygon>5,100 5,101 6,101 6,100 5,100</polygon>"},
         HAZARD_EFFECT_NONE,
         0},
        {{.id = "12", .area = "<geocode><valueName>adm</valueName><value>12</value></geocode>"},
         HAZARD_EFFECT_RAIN,
         100},
        {{.id = "13", .area = "<geocode><valueName>adm</valueName><value>61.09</value></geocode>"},
         HAZARD_EFFECT_NONE,
         0},
        {{.id = "14", .status = "Test"}, HAZARD_EFFECT_NONE, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        HazardMeasure m = proposal(w, hear(w, cases[i].say));
        if (m.effect != cases[i].effect) print_error("case %s\n", cases[i].say.id);
        assert_int_equal(m.effect, cases[i].effect);
        if (cases[i].rain_mm) assert_int_equal(m.rain_mm, cases[i].rain_mm);
    }
    HazardWarning all = get(w, 12), one = get(w, 1);
    assert_int_equal(hazard_warning_tps(&all, &w->r), 2);
    assert_int_equal(hazard_warning_tps(&one, &w->r), 1);
}

#define SECOND                                                               \
    "</area></info><info><language>id-ID</language><category>Met</category>" \
    "<event>Hujan Lebat</event><urgency>Expected</urgency>"                  \
    "<severity>Extreme</severity><certainty>%s</certainty><area>"            \
    "<areaDesc>x</areaDesc><polygon/><circle></circle>"                      \
    "<circle>1.5,100.2 5</circle>"
static void of_several_blocks_the_strongest_counts_with_its_own_place(void **state) {
    World *w = *state;
    const char *likely = arena_printf(w->arena, "<polygon>" BOX "</polygon>%s",
                                      arena_printf(w->arena, SECOND, "Likely"));
    const char *possible = arena_printf(w->arena, "<polygon>" BOX "</polygon>%s",
                                        arena_printf(w->arena, SECOND, "Possible"));
    HazardMeasure both = proposal(w, hear(w, (Say){.id = "A", .area = likely}));
    assert_true(both.shape_count == 2 && both.rain_mm == 150);
    HazardMeasure one = proposal(w, hear(w, (Say){.id = "B", .area = possible}));
    assert_true(one.shape_count == 1 && one.rain_mm == 100);
    assert_int_equal(one.shapes[0].rings[0].count, 4);
}

/* ---------------------------------------------------------------- what takes force */

static void nothing_changes_until_a_person_confirms(void **state) {
    World *w = *state;
    int64_t flood = hear(w, (Say){.id = "A", .event = "Banjir", .certainty = "Observed"});
    int64_t rain = hear(w, (Say){.id = "B"});
    assert_int_equal(closures(w), 0);
    assert_int_equal(forecast(w, NULL).count, 0);
    must(confirm(w, flood), w);
    must(confirm(w, rain), w);
    assert_int_equal(closures(w), 1);
    HazardForecast f = forecast(w, NULL);
    assert_int_equal(f.count, 1); /* from 13:00 on the tenth, but only to 4:00 on the eleventh */
    assert_int_equal(f.days[0].rain_um, 100000);
    assert_int_equal(f.days[0].day, day_from_civil(2024, 2, 10));
    assert_int_equal(confirm(w, flood), ERR_INPUT); /* once */
}

static void confirmed_rain_falls_where_the_message_says_and_is_the_least(void **state) {
    World *w = *state;
    const char *times = "<onset>2024-02-10T13:00:00+07:00</onset>"
                        "<expires>2024-02-11T13:00:00+07:00</expires>";
    must(confirm(w, hear(w, (Say){.id = "A", .times = times})), w);
    HazardForecast f = forecast(w, NULL);
    assert_int_equal(f.count, 2);
    int32_t day = day_from_civil(2024, 2, 10);
    GeoPoint places[2] = {geo_point(1.5, 100.5), geo_point(3, 100.5)};
    HazardForecastDay known[3] = {{.day = day, .rain_um = 5000}, f.days[0], f.days[1]};
    HazardForecast both = {known, 3};
    HazardRain *rain = hazard_rain(w->arena, &w->model, &both, places, 2, day, day, day + 1, 0);
    double room[4], mm[2 * (HAZARD_HISTORY_DAYS + 2)];
    hazard_rain_draw(rain, 1, 1, room, mm);
    assert_true(mm[2 * HAZARD_HISTORY_DAYS] == 100 && mm[2 * HAZARD_HISTORY_DAYS + 1] == 5);
    known[0].rain_um = 120000; /* the forecast knows of more */
    rain = hazard_rain(w->arena, &w->model, &both, places, 2, day, day, day + 1, 0);
    hazard_rain_draw(rain, 1, 1, room, mm);
    assert_true(mm[2 * HAZARD_HISTORY_DAYS] == 120 && mm[2 * HAZARD_HISTORY_DAYS + 2] == 100);
}

static void a_chain_of_updates_leaves_the_last_one_in_force(void **state) {
    World *w = *state;
    const Say chain[] = {{.id = "A", .event = "Banjir", .certainty = "Observed"},
                         {.id = "B",
                          .event = "Banjir",
                          .certainty = "Observed",
                          .type = "Update",
                          .sent = "2024-02-10T08:00:00+07:00",
                          .references = "stasiun@contoh.id,A," SENT},
                         {.id = "C",
                          .event = "Banjir",
                          .certainty = "Observed",
                          .type = "Update",
                          .sent = "2024-02-10T10:00:00+07:00",
                          .references = "stasiun@contoh.id,A," SENT
                                        " stasiun@contoh.id,B,2024-02-10T08:00:00+07:00"}};
    int64_t a = hear(w, chain[0]);
    must(confirm(w, a), w);
    int64_t b = hear(w, chain[1]);
    assert_true(get(w, a).superseded_by == b && get(w, a).in_force); /* until b is confirmed */
    must(confirm(w, b), w);
    assert_false(get(w, a).in_force);
    assert_int_equal(closures(w), 1);
    int64_t c = hear(w, chain[2]);
    must(confirm(w, c), w);
    assert_int_equal(closures(w), 1);
    assert_true(get(w, c).in_force && !get(w, b).in_force);
    assert_true(get(w, a).superseded_by == c);
}

static void a_cancel_that_comes_first_still_cancels(void **state) {
    World *w = *state;
    int64_t cancel = hear(w, (Say){.id = "B",
                                   .type = "Cancel",
                                   .sent = "2024-02-10T08:00:00+07:00",
                                   .references = "stasiun@contoh.id,A," SENT});
    int64_t a = hear(w, (Say){.id = "A"});
    assert_true(get(w, a).superseded_by == cancel);
    assert_int_equal(confirm(w, a), ERR_INPUT);
    must(confirm(w, cancel), w); /* seen; it makes nothing */
    assert_int_equal(forecast(w, NULL).count, 0);
}

static void a_confirmed_cancel_takes_back_what_was_made(void **state) {
    World *w = *state;
    int64_t a = hear(w, (Say){.id = "A", .event = "Banjir"});
    size_t hazards;
    must(confirm(w, a), w);
    forecast(w, &hazards);
    assert_int_equal(hazards, 1);
    int64_t cancel = hear(w, (Say){.id = "B",
                                   .type = "Cancel",
                                   .sent = "2024-02-10T08:00:00+07:00",
                                   .references = "stasiun@contoh.id,A," SENT});
    forecast(w, &hazards);
    assert_int_equal(hazards, 1);
    must(confirm(w, cancel), w);
    forecast(w, &hazards);
    assert_int_equal(hazards, 0);
}

static void only_its_sender_and_only_in_earnest_cancels_a_message(void **state) {
    World *w = *state;
    int64_t a = hear(w, (Say){.id = "A", .event = "Banjir", .certainty = "Observed"});
    must(confirm(w, a), w);
    Say other = {.id = "B", .type = "Cancel", .references = "stasiun@contoh.id,A," SENT};
    other.sender = "iseng@contoh.id";
    must(confirm(w, hear(w, other)), w);
    Say test = {.id = "C", .type = "Cancel", .references = "stasiun@contoh.id,A," SENT};
    test.status = "Test";
    assert_int_equal(confirm(w, hear(w, test)), ERR_INPUT);
    Say past = {.id = "D", .type = "Cancel"};
    past.references = "stasiun@contoh.id,A,2024-02-10T06:00:01+07:00";
    must(confirm(w, hear(w, past)), w);
    assert_true(get(w, a).superseded_by == 0 && get(w, a).in_force);
    assert_int_equal(closures(w), 1);
}

static void exercises_are_shown_and_never_used(void **state) {
    World *w = *state;
    static const char *const words[] = {"Exercise", "System", "Test", "Draft"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        int64_t n = hear(w, (Say){.id = words[i], .status = words[i]});
        assert_string_equal(hazard_cap_status(get(w, n).cap.status), words[i]);
        assert_int_equal(confirm(w, n), ERR_INPUT);
    }
    assert_int_equal(forecast(w, NULL).count, 0);
}

static void what_is_over_is_not_confirmed(void **state) {
    World *w = *state;
    int64_t a = hear(w, (Say){.id = "A"});
    assert_int_equal(confirm_at(w, a, SENT_S + 22 * HOUR_S), ERR_INPUT);
    must(confirm_at(w, a, SENT_S + 22 * HOUR_S - 1), w);
}

static void what_was_made_can_be_withdrawn_by_hand(void **state) {
    World *w = *state;
    int64_t a = hear(w, (Say){.id = "A", .event = "Banjir", .certainty = "Observed"});
    assert_int_equal(hazard_warning_withdraw(w->ledger, w->store, "1222", a, &w->err), ERR_ABSENT);
    must(confirm(w, a), w);
    int64_t closure = get(w, a).confirmed;
    must(hazard_open(w->ledger, w->store, "1222", closure, &w->err), w); /* as any closure */
    assert_int_equal(closures(w), 0);
    assert_int_equal(hazard_warning_withdraw(w->ledger, w->store, "1222", a, &w->err), ERR_ABSENT);
}

static void a_message_counts_once_and_another_under_its_name_not_at_all(void **state) {
    World *w = *state;
    int64_t a = hear(w, (Say){.id = "A"}), again = 0;
    assert_true(hear(w, (Say){.id = "A"}) == a);
    const char *other = cap(w, (Say){.id = "A", .severity = "Extreme"});
    bool existed;
    assert_int_equal(hazard_warn(w->ledger, w->store, w->arena, "1222", bytes_of(other), "x",
                                 &again, &existed, &w->err),
                     ERR_CONFLICT);
}

static void what_is_not_for_the_public_does_not_enter_the_record(void **state) {
    World *w = *state;
    char *text = arena_str(w->arena, cap(w, (Say){.id = "A"}));
    memcpy(strstr(text, "<scope>Public"), "<scope>Privat", 13);
    char *end = strstr(text, "</scope>");
    text = arena_printf(w->arena, "%.*se%s", (int)(end - text), text, end);
    int64_t number = 0;
    bool existed;
    assert_int_equal(hazard_warn(w->ledger, w->store, w->arena, "1222", bytes_of(text), "x",
                                 &number, &existed, &w->err),
                     ERR_INPUT);
    assert_int_equal(number, 0);
}

static void replay_gives_the_same_warnings(void **state) {
    World *w = *state;
    int64_t a = hear(w, (Say){.id = "A", .event = "Banjir", .certainty = "Observed"});
    int64_t b = hear(w, (Say){.id = "B"});
    must(confirm(w, a), w);
    must(confirm(w, b), w);
    must(hazard_warning_withdraw(w->ledger, w->store, "1222", b, &w->err), w);
    must(ledger_rebuild(w->ledger, NULL, &w->err), w);
    assert_true(get(w, a).in_force && !get(w, b).in_force && get(w, b).confirmed);
    assert_int_equal(closures(w), 1);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_message_is_read_with_its_times_places_and_words),
        T(times_that_are_not_stated_follow_from_the_message),
        T(what_could_mislead_is_refused),
        T(a_message_has_a_largest_size),
        T(what_is_made_of_it_follows_from_its_words),
        T(of_several_blocks_the_strongest_counts_with_its_own_place),
        T(nothing_changes_until_a_person_confirms),
        T(confirmed_rain_falls_where_the_message_says_and_is_the_least),
        T(a_chain_of_updates_leaves_the_last_one_in_force),
        T(a_cancel_that_comes_first_still_cancels),
        T(a_confirmed_cancel_takes_back_what_was_made),
        T(only_its_sender_and_only_in_earnest_cancels_a_message),
        T(exercises_are_shown_and_never_used),
        T(what_is_over_is_not_confirmed),
        T(what_was_made_can_be_withdrawn_by_hand),
        T(a_message_counts_once_and_another_under_its_name_not_at_all),
        T(what_is_not_for_the_public_does_not_enter_the_record),
        T(replay_gives_the_same_warnings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
