// SPDX-License-Identifier: Apache-2.0
#include "election/election.h"

#include <assert.h>

#include "election/rules_int.h"

#define DAY_S 86400
static const ElectionSettingHelp setting_table[] = {
    {"voters_per_tps_max", N_("voters"), N_("most voters of one TPS; more is remarked on"), 1,
     10000},
    {"earliest_days_before", N_("days"),
     N_("goods stand at a TPS from this many days before voting, not earlier"), 0, 60},
    {"latest_days_before", N_("days"),
     N_("goods stand at every TPS this many days before voting at the latest"), 0, 60},
    {"delivery_opens_s", N_("seconds of the day"), N_("no delivery before this local time"), 0,
     DAY_S},
    {"latest_clock_s", N_("seconds of the day"),
     N_("no delivery after this local time; on the latest day the deadline"), 0, DAY_S},
    {"hub_earliest_days_before", N_("days"),
     N_("goods stand at a PPK from this many days before voting, not earlier"), 0, 60},
    {"hub_latest_days_before", N_("days"),
     N_("goods for a PPK's TPS stand at the PPK this many days before voting at the latest"), 0,
     60},
    {"hub_handling_s", N_("seconds"), N_("from arrival at a PPK until the goods may leave it"), 0,
     7 * DAY_S},
    {"handover_open_s", N_("seconds"),
     N_("a handover that nobody has answered for longer is an alarm"), 60, 30 * DAY_S},
    {"travel_m_per_h_max", N_("metres per hour"),
     N_("an item that travels faster was not where its scans say"), 1000, 1000000},
    {"return_days_max", N_("days"), N_("boxes are back this many days after voting"), 0, 60},
    {"revote_days_max", N_("days"),
     N_("a re-vote is held within this many days of voting, unless a court says otherwise"), 0,
     365},
    {"load_fixed_s", N_("seconds"), N_("loading a vehicle, whatever it carries"), 0, DAY_S},
    {"load_per_box_s", N_("seconds"), N_("loading, per ballot box"), 0, 3600},
    {"service_fixed_s", N_("seconds"), N_("handing over at a stop, whatever is set down"), 0,
     DAY_S},
    {"service_per_box_s", N_("seconds"), N_("handing over, per ballot box"), 0, 3600},
    {"snap_max_m", N_("metres"), N_("a place farther than this from any road is not reached"), 1,
     100000},
    {"walk_m_per_h", N_("metres per hour"),
     N_("carrying goods on foot from the road to a place and coming back"), 100, 10000},
    {"split_cost", N_("rupiah"), N_("an extra trip into a village that another one serves"), 0,
     1000000000},
    {"vehicles_per_team", N_("vehicles"),
     N_("vehicles that one escort team goes with: as a convoy, together and to one district"), 1,
     100},
    {"print_days_max", N_("days"), N_("a press prints for one regency no longer than this"), 1, 60},
    {"sort_per_person_day", N_("ballots"), N_("sorted and folded by one person in a day"), 1,
     10000},
    {"packing_days_before", N_("days"),
     N_("packing begins this many days before voting: goods must be sorted by then"), 0, 90},
    {"transfer_fixed_s", N_("seconds"),
     N_("taking goods over from another vehicle (a breakdown, a landing), besides loading them"), 0,
     DAY_S},
    {"landing_wait_max_s", N_("seconds"),
     N_("goods at a landing are taken on within this time: less than a night, as nobody guards "
        "them"),
     60, 7 * DAY_S},
    {"replan_change_s", N_("seconds"),
     N_("a plan under way: a TPS that is served this much earlier or later counts as changed"), 0,
     DAY_S},
    {"replan_change_cost", N_("rupiah"),
     N_("a plan under way: what each TPS that changes costs in the comparison of plans"), 0,
     1000000000},
};

static const ElectionSetting fallbacks[] = {
    {"vehicles_per_team",
     1,
     {"operational assumption, the safe side: in Cianjur 3 officers in a vehicle of their own went "
      "with each delivery; in Cikupa 3 officers with 5 trucks (both 2024)",
      CERTAIN_UNVERIFIED}},
    {"print_days_max",
     1,
     {"Central Kalimantan 2024: at most one day per regency (desk meeting in Kapuas, 9 Oct 2024)",
      CERTAIN_CONFIRMED}},
    {"sort_per_person_day",
     569,
     {"Pekalongan 2024: 1,178,630 ballots, 230 people, 9 days (pekalongankota.go.id); Klungkung "
      "2024: 711 (detik 27 Dec 2023)",
      CERTAIN_DERIVED}},
    {"packing_days_before",
     14,
     {"planning assumption; Majalengka 2024 sorted from H-22, Kab. Bogor distributed from H-10",
      CERTAIN_UNVERIFIED}},
    {"transfer_fixed_s",
     900,
     {"planning assumption: vehicles side by side, seals compared, a berita acara written",
      CERTAIN_UNVERIFIED}},
    {"landing_wait_max_s",
     14400,
     {"planning assumption: unloaded and taken on by the same crews and escort, the same day",
      CERTAIN_UNVERIFIED}},
    {"replan_change_s",
     1800,
     {"planning assumption: KPPS and police adapt to half an hour without a new appointment",
      CERTAIN_UNVERIFIED}},
    {"replan_change_cost",
     100000,
     {"planning assumption: calls to the crew, the KPPS and the police, and the risk of a mistake",
      CERTAIN_UNVERIFIED}},
};

const ElectionSetting *election_setting_fallback(const char *name) {
    for (size_t i = 0; i < COUNT_OF(fallbacks); i++)
        if (str_eq(fallbacks[i].name, name)) return &fallbacks[i];
    return NULL;
}

const ElectionSettingHelp *election_setting_help(size_t *ret_count) {
    *ret_count = COUNT_OF(setting_table);
    return setting_table;
}

const ElectionSetting *election_setting(const ElectionRules *rules, const char *name) {
    size_t i = 0;
    while (i < rules->setting_count && !str_eq(rules->settings[i].name, name)) i++;
    assert(i < rules->setting_count); /* otherwise it is missing in the table above */
    return &rules->settings[i];
}
