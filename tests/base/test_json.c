// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/base.h"

static void canonical_is(const char *input, const char *expected) {
    json_t *v;
    Err err;
    assert_int_equal(json_read(bytes_of(input), "test", &v, &err), OK);
    Buf b;
    buf_init(&b, 1 * MIB);
    assert_int_equal(json_canonical(v, &b, &err), OK);
    assert_string_equal(b.at, expected);
    buf_free(&b);
    json_decref(v);
}

static void keys_are_sorted_by_utf16_units(void **state) {
    (void)state;
    canonical_is("{\"b\":1,\"a\":[2, {\"z\":true,\"y\":null}]}",
                 "{\"a\":[2,{\"y\":null,\"z\":true}],\"b\":1}");
    /* the example of RFC 8785 section 3.2.3, in its order */
    canonical_is("{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":"
                 "6,\"\\u00f6\":7}",
                 "{\"\\r\":2,\"1\":4,\"\xC2\x80\":6,\"\xC3\xB6\":7,\"\xE2\x82\xAC\":1,"
                 "\"\xF0\x9F\x98\x80\":5,\"\xEF\xAC\xB3\":3}");
}

static void fractions_and_huge_numbers_are_refused(void **state) {
    (void)state;
    const char *bad[] = {"[1.5]", "[9007199254740993]"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        json_t *v;
        Err err;
        assert_int_equal(json_read(bytes_of(bad[i]), "test", &v, &err), OK);
        Buf b;
        buf_init(&b, 1 * MIB);
        assert_int_equal(json_canonical(v, &b, &err), ERR_INPUT);
        buf_free(&b);
        json_decref(v);
    }
}

static void duplicate_keys_are_refused_with_their_place(void **state) {
    (void)state;
    json_t *v;
    Err err;
    assert_int_equal(json_read(bytes_of("{\"a\":1,\n\"a\":2}"), "rules.json", &v, &err), ERR_INPUT);
    assert_true(str_starts(err.place, "rules.json:2"));
}

static void messages_about_bad_json_are_themselves_good_text(void **state) {
    (void)state;
    json_t *v;
    Err err; /* the reader stops in the middle of the three-byte character */
    assert_int_equal(json_read(bytes_of("{\"\\\xEF\xBB\xBF\":1}"), "t", &v, &err), ERR_INPUT);
    assert_true(err.text[0] && utf8_valid(err.text, strlen(err.text)));
    assert_int_equal(json_read((Bytes){0}, "t", &v, &err), ERR_INPUT);
}

static void the_stream_writer_nests_and_writes_exact_decimals(void **state) {
    (void)state;
    Buf b;
    buf_init(&b, 1 * MIB);
    JsonOut out;
    json_out(&out, &b, false);
    json_open(&out, NULL, '{');
    json_put_decimal(&out, "lat", -19017080, 7);
    json_open(&out, "rows", '[');
    json_put_int(&out, NULL, 1);
    json_put_str(&out, NULL, "a\"b\n");
    json_close(&out, ']');
    json_close(&out, '}');
    assert_string_equal(b.at, "{\"lat\":-1.901708,\"rows\":[1,\"a\\\"b\\n\"]}\n");
    buf_free(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_sorted_by_utf16_units),
        cmocka_unit_test(fractions_and_huge_numbers_are_refused),
        cmocka_unit_test(duplicate_keys_are_refused_with_their_place),
        cmocka_unit_test(messages_about_bad_json_are_themselves_good_text),
        cmocka_unit_test(the_stream_writer_nests_and_writes_exact_decimals),
    };
    return cmocka_run_group_tests_name("base/json", tests, NULL, NULL);
}
