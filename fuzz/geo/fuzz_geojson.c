// SPDX-License-Identifier: Apache-2.0
/* A layer is refused with a reason, or every point of it lies on the Earth and in its feature's
 * box, and every ring has points enough to be asked about. */
#include <assert.h>

#include "geo/geo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_feature(const GeoFeature *f) {
    static const size_t points_min[] = {[GEO_POINT] = 1, [GEO_LINE] = 2, [GEO_AREA] = 3};
    assert(f->area.ring_count >= 1);
    for (size_t r = 0; r < f->area.ring_count; r++) {
        const GeoRing *ring = &f->area.rings[r];
        assert(ring->count >= points_min[f->kind]);
        for (size_t i = 0; i < ring->count; i++) {
            assert(geo_valid(ring->points[i]));
            assert(geo_box_holds(f->area.box, ring->points[i]));
        }
        uint32_t distance_m = geo_area_distance_m(&f->area, ring->points[0]);
        assert(distance_m <= 1);
    }
    (void)geo_property(f, "code");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 512 * MIB);
    Faults faults = {.arena = arena, .file = "fuzz.geojson"};
    Err err;
    GeoLayer layer;
    Status s = geo_layer_json(arena, (Bytes){data, size}, "fuzz.geojson", &layer, &faults, &err);
    if (s == OK) {
        for (size_t i = 0; i < layer.count; i++) check_feature(&layer.features[i]);
        geo_layer_done(&layer);
    } else {
        assert(err.text[0]);
    }
    arena_free(arena);
    return 0;
}
