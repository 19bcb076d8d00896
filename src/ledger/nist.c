// SPDX-License-Identifier: Apache-2.0
/* The log as an election event log of NIST SP 1500-101: per device, here per key, its events. */
#include "ledger/ledger_int.h"

#include <inttypes.h>
#include <string.h>

typedef struct Entry {
    int64_t seq;
    const char *type, *role;
    char id[UUID_BYTES], time[25];
    Sha256 leaf;
    size_t next; /* of the same device, from 1; 0 = none */
} Entry;

typedef struct Device {
    const char *key; /* its id */
    size_t first, last;
} Device;

typedef struct Collecting {
    Arena *arena;
    VEC(Device) devices;
    VEC(Entry) entries; /* the first is none */
} Collecting;

static Device *device_of(Collecting *c, const char *key) {
    if (!key) key = "unsigned";
    for (size_t i = 0; i < c->devices.n; i++)
        if (str_eq(c->devices.at[i].key, key)) return &c->devices.at[i];
    vec_push(c->arena, &c->devices, ((Device){.key = arena_str(c->arena, key)}));
    return &c->devices.at[c->devices.n - 1];
}

static bool collect(void *ctx, const LedgerEvent *event, Bytes canonical, Sha256 leaf) {
    (void)canonical;
    Collecting *c = ctx;
    const char *role = json_string_value(json_object_get(event->actor, "role"));
    Entry e = {.seq = event->seq,
               .type = arena_str(c->arena, event->type),
               .role = role ? arena_str(c->arena, role) : NULL,
               .leaf = leaf};
    memcpy(e.id, event->id, sizeof e.id);
    snprintf(e.time, sizeof e.time, "%.24s", event->time);
    Device *device = device_of(c, event->key);
    size_t at = c->entries.n;
    vec_push(c->arena, &c->entries, e);
    if (device->first)
        c->entries.at[device->last].next = at;
    else
        device->first = at;
    device->last = at;
    return true;
}

/* What something is, is its type; which one it is stands in its details. */
static void put_entry(const Entry *e, JsonOut *out) {
    char text[32], hex[65];
    json_open(out, NULL, '{');
    json_put_str(out, "@type", "EventLogging.Event");
    snprintf(text, sizeof text, "%" PRId64, e->seq);
    json_put_str(out, "Sequence", text);
    json_put_str(out, "Id", e->id);
    json_put_str(out, "Type", e->type);
    json_put_str(out, "TimeStamp", e->time);
    json_put_str(out, "Disposition", "na"); /* something was stated; it cannot fail */
    hex_format(e->leaf.b, sizeof e->leaf.b, hex);
    json_put_str(out, "Hash", hex);
    if (e->role) json_put_str(out, "UserId", e->role);
    json_close(out, '}');
}

static void put_device(const Collecting *c, const Device *device, JsonOut *out) {
    json_open(out, NULL, '{');
    json_put_str(out, "@type", "EventLogging.Device");
    json_put_str(out, "Id", device->key);
    json_put_str(out, "Type", "ems");
    json_put_str(out, "HashType", "sha-256");
    json_put_str(out, "Details",
                 "Hash is that of the event's leaf in the transparency log: index Sequence - 1");
    json_open(out, "Event", '[');
    for (size_t i = device->first; i; i = c->entries.at[i].next) put_entry(&c->entries.at[i], out);
    json_close(out, ']');
    json_close(out, '}');
}

Status ledger_nist(Ledger *ledger, Arena *arena, const char *scope, const char *election,
                   const char *generated, JsonOut *out, Err *err) {
    Collecting c = {.arena = arena};
    vec_push(arena, &c.entries, (Entry){0});
    Status s = ledger_each(ledger, scope, 0, collect, &c, err);
    if (s != OK) return s;
    json_open(out, NULL, '{');
    json_put_str(out, "@type", "EventLogging.ElectionEventLog");
    json_put_str(out, "GeneratedTime", generated);
    json_put_str(out, "ElectionId", election);
    json_open(out, "Device", '[');
    for (size_t d = 0; d < c.devices.n; d++) put_device(&c, &c.devices.at[d], out);
    json_close(out, ']');
    json_close(out, '}');
    return OK;
}
