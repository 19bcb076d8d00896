// SPDX-License-Identifier: Apache-2.0
/* A message of the Common Alerting Protocol. Of what is accepted the promises of hazard.h hold. */
#include <stdlib.h>
#include <string.h>

#include "hazard/hazard.h"

static void name_holds(const HazardCapName *name) {
    if (!name->sender || !name->identifier) abort();
}

static void info_holds(const HazardCapInfo *info) {
    if (!info->event || info->shape_count > HAZARD_CAP_SHAPES_MAX) abort();
    for (size_t i = 0; i < info->shape_count; i++) {
        const GeoArea *a = &info->shapes[i];
        if (a->ring_count != 1 || a->rings[0].count < 3) abort();
        for (size_t k = 0; k < a->rings[0].count; k++)
            if (!geo_valid(a->rings[0].points[k]) || !geo_box_holds(a->box, a->rings[0].points[k]))
                abort();
    }
    for (size_t i = 0; i < info->code_count; i++) {
        size_t n = strlen(info->codes[i]);
        if ((n != 2 && n != 4 && n != 6 && n != 10) || strspn(info->codes[i], "0123456789") != n)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 256 * MIB);
    Err err = {0};
    HazardCap cap;
    Status s = hazard_cap_read(arena, (Bytes){data, size}, "fuzz", &cap, &err);
    if (s == OK) {
        name_holds(&cap.name);
        bool names = cap.type == CAP_UPDATE || cap.type == CAP_CANCEL;
        if (names && cap.reference_count == 0) abort();
        for (size_t i = 0; i < cap.reference_count; i++) name_holds(&cap.references[i]);
        for (size_t i = 0; i < cap.info_count; i++) info_holds(&cap.infos[i]);
    } else if (s != ERR_INPUT || !err.text[0]) {
        abort();
    }
    arena_free(arena);
    return 0;
}
