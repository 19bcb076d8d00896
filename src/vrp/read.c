// SPDX-License-Identifier: Apache-2.0
/* What the readers of instances share, and which of them a text is for. */
#include "vrp/read.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---------------------------------------------------------------- words */
static bool blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == ':';
}

bool vrp_read_word(Cursor *c, bool this_line, char to[WORD_BYTES]) {
    for (; c->at < c->end && (blank(*c->at) || *c->at == '\n'); c->at++) {
        if (*c->at != '\n') continue;
        if (this_line) return false;
        c->line++;
    }
    size_t n = 0;
    for (; c->at < c->end && !blank(*c->at) && *c->at != '\n' && *c->at; c->at++)
        if (n + 1 < WORD_BYTES) to[n++] = *c->at;
    to[n] = 0;
    return n > 0;
}

char *vrp_read_rest(Cursor *c, Arena *arena) {
    const char *end = memchr(c->at, '\n', (size_t)(c->end - c->at));
    const char *from = c->at, *to = end ? end : c->end;
    c->at = end ? end + 1 : c->end;
    c->line += end != NULL;
    while (from < to && blank(*from)) from++;
    while (from < to && blank(to[-1])) to--;
    return arena_strn(arena, from, (size_t)(to - from));
}

bool vrp_read_number(Cursor *c, int64_t *thousandths) {
    Cursor ahead = *c;
    char word[WORD_BYTES];
    if (!vrp_read_word(&ahead, false, word) || !decimal_parse(word, 3, thousandths)) return false;
    *c = ahead;
    return true;
}

Status vrp_read_refuse(const Cursor *c, Err *err, const char *fmt, ...) {
    char text[256];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    (void)err_set(err, ERR_INPUT, "%s", text);
    err_at(err, c->file, c->line, 0, NULL);
    return ERR_INPUT;
}

/* ---------------------------------------------------------------- points and penalties */
bool vrp_read_points(Arena *arena, const int64_t *xy, int32_t count, int32_t units,
                     VrpRounding rounding, VrpMatrix *ret) {
    bool whole = true; /* on a grid of 1 / units */
    for (int32_t i = 0; i < 2 * count; i++) whole = whole && xy[i] * units % 1000 == 0;
    VrpPoint *points = ARENA_ARRAY(arena, VrpPoint, (size_t)count);
    for (int32_t i = 0; i < count; i++) {
        int64_t x = xy[2 * i], y = xy[2 * i + 1];
        if (whole) x = x * units / 1000, y = y * units / 1000;
        if (x < -VRP_POINT_MAX || x > VRP_POINT_MAX || y < -VRP_POINT_MAX || y > VRP_POINT_MAX)
            return false;
        points[i] = (VrpPoint){(int32_t)x, (int32_t)y};
    }
    *ret =
        (VrpMatrix){.points = points, .per_unit = whole ? 1 : 1000 / units, .rounding = rounding};
    return true;
}

int64_t vrp_read_penalty(const VrpProblem *p) {
    const VrpMatrix *m = &p->classes[0];
    VrpPoint low = m->points[0], high = low;
    for (int32_t i = 0; i < p->site_count; i++) {
        VrpPoint at = m->points[i];
        if (low.x > at.x) low.x = at.x;
        if (low.y > at.y) low.y = at.y;
        if (high.x < at.x) high.x = at.x;
        if (high.y < at.y) high.y = at.y;
    }
    double across = hypot((double)high.x - low.x, (double)high.y - low.y) / m->per_unit;
    double fixed = 0, rate = 0;
    for (int32_t v = 0; v < p->vehicle_count; v++) {
        if (fixed < (double)p->vehicles[v].cost_per_shift)
            fixed = (double)p->vehicles[v].cost_per_shift;
        if (rate < (double)p->vehicles[v].cost_per_km) rate = (double)p->vehicles[v].cost_per_km;
    }
    double penalty = 10 * (2 * across * rate / 1000 + fixed) + 1000;
    double most = 1e18 / (p->stop_count + 1); /* all of them together stay representable */
    return (int64_t)(penalty < most ? penalty : most);
}

/* ---------------------------------------------------------------- which reader */
static bool holds_line(Bytes text, const char *word) {
    Cursor c = {(const char *)text.at, (const char *)text.at + text.n, 1, NULL};
    char first[WORD_BYTES];
    for (int i = 0; i < 20 && vrp_read_word(&c, false, first); i++) {
        if (str_eq(first, word)) return true;
        const char *end = memchr(c.at, '\n', (size_t)(c.end - c.at));
        if (!end) return false;
        c.at = end;
    }
    return false;
}

Status vrp_instance(Arena *arena, const char *file, Bytes text, VrpInstance *ret, Err *err) {
    Cursor c = {(const char *)text.at, (const char *)text.at + text.n, 1, file};
    VrpInstance instance = {.name = NULL};
    Status s;
    while (c.at < c.end && (blank(*c.at) || *c.at == '\n')) c.line += *c.at++ == '\n';
    if (c.at < c.end && *c.at == '{')
        s = vrp_vroom(arena, file, text, &instance, err);
    else if (holds_line(text, "VEHICLE"))
        s = vrp_solomon(arena, &c, &instance, err);
    else if (holds_line(text, "DIMENSION"))
        s = vrp_cvrplib(arena, &c, &instance, err);
    else
        s = vrp_read_refuse(&c, err, "%s",
                            _("this is no CVRPLIB, Solomon or VROOM file that can be read"));
    if (s == OK) *ret = instance;
    return s;
}

int64_t vrp_instance_cost(const VrpInstance *instance, const VrpCost *cost) {
    return cost->total - (instance->vehicles_first ? cost->fixed : 0);
}
