// SPDX-License-Identifier: Apache-2.0
#include "base/base.h"

#include <pthread.h>
#include <stdatomic.h>

#define THREADS_MAX 64

void progress_step(const Progress *progress, const char *what, int64_t done, int64_t total) {
    if (progress && progress->step) progress->step(progress->ctx, what, done, total);
}

typedef struct Work {
    atomic_size_t next;
    size_t items;
    void (*fn)(void *ctx, size_t item);
    void *ctx;
} Work;

static void *work_loop(void *arg) {
    Work *w = arg;
    for (;;) {
        size_t item = atomic_fetch_add(&w->next, 1);
        if (item >= w->items) return NULL;
        w->fn(w->ctx, item);
    }
}

void work_run(int threads, size_t items, void (*fn)(void *ctx, size_t item), void *ctx) {
    Work w = {.items = items, .fn = fn, .ctx = ctx};
    pthread_t helper[THREADS_MAX];
    int started = 0;
    if (threads > THREADS_MAX) threads = THREADS_MAX;
    while (started + 1 < threads && (size_t)started + 1 < items)
        if (pthread_create(&helper[started], NULL, work_loop, &w) == 0)
            started++;
        else
            break; /* fewer threads do the same work */
    work_loop(&w);
    while (started > 0) pthread_join(helper[--started], NULL);
}
