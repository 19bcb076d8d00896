// SPDX-License-Identifier: Apache-2.0
/* read.h: what the readers of instances share; for the files of this folder only. */
#ifndef HANTAR_VRP_READ_H
#define HANTAR_VRP_READ_H

#include "vrp/vrp.h"

/* A place in a text, for words and lines; lines count from 1. */
typedef struct Cursor {
    const char *at, *end;
    int line;
    const char *file;
} Cursor;

#define WORD_BYTES 64 /* longer words are cut: no number and no key is as long */
/* The next word, in this line only or anywhere; false at the end. A colon ends a word. */
bool vrp_read_word(Cursor *c, bool this_line, char to[WORD_BYTES]);
/* The rest of the line without blanks and colons at both ends; moves to the next line. */
char *vrp_read_rest(Cursor *c, Arena *arena);
/* Looks whether the next word is a number, and takes it if it is: thousandths. */
bool vrp_read_number(Cursor *c, int64_t *thousandths);
MUST_USE Status vrp_read_refuse(const Cursor *c, Err *err, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* Coordinates in thousandths as points whose lengths are counted in `units` per one: on the
 * coarsest grid there is, so that lengths are roots of whole numbers wherever possible. */
MUST_USE bool vrp_read_points(Arena *arena, const int64_t *xy, int32_t count, int32_t units,
                              VrpRounding rounding, VrpMatrix *ret);
/* What leaving a stop out costs, where it must not be left out. */
int64_t vrp_read_penalty(const VrpProblem *p);

Status vrp_cvrplib(Arena *arena, Cursor *c, VrpInstance *ret, Err *err);
Status vrp_solomon(Arena *arena, Cursor *c, VrpInstance *ret, Err *err);
Status vrp_vroom(Arena *arena, const char *file, Bytes text, VrpInstance *ret, Err *err);

#endif
