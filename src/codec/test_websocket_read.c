// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "codec/websocket.h"
#include <stdio.h>
#include <stdlib.h>

enum { MAX = 1000, FIN = 0x80, RSV1 = 0x40 };

static const char mask[4] = {0x37, (char)0xfa, 0x21, 0x3d};

// Appends a client's frame with the shortest length.
static void client_frame(struct buffer *out, int first, struct view payload)
{
    buffer_append_char(out, (char)first);
    if (payload.size < 126)
        buffer_append_char(out, (char)(0x80 | payload.size));
    else {
        buffer_append_char(out, (char)(0x80 | 126));
        buffer_append_char(out, (char)(payload.size >> 8));
        buffer_append_char(out, (char)payload.size);
    }
    buffer_append(out, mask, sizeof(mask));
    for (size_t i = 0; i < payload.size; i++)
        buffer_append_char(out, (char)(payload.data[i] ^ mask[i % 4]));
}

// Everything the bytes give, as text: "text(Hello) ping(x) close(1000,bye) fault(1002)".
static void describe(struct buffer *log, const struct websocket_in *in)
{
    if (log->size > 0)
        buffer_append_char(log, ' ');
    switch (in->event) {
    case WEBSOCKET_EVENT_NONE:
        break;
    case WEBSOCKET_EVENT_MESSAGE:
        buffer_printf(log, in->opcode == WEBSOCKET_TEXT ? "text(%.*s)" : "binary(%.*s)",
                      VIEW_ARG(in->payload));
        break;
    case WEBSOCKET_EVENT_PING:
        buffer_printf(log, "ping(%.*s)", VIEW_ARG(in->payload));
        break;
    case WEBSOCKET_EVENT_PONG:
        buffer_printf(log, "pong(%.*s)", VIEW_ARG(in->payload));
        break;
    case WEBSOCKET_EVENT_CLOSE:
        buffer_printf(log, "close(%d,%.*s)", in->close_code, VIEW_ARG(in->payload));
        break;
    case WEBSOCKET_EVENT_FAULT:
        assert_non_null(in->fault);
        buffer_printf(log, "fault(%d)", in->close_code);
        break;
    }
}

// Delivers the bytes in pieces of `first`, then `piece` bytes; what is not whole stays in front.
static void read_pieces(struct view bytes, size_t first, size_t piece, bool deflate, struct buffer *log)
{
    struct websocket_reader r;
    struct buffer pending;
    websocket_reader_init(&r, MAX, deflate);
    buffer_init(&pending, 1 << 20);
    for (size_t step = first; bytes.size > 0; step = piece) {
        step = step < bytes.size ? step : bytes.size;
        buffer_append(&pending, bytes.data, step);
        bytes = view_make(bytes.data + step, bytes.size - step);
        size_t used = 1;
        while (used > 0 && pending.size > 0) {
            size_t need = 0;
            struct websocket_in in = websocket_read(&r, pending.data, pending.size, &used, &need);
            assert_true(used > 0 || need == 0 || need > pending.size);
            if (in.event != WEBSOCKET_EVENT_NONE)
                describe(log, &in);
            buffer_consume(&pending, used);
        }
    }
    websocket_reader_free(&r);
    assert_null(r.message.data);
    buffer_free(&pending);
}

// The same in one piece, cut once at each byte, and byte by byte.
static void assert_events_of(struct view bytes, bool deflate, const char *want)
{
    for (size_t first = 1; first <= bytes.size; first++) {
        for (int byte_by_byte = 0; byte_by_byte <= 1; byte_by_byte++) {
            struct buffer log;
            buffer_init(&log, 1 << 16);
            read_pieces(bytes, first, byte_by_byte ? 1 : bytes.size, deflate, &log);
            if (!view_equal(buffer_view(&log), view_from(want)))
                fail_msg("cut at %zu: %.*s, not %s", first, VIEW_ARG(buffer_view(&log)), want);
            buffer_free(&log);
        }
    }
}

// Frames are given as pairs of a first byte and a payload, ended by a negative first byte.
struct sent {
    int first;
    struct view payload;
};

static void assert_events(const struct sent *frames, bool deflate, const char *want)
{
    struct buffer bytes;
    buffer_init(&bytes, 1 << 20);
    for (; frames->first >= 0; frames++)
        client_frame(&bytes, frames->first, frames->payload);
    assert_events_of(buffer_view(&bytes), deflate, want);
    buffer_free(&bytes);
}

static void reads_the_examples_of_the_rfc(void **state)
{
    (void)state;
    assert_events_of(VIEW("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), false, "text(Hello)");
    assert_events_of(VIEW("\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), false, "pong(Hello)");
}

static void answers_a_single_frame_in_place(void **state)
{
    (void)state;
    struct websocket_reader r;
    websocket_reader_init(&r, MAX, false);
    char data[] = "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58\x81";
    size_t used, need = 7;
    struct websocket_in in = websocket_read(&r, data, 12, &used, &need);
    assert_ptr_equal(in.payload.data, data + 6);
    assert_int_equal(used, 11);
    assert_int_equal(need, 0);
    assert_null(r.message.data);
    websocket_reader_free(&r);
}

static void says_how_much_a_frame_needs(void **state)
{
    (void)state;
    struct websocket_reader r;
    websocket_reader_init(&r, MAX, false);
    char data[] = "\x82\xfe\x03\x00\x01\x02\x03\x04 and not all of it";
    char before[sizeof(data)];
    memcpy(before, data, sizeof(data));
    size_t used = 9, need = 9;
    for (size_t size = 0; size < sizeof(data); size++) {
        struct websocket_in in = websocket_read(&r, data, size, &used, &need);
        assert_int_equal(in.event, WEBSOCKET_EVENT_NONE);
        assert_int_equal(used, 0);
        assert_int_equal(need, size < 8 ? 0 : 8 + 0x300);
    }
    assert_memory_equal(data, before, sizeof(data));
    websocket_reader_free(&r);
}

static void puts_fragments_together_round_control_frames(void **state)
{
    (void)state;
    assert_events((struct sent[]){{WEBSOCKET_TEXT, VIEW("Hel")},
                                  {FIN | WEBSOCKET_PING, VIEW("x")},
                                  {0, VIEW("")},
                                  {0, VIEW("lo \xe2\x82")},
                                  {FIN | WEBSOCKET_PONG, VIEW("")},
                                  {FIN, VIEW("\xac!")},
                                  {WEBSOCKET_BINARY, VIEW("\xff")},
                                  {FIN, VIEW("")},
                                  {FIN | WEBSOCKET_TEXT, VIEW("")},
                                  {FIN | WEBSOCKET_CLOSE, VIEW("\x03\xe8"
                                                               "bye")},
                                  {-1, VIEW("")}},
                  false, "ping(x) pong() text(Hello \xe2\x82\xac!) binary(\xff) text() close(1000,bye)");
}

static void keeps_no_memory_between_messages(void **state)
{
    (void)state;
    struct websocket_reader r;
    struct buffer bytes;
    websocket_reader_init(&r, MAX, false);
    buffer_init(&bytes, 1000);
    client_frame(&bytes, WEBSOCKET_TEXT, VIEW("Hel"));
    client_frame(&bytes, FIN, VIEW("lo"));
    size_t used, more;
    assert_int_equal(websocket_read(&r, bytes.data, bytes.size, &used, NULL).event, WEBSOCKET_EVENT_NONE);
    assert_true(r.in_message && r.message.data != NULL);
    struct websocket_in in = websocket_read(&r, bytes.data + used, bytes.size - used, &more, NULL);
    assert_true(view_equal(in.payload, VIEW("Hello")));
    websocket_read(&r, bytes.data, 0, &used, NULL);
    assert_null(r.message.data);
    buffer_free(&bytes);
    websocket_reader_free(&r);
}

static void drops_what_follows_a_close_or_a_fault(void **state)
{
    (void)state;
    assert_events((struct sent[]){{FIN | WEBSOCKET_CLOSE, VIEW("")}, {FIN | 1, VIEW("late")}, {-1, VIEW("")}},
                  false, "close(1005,)");
    assert_events((struct sent[]){{FIN | 3, VIEW("")}, {FIN | 1, VIEW("late")}, {-1, VIEW("")}}, false,
                  "fault(1002)");
}

static void faults_on_frames_out_of_order_or_kind(void **state)
{
    (void)state;
    const struct sent cases[][3] = {
        {{FIN, VIEW("x")}, {-1, VIEW("")}},
        {{0, VIEW("x")}, {-1, VIEW("")}},
        {{1, VIEW("x")}, {FIN | 1, VIEW("x")}, {-1, VIEW("")}},
        {{1, VIEW("x")}, {FIN | 2, VIEW("x")}, {-1, VIEW("")}},
        {{FIN | 3, VIEW("")}, {-1, VIEW("")}},
        {{FIN | 7, VIEW("")}, {-1, VIEW("")}},
        {{FIN | 11, VIEW("")}, {-1, VIEW("")}},
        {{FIN | 15, VIEW("")}, {-1, VIEW("")}},
        {{FIN | 0x10 | 1, VIEW("x")}, {-1, VIEW("")}},
        {{FIN | 0x20 | 1, VIEW("x")}, {-1, VIEW("")}},
        {{FIN | RSV1 | 1, VIEW("x")}, {-1, VIEW("")}},
        {{8, VIEW("")}, {-1, VIEW("")}},
        {{9, VIEW("")}, {-1, VIEW("")}},
        {{10, VIEW("")}, {-1, VIEW("")}},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_events(cases[i], false, "fault(1002)");
}

static void faults_on_reserved_bits_with_deflate_too(void **state)
{
    (void)state;
    const struct sent cases[][3] = {
        {{FIN | 0x10 | 1, VIEW("x")}, {-1, VIEW("")}},
        {{FIN | RSV1 | 9, VIEW("x")}, {-1, VIEW("")}},
        {{FIN | RSV1 | 8, VIEW("")}, {-1, VIEW("")}},
        {{1, VIEW("x")}, {FIN | RSV1, VIEW("x")}, {-1, VIEW("")}},
        {{RSV1 | 1, VIEW("x")}, {FIN | RSV1, VIEW("x")}, {-1, VIEW("")}},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_events(cases[i], true, "fault(1002)");
}

static void faults_on_bad_headers(void **state)
{
    (void)state;
    assert_events_of(VIEW("\x81\x05Hello"), false, "fault(1002)");
    assert_events_of(VIEW("\x89\xfe\x00\x7e\x00\x00\x00\x00"), false, "fault(1002)");
    assert_events_of(VIEW("\x82\xfe\x00\x7d\x00\x00\x00\x00"), false, "fault(1002)");
    assert_events_of(VIEW("\x82\xff\x00\x00\x00\x00\x00\x00\xff\xff\x00\x00\x00\x00"), false, "fault(1002)");
    assert_events_of(VIEW("\x82\xff\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), false, "fault(1002)");
}

static void faults_on_messages_above_the_maximum(void **state)
{
    (void)state;
    static char big[MAX + 1];
    memset(big, 'x', sizeof(big));
    // As soon as the header is there.
    assert_events_of(VIEW("\x82\xfe\x03\xe9\x00\x00\x00\x00"), false, "fault(1009)");
    assert_events_of(VIEW("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00"), false, "fault(1009)");
    struct buffer bytes, log;
    buffer_init(&bytes, 1 << 16);
    buffer_init(&log, 1 << 16);
    client_frame(&bytes, FIN | WEBSOCKET_BINARY, view_make(big, MAX));
    client_frame(&bytes, WEBSOCKET_BINARY, view_make(big, MAX - 1));
    client_frame(&bytes, 0, VIEW("x"));
    client_frame(&bytes, 0, VIEW(""));
    client_frame(&bytes, FIN | WEBSOCKET_PING, VIEW("still there"));
    client_frame(&bytes, FIN, VIEW("x"));
    read_pieces(buffer_view(&bytes), bytes.size, 1, false, &log);
    assert_int_equal(log.size, sizeof("binary() ping(still there) fault(1009)") - 1 + MAX);
    assert_true(view_equal(view_make(log.data + log.size - 11, 11), VIEW("fault(1009)")));
    buffer_free(&bytes);
    buffer_free(&log);
}

static void faults_on_text_that_is_not_utf8(void **state)
{
    (void)state;
    const struct sent cases[][3] = {
        {{FIN | 1, VIEW("\xff")}, {-1, VIEW("")}},
        {{FIN | 1, VIEW("a\xed\xa0\x80")}, {-1, VIEW("")}},
        {{1, VIEW("\xe2\x82")}, {FIN, VIEW("x")}, {-1, VIEW("")}},
        {{FIN | 8, VIEW("\x03\xe8\xff")}, {-1, VIEW("")}},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_events(cases[i], false, "fault(1007)");
}

static void judges_close_codes(void **state)
{
    (void)state;
    static const int good[] = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010,
                               1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999};
    static const int bad[] = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535};
    char want[32];
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]) + sizeof(bad) / sizeof(bad[0]); i++) {
        size_t goods = sizeof(good) / sizeof(good[0]);
        int code = i < goods ? good[i] : bad[i - goods];
        const char payload[] = {(char)(code >> 8), (char)code};
        snprintf(want, sizeof(want), i < goods ? "close(%d,)" : "fault(1002)", code);
        assert_events((struct sent[]){{FIN | 8, view_make(payload, 2)}, {-1, VIEW("")}}, false, want);
    }
    assert_events((struct sent[]){{FIN | 8, VIEW("\x03")}, {-1, VIEW("")}}, false, "fault(1002)");
}

// RFC 7692 7.2.3: one block, fragments, no compression, a final block, two blocks.
static void reads_the_deflate_examples_of_the_rfc(void **state)
{
    (void)state;
    const struct sent cases[][3] = {
        {{FIN | RSV1 | 1, VIEW("\xf2\x48\xcd\xc9\xc9\x07\x00")}, {-1, VIEW("")}},
        {{RSV1 | 1, VIEW("\xf2\x48\xcd")}, {FIN, VIEW("\xc9\xc9\x07\x00")}, {-1, VIEW("")}},
        {{FIN | RSV1 | 1, VIEW("\x00\x05\x00\xfa\xffHello\x00")}, {-1, VIEW("")}},
        {{FIN | RSV1 | 1, VIEW("\xf3\x48\xcd\xc9\xc9\x07\x00\x00")}, {-1, VIEW("")}},
        {{FIN | RSV1 | 1, VIEW("\xf2\x48\x05\x00\x00\x00\xff\xff\xca\xc9\xc9\x07\x00")}, {-1, VIEW("")}},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_events(cases[i], true, "text(Hello)");
    assert_events((struct sent[]){{FIN | RSV1 | 2, VIEW("\x00")}, {FIN | 1, VIEW("plain")}, {-1, VIEW("")}},
                  true, "binary() text(plain)");
}

static void faults_on_what_does_not_inflate(void **state)
{
    (void)state;
    const struct sent cases[][2] = {
        {{FIN | RSV1 | 1, VIEW("\xf2\x48\xcd")}, {-1, VIEW("")}},
        {{FIN | RSV1 | 1, VIEW("\xff\xff\xff\xff")}, {-1, VIEW("")}},
        {{FIN | RSV1 | 1, VIEW("\x00\x05\x00\xfa\xffHel")}, {-1, VIEW("")}},
        {{FIN | RSV1 | 2, VIEW("\x00\x08\x00\xf7\xffHel")}, {-1, VIEW("")}},
        {{FIN | RSV1 | 1, VIEW("\x00\x01\x00\xfe\xff\xff\x00")}, {-1, VIEW("")}}, // inflates, to \xff
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_events(cases[i], true, "fault(1007)");
}

static void caps_what_is_inflated(void **state)
{
    (void)state;
    static char zeros[MAX + 1];
    memset(zeros, '0', sizeof(zeros));
    for (size_t size = MAX - 1; size <= MAX + 1; size++) {
        struct buffer frame, bytes;
        buffer_init(&frame, 1 << 16);
        buffer_init(&bytes, 1 << 16);
        assert_true(websocket_frame_deflated(&frame, view_make(zeros, size)));
        client_frame(&bytes, frame.data[0] & 0xFF, view_make(frame.data + 2, frame.size - 2));
        struct websocket_reader r;
        size_t used;
        websocket_reader_init(&r, MAX, true);
        struct websocket_in in = websocket_read(&r, bytes.data, bytes.size, &used, NULL);
        if (size <= MAX)
            assert_true(view_equal(in.payload, view_make(zeros, size)));
        else
            assert_int_equal(in.close_code, WEBSOCKET_CLOSE_TOO_BIG);
        assert_int_equal(in.event, size <= MAX ? WEBSOCKET_EVENT_MESSAGE : WEBSOCKET_EVENT_FAULT);
        websocket_reader_free(&r);
        buffer_free(&frame);
        buffer_free(&bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_examples_of_the_rfc),
        cmocka_unit_test(answers_a_single_frame_in_place),
        cmocka_unit_test(says_how_much_a_frame_needs),
        cmocka_unit_test(puts_fragments_together_round_control_frames),
        cmocka_unit_test(keeps_no_memory_between_messages),
        cmocka_unit_test(drops_what_follows_a_close_or_a_fault),
        cmocka_unit_test(faults_on_frames_out_of_order_or_kind),
        cmocka_unit_test(faults_on_reserved_bits_with_deflate_too),
        cmocka_unit_test(faults_on_bad_headers),
        cmocka_unit_test(faults_on_messages_above_the_maximum),
        cmocka_unit_test(faults_on_text_that_is_not_utf8),
        cmocka_unit_test(judges_close_codes),
        cmocka_unit_test(reads_the_deflate_examples_of_the_rfc),
        cmocka_unit_test(faults_on_what_does_not_inflate),
        cmocka_unit_test(caps_what_is_inflated),
    };
    return cmocka_run_group_tests_name("codec/websocket_read", tests, NULL, NULL);
}
