// SPDX-License-Identifier: Apache-2.0
#include "api/testing_site.h"
#include "net/http_inside.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATIENCE = 50000, PAUSE_US = 200 };

static void publish(void *ctx, struct event_batch *batch)
{
    struct site *s = ctx;
    if (s->api != NULL)
        api_publish(s->api, batch);
    if (s->search != NULL)
        search_publish(s->search, batch);
}

static void make_server(struct site *s)
{
    struct http_server_config config = {.loop = s->loop,
                                        .app = api_app(s->part),
                                        .limits = http_limits_default(),
                                        .listen_fd = -1,
                                        .access_log_fd = -1};
    assert_int_equal(http_server_new(&config, &s->server), 0);
    api_loop_serve(s->part, s->server);
    api_set_loops(s->api, &s->part, 1);
}

void site_open(struct site *s, const struct api_config *like)
{
    struct api_config config = like != NULL ? *like : (struct api_config){0};
    *s = (struct site){.peer = "127.0.0.1"};
    testing_store_open(&s->store, &(struct store_config){.publish = publish, .ctx = s});
    assert_int_equal(worker_start(&(struct worker_config){.store = s->store.store, .threads = 1}, &s->worker),
                     0);
    assert_int_equal(search_open(&(struct search_config){.store = s->store.store,
                                                         .dir = s->store.dir,
                                                         .clock = testing_store_clock(&s->store),
                                                         .rest_ms = 1},
                                 &s->search),
                     0);
    config.store = s->store.store;
    config.search = s->search;
    config.worker = s->worker;
    assert_int_equal(file_vault_open(s->store.dir, &s->vault), 0);
    config.vault = s->vault;
    assert_int_equal(thinker_start(&s->thinker), 0);
    config.thinker = s->thinker;
    config.clock = testing_store_clock(&s->store);
    config.version = VIEW("9.9");
    config.dir = s->store.dir;
    config.loops = 1;
    assert_int_equal(api_new(&config, &s->api), 0);
    assert_int_equal(loop_new(&(struct loop_config){.clock = config.clock}, &s->loop), 0);
    assert_int_equal(api_loop_new(s->api, s->loop, 0, &s->part), 0);
    make_server(s);
    buffer_init(&s->reply, 64 << 20);
}

void site_close(struct site *s)
{
    thinker_stop(s->thinker);
    worker_stop(s->worker);
    store_close_writer(s->store.store);
    search_close(s->search);
    loop_free(s->loop);
    api_loop_free(s->part);
    testing_store_close(&s->store);
    api_free(s->api);
    file_vault_close(s->vault);
    buffer_free(&s->reply);
}

// ---- plain requests

static bool is_whole(struct buffer *out)
{
    buffer_append_char(out, '\0');
    out->size--;
    const char *end = strstr(out->data, "\r\n\r\n");
    const char *length = strstr(out->data, "Content-Length: ");
    if (end == NULL)
        return false;
    const char *chunked = strstr(out->data, "Transfer-Encoding: chunked");
    if (chunked != NULL && chunked < end)
        return memcmp(out->data + out->size - 5, "0\r\n\r\n", 5) == 0;
    size_t size = length == NULL || length > end ? 0 : (size_t)atol(length + 16);
    return out->size >= (size_t)(end + 4 - out->data) + size;
}

static void add_head(struct buffer *out, const char *head)
{
    for (; *head != '\0'; head++) {
        if (*head == '\n')
            buffer_append_char(out, '\r');
        buffer_append_char(out, *head);
    }
}

static void turn(struct site *s, int *patience)
{
    if (--*patience == 0)
        fail_msg("the hub does not answer");
    loop_turn(s->loop);
    usleep(PAUSE_US);
}

int site_ask(struct site *s, const char *head, const char *body)
{
    struct memory_transport *m = calloc(1, sizeof(*m));
    struct buffer text;
    int patience = PATIENCE;
    buffer_init(&text, 4 << 20);
    add_head(&text, head);
    if (body != NULL)
        buffer_printf(&text, "Content-Length: %zu\r\n", strlen(body));
    buffer_append_view(&text, VIEW("\r\n"));
    buffer_append_view(&text, body == NULL ? (struct view){0} : view_from(body));
    assert_int_equal(memory_connect(m, s->server, s->loop, s->peer), 0);
    memory_send(m, buffer_view(&text));
    buffer_free(&text);
    while (!is_whole(&m->out))
        turn(s, &patience);
    buffer_clear(&s->reply);
    buffer_append_view(&s->reply, buffer_view(&m->out));
    buffer_append_char(&s->reply, '\0');
    memory_end(m);
    while (!m->is_closed)
        turn(s, &patience);
    memory_free(m);
    free(m);
    return atoi(s->reply.data + 9);
}

bool site_got(const struct site *s, const char *part)
{
    return strstr(s->reply.data, part) != NULL;
}

const char *site_found(const struct site *s, const char *before)
{
    static char text[300];
    const char *at = strstr(s->reply.data, before);
    if (at == NULL)
        fail_msg("no %s in %s", before, s->reply.data);
    at += strlen(before);
    snprintf(text, sizeof(text), "%.*s", (int)strcspn(at, "\""), at);
    return text;
}

int site_get(struct site *s, const char *path)
{
    char head[1000];
    snprintf(head, sizeof(head), "GET %s HTTP/1.1\nHost: localhost\n", path);
    return site_ask(s, head, NULL);
}

int site_post(struct site *s, const char *path, const char *json)
{
    char head[1000];
    snprintf(head, sizeof(head), "POST %s HTTP/1.1\nHost: localhost\nContent-Type: application/json\n", path);
    return site_ask(s, head, json);
}

int site_ask_as(struct site *s, const char *header, const char *method, const char *path, const char *json)
{
    char head[2000];
    snprintf(head, sizeof(head), "%s %s HTTP/1.1\nHost: localhost\n%s%s%s", method, path,
             json == NULL ? "" : "Content-Type: application/json\n", header, header[0] == '\0' ? "" : "\n");
    return site_ask(s, head, json);
}

void site_wait(struct site *s, int ms)
{
    atomic_fetch_add(&s->store.mono_us, (long long)ms * 1000);
    atomic_fetch_add(&s->store.wall_us, (long long)ms * 1000);
    loop_turn(s->loop);
}

// ---- WebSockets

int socket_open(struct socket *c, struct site *s, const char *path, const char *headers)
{
    struct buffer text;
    int patience = PATIENCE;
    c->site = s;
    buffer_init(&text, 10000);
    buffer_printf(&text,
                  "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
                  path);
    add_head(&text, headers);
    buffer_append_view(&text, VIEW("\r\n"));
    assert_int_equal(memory_connect(&c->peer, s->server, s->loop, s->peer), 0);
    memory_send(&c->peer, buffer_view(&text));
    buffer_free(&text);
    while (!is_whole(&c->peer.out))
        turn(s, &patience);
    c->at = (size_t)(strstr(c->peer.out.data, "\r\n\r\n") + 4 - c->peer.out.data);
    return atoi(c->peer.out.data + 9);
}

void socket_close(struct socket *c)
{
    int patience = PATIENCE;
    if (!c->peer.is_closed)
        memory_break(&c->peer);
    while (!c->peer.is_closed) {
        memory_pump(&c->peer);
        turn(c->site, &patience);
    }
    loop_turn(c->site->loop);
    memory_free(&c->peer);
}

void socket_say(struct socket *c, const char *json)
{
    struct buffer bytes;
    size_t size = strlen(json);
    buffer_init(&bytes, 1 << 20);
    buffer_append_char(&bytes, (char)0x81);
    if (size < 126) {
        buffer_append_char(&bytes, (char)(0x80 | size));
    } else {
        const char head[3] = {(char)(0x80 | 126), (char)(size >> 8), (char)size};
        buffer_append(&bytes, head, sizeof(head));
    }
    buffer_append(&bytes, "\1\2\3\4", 4);
    for (size_t i = 0; i < size; i++)
        buffer_append_char(&bytes, (char)(json[i] ^ (char)(1 + (i & 3))));
    memory_send(&c->peer, buffer_view(&bytes));
    buffer_free(&bytes);
}

// The next frame into c->text; false when it is not there whole.
static bool take_any_frame(struct socket *c)
{
    const unsigned char *p = (const unsigned char *)c->peer.out.data + c->at;
    size_t left = c->peer.out.size - c->at, head = 2;
    if (left < 2)
        return false;
    size_t size = p[1] & 0x7f;
    if (size == 126) {
        if (left < 4)
            return false;
        size = (size_t)p[2] << 8 | p[3];
        head = 4;
    } else if (size == 127) {
        if (left < 10)
            return false;
        size = (size_t)p[6] << 24 | (size_t)p[7] << 16 | (size_t)p[8] << 8 | p[9];
        head = 10;
    }
    if (left < head + size || size >= sizeof(c->text))
        return false;
    if (p[0] == 0x88)
        snprintf(c->text, sizeof(c->text), "close %d", size < 2 ? 1005 : p[head] << 8 | p[head + 1]);
    else
        snprintf(c->text, sizeof(c->text), "%.*s", (int)size, (const char *)p + head);
    c->at += head + size;
    return true;
}

static bool take_frame(struct socket *c)
{
    while (take_any_frame(c))
        if (c->wants_presence || strncmp(c->text, "{\"type\":\"presence\"", 18) != 0)
            return true;
    return false;
}

const char *socket_next(struct socket *c)
{
    int patience = PATIENCE;
    while (!take_frame(c)) {
        if (c->peer.is_closed)
            return "end";
        memory_pump(&c->peer);
        turn(c->site, &patience);
    }
    return c->text;
}

bool socket_is_empty(struct socket *c)
{
    size_t at = c->at;
    bool is_empty = !take_frame(c) && c->peer.out.size == c->at;
    c->at = is_empty ? c->at : at;
    return is_empty;
}

bool socket_is_silent(struct socket *c)
{
    testing_settle(&c->site->store);
    for (int i = 0; i < 5; i++)
        loop_turn(c->site->loop);
    return socket_is_empty(c);
}
