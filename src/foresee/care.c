// SPDX-License-Identifier: Apache-2.0
/* What a robust plan is asked for, and what scenarios teach to ask for. Vehicles of one class at
 * one depot are a group: what makes one of them late makes its fellows late. */
#include "foresee/care.h"

#include <stdlib.h>
#include <string.h>

#define DAY_S 86400
#define HOUR_PERMILLE 5000  /* an hour is worth more than it costs: what is free is room */
#define FAILED_MAX 2        /* so often a group is asked for what it cannot give */
#define NARROW_PERMILLE 10  /* TPS that floods make late more often are served a day earlier, */
#define NARROWED_AT_ONCE 10 /* but of all TPS no more than one in so many in a round */
#define WET_STEP 500        /* permille of the way from dry to wet, or from wet to soaked */
#define WET_MAX 1500
#define WET_SHARE 600 /* permille of a class's late TPS that would be in time on dry roads */

/* What a group is asked for: on the last day service begins so long before it must (the way home
 * may use the time), and on all days it is home so long before the shift ends. Measured
 * (docs/benchmarks.md): time at the end of the last day is worth most, since what was left on the
 * days before comes there too; then room on every day. */
static const struct Level {
    int32_t latest_min, reserve_min;
} LEVELS[] = {{0, 0}, {90, 0}, {150, 0}, {150, 15}, {160, 30}, {180, 45}, {210, 60}, {240, 90}};
#define LEVEL_MAX ((int32_t)COUNT_OF(LEVELS) - 1)

static size_t group_count(const ForeseeLearner *l) {
    return l->r->depot_count * ROAD_CLASSES;
}

static size_t group_of(const ForeseeLearner *l, int32_t vehicle) {
    const ElectionVehicle *v = &l->r->vehicles[vehicle];
    return (size_t)v->depot * ROAD_CLASSES + (size_t)v->klass;
}

static ForeseeCare no_care(const ForeseeLearner *l) {
    ForeseeCare care = {.level = ARENA_ARRAY(l->arena, int32_t, group_count(l) + 1),
                        .by_s = ARENA_ARRAY(l->arena, int64_t, l->r->tps_count + 1)};
    for (size_t i = 0; i < l->r->tps_count; i++) care.by_s[i] = INT64_MAX;
    return care;
}

ForeseeCare foresee_care_copy(const ForeseeLearner *l) {
    ForeseeCare care = no_care(l), from = l->care;
    memcpy(care.level, from.level, group_count(l) * sizeof *care.level);
    memcpy(care.by_s, from.by_s, l->r->tps_count * sizeof *care.by_s);
    from.level = care.level;
    from.by_s = care.by_s;
    return from;
}

void foresee_care_tell(const ForeseeLearner *l, const ForeseeCare *care, PlanSafety *point) {
    point->last_min = point->other_min = point->wet_permille = 0;
    for (size_t g = 0; g < group_count(l); g++) {
        const struct Level *level = &LEVELS[care->level[g]];
        if (level->latest_min > point->last_min) point->last_min = level->latest_min;
        if (level->reserve_min > point->other_min) point->other_min = level->reserve_min;
    }
    for (RoadClass c = 0; c < ROAD_CLASSES; c++)
        if (care->wet_permille[c] > point->wet_permille)
            point->wet_permille = care->wet_permille[c];
    point->hub_min = care->hub_min;
    point->narrowed = care->narrowed;
}

/* ---------------------------------------------------------------- wet roads */

static void find_times(ForeseeLearner *l, int threads) {
    size_t cells = l->net->site_count * l->net->site_count;
    for (RoadClass c = 0; c < ROAD_CLASSES; c++)
        for (HazardWetness w = 0; l->net->class_used[c] && w < HAZARD_WETNESSES; w++) {
            l->times[w][c] = ARENA_ARRAY(l->arena, uint32_t, cells + 1);
            foresee_ways_times(l->world->sim.ways, l->arena, c, w, threads, l->times[w][c]);
        }
}

/* Between two wetnesses; what the wetter one closes takes thrice as long there. */
static uint32_t between_s(uint32_t low_s, uint32_t high_s, int32_t permille) {
    if (low_s == ROAD_UNREACHABLE) return ROAD_UNREACHABLE;
    int64_t more_s = high_s == ROAD_UNREACHABLE ? 2 * (int64_t)low_s : (int64_t)high_s - low_s;
    return low_s + (uint32_t)(more_s * permille / 1000);
}

static const uint32_t *wet_times(const ForeseeLearner *l, RoadClass c, int32_t permille) {
    if (permille == 0 || !l->net->class_used[c]) return NULL;
    size_t cells = l->net->site_count * l->net->site_count;
    uint32_t *s = ARENA_ARRAY(l->arena, uint32_t, cells + 1);
    HazardWetness low = permille < 1000 ? HAZARD_DRY : HAZARD_WET;
    permille -= 1000 * (int32_t)low;
    for (size_t i = 0; i < cells; i++)
        s[i] = between_s(l->times[low][c][i], l->times[low + 1][c][i], permille);
    return s;
}

/* ---------------------------------------------------------------- as cautions */

static int64_t rule(const ForeseeLearner *l, const char *setting) {
    return foresee_rule(&l->world->sim, setting);
}

static int64_t clock_s(const ForeseeLearner *l, int32_t day, int64_t of_day_s) {
    return foresee_midnight_s(&l->world->sim, day) + of_day_s;
}

/* The evening by which the rules want goods at a PPK. */
static int64_t hub_latest_s(const ForeseeLearner *l) {
    int32_t day = l->r->rules.voting_day - (int32_t)rule(l, "hub_latest_days_before");
    if (day < l->from_day) day = l->from_day;
    return clock_s(l, day, rule(l, "latest_clock_s"));
}

PlanCaution foresee_care_caution(const ForeseeLearner *l) {
    const ForeseeCare *care = &l->care;
    int32_t *reserve_s = ARENA_ARRAY(l->arena, int32_t, l->r->vehicle_count * l->days + 1);
    int64_t *latest_s = ARENA_ARRAY(l->arena, int64_t, l->r->tps_count + 1);
    for (size_t v = 0; v < l->r->vehicle_count; v++)
        for (size_t d = 0; d < l->days; d++)
            reserve_s[v * l->days + d] =
                60 * LEVELS[care->level[group_of(l, (int32_t)v)]].reserve_min;
    for (size_t i = 0; i < l->r->tps_count; i++) {
        int32_t level = l->group[i] == SIZE_MAX ? 0 : care->level[l->group[i]];
        latest_s[i] = foresee_latest_s(l->world, i) - 60 * (int64_t)LEVELS[level].latest_min;
        if (care->by_s[i] < latest_s[i]) latest_s[i] = care->by_s[i];
    }
    PlanCaution ret = {.hour_permille = HOUR_PERMILLE,
                       .hub_latest_s =
                           care->hub_min ? hub_latest_s(l) - 60 * (int64_t)care->hub_min : 0,
                       .reserve_s = reserve_s,
                       .latest_s = latest_s};
    for (RoadClass c = 0; c < ROAD_CLASSES; c++)
        ret.travel_s[c] = wet_times(l, c, care->wet_permille[c]);
    return ret;
}

/* ---------------------------------------------------------------- learning where it is late */

typedef struct Blame {
    int64_t *late;  /* by group: late TPS over all scenarios */
    int64_t *wet;   /* of them those that dry roads would bring in time, at most */
    int64_t goods;  /* late because of what brought them to the PPK */
    int64_t groups; /* that have any */
    int32_t *day;   /* by TPS: on which it is planned; INT32_MIN */
} Blame;

static void blame_trip(const ForeseeLearner *l, const PlanTrip *trip, const Foresight *f,
                       const Foresight *dry, Blame *blame) {
    size_t g = group_of(l, trip->vehicle);
    for (size_t i = 0; i < trip->stop_count; i++) {
        const PlanStop *s = &trip->stops[i];
        if (s->tps >= 0) {
            blame->day[s->tps] = trip->day;
            blame->late[g] += f->tps[s->tps].late - f->tps[s->tps].goods;
            blame->wet[g] += (int64_t)f->tps[s->tps].late - dry->tps[s->tps].late;
        }
        for (size_t k = 0; s->tps < 0 && k < s->goods_count; k++) {
            blame->late[g] += f->tps[s->goods[k]].goods;
            blame->goods += f->tps[s->goods[k]].goods;
        }
    }
}

static Blame blame_of(const ForeseeLearner *l, const Plan *plan, const Foresight *f,
                      const Foresight *dry) {
    Blame blame = {.late = ARENA_ARRAY(l->arena, int64_t, group_count(l) + 1),
                   .wet = ARENA_ARRAY(l->arena, int64_t, group_count(l) + 1),
                   .day = ARENA_ARRAY(l->arena, int32_t, l->r->tps_count + 1)};
    for (size_t i = 0; i < l->r->tps_count; i++) blame.day[i] = INT32_MIN;
    for (size_t t = 0; t < plan->trip_count; t++) blame_trip(l, &plan->trips[t], f, dry, &blame);
    for (size_t g = 0; g < group_count(l); g++) blame.groups += blame.late[g] > 0;
    return blame;
}

/* Classes whose wet roads make more than their share late count with wetter ones. */
static uint32_t learn_wet(ForeseeLearner *l, const Blame *blame, int64_t aim) {
    uint32_t before = l->wetter; /* its room comes first now */
    l->wetter = 0;
    for (RoadClass c = 0; c < ROAD_CLASSES; c++) {
        int64_t late = 0, wet = 0;
        for (size_t d = 0; d < l->r->depot_count; d++) {
            late += blame->late[d * ROAD_CLASSES + c];
            wet += blame->wet[d * ROAD_CLASSES + c];
        }
        if (late * blame->groups <= aim || wet * 1000 <= late * WET_SHARE) continue;
        if (before >> c & 1) continue;
        if (l->wet_failed[c] >= FAILED_MAX || l->care.wet_permille[c] >= WET_MAX) continue;
        l->care.wet_permille[c] += WET_STEP;
        l->wetter |= 1u << c;
    }
    return l->wetter;
}

/* A level more where more than the group's share of the aim is late. */
static bool learn_levels(ForeseeLearner *l, const Blame *blame, int64_t aim) {
    bool more = false;
    for (size_t g = 0; g < group_count(l); g++) {
        if (l->failed[g] >= FAILED_MAX || blame->late[g] * blame->groups <= aim) continue;
        if (l->care.level[g] == LEVEL_MAX || l->wetter >> g % ROAD_CLASSES & 1) continue;
        l->care.level[g]++;
        more = true;
    }
    return more;
}

/* Goods that come to a PPK too late are asked for a day earlier, but not before the first evening.
 */
static bool learn_hubs(ForeseeLearner *l, const Blame *blame, int64_t aim) {
    int64_t first_s = clock_s(l, l->from_day, rule(l, "latest_clock_s"));
    int64_t earlier_s = hub_latest_s(l) - 60 * (int64_t)(l->care.hub_min + DAY_S / 60);
    if (blame->goods * 4 <= aim || earlier_s < first_s) return false;
    l->care.hub_min += DAY_S / 60;
    return true;
}

typedef struct Behind {
    size_t tps;
    uint32_t late;
} Behind;

static int most_behind(const void *a, const void *b) {
    const Behind *x = a, *y = b;
    if (x->late != y->late) return x->late > y->late ? -1 : 1;
    return (x->tps > y->tps) - (x->tps < y->tps);
}

/* Behind floods an earlier day leaves days to try again. */
static bool learn_days(ForeseeLearner *l, const Blame *blame, const Foresight *f) {
    int32_t first = l->r->rules.voting_day - (int32_t)rule(l, "earliest_days_before");
    if (first < l->from_day) first = l->from_day;
    Behind *list = ARENA_ARRAY(l->arena, Behind, l->r->tps_count + 1);
    size_t n = 0, most = l->r->tps_count / NARROWED_AT_ONCE + 1;
    for (size_t i = 0; i < l->r->tps_count; i++)
        if (blame->day[i] > first && f->tps[i].behind * 1000 > f->scenarios * NARROW_PERMILLE)
            list[n++] = (Behind){i, f->tps[i].behind};
    if (n) qsort(list, n, sizeof *list, most_behind);
    if (n > most) n = most;
    for (size_t i = 0; i < n; i++) {
        int64_t *by_s = &l->care.by_s[list[i].tps];
        l->care.narrowed += *by_s == INT64_MAX;
        *by_s = clock_s(l, blame->day[list[i].tps] - 1, rule(l, "latest_clock_s"));
    }
    return n > 0;
}

bool foresee_learn(ForeseeLearner *l, const Plan *plan, const Foresight *f, const Foresight *dry,
                   int64_t aim) {
    Blame blame = blame_of(l, plan, f, dry);
    bool more = learn_wet(l, &blame, aim);
    more |= learn_levels(l, &blame, aim);
    more |= learn_hubs(l, &blame, aim);
    return learn_days(l, &blame, f) || more;
}

void foresee_give_way(ForeseeLearner *l, const Plan *plan) {
    bool *tight = ARENA_ARRAY(l->arena, bool, group_count(l) + 1);
    for (size_t i = 0; i < plan->unserved_count; i++) {
        int32_t tps = plan->unserved[i].tps;
        if (tps < 0 || l->group[tps] == SIZE_MAX) continue;
        tight[l->group[tps]] = true;
        l->care.narrowed -= l->care.by_s[tps] != INT64_MAX;
        l->care.by_s[tps] = INT64_MAX;
    }
    for (size_t g = 0; g < group_count(l); g++) {
        RoadClass c = g % ROAD_CLASSES;
        if (!tight[g]) continue;
        if (l->wetter >> c & 1) {
            l->care.wet_permille[c] -= WET_STEP;
            l->wet_failed[c]++;
            l->wetter &= ~(1u << c);
        } else if (l->care.level[g] > 0) {
            l->failed[g]++;
            l->care.level[g]--;
        }
    }
}

void foresee_learn_groups(ForeseeLearner *l, const Plan *plan) {
    for (size_t t = 0; t < plan->trip_count; t++)
        for (size_t i = 0; i < plan->trips[t].stop_count; i++)
            if (plan->trips[t].stops[i].tps >= 0)
                l->group[plan->trips[t].stops[i].tps] = group_of(l, plan->trips[t].vehicle);
}

ForeseeLearner foresee_learner(Arena *arena, const ForeseeWorld *world, const PlanNetwork *net,
                               const PlanOptions *plan) {
    const ElectionRegency *r = world->sim.r;
    ForeseeLearner l = {.arena = arena,
                        .world = world,
                        .net = net,
                        .r = r,
                        .from_day = plan->from_day,
                        .days = (size_t)(plan->to_day - plan->from_day + 1),
                        .group = ARENA_ARRAY(arena, size_t, r->tps_count + 1),
                        .failed = ARENA_ARRAY(arena, int, r->depot_count *ROAD_CLASSES + 1)};
    for (size_t i = 0; i < r->tps_count; i++) l.group[i] = SIZE_MAX;
    l.care = no_care(&l);
    find_times(&l, plan->threads);
    return l;
}
