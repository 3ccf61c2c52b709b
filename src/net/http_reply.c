// SPDX-License-Identifier: Apache-2.0
#include "net/reply_head.h"
#include <stdio.h>

enum { JOINED_BODY_MAX = 2048 }; // up to here one copy is cheaper than a second part

// An answer to an exchange whose client has left.
static bool drop_if_gone(struct exchange *e)
{
    if (e->conn != NULL)
        return false;
    counter_add(&e->server->counters.replies[0], 1);
    exchange_free(e);
    return true;
}

static bool send_reply(struct conn *c, const struct reply *reply, struct view body)
{
    struct buffer *head = &c->server->head;
    buffer_clear(head);
    reply_head(c->server->loop, reply, head);
    if (body.size <= JOINED_BODY_MAX) {
        buffer_append_view(head, body);
        body.size = 0;
    }
    if (head->failed) {
        conn_close(c);
        return false;
    }
    const struct iovec parts[2] = {
        {.iov_base = head->data, .iov_len = head->size},
        {.iov_base = (void *)(uintptr_t)body.data, .iov_len = body.size},
    };
    return conn_send(c, parts, body.size > 0 ? 2 : 1);
}

static void count_reply(struct http_server *s, int status)
{
    counter_add(&s->counters.replies[status / 100], 1);
}

void http_reply(struct http_exchange *exchange, int status, const struct http_header *headers,
                size_t header_count, struct view body, bool close)
{
    struct exchange *e = exchange_of(exchange);
    if (drop_if_gone(e))
        return;
    struct conn *c = e->conn;
    if (status < 200 || !reply_is_sendable(status, headers, header_count)) {
        status = 500;
        header_count = 0;
        body = (struct view){0};
    }
    if (close || !e->keep_alive || c->server->loop->is_stopping || c->state == CONN_BODY)
        c->must_end = true; // in the last case the rest of a body still comes
    struct reply reply = {
        .status = status,
        .headers = headers,
        .header_count = header_count,
        .framing = status_has_body(status) ? REPLY_COUNTED : REPLY_NO_BODY,
        .content_length = body.size,
        .is_http10 = e->pub.request.is_http10,
        .ends = c->must_end,
    };
    if (!status_has_body(status) || exchange->request.method == HTTP_HEAD)
        body.size = 0;
    count_reply(c->server, status);
    http_server_log(c->server, e, status, body.size);
    c->exchange = NULL; // a failing write must not hand it back
    bool sent = send_reply(c, &reply, body);
    exchange_free(e);
    if (sent)
        conn_replied(c);
}

void conn_refuse(struct conn *c, int status, const char *detail)
{
    struct http_server *s = c->server;
    struct exchange *e = c->exchange;
    struct view type = {0};
    buffer_clear(&s->body);
    if (s->app.refusal != NULL)
        s->app.refusal(s->app.ctx, status, detail, &s->body, &type);
    struct view body = s->body.failed ? (struct view){0} : buffer_view(&s->body);
    struct http_header headers[2];
    size_t header_count = 0;
    if (type.size > 0)
        headers[header_count++] = (struct http_header){VIEW("Content-Type"), type};
    if (status == 503)
        headers[header_count++] = (struct http_header){VIEW("Retry-After"), VIEW("1")};
    struct reply reply = {
        .status = status,
        .headers = headers,
        .header_count = header_count,
        .content_length = body.size,
        .ends = true,
    };
    if (e != NULL && e->pub.request.method == HTTP_HEAD)
        body.size = 0;
    c->must_end = true;
    count_reply(s, status);
    http_server_log_refusal(c, status, body.size);
    c->exchange = NULL;
    bool sent = send_reply(c, &reply, body);
    exchange_free(e);
    if (sent)
        conn_replied(c);
}

// ---- streams

static void send_chunk(struct conn *c, const struct exchange *e, struct view data)
{
    char size[20];
    int n = snprintf(size, sizeof(size), "%zx\r\n", data.size);
    char end[] = "\r\n";
    const struct iovec parts[3] = {
        {.iov_base = size, .iov_len = (size_t)n},
        {.iov_base = (void *)(uintptr_t)data.data, .iov_len = data.size},
        {.iov_base = end, .iov_len = 2},
    };
    if (e->pub.request.is_http10)
        conn_send(c, parts + 1, 1);
    else
        conn_send(c, parts, 3);
}

static void run_drained(struct loop_task *task)
{
    struct exchange *e = list_entry(task, struct exchange, drained);
    if (e->stream.drained != NULL)
        e->stream.drained(e->stream.ctx, &e->pub);
}

void http_stream_begin(struct http_exchange *exchange, int status, const struct http_header *headers,
                       size_t header_count, struct http_stream_handler handler)
{
    struct exchange *e = exchange_of(exchange);
    struct conn *c = e->conn;
    e->is_streaming = true;
    e->stream = handler;
    loop_task_init(&e->drained, run_drained);
    if (c == NULL)
        return;
    if (status < 200 || !reply_is_sendable(status, headers, header_count)) {
        status = 500;
        header_count = 0;
    }
    e->stream_status = (uint16_t)status;
    e->has_no_body = !status_has_body(status) || exchange->request.method == HTTP_HEAD;
    if (!e->keep_alive || c->server->loop->is_stopping || c->state == CONN_BODY ||
        (e->pub.request.is_http10 && !e->has_no_body))
        c->must_end = true;
    struct reply reply = {
        .status = status,
        .headers = headers,
        .header_count = header_count,
        .framing = !status_has_body(status)   ? REPLY_NO_BODY
                   : e->pub.request.is_http10 ? REPLY_UNTIL_CLOSE
                                              : REPLY_CHUNKED,
        .is_http10 = e->pub.request.is_http10,
        .ends = c->must_end,
    };
    send_reply(c, &reply, (struct view){0});
}

void http_stream_chunk(struct http_exchange *exchange, struct view data)
{
    struct exchange *e = exchange_of(exchange);
    if (e->conn == NULL || data.size == 0 || e->has_no_body)
        return;
    e->stream_bytes += data.size;
    send_chunk(e->conn, e, data);
}

size_t http_stream_room(const struct http_exchange *exchange)
{
    const struct exchange *e = (const struct exchange *)(const void *)exchange;
    if (e->conn == NULL)
        return 0;
    size_t pending = conn_pending(e->conn);
    return pending < STREAM_QUEUE_MAX ? STREAM_QUEUE_MAX - pending : 0;
}

bool http_stream_is_gone(const struct http_exchange *exchange)
{
    return ((const struct exchange *)(const void *)exchange)->conn == NULL;
}

void http_stream_end(struct http_exchange *exchange)
{
    struct exchange *e = exchange_of(exchange);
    if (drop_if_gone(e))
        return;
    struct conn *c = e->conn;
    char last[] = "0\r\n\r\n";
    count_reply(c->server, e->stream_status);
    http_server_log(c->server, e, e->stream_status, e->stream_bytes);
    c->exchange = NULL;
    bool sent = e->pub.request.is_http10 || e->has_no_body ||
                conn_send(c, &(struct iovec){.iov_base = last, .iov_len = sizeof(last) - 1}, 1);
    exchange_free(e);
    if (sent)
        conn_replied(c);
}
