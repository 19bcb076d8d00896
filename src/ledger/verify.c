// SPDX-License-Identifier: Apache-2.0
/* The whole record, looked through in one pass: rows are read in chunks; what needs no order
 * (parsing, hashing, signatures of keys that were met) is done by all threads; then the chunk is
 * followed in order: numbers, tree, checkpoints, replay. A finding is no failure: the pass goes on
 * and shows all of them. */
#include "ledger/ledger_int.h"

#include <inttypes.h>
#include <string.h>

#include "ledger_sql.h"

#define CHUNK_ROWS 2048
#define CHUNK_BYTES (8 * MIB) /* of events; a single one may be larger */
#define CHUNK_ARENA_BYTES (4 * LEDGER_EVENT_BYTES_MAX)
#define GROUP_ROWS 64 /* rows that one thread takes at once */

typedef struct Item {
    LedgerRow row;
    LedgerParsed parsed;
    bool readable;
    LedgerLeaf leaf;
    Sha256 hash;
} Item;

/* A scope on its way: its tree, and the checkpoints still to be met. */
typedef struct Scope {
    const char *name;
    int64_t seq; /* of the last row */
    bool broken; /* a number was missing: nothing can be said of the tree from there */
    TlogEdge edge;
    struct {
        int n;
        int64_t tiles; /* full ones before */
        Sha256 hash[TLOG_TILE_WIDTH];
    } level[TLOG_TILE_LEVELS];
    VEC(LedgerCheckpoint) checkpoints;
    VEC(TlogCheckpoint) held;
    size_t next; /* checkpoint */
} Scope;

typedef struct Pass {
    Ledger *ledger;
    Arena *arena; /* of the findings */
    LedgerDepth depth;
    const Progress *progress;
    int64_t total;
    Store *fresh; /* NULL where nothing is replayed */
    Arena *chunk;
    Item *items;
    size_t n, bytes;
    Scope scope;
    LedgerVerification found;
    VEC(LedgerFault) faults;
    bool *held_known; /* for each held note: a log of this record signed it */
} Pass;

/* ---------------------------------------------------------------- findings */

static void found(Pass *p, const LedgerRow *row, const char *text) {
    p->found.fault_total++;
    if (p->faults.n >= LEDGER_FAULTS_MAX) return;
    LedgerFault f = {.scope = p->scope.name, .text = arena_str(p->arena, text)};
    if (row) {
        f.seq = row->seq;
        f.id = arena_str(p->arena, row->id);
        f.type = arena_str(p->arena, row->type);
    }
    vec_push(p->arena, &p->faults, f);
}

/* ---------------------------------------------------------------- what needs no order */

static void look_at(Pass *p, Item *i) {
    Err why;
    i->leaf = ledger_row_leaf(&i->row);
    i->readable = !p->depth.replay || ledger_row_parse(p->ledger, &i->row, &i->parsed, &why) == OK;
    if (p->depth.tree && i->row.commitment.n == sizeof(Sha256))
        ledger_leaf_of(i->row.scope, i->row.seq, (const Sha256 *)i->row.commitment.at, NULL,
                       &i->hash);
    if (p->depth.replay && i->readable)
        ledger_verify_ahead(p->ledger, &i->parsed, i->row.canonical);
}

static void look_at_group(void *ctx, size_t group) {
    Pass *p = ctx;
    size_t end = (group + 1) * GROUP_ROWS < p->n ? (group + 1) * GROUP_ROWS : p->n;
    for (size_t i = group * GROUP_ROWS; i < end; i++) look_at(p, &p->items[i]);
}

/* ---------------------------------------------------------------- the tree */

static Status check_tile(Pass *p, int level, const Sha256 *root, Err *err) {
    Scope *s = &p->scope;
    StoreStmt *q;
    Status status = store_prepare(p->ledger->store, SQL_LEDGER_TILE_WHOLE, &q, err);
    if (status != OK) return status;
    store_bind_text(q, 1, s->name);
    store_bind_int(q, 2, level);
    store_bind_int(q, 3, s->level[level].tiles);
    bool there = false;
    status = store_step(q, &there, err);
    if (status == OK && there) {
        Bytes hashes = store_bytes(q, 0), stored = store_bytes(q, 1);
        bool same = hashes.n == TLOG_TILE_BYTES && stored.n == sizeof *root &&
                    memcmp(hashes.at, s->level[level].hash, hashes.n) == 0 &&
                    memcmp(stored.at, root, sizeof *root) == 0;
        char path[TLOG_TILE_PATH_BYTES];
        tlog_tile_path((TlogTile){level, s->level[level].tiles, TLOG_TILE_WIDTH}, path);
        if (!same)
            found(p, NULL,
                  arena_printf(p->arena, _("%s of the tree is not what the leaves give"), path));
        p->found.tiles++;
    }
    store_finish(q);
    return status;
}

static Status into_tiles(Pass *p, Sha256 hash, Err *err) {
    Status s = OK;
    for (int level = 0; level < TLOG_TILE_LEVELS && s == OK; level++) {
        p->scope.level[level].hash[p->scope.level[level].n++] = hash;
        if (p->scope.level[level].n < TLOG_TILE_WIDTH) break;
        hash = tlog_root(p->scope.level[level].hash, TLOG_TILE_WIDTH);
        s = check_tile(p, level, &hash, err);
        p->scope.level[level].n = 0;
        p->scope.level[level].tiles++;
    }
    return s;
}

static void check_roots(Pass *p) {
    Scope *s = &p->scope;
    Sha256 root = {0};
    bool known = false;
    for (; s->next < s->checkpoints.n && s->checkpoints.at[s->next].size <= s->edge.size;
         s->next++) {
        root = known ? root : tlog_edge_root(&s->edge);
        known = true;
        if (s->checkpoints.at[s->next].size == s->edge.size &&
            memcmp(root.b, s->checkpoints.at[s->next].root.b, sizeof root.b) != 0)
            found(p, NULL,
                  arena_printf(p->arena,
                               _("the first %" PRId64
                                 " events are not those over which the checkpoint was signed"),
                               s->edge.size));
    }
    for (size_t i = 0; i < s->held.n; i++)
        if (s->held.at[i].size == s->edge.size) {
            root = known ? root : tlog_edge_root(&s->edge);
            known = true;
            if (memcmp(root.b, s->held.at[i].root.b, sizeof root.b) != 0)
                found(p, NULL,
                      arena_printf(p->arena,
                                   _("the first %" PRId64
                                     " events are not those of a checkpoint that others hold"),
                                   s->edge.size));
        }
}

static Status follow_tree(Pass *p, const Item *i, Err *err) {
    if (!p->depth.tree || p->scope.broken) return OK;
    Sha256 made[TLOG_LEVELS];
    tlog_append(&p->scope.edge, &i->hash, made);
    Status s = into_tiles(p, i->hash, err);
    if (s == OK) check_roots(p);
    return s;
}

/* ---------------------------------------------------------------- a scope, from begin to end */

static bool take_checkpoint(void *ctx, const LedgerCheckpoint *c) {
    Pass *p = ctx;
    vec_push(p->arena, &p->scope.checkpoints, *c);
    return true;
}

static const char *reason_of(Pass *p, const char *what, const Err *why) {
    return arena_printf(p->arena, "%s: %s", what, why->text);
}

/* A note that others hold is of one log; the other scopes of a database do not know it. */
static void take_held(Pass *p, const TlogKey *keys, size_t key_count) {
    for (size_t i = 0; i < p->depth.held_count; i++) {
        TlogNote note;
        TlogCheckpoint c;
        Err why;
        Status s = tlog_note_open(p->arena, p->depth.held[i], keys, key_count, &note, &why);
        if (s == OK) s = tlog_checkpoint_parse(note.text, &c, &why);
        if (s == OK) vec_push(p->arena, &p->scope.held, c);
        p->held_known[i] |= s == OK;
    }
}

static void check_unknown(Pass *p) {
    p->scope.name = "";
    for (size_t i = 0; p->depth.tree && i < p->depth.held_count; i++)
        if (!p->held_known[i])
            found(p, NULL, _("a checkpoint that others hold is not of this log"));
}

static void check_note(Pass *p, const LedgerCheckpoint *c, const TlogKey *keys, size_t key_count) {
    TlogNote note;
    TlogVerdict verdict;
    Err why = {0};
    const char *what = arena_printf(p->arena, _("the checkpoint over %" PRId64 " events"), c->size);
    p->found.checkpoints++;
    if (c->note.n == 0)
        found(p, NULL, arena_printf(p->arena, _("%s cannot be read"), what));
    else if (tlog_note_open(p->arena, c->note, keys, key_count, &note, &why) != OK)
        found(p, NULL, reason_of(p, what, &why));
    if (!p->depth.policy || c->note.n == 0) return;
    if (tlog_policy_judge(p->arena, p->depth.policy, c->note, &verdict, &why) != OK) {
        found(p, NULL, reason_of(p, what, &why));
        return;
    }
    for (int i = 0; i < p->depth.policy->party_count; i++)
        p->found.cosignatures += verdict.seen_s[i] > 0;
}

static Status begin_scope(Pass *p, const char *name, Err *err) {
    memset(&p->scope, 0, sizeof p->scope);
    p->scope.name = arena_str(p->arena, name);
    if (!p->depth.tree) return OK;
    const TlogKey *keys;
    size_t key_count;
    Status s = ledger_each_checkpoint(p->ledger->store, p->arena, name, take_checkpoint, p, err);
    if (s == OK) s = ledger_log_keys(p->ledger->store, p->arena, name, &keys, &key_count, err);
    if (s != OK) return s;
    for (size_t i = 0; i < p->scope.checkpoints.n; i++)
        check_note(p, &p->scope.checkpoints.at[i], keys, key_count);
    take_held(p, keys, key_count);
    return OK;
}

static void missing(Pass *p, int64_t from, int64_t to) {
    p->found.replay.events_missing += to - from + 1;
    p->scope.broken = true;
    found(p, NULL,
          from == to ? arena_printf(p->arena, _("event %" PRId64 " is missing"), from)
                     : arena_printf(p->arena, _("events %" PRId64 " to %" PRId64 " are missing"),
                                    from, to));
}

static void check_beyond(Pass *p, int64_t size, const char *text) {
    if (size > p->scope.seq) found(p, NULL, arena_printf(p->arena, tr(text), size, p->scope.seq));
}

static Status tiles_beyond(Pass *p, Err *err) {
    Status s = OK;
    for (int level = 0; level < TLOG_TILE_LEVELS && s == OK; level++) {
        StoreStmt *q;
        s = store_prepare(p->ledger->store, SQL_LEDGER_TILE_BEYOND, &q, err);
        if (s != OK) return s;
        store_bind_text(q, 1, p->scope.name);
        store_bind_int(q, 2, level);
        store_bind_int(q, 3, p->scope.level[level].tiles);
        bool row = false;
        s = store_step(q, &row, err);
        if (s == OK && row && store_int(q, 0) > 0 && !p->scope.broken)
            found(p, NULL, _("the tree reaches beyond the events"));
        store_finish(q);
    }
    return s;
}

static Status end_scope(Pass *p, Err *err) {
    if (!p->scope.name) return OK;
    int64_t said = ledger_size(p->ledger, p->scope.name);
    if (said > p->scope.seq) missing(p, p->scope.seq + 1, said);
    if (said < p->scope.seq)
        found(p, NULL,
              arena_printf(p->arena,
                           _("the record says that it has %" PRId64 " events, and has %" PRId64),
                           said, p->scope.seq));
    if (!p->depth.tree) return OK;
    Scope *s = &p->scope;
    for (; s->next < s->checkpoints.n; s->next++)
        check_beyond(p, s->checkpoints.at[s->next].size,
                     N_("a checkpoint over %" PRId64 " events was signed, but the record ends at "
                        "%" PRId64));
    for (size_t i = 0; i < s->held.n; i++)
        check_beyond(p, s->held.at[i].size,
                     N_("others hold a checkpoint over %" PRId64 " events, but the record ends at "
                        "%" PRId64));
    return tiles_beyond(p, err);
}

/* ---------------------------------------------------------------- in order */

static Status replay_item(Pass *p, Item *i, Err *err) {
    Err why;
    LedgerReplay *r = &p->found.replay;
    if (i->parsed.event.key) r->signatures++;
    Status s = ledger_signature_check(p->ledger, p->fresh, &i->parsed, i->row.canonical, &why);
    if (s != OK) {
        r->signatures_wrong++;
        found(p, &i->row, why.text);
        return OK;
    }
    s = store_part_begin(p->fresh, err);
    if (s != OK) return s;
    if (ledger_apply(&i->parsed, p->fresh, &why) == OK) return store_part_end(p->fresh, err);
    store_part_undo(p->fresh);
    r->events_refused++;
    found(p, &i->row, reason_of(p, _("it is no longer accepted"), &why));
    return OK;
}

static Status follow(Pass *p, Item *i, Err *err) {
    LedgerReplay *r = &p->found.replay;
    Status s = OK;
    if (!p->scope.name || strcmp(p->scope.name, i->row.scope) != 0) {
        s = end_scope(p, err);
        if (s == OK) s = begin_scope(p, i->row.scope, err);
    }
    if (s != OK) return s;
    if (i->row.seq > p->scope.seq + 1) missing(p, p->scope.seq + 1, i->row.seq - 1);
    p->scope.seq = i->row.seq;
    r->events++;
    if (i->leaf == LEDGER_LEAF_UNKNOWN) r->salts_missing++;
    if (i->leaf == LEDGER_LEAF_WRONG || !i->readable) {
        r->leaves_wrong++;
        found(p, &i->row,
              i->leaf == LEDGER_LEAF_WRONG
                  ? _("it is not what its leaf commits to: text, salt or commitment was changed")
                  : _("it is no event of the form, or stands under another id, type or time"));
    }
    s = follow_tree(p, i, err);
    if (s == OK && p->fresh && i->readable) s = replay_item(p, i, err);
    progress_step(p->progress, _("looking through the record"), r->events, p->total);
    return s;
}

/* ---------------------------------------------------------------- chunks */

static Status work_off(Pass *p, Err *err) {
    Status s = OK;
    work_run(p->depth.threads, (p->n + GROUP_ROWS - 1) / GROUP_ROWS, look_at_group, p);
    for (size_t i = 0; i < p->n; i++) {
        if (s == OK) s = follow(p, &p->items[i], err);
        ledger_parsed_done(&p->items[i].parsed);
    }
    arena_free(p->chunk);
    p->chunk = NULL;
    p->n = p->bytes = 0;
    return s;
}

static Bytes keep(Pass *p, Bytes b) {
    return (Bytes){(uint8_t *)arena_strn(p->chunk, (const char *)b.at, b.n), b.n};
}

static Status take_row(void *ctx, const LedgerRow *row, Err *err) {
    Pass *p = ctx;
    bool full = p->n == CHUNK_ROWS || (p->n && p->bytes + row->canonical.n > CHUNK_BYTES);
    Status s = full ? work_off(p, err) : OK;
    if (s != OK) return s;
    if (!p->chunk) {
        p->chunk = arena_new(&p->ledger->env, CHUNK_ARENA_BYTES);
        p->items = ARENA_ARRAY(p->chunk, Item, CHUNK_ROWS);
    }
    Item *i = &p->items[p->n++];
    i->row = (LedgerRow){.scope = arena_str(p->chunk, row->scope),
                         .id = arena_str(p->chunk, row->id),
                         .type = arena_str(p->chunk, row->type),
                         .time = arena_str(p->chunk, row->time),
                         .seq = row->seq,
                         .commitment = keep(p, row->commitment),
                         .canonical = keep(p, row->canonical),
                         .salt = keep(p, row->salt)};
    p->bytes += row->canonical.n;
    return OK;
}

/* ---------------------------------------------------------------- the whole */

static Status emptied_scopes(Pass *p, Err *err) {
    StoreStmt *q;
    Status s = store_prepare(p->ledger->store, SQL_LEDGER_SCOPE_EMPTIED, &q, err);
    if (s != OK) return s;
    bool row = false;
    while ((s = store_step(q, &row, err)) == OK && row) {
        memset(&p->scope, 0, sizeof p->scope);
        p->scope.name = arena_str(p->arena, store_text(q, 0));
        missing(p, 1, store_int(q, 1));
    }
    store_finish(q);
    return s;
}

static Status compare_views(Pass *p, Err *err) {
    LedgerReplay *r = &p->found.replay;
    Status s = store_commit(p->fresh, err);
    if (s == OK) s = ledger_views_compare(p->ledger->store, p->fresh, p->arena, r, err);
    for (size_t i = 0; s == OK && i < r->difference_count; i++)
        found(p, NULL,
              arena_printf(p->arena, _("the view %s is not what the events say"),
                           r->differences[i].table));
    return s;
}

static Status pass_through(Pass *p, Err *err) {
    Status s = OK;
    if (p->fresh) {
        store_borrow_log(p->fresh, p->ledger->store);
        s = store_begin(p->fresh, err);
    }
    p->total = ledger_size(p->ledger, NULL);
    if (s == OK) s = ledger_rows(p->ledger->store, NULL, 0, INT64_MAX, take_row, p, err);
    if (s == OK && p->n) s = work_off(p, err);
    if (s == OK) s = end_scope(p, err);
    if (s == OK) s = emptied_scopes(p, err);
    if (s == OK) check_unknown(p);
    if (s == OK && p->fresh) s = compare_views(p, err);
    for (size_t i = 0; p->chunk && i < p->n; i++) ledger_parsed_done(&p->items[i].parsed);
    arena_free(p->chunk);
    return s;
}

Status ledger_verify(Ledger *ledger, Arena *arena, LedgerDepth depth, const Progress *progress,
                     LedgerVerification *ret, Err *err) {
    Store *live = ledger->store;
    size_t count;
    const StoreModule *modules = store_modules(live, &count);
    Pass *p = ARENA_NEW(arena, Pass);
    *p = (Pass){.ledger = ledger, .arena = arena, .depth = depth, .progress = progress};
    p->held_known = ARENA_ARRAY(arena, bool, depth.held_count);
    Status s = OK;
    if (depth.replay)
        s = store_open(&ledger->env, ":memory:", STORE_CREATE, modules, count, &p->fresh, NULL,
                       err);
    if (s != OK) return s;
    bool own = !store_in_transaction(live); /* one state of log and views, whoever writes on */
    if (own) s = store_begin(live, err);
    if (s == OK) s = pass_through(p, err);
    if (own) store_rollback(live);
    store_close(p->fresh);
    if (s != OK) return s;
    p->found.faults = p->faults.at;
    p->found.fault_count = p->faults.n;
    *ret = p->found;
    return OK;
}
