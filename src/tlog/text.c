// SPDX-License-Identifier: Apache-2.0
#include "tlog/tlog_int.h"

#include <string.h>

bool tlog_cut(Bytes *rest, char c, Bytes *before) {
    const uint8_t *at = rest->n ? memchr(rest->at, c, rest->n) : NULL;
    if (!at) return false;
    size_t n = (size_t)(at - rest->at);
    *before = (Bytes){rest->at, n};
    *rest = (Bytes){at + 1, rest->n - n - 1};
    return true;
}

bool tlog_line_next(Bytes *rest, Bytes *line) {
    return tlog_cut(rest, '\n', line);
}

bool tlog_text_is(Bytes text, const char *other) {
    return text.n == strlen(other) && (text.n == 0 || memcmp(text.at, other, text.n) == 0);
}

bool tlog_after(Bytes text, const char *prefix, Bytes *ret) {
    size_t n = strlen(prefix);
    if (text.n < n || memcmp(text.at, prefix, n) != 0) return false;
    *ret = (Bytes){text.at + n, text.n - n};
    return true;
}

bool tlog_decimal(Bytes text, int64_t *ret) {
    char digits[20] = "";
    if (text.n < 1 || text.n >= sizeof digits) return false;
    memcpy(digits, text.at, text.n);
    bool plain = strspn(digits, "0123456789") == text.n && (digits[0] != '0' || text.n == 1);
    return plain && int_parse(digits, 0, INT64_MAX, ret);
}

Status tlog_path_read(Bytes *rest, TlogPath *ret, Err *err) {
    TlogPath path = {0};
    Bytes line;
    while (tlog_line_next(rest, &line)) {
        if (line.n == 0) {
            *ret = path;
            return OK;
        }
        if (path.n == TLOG_LEVELS)
            return err_set(err, ERR_INPUT, _("a path has more than %d hashes"), TLOG_LEVELS);
        if (!base64_parse_exact(line, path.hash[path.n].b, sizeof path.hash[0].b))
            return err_set(err, ERR_INPUT, "%s", _("a line of the path is no hash in base64"));
        path.n++;
    }
    return err_set(err, ERR_INPUT, "%s", _("no empty line ends the path"));
}

void tlog_path_add(Buf *out, const TlogPath *path) {
    for (int i = 0; i < path->n; i++) {
        base64_add(out, path->hash[i].b, sizeof path->hash[i].b);
        buf_char(out, '\n');
    }
}

bool tlog_text_valid(Bytes text) {
    for (size_t i = 0; i < text.n; i++)
        if (text.at[i] < 0x20 && text.at[i] != '\n') return false;
    return text.n == 0 || utf8_valid((const char *)text.at, text.n);
}
