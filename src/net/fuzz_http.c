// SPDX-License-Identifier: Apache-2.0
// Arbitrary bytes into a connection, in one piece and cut as the first byte seeds: the server must not
// break, say the same in both cases, and say it well-formed. Its application echoes, parks, streams and
// upgrades (testing_server.h).
#include "net/testing_server.h"
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void complain(const char *why, struct view text)
{
    fprintf(stderr, "%s:\n%.*s\n", why, VIEW_ARG(text));
    abort();
}

// Answers what waits at the application; what that lets in may wait again.
static void settle(struct site *s, struct memory_transport *m)
{
    memory_pump(m);
    while (s->parked_count > 0 || s->stream != NULL || s->ws_paused) {
        if (s->ws_paused) {
            s->ws_paused = false;
            loop_enter(s->loop);
            websocket_resume(s->ws);
        } else if (s->parked_count > 0) {
            site_release(s);
        } else {
            struct http_exchange *x = s->stream;
            s->stream = NULL;
            http_stream_chunk(x, VIEW("one"));
            http_stream_chunk(x, VIEW("three"));
            http_stream_end(x);
        }
        memory_pump(m);
    }
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

// One server for all inputs: a loop costs more to make than an input to run.
static struct site *the_site(void)
{
    static struct site site;
    if (site.loop != NULL)
        return &site;
    struct http_limits limits = http_limits_default();
    limits.head_max = 600;
    limits.headers_max = 12;
    limits.body_max = 300;
    limits.websocket_message_max = 200;
    site_open(&site, &limits, -1, -1);
    return &site;
}

// What the server says to the bytes; cuts 0: in one piece.
static void converse(struct view text, uint32_t cuts, struct buffer *ret_said)
{
    struct site *s = the_site();
    struct memory_transport m;
    memory_connect(&m, s->server, s->loop, "127.0.0.1");
    bool is_cut = cuts != 0;
    while (text.size > 0 && !m.is_closed) {
        size_t n = is_cut ? next_random(&cuts) % (next_random(&cuts) % 64 + 1) + 1 : text.size;
        n = n < text.size ? n : text.size;
        if (is_cut && next_random(&cuts) % 4 == 0)
            m.room = next_random(&cuts) % 100;
        memory_send(&m, view_make(text.data, n));
        text = view_make(text.data + n, text.size - n);
        if (is_cut && next_random(&cuts) % 2 == 0)
            settle(s, &m);
    }
    m.room = SIZE_MAX;
    settle(s, &m);
    if (!m.is_closed)
        memory_end(&m);
    if (!m.is_closed || s->server->peer_count != 0 || !list_is_empty(&s->server->exchanges))
        complain("something outlives its peer", buffer_view(&m.out));
    buffer_append_view(ret_said, buffer_view(&m.out));
    memory_free(&m);
}

static struct view cut_line(struct view *rest, struct view all)
{
    const char *end = rest->size == 0 ? NULL : memmem(rest->data, rest->size, "\r\n", 2);
    if (end == NULL)
        complain("a line does not end", all);
    struct view line = view_make(rest->data, (size_t)(end - rest->data));
    *rest = view_make(end + 2, rest->size - line.size - 2);
    return line;
}

static void step_over(struct view *rest, size_t n, struct view all)
{
    if (n > rest->size)
        complain("a body is short", all);
    *rest = view_make(rest->data + n, rest->size - n);
}

static void skip_chunks(struct view *rest, struct view all)
{
    for (;;) {
        struct view line = cut_line(rest, all);
        size_t n = strtoul(line.data, NULL, 16);
        step_over(rest, n, all);
        if (cut_line(rest, all).size > 0)
            complain("a chunk does not end", all);
        if (n == 0)
            return;
    }
}

// One reply; false when nothing more of HTTP follows. Replies to HEAD are told by the application: its
// echo begins with the method, which is missing then.
static bool skip_reply(struct view *rest, struct view all)
{
    struct view line = cut_line(rest, all);
    if (!view_starts(line, VIEW("HTTP/1.1 ")) || line.size < 13)
        complain("no status line", all);
    int status = atoi(line.data + 9);
    size_t length = 0;
    bool is_chunked = false, until_close = status != 100 && status != 101 && status != 304;
    while ((line = cut_line(rest, all)).size > 0) {
        if (view_starts(line, VIEW("Content-Length: "))) {
            length = strtoul(line.data + 16, NULL, 10);
            until_close = false;
        } else if (view_starts(line, VIEW("Transfer-Encoding: chunked"))) {
            is_chunked = true;
        }
    }
    if (status == 101)
        return false;
    bool is_head_reply = rest->size == 0 || view_starts(*rest, VIEW("HTTP/1.1 "));
    if (is_chunked && !is_head_reply)
        skip_chunks(rest, all);
    else if (until_close && !is_chunked)
        return false;
    else if (!is_head_reply)
        step_over(rest, length, all);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > 8192)
        return 0;
    struct view text = view_make((const char *)data + 1, size - 1);
    struct buffer whole, cut;
    buffer_init(&whole, 1 << 24);
    buffer_init(&cut, 1 << 24);
    converse(text, 0, &whole);
    converse(text, data[0] + 1U, &cut);
    struct view said = buffer_view(&whole);
    if (!view_equal(said, buffer_view(&cut))) {
        fprintf(stderr, "cut:\n%.*s\n", VIEW_ARG(buffer_view(&cut)));
        complain("whole", said);
    }
    struct view rest = said;
    while (rest.size > 0 && skip_reply(&rest, said))
        continue;
    buffer_free(&whole);
    buffer_free(&cut);
    return 0;
}
