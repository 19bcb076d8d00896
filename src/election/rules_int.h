// SPDX-License-Identifier: Apache-2.0
/* rules_int.h: what formula.c, rules.c and needs.c share. */
#ifndef HANTAR_ELECTION_RULES_INT_H
#define HANTAR_ELECTION_RULES_INT_H

#include "election/election.h"

/* The same for every TPS: it speaks neither of dpt nor of dptb. */
bool election_formula_fixed(const ElectionFormula *formula);

/* What holds where a rule file is silent on a setting that is younger than it; NULL when it must
 * not be silent. */
const ElectionSetting *election_setting_fallback(const char *name);

#endif
