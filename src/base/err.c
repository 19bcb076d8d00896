// SPDX-License-Identifier: Apache-2.0
#include "base/base.h"

#include <stdio.h>
#include <string.h>

/* Texts quote what came in, and are cut to a length: never in the middle of a character, or the
 * message itself would be faulty UTF-8. */
static void cut_whole(char *text) {
    size_t n = strlen(text), tail = 0;
    while (tail < n && tail < 3 && ((unsigned char)text[n - tail - 1] & 0xC0) == 0x80) tail++;
    if (n > tail && !utf8_valid(text + n - tail - 1, tail + 1)) text[n - tail - 1] = 0;
}

Status err_set(Err *err, Status status, const char *fmt, ...) {
    if (!err) return status;
    memset(err, 0, sizeof *err);
    err->status = status;
    va_list args;
    va_start(args, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    cut_whole(err->text);
    return status;
}

void err_at(Err *err, const char *file, int line, int column, const char *field) {
    if (!err) return;
    char name[112], part[48] = "", where[32] = "";
    snprintf(name, sizeof name, "%s", file ? file : "");
    cut_whole(name);
    snprintf(part, sizeof part, "%s", field ? field : "");
    cut_whole(part);
    if (line > 0) snprintf(where, sizeof where, column > 0 ? ":%d:%d" : ":%d", line, column);
    snprintf(err->place, sizeof err->place, field ? "%s%s (%s)" : "%s%s", name, where, part);
}

void err_advise(Err *err, const char *fmt, ...) {
    if (!err) return;
    va_list args;
    va_start(args, fmt);
    vsnprintf(err->advice, sizeof err->advice, fmt, args);
    va_end(args);
    cut_whole(err->advice);
}

int err_exit_status(Status status) {
    if (status == OK) return 0;
    return status == ERR_USAGE ? 2 : 1;
}

void fault_add(Faults *faults, int line, int column, const char *field, const char *advice,
               const char *fmt, ...) {
    faults->total++;
    if (faults->list.n >= FAULTS_MAX) return;
    char text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    cut_whole(text);
    vec_push(faults->arena, &faults->list,
             (Fault){line, column, arena_str(faults->arena, field), arena_str(faults->arena, text),
                     arena_str(faults->arena, advice)});
}

Status faults_status(const Faults *faults, Err *err) {
    if (faults->total == 0) return OK;
    err_set(err, ERR_INPUT,
            tr_n("%zu fault; nothing was changed", "%zu faults; nothing was changed",
                 (int64_t)faults->total),
            faults->total);
    err_at(err, faults->file, 0, 0, NULL);
    err_advise(err, "%s", _("correct the file and give it again"));
    return ERR_INPUT;
}
