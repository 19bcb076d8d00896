// SPDX-License-Identifier: Apache-2.0
/* Group commit. Submitters read and verify in their own threads, then queue and sleep; one thread
 * commits what is queued, up to LEDGER_BATCH_MAX events at once. It never waits for more to come:
 * what arrives during a commit is the next batch, so batches grow by themselves where the disk is
 * slow, and a lone event is not delayed. */
#include "ledger/ledger_int.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>

typedef struct Submission {
    struct Submission *next;
    LedgerParsed *parsed;
    const Bytes *canonical;
    LedgerOutcome *outcome;
    size_t n;
    Lang lang; /* refusals are worded for the submitter */
    bool done;
    pthread_cond_t answered;
} Submission;

struct LedgerWriter {
    Env env;
    Ledger *ledger;
    pthread_t thread;
    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t queued;
    Submission *first, **end;
    bool stopping;
    int64_t commits;
};

/* ---------------------------------------------------------------- the one thread that writes */

/* As many as fit into a batch, and at least one. */
static Submission *take_batch(LedgerWriter *w) {
    Submission *batch = w->first, *last = batch;
    size_t n = batch->n;
    while (last->next && n + last->next->n <= LEDGER_BATCH_MAX) {
        last = last->next;
        n += last->n;
    }
    w->first = last->next;
    if (!w->first) w->end = &w->first;
    last->next = NULL;
    return batch;
}

typedef struct Batch {
    Ledger *ledger;
    Submission *first;
} Batch;

static Status append_batch(void *ctx, Err *err) {
    Batch *batch = ctx;
    Status s = OK;
    for (Submission *b = batch->first; b && s == OK; b = b->next) {
        lang_use(b->lang);
        s = ledger_append_parts(batch->ledger, b->parsed, b->canonical, b->n, b->outcome, err);
    }
    return s;
}

/* Nothing of a batch stands when it failed: everybody hears why, and may send it again. */
static void fail_batch(Submission *batch, Status s, const Err *err) {
    for (Submission *b = batch; b; b = b->next)
        for (size_t i = 0; i < b->n; i++)
            if (b->parsed[i].json) b->outcome[i] = (LedgerOutcome){.status = s, .err = *err};
}

static void answer(LedgerWriter *w, Submission *batch) {
    pthread_mutex_lock(&w->lock);
    w->commits++;
    for (Submission *b = batch, *next; b; b = next) {
        next = b->next; /* once answered, it is its submitter's again */
        b->done = true;
        pthread_cond_signal(&b->answered);
    }
    pthread_mutex_unlock(&w->lock);
}

static void *write_on(void *arg) {
    LedgerWriter *w = arg;
    for (;;) {
        pthread_mutex_lock(&w->lock);
        while (!w->first && !w->stopping) pthread_cond_wait(&w->queued, &w->lock);
        Submission *batch = w->first ? take_batch(w) : NULL;
        pthread_mutex_unlock(&w->lock);
        if (!batch) return NULL;
        Err err = {0};
        Status s = ledger_commit_batch(w->ledger, append_batch, &(Batch){w->ledger, batch}, &err);
        if (s != OK) fail_batch(batch, s, &err);
        answer(w, batch);
    }
}

/* ---------------------------------------------------------------- submitting */

static void submit(LedgerWriter *w, Submission *b) {
    pthread_cond_init(&b->answered, NULL);
    pthread_mutex_lock(&w->lock);
    assert(!w->stopping);
    *w->end = b;
    w->end = &b->next;
    pthread_cond_signal(&w->queued);
    while (!b->done) pthread_cond_wait(&b->answered, &w->lock);
    pthread_mutex_unlock(&w->lock);
    pthread_cond_destroy(&b->answered);
}

/* What does not need the number of an event need not wait for it. Chance is asked one at a time. */
static void seal_ahead(LedgerWriter *w, LedgerParsed *parsed, const Bytes *canonical, size_t n) {
    pthread_mutex_lock(&w->lock);
    for (size_t i = 0; i < n; i++)
        if (parsed[i].json) ledger_draw_salt(w->ledger, &parsed[i]);
    pthread_mutex_unlock(&w->lock);
    for (size_t i = 0; i < n; i++)
        if (parsed[i].json) ledger_seal(&parsed[i], canonical[i]);
}

static void append_some(LedgerWriter *w, const Bytes *canonical, size_t n, LedgerOutcome *ret) {
    LedgerParsed parsed[LEDGER_BATCH_MAX];
    Submission b = {
        .parsed = parsed, .canonical = canonical, .outcome = ret, .n = n, .lang = lang_in_use()};
    size_t readable = ledger_read_parts(w->ledger, canonical, n, parsed, ret);
    if (readable) seal_ahead(w, parsed, canonical, n);
    if (readable) submit(w, &b);
    for (size_t i = 0; i < n; i++) ledger_parsed_done(&parsed[i]);
}

void ledger_writer_append(LedgerWriter *w, const Bytes *canonical, size_t n, LedgerOutcome *ret) {
    for (size_t i = 0; i < n; i += LEDGER_BATCH_MAX) {
        size_t some = n - i < LEDGER_BATCH_MAX ? n - i : LEDGER_BATCH_MAX;
        append_some(w, canonical + i, some, ret + i);
    }
}

/* ---------------------------------------------------------------- from begin to end */

Status ledger_writer_new(const Env *env, Ledger *ledger, LedgerWriter **ret, Err *err) {
    LedgerWriter *w = env->alloc(env->ctx, sizeof *w);
    if (!w) return err_set(err, ERR_WORLD, "%s", _("out of memory"));
    *w = (LedgerWriter){.env = *env, .ledger = ledger};
    w->end = &w->first;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->queued, NULL);
    if (pthread_create(&w->thread, NULL, write_on, w) != 0) {
        env->release(env->ctx, w);
        return err_set(err, ERR_WORLD, "%s", _("no thread can be started"));
    }
    *ret = w;
    return OK;
}

int64_t ledger_writer_commits(LedgerWriter *w) {
    pthread_mutex_lock(&w->lock);
    int64_t commits = w->commits;
    pthread_mutex_unlock(&w->lock);
    return commits;
}

void ledger_writer_free(LedgerWriter *w) {
    if (!w) return;
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_signal(&w->queued);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->queued);
    w->env.release(w->env.ctx, w);
}
