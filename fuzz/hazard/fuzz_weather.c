// SPDX-License-Identifier: Apache-2.0
/* The first byte says what the rest is: a model, a climate, a series to fit, a forecast, a tide
 * table. */
#include <stdlib.h>

#include "hazard/hazard.h"

static void climate_holds(const HazardClimate *c) {
    if (c->zone_count == 0) abort();
    for (size_t z = 0; z < c->zone_count; z++)
        for (int m = 0; m < 12; m++) {
            const HazardMonth *month = &c->zones[z].months[m];
            if (month->wet_permille < 0 || month->wet_permille > 1000 || month->mean_um < 1)
                abort();
            if (month->shape_permille < 50 || month->shape_permille > 20000) abort();
        }
}

/* What was fitted can be written and read back. */
static void reads_back(Arena *arena, const HazardClimate *climate) {
    Buf b;
    Err err;
    HazardClimate again;
    buf_init(&b, MIB);
    hazard_climate_write(climate, &b);
    if (hazard_climate_read(arena, buf_bytes(&b), "again", &again, &err) != OK) abort();
    climate_holds(&again);
    buf_free(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) return 0;
    Env env = env_real();
    Arena *arena = arena_new(&env, 64 * MIB);
    Err err = {0};
    Faults faults = {.arena = arena, .file = "fuzz"};
    Bytes file = {data + 1, size - 1};
    HazardModel model;
    HazardClimate climate;
    HazardFit fit;
    HazardForecast forecast;
    if (hazard_model_builtin(arena, &model, &err) != OK) abort();
    Status s = OK;
    if (*data == 'm') s = hazard_model_read(arena, file, "fuzz", &model, &err);
    climate_holds(&model.climate);
    if (*data == 'c' && (s = hazard_climate_read(arena, file, "fuzz", &climate, &err)) == OK)
        climate_holds(&climate);
    if (*data == 's' && (s = hazard_climate_fit(arena, file, "fuzz", geo_point(0, 110),
                                                &model.climate, &fit, &faults, &err)) == OK)
        reads_back(arena, &fit.climate);
    if (*data == 'f')
        s = hazard_forecast_read(arena, file, "fuzz", &model.climate, &forecast, &faults, &err);
    if (*data == 't') {
        s = hazard_tide_table_read(arena, file, "fuzz", &model, &faults, &err);
        for (int64_t t = 0; s == OK && t < 100; t++)
            if (llabs(hazard_tide_mm(&model.stations[0], t * 100000000)) > 100000) abort();
    }
    if (s != OK && !err.text[0]) abort();
    arena_free(arena);
    return 0;
}
