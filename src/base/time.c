// SPDX-License-Identifier: Apache-2.0
/* The proleptic Gregorian calendar, counted in days from 1970-01-01. The conversion counts years
 * from March, so that the leap day is the last of its year (Richards' method). */
#include "base/base.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int32_t day_from_civil(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

Civil civil_from_s(int64_t s) {
    int64_t day = s / 86400 - (s % 86400 < 0);
    int rest = (int)(s - day * 86400);
    int64_t z = day + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int doe = (int)(z - era * 146097);
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    Civil c = {.day = doy - (153 * mp + 2) / 5 + 1, .month = mp < 10 ? mp + 3 : mp - 9};
    c.year = (int)(yoe + era * 400) + (c.month <= 2);
    c.hour = rest / 3600;
    c.minute = rest / 60 % 60;
    c.second = rest % 60;
    return c;
}

int day_weekday(int32_t day) {
    int w = (day + 4) % 7;
    return w < 0 ? w + 7 : w;
}

static bool digits(const char *p, int n, int *ret) {
    int v = 0;
    for (int i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9') return false;
        v = v * 10 + (p[i] - '0');
    }
    *ret = v;
    return true;
}

bool day_parse(const char *iso, int32_t *ret) {
    int y, m, d;
    if (strlen(iso) != 10 || iso[4] != '-' || iso[7] != '-') return false;
    if (!digits(iso, 4, &y) || !digits(iso + 5, 2, &m) || !digits(iso + 8, 2, &d)) return false;
    if (m < 1 || m > 12 || d < 1 || y < 1900) return false;
    int32_t day = day_from_civil(y, m, d);
    if (civil_from_s((int64_t)day * 86400).day != d) return false; /* 30 February */
    *ret = day;
    return true;
}

bool clock_parse(const char *hhmm, int32_t *ret_s) {
    int h, m;
    if (strlen(hhmm) != 5 || hhmm[2] != ':') return false;
    if (!digits(hhmm, 2, &h) || !digits(hhmm + 3, 2, &m)) return false;
    if (h > 24 || m > 59 || (h == 24 && m > 0)) return false;
    *ret_s = h * 3600 + m * 60;
    return true;
}

void day_format(int32_t day, char to[16]) {
    Civil c = civil_from_s((int64_t)day * 86400);
    snprintf(to, 16, "%04d-%02d-%02d", c.year % 10000, c.month, c.day);
}

void time_format_utc(int64_t ms, char to[32]) {
    int64_t s = ms / 1000 - (ms % 1000 < 0);
    Civil c = civil_from_s(s);
    snprintf(to, 32, "%04d-%02d-%02dT%02d:%02d:%02d.%03" PRId64 "Z", c.year % 10000, c.month, c.day,
             c.hour, c.minute, c.second, ms - s * 1000);
}

bool time_parse_utc(const char *utc, int64_t *ret_ms) {
    char date[11], hhmm[6];
    int32_t day, clock_s;
    int second, ms;
    if (strlen(utc) != 24 || utc[10] != 'T' || utc[16] != ':' || utc[19] != '.' || utc[23] != 'Z')
        return false;
    snprintf(date, sizeof date, "%.10s", utc);
    snprintf(hhmm, sizeof hhmm, "%.5s", utc + 11);
    if (!day_parse(date, &day) || !clock_parse(hhmm, &clock_s) || clock_s == 86400) return false;
    if (!digits(utc + 17, 2, &second) || !digits(utc + 20, 3, &ms) || second > 59) return false;
    *ret_ms = ((int64_t)day * 86400 + clock_s + second) * 1000 + ms;
    return true;
}

char *day_words(Arena *arena, int32_t day) {
    static const char *const weekdays[] = {N_("Sunday"),    N_("Monday"),   N_("Tuesday"),
                                           N_("Wednesday"), N_("Thursday"), N_("Friday"),
                                           N_("Saturday")};
    static const char *const months[] = {N_("January"), N_("February"), N_("March"),
                                         N_("April"),   N_("May"),      N_("June"),
                                         N_("July"),    N_("August"),   N_("September"),
                                         N_("October"), N_("November"), N_("December")};
    Civil c = civil_from_s((int64_t)day * 86400);
    return arena_printf(arena, "%s, %d %s %d", tr(weekdays[day_weekday(day)]), c.day,
                        tr(months[c.month - 1]), c.year);
}
