// SPDX-License-Identifier: Apache-2.0
/* The talk of a log with a witness: each answer of the protocol, the race that its specification
 * warns of, and what a log makes of each answer. */
#include "party.h"

/* ---------------------------------------------------------------- a witness with a memory */

typedef struct Desk {
    World *w;
    TlogWitness witness;
    Bytes note; /* of the one log of these tests */
    int puts;
    int conflicts; /* so many puts are told that somebody came between */
    Bytes between; /* and this is what he left */
    Status fails;  /* of get and put */
    int64_t now_ms;
} Desk;

static Status get(void *ctx, const char *origin, Arena *arena, Bytes *ret, Err *e) {
    Desk *d = ctx;
    (void)arena;
    assert_string_equal(origin, "log.example/1222");
    if (d->fails) return err_set(e, d->fails, "disk");
    *ret = d->note;
    return OK;
}

static Status put(void *ctx, const char *origin, Bytes was, Bytes is, Err *e) {
    Desk *d = ctx;
    assert_string_equal(origin, "log.example/1222");
    assert_ptr_equal(was.at, d->note.at);
    d->puts++;
    if (d->conflicts && d->conflicts--) {
        d->note = d->between;
        return err_set(e, ERR_CONFLICT, "another was faster");
    }
    d->note = is;
    return OK;
}

static int64_t clock_ms(void *ctx) {
    return ((Desk *)ctx)->now_ms;
}

static Desk *desk_of(World *w) {
    Desk *d = ARENA_NEW(w->arena, Desk);
    d->w = w;
    d->now_ms = (int64_t)NOW_S * 1000 + 999;
    Env *env = ARENA_NEW(w->arena, Env);
    *env = w->env;
    env->now_ms = clock_ms;
    env->ctx = d;
    d->witness = (TlogWitness){env, &w->witness[KPU], &w->log.key, 1, {get, put, d}};
    return d;
}

/* The request to go from one size to another, as an honest log makes it. */
static TlogRequest request_of(World *w, int64_t old_size, int64_t size) {
    TlogRequest r = {.old_size = old_size, .checkpoint = buf_bytes(checkpoint_of(w, size, 0))};
    TlogNodes nodes = store_nodes(&w->store);
    assert_int_equal(tlog_prove_consistency(&nodes, old_size, size, &r.path, &err), OK);
    return r;
}

static TlogAnswer ask(Desk *d, const TlogRequest *r) {
    Buf *b = buf_on(d->w->arena, TLOG_REQUEST_BYTES_MAX);
    TlogAnswer a;
    assert_int_equal(tlog_request_write(r, b, &err), OK);
    assert_int_equal(tlog_witness_answer(d->w->arena, &d->witness, buf_bytes(b), &a, &err), OK);
    assert_int_equal(d->puts > 0, d->note.n > 0);
    return a;
}

static int status_of(Desk *d, int64_t old_size, int64_t size) {
    TlogRequest r = request_of(d->w, old_size, size);
    return ask(d, &r).status;
}

static TlogWord heard(Desk *d, const TlogRequest *r, const TlogAnswer *a) {
    TlogWord word;
    const TlogKey *key = &d->w->witness[KPU].key;
    assert_int_equal(tlog_witness_hear(d->w->arena, key, r->checkpoint, a->status, a->type, a->body,
                                       &word, &err),
                     OK);
    return word;
}

static const char *text_of(World *w, Bytes bytes) {
    return arena_strn(w->arena, (const char *)bytes.at, bytes.n);
}

/* ---------------------------------------------------------------- each answer */

static void a_log_that_only_grows_is_cosigned(void **state) {
    World *w = *state;
    Desk *d = desk_of(w);
    static const int64_t sizes[] = {0, 0, 1, 2, 3, 8, 8, 500, 501, 999, 1000};
    for (size_t i = 1; i < COUNT_OF(sizes); i++) {
        TlogRequest r = request_of(w, sizes[i - 1], sizes[i]);
        TlogAnswer a = ask(d, &r);
        assert_int_equal(a.status, 200);
        assert_int_equal(a.size, sizes[i]);
        assert_string_equal(a.origin, "log.example/1222");
        TlogWord word = heard(d, &r, &a);
        assert_int_equal(word.heard, TLOG_COSIGNED);
        assert_int_equal(word.time_s, NOW_S);
        assert_string_equal(text_of(w, word.lines), text_of(w, a.body));
        /* what it remembers is the checkpoint, the log's line and its own: what monitors read */
        char path[TLOG_MONITOR_PATH_BYTES];
        TlogAnswer read;
        tlog_monitor_path("log.example/1222", path);
        assert_int_equal(tlog_witness_read(w->arena, &d->witness, path, &read, &err), OK);
        assert_int_equal(read.status, 200);
        assert_string_equal(
            text_of(w, read.body),
            arena_printf(w->arena, "%s%s", text_of(w, r.checkpoint), text_of(w, a.body)));
    }
}

static void another_old_size_is_answered_with_the_right_one(void **state) {
    World *w = *state;
    Desk *d = desk_of(w);
    assert_int_equal(status_of(d, 0, 700), 200);
    TlogRequest r = request_of(w, 600, 900);
    TlogAnswer a = ask(d, &r);
    assert_int_equal(a.status, 409);
    assert_string_equal(a.type, "text/x.tlog.size");
    assert_string_equal(text_of(w, a.body), "700\n");
    TlogWord word = heard(d, &r, &a);
    assert_int_equal(word.heard, TLOG_ELSEWHERE);
    assert_int_equal(word.size, 700);
    assert_int_equal(status_of(d, word.size, 900), 200);
    /* a log set back to an older state hears that the witness is beyond it */
    r = request_of(w, 0, 800);
    a = ask(d, &r);
    word = heard(d, &r, &a);
    assert_int_equal(word.heard, TLOG_BEYOND);
    assert_int_equal(word.size, 900);
    assert_int_equal(d->puts, 2);
}

static void a_log_that_is_not_watched_is_unknown(void **state) {
    World *w = *state;
    Desk *d = desk_of(w);
    TlogSigner other;
    TlogRequest r = {0};
    Sha256 root = sha256(NULL, 0);
    Buf *b = buf_on(w->arena, 4 * KIB);
    assert_int_equal(tlog_signer_new(&w->env, "log.example/9999", TLOG_ED25519, &other, &err), OK);
    assert_int_equal(tlog_checkpoint_sign(&other, 0, &root, b, &err), OK);
    r.checkpoint = buf_bytes(b);
    assert_int_equal(ask(d, &r).status, 404);
    TlogAnswer a;
    char path[TLOG_MONITOR_PATH_BYTES];
    tlog_monitor_path("log.example/9999", path);
    assert_int_equal(tlog_witness_read(w->arena, &d->witness, path, &a, &err), OK);
    assert_int_equal(a.status, 404);
    tlog_monitor_path("log.example/1222", path); /* watched, but nothing cosigned yet */
    assert_int_equal(tlog_witness_read(w->arena, &d->witness, path, &a, &err), OK);
    assert_int_equal(a.status, 404);
    assert_int_equal(tlog_witness_read(w->arena, &d->witness, "../key", &a, &err), OK);
    assert_int_equal(a.status, 404);
    /* SHA-256 of the origin of the specification's example */
    tlog_monitor_path("example.com/behind-the-sofa", path);
    assert_string_equal(path, "5fd2dc0beb4ce54da5050cf6d5c75248"
                              "b023abad441c3cecde3976fbe9da4fe4/checkpoint");
}

static void only_the_log_can_ask(void **state) {
    World *w = *state;
    Desk *d = desk_of(w);
    TlogRequest r = request_of(w, 0, 10);
    char *text = arena_strn(w->arena, (const char *)r.checkpoint.at, r.checkpoint.n);
    char *at = text + strlen(text) - 9;
    *at = *at == 'A' ? 'B' : 'A';
    r.checkpoint = bytes_of(text);
    assert_int_equal(ask(d, &r).status, 403);
    /* a twin of the log's name, and a witness, are not the log */
    TlogSigner twin;
    assert_int_equal(tlog_signer_new(&w->env, "log.example/1222", TLOG_ED25519, &twin, &err), OK);
    TlogNodes nodes = store_nodes(&w->store);
    Sha256 root;
    Buf *b = buf_on(w->arena, 4 * KIB);
    assert_int_equal(tlog_root_at(&nodes, 10, &root, &err), OK);
    assert_int_equal(tlog_checkpoint_sign(&twin, 10, &root, b, &err), OK);
    r.checkpoint = buf_bytes(b);
    assert_int_equal(ask(d, &r).status, 403);
    assert_int_equal(d->puts, 0);
}

static void another_history_is_never_cosigned(void **state) {
    World *w = *state;
    Desk *d = desk_of(w);
    assert_int_equal(status_of(d, 0, 700), 200);
    TlogRequest r = request_of(w, 700, 900);
    TlogRequest bad = r;
    bad.path.hash[1].b[3] ^= 1;
    assert_int_equal(ask(d, &bad).status, 422);
    assert_false(ask(d, &bad).forked); /* anybody can spoil a proof: it accuses nobody */
    bad = r;
    bad.path.n--;
    assert_int_equal(ask(d, &bad).status, 422);
    bad = r;
    bad.path.n = 63;
    assert_int_equal(ask(d, &bad).status, 422);
    /* the same size and another root, signed by the log itself: the worst it can do */
    Buf *b = buf_on(w->arena, 4 * KIB);
    Sha256 root = sha256("forged", 6);
    assert_int_equal(tlog_checkpoint_sign(&w->log, 700, &root, b, &err), OK);
    bad = (TlogRequest){.old_size = 700, .checkpoint = buf_bytes(b)};
    TlogAnswer a = ask(d, &bad);
    assert_int_equal(a.status, 422);
    assert_true(a.forked);
    bad.old_size = 5; /* whatever else is wrong with the request */
    a = ask(d, &bad);
    assert_int_equal(a.status, 409);
    assert_true(a.forked);
    TlogWord word;
    assert_int_equal(tlog_witness_hear(w->arena, &w->witness[KPU].key, bad.checkpoint, 422,
                                       "text/plain", bytes_of(""), &word, &err),
                     ERR_INPUT);
    assert_int_equal(d->puts, 1);
    /* for a new log, nothing may be proven, and an empty tree has but one root */
    d = desk_of(w);
    bad = request_of(w, 0, 900);
    bad.path.n = 1;
    assert_int_equal(ask(d, &bad).status, 422);
    Buf *c = buf_on(w->arena, 4 * KIB);
    assert_int_equal(tlog_checkpoint_sign(&w->log, 0, &root, c, &err), OK);
    bad = (TlogRequest){.checkpoint = buf_bytes(c)};
    assert_int_equal(ask(d, &bad).status, 422);
    assert_int_equal(d->puts, 0);
}

static void malformed_requests_are_told_so(void **state) {
    World *w = *state;
    Desk *d = desk_of(w);
    TlogRequest r = request_of(w, 0, 700), parsed;
    r.old_size = 701;
    assert_int_equal(ask(d, &r).status, 400);
    const char *note = text_of(w, r.checkpoint);
    static const char *const heads[] = {
        "",           "\n",         "old\n\n",      "old \n\n",
        "old 00\n\n", "old -1\n\n", "Old 0\n\n",    "old 0",
        "old 0\n",    "old 0\nx\n", "old 0\n\n\n ", "old 9223372036854775808\n\n",
    };
    for (size_t i = 0; i < COUNT_OF(heads); i++) {
        TlogAnswer a;
        char *body = arena_printf(w->arena, "%s%s", heads[i], note);
        assert_int_equal(tlog_witness_answer(w->arena, &d->witness, bytes_of(body), &a, &err), OK);
        assert_int_equal(a.status, 400);
        assert_int_equal(a.size, -1);
    }
    for (int lines = 63; lines <= 64; lines++) {
        Buf *b = buf_on(w->arena, 64 * KIB);
        buf_str(b, "old 1\n");
        for (int i = 0; i < lines; i++)
            buf_str(b, "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n");
        buf_printf(b, "\n%s", note);
        assert_int_equal(tlog_request_parse(buf_bytes(b), &parsed, &err),
                         lines == 63 ? OK : ERR_INPUT);
    }
    Buf *large = buf_on(w->arena, 2 * TLOG_REQUEST_BYTES_MAX);
    buf_str(large, "old 0\n\n");
    while (large->n <= TLOG_REQUEST_BYTES_MAX) buf_str(large, note);
    assert_int_equal(tlog_request_parse(buf_bytes(large), &parsed, &err), ERR_INPUT);
    assert_int_equal(d->puts, 0);
}

static void requests_are_read_as_they_were_written(void **state) {
    World *w = *state;
    TlogRequest r = request_of(w, 777, 999), again;
    Buf *b = buf_on(w->arena, 64 * KIB);
    assert_int_equal(tlog_request_write(&r, b, &err), OK);
    assert_int_equal(tlog_request_parse(buf_bytes(b), &again, &err), OK);
    assert_int_equal(again.old_size, 777);
    path_is(&again.path, &r.path);
    assert_string_equal(text_of(w, again.checkpoint), text_of(w, r.checkpoint));
}

/* ---------------------------------------------------------------- what goes wrong */

static void whoever_is_slower_looks_again(void **state) {
    World *w = *state;
    Desk *d = desk_of(w), *other = desk_of(w);
    assert_int_equal(status_of(d, 0, 700), 200);
    other->note = d->note;
    other->puts = 1;
    assert_int_equal(status_of(other, 700, 900), 200);
    d->between = other->note;
    d->conflicts = 1;
    /* the race of the specification: 700 to 800, while another went from 700 to 900 */
    TlogRequest r = request_of(w, 700, 800);
    TlogAnswer a = ask(d, &r);
    assert_int_equal(a.status, 409);
    assert_string_equal(text_of(w, a.body), "900\n");
    assert_ptr_equal(d->note.at, other->note.at);
    /* the same checkpoint from both: both get their line */
    Desk *e = desk_of(w);
    e->note = e->between = d->note;
    e->puts = e->conflicts = 1;
    assert_int_equal(status_of(e, 900, 950), 200);
}

static void nothing_is_signed_when_the_memory_or_the_clock_fails(void **state) {
    World *w = *state;
    Desk *d = desk_of(w);
    TlogRequest r = request_of(w, 0, 700);
    Buf *b = buf_on(w->arena, TLOG_REQUEST_BYTES_MAX);
    TlogAnswer a = {.status = -7};
    assert_int_equal(tlog_request_write(&r, b, &err), OK);
    d->fails = ERR_WORLD;
    assert_int_equal(tlog_witness_answer(w->arena, &d->witness, buf_bytes(b), &a, &err), ERR_WORLD);
    d->fails = OK;
    d->conflicts = 1000;
    assert_int_equal(tlog_witness_answer(w->arena, &d->witness, buf_bytes(b), &a, &err), ERR_WORLD);
    d->conflicts = 0;
    d->now_ms = 0;
    assert_int_equal(tlog_witness_answer(w->arena, &d->witness, buf_bytes(b), &a, &err), ERR_WORLD);
    d->now_ms = 1;
    d->note = bytes_of("damaged\n");
    assert_int_equal(tlog_witness_answer(w->arena, &d->witness, buf_bytes(b), &a, &err), ERR_WORLD);
    assert_int_equal(a.status, -7);
}

static void a_witness_that_answers_nonsense_harms_nobody(void **state) {
    World *w = *state;
    const TlogKey *key = &w->witness[KPU].key;
    TlogRequest r = request_of(w, 0, 700);
    TlogWord word;
    static const struct {
        int status;
        const char *type, *body;
        Status means;
    } answers[] = {
        {200, "", "", ERR_INPUT},
        {200, "", "hello\n", ERR_INPUT},
        {200, "", "\xE2\x80\x94 somebody.example AAAAAAA=\n", ERR_INPUT},
        {409, "text/plain", "700\n", ERR_WORLD},
        {409, TLOG_SIZE_TYPE, "700", ERR_WORLD},
        {409, TLOG_SIZE_TYPE, "700\n\n", ERR_WORLD},
        {409, TLOG_SIZE_TYPE, "0700\n", ERR_WORLD},
        {409, TLOG_SIZE_TYPE, "", ERR_WORLD},
        {400, "", "", ERR_INPUT},
        {403, "", "", ERR_INPUT},
        {404, "", "", ERR_INPUT},
        {422, "", "", ERR_INPUT},
        {429, "", "", ERR_WORLD},
        {500, "", "", ERR_WORLD},
        {0, "", "", ERR_WORLD},
    };
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        err = (Err){0};
        Status s = tlog_witness_hear(w->arena, key, r.checkpoint, answers[i].status,
                                     answers[i].type, bytes_of(answers[i].body), &word, &err);
        assert_int_equal(s, answers[i].means);
        assert_true(err.text[0]);
    }
    /* an empty line before a signature that holds for the longer text */
    Buf *b = buf_on(w->arena, 64 * KIB);
    const char *longer = text_of(w, r.checkpoint);
    buf_char(b, '\n');
    assert_int_equal(tlog_note_sign(bytes_of(longer), &w->witness[KPU], NOW_S, b, &err), OK);
    assert_int_equal(
        tlog_witness_hear(w->arena, key, r.checkpoint, 200, "", buf_bytes(b), &word, &err),
        ERR_WORLD);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_that_only_grows_is_cosigned),
        cmocka_unit_test(another_old_size_is_answered_with_the_right_one),
        cmocka_unit_test(a_log_that_is_not_watched_is_unknown),
        cmocka_unit_test(only_the_log_can_ask),
        cmocka_unit_test(another_history_is_never_cosigned),
        cmocka_unit_test(malformed_requests_are_told_so),
        cmocka_unit_test(requests_are_read_as_they_were_written),
        cmocka_unit_test(whoever_is_slower_looks_again),
        cmocka_unit_test(nothing_is_signed_when_the_memory_or_the_clock_fails),
        cmocka_unit_test(a_witness_that_answers_nonsense_harms_nobody),
    };
    return cmocka_run_group_tests(tests, world_begin, world_end);
}
