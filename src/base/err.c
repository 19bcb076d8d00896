// SPDX-License-Identifier: Apache-2.0
#include "base/base.h"

#include <stdio.h>
#include <string.h>

Status err_set(Err *err, Status status, const char *fmt, ...) {
    if (!err) return status;
    memset(err, 0, sizeof *err);
    err->status = status;
    va_list args;
    va_start(args, fmt);
    vsnprintf(err->text, sizeof err->text, fmt, args);
    va_end(args);
    return status;
}

void err_at(Err *err, const char *file, int line, int column, const char *field) {
    if (!err) return;
    Buf b;
    buf_init(&b, sizeof err->place);
    buf_printf(&b, "%.100s", file);
    if (line > 0) buf_printf(&b, ":%d", line);
    if (line > 0 && column > 0) buf_printf(&b, ":%d", column);
    if (field) buf_printf(&b, " (%.40s)", field);
    snprintf(err->place, sizeof err->place, "%s", b.at ? b.at : "");
    buf_free(&b);
}

void err_advise(Err *err, const char *fmt, ...) {
    if (!err) return;
    va_list args;
    va_start(args, fmt);
    vsnprintf(err->advice, sizeof err->advice, fmt, args);
    va_end(args);
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
