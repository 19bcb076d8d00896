// SPDX-License-Identifier: Apache-2.0
#include "tlog/tlog_int.h"

#include <inttypes.h>
#include <string.h>

void tlog_checkpoint_write(const TlogCheckpoint *c, Buf *out) {
    buf_printf(out, "%s\n%" PRId64 "\n", c->origin, c->size);
    base64_add(out, c->root.b, sizeof c->root.b);
    buf_char(out, '\n');
    buf_add(out, c->extension.at, c->extension.n);
}

static Status fault(Err *err, int line, const char *text) {
    err_set(err, ERR_INPUT, "%s", text);
    err_at(err, "checkpoint", line, 0, NULL);
    return ERR_INPUT;
}

Status tlog_checkpoint_parse(Bytes text, TlogCheckpoint *ret, Err *err) {
    TlogCheckpoint c = {0};
    Bytes line, rest = text;
    if (!tlog_text_valid(text)) return fault(err, 0, _("a checkpoint is no plain text in UTF-8"));
    if (!tlog_line_next(&rest, &line) || line.n == 0 || line.n >= sizeof c.origin)
        return fault(err, 1, _("the first line must be the name of the log"));
    memcpy(c.origin, line.at, line.n);
    if (!tlog_line_next(&rest, &line) || !tlog_decimal(line, &c.size))
        return fault(err, 2, _("the second line must be the number of entries"));
    if (!tlog_line_next(&rest, &line) || !base64_parse_exact(line, c.root.b, sizeof c.root.b))
        return fault(err, 3, _("the third line must be the root, 32 bytes in base64"));
    c.extension = rest;
    for (int number = 4; rest.n > 0; number++)
        if (!tlog_line_next(&rest, &line) || line.n == 0)
            return fault(err, number, _("a further line is empty or does not end"));
    *ret = c;
    return OK;
}

Status tlog_checkpoint_sign(const TlogSigner *log, int64_t size, const Sha256 *root, Buf *out,
                            Err *err) {
    TlogCheckpoint c = {.size = size, .root = *root};
    memcpy(c.origin, log->key.name, sizeof c.origin);
    Buf text;
    buf_init(&text, 1 * KIB);
    tlog_checkpoint_write(&c, &text);
    Status s = buf_ok(&text, err);
    if (s == OK) {
        buf_add(out, text.at, text.n);
        buf_char(out, '\n');
        s = tlog_note_sign(buf_bytes(&text), log, 0, out, err);
    }
    buf_free(&text);
    return s;
}
