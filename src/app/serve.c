// SPDX-License-Identifier: Apache-2.0
#include "app/serve.h"
#include "api/api.h"
#include "api/outside.h"
#include "app/adapters.h"
#include "app/first_admin.h"
#include "base/log.h"
#include "delivery/delivery.h"
#include "hub/clockwork.h"
#include "hub/erasure_replay.h"
#include "hub/file_keeper.h"
#include "search/search.h"
#include "store/before_schema.h"
#include "store/checker.h"
#include "store/store.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

enum { LOOPS_MOST = 8, GRACE_MS = 3000, DROP_EVERY_MS = 3600000, EXIT_LOST = EX_TEMPFAIL };

// Of the copy that is made before the schema changes, unless a later start has removed it.
static const int64_t KEEP_COPY_US = (int64_t)7 * 86400 * 1000000;

struct serving {
    const struct settings *settings;
    struct registry *adapters;
    struct hub_setup setup;
    struct random_pool pool; // the writer's
    struct random_pool delivery_pool;
    struct store *store;
    struct clockwork *clockwork;
    struct checker *checker;
    struct file_vault *vault;
    struct file_keeper *keeper;
    struct worker *worker;
    struct search *search;
    struct delivery *delivery; // NULL: a private hub sends nothing
    struct thinker *thinker;
    struct api *api;
    struct loop *loops[LOOPS_MOST];
    struct api_loop *parts[LOOPS_MOST];
    pthread_t threads[LOOPS_MOST];
    int count;   // loops made
    int started; // loops with a thread
    int port;
    char socket[PATH_MAX];
    bool is_private; // serves a command of this process only: no port, one loop, nothing of its own accord
};

static void publish(void *ctx, struct event_batch *batch)
{
    struct serving *s = ctx;
    if (s->api != NULL)
        api_publish(s->api, batch);
    if (s->search != NULL)
        search_publish(s->search, batch);
    delivery_publish(s->delivery, batch);
}

static void wake(void *ctx, enum wake who, int64_t at_us)
{
    struct serving *s = ctx;
    if (who == WAKE_BLOBS)
        file_keeper_wake(s->keeper);
    else if (who == WAKE_OUTBOX || who == WAKE_CONNECTORS || who == WAKE_WEBHOOKS)
        delivery_wake(s->delivery, who, at_us);
    else
        clockwork_wake(s->clockwork, who, at_us);
}

// No reply, no cleanup: what the last commit did is told by the next start.
static void lost(void *ctx)
{
    (void)ctx;
    _exit(EXIT_LOST);
}

static struct view or_none(const char *text)
{
    return text == NULL || text[0] == '\0' ? (struct view){0} : view_from(text);
}

static int open_store(struct serving *s)
{
    int r = store_open(&(struct store_config){.dir = s->settings->data,
                                              .clock = clock_system(),
                                              .random = random_system(&s->pool),
                                              .publish = publish,
                                              .wake = wake,
                                              .lost = lost,
                                              .ctx = s,
                                              .setup = &s->setup},
                       &s->store);
    if (r == STORE_IN_USE)
        fprintf(stderr, "omnihub: another process serves the data directory %s\n", s->settings->data);
    else if (r == STORE_NEWER)
        fprintf(stderr, "omnihub: %s was made by a newer omnihub; use that one\n", s->settings->data);
    else if (r == STORE_NO_ROOM)
        fprintf(
            stderr,
            "omnihub: the schema of %s must change, and there is no room for the copy that is made before; "
            "nothing was changed\n",
            s->settings->data);
    else if (r == STORE_BAD_KEY)
        fprintf(stderr, "omnihub: %s/secret.key is not this directory's key file\n", s->settings->data);
    else if (r < 0)
        fprintf(stderr, "omnihub: cannot open the data directory %s: %s\n", s->settings->data, strerror(-r));
    return r;
}

// A command has no use for code of others.
static int make_adapters(struct serving *s)
{
    int r = adapters_new(s->is_private ? NULL : s->settings->plugins, &s->adapters);
    if (r == 0)
        s->setup = adapters_setup(s->adapters);
    return r;
}

static int make_delivery(struct serving *s)
{
    int r = delivery_new(&(struct delivery_config){.store = s->store,
                                                   .adapters = s->adapters,
                                                   .vault = s->vault,
                                                   .clock = clock_system(),
                                                   .random = random_system(&s->delivery_pool),
                                                   .egress = {.allow = or_none(s->settings->egress_allow),
                                                              .ca_file = s->settings->egress_ca_file},
                                                   .public_url = or_none(s->settings->public_url)},
                         &s->delivery);
    if (r == -EINVAL)
        fprintf(stderr, "omnihub: OMNIHUB_EGRESS_ALLOW (egress.allow) is no list of addresses: %s\n",
                s->settings->egress_allow);
    return r;
}

static int make_api(struct serving *s)
{
    int r = worker_start(&(struct worker_config){.store = s->store}, &s->worker);
    if (r == 0)
        r = file_vault_open(s->settings->data, &s->vault);
    if (r == 0)
        r = file_keeper_new(
            &(struct file_keeper_config){
                .store = s->store, .vault = s->vault, .dir = s->settings->data, .program = "/proc/self/exe"},
            &s->keeper);
    if (r == 0)
        r = thinker_start(&s->thinker);
    if (r == 0)
        r = clockwork_new(
            &(struct clockwork_config){.store = s->store, .clock = clock_system(), .dir = s->settings->data},
            &s->clockwork);
    if (r == 0)
        r = search_open(
            &(struct search_config){.store = s->store, .dir = s->settings->data, .clock = clock_system()},
            &s->search);
    if (r == 0 && !s->is_private)
        r = make_delivery(s);
    if (r < 0)
        return r;
    return api_new(&(struct api_config){.store = s->store,
                                        .worker = s->worker,
                                        .thinker = s->thinker,
                                        .clockwork = s->clockwork,
                                        .search = s->search,
                                        .outside = s->delivery == NULL ? NULL : &outside_delivery,
                                        .outside_ctx = s->delivery,
                                        .vault = s->vault,
                                        .file_max_bytes = (int64_t)s->settings->file_max_mb << 20,
                                        .adapters = s->adapters,
                                        .setup = &s->setup,
                                        .dir = s->settings->data,
                                        .clock = clock_system(),
                                        .version = VIEW(OMNIHUB_VERSION),
                                        .public_host = or_none(s->settings->public_host),
                                        .public_url = or_none(s->settings->public_url),
                                        .allowed_origins = or_none(s->settings->origins),
                                        .egress_allow = or_none(s->settings->egress_allow),
                                        .api_key = or_none(s->settings->api_key),
                                        .limits = {.key_per_second = s->settings->key_rate,
                                                   .address_per_second = s->settings->address_rate,
                                                   .visitor_per_second = s->settings->visitor_rate,
                                                   .failures_per_minute = s->settings->failure_rate},
                                        .loops = s->settings->loops},
                   &s->api);
}

static int open_access_log(const char *path)
{
    if (path == NULL)
        return -1;
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (fd < 0)
        log_warn("no access log: cannot open %s: %s", path, strerror(errno));
    return fd;
}

static int make_server(struct serving *s, struct loop *loop, struct api_loop *part, int listen_fd)
{
    struct http_server *server;
    int r = http_server_new(
        &(struct http_server_config){.loop = loop,
                                     .app = api_app(part),
                                     .limits = http_limits_default(),
                                     .listen_fd = listen_fd,
                                     .access_log_fd = open_access_log(s->settings->access_log)},
        &server);
    if (r == 0)
        api_loop_serve(part, server);
    return r;
}

static int listen_for(struct serving *s, int *ret_fd)
{
    int port = s->count == 0 ? s->settings->port : s->port;
    // Another hub on the port would else share its connections.
    int r = s->count == 0 ? http_port_check(s->settings->host, port) : 0;
    if (r == 0)
        r = http_listen(s->settings->host, port, ret_fd, &s->port);
    if (r < 0)
        fprintf(stderr, "omnihub: cannot listen on %s port %d: %s%s\n", s->settings->host, port, strerror(-r),
                r == -EADDRINUSE ? "; choose another with --port" : "");
    return r;
}

// Without it commands cannot reach the hub; everything else can go on.
static int listen_for_operator(struct serving *s)
{
    struct http_server *server;
    int fd;
    snprintf(s->socket, sizeof(s->socket), "%s/hub.sock", s->settings->data);
    int r = http_listen_unix(s->socket, &fd);
    if (r < 0) {
        log_warn("no socket for commands: cannot listen on %s: %s", s->socket, strerror(-r));
        s->socket[0] = '\0';
        return s->is_private ? r : 0;
    }
    return http_server_new(
        &(struct http_server_config){.loop = s->loops[0],
                                     .app = api_app(s->parts[0]),
                                     .limits = http_limits_default(),
                                     .listen_fd = fd,
                                     .peers_are_operator = true,
                                     .access_log_fd = open_access_log(s->settings->access_log)},
        &server);
}

static int add_loop(struct serving *s)
{
    int fd = -1;
    int r = s->is_private ? 0 : listen_for(s, &fd);
    if (r == 0)
        r = loop_new(&(struct loop_config){.number = s->count, .clock = clock_system()}, &s->loops[s->count]);
    if (r == 0)
        r = api_loop_new(s->api, s->loops[s->count], s->count, &s->parts[s->count]);
    if (r == 0)
        r = make_server(s, s->loops[s->count], s->parts[s->count], fd);
    if (r == 0)
        s->count++;
    return r;
}

static void *run_loop(void *loop)
{
    char name[16];
    snprintf(name, sizeof(name), "loop-%d", loop_number(loop));
    pthread_setname_np(pthread_self(), name);
    loop_run(loop);
    return NULL;
}

static void drop_old_copies(void *ctx, struct loop *loop)
{
    const struct serving *s = ctx;
    struct clock clock = clock_system();
    (void)loop;
    before_schema_drop(s->settings->data, clock_wall_us(&clock) - KEEP_COPY_US, NULL);
}

static int start_loops(struct serving *s)
{
    int loops = s->is_private ? 1 : s->settings->loops;
    int r = 0;
    for (int i = 0; i < loops && r == 0; i++)
        r = add_loop(s);
    if (r == 0)
        r = listen_for_operator(s);
    if (r < 0)
        return r;
    api_set_loops(s->api, s->parts, s->count);
    api_set_port(s->api, s->is_private ? s->settings->port : s->port);
    if (!s->is_private)
        r = loop_every(s->loops[0], DROP_EVERY_MS, drop_old_copies, s);
    if (r < 0)
        return r;
    for (; s->started < s->count; s->started++) {
        r = -pthread_create(&s->threads[s->started], NULL, run_loop, s->loops[s->started]);
        if (r < 0)
            return r;
    }
    return 0;
}

static void tell_ready(const struct serving *s)
{
    bool is_v6 = strchr(s->settings->host, ':') != NULL;
    bool is_wide = strcmp(s->settings->host, "0.0.0.0") == 0 || strcmp(s->settings->host, "::") == 0;
    char base[256], here[128];
    snprintf(base, sizeof(base), "http://%s%s%s:%d", is_v6 ? "[" : "", s->settings->host, is_v6 ? "]" : "",
             s->port);
    snprintf(here, sizeof(here), "http://localhost:%d", s->port);
    printf("ready on %s\n", base);
    fflush(stdout);
    if (s->settings->api_key == NULL)
        log_info(
            "no OMNICHANNEL_API_KEY is set: until there is another key or an administrator, everybody on "
            "this machine is let in, nobody else");
    const char *url = s->settings->public_url != NULL ? s->settings->public_url : is_wide ? here : base;
    int r = first_admin_offer(s->store, url);
    if (r < 0)
        log_warn("no link for a first administrator: %s", strerror(-r));
}

// It has time, and the hub serves without it too.
static void start_checker(struct serving *s)
{
    int r = checker_start(&(struct checker_config){.store = s->store}, &s->checker);
    if (r < 0)
        log_warn("the database is not checked in the background: %s", strerror(-r));
}

static void wait_for_end(void)
{
    sigset_t set;
    int signal;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigwait(&set, &signal);
    log_info("stopping: %s", strsignal(signal));
}

static void stop(struct serving *s)
{
    for (int i = 0; i < s->started; i++)
        loop_stop(s->loops[i], GRACE_MS);
    for (int i = 0; i < s->started; i++)
        pthread_join(s->threads[i], NULL);
    if (s->socket[0] != '\0')
        unlink(s->socket);
    checker_stop(s->checker);
    thinker_stop(s->thinker);
    worker_stop(s->worker);
    clockwork_stop(s->clockwork);
    delivery_stop(s->delivery);
    file_keeper_stop(s->keeper);
    store_close_writer(s->store);
    search_close(s->search);
    for (int i = 0; i < LOOPS_MOST; i++) {
        loop_free(s->loops[i]);
        api_loop_free(s->parts[i]);
    }
    clockwork_free(s->clockwork);
    delivery_free(s->delivery);
    file_keeper_free(s->keeper);
    store_close(s->store);
    api_free(s->api);
    file_vault_close(s->vault);
    registry_free(s->adapters);
}

// Threads must not be asked for signals that wait_for_end waits for.
static void keep_signals_for_the_end(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

// What customers say is not for everybody on the machine, wherever the data directory lies.
static void prepare_process(void)
{
    struct rlimit files;
    signal(SIGPIPE, SIG_IGN);
    umask(S_IWGRP | S_IRWXO);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

static int start(struct serving *s)
{
    int erasures;
    prepare_process();
    int r = make_adapters(s);
    if (r == 0)
        r = open_store(s);
    if (r == 0)
        r = make_api(s);
    if (r == 0)
        r = start_loops(s);
    if (r == 0 && !s->is_private)
        r = erasure_replay(s->store, s->settings->data, &erasures);
    if (r == 0 && !s->is_private)
        r = clockwork_start(s->clockwork);
    if (r == 0 && !s->is_private)
        r = file_keeper_start(s->keeper);
    if (r == 0 && !s->is_private)
        r = delivery_start(s->delivery);
    return r;
}

static int exit_status(int r)
{
    if (r == STORE_IN_USE)
        return EX_CANTCREAT;
    return r == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int serve(const struct settings *settings)
{
    static struct serving serving;
    struct serving *s = &serving;
    s->settings = settings;
    keep_signals_for_the_end();
    int r = start(s);
    if (r == 0) {
        tell_ready(s);
        start_checker(s);
        wait_for_end();
    }
    stop(s);
    return exit_status(r);
}

int serve_privately(const struct settings *settings, int (*act)(void *ctx, const char *data), void *ctx)
{
    static struct serving serving;
    struct serving *s = &serving;
    s->settings = settings;
    s->is_private = true;
    int r = start(s);
    int status = r == 0 ? act(ctx, settings->data) : exit_status(r);
    stop(s);
    return status;
}
