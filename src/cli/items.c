// SPDX-License-Identifier: Apache-2.0
/* What the commands about items share: parties, places and moments as people write them. */
#include "cli/cli.h"

#include <string.h>

Status cli_party(Cli *cli, const char *option, CustodyParty *ret, Err *err) {
    const char *text = cli_text(cli, option);
    if (!text) return OK;
    char *role = arena_str(cli->arena, text), *org = strchr(role, ':'), *place = NULL;
    if (org) *org++ = 0;
    if (org) place = strrchr(org, '@');
    if (place) *place++ = 0;
    if (!*role || strspn(role, "abcdefghijklmnopqrstuvwxyz") != strlen(role)) {
        err_set(err, ERR_USAGE, _("--%s %s: expected ROLE:OFFICE@PLACE"), option, text);
        err_advise(err, "%s", _("for example ppk:PPK Torgamba@122203; office and place may lack"));
        return ERR_USAGE;
    }
    *ret = (CustodyParty){
        .role = role, .org = org && *org ? org : NULL, .place = place && *place ? place : NULL};
    return OK;
}

void cli_place(const ElectionRegency *r, const char *text, CustodyStatement *st) {
    st->place = text;
    st->accuracy_m = -1;
    int32_t tps = election_tps(r, text);
    if (tps >= 0 && r->tps[tps].has_at) {
        st->point = r->tps[tps].at;
        st->has_point = true;
    }
    for (size_t i = 0; i < r->district_count; i++)
        if (r->districts[i].has_at && str_eq(r->districts[i].code, text)) {
            st->point = r->districts[i].at;
            st->has_point = true;
        }
    for (size_t i = 0; i < r->depot_count; i++)
        if (str_eq(r->depots[i].id, text)) {
            st->point = r->depots[i].at;
            st->has_point = true;
        }
}

Status cli_moment(Cli *cli, const char *option, int32_t zone_min, int64_t *ret_ms, bool *ret_stated,
                  Err *err) {
    const char *text = cli_text(cli, option);
    *ret_stated = text != NULL;
    *ret_ms = cli->env.now_ms(cli->env.ctx);
    if (!text || custody_time_read(text, zone_min, ret_ms)) return OK;
    return err_set(err, ERR_USAGE, _("--%s %s: expected a time like 2024-02-10 07:30"), option,
                   text);
}

/* In Indonesian whatever the language in force: it stands in the record. */
const char *cli_called(Cli *cli, const ElectionRegency *r, const char *code) {
    CustodyUnit unit;
    Err ignored;
    if (custody_unit(cli->store, cli->arena, r->scope, code, &unit, &ignored) != OK) return NULL;
    Lang lang = lang_in_use();
    lang_use(LANG_ID);
    const char *name = custody_unit_name(cli->arena, r, &unit);
    lang_use(lang);
    return name;
}
