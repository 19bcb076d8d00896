// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "print/print.h"

static Arena *arena;
static Env env;

static int begin(void **state) {
    (void)state;
    env = env_real();
    arena = arena_new(&env, 512 * MIB);
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

static void numbers_are_spelled_as_a_berita_acara_spells_them(void **state) {
    static const struct {
        int64_t n;
        const char *words;
    } known[] = {
        {0, "nol"},
        {1, "satu"},
        {10, "sepuluh"},
        {11, "sebelas"},
        {12, "dua belas"},
        {19, "sembilan belas"},
        {20, "dua puluh"},
        {21, "dua puluh satu"},
        {99, "sembilan puluh sembilan"},
        {100, "seratus"},
        {101, "seratus satu"},
        {111, "seratus sebelas"},
        {119, "seratus sembilan belas"},
        {200, "dua ratus"},
        {999, "sembilan ratus sembilan puluh sembilan"},
        {1000, "seribu"},
        {1001, "seribu satu"},
        {1945, "seribu sembilan ratus empat puluh lima"},
        {2024, "dua ribu dua puluh empat"},
        {11000, "sebelas ribu"},
        {21000, "dua puluh satu ribu"},
        {100000, "seratus ribu"},
        {101000, "seratus satu ribu"},
        {1000000, "satu juta"},
        {1001000, "satu juta seribu"},
        {2000001, "dua juta satu"},
        {1000000000, "satu miliar"},
        {1000000000000, "satu triliun"},
        {-15, "minus lima belas"},
        {INT64_MAX,
         "sembilan kuintiliun dua ratus dua puluh tiga kuadriliun tiga ratus tujuh puluh "
         "dua triliun tiga puluh enam miliar delapan ratus lima puluh empat juta tujuh "
         "ratus tujuh puluh lima ribu delapan ratus tujuh"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT_OF(known); i++)
        assert_string_equal(print_number_words(arena, known[i].n), known[i].words);
    const char *least = print_number_words(arena, INT64_MIN);
    assert_true(str_starts(least, "minus sembilan kuintiliun"));
    assert_non_null(strstr(least, "delapan ratus delapan"));
}

/* Reads words back by their own grammar; knows nothing of how they were made. */
static int64_t word_value(const char *word) {
    static const char *const ones[] = {"nol",     "satu",     "dua",     "tiga",
                                       "empat",   "lima",     "enam",    "tujuh",
                                       "delapan", "sembilan", "sepuluh", "sebelas"};
    for (int i = 0; i < 12; i++)
        if (str_eq(word, ones[i])) return i;
    return -1;
}

static int64_t number_read(const char *words) {
    char text[400];
    int64_t total = 0, part = 0, last = 0;
    assert_true(strlen(words) < sizeof text);
    memcpy(text, words, strlen(words) + 1);
    char *rest = text;
    for (char *word; (word = strsep(&rest, " "));) {
        if (str_eq(word, "belas"))
            part += 10, last += 10;
        else if (str_eq(word, "puluh"))
            part += last * 9, last = 0;
        else if (str_eq(word, "ratus"))
            part += last * 99, last = 0;
        else if (str_eq(word, "seratus"))
            part += 100;
        else if (str_eq(word, "seribu"))
            total += 1000;
        else if (str_eq(word, "ribu"))
            total += part * 1000, part = 0;
        else if (str_eq(word, "juta"))
            total += part * 1000000, part = 0;
        else {
            last = word_value(word);
            assert_true(last >= 0);
            part += last;
        }
    }
    return total + part;
}

static void words_read_back_as_the_same_number(void **state) {
    (void)state;
    Arena *own = arena_new(&env, 256 * MIB);
    for (int64_t n = 0; n <= 30000; n++)
        assert_int_equal(number_read(print_number_words(own, n)), n);
    for (int64_t n = 30001; n < 900000000; n = n * 3 / 2 + 7)
        assert_int_equal(number_read(print_number_words(own, n)), n);
    arena_free(own);
}

static void dates_are_spelled_in_indonesian_whatever_the_language(void **state) {
    (void)state;
    Lang before = lang_in_use();
    for (Lang lang = LANG_ID; lang <= LANG_EN; lang++) {
        lang_use(lang);
        assert_string_equal(
            print_date_words(arena, day_from_civil(2024, 2, 10)),
            "hari Sabtu tanggal sepuluh bulan Februari tahun dua ribu dua puluh empat");
        assert_string_equal(
            print_date_words(arena, day_from_civil(2024, 11, 27)),
            "hari Rabu tanggal dua puluh tujuh bulan November tahun dua ribu dua puluh empat");
        assert_string_equal(print_date_words(arena, day_from_civil(1945, 8, 17)),
                            "hari Jumat tanggal tujuh belas bulan Agustus tahun seribu sembilan "
                            "ratus empat puluh lima");
    }
    lang_use(before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_spelled_as_a_berita_acara_spells_them),
        cmocka_unit_test(words_read_back_as_the_same_number),
        cmocka_unit_test(dates_are_spelled_in_indonesian_whatever_the_language),
    };
    return cmocka_run_group_tests_name("print/words", tests, begin, end);
}
