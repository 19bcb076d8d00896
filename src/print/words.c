// SPDX-License-Identifier: Apache-2.0
/* Numbers and dates in Indonesian words, as a berita acara writes them: "tanggal sepuluh bulan
 * Februari tahun dua ribu dua puluh empat". */
#include "print/print_int.h"

static const char *const ones[] = {"nol",  "satu",  "dua",     "tiga",     "empat",   "lima",
                                   "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"};

static void add(Buf *to, const char *word) {
    if (to->n) buf_char(to, ' ');
    buf_str(to, word);
}

/* 1 to 999. The prefix se- stands for "one" before belas, ratus and, in the caller, ribu. */
static void below_thousand(Buf *to, int n) {
    if (n >= 200) add(to, ones[n / 100]);
    if (n >= 100) add(to, n >= 200 ? "ratus" : "seratus");
    n %= 100;
    if (n >= 20) {
        add(to, ones[n / 10]);
        add(to, "puluh");
        n %= 10;
    } else if (n >= 12) {
        add(to, ones[n - 10]);
        add(to, "belas");
        return;
    }
    if (n > 0) add(to, ones[n]);
}

const char *print_number_words(Arena *arena, int64_t n) {
    static const char *const scales[] = {"",        "ribu",       "juta",      "miliar",
                                         "triliun", "kuadriliun", "kuintiliun"};
    if (n == 0) return ones[0];
    Buf words;
    buf_init(&words, 4 * KIB);
    if (n < 0) add(&words, "minus");
    uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n, unit = 1;
    int scale = 0;
    while (left / unit >= 1000) unit *= 1000, scale++;
    for (; scale >= 0; scale--, unit /= 1000) {
        int part = (int)(left / unit % 1000);
        if (part == 0) continue;
        if (scale == 1 && part == 1) {
            add(&words, "seribu");
            continue;
        }
        below_thousand(&words, part);
        if (scale) add(&words, scales[scale]);
    }
    char *text = arena_str(arena, words.at);
    buf_free(&words);
    return text;
}

static const char *const weekdays[] = {"Minggu", "Senin", "Selasa", "Rabu",
                                       "Kamis",  "Jumat", "Sabtu"};
static const char *const months[] = {"Januari",   "Februari", "Maret",    "April",
                                     "Mei",       "Juni",     "Juli",     "Agustus",
                                     "September", "Oktober",  "November", "Desember"};

const char *print_date_words(Arena *arena, int32_t day) {
    Civil c = civil_from_s((int64_t)day * 86400);
    return arena_printf(arena, "hari %s tanggal %s bulan %s tahun %s", weekdays[day_weekday(day)],
                        print_number_words(arena, c.day), months[c.month - 1],
                        print_number_words(arena, c.year));
}

const char *print_date_id(Arena *arena, int32_t day) {
    Civil c = civil_from_s((int64_t)day * 86400);
    return arena_printf(arena, "%s, %d %s %d", weekdays[day_weekday(day)], c.day,
                        months[c.month - 1], c.year);
}

const char *print_month_roman(int32_t day) {
    static const char *const roman[] = {"I",   "II",   "III", "IV", "V",  "VI",
                                        "VII", "VIII", "IX",  "X",  "XI", "XII"};
    return roman[civil_from_s((int64_t)day * 86400).month - 1];
}
