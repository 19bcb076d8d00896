// SPDX-License-Identifier: Apache-2.0
/* Reads a rule file (docs/election-rules.md). Strict: what is not understood is a fault, not a
 * guess. Reading goes on after a fault with a harmless value in its place, so that one reading
 * names them all; the result is given out only when there was none. */
#include "election/rules_int.h"

#include <inttypes.h>
#include <string.h>

#define VERSION 1
#define CONTESTS_MAX 16
#define ITEMS_MAX 200
#define STAGES_MAX 100
#define PATTERNS_MAX 600 /* a contest may name each of the 514 regencies */
#define TEXT_BYTES_MAX 500
#define ID_BYTES_MAX 40
#define MASS_MG_MAX 1000000000  /* of one unit: a tonne */
#define VOLUME_CM3_MAX 10000000 /* of one unit: ten cubic metres */
#define BALLOTS_MAX 1000000000

/* ---------------------------------------------------------------- a field and its path */

typedef struct Reader {
    Arena *arena;
    Faults *faults;
    VEC(const char *) ids; /* of the list being read */
} Reader;

typedef struct Field {
    const json_t *json; /* NULL: absent, and the fault is noted already */
    const char *path;
} Field;

static void fault(Reader *r, Field at, const char *advice, const char *text) {
    fault_add(r->faults, 0, 0, at.path, advice, "%s", text);
}

static Field optional(Reader *r, Field object, const char *key) {
    const char *path =
        *object.path ? arena_printf(r->arena, "%s.%s", object.path, key) : arena_str(r->arena, key);
    return (Field){json_object_get(object.json, key), path};
}

static Field required(Reader *r, Field object, const char *key) {
    Field field = optional(r, object, key);
    if (!field.json && object.json)
        fault(r, field, NULL, _("missing; every rule file must state it"));
    return field;
}

static Field element(Reader *r, Field array, size_t i) {
    return (Field){json_array_get(array.json, i), arena_printf(r->arena, "%s[%zu]", array.path, i)};
}

/* The beginning of a key that may be as long as the file, to whole characters. */
static const char *shown(Reader *r, const char *key) {
    size_t n = strnlen(key, ID_BYTES_MAX);
    while (n > 0 && ((unsigned char)key[n] & 0xC0) == 0x80) n--;
    return arena_strn(r->arena, key, n);
}

/* An object with no other keys than these (ending in NULL); otherwise an absent one. */
static Field object(Reader *r, Field field, const char *const *keys) {
    if (!field.json) return field;
    if (!json_is_object(field.json)) {
        fault(r, field, NULL, _("an object { } is expected here"));
        return (Field){NULL, field.path};
    }
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)field.json, key, value) {
        size_t i = 0;
        while (keys[i] && !str_eq(keys[i], key)) i++;
        if (keys[i]) continue;
        fault(r, optional(r, field, shown(r, key)),
              _("look for a slip of the pen; docs/election-rules.md lists the keys"),
              _("unknown key"));
    }
    return field;
}
#define KEYS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* The number of elements of a list; 0 when it is none or too long. */
static size_t list(Reader *r, Field field, size_t max) {
    if (!field.json) return 0;
    if (!json_is_array(field.json)) {
        fault(r, field, NULL, _("a list [ ] is expected here"));
        return 0;
    }
    size_t n = json_array_size(field.json);
    if (n <= max) return n;
    fault_add(r->faults, 0, 0, field.path, NULL, _("more than %zu entries"), max);
    return 0;
}

/* ---------------------------------------------------------------- values */

static const char *string(Reader *r, Field field) {
    if (!field.json) return "";
    const char *text = json_string_value(field.json);
    size_t n = json_string_length(field.json);
    if (!text || n == 0 || n > TEXT_BYTES_MAX || strlen(text) != n) {
        fault_add(r->faults, 0, 0, field.path, NULL,
                  _("a text of 1 to %d characters is expected here"), TEXT_BYTES_MAX);
        return "";
    }
    return arena_str(r->arena, text);
}

static const char *identifier(Reader *r, Field field) {
    const char *text = string(r, field);
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
    if (text[n] || n > ID_BYTES_MAX)
        fault(r, field, NULL, _("an id has only small letters, digits and -, at most 40"));
    return text;
}

static const char *new_identifier(Reader *r, Field field) {
    const char *text = identifier(r, field);
    for (size_t i = 0; i < r->ids.n && *text; i++)
        if (str_eq(r->ids.at[i], text))
            fault_add(r->faults, 0, 0, field.path, NULL, _("the id \"%s\" stands twice"), text);
    vec_push(r->arena, &r->ids, text);
    return text;
}

static int64_t integer(Reader *r, Field field, int64_t min, int64_t max) {
    if (!field.json) return min;
    int64_t n = json_integer_value(field.json);
    if (json_is_integer(field.json) && n >= min && n <= max) return n;
    fault_add(r->faults, 0, 0, field.path, NULL,
              _("a whole number from %" PRId64 " to %" PRId64 " is expected here"), min, max);
    return min;
}

static bool boolean(Reader *r, Field field) {
    if (field.json && !json_is_boolean(field.json))
        fault(r, field, NULL, _("true or false is expected here"));
    return json_is_true(field.json);
}

/* Index of the word in the list (ending in NULL). */
static int choice(Reader *r, Field field, const char *const *words) {
    const char *text = field.json ? json_string_value(field.json) : words[0];
    const char *all = "";
    for (int i = 0; words[i]; i++) {
        if (text && str_eq(words[i], text)) return i;
        all = arena_printf(r->arena, "%s%s%s", all, i ? ", " : "", words[i]);
    }
    fault_add(r->faults, 0, 0, field.path, NULL, _("one of these is expected here: %s"), all);
    return 0;
}

static int32_t day(Reader *r, Field field) {
    int32_t n = 0;
    if (field.json && !(json_is_string(field.json) && day_parse(json_string_value(field.json), &n)))
        fault(r, field, NULL, _("a date like \"2024-11-27\" is expected here"));
    return n;
}

static int32_t clock_time(Reader *r, Field field) {
    int32_t n = 0;
    if (field.json &&
        !(json_is_string(field.json) && clock_parse(json_string_value(field.json), &n)))
        fault(r, field, NULL, _("a time of day like \"07:00\" is expected here"));
    return n;
}

static ElectionText both_languages(Reader *r, Field field) {
    field = object(r, field, KEYS("id", "en"));
    return (ElectionText){string(r, required(r, field, "id")), string(r, required(r, field, "en"))};
}

/* Stands beside the fact, in the same object. */
static ElectionSource source(Reader *r, Field object) {
    static const char *const words[] = {[CERTAIN_CONFIRMED] = "confirmed",
                                        [CERTAIN_DERIVED] = "derived",
                                        [CERTAIN_UNVERIFIED] = "unverified",
                                        [CERTAIN_DISPUTED] = "disputed",
                                        NULL};
    return (ElectionSource){string(r, required(r, object, "source")),
                            (ElectionCertainty)choice(r, required(r, object, "certainty"), words)};
}

/* Tried at once with the smallest and the largest of places, so that it does not fail later. */
static ElectionFormula *formula(Reader *r, Field field) {
    static const ElectionVars smallest = {0, 0, 1, 1, 1, 1},
                              largest = {300000000, 300000000, CONTESTS_MAX,
                                         1000000,   100000,    10000};
    ElectionFormula *f = NULL;
    Err err;
    int64_t n;
    if (!field.json) return NULL;
    const char *text = string(r, field);
    if (!*text) return NULL;
    if (election_formula_parse(r->arena, text, &f, &err) != OK)
        fault(r, field, err.advice, err.text);
    else if (election_formula_value(f, &smallest, &n, &err) != OK)
        fault_add(r->faults, 0, 0, field.path, _("max(0, ...) and max(1, ...) help"), "%s %s",
                  _("where there is no voter:"), err.text);
    else if (election_formula_value(f, &largest, &n, &err) != OK)
        fault_add(r->faults, 0, 0, field.path, NULL, "%s %s",
                  _("with the numbers of the whole country:"), err.text);
    return f;
}

/* ---------------------------------------------------------------- contests */

static const char **patterns(Reader *r, Field field, size_t *ret_count) {
    size_t n = list(r, field, PATTERNS_MAX);
    const char **all = ARENA_ARRAY(r->arena, const char *, n);
    for (size_t i = 0; i < n; i++) {
        Field at = element(r, field, i);
        all[i] = string(r, at);
        size_t length = strspn(all[i], "0123456789?");
        if (*all[i] && (all[i][length] || length > 4))
            fault(r, at, NULL, _("a region is 1 to 4 digits, \"?\" standing for any digit"));
    }
    *ret_count = n;
    return all;
}

static bool pattern_holds(const char *pattern, const char *scope) {
    while (*pattern && *scope && (*pattern == '?' || *pattern == *scope)) pattern++, scope++;
    return *pattern == '\0';
}

/* Somewhere in the scope: a province holds what one of its regencies holds. */
static bool pattern_touches(const char *pattern, const char *scope) {
    while (*pattern && *scope && (*pattern == '?' || *pattern == *scope)) pattern++, scope++;
    return *pattern == '\0' || *scope == '\0';
}

static bool any_touches(const char **all, size_t n, const char *scope) {
    for (size_t i = 0; i < n; i++)
        if (pattern_touches(all[i], scope)) return true;
    return false;
}

static bool any_holds(const char **all, size_t n, const char *scope) {
    for (size_t i = 0; i < n; i++)
        if (pattern_holds(all[i], scope)) return true;
    return false;
}

static bool held_in(const ElectionContest *c, const char *scope) {
    if (!scope || str_eq(scope, ELECTION_NATION)) return true;
    if (c->only_count && !any_touches(c->only, c->only_count, scope)) return false;
    return !any_holds(c->except, c->except_count, scope);
}

static ElectionContest contest(Reader *r, Field field) {
    static const char *const areas[] = {"nation", "province", "regency", "dapil", NULL};
    field = object(r, field,
                   KEYS("id", "name", "constituency", "only", "except", "print", "rerun", "source",
                        "certainty"));
    Field print = object(r, required(r, field, "print"), KEYS("quantity", "source", "certainty"));
    Field rerun = object(r, required(r, field, "rerun"), KEYS("ballots", "source", "certainty"));
    ElectionContest c = {
        .id = new_identifier(r, required(r, field, "id")),
        .name = both_languages(r, required(r, field, "name")),
        .constituency = areas[choice(r, required(r, field, "constituency"), areas)],
        .print = formula(r, required(r, print, "quantity")),
        .print_source = source(r, print),
        .rerun_ballots = integer(r, required(r, rerun, "ballots"), 0, BALLOTS_MAX),
        .rerun_source = source(r, rerun),
        .source = source(r, field),
    };
    c.only = patterns(r, optional(r, field, "only"), &c.only_count);
    c.except = patterns(r, optional(r, field, "except"), &c.except_count);
    return c;
}

static void contests(Reader *r, Field field, const char *scope, ElectionRules *rules) {
    size_t n = list(r, field, CONTESTS_MAX);
    r->ids.n = 0;
    rules->contests = ARENA_ARRAY(r->arena, ElectionContest, n);
    for (size_t i = 0; i < n; i++) {
        ElectionContest c = contest(r, element(r, field, i));
        if (held_in(&c, scope)) rules->contests[rules->contest_count++] = c;
    }
    if (rules->contest_count || !field.json) return;
    if (scope)
        fault_add(r->faults, 0, 0, field.path, _("choose another election, or another region"),
                  _("none of this election's contests is held in region %.20s"), scope);
    else
        fault(r, field, NULL, _("an election has at least one contest"));
}

/* ---------------------------------------------------------------- items */

enum { KIND_BALLOT, KIND_BOX, KIND_OTHER };
static const char *const kinds[] = {
    [KIND_BALLOT] = "ballot", [KIND_BOX] = "box", [KIND_OTHER] = "other", NULL};

static void item_agrees(Reader *r, Field field, const ElectionItem *item) {
    if (item->is_ballot && !(item->each_contest && item->level == LEVEL_TPS))
        fault(r, field, NULL, _("ballots are of level \"tps\" and for each contest"));
    if (item->is_box && item->pack == PACK_INSIDE)
        fault(r, field, NULL, _("a ballot box does not lie in a ballot box: pack it \"outside\""));
}

static ElectionItem item(Reader *r, Field field) {
    static const char *const levels[] = {
        [LEVEL_TPS] = "tps", [LEVEL_PPK] = "ppk", [LEVEL_KPU] = "kpu", NULL};
    static const char *const packs[] = {[PACK_INSIDE] = "inside", [PACK_OUTSIDE] = "outside", NULL};
    field = object(r, field,
                   KEYS("id", "name", "unit", "kind", "level", "each_contest", "pack", "phase",
                        "quantity", "source", "certainty", "size"));
    Field size =
        object(r, required(r, field, "size"), KEYS("mass_mg", "volume_cm3", "source", "certainty"));
    int kind = choice(r, required(r, field, "kind"), kinds);
    ElectionItem it = {
        .id = new_identifier(r, required(r, field, "id")),
        .name = both_languages(r, required(r, field, "name")),
        .unit = both_languages(r, required(r, field, "unit")),
        .level = (ElectionLevel)choice(r, required(r, field, "level"), levels),
        .each_contest = boolean(r, required(r, field, "each_contest")),
        .is_ballot = kind == KIND_BALLOT,
        .is_box = kind == KIND_BOX,
        .pack = (ElectionPack)choice(r, required(r, field, "pack"), packs),
        .phase = (int)integer(r, required(r, field, "phase"), 1, 2),
        .quantity = formula(r, required(r, field, "quantity")),
        .source = source(r, field),
        .mass_mg = integer(r, required(r, size, "mass_mg"), 0, MASS_MG_MAX),
        .size_source = source(r, size),
    };
    bool counted = it.pack == PACK_OUTSIDE; /* what lies in the box takes no room of its own */
    Field volume = counted ? required(r, size, "volume_cm3") : optional(r, size, "volume_cm3");
    it.volume_cm3 = integer(r, volume, 0, VOLUME_CM3_MAX);
    if (field.json) item_agrees(r, field, &it);
    return it;
}

static void items(Reader *r, Field field, ElectionRules *rules) {
    size_t n = list(r, field, ITEMS_MAX), ballots = 0, boxes = 0;
    r->ids.n = 0;
    rules->items = ARENA_ARRAY(r->arena, ElectionItem, n);
    rules->item_count = n;
    for (size_t i = 0; i < n; i++) {
        rules->items[i] = item(r, element(r, field, i));
        ballots += rules->items[i].is_ballot;
        boxes += rules->items[i].is_box && rules->items[i].level == LEVEL_TPS;
    }
    if (field.json && ballots != 1) fault(r, field, NULL, _("exactly one item is the ballot"));
    if (field.json && boxes != 1)
        fault(r, field, NULL, _("exactly one item is the ballot box of a TPS"));
}

/* ---------------------------------------------------------------- stages and settings */

static ElectionStage stage(Reader *r, Field field) {
    field = object(r, field, KEYS("id", "name", "from", "to", "owner", "source", "certainty"));
    Field from = optional(r, field, "from");
    ElectionStage s = {
        .id = new_identifier(r, required(r, field, "id")),
        .name = both_languages(r, required(r, field, "name")),
        .from_day = from.json ? day(r, from) : INT32_MIN,
        .to_day = day(r, required(r, field, "to")),
        .owner = string(r, required(r, field, "owner")),
        .source = source(r, field),
    };
    if (s.from_day > s.to_day) fault(r, field, NULL, _("the stage ends before it begins"));
    return s;
}

static void stages(Reader *r, Field field, ElectionRules *rules) {
    rules->stage_count = list(r, field, STAGES_MAX);
    r->ids.n = 0;
    rules->stages = ARENA_ARRAY(r->arena, ElectionStage, rules->stage_count);
    for (size_t i = 0; i < rules->stage_count; i++)
        rules->stages[i] = stage(r, element(r, field, i));
}

static void settings(Reader *r, Field field, ElectionRules *rules) {
    size_t n;
    const ElectionSettingHelp *help = election_setting_help(&n);
    const char **names = ARENA_ARRAY(r->arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++) names[i] = help[i].name;
    field = object(r, field, names);
    rules->settings = ARENA_ARRAY(r->arena, ElectionSetting, n);
    rules->setting_count = n;
    for (size_t i = 0; i < n; i++) {
        const ElectionSetting *fallback = election_setting_fallback(names[i]);
        if (fallback && !optional(r, field, names[i]).json) {
            rules->settings[i] = *fallback;
            continue;
        }
        Field at = object(r, required(r, field, names[i]), KEYS("value", "source", "certainty"));
        rules->settings[i] = (ElectionSetting){
            names[i], integer(r, required(r, at, "value"), help[i].min, help[i].max),
            source(r, at)};
    }
}

/* ---------------------------------------------------------------- the whole */

static void order(Reader *r, const ElectionRules *rules, const char *early, const char *late,
                  const char *text) {
    if (election_setting(rules, early)->value < election_setting(rules, late)->value)
        fault(r, (Field){NULL, arena_printf(r->arena, "settings.%s", early)}, NULL, text);
}

/* What concerns several fields at once; asked only once each of them is sound. */
static void agreement(Reader *r, const ElectionRules *rules) {
    if (rules->opens_s >= rules->closes_s)
        fault(r, (Field){NULL, "hours"}, NULL, _("voting closes before it opens"));
    order(r, rules, "earliest_days_before", "latest_days_before",
          _("the earliest day is after the latest day"));
    order(r, rules, "hub_earliest_days_before", "hub_latest_days_before",
          _("the earliest day is after the latest day"));
    order(r, rules, "latest_clock_s", "delivery_opens_s", _("deliveries end before they begin"));
}

Status election_rules_read(Arena *arena, const json_t *json, const char *name, const char *scope,
                           ElectionRules *ret, Faults *faults, Err *err) {
    static const char *const regimes[] = {"pemilu", "pilkada", NULL};
    Reader reader = {.arena = arena, .faults = faults}, *r = &reader;
    if (!faults->file) faults->file = name;
    Field root = object(r, (Field){json, ""},
                        KEYS("version", "id", "regime", "name", "voting", "hours", "contests",
                             "items", "stages", "settings"));
    if (!root.json) return faults_status(faults, err);
    (void)integer(r, required(r, root, "version"), VERSION, VERSION);
    Field voting = object(r, required(r, root, "voting"), KEYS("day", "source", "certainty"));
    Field hours =
        object(r, required(r, root, "hours"), KEYS("opens", "closes", "source", "certainty"));
    ElectionRules rules = {
        .id = identifier(r, required(r, root, "id")),
        .regime = regimes[choice(r, required(r, root, "regime"), regimes)],
        .name = both_languages(r, required(r, root, "name")),
        .voting_day = day(r, required(r, voting, "day")),
        .voting_source = source(r, voting),
        .opens_s = clock_time(r, required(r, hours, "opens")),
        .closes_s = clock_time(r, required(r, hours, "closes")),
        .hours_source = source(r, hours),
    };
    contests(r, required(r, root, "contests"), scope, &rules);
    items(r, required(r, root, "items"), &rules);
    stages(r, required(r, root, "stages"), &rules);
    settings(r, required(r, root, "settings"), &rules);
    if (faults->total == 0) agreement(r, &rules);
    Status status = faults_status(faults, err);
    if (status == OK) *ret = rules;
    return status;
}
