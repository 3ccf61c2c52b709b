// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "net/http_inside.h"
#include <errno.h>
#include <stdlib.h>

enum {
    ARENA_CHUNK = 4096 - 64,
    ARENA_MAX = 64 << 20, // what an application may make of one request
    REPLY_HEAD_MAX = 256 * 1024,
    REFUSAL_MAX = 16 * 1024,
    LINGER_MS = 2000,
    CLOSE_MS = 5000,
    LOG_FLUSH_US = 1000000,
};

struct http_limits http_limits_default(void)
{
    return (struct http_limits){
        .head_max = 16 * 1024,
        .headers_max = 100,
        .body_max = 1 << 20,
        .bodies_max = 256 << 20,
        .connections_max = 60000,
        .head_timeout_ms = 10000,
        .body_timeout_ms = 15000,
        .body_total_ms = 60000,
        .piece_rate_min = 16 * 1024,
        .idle_timeout_ms = 75000,
        .write_timeout_ms = 30000,
        .websocket_message_max = 128 * 1024,
        .websocket_queue_max = 1 << 20,
        .websocket_ping_ms = 25000,
        .websocket_dead_ms = 60000,
    };
}

struct view http_header_value(const struct http_request *request, struct view name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (view_equal_nocase(request->headers[i].name, name))
            return request->headers[i].value;
    return (struct view){0};
}

size_t http_header_count(const struct http_request *request, struct view name)
{
    size_t count = 0;
    for (size_t i = 0; i < request->header_count; i++)
        count += view_equal_nocase(request->headers[i].name, name);
    return count;
}

// ---- exchanges

struct exchange *exchange_new(struct http_server *server, struct conn *c)
{
    struct exchange *e = server->spare;
    if (e != NULL) {
        server->spare = e->next_spare;
        server->spare_count--;
    } else {
        e = calloc(1, sizeof(*e));
        if (e == NULL)
            return NULL;
        arena_init(&e->pub.arena, ARENA_CHUNK, ARENA_MAX);
    }
    e->server = server;
    e->conn = c;
    e->pub.loop = server->loop;
    buffer_init(&e->body, server->limits.body_max);
    list_append(&server->exchanges, &e->link);
    c->exchange = e;
    return e;
}

void exchange_free(struct exchange *e)
{
    if (e == NULL)
        return;
    struct http_server *server = e->server;
    struct arena arena = e->pub.arena;
    list_remove(&e->link);
    server->bodies_size -= e->body_size;
    if (e->is_streaming)
        list_remove(&e->drained.link);
    if (e->intake.is_one)
        list_remove(&e->intake.left.link);
    buffer_free(&e->body);
    if (server->spare_count == SPARE_EXCHANGES) {
        arena_free(&arena);
        free(e);
        return;
    }
    arena_reset(&arena);
    *e = (struct exchange){.pub.arena = arena, .next_spare = server->spare};
    server->spare = e;
    server->spare_count++;
}

// ---- the access log

void http_server_log(struct http_server *server, const struct exchange *e, int status, uint64_t bytes)
{
    if (server->log.fd < 0)
        return;
    const struct http_request *request = &e->pub.request;
    loop_update_texts(server->loop);
    struct access_entry entry = {
        .peer = request->peer,
        .time = view_make(server->loop->log_time, LOG_TIME_SIZE),
        .method = request->method_text,
        .target = request->target,
        .referer = http_header_value(request, VIEW("referer")),
        .agent = http_header_value(request, VIEW("user-agent")),
        .is_http10 = e->pub.request.is_http10,
        .status = status,
        .bytes = bytes,
    };
    access_log_add(&server->log, &entry);
}

void http_server_log_refusal(const struct conn *c, int status, uint64_t bytes)
{
    struct http_server *server = c->server;
    if (c->exchange != NULL) {
        http_server_log(server, c->exchange, status, bytes);
        return;
    }
    loop_update_texts(server->loop);
    struct access_entry entry = {
        .peer = view_from(c->peer_text),
        .time = view_make(server->loop->log_time, LOG_TIME_SIZE),
        .status = status,
        .bytes = bytes,
    };
    access_log_add(&server->log, &entry);
}

// ---- peers

void peer_link(struct http_server *server, struct http_peer *peer, const struct http_peer_type *type)
{
    peer->type = type;
    list_append(&server->peers, &peer->link);
    server->peer_count++;
}

void peer_unlink(struct http_server *server, struct http_peer *peer)
{
    list_remove(&peer->link);
    server->peer_count--;
}

// ---- the loop's client

static struct http_server *server_of(struct loop_client *client)
{
    return (struct http_server *)(void *)client;
}

static void tick_server(struct loop_client *client)
{
    struct http_server *s = server_of(client);
    deadlines_sweep(&s->deadlines, s->loop->now_us);
    if (s->log.lines.size > 0 && s->loop->now_us - s->log_flushed_us >= LOG_FLUSH_US) {
        access_log_flush(&s->log);
        s->log_flushed_us = s->loop->now_us;
    }
}

static void stop_server(struct loop_client *client)
{
    struct http_server *s = server_of(client);
    acceptor_stop(s->acceptor);
    s->acceptor = NULL;
    for (struct list *at = s->peers.next, *next; at != &s->peers; at = next) {
        next = at->next;
        struct http_peer *peer = list_entry(at, struct http_peer, link);
        peer->type->stop(peer);
    }
}

static bool is_server_quiet(struct loop_client *client)
{
    return server_of(client)->peer_count == 0;
}

static void abandon_server(struct loop_client *client)
{
    struct http_server *s = server_of(client);
    acceptor_stop(s->acceptor);
    s->acceptor = NULL;
    while (!list_is_empty(&s->peers)) {
        struct http_peer *peer = list_entry(s->peers.next, struct http_peer, link);
        peer->type->abandon(peer);
    }
}

static void free_server(struct loop_client *client)
{
    struct http_server *s = server_of(client);
    while (!list_is_empty(&s->exchanges))
        exchange_free(list_entry(s->exchanges.next, struct exchange, link));
    while (s->spare != NULL) {
        struct exchange *e = s->spare;
        s->spare = e->next_spare;
        arena_free(&e->pub.arena);
        free(e);
    }
    access_log_free(&s->log);
    buffer_free(&s->head);
    buffer_free(&s->body);
    free(s);
}

static const struct loop_client_type client_type = {
    .tick = tick_server,
    .stop = stop_server,
    .is_quiet = is_server_quiet,
    .abandon = abandon_server,
    .free = free_server,
};

static void init_deadlines(struct http_server *s)
{
    const struct http_limits *l = &s->limits;
    const int periods[DEADLINE_KINDS] = {
        [DEADLINE_IDLE] = l->idle_timeout_ms,
        [DEADLINE_HEAD] = l->head_timeout_ms,
        [DEADLINE_BODY] = l->body_timeout_ms,
        [DEADLINE_LINGER] = LINGER_MS,
        [DEADLINE_WRITE] = l->write_timeout_ms,
        [DEADLINE_PING] = l->websocket_ping_ms,
        [DEADLINE_DEAD] = l->websocket_dead_ms - l->websocket_ping_ms,
        [DEADLINE_CLOSE] = CLOSE_MS,
    };
    deadlines_init(&s->deadlines, periods);
}

int http_server_new(const struct http_server_config *config, struct http_server **ret)
{
    struct http_server *s = calloc(1, sizeof(*s));
    if (s == NULL)
        return error_trace(-ENOMEM);
    s->client.type = &client_type;
    s->loop = config->loop;
    s->app = config->app;
    s->limits = config->limits;
    s->peers_are_operator = config->peers_are_operator;
    list_init(&s->peers);
    list_init(&s->exchanges);
    init_deadlines(s);
    access_log_init(&s->log, config->access_log_fd);
    buffer_init(&s->head, REPLY_HEAD_MAX);
    buffer_init(&s->body, REFUSAL_MAX);
    if (config->listen_fd >= 0) {
        int r = acceptor_new(s, config->listen_fd, &s->acceptor);
        if (r < 0) {
            free_server(&s->client);
            return error_trace(r);
        }
    }
    loop_add_client(s->loop, &s->client);
    *ret = s;
    return 0;
}

const struct http_counters *http_server_counters(const struct http_server *server)
{
    return &server->counters;
}
