// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "print/print_int.h"
#include "sample.h"

#define FILES 10

/* A world that keeps what is written instead of writing it, and can refuse the nth file. */
typedef struct Kept {
    Env env;
    Arena *arena;
    char *directory;
    Bytes files[32];
    size_t n, refuse_at;
} Kept;

static Status keep(void *ctx, const char *path, Bytes bytes, Err *err) {
    Kept *k = ctx;
    (void)path;
    if (k->n == k->refuse_at) return err_set(err, ERR_WORLD, "no room");
    char *copy = arena_alloc(k->arena, bytes.n + 1);
    memcpy(copy, bytes.at, bytes.n);
    k->files[k->n++] = (Bytes){(const uint8_t *)copy, bytes.n};
    return OK;
}

static int begin(void **state) {
    Kept *k = calloc(1, sizeof *k);
    char name[] = "/tmp/hantar-print-XXXXXX";
    k->env = env_real();
    k->arena = arena_new(&k->env, 512 * MIB);
    k->env.write_file = keep;
    k->env.ctx = k;
    k->refuse_at = SIZE_MAX;
    k->directory = strdup(mkdtemp(name));
    *state = k;
    return 0;
}

static int end(void **state) {
    Kept *k = *state;
    rmdir(k->directory);
    arena_free(k->arena);
    free(k->directory);
    free(k);
    return 0;
}

static void print_sample(Kept *k, Sample *sample, PrintFile **files) {
    size_t n;
    Err err = {0};
    k->n = 0;
    assert_int_equal(print_all(k->arena, &sample->input, k->directory, files, &n, &err), OK);
    assert_int_equal(n, FILES);
    assert_int_equal(k->n, FILES);
}

static void the_same_plan_gives_the_same_bytes(void **state) {
    Kept *k = *state;
    PrintFile *files;
    Bytes before[FILES];
    SampleSize size = SAMPLE_SMALL;
    size.roads = sample_roads(k->arena);
    print_sample(k, sample_make(&k->env, k->arena, size), &files);
    memcpy(before, k->files, sizeof before);
    print_sample(k, sample_make(&k->env, k->arena, size), &files);
    for (size_t i = 0; i < FILES; i++) {
        assert_int_equal(files[i].bytes, before[i].n);
        assert_int_equal(k->files[i].n, before[i].n);
        assert_memory_equal(k->files[i].at, before[i].at, before[i].n);
    }
}

static void every_tps_has_its_page_and_every_box_its_label(void **state) {
    Kept *k = *state;
    PrintFile *files;
    Sample *sample = sample_make(&k->env, k->arena, SAMPLE_SMALL);
    print_sample(k, sample, &files);
    const ElectionNeeds *needs = &sample->needs;
    int64_t boxes = 0;
    for (size_t i = 0; i < sample->regency.tps_count; i++) boxes += needs->tps_load[i].boxes;
    for (size_t i = 0; i < sample->regency.district_count; i++)
        boxes += needs->district_load[i].boxes;
    assert_string_equal(files[3].name, "label-kotak.pdf");
    assert_int_equal(files[3].pages, (boxes + 9) / 10);
    PrintFacts facts;
    Err err = {0};
    assert_int_equal(print_facts(k->arena, &sample->input, &facts, &err), OK);
    assert_string_equal(files[2].name, "bast.pdf");
    assert_int_equal(files[2].pages, facts.handover_count + 1); /* the PPK's list takes two */
    assert_int_equal(files[4].pages, sample->plan.trip_count);
    assert_true(files[1].pages >= (int64_t)sample->plan.trip_count);
}

static void an_empty_plan_still_gives_all_papers(void **state) {
    Kept *k = *state;
    PrintFile *files;
    Sample *sample = sample_make(&k->env, k->arena, SAMPLE_SMALL);
    sample->plan.trip_count = 0;
    sample->plan.id = sample->plan.made = NULL;
    print_sample(k, sample, &files);
}

static void without_scenarios_and_advice_the_papers_are_as_before(void **state) {
    Kept *k = *state;
    PrintFile *files;
    size_t n;
    Err err = {0};
    Sample *sample = sample_make(&k->env, k->arena, SAMPLE_SMALL);
    sample->input.risk = NULL;
    k->n = 0;
    assert_int_equal(print_all(k->arena, &sample->input, k->directory, &files, &n, &err), OK);
    assert_int_equal(n, FILES - 1);
    for (size_t i = 0; i < n; i++) assert_string_not_equal(files[i].name, "saran.pdf");
}

static void without_numbers_there_are_no_labels(void **state) {
    Kept *k = *state;
    PrintFile *files;
    size_t n;
    Err err = {0};
    Sample *sample = sample_make(&k->env, k->arena, SAMPLE_SMALL);
    sample->input.units = NULL;
    k->n = 0;
    assert_int_equal(print_all(k->arena, &sample->input, k->directory, &files, &n, &err), OK);
    assert_int_equal(n, FILES - 1);
    for (size_t i = 0; i < n; i++) assert_string_not_equal(files[i].name, "label-kotak.pdf");
}

static void a_write_that_fails_ends_the_printing_with_its_error(void **state) {
    Kept *k = *state;
    Sample *sample = sample_make(&k->env, k->arena, SAMPLE_SMALL);
    for (size_t at = 0; at < FILES; at++) {
        PrintFile *files = NULL;
        size_t n;
        Err err = {0};
        k->n = 0;
        k->refuse_at = at;
        Status s = print_all(k->arena, &sample->input, k->directory, &files, &n, &err);
        assert_int_equal(s, ERR_WORLD);
        assert_string_equal(err.text, "no room");
        assert_null(files);
    }
    k->refuse_at = SIZE_MAX;
}

static void a_missing_font_is_told_with_the_package_that_has_it(void **state) {
    (void)state;
    PangoFontMap *map = NULL;
    Err err = {0};
    assert_int_equal(print_fonts("/nowhere", &map, &err), ERR_WORLD);
    assert_null(map);
    assert_non_null(strstr(err.advice, "fonts-noto-core"));
}

static void a_box_has_the_code_of_its_number_and_none_before(void **state) {
    Kept *k = *state;
    Sample *sample = sample_make(&k->env, k->arena, SAMPLE_SMALL);
    PrintFacts facts;
    PrintBox *boxes;
    Err err = {0};
    assert_int_equal(print_facts(k->arena, &sample->input, &facts, &err), OK);
    assert_int_equal(print_boxes(&facts, 1, k->arena, &boxes), 5);
    for (size_t i = 0; i < 5; i++) {
        const CustodyUnit *u = NULL;
        char shown[CUSTODY_SHOWN_BYTES];
        for (size_t n = 0; n < sample->input.units->count && !u; n++) {
            u = sample->input.units->units[n].unit;
            if (!str_eq(u->place, sample->regency.tps[1].id) || u->copy != boxes[i].copy ||
                !str_eq(u->contest, sample->regency.rules.contests[boxes[i].contest].id))
                u = NULL;
        }
        assert_non_null(u);
        custody_code_shown(u->code, shown);
        assert_string_equal(print_box_code(&facts, k->arena, &boxes[i]), shown);
    }
    assert_int_equal(print_boxes(&facts, 3, k->arena, &boxes), 0); /* its voters are unknown */
    sample->input.units = NULL;
    assert_int_equal(print_facts(k->arena, &sample->input, &facts, &err), OK);
    assert_int_equal(print_boxes(&facts, 1, k->arena, &boxes), 5);
    assert_string_equal(print_box_code(&facts, k->arena, &boxes[0]), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_plan_gives_the_same_bytes),
        cmocka_unit_test(every_tps_has_its_page_and_every_box_its_label),
        cmocka_unit_test(an_empty_plan_still_gives_all_papers),
        cmocka_unit_test(without_scenarios_and_advice_the_papers_are_as_before),
        cmocka_unit_test(without_numbers_there_are_no_labels),
        cmocka_unit_test(a_write_that_fails_ends_the_printing_with_its_error),
        cmocka_unit_test(a_missing_font_is_told_with_the_package_that_has_it),
        cmocka_unit_test(a_box_has_the_code_of_its_number_and_none_before),
    };
    return cmocka_run_group_tests_name("print/papers", tests, begin, end);
}
