// SPDX-License-Identifier: Apache-2.0
/* Keys as events, and the view that they make. Who may enrol and revoke stands in may_manage. */
#include "ledger/ledger_int.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "ledger_sql.h"

#define REASON_BYTES_MAX 256

static const char *const kind_names[LEDGER_KEY_KINDS] = {
    [LEDGER_KEY_PERSON] = "person",
    [LEDGER_KEY_DEVICE] = "device",
    [LEDGER_KEY_LOG] = "log",
    [LEDGER_KEY_LABEL] = "label",
};

const char *ledger_key_kind_name(LedgerKeyKind kind) {
    return kind_names[kind];
}

bool ledger_key_kind_parse(const char *name, LedgerKeyKind *ret) {
    for (int k = 0; k < LEDGER_KEY_KINDS; k++)
        if (strcmp(kind_names[k], name) == 0) {
            *ret = (LedgerKeyKind)k;
            return true;
        }
    return false;
}

/* ---------------------------------------------------------------- the view */

static void copy_text(char *to, const char *text) {
    size_t n = text ? strnlen(text, LEDGER_KEY_TEXT_MAX) : 0;
    memcpy(to, text ? text : "", n);
    to[n] = 0;
}

/* A row that no event can have made is skipped by its caller: the view was tampered with, and
 * replay names it. */
static bool key_of(StoreStmt *q, LedgerKey *ret) {
    Bytes public_key = store_bytes(q, 1);
    const char *id = store_text(q, 0), *kind = store_text(q, 2);
    LedgerKey key = {.enrolled_seq = store_int(q, 6), .revoked_seq = store_int(q, 7)};
    if (!id || strlen(id) + 1 != sizeof key.id || !kind) return false;
    if (public_key.n != sizeof key.public_key || !ledger_key_kind_parse(kind, &key.kind))
        return false;
    memcpy(key.id, id, sizeof key.id);
    memcpy(key.public_key, public_key.at, sizeof key.public_key);
    copy_text(key.role, store_text(q, 3));
    copy_text(key.org, store_text(q, 4));
    copy_text(key.name, store_text(q, 5));
    *ret = key;
    return true;
}

Status ledger_key(Store *store, const char *scope, const char *id, LedgerKey *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_LEDGER_KEY_GET, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    store_bind_text(q, 2, id);
    bool row = false;
    s = store_step(q, &row, err);
    bool found = s == OK && row && key_of(q, ret);
    store_finish(q);
    if (s != OK || found) return s;
    err_set(err, ERR_ABSENT, _("no key %s is enrolled in %s"), id, scope);
    err_advise(err, "%s", _("see which there are: hantar key list"));
    return ERR_ABSENT;
}

Status ledger_each_key(Store *store, const char *scope, LedgerKeyVisit visit, void *ctx, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, SQL_LEDGER_KEY_LIST, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    bool row = false;
    LedgerKey key;
    while ((s = store_step(q, &row, err)) == OK && row)
        if (key_of(q, &key) && !visit(ctx, &key)) break;
    store_finish(q);
    return s;
}

static Status any_row(Store *store, const char *sql, const char *scope, const char *key, bool *ret,
                      Err *err) {
    StoreStmt *q;
    Status s = store_prepare(store, sql, &q, err);
    if (s != OK) return s;
    store_bind_text(q, 1, scope);
    if (key) store_bind_text(q, 2, key);
    s = store_step(q, ret, err);
    store_finish(q);
    return s;
}

/* ---------------------------------------------------------------- applying */

static Status refuse(const LedgerEvent *e, const char *field, Err *err, const char *text) {
    err_set(err, ERR_INPUT, "%s", text);
    err_at(err, e->id, 0, 0, field);
    return ERR_INPUT;
}

static const char *text_of(const LedgerEvent *e, const char *field) {
    return json_string_value(json_object_get(e->body, field));
}

/* NULL where the field is there and no short text. */
static const char *short_text(const LedgerEvent *e, const char *field) {
    const json_t *v = json_object_get(e->body, field);
    if (!v) return "";
    const char *text = json_string_value(v);
    return text && strlen(text) <= LEDGER_KEY_TEXT_MAX ? text : NULL;
}

bool ledger_enrolled_public(const LedgerEvent *e, uint8_t ret[LEDGER_PUBLIC_BYTES]) {
    const char *text = text_of(e, "public");
    return text && ledger_base64_parse(text, ret, LEDGER_PUBLIC_BYTES);
}

/* The signature holds and its key counts: that was checked before. Is it an operator's? */
static Status may_manage(Store *store, const LedgerEvent *e, Err *err) {
    LedgerKey by;
    Status s = ledger_key(store, e->scope, e->key, &by, err);
    if (s == OK && by.kind == LEDGER_KEY_PERSON && strcmp(by.role, LEDGER_OPERATOR) == 0) return OK;
    if (s != OK && s != ERR_ABSENT) return s;
    refuse(e, "signature", err, _("only an operator enrols and revokes keys"));
    err_advise(err, "%s", _("sign with the key of a person whose role is operator"));
    return ERR_INPUT;
}

static Status may_enrol(Store *store, const LedgerEvent *e, const LedgerKey *key, Err *err) {
    bool any = false;
    Status s = any_row(store, SQL_LEDGER_KEY_ANY, e->scope, NULL, &any, err);
    if (s != OK) return s;
    if (any) return may_manage(store, e, err);
    bool first = strcmp(e->key, key->id) == 0 && key->kind == LEDGER_KEY_PERSON &&
                 strcmp(key->role, LEDGER_OPERATOR) == 0;
    if (first) return OK;
    refuse(e, "role", err, _("the first key of a scope is an operator's, signed with itself"));
    err_advise(err, "%s", _("make it first: hantar key new"));
    return ERR_INPUT;
}

static Status read_enrolled(const LedgerEvent *e, LedgerKey *ret, Err *err) {
    const char *kind = text_of(e, "kind"), *role = short_text(e, "role");
    const char *org = short_text(e, "org"), *name = short_text(e, "name");
    if (!ledger_enrolled_public(e, ret->public_key))
        return refuse(e, "public", err, _("a public key is 32 bytes in base64"));
    if (!kind || !ledger_key_kind_parse(kind, &ret->kind))
        return refuse(e, "kind", err, _("a key is of the kind person, device, log or label"));
    if (!role) return refuse(e, "role", err, _("a short text is expected"));
    if (!org) return refuse(e, "org", err, _("a short text is expected"));
    if (!name) return refuse(e, "name", err, _("a short text is expected"));
    if (ret->kind == LEDGER_KEY_LOG && (!*name || name[strcspn(name, " \t\n\r+")]))
        return refuse(e, "name", err,
                      _("the key of a log has its origin as name, without blanks and +"));
    ledger_key_id(ret->public_key, ret->id);
    copy_text(ret->role, role);
    copy_text(ret->org, org);
    copy_text(ret->name, name);
    return OK;
}

static Status apply_enrolled(Store *store, const LedgerEvent *e, Err *err) {
    LedgerKey key, standing;
    Err absent;
    Status s = read_enrolled(e, &key, err);
    if (s == OK) s = may_enrol(store, e, &key, err);
    if (s != OK) return s;
    s = ledger_key(store, e->scope, key.id, &standing, &absent);
    if (s == OK)
        return refuse(e, "public", err,
                      standing.revoked_seq ? _("this key was revoked, and does not come back")
                                           : _("this key is enrolled already"));
    if (s != ERR_ABSENT) return s;
    return store_run(store, err, SQL_LEDGER_KEY_ADD, "ttbtttti", e->scope, key.id,
                     (Bytes){key.public_key, sizeof key.public_key}, ledger_key_kind_name(key.kind),
                     key.role, key.org, key.name, e->seq);
}

static Status check_last(Store *store, const LedgerEvent *e, const LedgerKey *key, Err *err) {
    bool other = true;
    bool operates = key->kind == LEDGER_KEY_PERSON && strcmp(key->role, LEDGER_OPERATOR) == 0;
    Status s = OK;
    if (operates) s = any_row(store, SQL_LEDGER_KEY_OTHER_OPERATOR, e->scope, key->id, &other, err);
    if (s != OK || other) return s;
    refuse(e, "key", err, _("this is the last operator's key: nobody could enrol keys any more"));
    err_advise(err, "%s", _("enrol another operator first"));
    return ERR_INPUT;
}

static Status apply_revoked(Store *store, const LedgerEvent *e, Err *err) {
    const char *id = text_of(e, "key"), *reason = text_of(e, "reason");
    const char *since = short_text(e, "since");
    int64_t ms;
    LedgerKey key;
    if (!id) return refuse(e, "key", err, _("the id of a key is expected"));
    if (!reason || !*reason || strlen(reason) > REASON_BYTES_MAX)
        return refuse(e, "reason", err, _("a reason is expected"));
    if (!since || (*since && !time_parse_utc(since, &ms)))
        return refuse(e, "since", err, _("the time must be of the form 2024-02-09T03:00:00.000Z"));
    Status s = may_manage(store, e, err);
    if (s == OK) s = ledger_key(store, e->scope, id, &key, err);
    if (s == ERR_ABSENT) return err ? err->status = ERR_INPUT : ERR_INPUT;
    if (s == OK && key.revoked_seq) return refuse(e, "key", err, _("this key is revoked already"));
    if (s == OK) s = check_last(store, e, &key, err);
    if (s != OK) return s;
    return store_run(store, err, SQL_LEDGER_KEY_REVOKE, "ttitt", e->scope, id, e->seq, reason,
                     *since ? since : NULL);
}

const LedgerType LEDGER_OWN_TYPES[] = {
    {"key.enrolled", 1, LEDGER_PUBLIC, apply_enrolled, NULL, true},
    {"key.revoked", 1, LEDGER_PUBLIC, apply_revoked, NULL, true},
};
const size_t LEDGER_OWN_TYPE_COUNT = COUNT_OF(LEDGER_OWN_TYPES);

/* ---------------------------------------------------------------- stating */

static Status check_signer(const Ledger *ledger, Err *err) {
    if (ledger->signer) return OK;
    err_set(err, ERR_INPUT, "%s", _("keys are enrolled and revoked by an operator's signature"));
    err_advise(err, "%s", _("give the operator's key: --key FILE"));
    return ERR_INPUT;
}

static void put_text(json_t *body, const char *field, const char *text) {
    if (text && *text) json_object_set_new(body, field, json_string(text));
}

static Status enrol(Ledger *ledger, const char *scope, const LedgerEnrolment *e, LedgerReceipt *ret,
                    Err *err) {
    char public_key[LEDGER_BASE64_MAX], withheld[LEDGER_WITHHELD_BYTES];
    const char *name = e->name && *e->name ? e->name : NULL;
    ledger_base64(e->public_key, sizeof e->public_key, public_key);
    if (name && e->kind != LEDGER_KEY_LOG) {
        Status s = ledger_withhold(ledger, name, withheld, err);
        if (s != OK) return s;
        name = withheld;
    }
    json_t *body =
        json_pack("{s:s, s:s}", "public", public_key, "kind", ledger_key_kind_name(e->kind));
    put_text(body, "role", e->role);
    put_text(body, "org", e->org);
    put_text(body, "name", name);
    return ledger_state(ledger, scope, "key.enrolled", NULL, body, ret, err);
}

/* The withheld name and the event that names its commitment stand together or not at all. */
Status ledger_enrol(Ledger *ledger, const char *scope, const LedgerEnrolment *enrolment,
                    LedgerReceipt *ret, Err *err) {
    Status s = check_signer(ledger, err);
    bool own = !store_in_transaction(ledger->store);
    LedgerReceipt receipt;
    if (s == OK) s = own ? store_begin(ledger->store, err) : store_part_begin(ledger->store, err);
    if (s != OK) return s;
    s = enrol(ledger, scope, enrolment, &receipt, err);
    if (s == OK)
        s = own ? store_commit(ledger->store, err) : store_part_end(ledger->store, err);
    else if (own)
        store_rollback(ledger->store);
    else
        store_part_undo(ledger->store);
    if (s == OK) *ret = receipt;
    return s;
}

Status ledger_revoke(Ledger *ledger, const char *scope, const char *key, const char *reason,
                     const char *since, LedgerReceipt *ret, Err *err) {
    Status s = check_signer(ledger, err);
    if (s != OK) return s;
    json_t *body = json_pack("{s:s, s:s}", "key", key, "reason", reason);
    put_text(body, "since", since);
    return ledger_state(ledger, scope, "key.revoked", NULL, body, ret, err);
}
