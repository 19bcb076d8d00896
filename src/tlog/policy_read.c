// SPDX-License-Identifier: Apache-2.0
/* Reads a policy. People write it, so all its faults are told at once. */
#include "tlog/tlog_int.h"

#include <string.h>

#define WORDS_MAX (TLOG_POLICY_PARTIES_MAX + 3)

typedef struct Reader {
    Faults *faults;
    Arena *arena;
    int line;
    const char *words[WORDS_MAX + 1]; /* of this line; NULL after the last */
    int word_count;
    TlogLog *logs;
    TlogParty *parties;
    TlogKey *keys;
    TlogPolicy out;
    int quorum_line;                     /* 0 = not seen */
    bool taken[TLOG_POLICY_PARTIES_MAX]; /* is a member of some group */
} Reader;

#define fault(r, advice, ...) \
    fault_add((r)->faults, (r)->line, 0, (r)->words[0], advice, __VA_ARGS__)

static int party_named(const Reader *r, const char *name) {
    for (int i = 0; i < r->out.party_count; i++)
        if (str_eq(r->parties[i].name, name)) return i;
    return -1;
}

/* A log's keys are compared with logs' keys, a witness's with witnesses': NULL when it stands there
 * already, or is no key of that type. */
static const TlogKey *key_add(Reader *r, const char *vkey, TlogKeyType type) {
    TlogKey key;
    Err why;
    if (tlog_key_parse(vkey, &key, &why) != OK) {
        fault(r, why.advice[0] ? arena_str(r->arena, why.advice) : NULL, "%s", why.text);
        return NULL;
    }
    if (key.type != type) {
        fault(r, _("a log's key has type 0x01, a witness's 0x04"),
              _("the key has type 0x%02x, expected was 0x%02x"), key.type, type);
        return NULL;
    }
    for (int i = 0; i < r->out.key_count; i++)
        if (r->keys[i].type == type && memcmp(r->keys[i].public, key.public, 32) == 0) {
            fault(r, NULL, "%s", _("this key stands in the policy already"));
            return NULL;
        }
    if (r->out.key_count == TLOG_POLICY_KEYS_MAX) {
        fault(r, NULL, _("a policy has more than %d keys"), TLOG_POLICY_KEYS_MAX);
        return NULL;
    }
    r->keys[r->out.key_count] = key;
    return &r->keys[r->out.key_count++];
}

/* A new witness or group; NULL when the name or the room is taken. */
static TlogParty *party_add(Reader *r, const char *name) {
    if (str_eq(name, "none") || party_named(r, name) >= 0) {
        fault(r, NULL, _("the name %s is taken"), name);
        return NULL;
    }
    if (r->out.party_count == TLOG_POLICY_PARTIES_MAX) {
        fault(r, NULL, _("a policy has more than %d witnesses and groups"),
              TLOG_POLICY_PARTIES_MAX);
        return NULL;
    }
    TlogParty *party = &r->parties[r->out.party_count++];
    *party = (TlogParty){.name = name};
    return party;
}

/* ---------------------------------------------------------------- one function a line */

static void read_log(Reader *r) {
    const TlogKey *key = key_add(r, r->words[1], TLOG_ED25519);
    if (key) r->logs[r->out.log_count++] = (TlogLog){key, r->words[2]};
}

static void read_witness(Reader *r) {
    TlogParty *party = party_add(r, r->words[1]);
    const TlogKey *key = key_add(r, r->words[2], TLOG_COSIGNATURE);
    if (!party) return;
    party->key = key;
    party->url = r->words[3];
}

static void read_group(Reader *r) {
    int count = r->word_count - 3;
    int *members = ARENA_ARRAY(r->arena, int, (size_t)count);
    for (int i = 0; i < count; i++) {
        int place = members[i] = party_named(r, r->words[3 + i]);
        if (place < 0) {
            fault(r, _("name witnesses and groups in lines above this one"),
                  _("no witness and no group is called %s"), r->words[3 + i]);
            continue;
        }
        if (r->taken[place])
            fault(r, _("each name may stand in one group, so that it counts once"),
                  _("%s is in a group already"), r->words[3 + i]);
        r->taken[place] = true;
    }
    int64_t needed = str_eq(r->words[2], "all") ? count : 1;
    bool word = str_eq(r->words[2], "all") || str_eq(r->words[2], "any");
    if (!word && (!tlog_decimal(bytes_of(r->words[2]), &needed) || needed < 1 || needed > count))
        fault(r, NULL, _("%s is neither all, any, nor a number from 1 to %d"), r->words[2], count);
    TlogParty *party = party_add(r, r->words[1]);
    if (!party) return;
    party->members = members;
    party->member_count = count;
    party->needed = (int)needed;
}

static void read_quorum(Reader *r) {
    if (r->quorum_line) fault(r, NULL, _("the quorum stands in line %d already"), r->quorum_line);
    r->quorum_line = r->line;
    r->out.quorum = party_named(r, r->words[1]);
    if (r->out.quorum < 0 && !str_eq(r->words[1], "none"))
        fault(r, _("name witnesses and groups in lines above this one"),
              _("no witness and no group is called %s"), r->words[1]);
}

static const struct {
    const char *word;
    int words_min, words_max; /* the first included */
    void (*read)(Reader *r);
    const char *form;
} LINES[] = {
    {"log", 2, 3, read_log, "log VKEY [URL]"},
    {"witness", 3, 4, read_witness, "witness NAME VKEY [URL]"},
    {"group", 4, WORDS_MAX, read_group, "group NAME K|any|all NAME..."},
    {"quorum", 2, 2, read_quorum, "quorum NAME|none"},
};

/* ---------------------------------------------------------------- lines and words */

static bool words_of(Reader *r, Bytes line) {
    char *text = arena_strn(r->arena, (const char *)line.at, line.n), *save = NULL;
    r->word_count = 0;
    for (char *w = strtok_r(text, " \t", &save); w; w = strtok_r(NULL, " \t", &save)) {
        if (r->word_count == WORDS_MAX) return false;
        r->words[r->word_count++] = w;
    }
    r->words[r->word_count] = NULL;
    return true;
}

static bool octets_good(Bytes line) {
    for (size_t i = 0; i < line.n; i++)
        if ((line.at[i] < 0x20 && line.at[i] != '\t') || line.at[i] == 0x7F) return false;
    return true;
}

static void read_line(Reader *r, Bytes line) {
    r->words[0] = NULL;
    if (!octets_good(line)) {
        fault(r, _("save it as plain text with line ends of Unix"), "%s",
              _("a control character other than tab"));
        return;
    }
    if (!words_of(r, line)) {
        fault(r, NULL, "%s", _("the line is too long"));
        return;
    }
    if (r->word_count == 0 || r->words[0][0] == '#') return;
    for (size_t i = 0; i < COUNT_OF(LINES); i++) {
        if (!str_eq(r->words[0], LINES[i].word)) continue;
        if (r->word_count >= LINES[i].words_min && r->word_count <= LINES[i].words_max)
            LINES[i].read(r);
        else
            fault(r, NULL, _("such a line is written: %s"), LINES[i].form);
        return;
    }
    fault(r, NULL, _("a line begins with log, witness, group, quorum or #, not with %s"),
          r->words[0]);
}

Status tlog_policy_parse(Bytes text, TlogPolicy *ret, Faults *faults, Err *err) {
    Arena *arena = faults->arena;
    Reader *r = ARENA_NEW(arena, Reader);
    r->faults = faults;
    r->arena = arena;
    r->logs = ARENA_ARRAY(arena, TlogLog, TLOG_POLICY_KEYS_MAX);
    r->parties = ARENA_ARRAY(arena, TlogParty, TLOG_POLICY_PARTIES_MAX);
    r->keys = ARENA_ARRAY(arena, TlogKey, TLOG_POLICY_KEYS_MAX);
    r->out.quorum = -1;
    Bytes rest = text, line;
    if (text.n > TLOG_POLICY_BYTES_MAX) {
        fault_add(faults, 0, 0, NULL, NULL, "%s", _("a policy is larger than 256 KiB"));
        rest.n = 0;
    }
    for (r->line = 1; tlog_line_next(&rest, &line); r->line++) read_line(r, line);
    r->words[0] = NULL;
    if (rest.n > 0 && text.n <= TLOG_POLICY_BYTES_MAX)
        fault(r, NULL, "%s", _("the last line does not end"));
    if (!r->quorum_line)
        fault_add(faults, 0, 0, "quorum", _("end it with a line: quorum NAME, or: quorum none"),
                  "%s", _("the policy does not say which quorum it asks for"));
    r->out.logs = r->logs;
    r->out.parties = r->parties;
    r->out.keys = r->keys;
    Status s = faults_status(faults, err);
    if (s == OK) *ret = r->out;
    return s;
}
