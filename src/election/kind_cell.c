// SPDX-License-Identifier: Apache-2.0
/* One cell: from the text of a file to a value, and from a value to a text for a person. */
#include "election/import_int.h"

#include <inttypes.h>
#include <string.h>

#include "election/import_number.h"
#include "road/road.h"

#define TEXT_BYTES_MAX 500
#define ID_BYTES_MAX 40

/* ---------------------------------------------------------------- units */
typedef struct Unit {
    const char *word; /* by str_key: "m³" is "m", and among volumes nothing else is */
    int64_t times;    /* of the smallest unit of its quantity */
} Unit;
static const Unit mass_units[] = {/* milligrams */
                                  {"mg", 1},
                                  {"g", 1000},
                                  {"gr", 1000},
                                  {"gram", 1000},
                                  {"kg", 1000000},
                                  {"kilogram", 1000000},
                                  {"kuintal", 100000000},
                                  {"ton", 1000000000},
                                  {"tonne", 1000000000},
                                  {"t", 1000000000},
                                  {NULL, 0}};
static const Unit volume_units[] = {/* cubic centimetres */
                                    {"cm3", 1},         {"cm", 1},      {"cc", 1},
                                    {"ml", 1},          {"l", 1000},    {"liter", 1000},
                                    {"litre", 1000},    {"dm3", 1000},  {"dm", 1000},
                                    {"m3", 1000000},    {"m", 1000000}, {"meterkubik", 1000000},
                                    {"kubik", 1000000}, {NULL, 0}};
static const Unit money_units[] = {
    {"rp", 1},         {"rupiah", 1},   {"idr", 1},           {"ribu", 1000},          {"rb", 1000},
    {"juta", 1000000}, {"jt", 1000000}, {"riburupiah", 1000}, {"jutarupiah", 1000000}, {NULL, 0}};
static const Unit box_units[] = {{"boxes", 1}, {"kotak", 1}, {"buah", 1}, {NULL, 0}};
static const Unit metre_units[] = {{"m", 1}, {"meter", 1}, {"metre", 1}, {NULL, 0}};
static const Unit millimetre_units[] = {{"mm", 1}, {"milimeter", 1}, {"millimetres", 1}, {NULL, 0}};
static const Unit day_units[] = {{"days", 1}, {"hari", 1}, {NULL, 0}};
static const Unit hour_units[] = {{"hours", 1}, {"jam", 1}, {"h", 1}, {NULL, 0}};
static const Unit degree_units[] = {{"degrees", 1}, {"derajat", 1}, {"deg", 1}, {NULL, 0}};
static const Unit person_units[] = {{"persons", 1}, {"orang", 1}, {"pemilih", 1}, {NULL, 0}};

static const Unit piece_units[] = {{"pieces", 1}, {"lembar", 1},    {"lbr", 1},    {"buah", 1},
                                   {"bh", 1},     {"eksemplar", 1}, {"pcs", 1},    {"botol", 1},
                                   {"unit", 1},   {"set", 1},       {"keping", 1}, {"sheets", 1},
                                   {NULL, 0}};

static const Unit *units_of(const Column *column) {
    switch (column->type) {
    case COLUMN_MASS_G:
    case COLUMN_MASS_MG: return mass_units;
    case COLUMN_VOLUME_CM3: return volume_units;
    case COLUMN_MONEY: return money_units;
    case COLUMN_LAT:
    case COLUMN_LON: return degree_units;
    case COLUMN_INTEGER:
        if (str_eq(column->unit, "boxes")) return box_units;
        if (str_eq(column->unit, "pieces")) return piece_units;
        if (str_eq(column->unit, "mm")) return millimetre_units;
        if (str_eq(column->unit, "days")) return day_units;
        if (str_eq(column->unit, "hours")) return hour_units;
        return str_eq(column->unit, "m") ? metre_units : person_units;
    default: return NULL;
    }
}

static const Unit *unit_find(Arena *arena, const Unit *units, const char *word) {
    const char *key = str_key(arena, word);
    for (; units && units->word; units++)
        if (str_eq(units->word, key)) return units;
    return NULL;
}

const char *election_heading_unit(Arena *arena, const Column *column, const char *heading,
                                  const char **ret_base) {
    const Unit *units = units_of(column);
    size_t end = strlen(heading), split;
    if (end && (heading[end - 1] == ')' || heading[end - 1] == ']')) {
        split = strcspn(heading, "([");
        end--;
    } else {
        for (split = end; split && !strchr(" _-,/", heading[split - 1]);) split--;
        if (split) split--;
    }
    if (split == 0 || split + 1 >= end) return NULL;
    const char *word = arena_strn(arena, heading + split + 1, end - split - 1);
    if (!unit_find(arena, units, word)) return NULL;
    *ret_base = arena_strn(arena, heading, split);
    return word;
}

/* "Rp 900.000,-", "4 ton", "12 m3": the number's text, and its unit by the cell, else by the
 * heading, else by the column. False when the unit is unknown. */
static bool number_and_unit(CellReader *r, const Column *c, const char *text,
                            const char **ret_number, int64_t *ret_times) {
    const Unit *units = units_of(c);
    size_t front = strcspn(text, "0123456789+-");
    const char *prefix = arena_strn(r->arena, text, front);
    bool currency = units == money_units && unit_find(r->arena, units, prefix);
    if (*str_key(r->arena, prefix) && !currency) return false;
    text += front;
    size_t n = strspn(text, "0123456789+-.,' \xC2\xA0\xE2\x80\xAF\x89"); /* blanks in UTF-8 */
    const char *word = text + n;
    if (!*str_key(r->arena, word)) word = r->unit ? r->unit : c->unit;
    const Unit *unit = word ? unit_find(r->arena, units, word) : NULL;
    if (word && !unit) return false;
    while (n && (text[n - 1] < '0' || text[n - 1] > '9')) n--;
    *ret_number = arena_strn(r->arena, text, n);
    *ret_times = unit ? unit->times : 1;
    return true;
}

/* ---------------------------------------------------------------- numbers */
static bool quantity(CellReader *r, const Column *c, const char *text, int64_t *ret) {
    const char *number;
    int64_t times;
    if (!number_and_unit(r, c, text, &number, &times)) return false;
    bool whole = c->type == COLUMN_INTEGER || (c->type == COLUMN_MONEY && times == 1);
    char canonical[NUMBER_BYTES];
    bool grouped = false;
    if (!election_number(number, whole ? NUMBER_WHOLE : NUMBER_QUANTITY, r->comma, canonical,
                         &grouped))
        return false;
    r->grouped |= grouped;
    int64_t millionths;
    if (whole) return int_parse(canonical, c->min, c->max, ret);
    if (!decimal_parse(canonical, 6, &millionths)) return false;
    __int128 exact = (__int128)millionths * times;
    __int128 unit = (__int128)1000000 * (c->type == COLUMN_MASS_G ? 1000 : 1);
    __int128 value = (exact + (exact < 0 ? -unit : unit) / 2) / unit;
    if (value < c->min || value > c->max) return false;
    *ret = (int64_t)value;
    return true;
}

/* -1.256254, -1,256254, 1,256254 LS, 100.09 E, 100.09° */
static bool degrees(CellReader *r, const Column *c, const char *text, int64_t *ret) {
    size_t n = strlen(text), back = n;
    while (back && !strchr("0123456789", text[back - 1])) back--;
    const char *side = str_key(r->arena, text + back);
    static const char *const lat_sides[] = {"", "lu", "n", "u", "ls", "s"};
    static const char *const lon_sides[] = {"", "bt", "e", "t", "bb", "w"};
    const char *const *sides = c->type == COLUMN_LAT ? lat_sides : lon_sides;
    int found = -1;
    for (int i = 0; i < 6; i++)
        if (str_eq(sides[i], side)) found = i;
    if (found < 0) return false;
    char canonical[NUMBER_BYTES];
    bool grouped = false;
    const char *number = arena_strn(r->arena, text, back);
    if (!election_number(number, NUMBER_DEGREES, r->comma, canonical, &grouped)) return false;
    if (grouped || !decimal_parse(canonical, GEO_DECIMALS, ret)) return false;
    if (found >= 4) *ret = -*ret;
    return *ret >= -180 * (int64_t)GEO_UNIT && *ret <= 180 * (int64_t)GEO_UNIT;
}

/* ---------------------------------------------------------------- words */
/* The canonical word that `text` is a synonym of: "kpu: gudang kpu, main; ppk: kecamatan". */
static const char *choice(Arena *arena, const char *choices, const char *text) {
    const char *key = str_key(arena, text);
    for (const char *p = choices; *p;) {
        p += strspn(p, "; ");
        size_t whole = strcspn(p, ";"), head = strcspn(p, ":;");
        const char *canonical = arena_strn(arena, p, head);
        for (size_t at = 0; at < whole;) {
            size_t n = strcspn(p + at, ":,;");
            if (str_eq(str_key(arena, arena_strn(arena, p + at, n)), key)) return canonical;
            at += n + 1;
        }
        p += whole;
    }
    return NULL;
}

static const char *choice_list(Arena *arena, const char *choices) {
    const char *list = "";
    for (const char *p = choices; *p;) {
        p += strspn(p, "; ");
        size_t whole = strcspn(p, ";"), head = strcspn(p, ":;");
        list = arena_printf(arena, "%s%s%.*s", list, *list ? ", " : "", (int)head, p);
        p += whole;
    }
    return list;
}

#define YES_CHOICES "1: ya, yes, y, true, benar, ada, x; 0: tidak, no, n, t, false, salah, bukan"

/* Words of several classes, in the order of the classes, each once. */
static const char *classes(Arena *arena, const char *text) {
    bool has[ROAD_CLASSES] = {false};
    for (const char *p = text; *p;) {
        p += strspn(p, ",;/+ |");
        size_t n = strcspn(p, ",;/+|");
        while (n && p[n - 1] == ' ') n--;
        if (n == 0) break;
        RoadClass vehicle;
        if (!road_class_parse(arena_strn(arena, p, n), &vehicle)) return NULL;
        has[vehicle] = true;
        p += n;
    }
    const char *list = "";
    for (int i = 0; i < ROAD_CLASSES; i++)
        if (has[i])
            list =
                arena_printf(arena, "%s%s%s", list, *list ? "," : "", road_class_id((RoadClass)i));
    return *list ? list : NULL;
}

/* Digits only; spreadsheets add ".0", people add dots and blanks: 12.22.01.1001 */
static const char *code_digits(Arena *arena, const Column *c, const char *text) {
    size_t n = strlen(text);
    char *to = arena_alloc(arena, n + 1);
    size_t k = 0;
    for (const char *p = text; *p; p++) {
        if (*p >= '0' && *p <= '9')
            to[k++] = *p;
        else if (!strchr(". '-", *p))
            return NULL;
    }
    bool fraction = n > 2 && (str_eq(text + n - 2, ".0") || str_eq(text + n - 2, ",0"));
    if (fraction && (int64_t)k == c->max + 1) to[--k] = 0;
    return (int64_t)k >= c->min && (int64_t)k <= c->max ? to : NULL;
}

/* Line breaks become blanks; other control characters are refused. */
static const char *plain_text(Arena *arena, const char *text, size_t bytes_max) {
    char *to = arena_str(arena, text);
    for (char *p = to; *p; p++) {
        if (*p == '\n' || *p == '\r' || *p == '\t') *p = ' ';
        if ((unsigned char)*p < 0x20 || *p == 0x7F) return NULL;
    }
    return strlen(to) <= bytes_max ? to : NULL;
}

/* ---------------------------------------------------------------- one cell */
static bool moment(CellReader *r, const char *text, int64_t *ret) {
    size_t n = strlen(text);
    for (size_t split = 1; split < n; split++) {
        if (text[split] != ' ' && text[split] != 'T') continue;
        int32_t day, clock;
        const char *rest = text + split + 1;
        if (election_day(r->arena, arena_strn(r->arena, text, split), &day) &&
            election_clock(r->arena, rest, &clock)) {
            *ret = (int64_t)day * 86400 + clock - (int64_t)r->zone_min * 60;
            return true;
        }
    }
    return false;
}

static bool read_number(CellReader *r, const Column *c, const char *text, int64_t *ret) {
    int32_t n = 0;
    const char *word;
    switch (c->type) {
    case COLUMN_LEVEL:
    case COLUMN_YES:
        word = choice(r->arena, c->type == COLUMN_YES ? YES_CHOICES : c->choices, text);
        return word && int_parse(word, 0, 100, ret);
    case COLUMN_LAT:
    case COLUMN_LON: return degrees(r, c, text, ret);
    case COLUMN_DAY:
        if (!election_day(r->arena, text, &n)) return false;
        *ret = n;
        return true;
    case COLUMN_CLOCK:
        if (!election_clock(r->arena, text, &n)) return false;
        *ret = n;
        return true;
    case COLUMN_MOMENT: return moment(r, text, ret);
    default: return quantity(r, c, text, ret);
    }
}

static const char *read_text(CellReader *r, const Column *c, const char *text) {
    ElectionFormula *formula;
    RoadClass vehicle;
    switch (c->type) {
    case COLUMN_CODE: return code_digits(r->arena, c, text);
    case COLUMN_SCOPE: {
        const Column any = {.min = 1, .max = 13};
        const char *code = code_digits(r->arena, &any, text);
        return str_eq(code, r->scope) ? code : NULL;
    }
    case COLUMN_ID: return plain_text(r->arena, text, ID_BYTES_MAX);
    case COLUMN_CHOICE: return choice(r->arena, c->choices, text);
    case COLUMN_CLASS: return road_class_parse(text, &vehicle) ? road_class_id(vehicle) : NULL;
    case COLUMN_CLASSES: return classes(r->arena, text);
    case COLUMN_FORMULA:
        text = plain_text(r->arena, text, TEXT_BYTES_MAX);
        if (!text || election_formula_parse(r->arena, text, &formula, NULL) != OK) return NULL;
        return text;
    case COLUMN_AREA: return text;
    default: return plain_text(r->arena, text, TEXT_BYTES_MAX);
    }
}

static const char *expected_words(CellReader *r, const Column *c) {
    Arena *a = r->arena;
    switch (c->type) {
    case COLUMN_CODE: return arena_printf(a, _("a code of %d digits"), (int)c->max);
    case COLUMN_SCOPE: return arena_printf(a, _("%s, the code of this regency"), r->scope);
    case COLUMN_CHOICE:
    case COLUMN_LEVEL: return arena_printf(a, _("one of: %s"), choice_list(a, c->choices));
    case COLUMN_CLASS:
    case COLUMN_CLASSES: return _("a vehicle class: truck, 4x4, motorcycle, boat or foot");
    case COLUMN_FORMULA: return _("a whole number or a formula such as 6 * contests");
    case COLUMN_INTEGER:
        return arena_printf(a, _("a whole number from %s to %s"), int_group(a, c->min),
                            int_group(a, c->max));
    case COLUMN_YES: return _("ya or tidak (yes or no)");
    case COLUMN_LAT:
    case COLUMN_LON: return _("decimal degrees such as -1.256254");
    case COLUMN_DAY: return _("a day such as 2024-02-10, 10/02/2024 or 10 Februari 2024");
    case COLUMN_CLOCK: return _("a clock such as 07:30 or 07.30");
    case COLUMN_MOMENT: return _("a day and a clock such as 2024-02-12 07:30");
    case COLUMN_MONEY: return _("an amount in rupiah such as 900.000");
    case COLUMN_MASS_G:
    case COLUMN_MASS_MG: return _("a mass such as 4.000 kg or 2,5 ton");
    case COLUMN_VOLUME_CM3: return _("a volume such as 12,5 m3 or 96000 cm3");
    case COLUMN_ID: return arena_printf(a, _("a name of at most %d bytes"), ID_BYTES_MAX);
    default: return arena_printf(a, _("a text of at most %d bytes"), TEXT_BYTES_MAX);
    }
}

static bool says_nothing(const char *text) {
    static const char *const words[] = {"", "-", "--", "n/a", "N/A", "#N/A", "null", "NULL"};
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_eq(text, words[i])) return true;
    return false;
}

bool election_cell_read(CellReader *r, const Column *column, const char *text, Cell *ret,
                        const char **ret_expected) {
    Cell cell = {0};
    r->grouped = false;
    if (says_nothing(text)) {
        *ret = cell;
        return true;
    }
    if (election_column_is_text(column)) {
        cell.text = read_text(r, column, text);
        cell.known = cell.text != NULL;
    } else {
        cell.known = read_number(r, column, text, &cell.n);
    }
    if (cell.known)
        *ret = cell;
    else
        *ret_expected = expected_words(r, column);
    return cell.known;
}

/* ---------------------------------------------------------------- for a person */
static const char *decimal_text(Arena *arena, int64_t n, int64_t scale, int decimals) {
    int64_t size = n < 0 ? -n : n;
    char *text = arena_printf(arena, "%s%" PRId64 ".%0*" PRId64, n < 0 ? "-" : "", size / scale,
                              decimals, size % scale);
    size_t end = strlen(text);
    while (text[end - 1] == '0') text[--end] = 0;
    if (text[end - 1] == '.') text[--end] = 0;
    return text;
}

static const char *moment_text(Arena *arena, int64_t utc_s, int32_t zone_min) {
    Civil c = civil_from_s(utc_s + (int64_t)zone_min * 60);
    return arena_printf(arena, "%04d-%02d-%02d %02d:%02d", c.year, c.month, c.day, c.hour,
                        c.minute);
}

const char *election_cell_text(Arena *arena, const Column *column, const Cell *cell,
                               int32_t zone_min) {
    char day[16];
    if (!cell->known) return _("(unknown)");
    switch (column->type) {
    case COLUMN_PERSONAL: return _("(withheld)");
    case COLUMN_AREA: return _("(an outline)");
    case COLUMN_YES: return cell->n ? _("yes") : _("no");
    case COLUMN_LAT:
    case COLUMN_LON: return decimal_text(arena, cell->n, GEO_UNIT, GEO_DECIMALS);
    case COLUMN_DAY: day_format((int32_t)cell->n, day); return arena_str(arena, day);
    case COLUMN_CLOCK:
        return arena_printf(arena, "%02d:%02d", (int)(cell->n / 3600), (int)(cell->n / 60 % 60));
    case COLUMN_MOMENT: return moment_text(arena, cell->n, zone_min);
    case COLUMN_MONEY: return arena_printf(arena, "Rp %s", int_group(arena, cell->n));
    case COLUMN_MASS_G: return arena_printf(arena, "%s kg", decimal_text(arena, cell->n, 1000, 3));
    case COLUMN_MASS_MG: return arena_printf(arena, "%s g", decimal_text(arena, cell->n, 1000, 3));
    case COLUMN_VOLUME_CM3:
        return arena_printf(arena, "%s m3", decimal_text(arena, cell->n, 1000000, 6));
    default: break;
    }
    if (election_column_is_text(column)) return arena_printf(arena, "\"%s\"", cell->text);
    return arena_printf(arena, "%" PRId64, cell->n);
}

bool election_cell_equal(const Column *column, const Cell *a, const Cell *b) {
    if (a->known != b->known || !a->known) return a->known == b->known;
    return election_column_is_text(column) ? str_eq(a->text, b->text) : a->n == b->n;
}
