// SPDX-License-Identifier: Apache-2.0
/* A uniform grid: cell c holds items[first[c] .. first[c + 1]), each item in every cell that its
 * piece touches. A search looks at the cells in square rings around p,
 *
 *       2 2 2 2 2      and knows after ring k that what it has not seen lies outside the square
 *       2 1 1 1 2      of rings 0..k: so everything found that is nearer than the square's edge is
 *       2 1 p 1 2      final. It keeps a batch of the nearest not yet given out; when the batch is
 *       2 1 1 1 2      used up, it searches again for the next, twice as many. No memory is
 *       2 2 2 2 2      taken, so any number of threads may search at once. */
#include "geo/geo_int.h"

#include <assert.h>
#include <math.h>

#define CELLS_PER_ITEM 1
#define SIDE_MAX 8192 /* rows or columns */
#define BATCH_FIRST 8
#define BATCH_MAX 512

struct GeoIndex {
    const GeoPoint *a, *b;
    GeoPoint corner;       /* south-west */
    int64_t height, width; /* of a cell, in units */
    int64_t rows, columns;
    uint32_t *first, *items;
};

/* ---------------------------------------------------------------- building */

/* Cell sides: about as many cells as items, but none smaller than the mean piece, so that the
 * cells together hold a small multiple of n. Returns the height in units. */
static double cell_height(const GeoPoint *a, const GeoPoint *b, size_t n, GeoBox box,
                          double cos_lat) {
    double pieces = 0;
    for (size_t i = 0; i < n; i++) {
        double y = fabs((double)b[i].lat_e7 - a[i].lat_e7);
        double x = fabs((double)b[i].lon_e7 - a[i].lon_e7) * cos_lat;
        pieces += x > y ? x : y;
    }
    double high = (double)box.max.lat_e7 - box.min.lat_e7 + 1;
    double wide = ((double)box.max.lon_e7 - box.min.lon_e7) * cos_lat + 1;
    double side = sqrt(high * wide / (CELLS_PER_ITEM * (double)n));
    double least = (high > wide ? high : wide) / SIDE_MAX;
    if (side < pieces / (double)n) side = pieces / (double)n;
    return ceil(side > least ? side : least) + 1;
}

static int64_t clamp(int64_t v, int64_t max) {
    return v < 0 ? 0 : v > max ? max : v;
}

/* Calls put for each cell that the piece touches: row by row, the columns between the piece's
 * entry into the row and its exit, with one unit to spare on each side for rounding. */
static void each_cell(const GeoIndex *ix, GeoPoint a, GeoPoint b, size_t item,
                      void (*put)(const GeoIndex *ix, size_t cell, size_t item)) {
    if (a.lat_e7 > b.lat_e7) {
        GeoPoint swap = a;
        a = b;
        b = swap;
    }
    int64_t ay = (int64_t)a.lat_e7 - ix->corner.lat_e7, ax = (int64_t)a.lon_e7 - ix->corner.lon_e7;
    int64_t by = (int64_t)b.lat_e7 - ix->corner.lat_e7, bx = (int64_t)b.lon_e7 - ix->corner.lon_e7;
    int64_t last = by / ix->height;
    double slope = by > ay ? (double)(bx - ax) / (double)(by - ay) : 0;
    for (int64_t row = ay / ix->height; row <= last; row++) {
        int64_t south = row * ix->height, north = south + ix->height;
        double x0 = ay >= south ? (double)ax : (double)ax + slope * (double)(south - ay);
        double x1 = by <= north ? (double)bx : (double)ax + slope * (double)(north - ay);
        int64_t west = (int64_t)floor(x0 < x1 ? x0 : x1) - 1,
                east = (int64_t)(x0 < x1 ? x1 : x0) + 2;
        int64_t c = clamp(west, INT64_MAX) / ix->width;
        int64_t end = clamp(east / ix->width, ix->columns - 1);
        for (; c <= end; c++) put(ix, (size_t)(row * ix->columns + c), item);
    }
}

static void count_item(const GeoIndex *ix, size_t cell, size_t item) {
    (void)item;
    ix->first[cell + 1]++;
}

/* first[cell + 1] is where the cell's next item goes; when all are in, it is the cell's end. */
static void place_item(const GeoIndex *ix, size_t cell, size_t item) {
    ix->items[ix->first[cell + 1]++] = (uint32_t)item;
}

static void fill(Arena *arena, GeoIndex *ix, size_t n) {
    size_t cells = (size_t)(ix->rows * ix->columns);
    ix->first = ARENA_ARRAY(arena, uint32_t, cells + 1);
    for (size_t i = 0; i < n; i++) each_cell(ix, ix->a[i], ix->b[i], i, count_item);
    uint32_t total = 0;
    for (size_t c = 1; c <= cells; c++) {
        uint32_t count = ix->first[c];
        ix->first[c] = total;
        bool overflow = __builtin_add_overflow(total, count, &total);
        assert(!overflow);
    }
    ix->items = ARENA_ARRAY(arena, uint32_t, total);
    for (size_t i = 0; i < n; i++) each_cell(ix, ix->a[i], ix->b[i], i, place_item);
}

GeoIndex *geo_index(Arena *arena, const GeoPoint *a, const GeoPoint *b, size_t n) {
    assert(n < UINT32_MAX);
    GeoIndex *ix = ARENA_NEW(arena, GeoIndex);
    ix->a = a;
    ix->b = b;
    if (n == 0) return ix;
    GeoBox box = geo_box_empty();
    for (size_t i = 0; i < n; i++) {
        geo_box_add(&box, a[i]);
        geo_box_add(&box, b[i]);
    }
    double cos_lat = cos(((double)box.min.lat_e7 + box.max.lat_e7) / 2 * GEO_RADIANS);
    if (cos_lat < 0.01) cos_lat = 0.01;
    double height = cell_height(a, b, n, box, cos_lat);
    ix->corner = box.min;
    ix->height = (int64_t)height;
    ix->width = (int64_t)(height / cos_lat);
    ix->rows = ((int64_t)box.max.lat_e7 - box.min.lat_e7) / ix->height + 1;
    ix->columns = ((int64_t)box.max.lon_e7 - box.min.lon_e7) / ix->width + 1;
    fill(arena, ix, n);
    return ix;
}

/* ---------------------------------------------------------------- searching */

typedef struct Found {
    double distance_m;
    size_t item;
} Found;

typedef struct Search {
    const GeoIndex *ix;
    GeoPoint p;
    double cos_lat, max_m;
    int64_t row, column;    /* of p; may lie outside the grid */
    Found last;             /* given out already, with all before it */
    Found batch[BATCH_MAX]; /* in order */
    size_t n, size;
} Search;

/* One order for all, ties by number: it also tells what has been given out from what has not. */
static bool before(Found x, Found y) {
    return x.distance_m != y.distance_m ? x.distance_m < y.distance_m : x.item < y.item;
}

static void offer(Search *s, size_t item) {
    double part;
    GeoPoint q = geo_nearest_scaled(s->p, s->ix->a[item], s->ix->b[item], s->cos_lat, &part);
    Found f = {geo_distance(s->p, q), item};
    if (f.distance_m > s->max_m || !before(s->last, f)) return;
    if (s->n == s->size && !before(f, s->batch[s->n - 1])) return;
    size_t at = s->n;
    while (at > 0 && before(f, s->batch[at - 1])) at--;
    if (at > 0 && s->batch[at - 1].item == item) return; /* met in another cell before */
    if (s->n < s->size) s->n++;
    for (size_t i = s->n - 1; i > at; i--) s->batch[i] = s->batch[i - 1];
    s->batch[at] = f;
}

static void look_in_row(Search *s, int64_t row, int64_t west, int64_t east, int64_t step) {
    const GeoIndex *ix = s->ix;
    if (row < 0 || row >= ix->rows) return;
    for (int64_t c = west; c <= east; c += step) {
        if (c < 0 || c >= ix->columns) continue;
        size_t cell = (size_t)(row * ix->columns + c);
        for (uint32_t i = ix->first[cell]; i < ix->first[cell + 1]; i++) offer(s, ix->items[i]);
    }
}

static void look_in_ring(Search *s, int64_t k) {
    const GeoIndex *ix = s->ix;
    int64_t west = s->column - k, east = s->column + k;
    int64_t south = s->row - k, north = s->row + k;
    int64_t from = clamp(west, ix->columns), to = east < ix->columns ? east : ix->columns - 1;
    look_in_row(s, south, from, to, 1);
    if (k == 0) return;
    look_in_row(s, north, from, to, 1);
    for (int64_t row = clamp(south + 1, ix->rows); row < north && row < ix->rows; row++)
        look_in_row(s, row, west, east, 2 * k);
}

/* Metres from p to the nearest place of the grid outside rings 0..k, less 10 cm for rounding;
 * infinite when the rings cover the grid. The distance to a meridian is that to its great
 * circle. */
static double beyond_ring_m(const Search *s, int64_t k) {
    const GeoIndex *ix = s->ix;
    double best = INFINITY;
    int64_t y = (int64_t)s->p.lat_e7 - ix->corner.lat_e7;
    int64_t x = (int64_t)s->p.lon_e7 - ix->corner.lon_e7;
    if (s->row - k > 0) best = fmin(best, (double)(y - (s->row - k) * ix->height) * GEO_UNIT_M);
    if (s->row + k < ix->rows - 1)
        best = fmin(best, (double)((s->row + k + 1) * ix->height - y) * GEO_UNIT_M);
    int64_t nearer = INT64_MAX;
    if (s->column - k > 0) nearer = x - (s->column - k) * ix->width;
    if (s->column + k < ix->columns - 1) {
        int64_t east = (s->column + k + 1) * ix->width - x;
        if (east < nearer) nearer = east;
    }
    if (nearer < INT64_MAX) {
        double angle = fmin((double)nearer, 90.0 * GEO_UNIT) * GEO_RADIANS;
        best = fmin(best, GEO_RADIUS_M * asin(s->cos_lat * sin(angle)));
    }
    return best - 0.1;
}

static int64_t max64(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static void fill_batch(Search *s, size_t size) {
    const GeoIndex *ix = s->ix;
    s->n = 0;
    s->size = size;
    /* Rings that do not reach the grid hold nothing. */
    int64_t k = max64(max64(-s->row, s->row - ix->rows + 1),
                      max64(-s->column, s->column - ix->columns + 1));
    for (k = max64(k, 0);; k++) {
        look_in_ring(s, k);
        double beyond = beyond_ring_m(s, k);
        if (beyond > s->max_m) return;
        if (s->n == s->size && s->batch[s->n - 1].distance_m < beyond) return;
    }
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

void geo_index_near(const GeoIndex *ix, GeoPoint p, uint32_t max_m,
                    bool (*on_item)(void *ctx, size_t item, double distance_m), void *ctx) {
    if (ix->rows == 0) return;
    Search s;
    s.ix = ix;
    s.p = p;
    s.cos_lat = cos(p.lat_e7 * GEO_RADIANS);
    s.max_m = max_m;
    s.row = floor_div((int64_t)p.lat_e7 - ix->corner.lat_e7, ix->height);
    s.column = floor_div((int64_t)p.lon_e7 - ix->corner.lon_e7, ix->width);
    s.last = (Found){-1, 0};
    for (size_t size = BATCH_FIRST;; size = size < BATCH_MAX ? size * 2 : size) {
        fill_batch(&s, size);
        for (size_t i = 0; i < s.n; i++)
            if (!on_item(ctx, s.batch[i].item, s.batch[i].distance_m)) return;
        if (s.n < size) return;
        s.last = s.batch[s.n - 1];
    }
}
