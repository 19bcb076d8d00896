// SPDX-License-Identifier: Apache-2.0
/* print_sample DIRECTORY [id|en] [roads]: the papers of the sample, to be looked at, and the golden
 * texts to be made from. */
#include "sample.h"

#include <stdio.h>

int main(int count, char **words) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 256 * MIB);
    SampleSize size = SAMPLE_SMALL;
    Lang lang = LANG_ID;
    if (count < 2) return 2;
    if (count > 2 && lang_parse(words[2], &lang)) lang_use(lang);
    if (count > 3) size.roads = sample_roads(arena);
    Sample *sample = sample_make(&env, arena, size);
    PrintFile *files;
    size_t n;
    Err err = {0};
    if (print_all(arena, &sample->input, words[1], &files, &n, &err) != OK) {
        fprintf(stderr, "%s: %s; %s\n", err.place, err.text, err.advice);
        return 1;
    }
    for (size_t i = 0; i < n; i++)
        printf("%-18s %9lld bytes %4lld pages\n", files[i].name, (long long)files[i].bytes,
               (long long)files[i].pages);
    arena_free(arena);
    return 0;
}
