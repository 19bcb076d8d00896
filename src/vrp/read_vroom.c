// SPDX-License-Identifier: Apache-2.0
/* VROOM's JSON: vehicles, jobs and matrices. What this model has no word for (shipments, pickups,
 * breaks, several windows, routes that end elsewhere) is refused by name, never dropped. Vehicles
 * that differ in profile, skills or rates are classes, each with its own cost per arc. */
#include "vrp/read.h"

#include <string.h>

#define CLASSES_MAX 32
#define DEPOTS_MAX 64
#define AMOUNT_MAX (INT64_C(1) << 40)
#define SKILLS_MAX 64

typedef struct Class {
    const char *profile;
    uint64_t skills;
    int64_t per_hour, per_km;
} Class;

typedef struct Vroom {
    Arena *arena;
    json_t *root;
    VrpProblem *p;
    int64_t skill_names[SKILLS_MAX];
    int skill_count;
    Class classes[CLASSES_MAX];
    const char *what; /* what is being read, for messages */
    size_t index;
    const char *file;
    Err *err;
} Vroom;

#define REFUSE(r, ...) return refuse((r), arena_printf((r)->arena, __VA_ARGS__))
static bool refuse(Vroom *r, const char *why) {
    (void)err_set(r->err, ERR_INPUT, "%s", why);
    err_at(r->err, arena_printf(r->arena, "%s: %s[%zu]", r->file, r->what, r->index), 0, 0, NULL);
    return false;
}

/* ---------------------------------------------------------------- members */
/* Every member must be known: what is not understood may matter. */
static bool only(Vroom *r, const json_t *object, const char *known) {
    const char *key;
    json_t *value;
    if (!json_is_object(object)) REFUSE(r, "%s", _("expected an object"));
    json_object_foreach((json_t *)object, key, value) {
        const char *found = strstr(known, arena_printf(r->arena, " %s ", key));
        if (!found) REFUSE(r, _("\"%s\" cannot be read here"), key);
    }
    return true;
}

static bool number(Vroom *r, const json_t *object, const char *key, int64_t fallback, int64_t max,
                   int64_t *ret) {
    const json_t *value = json_object_get(object, key);
    *ret = fallback;
    if (!value) return true;
    if (!json_is_integer(value) || json_integer_value(value) < 0 || json_integer_value(value) > max)
        REFUSE(r, _("\"%s\" needs a whole number from 0 to %lld"), key, (long long)max);
    *ret = json_integer_value(value);
    return true;
}

static bool numbers(Vroom *r, const json_t *object, const char *key, size_t max, int64_t *to,
                    size_t *count) {
    const json_t *array = json_object_get(object, key);
    *count = array ? json_array_size(array) : 0;
    if (array && (!json_is_array(array) || *count > max))
        REFUSE(r, _("\"%s\" needs at most %zu whole numbers"), key, max);
    for (size_t i = 0; i < *count; i++) {
        const json_t *value = json_array_get(array, i);
        int64_t n = json_is_integer(value) ? json_integer_value(value) : -1;
        if (n < 0 || n > AMOUNT_MAX)
            REFUSE(r, _("\"%s\" needs at most %zu whole numbers"), key, max);
        to[i] = n;
    }
    return true;
}

static bool window(Vroom *r, const json_t *pair, int64_t *from, int64_t *to) {
    const json_t *a = json_array_get(pair, 0), *b = json_array_get(pair, 1);
    bool good = json_array_size(pair) == 2 && json_is_integer(a) && json_is_integer(b);
    *from = good ? json_integer_value(a) : 0;
    *to = good ? json_integer_value(b) : 0;
    if (!good || *from < 0 || *to < *from || *to > AMOUNT_MAX)
        REFUSE(r, "%s", _("a time window needs two times, the earlier first"));
    return true;
}

static bool skills(Vroom *r, const json_t *object, uint64_t *ret) {
    int64_t names[SKILLS_MAX];
    size_t count;
    *ret = 0;
    if (!numbers(r, object, "skills", SKILLS_MAX, names, &count)) return false;
    for (size_t i = 0; i < count; i++) {
        int k = 0;
        while (k < r->skill_count && r->skill_names[k] != names[i]) k++;
        if (k == SKILLS_MAX) REFUSE(r, _("more than %d different skills"), SKILLS_MAX);
        if (k == r->skill_count) r->skill_names[r->skill_count++] = names[i];
        *ret |= UINT64_C(1) << k;
    }
    return true;
}

static bool site(Vroom *r, const json_t *object, const char *key, int32_t *ret) {
    int64_t n;
    if (!number(r, object, key, -1, r->p->site_count - 1, &n)) return false;
    if (n < 0) {
        (void)refuse(r, arena_printf(r->arena, _("\"%s\" is missing"), key));
        err_advise(r->err, "%s", _("give matrices, and for each place its index in them"));
        return false;
    }
    *ret = (int32_t)n;
    return true;
}

/* ---------------------------------------------------------------- matrices */
static bool table(Vroom *r, const json_t *rows, uint32_t *to) {
    size_t n = (size_t)r->p->site_count;
    if (json_array_size(rows) != n) REFUSE(r, _("a matrix needs %zu rows"), n);
    for (size_t i = 0; i < n; i++) {
        const json_t *row = json_array_get(rows, i);
        if (json_array_size(row) != n) REFUSE(r, _("row %zu of a matrix needs %zu numbers"), i, n);
        for (size_t k = 0; k < n; k++) {
            const json_t *cell = json_array_get(row, k);
            int64_t value = json_is_integer(cell) ? json_integer_value(cell) : -1;
            if (value < 0 || value > UINT32_MAX)
                REFUSE(r, _("row %zu of a matrix: a number is out of range"), i);
            to[i * n + k] = (uint32_t)value;
        }
    }
    return true;
}

/* What an arc costs a class, in the unit of the answer: by a matrix of costs, or by its rates. */
static bool class_costs(Vroom *r, const Class *class, const json_t *given, VrpMatrix *travel,
                        VrpMatrix *ret) {
    size_t cells = (size_t)r->p->site_count * (size_t)r->p->site_count;
    uint32_t *costs = ARENA_ARRAY(r->arena, uint32_t, cells);
    *ret = (VrpMatrix){.time_s = travel->time_s, .distance_m = costs};
    if (given) return table(r, given, costs);
    for (size_t i = 0; i < cells; i++) {
        double cost = (double)travel->time_s[i] * (double)class->per_hour / 3600 +
                      (double)travel->distance_m[i] * (double)class->per_km / 1000;
        if (cost >= UINT32_MAX) REFUSE(r, "%s", _("an arc costs more than can be represented"));
        costs[i] = (uint32_t)(cost + 0.5);
    }
    return true;
}

static bool class_matrices(Vroom *r, int32_t c, VrpMatrix *travel) {
    const json_t *all = json_object_get(r->root, "matrices");
    const json_t *one = json_object_get(all, r->classes[c].profile);
    size_t cells = (size_t)r->p->site_count * (size_t)r->p->site_count;
    uint32_t *time_s = ARENA_ARRAY(r->arena, uint32_t, cells);
    uint32_t *distance_m = ARENA_ARRAY(r->arena, uint32_t, cells);
    r->what = "matrices";
    r->index = (size_t)c;
    if (!one) REFUSE(r, _("the profile %s has no matrix"), r->classes[c].profile);
    if (!only(r, one, " durations distances costs ")) return false;
    if (!table(r, json_object_get(one, "durations"), time_s)) return false;
    const json_t *distances = json_object_get(one, "distances");
    if (distances && !table(r, distances, distance_m)) return false;
    *travel = (VrpMatrix){.time_s = time_s, .distance_m = distance_m};
    return class_costs(r, &r->classes[c], json_object_get(one, "costs"), travel, &r->p->classes[c]);
}

static bool count_sites(Vroom *r) {
    const json_t *all = json_object_get(r->root, "matrices");
    void *first = json_object_iter((json_t *)all);
    const json_t *rows = first ? json_object_get(json_object_iter_value(first), "durations") : NULL;
    r->what = "matrices";
    if (json_array_size(rows) == 0 || json_array_size(rows) > 20000) {
        (void)refuse(r, _("there are no matrices of durations"));
        err_advise(r->err, "%s", _("this program asks no routing server: give the matrices"));
        return false;
    }
    r->p->site_count = (int32_t)json_array_size(rows);
    return true;
}

/* ---------------------------------------------------------------- vehicles */
static bool class_of(Vroom *r, const Class *class, int32_t *ret) {
    VrpProblem *p = r->p;
    for (*ret = 0; *ret < p->class_count; ++*ret) {
        const Class *known = &r->classes[*ret];
        if (str_eq(known->profile, class->profile) && known->skills == class->skills &&
            known->per_hour == class->per_hour && known->per_km == class->per_km)
            return true;
    }
    if (p->class_count == CLASSES_MAX)
        REFUSE(r, _("more than %d kinds of vehicles by profile, skills and rates"), CLASSES_MAX);
    r->classes[p->class_count++] = *class;
    return true;
}

static bool depot_of(Vroom *r, int32_t at, int32_t *ret) {
    VrpProblem *p = r->p;
    for (*ret = 0; *ret < p->depot_count; ++*ret)
        if (p->depots[*ret].site == at) return true;
    if (p->depot_count == DEPOTS_MAX) REFUSE(r, _("more than %d places to start"), DEPOTS_MAX);
    p->depots[p->depot_count++].site = at;
    return true;
}

static bool vehicle(Vroom *r, const json_t *v, VrpVehicle *to, int64_t *id) {
    int32_t start = 0, end = 0;
    size_t dimensions;
    Class class = {.profile = "car", .per_hour = 3600};
    VrpShift *shift = ARENA_NEW(r->arena, VrpShift);
    *shift = (VrpShift){.end_s = VRP_FOREVER, .pool = -1};
    *to = (VrpVehicle){.cost_per_km = 1000, .trips_max = 1, .shifts = shift, .shift_count = 1};
    for (int d = 0; d < VRP_DIMENSIONS; d++) to->capacity[d] = INT64_MAX;
    if (!only(r, v,
              " id profile description start start_index end end_index capacity costs skills "
              "time_window max_travel_time "))
        return false;
    const json_t *costs = json_object_get(v, "costs"), *span = json_object_get(v, "time_window");
    if (costs && !only(r, costs, " fixed per_hour per_km ")) return false;
    if (json_object_get(v, "max_travel_time"))
        REFUSE(r, _("\"%s\" cannot be read here"), "max_travel_time");
    const char *profile = json_string_value(json_object_get(v, "profile"));
    if (profile) class.profile = profile;
    bool good = number(r, v, "id", 0, INT64_MAX, id) && site(r, v, "start_index", &start) &&
                site(r, v, "end_index", &end) && skills(r, v, &class.skills) &&
                numbers(r, v, "capacity", VRP_DIMENSIONS, to->capacity, &dimensions) &&
                number(r, costs, "fixed", 0, 1000000000, &to->cost_per_shift) &&
                number(r, costs, "per_hour", 3600, 1000000000, &class.per_hour) &&
                number(r, costs, "per_km", 0, 1000000000, &class.per_km) &&
                (!span || window(r, span, &shift->start_s, &shift->end_s)) &&
                class_of(r, &class, &to->klass) && depot_of(r, start, &to->depot);
    if (good && start != end) REFUSE(r, "%s", _("a vehicle must end its route where it starts it"));
    return good;
}

/* ---------------------------------------------------------------- jobs */
static bool job(Vroom *r, const json_t *j, VrpStop *to, int64_t *id) {
    size_t dimensions, amounts;
    uint64_t needs;
    int64_t setup_s, priority;
    *to = (VrpStop){.latest_s = VRP_FOREVER, .depot_mask = UINT64_MAX, .group = -1};
    const json_t *windows = json_object_get(j, "time_windows");
    bool good =
        only(r, j,
             " id description location location_index setup service amount delivery skills "
             "priority time_windows ") &&
        number(r, j, "id", 0, INT64_MAX, id) && site(r, j, "location_index", &to->site) &&
        number(r, j, "service", 0, AMOUNT_MAX / 2, &to->service_s) &&
        number(r, j, "setup", 0, 0, &setup_s) && number(r, j, "priority", 0, 100, &priority) &&
        numbers(r, j, "amount", VRP_DIMENSIONS, to->demand, &amounts) &&
        (amounts > 0 || numbers(r, j, "delivery", VRP_DIMENSIONS, to->demand, &dimensions)) &&
        skills(r, j, &needs);
    if (!good) return false;
    if (json_array_size(windows) > 1) REFUSE(r, "%s", _("only one time window can be read"));
    if (json_array_size(windows) == 1 &&
        !window(r, json_array_get(windows, 0), &to->earliest_s, &to->latest_s))
        return false;
    for (int32_t c = 0; c < r->p->class_count; c++)
        if ((needs & ~r->classes[c].skills) == 0) to->class_mask |= UINT32_C(1) << c;
    to->penalty = 1 + priority; /* for now: a rank */
    return true;
}

/* A job of higher priority is worth more than all of lower ones a vehicle could do instead. */
static void price_jobs(VrpProblem *p) {
    double dearest = 0, fixed = 0;
    size_t cells = (size_t)p->site_count * (size_t)p->site_count;
    for (int32_t c = 0; c < p->class_count; c++)
        for (size_t i = 0; i < cells; i++)
            if (dearest < p->classes[c].distance_m[i]) dearest = p->classes[c].distance_m[i];
    for (int32_t v = 0; v < p->vehicle_count; v++)
        if (fixed < (double)p->vehicles[v].cost_per_shift)
            fixed = (double)p->vehicles[v].cost_per_shift;
    double one = 10 * (2 * dearest + fixed) + 1000, most = 1e16 / (p->stop_count + 1);
    for (int32_t i = 0; i < p->stop_count; i++)
        p->stops[i].penalty *= (int64_t)(one < most ? one : most);
}

static bool build(Vroom *r, VrpInstance *ret) {
    VrpProblem *p = r->p;
    const json_t *vehicles = json_object_get(r->root, "vehicles");
    const json_t *jobs = json_object_get(r->root, "jobs");
    r->what = "problem";
    if (!only(r, r->root, " vehicles jobs matrices ") || !count_sites(r)) return false;
    p->vehicle_count = (int32_t)json_array_size(vehicles);
    p->stop_count = (int32_t)json_array_size(jobs);
    p->vehicles = ARENA_ARRAY(r->arena, VrpVehicle, (size_t)p->vehicle_count);
    p->stops = ARENA_ARRAY(r->arena, VrpStop, (size_t)p->stop_count);
    p->depots = ARENA_ARRAY(r->arena, VrpDepot, DEPOTS_MAX);
    p->classes = ARENA_ARRAY(r->arena, VrpMatrix, CLASSES_MAX);
    int64_t *vehicle_ids = ARENA_ARRAY(r->arena, int64_t, (size_t)p->vehicle_count);
    int64_t *stop_ids = ARENA_ARRAY(r->arena, int64_t, (size_t)p->stop_count);
    VrpMatrix *travel = ARENA_ARRAY(r->arena, VrpMatrix, CLASSES_MAX);
    r->what = "vehicles";
    for (r->index = 0; r->index < (size_t)p->vehicle_count; r->index++)
        if (!vehicle(r, json_array_get(vehicles, r->index), &p->vehicles[r->index],
                     &vehicle_ids[r->index]))
            return false;
    r->what = "jobs";
    for (r->index = 0; r->index < (size_t)p->stop_count; r->index++)
        if (!job(r, json_array_get(jobs, r->index), &p->stops[r->index], &stop_ids[r->index]))
            return false;
    for (int32_t c = 0; c < p->class_count; c++)
        if (!class_matrices(r, c, &travel[c])) return false;
    price_jobs(p);
    ret->vehicle_ids = vehicle_ids;
    ret->stop_ids = stop_ids;
    ret->travel = travel;
    ret->vehicles_differ = true;
    ret->client_first = 1;
    return true;
}

static void release(void *what) {
    json_t **root = what;
    json_decref(*root);
    *root = NULL;
}

Status vrp_vroom(Arena *arena, const char *file, Bytes text, VrpInstance *ret, Err *err) {
    json_t **root = ARENA_NEW(arena, json_t *);
    arena_own(arena, root, release);
    Status s = json_read(text, file, root, err);
    if (s != OK) return s;
    Vroom *r = ARENA_NEW(arena, Vroom);
    Err refusal = {.status = ERR_INPUT};
    *r = (Vroom){.arena = arena, .root = *root, .p = &ret->problem, .file = file, .err = &refusal};
    ret->name = file;
    if (build(r, ret)) return OK;
    if (err) *err = refusal;
    return ERR_INPUT;
}
