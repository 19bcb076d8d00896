// SPDX-License-Identifier: Apache-2.0
/* How a place on a segment meets the nodes at its ends. */
#include "road/road_int.h"

#include <assert.h>

uint32_t road_cost_time_s(uint64_t cost) {
    return cost >= ROAD_FAR ? ROAD_UNREACHABLE : (uint32_t)(((cost >> 32) + 5) / 10);
}

uint32_t road_cost_distance_m(uint64_t cost) {
    return cost >= ROAD_FAR ? ROAD_UNREACHABLE : (uint32_t)(((cost & UINT32_MAX) + 5) / 10);
}

/* Time from the `from` end to a place on the segment, for an arc of that whole time. Whatever is
 * cut at a place adds up again exactly. */
static uint32_t part_ds(uint32_t time_ds, uint32_t along_dm, uint32_t length_dm) {
    return length_dm ? (uint32_t)((uint64_t)time_ds * along_dm / length_dm) : 0;
}

int road_links(const RoadMap *map, const uint32_t *time_ds, const RoadSnap *snap, bool arriving,
               RoadLink ret[2]) {
    if (snap->segment == UINT32_MAX) return 0;
    assert(snap->segment < map->segment_count);
    const RoadPiece *piece = &map->segments[snap->segment];
    uint32_t along = snap->along_dm, length = piece->length_dm, arc = 2 * snap->segment;
    assert(along <= length);
    /* A snap at an end of a segment is at the node: free to go where the node leads. */
    if (along == 0 || along == length) {
        ret[0] = (RoadLink){along == 0 ? piece->from : piece->to, UINT32_MAX, 0};
        return 1;
    }
    uint32_t by_from = arriving ? arc : arc + 1, by_to = arriving ? arc + 1 : arc;
    uint32_t from_ds = time_ds[by_from], to_ds = time_ds[by_to];
    ret[0] = (RoadLink){piece->from, by_from, ROAD_FAR};
    ret[1] = (RoadLink){piece->to, by_to, ROAD_FAR};
    if (from_ds != ROAD_NEVER) ret[0].cost = road_cost(part_ds(from_ds, along, length), along);
    if (to_ds != ROAD_NEVER)
        ret[1].cost = road_cost(to_ds - part_ds(to_ds, along, length), length - along);
    return 2;
}

uint64_t road_direct(const RoadMap *map, const uint32_t *time_ds, const RoadSnap *from,
                     const RoadSnap *to, bool *ret_backward) {
    if (from->segment != to->segment || from->segment == UINT32_MAX) return ROAD_FAR;
    uint32_t length = map->segments[from->segment].length_dm;
    uint32_t a = from->along_dm, b = to->along_dm;
    *ret_backward = b < a;
    if (a == b) return 0;
    uint32_t time = time_ds[2 * from->segment + (b < a)];
    if (time == ROAD_NEVER) return ROAD_FAR;
    uint32_t at_a = part_ds(time, a, length), at_b = part_ds(time, b, length);
    return b < a ? road_cost(at_a - at_b, a - b) : road_cost(at_b - at_a, b - a);
}
