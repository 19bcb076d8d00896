// SPDX-License-Identifier: Apache-2.0
/* import_number.h: numbers, days and clocks as offices write them. Pure functions of a text. */
#ifndef HANTAR_ELECTION_IMPORT_NUMBER_H
#define HANTAR_ELECTION_IMPORT_NUMBER_H

#include "base/base.h"

#define NUMBER_BYTES 48
typedef enum ElectionNumberUse { NUMBER_WHOLE, NUMBER_QUANTITY, NUMBER_DEGREES } ElectionNumberUse;
/* Gives "-1234.5" with a point and no groups; a NUMBER_WHOLE has no point ("257.0" is 257).
 * `comma`: in a quantity "4.000" is four thousand. *ret_grouped: thousands were marked. */
bool election_number(const char *text, ElectionNumberUse use, bool comma, char ret[NUMBER_BYTES],
                     bool *ret_grouped);
/* 2024-02-10, 2024/02/10, 10/02/2024, 10-2-2024, 10.02.2024, 10 Februari 2024, Sabtu, 10 Feb 2024.
 * Day before month, always. */
bool election_day(Arena *arena, const char *text, int32_t *ret);
/* 7:30, 07.30, 07:30:00, pukul 07.30 WIB. */
bool election_clock(Arena *arena, const char *text, int32_t *ret_s);

#endif
