// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_int.h"

/* Each reason as a sentence that ends in what would help. %s is the TPS, or the PPK. */
static const struct {
    const char *reason, *sentence;
} reasons[] = {
    {"voters", N_("%s: its number of voters is unknown; import a tps file that has it")},
    {"place", N_("%s: its place is unknown; import a tps file with its lat and lon")},
    {"hub", N_("%s: its district is served through its PPK, but no depot of kind ppk is in that "
               "district; import one, or serve the district directly")},
    {"landing", N_("%s: the landing that the tps file names for it is no depot of kind landing; "
                   "import it, or correct the tps file")},
    {"store", N_("%s: the store of its PPK is full; enlarge it, or serve the district directly")},
    {"access", N_("%s: no vehicle of a class that reaches it; add one to the fleet, or correct "
                  "the classes in the tps file")},
    {"class", N_("%s: no vehicle of a class that reaches it stands at its depot; add one to the "
                 "fleet there, or at a landing")},
    {"reach", N_("%s: no road or river on the map leads there for any vehicle of the fleet; "
                 "add a vehicle of another class, or correct the place or the road data")},
    {"capacity", N_("%s: its goods are more than any vehicle that may go there carries")},
    {"time", N_("%s: no shift is long enough to go there and back, or its window lies outside "
                "the plan's days; lengthen a shift, add a day, or serve it through a PPK")},
    {"escort", N_("%s: no escort team stands at the depot; import personnel of role escort with "
                  "their team, or say in the fleet that no escort is needed")},
    {"stranded", N_("%s: its goods lie in a vehicle that broke down or cannot get through, and no "
                    "other vehicle can take them over in time; send one that the plan does not "
                    "know, or open the road")},
    {"fleet", N_("%s: all vehicles that can reach it are full; add such a vehicle, an escort "
                 "team or a day")},
};

size_t plan_spare_run(const Plan *plan, size_t first) {
    size_t n = 1;
    const PlanSpare *a = &plan->spares[first];
    while (first + n < plan->spare_count && a[n].vehicle == a->vehicle &&
           a[n].from_day == a->from_day)
        n++;
    return n;
}

const char *plan_spare_text(Arena *arena, const ElectionRegency *r, const Plan *plan,
                            size_t first) {
    const PlanSpare *spare = &plan->spares[first];
    const ElectionVehicle *like = &r->vehicles[spare->vehicle];
    const char *place = r->depots[like->depot].name,
               *kind = road_class_name((RoadClass)like->klass);
    size_t n = plan_spare_run(plan, first);
    if (spare->from_day == plan->to_day)
        return arena_printf(arena, _("%zu like %s (%s) at %s, on %s"), n, like->id, kind, place,
                            day_words(arena, plan->to_day));
    return arena_printf(arena, _("%zu like %s (%s) at %s, from %s to %s"), n, like->id, kind, place,
                        day_words(arena, spare->from_day), day_words(arena, plan->to_day));
}

const char *plan_reason(Arena *arena, const ElectionRegency *r, const PlanUnserved *unserved) {
    const char *who = unserved->tps >= 0
                          ? arena_printf(arena, "TPS %s", r->tps[unserved->tps].id)
                          : arena_printf(arena, "PPK %s", r->districts[unserved->district].name);
    for (size_t i = 0; i < COUNT_OF(reasons); i++)
        if (str_eq(unserved->reason, reasons[i].reason)) {
            const char *sentence = tr(reasons[i].sentence);
            return arena_printf(arena, sentence, who);
        }
    return arena_printf(arena, "%s: %s", who, unserved->reason);
}
