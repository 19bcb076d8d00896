// SPDX-License-Identifier: Apache-2.0
/* A program that reads a stranger's file on our behalf: it gets an empty environment, no network,
 * no right to write, and little of everything else; we read what it says from two pipes, and stop
 * it when it says too much or takes too long. */
#include "geo/geo_int.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILD_CPU_S 60
#define CHILD_WALL_S 180
#define CHILD_MEMORY_BYTES ((rlim_t)2048 * MIB)
#define CHILD_FILES 32
#define CHILD_SAYS_MAX (4 * KIB) /* of its complaints; the first is the one that helps */
#define EXEC_FAILED 127

/* What GDAL may know. The cells of a sheet come as they stand: no guess which row is a header, and
 * no guess at types. */
static const char *const child_env[] = {"PATH=/usr/bin:/bin",
                                        "LC_ALL=C",
                                        "CPL_DEBUG=OFF",
                                        "PROJ_NETWORK=OFF",
                                        "GDAL_DRIVER_PATH=disable",
                                        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS={noextension}",
                                        "OGR_XLSX_HEADERS=DISABLE",
                                        "OGR_ODS_HEADERS=DISABLE",
                                        "OGR_XLSX_FIELD_TYPES=STRING",
                                        "OGR_ODS_FIELD_TYPES=STRING",
                                        NULL};

static void limit(int what, rlim_t most) {
    struct rlimit r = {most, most};
    setrlimit(what, &r);
}

/* Between fork and exec: only calls that are safe in the copy of a threaded program. */
static _Noreturn void become(const char *const argv[], int out, int said) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    /* A kernel may forbid both: then the settings above still keep GDAL off the network. */
    if (unshare(CLONE_NEWNET) != 0) unshare(CLONE_NEWUSER | CLONE_NEWNET);
    dup2(out, STDOUT_FILENO);
    dup2(said, STDERR_FILENO);
    close(STDIN_FILENO);
    close_range(STDERR_FILENO + 1, ~0u, 0);
    limit(RLIMIT_CPU, CHILD_CPU_S);
    limit(RLIMIT_AS, CHILD_MEMORY_BYTES);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NOFILE, CHILD_FILES);
    limit(RLIMIT_CORE, 0);
    execvpe(argv[0], (char *const *)argv, (char *const *)child_env);
    _exit(EXEC_FAILED);
}

/* One helping from a pipe; false at its end. */
static bool drain(int fd, Buf *to, bool forgiving) {
    char part[32 * KIB];
    ssize_t n = read(fd, part, sizeof part);
    if (n < 0) return errno == EINTR || errno == EAGAIN;
    if (forgiving && to->n + (size_t)n > CHILD_SAYS_MAX) return n > 0;
    buf_add(to, part, (size_t)n);
    return n > 0;
}

/* Reads both pipes to their ends. False when the time is up or `out` is full. */
static bool listen_to(const Env *env, int out_fd, int said_fd, Buf *out, Buf *said) {
    struct pollfd fds[2] = {{out_fd, POLLIN, 0}, {said_fd, POLLIN, 0}};
    int64_t start_ns = env->tick_ns(env->ctx);
    while (fds[0].fd >= 0 || fds[1].fd >= 0) {
        int64_t left_ms = CHILD_WALL_S * 1000 - (env->tick_ns(env->ctx) - start_ns) / 1000000;
        if (left_ms <= 0 || out->failed) return false;
        int ready = poll(fds, 2, left_ms < 1000 ? (int)left_ms : 1000);
        if (ready < 0 && errno != EINTR) return false;
        if (ready <= 0) continue;
        if (fds[0].revents && !drain(out_fd, out, false)) fds[0].fd = -1;
        if (fds[1].revents && !drain(said_fd, said, true)) fds[1].fd = -1;
    }
    return true;
}

/* "ERROR 1: sheet not found\n..." -> "sheet not found" */
static const char *first_complaint(Buf *said) {
    if (!said->at) return "";
    said->at[strcspn(said->at, "\n")] = 0;
    const char *colon = strstr(said->at, ": ");
    bool numbered = str_starts(said->at, "ERROR ") || str_starts(said->at, "Warning ");
    return numbered && colon ? colon + 2 : said->at;
}

static Status judge(const char *program, int status, bool finished, Buf *out, Buf *said, Err *err) {
    if (out->failed)
        return err_set(err, ERR_INPUT, _("the file holds more than %zu MiB of text"),
                       out->max / MIB);
    if (!finished || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU))
        return err_set(err, ERR_INPUT, _("reading the file takes longer than %d seconds"),
                       finished ? CHILD_CPU_S : CHILD_WALL_S);
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXEC_FAILED) {
        err_set(err, ERR_WORLD, _("the program %s is needed for files of this kind"), program);
        err_advise(err, "%s", _("install gdal-bin (apt install gdal-bin), or give a CSV file"));
        return ERR_WORLD;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return OK;
    const char *why = first_complaint(said);
    if (!*why) why = _("it is damaged, or not what its name says");
    err_set(err, ERR_INPUT, _("the file cannot be read: %s"), why);
    err_advise(err, "%s", _("open it and save it anew, or give a CSV file"));
    return ERR_INPUT;
}

static void close_both(int fds[2]) {
    close(fds[0]);
    close(fds[1]);
}

Status geo_child(const Env *env, const char *const argv[], Buf *out, Err *err) {
    int out_fds[2], said_fds[2];
    if (pipe2(out_fds, O_CLOEXEC) != 0) return err_set(err, ERR_WORLD, "pipe: %s", strerror(errno));
    if (pipe2(said_fds, O_CLOEXEC) != 0) {
        close_both(out_fds);
        return err_set(err, ERR_WORLD, "pipe: %s", strerror(errno));
    }
    pid_t pid = fork();
    if (pid == 0) become(argv, out_fds[1], said_fds[1]);
    close(out_fds[1]);
    close(said_fds[1]);
    Buf said;
    buf_init(&said, CHILD_SAYS_MAX);
    bool finished = pid > 0 && listen_to(env, out_fds[0], said_fds[0], out, &said);
    close(out_fds[0]);
    close(said_fds[0]);
    if (pid < 0) return err_set(err, ERR_WORLD, "fork: %s", strerror(errno));
    if (!finished) kill(pid, SIGKILL);
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    Status s = judge(argv[0], status, finished, out, &said, err);
    buf_free(&said);
    return s;
}
