// SPDX-License-Identifier: Apache-2.0
// The state machine of one HTTP connection: bytes in, one exchange at a time, bytes out.
#include "base/error.h"
#include "net/http_inside.h"
#include <errno.h>
#include <stdlib.h>

enum { OUT_MAX = 1 << 30 };

static int64_t now_of(const struct conn *c)
{
    return c->server->loop->now_us;
}

static bool is_open(const struct conn *c)
{
    return c->state != CONN_CLOSED && c->state != CONN_UPGRADED;
}

static bool can_feed(const struct conn *c)
{
    return c->state == CONN_HEAD || c->state == CONN_LINGER ||
           (c->state == CONN_BODY && !intake_is_paused(c->exchange));
}

static void update_wants(struct conn *c)
{
    if (!is_open(c))
        return;
    bool input = !c->has_ended && (can_feed(c) || c->in.size < WAITING_MAX);
    bool output = conn_pending(c) > 0;
    if (input == c->wants_input && output == c->wants_output)
        return;
    c->wants_input = input;
    c->wants_output = output;
    transport_want(c->transport, input, output);
}

// ---- its end

static void let_go(struct conn *c, enum conn_state state)
{
    struct exchange *e = c->exchange;
    c->exchange = NULL;
    if (e != NULL && c->state == CONN_BODY && e->intake.is_one) {
        intake_leave(e);
    } else if (e != NULL && c->state == CONN_BODY) {
        exchange_free(e);
    } else if (e != NULL) {
        e->conn = NULL;
        if (e->is_streaming)
            loop_add_task(c->server->loop, &e->drained);
    }
    c->state = state;
    deadline_clear(&c->phase);
    deadline_clear(&c->write);
    peer_unlink(c->server, &c->peer);
    loop_add_task(c->server->loop, &c->later); // frees it when nobody looks at it any more
}

void conn_look_again(struct conn *c)
{
    if (!c->is_feeding && c->in.size > 0)
        loop_add_task(c->server->loop, &c->later);
    update_wants(c);
}

void conn_close(struct conn *c)
{
    if (!is_open(c))
        return;
    let_go(c, CONN_CLOSED);
    transport_close(c->transport);
    counter_add(&c->server->counters.closed, 1);
}

struct transport *conn_give_up(struct conn *c, void *heir, void (*take_rest)(void *heir, struct view rest))
{
    struct transport *transport = c->transport;
    c->exchange->conn = NULL;
    c->exchange = NULL;
    let_go(c, CONN_UPGRADED);
    c->heir = heir;
    c->take_rest = take_rest;
    if (!c->is_feeding)
        take_rest(heir, buffer_view(&c->in));
    return transport;
}

static void free_conn(struct conn *c)
{
    buffer_free(&c->in);
    buffer_free(&c->out);
    free(c);
}

// FIN now and the end of the descriptor later, else what the peer still sends would answer our last
// bytes with a reset before they are read.
static void begin_linger(struct conn *c)
{
    if (c->has_ended) {
        conn_close(c);
        return;
    }
    transport_finish(c->transport);
    c->state = CONN_LINGER;
    buffer_free(&c->in);
    deadline_set(&c->server->deadlines, &c->phase, DEADLINE_LINGER, now_of(c));
    update_wants(c);
}

static void begin_head(struct conn *c)
{
    c->state = CONN_HEAD;
    c->scan = (struct head_scan){0};
    c->skipped_blank = false;
    c->began_us = 0;
    deadline_set(&c->server->deadlines, &c->phase, DEADLINE_IDLE, now_of(c));
    if (!c->is_feeding && c->in.size > 0)
        loop_add_task(c->server->loop, &c->later);
    update_wants(c);
}

static void go_on_or_end(struct conn *c)
{
    if (c->must_end || c->server->loop->is_stopping)
        begin_linger(c);
    else
        begin_head(c);
}

void conn_replied(struct conn *c)
{
    c->exchange = NULL;
    deadline_clear(&c->phase);
    if (conn_pending(c) == 0) {
        go_on_or_end(c);
        return;
    }
    c->state = CONN_WRITING;
    update_wants(c);
}

// ---- output

static void await_room(struct conn *c)
{
    deadline_set(&c->server->deadlines, &c->write, DEADLINE_WRITE, now_of(c));
    update_wants(c);
}

static void queue_behind(struct conn *c, const struct iovec *parts, int count, size_t skip)
{
    if (c->out_at > c->out.size / 2) {
        buffer_consume(&c->out, c->out_at);
        c->out_at = 0;
    }
    for (int i = 0; i < count; i++) {
        size_t gone = skip < parts[i].iov_len ? skip : parts[i].iov_len;
        skip -= gone;
        buffer_append(&c->out, (const char *)parts[i].iov_base + gone, parts[i].iov_len - gone);
    }
}

bool conn_send(struct conn *c, const struct iovec *parts, int count)
{
    size_t total = 0;
    for (int i = 0; i < count; i++)
        total += parts[i].iov_len;
    ssize_t sent = conn_pending(c) > 0 ? 0 : transport_write(c->transport, parts, count);
    if (sent < 0) {
        conn_close(c);
        return false;
    }
    counter_add(&c->server->counters.bytes_out, (unsigned long long)sent);
    if ((size_t)sent == total)
        return true;
    bool waited = conn_pending(c) > 0;
    queue_behind(c, parts, count, (size_t)sent);
    if (c->out.failed) {
        conn_close(c);
        return false;
    }
    if (!waited)
        await_room(c);
    return true;
}

static void out_is_empty(struct conn *c)
{
    buffer_free(&c->out);
    c->out_at = 0;
    deadline_clear(&c->write);
    if (c->state == CONN_WRITING)
        go_on_or_end(c);
    else if (c->exchange != NULL && c->exchange->is_streaming)
        loop_add_task(c->server->loop, &c->exchange->drained);
    update_wants(c);
}

static void flush_out(struct conn *c)
{
    struct iovec part = {.iov_base = c->out.data + c->out_at, .iov_len = conn_pending(c)};
    ssize_t sent = transport_write(c->transport, &part, 1);
    if (sent < 0) {
        conn_close(c);
        return;
    }
    counter_add(&c->server->counters.bytes_out, (unsigned long long)sent);
    c->out_at += (size_t)sent;
    if (conn_pending(c) == 0)
        out_is_empty(c);
    else if (sent > 0)
        await_room(c);
}

// ---- input

static void conn_feed(struct conn *c, struct view *rest)
{
    bool more = true;
    c->is_feeding = true;
    while (more && rest->size > 0) {
        if (c->state == CONN_HEAD)
            conn_feed_head(c, rest, &more);
        else if (c->state == CONN_BODY && can_feed(c))
            conn_feed_body(c, rest);
        else if (c->state == CONN_LINGER)
            rest->size = 0;
        else
            more = false;
    }
    c->is_feeding = false;
    if (c->state == CONN_UPGRADED)
        c->take_rest(c->heir, *rest);
}

static void feed_from_in(struct conn *c)
{
    struct view rest = buffer_view(&c->in);
    conn_feed(c, &rest);
    if (!is_open(c))
        return;
    if (rest.size == 0)
        buffer_free(&c->in);
    else
        buffer_consume(&c->in, c->in.size - rest.size);
    update_wants(c);
}

static void feed_from_shared(struct conn *c, struct view rest)
{
    conn_feed(c, &rest);
    if (!is_open(c))
        return;
    buffer_append_view(&c->in, rest);
    update_wants(c);
}

static void input_ended(struct conn *c, bool is_broken)
{
    c->has_ended = true;
    if (c->state != CONN_WRITING || is_broken) {
        conn_close(c);
        return;
    }
    c->must_end = true; // it may have said all it wanted and still listen
    update_wants(c);
}

static void read_input(struct conn *c)
{
    struct http_server *s = c->server;
    size_t room = can_feed(c) ? INPUT_SIZE : WAITING_MAX - c->in.size;
    ssize_t got = transport_read(c->transport, s->input, room);
    if (got == -EAGAIN)
        return;
    if (got <= 0) {
        input_ended(c, got < 0);
        return;
    }
    counter_add(&s->counters.bytes_in, (unsigned long long)got);
    struct view data = view_make(s->input, (size_t)got);
    if (c->in.size == 0 && can_feed(c)) {
        feed_from_shared(c, data);
    } else {
        buffer_append_view(&c->in, data);
        if (can_feed(c))
            feed_from_in(c);
    }
    if (c->in.failed)
        conn_close(c);
    update_wants(c);
}

static void on_ready(void *owner, bool input, bool output)
{
    struct conn *c = owner;
    if (output && is_open(c) && conn_pending(c) > 0)
        flush_out(c);
    if (input && is_open(c) && c->wants_input)
        read_input(c);
}

// ---- deadlines and the server's will

static void phase_expired(struct deadline *d)
{
    struct conn *c = list_entry(d, struct conn, phase);
    if (d->kind == DEADLINE_HEAD)
        conn_refuse(c, 408, "The head took too long.");
    else if (d->kind == DEADLINE_BODY && c->exchange->intake.is_one)
        intake_end(c, 408, "The body took too long.");
    else if (d->kind == DEADLINE_BODY)
        conn_refuse(c, 408, "The body took too long.");
    else
        conn_close(c);
}

static void write_expired(struct deadline *d)
{
    conn_close(list_entry(d, struct conn, write));
}

static void run_later(struct loop_task *task)
{
    struct conn *c = list_entry(task, struct conn, later);
    if (!is_open(c))
        free_conn(c);
    else if (can_feed(c) && c->in.size > 0)
        feed_from_in(c);
}

static void stop_conn(struct http_peer *peer)
{
    struct conn *c = (struct conn *)(void *)peer;
    c->must_end = true;
    if (c->state == CONN_HEAD)
        read_input(c); // a request that has come already is still answered
    if (c->state == CONN_HEAD)
        conn_close(c);
}

static void abandon_conn(struct http_peer *peer)
{
    conn_close((struct conn *)(void *)peer);
}

static const struct http_peer_type conn_type = {.stop = stop_conn, .abandon = abandon_conn};

static void refuse_connection(struct http_server *server, struct transport *transport)
{
    transport_close(transport);
    counter_add(&server->counters.refused, 1);
}

int conn_open(struct http_server *server, struct transport *transport, const char *peer_text,
              bool peer_is_loopback)
{
    if (server->peer_count >= server->limits.connections_max || server->loop->is_stopping) {
        refuse_connection(server, transport);
        return 0;
    }
    struct conn *c = calloc(1, sizeof(*c));
    if (c == NULL) {
        refuse_connection(server, transport);
        return error_trace(-ENOMEM);
    }
    c->server = server;
    c->transport = transport;
    transport->owner = c;
    transport->ready = on_ready;
    buffer_init(&c->in, server->limits.head_max + INPUT_SIZE + WAITING_MAX);
    buffer_init(&c->out, OUT_MAX);
    deadline_init(&c->phase, phase_expired);
    deadline_init(&c->write, write_expired);
    loop_task_init(&c->later, run_later);
    c->peer_is_loopback = peer_is_loopback;
    size_t size = strnlen(peer_text, PEER_SIZE - 1);
    memcpy(c->peer_text, peer_text, size);
    peer_link(server, &c->peer, &conn_type);
    counter_add(&server->counters.accepted, 1);
    begin_head(c);
    return 0;
}
