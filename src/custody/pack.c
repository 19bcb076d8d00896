// SPDX-License-Identifier: Apache-2.0
/* Packing by scan: one kit at a time, and nothing into it that does not belong. */
#include "custody/custody_int.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "custody_sql.h"

struct CustodyPacking {
    Ledger *ledger;
    Store *store;
    Arena *arena;
    const ElectionRegency *regency;
    const ElectionNeeds *needs;
    CustodyStatement like;
    CustodySeals *batches;
    size_t batch_count;
    VEC(const char *) used; /* seals on other units */
    CustodyKit kit;         /* unit NULL = none is open */
    const char *seals[CUSTODY_SEALS_MAX];
    size_t seal_count;
};

static Status collect_used(CustodyPacking *p, Err *err) {
    CustodyChain *chains;
    size_t n;
    Status s = custody_chains(p->store, p->arena, p->regency->scope, NULL, &chains, &n, err);
    for (size_t i = 0; s == OK && i < n; i++)
        for (size_t k = 0; k < chains[i].count; k++) {
            const CustodyLink *l = &chains[i].links[k];
            if (l->act != CUSTODY_DO_PACK && l->act != CUSTODY_DO_RESEAL) continue;
            for (size_t m = 0; m < l->seal_count; m++) vec_push(p->arena, &p->used, l->seals[m]);
        }
    return s;
}

Status custody_packing(Ledger *ledger, Store *store, Arena *arena, const ElectionRegency *regency,
                       const ElectionNeeds *needs, const CustodyStatement *like,
                       CustodyPacking **ret, Err *err) {
    CustodyPacking *p = ARENA_NEW(arena, CustodyPacking);
    *p = (CustodyPacking){.ledger = ledger,
                          .store = store,
                          .arena = arena,
                          .regency = regency,
                          .needs = needs,
                          .like = *like};
    p->like.act = CUSTODY_DO_PACK;
    Status s =
        custody_seal_batches(store, arena, regency->scope, &p->batches, &p->batch_count, err);
    if (s == OK) s = collect_used(p, err);
    if (s == OK) *ret = p;
    return s;
}

const CustodyKit *custody_pack_open(const CustodyPacking *p) {
    return p->kit.unit ? &p->kit : NULL;
}

static const char *name_of(CustodyPacking *p, const CustodyUnit *unit) {
    return custody_unit_name(p->arena, p->regency, unit);
}

static void answer(CustodyPacking *p, CustodyPackAnswer *ret, CustodyPackStep step,
                   const char *text) {
    *ret = (CustodyPackAnswer){.step = step, .code = p->kit.unit->code, .text = text};
}

/* ---------------------------------------------------------------- opening */

static Status may_pack(CustodyPacking *p, const CustodyUnit *unit, Err *err) {
    CustodyChain chain;
    Status s = custody_chain(p->store, p->arena, p->regency->scope, unit->code, &chain, err);
    if (s != OK) return s;
    bool legal;
    custody_next(chain.state, CUSTODY_DO_PACK, true, false, &legal);
    if (legal && chain.state != CUSTODY_PACKED) return OK;
    err_set(err, ERR_INPUT, _("%s is packed already: %s"), name_of(p, unit),
            custody_state_word(chain.state));
    err_advise(err, "%s", _("to pack it again: hantar scan --action open --purpose repack"));
    return ERR_INPUT;
}

static Status open_kit(CustodyPacking *p, const CustodyUnit *unit, CustodyPackAnswer *ret,
                       Err *err) {
    Status s = may_pack(p, unit, err);
    if (s != OK) return s;
    CustodyUnit *own = ARENA_NEW(p->arena, CustodyUnit);
    *own = *unit;
    custody_kit(p->arena, p->regency, p->needs, own, &p->kit);
    p->seal_count = 0;
    answer(p, ret, CUSTODY_PACK_OPENED,
           arena_printf(p->arena, _("%s: %zu kinds of goods"), name_of(p, own), p->kit.count));
    return OK;
}

/* A second unit while one is open: which mistake it is depends on what it is. */
static Status wrong_unit(CustodyPacking *p, const CustodyUnit *unit, Err *err) {
    const CustodyUnit *open = p->kit.unit;
    if (!str_eq(unit->place, open->place))
        err_set(err, ERR_INPUT, _("%s is of another place than the open kit, %s"), name_of(p, unit),
                name_of(p, open));
    else if (!str_eq(unit->contest, open->contest))
        err_set(err, ERR_INPUT, _("%s is of another contest than the open kit, %s"),
                name_of(p, unit), name_of(p, open));
    else
        err_set(err, ERR_INPUT, _("the kit of %s is still open"), name_of(p, open));
    err_advise(err, "%s", _("close the open kit first, or drop it"));
    return ERR_INPUT;
}

/* ---------------------------------------------------------------- counting */

static Status none_open(Err *err) {
    err_set(err, ERR_INPUT, "%s", _("no kit is open"));
    err_advise(err, "%s", _("scan the box or the set first"));
    return ERR_INPUT;
}

static Status count_line(CustodyPacking *p, CustodyKitLine *l, int64_t n, const char *carton,
                         CustodyPackAnswer *ret, Err *err) {
    const char *item = election_text(p->regency->rules.items[l->item].name);
    if (n > l->expected) {
        err_set(err, ERR_INPUT, _("%s %s are more than the %s that belong here"),
                int_group(p->arena, n), item, int_group(p->arena, l->expected));
        err_advise(err, "%s", _("take the rest out and count again"));
        return ERR_INPUT;
    }
    l->packed = n;
    l->carton = carton;
    answer(p, ret, CUSTODY_PACK_COUNTED,
           arena_printf(p->arena, _("%s: %s of %s"), item, int_group(p->arena, n),
                        int_group(p->arena, l->expected)));
    return OK;
}

static bool named(CustodyPacking *p, const CustodyKitLine *l, const char *key) {
    const ElectionItem *of = &p->regency->rules.items[l->item];
    return str_eq(str_key(p->arena, of->id), key) || str_eq(str_key(p->arena, of->name.id), key) ||
           str_eq(str_key(p->arena, of->name.en), key);
}

/* Where an item stands once for each contest, one count after the other. */
static CustodyKitLine *find_line(CustodyPacking *p, const char *item) {
    const char *key = str_key(p->arena, item);
    CustodyKitLine *counted = NULL;
    for (size_t i = 0; i < p->kit.count; i++) {
        CustodyKitLine *l = &p->kit.lines[i];
        if (!named(p, l, key)) continue;
        if (l->packed < 0) return l;
        if (!counted) counted = l;
    }
    return counted;
}

static Status count_item(CustodyPacking *p, const char *item, int64_t n, CustodyPackAnswer *ret,
                         Err *err) {
    if (!p->kit.unit) return none_open(err);
    CustodyKitLine *l = find_line(p, item);
    if (l) return count_line(p, l, n, NULL, ret, err);
    err_set(err, ERR_INPUT, _("%.60s does not belong into %s"), item, name_of(p, p->kit.unit));
    err_advise(err, "%s", _("hantar pack --list shows what does"));
    return ERR_INPUT;
}

static Status taken_from(CustodyPacking *p, const char *carton, int64_t *ret, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(p->store, SQL_CUSTODY_CARTON_TAKEN, &q, err);
    if (s != OK) return s;
    bool row = false;
    store_bind_text(q, 1, p->regency->scope);
    store_bind_text(q, 2, carton);
    s = store_step(q, &row, err);
    if (s == OK) *ret = row ? store_int(q, 0) : 0;
    store_finish(q);
    return s;
}

static Status take_carton(CustodyPacking *p, const CustodyUnit *carton, int64_t n,
                          CustodyPackAnswer *ret, Err *err) {
    int64_t taken;
    if (!p->kit.unit) return none_open(err);
    if (carton->contest && !str_eq(carton->contest, p->kit.unit->contest))
        return wrong_unit(p,
                          &(CustodyUnit){.number = carton->number,
                                         .code = carton->code,
                                         .place = p->kit.unit->place,
                                         .contest = carton->contest},
                          err);
    CustodyKitLine *l = find_line(p, carton->item ? carton->item : "ballot");
    if (!l)
        return err_set(err, ERR_INPUT, _("what carton %d holds does not belong into %s"),
                       carton->number.serial, name_of(p, p->kit.unit));
    if (n < 0) n = l->expected;
    Status s = taken_from(p, carton->code, &taken, err);
    if (s != OK) return s;
    if (taken + n > carton->holds)
        return err_set(err, ERR_INPUT,
                       _("carton %d holds %" PRId64 ", and %" PRId64 " were taken already"),
                       carton->number.serial, carton->holds, taken);
    return count_line(p, l, n, carton->code, ret, err);
}

static Status count_all(CustodyPacking *p, CustodyPackAnswer *ret, Err *err) {
    if (!p->kit.unit) return none_open(err);
    for (size_t i = 0; i < p->kit.count; i++)
        if (p->kit.lines[i].packed < 0) p->kit.lines[i].packed = p->kit.lines[i].expected;
    answer(p, ret, CUSTODY_PACK_COUNTED, _("everything else is in it as listed"));
    return OK;
}

/* ---------------------------------------------------------------- sealing */

static Status put_seal(CustodyPacking *p, const char *seal, CustodyPackAnswer *ret, Err *err) {
    if (!p->kit.unit) return none_open(err);
    if (p->batch_count && !custody_seal_batch(p->batches, p->batch_count, seal)) {
        err_set(err, ERR_INPUT, _("seal %s is of no registered batch"), seal);
        err_advise(err, "%s",
                   _("register the batch: hantar units --seals FIRST-LAST --batch NAME"));
        return ERR_INPUT;
    }
    for (size_t i = 0; i < p->seal_count; i++)
        if (str_eq(p->seals[i], seal))
            return err_set(err, ERR_INPUT, _("seal %s is on it already"), seal);
    for (size_t i = 0; i < p->used.n; i++)
        if (str_eq(p->used.at[i], seal))
            return err_set(err, ERR_INPUT, _("seal %s was used on another unit"), seal);
    if (p->seal_count == CUSTODY_SEALS_MAX)
        return err_set(err, ERR_INPUT, _("more than %d seals on one item"), CUSTODY_SEALS_MAX);
    p->seals[p->seal_count++] = arena_str(p->arena, seal);
    answer(p, ret, CUSTODY_PACK_SEALED, arena_printf(p->arena, _("seal %s"), seal));
    return OK;
}

/* ---------------------------------------------------------------- closing */

static json_t *kit_json(const CustodyPacking *p, int64_t at_ms) {
    char day[16];
    day_format((int32_t)((at_ms / 1000 + (int64_t)p->regency->zone_min * 60) / 86400), day);
    json_t *lines = json_array();
    for (size_t i = 0; i < p->kit.count; i++) {
        const CustodyKitLine *l = &p->kit.lines[i];
        const ElectionRules *rules = &p->regency->rules;
        json_t *line = json_pack("{s:s, s:I, s:I}", "item", rules->items[l->item].id, "expected",
                                 l->expected, "packed", l->packed < 0 ? 0 : l->packed);
        if (l->contest >= 0)
            json_object_set_new(line, "contest", json_string(rules->contests[l->contest].id));
        if (l->carton) json_object_set_new(line, "carton", json_string(l->carton));
        json_array_append_new(lines, line);
    }
    return json_pack("{s:s, s:o}", "day", day, "lines", lines);
}

static Status check_complete(CustodyPacking *p, const char *reason, Err *err) {
    const char *lack = custody_kit_lack(p->arena, p->regency, &p->kit);
    bool unsealed = p->kit.unit->number.kind == CUSTODY_BOX && p->seal_count == 0;
    if (reason || (!*lack && !unsealed)) return OK;
    err_set(err, ERR_INPUT, _("%s is not complete: %.300s%s%s"), name_of(p, p->kit.unit), lack,
            *lack && unsealed ? "; " : "", unsealed ? _("no seal") : "");
    err_advise(err, "%s", _("add what is missing, or close it with the reason: close ! REASON"));
    return ERR_INPUT;
}

static Status close_kit(CustodyPacking *p, const char *reason, int64_t now_ms,
                        CustodyPackAnswer *ret, Err *err) {
    if (!p->kit.unit) return none_open(err);
    Status s = check_complete(p, reason, err);
    if (s != OK) return s;
    CustodyStatement st = p->like;
    LedgerReceipt receipt;
    bool existed;
    Lang lang = lang_in_use();
    if (!st.at_stated) st.at_ms = now_ms;
    st.item = p->kit.unit->code;
    lang_use(LANG_ID);
    st.called = name_of(p, p->kit.unit);
    lang_use(lang);
    st.seals = p->seals;
    st.seal_count = p->seal_count;
    st.exception = reason;
    st.source = "scan";
    st.kit = kit_json(p, st.at_ms);
    s = custody_state_item(p->ledger, p->store, p->arena, p->regency->scope, &st, &receipt,
                           &existed, err);
    json_decref(st.kit);
    if (s != OK) return s;
    for (size_t i = 0; i < p->seal_count; i++) vec_push(p->arena, &p->used, p->seals[i]);
    answer(p, ret, CUSTODY_PACK_CLOSED,
           arena_printf(p->arena, _("%s is packed, %zu seals"), name_of(p, p->kit.unit),
                        p->seal_count));
    ret->event = arena_str(p->arena, receipt.id);
    p->kit.unit = NULL;
    return OK;
}

static Status drop_kit(CustodyPacking *p, CustodyPackAnswer *ret, Err *err) {
    if (!p->kit.unit) return none_open(err);
    answer(p, ret, CUSTODY_PACK_DROPPED, _("nothing was said about it"));
    p->kit.unit = NULL;
    return OK;
}

/* ---------------------------------------------------------------- one line */

static Status unit_line(CustodyPacking *p, const CustodyScan *scan, int64_t count,
                        CustodyPackAnswer *ret, Err *err) {
    CustodyUnit unit;
    const char *scope = p->regency->scope;
    if (!str_eq(scan->number.scope, scope))
        return err_set(err, ERR_INPUT, _("%s is of another regency, %s"), scan->code,
                       scan->number.scope);
    Status s = custody_unit(p->store, p->arena, scope, scan->code, &unit, err);
    if (s == ERR_ABSENT) return err->status = ERR_INPUT;
    if (s != OK) return s;
    if (scan->has_label) {
        s = custody_label_check(p->store, scope, &scan->label, err);
        if (s != OK) return s == ERR_ABSENT ? err->status = ERR_INPUT : s;
    }
    if (unit.number.kind == CUSTODY_CARTON) return take_carton(p, &unit, count, ret, err);
    if (unit.number.kind == CUSTODY_CONTAINER)
        return err_set(err, ERR_INPUT, "%s", _("a container is loaded, not packed"));
    return p->kit.unit ? wrong_unit(p, &unit, err) : open_kit(p, &unit, ret, err);
}

/* The last word as a count, where it is one; the text before it is cut off there. */
static bool take_count(char *text, int64_t *ret) {
    char *space = strrchr(text, ' ');
    if (!space || !int_parse(space + 1, 0, INT64_C(1000000000), ret)) return false;
    while (space > text && space[-1] == ' ') space--;
    *space = 0;
    return true;
}

static bool is_word(const char *text, const char *english, const char *indonesian) {
    return str_eq(text, english) || str_eq(text, indonesian);
}

static const char *take_reason(char *text) {
    char *mark = strchr(text, '!');
    if (!mark) return NULL;
    *mark++ = 0;
    while (*mark == ' ') mark++;
    return *mark ? mark : NULL;
}

static char *trim(char *text) {
    while (*text == ' ' || *text == '\t') text++;
    size_t n = strlen(text);
    while (n && strchr(" \t\r\n", text[n - 1])) text[--n] = 0;
    return text;
}

Status custody_pack(CustodyPacking *p, const char *line, int64_t now_ms, CustodyPackAnswer *ret,
                    Err *err) {
    if (strlen(line) >= CUSTODY_LINE_BYTES_MAX || !utf8_valid(line, strlen(line)))
        return err_set(err, ERR_INPUT, "%s", _("this line is no scan"));
    char *text = arena_str(p->arena, line);
    const char *reason = take_reason(text);
    text = trim(text);
    if (is_word(text, "close", "tutup")) return close_kit(p, reason, now_ms, ret, err);
    if (is_word(text, "all", "semua")) return count_all(p, ret, err);
    if (is_word(text, "drop", "batal")) return drop_kit(p, ret, err);
    CustodyScan scan;
    char seal[CUSTODY_SEAL_BYTES];
    int64_t count = -1;
    Status s = custody_scan_read(p->arena, text, &scan, err);
    if (s != OK && take_count(text, &count)) {
        Err ignored;
        s = custody_scan_read(p->arena, text, &scan, &ignored);
        if (s != OK) return count_item(p, text, count, ret, err);
    }
    if (s == OK) return unit_line(p, &scan, count, ret, err);
    bool digits = strspn(text, "0123456789 .-") == strlen(text);
    bool registered =
        custody_seal_read(text, seal) && custody_seal_batch(p->batches, p->batch_count, seal);
    if (custody_is_label(text) || (digits && !registered)) return s;
    if (!custody_seal_read(text, seal))
        return err_set(err, ERR_INPUT, _("%.60s: neither a code, a seal, nor goods with a count"),
                       text);
    return put_seal(p, seal, ret, err);
}
