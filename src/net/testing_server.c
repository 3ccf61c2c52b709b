// SPDX-License-Identifier: Apache-2.0
#include "net/testing_server.h"
#include <stdlib.h>

static const struct http_header text_type = {{"Content-Type", 12}, {"text/plain", 10}};

static void echo(struct http_exchange *x, bool close)
{
    struct buffer out;
    buffer_init(&out, 4 << 20);
    buffer_append_view(&out, x->request.method_text);
    buffer_append_char(&out, ' ');
    buffer_append_view(&out, x->request.path);
    buffer_append_char(&out, ' ');
    buffer_append_view(&out, x->request.query);
    buffer_append_char(&out, ' ');
    buffer_append_view(&out, x->request.body);
    http_reply(x, 200, &text_type, 1, buffer_view(&out), close);
    buffer_free(&out);
}

static void pause_site(struct site *s, struct websocket *ws)
{
    s->ws_paused = true;
    websocket_pause(ws);
}

static void on_message(void *ctx, struct websocket *ws, bool is_text, struct view payload)
{
    struct site *s = ctx;
    if (view_equal(payload, VIEW("close")))
        websocket_close(ws, WEBSOCKET_CLOSE_NORMAL, VIEW("asked"));
    else if (view_equal(payload, VIEW("pause")))
        pause_site(s, ws);
    else if (is_text)
        websocket_send_text(ws, payload);
}

static void on_closed(void *ctx, struct websocket *ws, uint16_t code)
{
    struct site *s = ctx;
    s->ws_closed++;
    s->ws_paused = false;
    s->ws_code = code;
    if (s->ws == ws)
        s->ws = NULL;
}

static void upgrade(struct site *s, struct http_exchange *x)
{
    static const struct websocket_handler handler = {.message = on_message, .closed = on_closed};
    int wanted = websocket_wanted(&x->request);
    if (wanted == 1)
        s->ws = websocket_upgrade(x, (struct view){0}, &handler, s);
    else
        http_reply(x, wanted == -2 ? 426 : 400, NULL, 0, (struct view){0}, false);
}

static void on_drained(void *ctx, struct http_exchange *x)
{
    (void)x;
    ((struct site *)ctx)->drained_calls++;
}

static void on_piece(void *ctx, struct http_exchange *x, struct view data)
{
    struct site *s = ctx;
    size_t before = s->taken.size;
    buffer_append_view(&s->taken, data);
    if (s->take_pause_every > 0 && before / s->take_pause_every != s->taken.size / s->take_pause_every)
        http_body_pause(x);
}

static void on_end(void *ctx, struct http_exchange *x, int status, const char *detail)
{
    struct site *s = ctx;
    s->take_ends++;
    s->take_status = status;
    s->taking = NULL;
    http_reply(x, status == 0 ? 200 : status, &text_type, 1, view_from(detail), false);
}

static void on_request(void *ctx, struct http_exchange *x)
{
    struct site *s = ctx;
    struct view path = x->request.path;
    if (view_equal(path, VIEW("/echo")) || view_equal(path, VIEW("/"))) {
        echo(x, false);
    } else if (view_equal(path, VIEW("/close"))) {
        echo(x, true);
    } else if (view_equal(path, VIEW("/park")) && s->parked_count < SITE_PARKED_MAX) {
        s->parked[s->parked_count++] = x;
    } else if (view_equal(path, VIEW("/stream")) && s->stream == NULL) {
        s->stream = x;
        http_stream_begin(x, 200, &text_type, 1, (struct http_stream_handler){s, on_drained});
    } else if (view_equal(path, VIEW("/take"))) {
        s->taking = x;
        http_body_take(x, (struct http_intake){.ctx = s, .piece = on_piece, .end = on_end});
    } else if (view_equal(path, VIEW("/refuse"))) {
        http_reply(x, 403, NULL, 0, VIEW("no"), false);
    } else if (view_equal(path, VIEW("/ws"))) {
        upgrade(s, x);
    } else {
        http_reply(x, 404, NULL, 0, VIEW("nothing here"), false);
    }
}

static size_t on_body_max(void *ctx, const struct http_request *request)
{
    const struct site *s = ctx;
    (void)request;
    return s->body_max == 0 ? SIZE_MAX : s->body_max;
}

static bool on_takes_pieces(void *ctx, const struct http_request *request, size_t *ret_max)
{
    const struct site *s = ctx;
    if (!view_equal(request->path, VIEW("/take")) && !view_equal(request->path, VIEW("/refuse")))
        return false;
    *ret_max = s->take_max == 0 ? SIZE_MAX : s->take_max;
    return true;
}

static void on_refusal(void *ctx, int status, const char *detail, struct buffer *out, struct view *ret_type)
{
    (void)ctx;
    (void)status;
    buffer_append_view(out, view_from(detail));
    *ret_type = VIEW("text/plain");
}

static void on_turn_end(void *user, struct loop *loop)
{
    (void)loop;
    ((struct site *)user)->turns++;
}

void site_open(struct site *s, const struct http_limits *limits, int listen_fd, int log_fd)
{
    *s = (struct site){.time = {.wall_us = 784111777000000, .mono_us = 1000000000}};
    struct loop_config loop = {.clock = clock_simulate(&s->time), .user = s, .turn_end = on_turn_end};
    buffer_init(&s->taken, 64 << 20);
    if (loop_new(&loop, &s->loop) < 0)
        abort();
    struct http_server_config config = {
        .loop = s->loop,
        .app = {.ctx = s,
                .body_max = on_body_max,
                .takes_pieces = on_takes_pieces,
                .request = on_request,
                .refusal = on_refusal},
        .limits = limits != NULL ? *limits : http_limits_default(),
        .listen_fd = listen_fd,
        .access_log_fd = log_fd,
    };
    if (http_server_new(&config, &s->server) < 0)
        abort();
}

void site_close(struct site *s)
{
    loop_free(s->loop);
    buffer_free(&s->taken);
}

void site_take_on(struct site *s)
{
    loop_enter(s->loop);
    if (s->taking != NULL)
        http_body_resume(s->taking);
    loop_leave(s->loop);
}

void site_release(struct site *s)
{
    struct http_exchange *x = s->parked[0];
    s->parked_count--;
    memmove(s->parked, s->parked + 1, (size_t)s->parked_count * sizeof(s->parked[0]));
    loop_enter(s->loop);
    echo(x, false);
    loop_leave(s->loop);
}

void site_wait(struct site *s, int ms)
{
    clock_advance(&s->time, (int64_t)ms * 1000);
    loop_turn(s->loop);
}

void memory_text(struct memory_transport *m, const char *text)
{
    memory_send(m, view_from(text));
}

const char *memory_got(struct memory_transport *m)
{
    buffer_append_char(&m->out, '\0');
    m->out.size--;
    for (;;) {
        char *date = strstr(m->out.data, "Date: ");
        char *end = date == NULL ? NULL : strstr(date, "\r\n");
        if (end == NULL)
            return m->out.data;
        memmove(date, end + 2, strlen(end + 2) + 1);
        m->out.size -= (size_t)(end + 2 - date);
    }
}
