// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "net/testing_server.h"
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

struct setting {
    struct site site;
    struct memory_transport peer;
};

static const char upgrade_text[] = "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\n"
                                   "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

static struct setting *begin(const struct http_limits *limits)
{
    struct setting *t = calloc(1, sizeof(*t));
    site_open(&t->site, limits, -1, -1);
    memory_connect(&t->peer, t->site.server, t->site.loop, "127.0.0.1");
    memory_text(&t->peer, upgrade_text);
    assert_non_null(t->site.ws);
    return t;
}

static void end(struct setting *t)
{
    site_close(&t->site);
    memory_free(&t->peer);
    free(t);
}

// A client's frame: masked with a key that is not zero.
static void add_frame(struct buffer *out, int first, const char *payload, size_t size)
{
    const char key[4] = {1, 2, 3, 4};
    buffer_append_char(out, (char)first);
    if (size < 126) {
        buffer_append_char(out, (char)(0x80 | size));
    } else {
        const char head[3] = {(char)(0x80 | 126), (char)(size >> 8), (char)size};
        buffer_append(out, head, 3);
    }
    buffer_append(out, key, 4);
    for (size_t i = 0; i < size; i++)
        buffer_append_char(out, (char)(payload[i] ^ key[i & 3]));
}

static void send_frame(struct setting *t, int first, const char *payload)
{
    struct buffer bytes;
    buffer_init(&bytes, 1 << 20);
    add_frame(&bytes, first, payload, strlen(payload));
    memory_send(&t->peer, buffer_view(&bytes));
    buffer_free(&bytes);
}

static void assert_sent(struct setting *t, const void *bytes, size_t size)
{
    assert_int_equal(t->peer.out.size, size);
    if (size > 0)
        assert_memory_equal(t->peer.out.data, bytes, size);
    buffer_clear(&t->peer.out);
}

static void upgrades_and_echoes(void **state)
{
    (void)state;
    struct setting *t = begin(NULL);
    const char *got = memory_got(&t->peer);
    assert_int_equal(strncmp(got, "HTTP/1.1 101 Switching Protocols\r\n", 34), 0);
    assert_non_null(strstr(got, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    assert_non_null(strstr(got, "Connection: Upgrade\r\n"));
    buffer_clear(&t->peer.out);
    send_frame(t, 0x81, "hello");
    assert_sent(t, "\x81\x05hello", 7);
    end(t);
}

static void takes_frames_cut_anywhere(void **state)
{
    (void)state;
    struct setting *t = begin(NULL);
    buffer_clear(&t->peer.out);
    struct buffer bytes;
    buffer_init(&bytes, 4096);
    add_frame(&bytes, 0x81, "one", 3);
    add_frame(&bytes, 0x01, "tw", 2);
    add_frame(&bytes, 0x89, "ping", 4);
    add_frame(&bytes, 0x80, "o", 1);
    for (size_t i = 0; i < bytes.size; i++)
        memory_send(&t->peer, view_make(bytes.data + i, 1));
    assert_sent(t, "\x81\x03one\x8a\x04ping\x81\x03two", 16);
    buffer_free(&bytes);
    end(t);
}

static void takes_frames_behind_the_handshake(void **state)
{
    (void)state;
    struct setting t = {0};
    site_open(&t.site, NULL, -1, -1);
    memory_connect(&t.peer, t.site.server, t.site.loop, "127.0.0.1");
    struct buffer bytes;
    buffer_init(&bytes, 4096);
    buffer_append_view(&bytes, view_from(upgrade_text));
    add_frame(&bytes, 0x81, "early", 5);
    memory_send(&t.peer, buffer_view(&bytes));
    assert_memory_equal(t.peer.out.data + t.peer.out.size - 7,
                        "\x81\x05"
                        "early",
                        7);
    buffer_free(&bytes);
    site_close(&t.site);
    memory_free(&t.peer);
}

static void refuses_a_malformed_handshake(void **state)
{
    (void)state;
    struct setting t = {0};
    site_open(&t.site, NULL, -1, -1);
    memory_connect(&t.peer, t.site.server, t.site.loop, "127.0.0.1");
    memory_text(&t.peer, "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                         "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                         "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n\r\n");
    const char *got = memory_got(&t.peer);
    assert_int_equal(strncmp(got, "HTTP/1.1 426", 12), 0);
    assert_non_null(strstr(got, "HTTP/1.1 400"));
    site_close(&t.site);
    memory_free(&t.peer);
}

static void answers_the_close_of_the_peer(void **state)
{
    (void)state;
    struct setting *t = begin(NULL);
    buffer_clear(&t->peer.out);
    send_frame(t, 0x88, "\x03\xe9");
    assert_sent(t, "\x88\x02\x03\xe9", 4);
    assert_true(t->peer.is_closed);
    assert_int_equal(t->site.ws_closed, 1);
    assert_int_equal(t->site.ws_code, 1001);
    end(t);
}

static void closes_and_waits_for_the_answer(void **state)
{
    (void)state;
    struct setting *t = begin(NULL);
    buffer_clear(&t->peer.out);
    send_frame(t, 0x81, "close");
    assert_sent(t,
                "\x88\x07\x03\xe8"
                "asked",
                9);
    assert_false(t->peer.is_closed);
    send_frame(t, 0x81, "not heard any more");
    assert_sent(t, "", 0);
    send_frame(t, 0x88, "\x03\xe8");
    assert_true(t->peer.is_closed);
    assert_int_equal(t->site.ws_code, 1000);
    end(t);
}

static void gives_up_waiting_for_the_answer(void **state)
{
    (void)state;
    struct setting *t = begin(NULL);
    send_frame(t, 0x81, "close");
    site_wait(&t->site, 5100);
    assert_true(t->peer.is_closed);
    assert_int_equal(t->site.ws_closed, 1);
    end(t);
}

static void ends_at_a_fault(void **state)
{
    (void)state;
    struct setting *t = begin(NULL);
    buffer_clear(&t->peer.out);
    memory_send(&t->peer, view_make("\x81\x01x", 3)); // not masked
    assert_memory_equal(t->peer.out.data, "\x88", 1);
    assert_memory_equal(t->peer.out.data + 2, "\x03\xea", 2); // 1002
    assert_true(t->peer.is_finished);
    memory_end(&t->peer);
    assert_int_equal(t->site.ws_code, 1002);
    end(t);
}

static void refuses_messages_above_the_limit(void **state)
{
    (void)state;
    struct setting *t = begin(NULL);
    buffer_clear(&t->peer.out);
    websocket_set_message_max(t->site.ws, 10);
    send_frame(t, 0x81, "0123456789");
    assert_sent(t,
                "\x81\x0a"
                "0123456789",
                12);
    send_frame(t, 0x81, "0123456789a");
    assert_memory_equal(t->peer.out.data + 2, "\x03\xf1", 2); // 1009
    end(t);
}

static void cuts_a_slow_reader(void **state)
{
    (void)state;
    struct http_limits limits = http_limits_default();
    limits.websocket_queue_max = 10000;
    struct setting *t = begin(&limits);
    buffer_clear(&t->peer.out);
    t->peer.room = 50;
    static char payload[3000];
    memset(payload, 'x', sizeof(payload));
    for (int i = 0; i < 5; i++) {
        loop_enter(t->site.loop);
        websocket_send_text(t->site.ws, view_make(payload, sizeof(payload)));
        loop_leave(t->site.loop);
    }
    assert_int_equal(atomic_load(&http_server_counters(t->site.server)->websockets_slow), 1);
    t->peer.room = SIZE_MAX;
    memory_pump(&t->peer);
    // The frame that had begun, then the close frame.
    assert_int_equal(t->peer.out.size, 4 + 3000 + 4 + 8);
    assert_memory_equal(t->peer.out.data + 3004 + 2, "\x0f\xa8", 2); // 4008
    memory_end(&t->peer);
    assert_int_equal(t->site.ws_code, 4008);
    end(t);
}

static void drops_a_peer_that_takes_nothing(void **state)
{
    (void)state;
    struct setting *t = begin(NULL);
    t->peer.room = 0;
    loop_enter(t->site.loop);
    websocket_send_text(t->site.ws, VIEW("x"));
    loop_leave(t->site.loop);
    site_wait(&t->site, 20000);
    assert_false(t->peer.is_closed);
    site_wait(&t->site, 11000);
    assert_true(t->peer.is_closed);
    assert_int_equal(t->site.ws_code, 4008);
    end(t);
}

static void pings_and_drops_a_silent_peer(void **state)
{
    (void)state;
    struct setting *t = begin(NULL);
    buffer_clear(&t->peer.out);
    site_wait(&t->site, 20000);
    assert_sent(t, "", 0);
    site_wait(&t->site, 6000);
    assert_sent(t, "\x89\x00", 2);
    send_frame(t, 0x8a, "");
    site_wait(&t->site, 26000);
    assert_sent(t, "\x89\x00", 2);
    site_wait(&t->site, 30000);
    assert_false(t->peer.is_closed);
    site_wait(&t->site, 6000);
    assert_true(t->peer.is_closed);
    assert_int_equal(t->site.ws_code, 1006);
    end(t);
}

static void delivers_nothing_while_paused(void **state)
{
    (void)state;
    struct setting *t = begin(NULL);
    buffer_clear(&t->peer.out);
    struct buffer bytes;
    buffer_init(&bytes, 4096);
    add_frame(&bytes, 0x81, "pause", 5);
    add_frame(&bytes, 0x81, "a", 1);
    memory_send(&t->peer, buffer_view(&bytes));
    buffer_free(&bytes);
    send_frame(t, 0x81, "b");
    assert_sent(t, "", 0);
    assert_false(t->peer.wants_input);
    loop_enter(t->site.loop);
    websocket_resume(t->site.ws);
    memory_pump(&t->peer);
    assert_sent(t,
                "\x81\x01"
                "a\x81\x01"
                "b",
                6);
    end(t);
}

static void shares_one_frame(void **state)
{
    (void)state;
    struct setting *t = begin(NULL);
    buffer_clear(&t->peer.out);
    struct frame *f = frame_text(VIEW("news"), true);
    loop_enter(t->site.loop);
    for (int i = 0; i < 10; i++)
        websocket_send(t->site.ws, f);
    assert_int_equal(atomic_load(&f->refs), 11);
    loop_leave(t->site.loop);
    assert_int_equal(atomic_load(&f->refs), 1);
    assert_int_equal(t->peer.out.size, 60);
    frame_unref(f);
    end(t);
}

static void deflates_long_frames_for_those_who_can(void **state)
{
    (void)state;
    char text[5000];
    memset(text, 'z', sizeof(text));
    struct frame *f = frame_text(view_make(text, sizeof(text)), true);
    assert_int_equal(f->size, sizeof(text) + 4);
    assert_in_range(f->deflated_size, 5, 200);
    frame_unref(f);
    f = frame_text(view_make(text, 1000), true);
    assert_int_equal(f->deflated_size, 0);
    frame_unref(f);
    frame_unref(NULL);
}

static void sends_deflated_frames_after_negotiation(void **state)
{
    (void)state;
    struct setting t = {0};
    site_open(&t.site, NULL, -1, -1);
    memory_connect(&t.peer, t.site.server, t.site.loop, "127.0.0.1");
    memory_text(&t.peer, "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                         "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                         "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n");
    assert_non_null(strstr(memory_got(&t.peer),
                           "Sec-WebSocket-Extensions: permessage-deflate; "
                           "server_no_context_takeover; client_no_context_takeover\r\n"));
    buffer_clear(&t.peer.out);
    char text[5000];
    memset(text, 'z', sizeof(text));
    loop_enter(t.site.loop);
    websocket_send_text(t.site.ws, view_make(text, sizeof(text)));
    websocket_send_text(t.site.ws, VIEW("short"));
    loop_leave(t.site.loop);
    assert_int_equal((unsigned char)t.peer.out.data[0], 0xc1); // FIN, RSV1, text
    assert_in_range(t.peer.out.size, 10, 200);
    assert_memory_equal(t.peer.out.data + t.peer.out.size - 7,
                        "\x81\x05"
                        "short",
                        7);
    site_close(&t.site);
    memory_free(&t.peer);
}

static void keeps_order_when_the_peer_takes_little(void **state)
{
    (void)state;
    struct setting *t = begin(NULL);
    buffer_clear(&t->peer.out);
    t->peer.room = 3;
    for (char c = 'a'; c < 'a' + 20; c++) {
        loop_enter(t->site.loop);
        websocket_send_text(t->site.ws, view_make(&c, 1));
        loop_leave(t->site.loop);
    }
    assert_int_equal(t->peer.out.size, 3);
    for (int i = 0; i < 40; i++) {
        t->peer.room = 2;
        memory_pump(&t->peer);
    }
    assert_int_equal(t->peer.out.size, 60);
    for (int i = 0; i < 20; i++)
        assert_int_equal(t->peer.out.data[3 * i + 2], 'a' + i);
    end(t);
}

static void tells_when_the_peer_breaks_off(void **state)
{
    (void)state;
    struct setting *t = begin(NULL);
    memory_break(&t->peer);
    assert_int_equal(t->site.ws_closed, 1);
    assert_int_equal(t->site.ws_code, 1006);
    assert_int_equal(atomic_load(&http_server_counters(t->site.server)->websockets_closed), 1);
    end(t);
}

static void keeps_little_for_an_idle_socket(void **state)
{
    (void)state;
    struct setting *t = begin(NULL);
    enum { COUNT = 500 };
    struct memory_transport *peers = calloc(COUNT, sizeof(*peers));
    size_t before = mallinfo2().uordblks;
    for (int i = 0; i < COUNT; i++) {
        memory_connect(&peers[i], t->site.server, t->site.loop, "127.0.0.1");
        memory_text(&peers[i], upgrade_text);
        memory_free(&peers[i]); // the peer's own bytes do not count
    }
    size_t each = (mallinfo2().uordblks - before) / COUNT;
    printf("an idle WebSocket: %zu bytes without its transport\n", each);
    assert_in_range(each, 0, 1000);
    site_close(&t->site);
    free(peers);
    memory_free(&t->peer);
    free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(upgrades_and_echoes),
        cmocka_unit_test(takes_frames_cut_anywhere),
        cmocka_unit_test(takes_frames_behind_the_handshake),
        cmocka_unit_test(refuses_a_malformed_handshake),
        cmocka_unit_test(answers_the_close_of_the_peer),
        cmocka_unit_test(closes_and_waits_for_the_answer),
        cmocka_unit_test(gives_up_waiting_for_the_answer),
        cmocka_unit_test(ends_at_a_fault),
        cmocka_unit_test(refuses_messages_above_the_limit),
        cmocka_unit_test(cuts_a_slow_reader),
        cmocka_unit_test(drops_a_peer_that_takes_nothing),
        cmocka_unit_test(pings_and_drops_a_silent_peer),
        cmocka_unit_test(delivers_nothing_while_paused),
        cmocka_unit_test(shares_one_frame),
        cmocka_unit_test(deflates_long_frames_for_those_who_can),
        cmocka_unit_test(sends_deflated_frames_after_negotiation),
        cmocka_unit_test(keeps_order_when_the_peer_takes_little),
        cmocka_unit_test(tells_when_the_peer_breaks_off),
        cmocka_unit_test(keeps_little_for_an_idle_socket),
    };
    return cmocka_run_group_tests_name("net/websocket_conn", tests, NULL, NULL);
}
