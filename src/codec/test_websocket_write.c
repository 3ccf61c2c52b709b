// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "codec/websocket.h"
#include "codec/websocket_inflate.h"
#include <stdlib.h>

static struct buffer out;

static int begin(void **state)
{
    (void)state;
    buffer_init(&out, 1 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    buffer_free(&out);
    return 0;
}

static void writes_the_examples_of_the_rfc(void **state)
{
    (void)state;
    websocket_frame(&out, WEBSOCKET_TEXT, VIEW("Hello"));
    websocket_frame(&out, WEBSOCKET_PING, VIEW("Hello"));
    websocket_frame(&out, WEBSOCKET_PONG, (struct view){0});
    assert_true(view_equal(buffer_view(&out), VIEW("\x81\x05Hello\x89\x05Hello\x8a\x00")));
}

static void writes_the_shortest_length(void **state)
{
    (void)state;
    static const struct {
        size_t size;
        struct view header;
    } cases[] = {
        {125, VIEW("\x82\x7d")},
        {126, VIEW("\x82\x7e\x00\x7e")},
        {256, VIEW("\x82\x7e\x01\x00")},
        {65535, VIEW("\x82\x7e\xff\xff")},
        {65536, VIEW("\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00")},
    };
    static char payload[65536];
    memset(payload, 'x', sizeof(payload));
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        buffer_clear(&out);
        websocket_frame(&out, WEBSOCKET_BINARY, view_make(payload, cases[i].size));
        assert_int_equal(out.size, cases[i].header.size + cases[i].size);
        assert_memory_equal(out.data, cases[i].header.data, cases[i].header.size);
        assert_memory_equal(out.data + cases[i].header.size, payload, cases[i].size);
    }
}

static void writes_nothing_of_a_frame_that_does_not_fit(void **state)
{
    (void)state;
    struct buffer small;
    buffer_init(&small, 6);
    websocket_frame(&small, WEBSOCKET_TEXT, VIEW("Hello"));
    assert_true(small.failed);
    assert_int_equal(small.size, 0);
    buffer_free(&small);
}

static void deflates_what_inflates_again(void **state)
{
    (void)state;
    static char text[100000];
    for (size_t size = 64; size < sizeof(text); size = size * 3 + 1) {
        for (size_t i = 0; i < size; i++)
            text[i] = "{\"topic\":\"session\",\"n\":"[(i * i / 7) % 23];
        buffer_clear(&out);
        buffer_append_char(&out, '#');
        assert_true(websocket_frame_deflated(&out, view_make(text, size)));
        assert_int_equal(out.data[0], '#');
        assert_int_equal((unsigned char)out.data[1], 0xC1);
        size_t length = (unsigned char)out.data[2], header = length < 126 ? 3 : 5;
        if (length == 126)
            length = (size_t)(unsigned char)out.data[3] << 8 | (unsigned char)out.data[4];
        assert_int_equal(out.size, header + length);
        assert_true(length < size);
        struct buffer back;
        assert_int_equal(websocket_inflate(view_make(out.data + header, length), size, &back), INFLATE_OK);
        assert_true(view_equal(buffer_view(&back), view_make(text, size)));
        buffer_free(&back);
    }
}

static void leaves_what_deflating_does_not_shorten(void **state)
{
    (void)state;
    char noise[2000];
    uint64_t bits = 1;
    for (size_t i = 0; i < sizeof(noise); i++) {
        bits = bits * 6364136223846793005 + 1442695040888963407;
        noise[i] = (char)(bits >> 56);
    }
    for (size_t size = 0; size <= sizeof(noise); size += 50)
        assert_false(websocket_frame_deflated(&out, view_make(noise, size)));
    assert_int_equal(out.size, 0);
    assert_false(out.failed);
}

static void leaves_the_buffer_as_it_was_when_it_is_too_small(void **state)
{
    (void)state;
    struct buffer small;
    char zeros[500] = {0};
    buffer_init(&small, 100);
    buffer_append_char(&small, '#');
    assert_false(websocket_frame_deflated(&small, view_make(zeros, sizeof(zeros))));
    assert_false(small.failed);
    assert_int_equal(small.size, 1);
    buffer_free(&small);
}

static void closes_with_code_and_reason(void **state)
{
    (void)state;
    websocket_frame_close(&out, 1000, VIEW("bye"));
    assert_true(view_equal(buffer_view(&out), VIEW("\x88\x05\x03\xe8"
                                                   "bye")));
    buffer_clear(&out);
    websocket_frame_close(&out, 4001, (struct view){0});
    assert_true(view_equal(buffer_view(&out), VIEW("\x88\x02\x0f\xa1")));
    buffer_clear(&out);
    websocket_frame_close(&out, WEBSOCKET_CLOSE_NO_STATUS, VIEW("x"));
    assert_true(view_equal(buffer_view(&out), VIEW("\x88\x00")));
}

static void cuts_a_reason_at_a_character(void **state)
{
    (void)state;
    char reason[200];
    memset(reason, 'a', sizeof(reason));
    memcpy(reason + 121, "\xe2\x82\xac", 3);
    websocket_frame_close(&out, 1001, view_make(reason, sizeof(reason)));
    assert_int_equal(out.size, 2 + 2 + 121);
    assert_int_equal(out.data[1], 2 + 121);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(writes_the_examples_of_the_rfc, begin, end),
        cmocka_unit_test_setup_teardown(writes_the_shortest_length, begin, end),
        cmocka_unit_test_setup_teardown(writes_nothing_of_a_frame_that_does_not_fit, begin, end),
        cmocka_unit_test_setup_teardown(deflates_what_inflates_again, begin, end),
        cmocka_unit_test_setup_teardown(leaves_what_deflating_does_not_shorten, begin, end),
        cmocka_unit_test_setup_teardown(leaves_the_buffer_as_it_was_when_it_is_too_small, begin, end),
        cmocka_unit_test_setup_teardown(closes_with_code_and_reason, begin, end),
        cmocka_unit_test_setup_teardown(cuts_a_reason_at_a_character, begin, end),
    };
    return cmocka_run_group_tests_name("codec/websocket_write", tests, NULL, NULL);
}
