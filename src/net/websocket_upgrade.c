// SPDX-License-Identifier: Apache-2.0
// The opening handshake (RFC 6455 4.2).
#include "net/reply_head.h"
#include "net/websocket_inside.h"

// Whether a comma-separated list has the token, any case.
static bool list_has(struct view list, struct view token)
{
    while (list.size > 0)
        if (view_equal_nocase(view_trim(view_cut(&list, ',')), token))
            return true;
    return false;
}

static bool header_has(const struct http_request *request, struct view name, struct view token)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (view_equal_nocase(request->headers[i].name, name) && list_has(request->headers[i].value, token))
            return true;
    return false;
}

static struct view key_of(const struct http_request *request)
{
    return http_header_value(request, VIEW("sec-websocket-key"));
}

int websocket_wanted(const struct http_request *request)
{
    if (!header_has(request, VIEW("upgrade"), VIEW("websocket")))
        return 0;
    char accept[WEBSOCKET_ACCEPT_SIZE + 1];
    if (request->method != HTTP_GET || request->is_http10 || request->body.size > 0 ||
        !header_has(request, VIEW("connection"), VIEW("upgrade")))
        return -1;
    if (http_header_count(request, VIEW("sec-websocket-version")) != 1 ||
        http_header_count(request, VIEW("sec-websocket-key")) != 1)
        return -1;
    if (!view_equal(http_header_value(request, VIEW("sec-websocket-version")), VIEW("13")))
        return -2;
    return websocket_accept(key_of(request), accept) ? 1 : -1;
}

static bool wants_deflate(const struct http_request *request)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (view_equal_nocase(request->headers[i].name, VIEW("sec-websocket-extensions")) &&
            websocket_offers_deflate(request->headers[i].value))
            return true;
    return false;
}

static bool send_switch(struct conn *c, const struct http_request *request, struct view protocol,
                        bool deflate)
{
    char accept[WEBSOCKET_ACCEPT_SIZE + 1] = "";
    websocket_accept(key_of(request), accept);
    struct http_header headers[5] = {
        {VIEW("Upgrade"), VIEW("websocket")},
        {VIEW("Connection"), VIEW("Upgrade")},
        {VIEW("Sec-WebSocket-Accept"), view_make(accept, WEBSOCKET_ACCEPT_SIZE)},
    };
    size_t count = 3;
    if (deflate)
        headers[count++] = (struct http_header){
            VIEW("Sec-WebSocket-Extensions"),
            VIEW("permessage-deflate; server_no_context_takeover; client_no_context_takeover")};
    if (protocol.size > 0)
        headers[count++] = (struct http_header){VIEW("Sec-WebSocket-Protocol"), protocol};
    struct reply reply = {.status = 101, .headers = headers, .header_count = count, .framing = REPLY_SWITCH};
    struct buffer *out = &c->server->head;
    buffer_clear(out);
    reply_head(c->server->loop, &reply, out);
    // A fresh connection takes these few bytes at once; one that does not is not worth keeping.
    const struct iovec part = {.iov_base = out->data, .iov_len = out->size};
    if (!conn_send(c, &part, 1))
        return false;
    if (conn_pending(c) == 0)
        return true;
    conn_close(c);
    return false;
}

struct websocket *websocket_upgrade(struct http_exchange *exchange, struct view protocol,
                                    const struct websocket_handler *handler, void *ctx)
{
    struct exchange *e = exchange_of(exchange);
    struct http_server *s = e->server;
    struct websocket *ws = NULL;
    bool deflate = wants_deflate(&exchange->request);
    if (e->conn != NULL && send_switch(e->conn, &exchange->request, protocol, deflate)) {
        counter_add(&s->counters.replies[1], 1);
        http_server_log(s, e, 101, 0);
        ws = websocket_new(e->conn, deflate, handler, ctx);
    } else {
        counter_add(&s->counters.replies[0], 1);
    }
    exchange_free(e);
    return ws;
}
