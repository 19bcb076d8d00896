// SPDX-License-Identifier: Apache-2.0
/* States, and what may follow what. One table; what it does not list is marked, never refused. */
#include "custody/custody_int.h"

#include <assert.h>

static const struct {
    const char *type, *word;
} acts[] = {
    [CUSTODY_DO_PACK] = {"kit.packed", "pack"},
    [CUSTODY_DO_STORE] = {"item.stored", "store"},
    [CUSTODY_DO_RELEASE] = {"item.released", "release"},
    [CUSTODY_DO_ACCEPT] = {"item.accepted", "accept"},
    [CUSTODY_DO_REFUSE] = {"item.refused", "refuse"},
    [CUSTODY_DO_OPEN] = {"item.opened", "open"},
    [CUSTODY_DO_RESEAL] = {"item.resealed", "reseal"},
    [CUSTODY_DO_RETURN] = {"item.returned", "return"},
    [CUSTODY_DO_LOSE] = {"item.lost", "lose"},
    [CUSTODY_DO_FIND] = {"item.found", "find"},
    [CUSTODY_DO_DESTROY] = {"item.destroyed", "destroy"},
};
static_assert(COUNT_OF(acts) == _CUSTODY_ACTS, "each act has its row");

const char *custody_act_type(CustodyAct act) {
    return acts[act].type;
}

const char *custody_act_word(CustodyAct act) {
    return acts[act].word;
}

bool custody_act_parse(const char *word, CustodyAct *ret) {
    for (size_t i = 0; i < COUNT_OF(acts); i++)
        if (str_eq(word, acts[i].word)) {
            *ret = (CustodyAct)i;
            return true;
        }
    return false;
}

bool custody_act_of_type(const char *type, CustodyAct *ret) {
    for (size_t i = 0; i < COUNT_OF(acts); i++)
        if (str_eq(type, acts[i].type)) {
            *ret = (CustodyAct)i;
            return true;
        }
    return false;
}

#define BIT(act) (1u << (act))
#define PACK BIT(CUSTODY_DO_PACK)
#define STORE BIT(CUSTODY_DO_STORE)
#define RELEASE BIT(CUSTODY_DO_RELEASE)
#define ACCEPT BIT(CUSTODY_DO_ACCEPT)
#define REFUSE BIT(CUSTODY_DO_REFUSE)
#define OPEN BIT(CUSTODY_DO_OPEN)
#define RESEAL BIT(CUSTODY_DO_RESEAL)
#define RETURN BIT(CUSTODY_DO_RETURN)
#define LOSE BIT(CUSTODY_DO_LOSE)
#define FIND BIT(CUSTODY_DO_FIND)
#define DESTROY BIT(CUSTODY_DO_DESTROY)

/* A box that was packed without seals is sealed later (reseal); a sealed one may be opened again
 * in the warehouse and packed anew. After a refusal A takes it back by storing it, or releases it
 * again. Surplus and damaged goods are destroyed from wherever they lie. */
static const struct {
    const char *id, *word;
    uint32_t may_follow;
} states[] = {
    [CUSTODY_PLANNED] = {"planned", N_("planned"), PACK},
    [CUSTODY_PACKED] = {"packed", N_("packed, not sealed"),
                        PACK | STORE | RELEASE | RESEAL | LOSE | DESTROY},
    [CUSTODY_SEALED] = {"sealed", N_("sealed"), STORE | RELEASE | OPEN | LOSE | DESTROY},
    [CUSTODY_STORED] = {"stored", N_("stored"),
                        STORE | RELEASE | OPEN | RESEAL | RETURN | LOSE | DESTROY},
    [CUSTODY_RELEASED] = {"released", N_("released, not yet accepted"), ACCEPT | REFUSE | LOSE},
    [CUSTODY_IN_TRANSIT] = {"in_transit", N_("on the way"), ACCEPT | REFUSE | LOSE},
    [CUSTODY_ACCEPTED] = {"accepted", N_("accepted"),
                          STORE | RELEASE | OPEN | RETURN | LOSE | DESTROY},
    [CUSTODY_ACCEPTED_EXCEPTION] = {"accepted_with_exception", N_("accepted with an exception"),
                                    STORE | RELEASE | OPEN | RESEAL | RETURN | LOSE | DESTROY},
    [CUSTODY_REFUSED] = {"refused", N_("refused"), STORE | RELEASE | ACCEPT | LOSE | DESTROY},
    [CUSTODY_OPENED] = {"opened", N_("opened"), PACK | RESEAL | LOSE | DESTROY},
    [CUSTODY_RESEALED] = {"resealed", N_("resealed"),
                          STORE | RELEASE | OPEN | RETURN | LOSE | DESTROY},
    [CUSTODY_RETURNED] = {"returned", N_("back at the KPU"),
                          STORE | OPEN | RELEASE | PACK | LOSE | DESTROY},
    [CUSTODY_LOST] = {"lost", N_("lost"), FIND},
    [CUSTODY_DESTROYED] = {"destroyed", N_("destroyed"), 0},
};
static_assert(COUNT_OF(states) == _CUSTODY_STATES, "each state has its row");

const char *custody_state_id(CustodyState state) {
    return states[state].id;
}

const char *custody_state_word(CustodyState state) {
    return tr(states[state].word);
}

CustodyState custody_next(CustodyState from, CustodyAct act, bool sealed, bool exception,
                          bool *ret_legal) {
    *ret_legal = (states[from].may_follow & BIT(act)) != 0;
    switch (act) {
    case CUSTODY_DO_PACK: return sealed ? CUSTODY_SEALED : CUSTODY_PACKED;
    case CUSTODY_DO_STORE: return CUSTODY_STORED;
    case CUSTODY_DO_RELEASE: return CUSTODY_RELEASED;
    case CUSTODY_DO_ACCEPT: return exception ? CUSTODY_ACCEPTED_EXCEPTION : CUSTODY_ACCEPTED;
    case CUSTODY_DO_REFUSE: return CUSTODY_REFUSED;
    case CUSTODY_DO_OPEN: return CUSTODY_OPENED;
    case CUSTODY_DO_RESEAL: return from == CUSTODY_PACKED ? CUSTODY_SEALED : CUSTODY_RESEALED;
    case CUSTODY_DO_RETURN: return CUSTODY_RETURNED;
    case CUSTODY_DO_LOSE: return CUSTODY_LOST;
    case CUSTODY_DO_FIND: return CUSTODY_STORED;
    case CUSTODY_DO_DESTROY: return CUSTODY_DESTROYED;
    case _CUSTODY_ACTS: break;
    }
    assert(act < _CUSTODY_ACTS); /* each has its case above */
    return from;
}

/* ---------------------------------------------------------------- the eight questions */

static const char *const questions[CUSTODY_QUESTIONS] = {
    N_("where the item is"),    N_("how it is safeguarded"),   N_("who has access now"),
    N_("what makes it unique"), N_("when it was handed over"), N_("where it goes"),
    N_("who hands it over"),    N_("in what condition it is")};

const char *custody_question(int bit) {
    assert(bit >= 0 && bit < CUSTODY_QUESTIONS);
    return tr(questions[bit]);
}
