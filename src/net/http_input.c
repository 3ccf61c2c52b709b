// SPDX-License-Identifier: Apache-2.0
// Bytes become an exchange: head, body, and then the application.
#include "net/http_inside.h"
#include "net/http_parse.h"

enum { SMALL_BODY_MAX = 16 * 1024 };

static int64_t now_of(const struct conn *c)
{
    return c->server->loop->now_us;
}

static void dispatch(struct conn *c)
{
    struct http_server *s = c->server;
    struct exchange *e = c->exchange;
    if (e->small_body != NULL)
        e->pub.request.body = view_make(e->small_body, e->body_size);
    else
        e->pub.request.body = buffer_view(&e->body);
    c->state = CONN_APP;
    deadline_clear(&c->phase);
    s->app.request(s->app.ctx, &e->pub);
}

static bool begin_body(struct conn *c, const struct head_scan *scan)
{
    struct exchange *e = c->exchange;
    e->is_chunked = scan->is_chunked;
    e->body_left = (size_t)scan->content_length;
    c->state = CONN_BODY;
    c->began_us = now_of(c);
    deadline_set(&c->server->deadlines, &c->phase, DEADLINE_BODY, now_of(c));
    if (e->intake.is_one) {
        e->intake.wants_continue = scan->expects_continue && !scan->is_http10;
        deadline_clear(&c->phase); // until it is taken
        c->server->app.request(c->server->app.ctx, &e->pub);
        return true;
    }
    if (!scan->is_chunked && e->body_left <= SMALL_BODY_MAX) {
        e->small_body = arena_alloc(&e->pub.arena, e->body_left + 1);
        if (e->small_body == NULL) {
            conn_refuse(c, 500, "Memory is short.");
            return false;
        }
    }
    if (!scan->expects_continue || scan->is_http10)
        return true;
    char line[] = "HTTP/1.1 100 Continue\r\n\r\n";
    return conn_send(c, &(struct iovec){.iov_base = line, .iov_len = sizeof(line) - 1}, 1);
}

static void fill_request(struct conn *c, struct exchange *e)
{
    struct http_request *request = &e->pub.request;
    memcpy(e->peer_text, c->peer_text, sizeof(e->peer_text));
    request->peer = view_from(e->peer_text);
    request->peer_is_loopback = c->peer_is_loopback;
    request->peer_is_operator = c->server->peers_are_operator;
    request->began_us = c->began_us;
}

// How much of a body may come, and how.
static void set_limit(struct http_server *s, struct exchange *e)
{
    size_t pieces;
    e->body_limit = s->limits.body_max;
    if (s->app.takes_pieces != NULL && s->app.takes_pieces(s->app.ctx, &e->pub.request, &pieces)) {
        e->body_limit = pieces;
        intake_begin(e);
        return;
    }
    if (s->app.body_max != NULL) {
        size_t wished = s->app.body_max(s->app.ctx, &e->pub.request);
        e->body_limit = wished < e->body_limit ? wished : e->body_limit;
    }
    e->body.max = e->body_limit;
}

// The head is whole and good so far: an exchange begins.
static void take_head(struct conn *c, struct view head)
{
    struct http_server *s = c->server;
    struct head_scan scan = c->scan;
    struct exchange *e = exchange_new(s, c);
    if (e == NULL || !arena_copy(&e->pub.arena, head, &head)) {
        conn_refuse(c, 500, "Memory is short.");
        return;
    }
    counter_add(&s->counters.requests, 1);
    fill_request(c, e);
    e->pub.request.is_http10 = scan.is_http10;
    const char *detail = "";
    int status = http_parse(&e->pub.arena, head, &scan, &e->pub.request, &e->keep_alive, &detail);
    if (status != 0) {
        conn_refuse(c, status, detail);
        return;
    }
    if (scan.is_chunked || scan.content_length > 0)
        set_limit(s, e);
    if (scan.content_length > e->body_limit)
        conn_refuse(c, 413, "The body is too large.");
    else if (scan.is_chunked || scan.content_length > 0)
        begin_body(c, &scan);
    else
        dispatch(c);
}

static void advance(struct view *rest, size_t by)
{
    *rest = view_make(rest->data + by, rest->size - by);
}

void conn_feed_head(struct conn *c, struct view *rest, bool *ret_more)
{
    const struct http_limits *l = &c->server->limits;
    if (!c->skipped_blank && c->scan.at == 0 && view_starts(*rest, VIEW("\r\n"))) {
        c->skipped_blank = true;
        advance(rest, 2);
        return;
    }
    if (c->began_us == 0)
        c->began_us = now_of(c);
    struct head_limits limits = {.size_max = (uint32_t)l->head_max, .headers_max = (uint32_t)l->headers_max};
    switch ((enum head_outcome)head_scan(&c->scan, &limits, rest->data, rest->size)) {
    case HEAD_MORE:
        if (c->phase.kind != DEADLINE_HEAD || !deadline_is_set(&c->phase))
            deadline_set(&c->server->deadlines, &c->phase, DEADLINE_HEAD, now_of(c));
        *ret_more = false;
        return;
    case HEAD_REFUSED:
        conn_refuse(c, c->scan.status, c->scan.detail);
        return;
    case HEAD_DONE: {
        struct view head = view_make(rest->data, c->scan.at);
        advance(rest, head.size);
        take_head(c, head);
        return;
    }
    }
}

static void break_off(struct conn *c, int status, const char *detail)
{
    if (c->exchange->intake.is_one)
        intake_end(c, status, detail);
    else
        conn_refuse(c, status, detail);
}

static void body_is_whole(struct conn *c)
{
    if (c->exchange->intake.is_one)
        intake_end(c, 0, "");
    else
        dispatch(c);
}

// False when the application wants no more of it.
static bool hand_over(struct conn *c, struct view data)
{
    struct exchange *e = c->exchange;
    if (data.size > e->body_limit - e->pieces_size) {
        intake_end(c, 413, "The body is too large.");
        return false;
    }
    e->pieces_size += data.size;
    e->intake.call.piece(e->intake.call.ctx, &e->pub, data);
    return c->state == CONN_BODY && c->exchange == e;
}

// False when it was refused.
static bool append_body(struct conn *c, struct view data)
{
    struct http_server *s = c->server;
    struct exchange *e = c->exchange;
    if (e->intake.is_one)
        return hand_over(c, data);
    if (data.size > s->limits.bodies_max - s->bodies_size) {
        conn_refuse(c, 503, "Too many bodies are on their way.");
        return false;
    }
    if (e->small_body != NULL)
        memcpy(e->small_body + e->body_size, data.data, data.size);
    else
        buffer_append_view(&e->body, data);
    if (e->body.failed) {
        conn_refuse(c, 413, "The body is too large.");
        return false;
    }
    e->body_size += data.size;
    s->bodies_size += data.size;
    return true;
}

static void feed_counted(struct conn *c, struct view *rest)
{
    struct exchange *e = c->exchange;
    struct view data = view_make(rest->data, e->body_left < rest->size ? e->body_left : rest->size);
    advance(rest, data.size);
    e->body_left -= data.size;
    if (append_body(c, data) && e->body_left == 0)
        body_is_whole(c);
}

static void feed_chunked(struct conn *c, struct view *rest)
{
    struct exchange *e = c->exchange;
    struct view data = {0};
    switch ((enum chunked_outcome)chunked_read(&e->chunked, rest, &data)) {
    case CHUNKED_DONE:
        body_is_whole(c);
        return;
    case CHUNKED_MORE:
        return;
    case CHUNKED_DATA:
        append_body(c, data);
        return;
    case CHUNKED_BAD:
        break_off(c, 400, "The chunked body is malformed.");
        return;
    }
}

// How long a body may have taken so far.
static int64_t time_for(const struct exchange *e)
{
    const struct http_limits *l = &e->server->limits;
    int64_t us = (int64_t)l->body_total_ms * 1000;
    if (e->intake.is_one && l->piece_rate_min > 0)
        us += (int64_t)(e->pieces_size / (size_t)l->piece_rate_min) * 1000000;
    return us;
}

void conn_feed_body(struct conn *c, struct view *rest)
{
    struct http_server *s = c->server;
    if (now_of(c) - c->began_us > time_for(c->exchange)) {
        break_off(c, 408, "The body took too long.");
        return;
    }
    deadline_set(&s->deadlines, &c->phase, DEADLINE_BODY, now_of(c));
    if (c->exchange->is_chunked)
        feed_chunked(c, rest);
    else
        feed_counted(c, rest);
}
