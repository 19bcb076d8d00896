// SPDX-License-Identifier: Apache-2.0
/* office.h: a regency with keys: an operator, a device, the key of its log, and a place outside the
 * database for the last signature. */
#ifndef HANTAR_TEST_OFFICE_H
#define HANTAR_TEST_OFFICE_H

#include "tally.h"

static const LedgerType office_types[] = {
    {"tally.added", 2, LEDGER_PUBLIC, tally_added, tally_added_lift, false},
    {"tally.moved", 1, LEDGER_PUBLIC, tally_moved, NULL, true},
};

typedef struct Office {
    World *w;
    LedgerSigner *operator, * device, *log;
    char note[4096]; /* outside; "" = none */
    char mark[32];
    int marks;
    bool fails; /* the place outside cannot be written */
} Office;

static inline void office_open(Office *o, StoreMode mode) {
    world_open(o->w, mode);
    ledger_free(o->w->ledger);
    o->w->ledger = ledger_new(&o->w->env, o->w->store, office_types, COUNT_OF(office_types));
}

static inline void office_enrol(Office *o, const LedgerSigner *key, const char *role,
                                const char *name) {
    LedgerEnrolment e = {.kind = ledger_signer_kind(key), .role = role, .name = name};
    LedgerReceipt r;
    Err err = {0};
    memcpy(e.public_key, ledger_signer_public(key), sizeof e.public_key);
    ledger_sign_with(o->w->ledger, o->operator);
    Status s = ledger_enrol(o->w->ledger, "1222", &e, &r, &err);
    if (s != OK) print_message("# %s\n", err.text);
    assert_int_equal(s, OK);
    ledger_sign_with(o->w->ledger, NULL);
}

static inline void office_new(Office *o, const char *name) {
    *o = (Office){.w = world_new(name)};
    office_open(o, STORE_CREATE);
    o->operator= ledger_signer_new(&o->w->env, LEDGER_KEY_PERSON);
    o->device = ledger_signer_new(&o->w->env, LEDGER_KEY_DEVICE);
    o->log = ledger_signer_new(&o->w->env, LEDGER_KEY_LOG);
    office_enrol(o, o->operator, LEDGER_OPERATOR, "Siti Aminah");
    office_enrol(o, o->device, "depot", NULL);
    office_enrol(o, o->log, NULL, "hantar.invalid/1222");
}

static inline void office_free(Office *o) {
    ledger_signer_free(o->operator);
    ledger_signer_free(o->device);
    ledger_signer_free(o->log);
    world_free(o->w);
}

/* n events, every other one signed by the device. */
static inline void office_work(Office *o, int n) {
    Err err = {0};
    assert_int_equal(store_begin(o->w->store, &err), OK);
    for (int i = 0; i < n; i++) {
        ledger_sign_with(o->w->ledger, i % 2 ? o->device : NULL);
        add(o->w, "1222", i % 3 ? "kotak" : "bilik", i);
    }
    ledger_sign_with(o->w->ledger, NULL);
    assert_int_equal(store_commit(o->w->store, &err), OK);
}

/* ---------------------------------------------------------------- the place outside */

static inline Status office_read(void *ctx, Arena *arena, Bytes *ret, const char **ret_mark,
                                 Err *err) {
    (void)err;
    Office *o = ctx;
    *ret = bytes_of(arena_str(arena, o->note));
    *ret_mark = arena_str(arena, o->mark);
    return OK;
}

static inline Status office_write(void *ctx, Arena *arena, Bytes note, const char **ret_mark,
                                  Err *err) {
    Office *o = ctx;
    if (o->fails) return err_set(err, ERR_WORLD, "the disk is full");
    assert_true(note.n < sizeof o->note);
    memcpy(o->note, note.at, note.n);
    o->note[note.n] = 0;
    snprintf(o->mark, sizeof o->mark, "mark %d", ++o->marks);
    *ret_mark = arena_str(arena, o->mark);
    return OK;
}

static inline Status office_sign(Office *o, const char *shown, LedgerCheckpoint *ret, Err *err) {
    LedgerOutside outside = {office_read, office_write, o};
    return ledger_checkpoint_sign(o->w->ledger, o->w->arena, "1222", o->log, &outside,
                                  bytes_of(shown ? shown : ""), ret, err);
}

static inline LedgerCheckpoint office_signed(Office *o) {
    LedgerCheckpoint c = {0};
    Err err = {0};
    Status s = office_sign(o, NULL, &c, &err);
    if (s != OK) print_message("# %s\n", err.text);
    assert_int_equal(s, OK);
    return c;
}

#endif
