// SPDX-License-Identifier: Apache-2.0
#include "api/reply.h"
#include "api/api_state.h"
#include "api/etag.h"
#include "api/reply_file.h"
#include "hub/position.h"
#include <stdio.h>

enum {
    HEADERS_MAX = 24,
    REQUEST_ID_MAX = 64,
    TRACEPARENT_SIZE = 55,
    RETRY_MAX = 24,
    LIMIT_MAX = 96,
    FILE_TEXT_MAX = 300
};

struct headers {
    struct http_header items[HEADERS_MAX];
    size_t count;
};

static void add(struct headers *h, struct view name, struct view value)
{
    if (value.size > 0 && h->count < HEADERS_MAX)
        h->items[h->count++] = (struct http_header){name, value};
}

static bool is_safe(struct view text, size_t max)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
              c == '_' || c == '.'))
            return false;
    }
    return text.size > 0 && text.size <= max;
}

static bool is_hex(struct view text)
{
    bool is_zero = true;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
        is_zero = is_zero && c == '0';
    }
    return !is_zero;
}

// W3C Trace Context 3.2: 00-TRACE-PARENT-FLAGS. What is none is not passed on.
static bool is_traceparent(struct view t)
{
    return t.size == TRACEPARENT_SIZE && view_starts(t, VIEW("00-")) && t.data[35] == '-' &&
           t.data[52] == '-' && is_hex(view_make(t.data + 3, 32)) && is_hex(view_make(t.data + 36, 16)) &&
           (is_hex(view_make(t.data + 53, 2)) || view_equal(view_make(t.data + 53, 2), VIEW("00")));
}

// The caller's id if it is harmless, else one of ours.
static struct view request_id(struct call *call, char *text, size_t size)
{
    if (is_safe(call->head.request_id, REQUEST_ID_MAX))
        return call->head.request_id;
    int n = snprintf(text, size, "%08x-%d-%llx", call->api->run, call->loop->number,
                     (unsigned long long)call->loop->request_count);
    return view_make(text, (size_t)n);
}

// Until the limit gives way, where a limit it was; else soon.
static struct view retry_after(const struct call *call, char text[static RETRY_MAX])
{
    int64_t seconds = (call->limit.retry_in_ns + 999999999) / 1000000000;
    int size = snprintf(text, RETRY_MAX, "%lld", (long long)(seconds < 1 ? 1 : seconds));
    return view_make(text, (size_t)size);
}

static bool wants_retry(int status)
{
    return status == 429 || status == 503;
}

// Fetch standard, CORS protocol: what a page of another, allowed origin may see and do.
static void add_cors(struct headers *h, const struct call *call)
{
    if (call->cors_origin.data == NULL)
        return;
    add(h, VIEW("Access-Control-Allow-Origin"), call->cors_origin);
    add(h, VIEW("Vary"), VIEW("Origin"));
    if (call->exchange->request.method != HTTP_OPTIONS) {
        add(h, VIEW("Access-Control-Expose-Headers"),
            VIEW("X-Request-Id, X-Position, Retry-After, ETag, Idempotent-Replayed, RateLimit, "
                 "RateLimit-Policy, traceparent"));
        return;
    }
    add(h, VIEW("Access-Control-Allow-Methods"), call->allow);
    add(h, VIEW("Access-Control-Allow-Headers"),
        VIEW(
            "Authorization, X-API-Key, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id, "
            "traceparent"));
    add(h, VIEW("Access-Control-Max-Age"), VIEW("600"));
}

// A browser keeps it, so the answer to a picture in a page must not be taken for one to a script of that
// page.
static void add_shown_file(struct headers *h, const struct call *call)
{
    const struct call_file *file = call->file;
    add(h, VIEW("Content-Disposition"), file->disposition);
    add(h, VIEW("ETag"), file->etag);
    add(h, VIEW("Content-Security-Policy"), VIEW("sandbox; default-src 'none'"));
    if (file->is_embeddable)
        add(h, VIEW("Cross-Origin-Resource-Policy"), VIEW("cross-origin"));
    if (call->cors_origin.data == NULL)
        add(h, VIEW("Vary"), VIEW("Origin"));
}

static void add_file(struct headers *h, const struct call *call, char text[static FILE_TEXT_MAX])
{
    if (call->file->disposition.data != NULL) {
        add_shown_file(h, call);
        return;
    }
    int size = snprintf(text, FILE_TEXT_MAX, "attachment; filename=\"%.*s\"", VIEW_ARG(call->file->name));
    if (size < FILE_TEXT_MAX)
        add(h, VIEW("Content-Disposition"), view_make(text, (size_t)size));
    add(h, VIEW("Content-Security-Policy"), VIEW("sandbox; default-src 'none'"));
}

static void send(struct call *call, int status, struct view type, struct view body)
{
    upload_settle(call, call->refusal.status == 0);
    struct headers h = {0};
    char limit_text[LIMIT_MAX], policy_text[LIMIT_MAX], retry[RETRY_MAX];
    struct buffer limit = buffer_fixed(limit_text, sizeof(limit_text));
    struct buffer policy = buffer_fixed(policy_text, sizeof(policy_text));
    char id[64], position[POSITION_TEXT_MAX], etag[ETAG_TEXT_MAX], file_text[FILE_TEXT_MAX];
    add(&h, VIEW("Content-Type"), type);
    add(&h, VIEW("X-Request-Id"), request_id(call, id, sizeof(id)));
    if (is_traceparent(call->head.traceparent))
        add(&h, VIEW("traceparent"), call->head.traceparent);
    if (call->position > 0)
        add(&h, VIEW("X-Position"),
            view_make(position, position_text(position, call->api->epoch, call->position)));
    if (call->version > 0)
        add(&h, VIEW("ETag"), view_make(etag, etag_text(call, etag)));
    if (limit_is_told(call)) {
        limit_write_state(call, &limit);
        limit_write_policy(call, &policy);
        add(&h, VIEW("RateLimit"), buffer_view(&limit));
        add(&h, VIEW("RateLimit-Policy"), buffer_view(&policy));
    }
    if (call->is_replayed)
        add(&h, VIEW("Idempotent-Replayed"), VIEW("true"));
    add(&h, VIEW("Set-Cookie"), call->set_cookie);
    add(&h, VIEW("Allow"), call->allow);
    add_cors(&h, call);
    if (wants_retry(status))
        add(&h, VIEW("Retry-After"), retry_after(call, retry));
    if (status == 401)
        add(&h, VIEW("WWW-Authenticate"), VIEW("Bearer"));
    if (status == 426)
        add(&h, VIEW("Sec-WebSocket-Version"), VIEW("13"));
    add(&h, VIEW("Cache-Control"),
        call->file != NULL && call->file->cache.data != NULL ? call->file->cache : VIEW("no-store"));
    add(&h, VIEW("X-Content-Type-Options"), VIEW("nosniff"));
    if (call->file != NULL)
        add_file(&h, call, file_text);
    if (call->route != NULL && call->route->is_raw) // an adapter's words, perhaps of what came from outside
        add(&h, VIEW("Content-Security-Policy"), VIEW("sandbox; default-src 'none'"));
    if (call->file != NULL && call->file->fd >= 0) {
        reply_file_send(call, h.items, h.count);
        return;
    }
    http_reply(call->exchange, status, h.items, h.count, body, false);
}

void reply(struct call *call, struct view body)
{
    enum http_method method = call->exchange->request.method;
    if ((method == HTTP_GET || method == HTTP_HEAD) && etag_is_known(call))
        send(call, 304, (struct view){0}, (struct view){0});
    else
        send(call, call->status, call->content_type, body);
}

void reply_problem(struct call *call, struct buffer *out)
{
    buffer_clear(out);
    call->refusal.instance = call->exchange->request.path;
    problem_write(out, &call->refusal);
}

void reply_refusal(struct call *call)
{
    struct buffer *out = &call->loop->scratch;
    call->version = 0;
    reply_problem(call, out);
    send(call, call->refusal.status, VIEW(PROBLEM_TYPE), buffer_view(out));
}
