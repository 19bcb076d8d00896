// SPDX-License-Identifier: Apache-2.0
#include "cli/witness.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_BYTES_MAX 3900

static Status failed(Err *err, const char *path, const char *fmt) {
    int code = errno;
    err_set(err, ERR_WORLD, fmt, env_reason(code)); // NOLINT: fmt is one of the constants below
    err_at(err, path, 0, 0, NULL);
    return ERR_WORLD;
}

static Status sync_folder(const char *folder, Err *err) {
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);
    Status s = good ? OK : failed(err, folder, _("the folder cannot be written: %s"));
    if (fd >= 0) close(fd);
    return s;
}

static Status too_long(const char *folder, Err *err) {
    if (strlen(folder) <= FOLDER_BYTES_MAX) return OK;
    return err_set(err, ERR_USAGE, "%s", _("the folder's name is too long"));
}

Status cli_memory_make(const Env *env, const char *folder, const TlogKey *key, Err *err) {
    char path[4096], vkey[TLOG_VKEY_BYTES];
    Status s = too_long(folder, err);
    if (s != OK) return s;
    if (mkdir(folder, 0777) != 0) {
        s = failed(err, folder, _("the folder cannot be made: %s"));
        err_advise(err, "%s", _("each witness has a new folder of its own"));
        return s;
    }
    snprintf(path, sizeof path, "%s/witness", folder);
    tlog_key_format(key, vkey);
    return env_write_file(env, path, bytes_of(vkey), err);
}

/* Is it the folder of this key? */
static Status belongs(const CliMemory *m, Arena *arena, const TlogKey *key, Err *err) {
    char vkey[TLOG_VKEY_BYTES];
    Bytes text;
    const char *path = arena_printf(arena, "%s/witness", m->folder);
    Status s = env_read_file(m->env, path, TLOG_VKEY_BYTES, arena, &text, err);
    tlog_key_format(key, vkey);
    if (s == OK && str_eq((const char *)text.at, vkey)) return OK;
    err_set(err, ERR_INPUT, _("this is not the folder of the witness %s"), key->name);
    err_at(err, m->folder, 0, 0, NULL);
    err_advise(err, "%s",
               _("give the folder that was made with the key; if it is lost, make a new witness"));
    return ERR_INPUT;
}

static Status lock(const char *folder, int *ret_fd, Err *err) {
    char path[4096];
    snprintf(path, sizeof path, "%s/lock", folder);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) return failed(err, path, _("the lock file cannot be made: %s"));
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        *ret_fd = fd;
        return OK;
    }
    bool taken = errno == EWOULDBLOCK;
    Status s = failed(err, path, _("the folder cannot be locked: %s"));
    if (taken) {
        err_set(err, ERR_WORLD, "%s", _("another witness is at work in this folder"));
        err_at(err, folder, 0, 0, NULL);
        err_advise(err, "%s", _("wait until it has ended, or send the request to it"));
    }
    close(fd);
    return s;
}

Status cli_memory_open(const Env *env, Arena *arena, const char *folder, const TlogKey *key,
                       CliMemory *ret, Err *err) {
    CliMemory m = {.env = env, .folder = folder};
    Status s = too_long(folder, err);
    if (s == OK) s = belongs(&m, arena, key, err);
    if (s == OK) s = lock(folder, &m.lock_fd, err);
    if (s == OK) *ret = m;
    return s;
}

void cli_memory_close(CliMemory *memory) {
    close(memory->lock_fd);
}

static char *path_of(const CliMemory *m, Arena *arena, const char *origin) {
    char name[TLOG_MONITOR_PATH_BYTES];
    tlog_monitor_path(origin, name);
    return arena_printf(arena, "%s/%s", m->folder, name);
}

static Status get(void *ctx, const char *origin, Arena *arena, Bytes *ret, Err *err) {
    const CliMemory *m = ctx;
    const char *path = path_of(m, arena, origin);
    struct stat st;
    if (stat(path, &st) != 0) {
        if (errno != ENOENT) return failed(err, path, _("the file cannot be read: %s"));
        *ret = (Bytes){0};
        return OK;
    }
    Status s = env_read_file(m->env, path, TLOG_NOTE_BYTES_MAX, arena, ret, err);
    if (s == OK && ret->n == 0) { /* a file of nothing must not pass for a log never seen */
        err_set(err, ERR_WORLD, "%s", _("what this witness remembers was emptied"));
        err_at(err, path, 0, 0, NULL);
        s = ERR_WORLD;
    }
    return s;
}

static Status put(void *ctx, const char *origin, Bytes was, Bytes is, Err *err) {
    const CliMemory *m = ctx;
    Arena *arena = arena_new(m->env, 8 * MIB);
    Bytes stands;
    Status s = ERR_WORLD;
    if (!ARENA_GUARD(arena)) {
        arena_free(arena);
        return err_set(err, ERR_WORLD, "%s", _("out of memory"));
    }
    char *path = path_of(m, arena, origin), *folder = arena_str(arena, path);
    *strrchr(folder, '/') = 0;
    s = get(ctx, origin, arena, &stands, err);
    if (s == OK && (stands.n != was.n || (was.n > 0 && memcmp(stands.at, was.at, was.n) != 0)))
        s = err_set(err, ERR_CONFLICT, "%s", _("another request came between"));
    if (s == OK && mkdir(folder, 0777) != 0 && errno != EEXIST)
        s = failed(err, folder, _("the folder cannot be made: %s"));
    if (s == OK) s = sync_folder(m->folder, err);
    if (s == OK) s = env_write_file(m->env, path, is, err);
    arena_free(arena);
    return s;
}

TlogMemory cli_memory_of(CliMemory *memory) {
    return (TlogMemory){get, put, memory};
}

Status cli_memory_keep(CliMemory *m, Arena *arena, const TlogAnswer *a, Bytes request,
                       const char **ret_path, Err *err) {
    struct stat st;
    Bytes seen;
    int max = a->forked ? CLI_FORKS_MAX : CLI_REFUSED_MAX;
    for (int i = 1; i <= max; i++) {
        const char *path =
            arena_printf(arena, "%s/%s-%d", m->folder, a->forked ? "fork" : "refused", i);
        if (stat(path, &st) == 0) continue;
        *ret_path = path;
        Status s = OK;
        if (a->forked) s = get(m, a->origin, arena, &seen, err);
        if (a->forked && s == OK)
            s = env_write_file(m->env, arena_printf(arena, "%s-seen", path), seen, err);
        return s == OK ? env_write_file(m->env, path, request, err) : s;
    }
    return err_set(err, ERR_WORLD, _("%d refused requests are kept already"), max);
}
