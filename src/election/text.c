// SPDX-License-Identifier: Apache-2.0
#include "election/election.h"

const char *election_text(ElectionText text) {
    return lang_in_use() == LANG_ID ? text.id : text.en;
}

const char *election_certainty(ElectionCertainty certainty) {
    switch (certainty) {
    case CERTAIN_CONFIRMED: return _("confirmed");
    case CERTAIN_DERIVED: return _("derived");
    case CERTAIN_UNVERIFIED: return _("unverified");
    case CERTAIN_DISPUTED: break;
    }
    return _("disputed");
}

bool election_by_parse(const char *word, ElectionBy *ret) {
    static const char *const words[] = {"tps", "village", "district", "regency"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (!str_eq(word, words[i])) continue;
        *ret = (ElectionBy)i;
        return true;
    }
    return false;
}
