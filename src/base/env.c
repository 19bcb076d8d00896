// SPDX-License-Identifier: Apache-2.0
/* The real world: the one place that calls the system's clock, chance and files. */
#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int64_t real_now_ms(void *ctx) {
    (void)ctx;
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t real_tick_ns(void *ctx) {
    (void)ctx;
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void real_random(void *ctx, void *to, size_t n) {
    (void)ctx;
    randombytes_buf(to, n);
}

static void *real_alloc(void *ctx, size_t n) {
    (void)ctx;
    return malloc(n);
}

static void real_release(void *ctx, void *block) {
    (void)ctx;
    free(block);
}

/* libc has its words in English only; these are the ones that people meet. */
const char *env_reason(int code) {
    switch (code) {
    case ENOENT: return _("there is no such file or folder");
    case EACCES:
    case EPERM: return _("that is not permitted");
    case EISDIR: return _("it is a folder");
    case ENOTDIR: return _("part of its path is no folder");
    case ENOSPC: return _("the disk is full");
    case EROFS: return _("the disk can only be read");
    default: return strerror(code);
    }
}

static Status world(Err *err, const char *path, const char *doing) {
    int code = errno;
    err_set(err, code == ENOENT ? ERR_ABSENT : ERR_WORLD, "%s: %s", doing, env_reason(code));
    err_at(err, path, 0, 0, NULL);
    if (code == ENOENT) err_advise(err, "%s", _("check the name of the file"));
    return err ? err->status : ERR_WORLD;
}

/* Reads to the end, whatever fstat said: the file may be a pipe, or growing. */
static Status read_all(int fd, const char *path, size_t max, Buf *to, Err *err) {
    char part[32 * 1024];
    for (;;) {
        ssize_t n = read(fd, part, sizeof part);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return world(err, path, _("cannot be read"));
        if (n == 0) return OK;
        if (to->n + (size_t)n > max) {
            err_set(err, ERR_INPUT, _("the file is larger than %zu MiB"), max / MIB);
            err_at(err, path, 0, 0, NULL);
            return ERR_INPUT;
        }
        buf_add(to, part, (size_t)n);
    }
}

static Status real_read_file(void *ctx, const char *path, size_t bytes_max, Arena *arena,
                             Bytes *ret, Err *err) {
    (void)ctx;
    Buf *b = buf_on(arena, bytes_max + sizeof(char[32 * 1024]));
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return world(err, path, _("cannot be opened"));
    Status s = read_all(fd, path, bytes_max, b, err);
    close(fd);
    if (s == OK) s = buf_ok(b, err);
    if (s == OK) *ret = (Bytes){(uint8_t *)arena_strn(arena, b->at, b->n), b->n};
    buf_free(b);
    return s;
}

static bool write_all(int fd, Bytes bytes) {
    for (size_t done = 0; done < bytes.n;) {
        ssize_t n = write(fd, bytes.at + done, bytes.n - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        done += (size_t)n;
    }
    return true;
}

/* A new name is durable when its folder is. */
static bool sync_folder_of(const char *path) {
    char folder[4096];
    const char *slash = strrchr(path, '/');
    int n = !slash          ? snprintf(folder, sizeof folder, ".")
            : slash == path ? snprintf(folder, sizeof folder, "/")
                            : snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    if (n < 0 || (size_t)n >= sizeof folder) return false;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return errno == EACCES;            /* may be written to, and not read */
    bool good = fsync(fd) == 0 || errno == EINVAL; /* some file systems cannot */
    close(fd);
    return good;
}

static Status real_write_file(void *ctx, const char *path, Bytes bytes, Err *err) {
    (void)ctx;
    char temporary[4096];
    int n = snprintf(temporary, sizeof temporary, "%s.%ld.tmp", path, (long)getpid());
    if (n < 0 || (size_t)n >= sizeof temporary) {
        errno = ENAMETOOLONG;
        return world(err, path, _("cannot be written"));
    }
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) return world(err, path, _("cannot be written"));
    bool good = write_all(fd, bytes) && fsync(fd) == 0;
    good = close(fd) == 0 && good;
    if (good && rename(temporary, path) == 0)
        return sync_folder_of(path) ? OK : world(err, path, _("cannot be written"));
    Status s = world(err, path, _("cannot be written"));
    unlink(temporary);
    return s;
}

Env env_real(void) {
    return (Env){real_now_ms,  real_tick_ns,   real_random,     real_alloc,
                 real_release, real_read_file, real_write_file, NULL};
}

Status env_read_file(const Env *env, const char *path, size_t bytes_max, Arena *arena, Bytes *ret,
                     Err *err) {
    return env->read_file(env->ctx, path, bytes_max, arena, ret, err);
}

Status env_write_file(const Env *env, const char *path, Bytes bytes, Err *err) {
    return env->write_file(env->ctx, path, bytes, err);
}
