// SPDX-License-Identifier: Apache-2.0
/* Memory, files, chance, hashes, words: what of the ground floor has no file of tests yet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"

static Env env;
static Arena *arena;

static int begin(void **state) {
    (void)state;
    lang_use(LANG_EN);
    env = env_real();
    arena = arena_new(&env, 16 * MIB);
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_freep(&arena);
    assert_null(arena);
    return 0;
}

/* ---------------------------------------------------------------- memory */

static void a_buffer_takes_exactly_its_maximum(void **state) {
    (void)state;
    for (size_t max = 0; max < 600; max += 7)
        for (size_t step = 1; step < 50; step += 6) {
            Buf b;
            buf_init(&b, max);
            size_t put = 0;
            for (; put + step <= max; put += step) buf_printf(&b, "%*s", (int)step, "x");
            assert_int_equal(buf_ok(&b, NULL), OK);
            assert_int_equal(b.n, put);
            buf_add(&b, "0123456789012345678901234567890123456789012345678901", max - put);
            assert_int_equal(b.n, max);
            buf_char(&b, 'x'); /* one too many: empty, and stays failed */
            assert_true(b.failed);
            assert_int_equal(b.n, 0);
            buf_str(&b, "");
            assert_int_equal(buf_ok(&b, NULL), ERR_WORLD);
            buf_free(&b);
            assert_false(b.failed);
        }
}

static void vectors_keep_their_items_while_they_grow(void **state) {
    (void)state;
    VEC(int) v = {0};
    for (int i = 0; i < 10000; i++) vec_push(arena, &v, i * 3);
    assert_int_equal(v.n, 10000);
    for (int i = 0; i < 10000; i++) assert_int_equal(v.at[i], i * 3);
    assert_null(arena_str(arena, NULL));
    assert_string_equal(arena_strn(arena, "abc", 2), "ab");
    assert_string_equal(arena_printf(arena, "%s-%d", "x", 7), "x-7");
}

static void an_impossible_array_jumps_to_the_guard(void **state) {
    (void)state;
    volatile bool jumped = true;
    if (ARENA_GUARD(arena)) {
        (void)arena_array(arena, SIZE_MAX / 2, 3);
        jumped = false;
    }
    assert_true(jumped);
}

static void count_release(void *what) {
    ++*(int *)what;
}

static void an_arena_releases_what_it_owns(void **state) {
    (void)state;
    int released[2] = {0, 0};
    Arena *a = arena_new(&env, 1 * MIB);
    for (size_t i = 0; i < COUNT_OF(released); i++) arena_own(a, &released[i], count_release);
    Buf *b = buf_on(a, 1 * KIB);
    buf_str(b, "not freed by hand");
    if (ARENA_GUARD(a)) (void)arena_alloc(a, 2 * MIB);
    arena_free(a);
    assert_int_equal(released[0], 1);
    assert_int_equal(released[1], 1);
}

/* ---------------------------------------------------------------- files */

static void a_file_is_replaced_whole_and_read_within_its_limit(void **state) {
    (void)state;
    char folder[] = "/tmp/hantar-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    char *path = arena_printf(arena, "%s/file", folder);
    Err err;
    Bytes got;
    assert_int_equal(env_read_file(&env, path, 10, arena, &got, &err), ERR_ABSENT);
    assert_true(err.advice[0]);
    assert_int_equal(env_write_file(&env, path, bytes_of("0123456789"), &err), OK);
    assert_int_equal(env_write_file(&env, path, bytes_of("abcdefghij"), &err), OK);
    assert_int_equal(env_read_file(&env, path, 10, arena, &got, &err), OK);
    assert_int_equal(got.n, 10);
    assert_string_equal((const char *)got.at, "abcdefghij");
    assert_int_equal(env_read_file(&env, path, 9, arena, &got, &err), ERR_INPUT);
    assert_int_equal(env_write_file(&env, path, (Bytes){0}, &err), OK);
    assert_int_equal(env_read_file(&env, path, 9, arena, &got, &err), OK);
    assert_int_equal(got.n, 0);
    assert_non_null(got.at);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0); /* no temporary file is left */
    assert_int_equal(env_write_file(&env, path, bytes_of("x"), &err), ERR_ABSENT);
}

/* ---------------------------------------------------------------- chance and identity */

static void the_generator_gives_the_published_numbers(void **state) {
    (void)state;
    Rng rng = {{1, 2, 3, 4}}; /* of the authors' reference program */
    static const uint64_t published[] = {11520, 0, 1509978240, 1215971899390074240};
    for (size_t i = 0; i < COUNT_OF(published); i++) assert_true(rng_u64(&rng) == published[i]);
    rng_seed(&rng, 0);
    assert_true(rng.s[0] == 0xE220A8397B1DCDAFu); /* splitmix64 of 0 */
    assert_true(rng.s[1] == 0x6E789E6AA1B965F4u);
}

static void numbers_below_a_bound_are_uniform(void **state) {
    (void)state;
    Rng rng;
    rng_seed(&rng, 8);
    int count[7] = {0};
    for (int i = 0; i < 70000; i++) count[rng_below(&rng, 7)]++;
    for (int k = 0; k < 7; k++) assert_in_range(count[k], 9600, 10400);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(rng_below(&rng, 1), 0);
        assert_true(rng_below(&rng, UINT32_MAX) < UINT32_MAX);
        double u = rng_unit(&rng);
        assert_true(u >= 0 && u < 1);
    }
}

static int64_t fixed_now_ms(void *ctx) {
    (void)ctx;
    return 0x017F22E279B0;
}

static void fixed_random(void *ctx, void *to, size_t n) {
    (void)ctx;
    memset(to, 0xFF, n);
}

static void identities_are_version_7_and_begin_with_the_time(void **state) {
    (void)state;
    char id[UUID_BYTES], other[UUID_BYTES];
    Env bent = env;
    bent.now_ms = fixed_now_ms; /* the example of RFC 9562, appendix A.6 */
    bent.random = fixed_random;
    uuid7(&bent, id);
    assert_string_equal(id, "017f22e2-79b0-7fff-bfff-ffffffffffff");
    uuid7(&env, id);
    uuid7(&env, other);
    assert_true(uuid_valid(id));
    assert_string_not_equal(id, other);
    assert_false(uuid_valid("017F22E2-79b0-7fff-bfff-ffffffffffff"));
    assert_false(uuid_valid("017f22e2-79b0-7fff-bfff-fffffffffff"));
    assert_false(uuid_valid("017f22e2079b0-7fff-bfff-ffffffffffff"));
}

static void hashes_agree_with_the_standards_examples(void **state) {
    (void)state;
    static const struct {
        const char *text, *hex;
    } vectors[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        Sha256 whole = sha256(vectors[i].text, strlen(vectors[i].text));
        size_t n = strlen(vectors[i].text), cut = n / 3;
        const uint8_t *at = (const uint8_t *)vectors[i].text;
        Sha256 parts = sha256_parts(3, (Bytes[]){{at, cut}, {NULL, 0}, {at + cut, n - cut}});
        assert_memory_equal(&whole, &parts, sizeof whole);
        char hex[65];
        hex_format(whole.b, sizeof whole.b, hex);
        assert_string_equal(hex, vectors[i].hex);
        Sha256 back;
        assert_true(hex_parse(hex, back.b, sizeof back.b));
        assert_memory_equal(&whole, &back, sizeof whole);
    }
    uint8_t b[2];
    assert_false(hex_parse("00F0", b, 2));
    assert_false(hex_parse("00f", b, 2));
    assert_false(hex_parse("00f00", b, 2));
}

/* ---------------------------------------------------------------- text and time */

static void numbers_are_grouped_as_each_language_does(void **state) {
    (void)state;
    static const struct {
        int64_t n;
        const char *english;
    } table[] = {{0, "0"},
                 {999, "999"},
                 {-1000, "-1,000"},
                 {1234567, "1,234,567"},
                 {INT64_MIN, "-9,223,372,036,854,775,808"}};
    for (size_t i = 0; i < COUNT_OF(table); i++)
        assert_string_equal(int_group(arena, table[i].n), table[i].english);
    lang_use(LANG_ID);
    assert_string_equal(int_group(arena, 1234567), "1.234.567");
    assert_string_equal(decimal_group(arena, 12345, 1), "1.234,5");
    assert_string_equal(decimal_group(arena, -7, 2), "-0,07");
}

static void integers_are_read_whole_and_within_bounds(void **state) {
    (void)state;
    int64_t n = 5;
    assert_true(int_parse("-9223372036854775808", INT64_MIN, INT64_MAX, &n));
    assert_true(n == INT64_MIN);
    assert_true(int_parse("007", 0, 7, &n));
    assert_int_equal(n, 7);
    const char *bad[] = {"", "-", "+1", "1 ", " 1", "1.0", "8", "9223372036854775808", "-1", "1e3"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) assert_false(int_parse(bad[i], 0, 7, &n));
    assert_int_equal(n, 7);
    assert_int_equal(ceil_div64(7, 2), 4);
    assert_int_equal(ceil_div64(-7, 2), -3);
    assert_int_equal(ceil_div64(8, 2), 4);
}

static void keys_and_old_encodings_are_folded(void **state) {
    (void)state;
    assert_string_equal(str_key(arena, "Kode TPS (2024)\t_\xC3\xA9"), "kodetps2024");
    assert_true(str_eq(NULL, NULL));
    assert_false(str_eq("", NULL));
    assert_true(str_starts("abc", ""));
    assert_false(str_starts("ab", "abc"));
    const char old[] = "\x80\x93\x81\xE9 ok\xFF";
    assert_string_equal(utf8_from_cp1252(arena, old, sizeof old - 1),
                        "\xE2\x82\xAC\xE2\x80\x9C\xEF\xBF\xBD\xC3\xA9 ok\xC3\xBF");
}

static void clocks_and_days_are_real_ones(void **state) {
    (void)state;
    int32_t v = -1;
    assert_true(clock_parse("07:30", &v));
    assert_int_equal(v, 27000);
    assert_true(clock_parse("24:00", &v));
    assert_int_equal(v, 86400);
    const char *bad[] = {"7:30", "24:01", "12:60", "12-30", "12:3x", "", "12:300"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) assert_false(clock_parse(bad[i], &v));
    const char *days[] = {"2024-02-30", "2024-13-01", "2024-00-10", "24-02-10",
                          "2024/02/10", "2100-02-29", "2024-02-1x", "1899-12-31"};
    for (size_t i = 0; i < COUNT_OF(days); i++) assert_false(day_parse(days[i], &v));
    char text[32];
    time_format_utc(-1, text);
    assert_string_equal(text, "1969-12-31T23:59:59.999Z");
    int64_t back;
    assert_false(time_parse_utc("2024-02-14T02:04:60.678Z", &back));
    assert_false(time_parse_utc("2024-02-14T02:04:05Z", &back));
    assert_true(time_parse_utc("2024-02-14T02:04:05.678Z", &back));
    assert_int_equal(back, 1707876245678);
    time_format_utc(1707876245678, text);
    assert_string_equal(text, "2024-02-14T02:04:05.678Z");
    day_format(day_from_civil(2024, 2, 10), text);
    assert_string_equal(text, "2024-02-10");
    assert_string_equal(day_words(arena, day_from_civil(2024, 2, 10)),
                        "Saturday, 10 February 2024");
}

static void languages_are_told_by_their_names(void **state) {
    (void)state;
    Lang lang;
    assert_true(lang_parse("id_ID.UTF-8", &lang) && lang == LANG_ID);
    assert_true(lang_parse("en", &lang) && lang == LANG_EN);
    assert_false(lang_parse("", &lang));
    assert_false(lang_parse("e", &lang));
    assert_false(lang_parse("english", &lang));
    assert_false(lang_parse("de_DE", &lang));
    assert_string_equal(tr_n("one", "many", 1), "one");
    assert_string_equal(tr_n("one", "many", 0), "many");
}

/* ---------------------------------------------------------------- work */

static void count_item(void *ctx, size_t item) {
    atomic_fetch_add((atomic_int *)ctx + item, 1);
}

static void every_item_is_worked_on_once_with_any_number_of_threads(void **state) {
    (void)state;
    for (int threads = -1; threads < 100; threads += 9) {
        atomic_int done[300] = {0};
        work_run(threads, COUNT_OF(done), count_item, done);
        for (size_t i = 0; i < COUNT_OF(done); i++) assert_int_equal(done[i], 1);
        work_run(threads, 0, count_item, done);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(a_buffer_takes_exactly_its_maximum),
        TEST(vectors_keep_their_items_while_they_grow),
        TEST(an_impossible_array_jumps_to_the_guard),
        TEST(an_arena_releases_what_it_owns),
        TEST(a_file_is_replaced_whole_and_read_within_its_limit),
        TEST(the_generator_gives_the_published_numbers),
        TEST(numbers_below_a_bound_are_uniform),
        TEST(identities_are_version_7_and_begin_with_the_time),
        TEST(hashes_agree_with_the_standards_examples),
        TEST(numbers_are_grouped_as_each_language_does),
        TEST(integers_are_read_whole_and_within_bounds),
        TEST(keys_and_old_encodings_are_folded),
        TEST(clocks_and_days_are_real_ones),
        TEST(languages_are_told_by_their_names),
        TEST(every_item_is_worked_on_once_with_any_number_of_threads),
    };
    return cmocka_run_group_tests_name("base/world", tests, NULL, NULL);
}
