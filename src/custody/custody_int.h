// SPDX-License-Identifier: Apache-2.0
/* custody_int.h: what the files of this folder share. */
#ifndef HANTAR_CUSTODY_INT_H
#define HANTAR_CUSTODY_INT_H

#include "custody/custody.h"

/* The text of a key; NULL when it is none. */
const char *custody_text(const json_t *object, const char *key);
/* ERR_INPUT: an event of this type without a well-formed field. */
Status custody_malformed(const LedgerEvent *event, const char *field, Err *err);
bool custody_hash_fits(const char *hex);
/* Absent, or [lat_e7, lon_e7] on the globe. */
bool custody_point_fits(const json_t *point);

Status custody_apply_units(Store *store, const LedgerEvent *event, Err *err);
Status custody_apply_seals(Store *store, const LedgerEvent *event, Err *err);
/* Of a kit.packed event: what is in the unit, and the stock that it leaves. */
Status custody_apply_kit(Store *store, const LedgerEvent *event, const char *unit, const char *hash,
                         Err *err);
Status custody_apply_trip(Store *store, const LedgerEvent *event, Err *err);
Status custody_apply_revote(Store *store, const LedgerEvent *event, Err *err);
Status custody_apply_held(Store *store, const LedgerEvent *event, Err *err);
Status custody_apply_item(Store *store, const LedgerEvent *event, Err *err);

const char *custody_place_name(Arena *arena, const ElectionRegency *regency, const char *place);
const char *custody_party_words(Arena *arena, const CustodyParty *party);

#endif
