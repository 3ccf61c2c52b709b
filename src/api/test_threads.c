// SPDX-License-Identifier: Apache-2.0
// Loops, writer, workers and live fan-out together, over sockets of the loopback: what ThreadSanitizer looks
// at. Bounded by requests, not by time.
#include "api/api.h"
#include "store/testing_store.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LOOPS = 2, WRITERS = 3, LISTENERS = 3, REQUESTS = 60, REPLY = 1 << 20 };

struct hub {
    struct testing_store store; // first
    struct worker *worker;
    struct api *api;
    struct loop *loops[LOOPS];
    struct api_loop *parts[LOOPS];
    pthread_t threads[LOOPS];
    int port;
    atomic_int listening;
};

static void publish(void *ctx, struct event_batch *batch)
{
    struct hub *h = ctx;
    if (h->api != NULL)
        api_publish(h->api, batch);
}

static void *run_loop(void *loop)
{
    loop_run(loop);
    return NULL;
}

static void add_loop(struct hub *h, int i)
{
    struct http_server_config config = {.limits = http_limits_default(), .access_log_fd = -1};
    struct http_server *server;
    assert_int_equal(http_listen("127.0.0.1", h->port, &config.listen_fd, &h->port), 0);
    assert_int_equal(loop_new(&(struct loop_config){.number = i, .clock = clock_system()}, &h->loops[i]), 0);
    assert_int_equal(api_loop_new(h->api, h->loops[i], i, &h->parts[i]), 0);
    config.loop = h->loops[i];
    config.app = api_app(h->parts[i]);
    assert_int_equal(http_server_new(&config, &server), 0);
    api_loop_serve(h->parts[i], server);
}

static void start(struct hub *h)
{
    *h = (struct hub){0};
    testing_store_open(&h->store, &(struct store_config){.publish = publish, .ctx = h});
    assert_int_equal(worker_start(&(struct worker_config){.store = h->store.store}, &h->worker), 0);
    assert_int_equal(api_new(&(struct api_config){.store = h->store.store,
                                                  .worker = h->worker,
                                                  .clock = testing_store_clock(&h->store),
                                                  .version = VIEW("1"),
                                                  .loops = LOOPS},
                             &h->api),
                     0);
    for (int i = 0; i < LOOPS; i++)
        add_loop(h, i);
    api_set_loops(h->api, h->parts, LOOPS);
    for (int i = 0; i < LOOPS; i++)
        assert_int_equal(pthread_create(&h->threads[i], NULL, run_loop, h->loops[i]), 0);
}

static void stop(struct hub *h)
{
    for (int i = 0; i < LOOPS; i++)
        loop_stop(h->loops[i], 1000);
    for (int i = 0; i < LOOPS; i++)
        pthread_join(h->threads[i], NULL);
    worker_stop(h->worker);
    store_close_writer(h->store.store);
    for (int i = 0; i < LOOPS; i++) {
        loop_free(h->loops[i]);
        api_loop_free(h->parts[i]);
    }
    testing_store_close(&h->store);
    api_free(h->api);
}

// ---- clients; they count what went wrong and leave asserting to the main thread

static int dial(const struct hub *h)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)h->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof(to)) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

// One request and its whole reply; returns the status, 0 when the connection failed.
static int exchange(int fd, const char *text, char *reply)
{
    size_t size = 0, wanted = 0;
    if (write(fd, text, strlen(text)) != (ssize_t)strlen(text))
        return 0;
    do {
        ssize_t got = read(fd, reply + size, REPLY - 1 - size);
        if (got <= 0)
            return 0;
        size += (size_t)got;
        reply[size] = '\0';
        const char *end = strstr(reply, "\r\n\r\n"), *length = strstr(reply, "Content-Length: ");
        if (end != NULL)
            wanted = (size_t)(end + 4 - reply) + (length == NULL ? 0 : (size_t)atol(length + 16));
    } while (wanted == 0 || size < wanted);
    return atoi(reply + 9);
}

struct client {
    struct hub *hub;
    int number, faults, frames;
    pthread_t thread;
};

static int ask(struct client *c, int fd, int i, char *reply)
{
    char text[600], json[200];
    if (i % 3 == 0) {
        snprintf(json, sizeof(json), "{\"customer_id\":\"c%d\",\"channel\":\"chat\",\"content\":\"m%d\"}",
                 c->number, i);
        snprintf(text, sizeof(text),
                 "POST /message/process HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                 "Content-Length: %zu\r\n\r\n%s",
                 strlen(json), json);
        return exchange(fd, text, reply);
    }
    static const char *const paths[] = {"/sessions/active", "/customer/c0/history?limit=150", "/metrics",
                                        "/ready", "/customer/c0/unified-view"};
    snprintf(text, sizeof(text), "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", paths[i % 5]);
    return exchange(fd, text, reply);
}

static void *write_and_read(void *ctx)
{
    struct client *c = ctx;
    char *reply = malloc(REPLY);
    int fd = dial(c->hub);
    for (int i = 0; i < REQUESTS; i++) {
        int status = ask(c, fd, i, reply);
        bool may_be_none = i < 5; // c0 may not be there yet
        if (status != 200 && !(may_be_none && status == 404))
            c->faults++;
        // What was answered is read at once by its writer.
        if (i % 3 == 0 && status == 200 && strstr(reply, "\"success\":true") == NULL)
            c->faults++;
    }
    close(fd);
    free(reply);
    return NULL;
}

static int count_in(const char *text, size_t size, const char *part)
{
    int count = 0;
    size_t length = strlen(part);
    for (const char *at = text; (at = memmem(at, size - (size_t)(at - text), part, length)) != NULL;
         at += length)
        count++;
    return count;
}

// Listens to the dashboard until every message has come.
static void *listen_to_all(void *ctx)
{
    static const char hello[] = "GET /ws/dashboard HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                                "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    struct client *c = ctx;
    int wanted = WRITERS * ((REQUESTS + 2) / 3);
    char *got = malloc(REPLY);
    size_t size = 0;
    bool is_told = false;
    int fd = dial(c->hub);
    if (write(fd, hello, strlen(hello)) != (ssize_t)strlen(hello))
        c->faults++;
    while (c->frames < wanted) {
        ssize_t n = read(fd, got + size, REPLY - size);
        if (n <= 0) {
            c->faults++;
            break;
        }
        size += (size_t)n;
        if (!is_told && count_in(got, size, "\"type\":\"subscribed\"") > 0) {
            is_told = true;
            atomic_fetch_add(&c->hub->listening, 1);
        }
        c->frames = count_in(got, size, "{\"type\":\"new_message\"");
    }
    if (!is_told)
        atomic_fetch_add(&c->hub->listening, 1);
    close(fd);
    free(got);
    return NULL;
}

static void everything_runs_together(void **state)
{
    static struct hub hub;
    struct client writers[WRITERS], listeners[LISTENERS];
    (void)state;
    start(&hub);
    for (int i = 0; i < LISTENERS; i++) {
        listeners[i] = (struct client){.hub = &hub, .number = i};
        assert_int_equal(pthread_create(&listeners[i].thread, NULL, listen_to_all, &listeners[i]), 0);
    }
    while (atomic_load(&hub.listening) < LISTENERS)
        usleep(1000);
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct client){.hub = &hub, .number = i};
        assert_int_equal(pthread_create(&writers[i].thread, NULL, write_and_read, &writers[i]), 0);
    }
    int faults = 0;
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(writers[i].thread, NULL);
        faults += writers[i].faults;
    }
    for (int i = 0; i < LISTENERS; i++) {
        pthread_join(listeners[i].thread, NULL);
        faults += listeners[i].faults;
        assert_int_equal(listeners[i].frames, WRITERS * ((REQUESTS + 2) / 3));
    }
    assert_int_equal(testing_count(&hub.store, "SELECT count(*) FROM interaction"),
                     WRITERS * ((REQUESTS + 2) / 3));
    stop(&hub);
    assert_int_equal(faults, 0);
}

int main(void)
{
    alarm(200);
    const struct CMUnitTest tests[] = {cmocka_unit_test(everything_runs_together)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
