// SPDX-License-Identifier: Apache-2.0
/* Any text as a label, a code, a seal and a line of a scanner. What is accepted has one form:
 * written and read again it is the same. */
#include "custody/custody.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool held) {
    if (!held) abort();
}

static void code(const char *text) {
    CustodyNumber n, again;
    Err err = {0};
    if (custody_code_read(text, &n, &err) != OK) {
        must(err.text[0]);
        return;
    }
    char written[CUSTODY_CODE_BYTES], shown[CUSTODY_SHOWN_BYTES], sscc[CUSTODY_SSCC_BYTES];
    custody_code(&n, written);
    custody_code_shown(written, shown);
    custody_sscc(&n, CUSTODY_PREFIX_DEFAULT, sscc);
    const char *forms[] = {written, shown, sscc};
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        must(custody_code_read(forms[i], &again, &err) == OK);
        must(again.serial == n.serial && again.kind == n.kind && str_eq(again.scope, n.scope));
    }
}

static void label(const char *text) {
    CustodyLabel l;
    Err err = {0};
    if (custody_label_read(text, &l, &err) != OK) {
        must(err.text[0]);
        return;
    }
    static const uint8_t nobody[LEDGER_PUBLIC_BYTES];
    must(custody_is_label(text));
    must(strlen(text) == strlen(l.message) + 1 + 103);
    must(!custody_label_holds(&l, nobody));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Env env = env_real();
    Arena *arena = arena_new(&env, 64 * MIB);
    const char *text = arena_strn(arena, (const char *)data, size);
    char seal[CUSTODY_SEAL_BYTES], again[CUSTODY_SEAL_BYTES];
    CustodyScan scan;
    Err err;
    code(text);
    label(text);
    if (custody_seal_read(text, seal)) must(custody_seal_read(seal, again) && str_eq(seal, again));
    if (custody_scan_read(arena, text, &scan, &err) == OK) {
        must(strlen(scan.code) == 11 && scan.seal_count <= CUSTODY_SEALS_MAX);
        for (size_t i = 0; i < scan.seal_count; i++) must(custody_seal_read(scan.seals[i], seal));
    }
    arena_free(arena);
    return 0;
}
