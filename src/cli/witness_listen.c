// SPDX-License-Identifier: Apache-2.0
/* The witness behind HTTP: libmicrohttpd on one thread, two paths, strict methods, and a limit on
 * everything. TLS and names are the business of whatever stands in front. */
#include "cli/witness.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define CONNECTIONS_MAX 64
#define CONNECTIONS_PER_ADDRESS_MAX 16 /* a log and some monitors behind one address */
#define IDLE_S 15
#define REQUEST_NS_MAX (60 * INT64_C(1000000000)) /* 1 MiB in a minute: less is no log */
#define HEADERS_BYTES_MAX (32 * KIB)
#define ARENA_BYTES_MAX (32 * MIB)
#define WAIT_MS 250

typedef struct Server {
    const TlogWitness *witness;
    CliMemory *memory;
} Server;

/* One request, from its first header to its answer. */
typedef struct Exchange {
    Buf body;
    bool too_large;
    int64_t begun_ns;
} Exchange;

static enum MHD_Result respond(struct MHD_Connection *c, int status, const char *type, Bytes body,
                               const char *allow) {
    struct MHD_Response *r =
        MHD_create_response_from_buffer(body.n, (void *)body.at, MHD_RESPMEM_MUST_COPY);
    if (!r) return MHD_NO;
    enum MHD_Result done = MHD_add_response_header(r, "Content-Type", type);
    if (done) done = MHD_add_response_header(r, "Cache-Control", "no-store");
    if (done) done = MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
    if (done && allow) done = MHD_add_response_header(r, "Allow", allow);
    if (done) done = MHD_queue_response(c, (unsigned)status, r);
    MHD_destroy_response(r);
    return done;
}

static enum MHD_Result respond_text(struct MHD_Connection *c, int status, const char *text,
                                    const char *allow) {
    return respond(c, status, "text/plain; charset=utf-8", bytes_of(text), allow);
}

static enum MHD_Result decide(Server *server, struct MHD_Connection *c, Arena *arena,
                              const char *path, Bytes request, bool post) {
    TlogAnswer a;
    Err err;
    Status s = post ? tlog_witness_answer(arena, server->witness, request, &a, &err)
                    : tlog_witness_read(arena, server->witness, path, &a, &err);
    if (s != OK) {
        cli_error(&err);
        return respond_text(c, 500, "the witness cannot work now\n", NULL);
    }
    if (post) {
        cli_witness_note(&a);
        cli_witness_keep(server->memory, arena, &a, request);
    }
    return respond(c, a.status, a.type, a.body, NULL);
}

static enum MHD_Result finish(Server *server, struct MHD_Connection *c, const char *path,
                              const char *method, Exchange *x) {
    bool post = strcmp(path, "/add-checkpoint") == 0;
    bool right = post ? strcmp(method, "POST") == 0
                      : strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
    if (!right) return respond_text(c, 405, "method not allowed\n", post ? "POST" : "GET, HEAD");
    if (x->too_large || x->body.failed) return respond_text(c, 413, "too large\n", NULL);
    Arena *arena = arena_new(server->witness->env, ARENA_BYTES_MAX);
    enum MHD_Result done;
    if (ARENA_GUARD(arena))
        done = decide(server, c, arena, path + 1, buf_bytes(&x->body), post);
    else
        done = respond_text(c, 500, "the witness cannot work now\n", NULL);
    arena_free(arena);
    return done;
}

static enum MHD_Result handle(void *ctx, struct MHD_Connection *c, const char *path,
                              const char *method, const char *version, const char *part,
                              size_t *part_n, void **state) {
    (void)version;
    Server *server = ctx;
    const Env *env = server->witness->env;
    Exchange *x = *state;
    if (!x) { /* the headers are there, the body is not */
        x = *state = calloc(1, sizeof *x);
        if (!x) return MHD_NO;
        buf_init(&x->body, TLOG_REQUEST_BYTES_MAX);
        x->begun_ns = env->tick_ns(env->ctx);
        return MHD_YES;
    }
    if (env->tick_ns(env->ctx) - x->begun_ns > REQUEST_NS_MAX) return MHD_NO;
    if (*part_n == 0) return finish(server, c, path, method, x);
    x->too_large = x->too_large || x->body.n + *part_n > TLOG_REQUEST_BYTES_MAX;
    if (!x->too_large) buf_add(&x->body, part, *part_n);
    *part_n = 0;
    return MHD_YES;
}

static void completed(void *ctx, struct MHD_Connection *c, void **state,
                      enum MHD_RequestTerminationCode why) {
    (void)ctx;
    (void)c;
    (void)why;
    Exchange *x = *state;
    if (!x) return;
    buf_free(&x->body);
    free(x);
    *state = NULL;
}

/* Paths are compared as they were sent: no %2e and the like. */
static size_t as_sent(void *ctx, struct MHD_Connection *c, char *text) {
    (void)ctx;
    (void)c;
    return strlen(text);
}

/* ---------------------------------------------------------------- starting and ending */

/* HOST:PORT or [HOST]:PORT, numbers only: names would be looked up, and could change. */
static Status address_of(const char *text, struct addrinfo **ret, Err *err) {
    char host[64];
    const char *colon = strrchr(text, ':');
    size_t n = colon ? (size_t)(colon - text) : 0;
    bool bracket = n > 2 && text[0] == '[' && text[n - 1] == ']';
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
                             .ai_socktype = SOCK_STREAM};
    snprintf(host, sizeof host, "%.*s", (int)(bracket ? n - 2 : n), text + bracket);
    int64_t port;
    if (n > 0 && n < sizeof host && int_parse(colon + 1, 0, 65535, &port) &&
        getaddrinfo(host, colon + 1, &hints, ret) == 0)
        return OK;
    err_set(err, ERR_USAGE, _("--listen %s: expected an address and a port"), text);
    err_advise(err, "%s", _("for this computer alone: --listen 127.0.0.1:8080"));
    return ERR_USAGE;
}

static void wait_for_end(struct MHD_Daemon *daemon, const sigset_t *ends) {
    const struct timespec at_once = {0};
    while (sigtimedwait(ends, NULL, &at_once) < 0) MHD_run_wait(daemon, WAIT_MS);
}

Status cli_witness_listen(const TlogWitness *witness, CliMemory *memory, const char *host_port,
                          Err *err) {
    Server server = {witness, memory};
    struct addrinfo *address;
    Status s = address_of(host_port, &address, err);
    if (s != OK) return s;
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    signal(SIGPIPE, SIG_IGN);
    unsigned flags = MHD_USE_AUTO;
    if (address->ai_family == AF_INET6) flags |= MHD_USE_IPv6;
    struct MHD_Daemon *daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, handle, &server, MHD_OPTION_SOCK_ADDR, address->ai_addr,
        MHD_OPTION_NOTIFY_COMPLETED, completed, NULL, MHD_OPTION_UNESCAPE_CALLBACK, as_sent, NULL,
        MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAX, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        CONNECTIONS_PER_ADDRESS_MAX, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_S,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEADERS_BYTES_MAX, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_LISTENING_ADDRESS_REUSE, 1, MHD_OPTION_END);
    freeaddrinfo(address);
    if (!daemon) {
        err_set(err, ERR_WORLD, _("nothing can listen at %s"), host_port);
        err_advise(err, "%s", _("another program may have that port: take another"));
        return ERR_WORLD;
    }
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    cli_say(_("listening at %.*s:%u"), (int)(strrchr(host_port, ':') - host_port), host_port,
            info ? info->port : 0);
    fflush(stdout);
    wait_for_end(daemon, &ends);
    MHD_stop_daemon(daemon);
    return OK;
}
