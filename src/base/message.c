// SPDX-License-Identifier: Apache-2.0
/* The catalogue is GNU gettext's compiled form (.mo), built into the program by po/meson.build:
 *
 *   u32 magic, revision, count, offset of originals, offset of translations, ...
 *   originals and translations: count times { u32 length, u32 offset }, originals sorted by bytes
 *
 * libintl itself keeps one language per process and wants files beside the program; a server that
 * answers each request in its own language from one file needs neither. */
#include "base/base.h"

#include <string.h>

#include "messages_id.h" /* static const unsigned char messages_id[], messages_id_n */

static _Thread_local Lang lang_now = LANG_ID;

void lang_use(Lang lang) {
    lang_now = lang;
}

Lang lang_in_use(void) {
    return lang_now;
}

bool lang_parse(const char *name, Lang *ret) {
    bool ends = strlen(name) >= 2 && strchr("_.@-", name[2]); /* strchr finds the NUL too */
    if (!ends) return false;
    if (!str_starts(name, "id") && !str_starts(name, "en")) return false;
    *ret = str_starts(name, "id") ? LANG_ID : LANG_EN;
    return true;
}

static uint32_t word(size_t at) {
    uint32_t w;
    memcpy(&w, messages_id + at, sizeof w);
    return w;
}

const char *tr(const char *english) {
    if (lang_now == LANG_EN || !*english) return english;
    size_t low = 0, high = word(8), originals = word(12), translations = word(16);
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(english, (const char *)messages_id + word(originals + 8 * middle + 4));
        if (order == 0) return (const char *)messages_id + word(translations + 8 * middle + 4);
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return english;
}

const char *tr_n(const char *one, const char *many, int64_t n) {
    if (lang_now == LANG_EN) return n == 1 ? one : many;
    return tr(one); /* the catalogue files a plural under its singular, with one form for all */
}
