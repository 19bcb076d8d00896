// SPDX-License-Identifier: Apache-2.0
/* The writer's lock: an flock on FILE-lock, which the kernel lets go when its holder dies, however
 * it dies. The file is never removed: whoever removed it could pull the lock from under a third.
 * It holds the number of the process that has the lock, for the message to the second one.
 *
 * This file opens it itself, not through Env, because the open descriptor is the lock. */
#include "store/store_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* 0 when it is not known. */
static int64_t holder_of(int fd) {
    char text[24] = "";
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    int64_t pid;
    if (n <= 0) return 0;
    text[strcspn(text, "\n")] = 0;
    return int_parse(text, 1, INT32_MAX, &pid) ? pid : 0;
}

static Status held(const char *url, int fd, Err *err) {
    int64_t pid = holder_of(fd);
    if (pid)
        err_set(err, ERR_WORLD, _("another program writes to this database: process %d"), (int)pid);
    else
        err_set(err, ERR_WORLD, "%s", _("another program writes to this database"));
    err_at(err, url, 0, 0, NULL);
    err_advise(err, "%s", _("wait until it has ended, or give the work to the running server"));
    return ERR_WORLD;
}

static Status failed(const char *path, Err *err) {
    int code = errno;
    err_set(err, ERR_WORLD, _("the lock file cannot be made: %s"), env_reason(code));
    err_at(err, path, 0, 0, NULL);
    err_advise(err, "%s", _("check that the folder exists and that you may write to it"));
    return ERR_WORLD;
}

Status store_lock_take(const char *url, int *ret_fd, Err *err) {
    char path[4096], pid[24];
    int n = snprintf(path, sizeof path, "%s-lock", url);
    if (n < 0 || (size_t)n >= sizeof path) {
        errno = ENAMETOOLONG;
        return failed(url, err);
    }
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) return failed(path, err);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        Status s = errno == EWOULDBLOCK ? held(url, fd, err) : failed(path, err);
        close(fd);
        return s;
    }
    n = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
    /* The number only serves the message: a full disk must not keep a writer from starting. */
    bool noted = ftruncate(fd, 0) == 0 && pwrite(fd, pid, (size_t)n, 0) == n;
    (void)noted;
    *ret_fd = fd;
    return OK;
}

void store_lock_drop(int fd) {
    if (fd < 0) return;
    bool cleared = ftruncate(fd, 0) == 0;
    (void)cleared;
    close(fd);
}
