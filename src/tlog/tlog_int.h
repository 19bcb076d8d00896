// SPDX-License-Identifier: Apache-2.0
/* What the files of tlog/ share: texts are cut into lines and words without copying. */
#ifndef HANTAR_TLOG_INT_H
#define HANTAR_TLOG_INT_H

#include "tlog/tlog.h"

/* 2^level; of a size: the largest power of two below it (size > 1). */
int64_t tlog_split(int64_t size);

/* The next line, without its '\n', is taken off `rest`; false when no '\n' is left. */
bool tlog_line_next(Bytes *rest, Bytes *line);
/* Cuts at the first c: what stands before it, and `rest` after it; false when there is none. */
bool tlog_cut(Bytes *rest, char c, Bytes *before);
bool tlog_text_is(Bytes text, const char *other);
/* If `text` begins with `prefix`, what follows. */
bool tlog_after(Bytes text, const char *prefix, Bytes *ret);
/* Decimal below 2^63, no sign, no leading zeros. */
bool tlog_decimal(Bytes text, int64_t *ret);
/* Lines of base64 hashes up to the empty line, which is taken too. */
MUST_USE Status tlog_path_read(Bytes *rest, TlogPath *ret, Err *err);
void tlog_path_add(Buf *out, const TlogPath *path);
/* UTF-8, and no control character but '\n'. */
bool tlog_text_valid(Bytes text);

void tlog_key_id(TlogKey *key); /* fills id from the rest */
/* Does the signature hold for the text? Fills time_s of a cosignature. */
bool tlog_key_verifies(const TlogKey *key, Bytes text, Bytes signature, int64_t *ret_time_s);

#endif
