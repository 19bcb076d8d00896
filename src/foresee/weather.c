// SPDX-License-Identifier: Apache-2.0
/* The weather of a scenario. */
#include "foresee/foresee_int.h"

#include <string.h>

void foresee_weather(const ForeseeSim *sim, ForeseeRoom *room, uint32_t scenario) {
    hazard_rain_draw(sim->rain, sim->seed, scenario, room->rain_room, room->mm);
    size_t max = HAZARD_SPELLS_MAX(sim->rain_days), days = sim->rain_days - HAZARD_HISTORY_DAYS;
    for (size_t p = 0; p < sim->point_count; p++) {
        HazardScene scene = {.mm = room->mm + 1 + p,
                             .stride = sim->place_count,
                             .days = sim->rain_days,
                             .first_midnight_s = sim->first_midnight_s,
                             .first_day = sim->from_day - HAZARD_HISTORY_DAYS,
                             .month = sim->month,
                             .seed = sim->seed,
                             .scenario = scenario,
                             .which = (uint32_t)p};
        room->spell_count[p] =
            hazard_spells(sim->model, &sim->points[p], &scene, room->spells + p * max);
    }
    for (size_t d = 0; d < days; d++)
        for (size_t z = 0; z < sim->zone_count; z++)
            room->wetness[d * sim->zone_count + z] =
                hazard_wetness(sim->model, room->mm + 1 + sim->point_count + z, sim->place_count,
                               d + HAZARD_HISTORY_DAYS);
}

static size_t spells_of_all(const ForeseeSim *sim) {
    return sim->point_count * HAZARD_SPELLS_MAX(sim->rain_days);
}

static size_t wet_of_all(const ForeseeSim *sim) {
    return (sim->rain_days - HAZARD_HISTORY_DAYS) * sim->zone_count;
}

size_t foresee_weather_bytes(const ForeseeSim *sim) {
    return spells_of_all(sim) * sizeof(HazardSpell) + sim->point_count * sizeof(size_t) +
           wet_of_all(sim) * sizeof(HazardWetness);
}

ForeseeWeather foresee_weather_keep(const ForeseeSim *sim, Arena *arena, const ForeseeRoom *room) {
    size_t spells = spells_of_all(sim), wet = wet_of_all(sim);
    ForeseeWeather kept = {ARENA_ARRAY(arena, HazardSpell, spells + 1),
                           ARENA_ARRAY(arena, size_t, sim->point_count + 1),
                           ARENA_ARRAY(arena, HazardWetness, wet + 1)};
    memcpy(kept.spells, room->spells, spells * sizeof *kept.spells);
    memcpy(kept.spell_count, room->spell_count, sim->point_count * sizeof *kept.spell_count);
    memcpy(kept.wetness, room->wetness, wet * sizeof *kept.wetness);
    return kept;
}

void foresee_weather_use(ForeseeRoom *room, const ForeseeWeather *kept) {
    room->spells = kept->spells;
    room->spell_count = kept->spell_count;
    room->wetness = kept->wetness;
}

bool foresee_closes(const ForeseeSim *sim, const ForeseeRoom *room, size_t point, int32_t day) {
    const HazardSpell *spells = room->spells + point * HAZARD_SPELLS_MAX(sim->rain_days);
    int64_t from_s = foresee_midnight_s(sim, day), to_s = foresee_midnight_s(sim, day + 1);
    for (size_t i = 0; i < room->spell_count[point]; i++)
        for (RoadClass c = 0; c < ROAD_CLASSES; c++)
            if ((sim->classes_used >> c & 1) && spells[i].until_s[c] > spells[i].from_s &&
                spells[i].until_s[c] > from_s && spells[i].from_s < to_s)
                return true;
    return false;
}
