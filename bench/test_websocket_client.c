// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "websocket_client.h"
#include <stdlib.h>

static void cuts_frames_of_every_length_form(void **state)
{
    (void)state;
    size_t sizes[] = {0, 1, 125, 126, 65535, 65536, 70000};
    char *bytes = malloc(80000);
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        size_t size = sizes[i], head = size < 126 ? 2 : size < 65536 ? 4 : 10;
        memset(bytes, 0, 80000);
        bytes[0] = (char)0x81;
        bytes[1] = (char)(size < 126 ? size : size < 65536 ? 126 : 127);
        for (size_t at = head - 1, left = size; head > 2 && at > 1; at--, left >>= 8)
            bytes[at] = (char)left;
        struct frame_in frame;
        struct view data = view_make(bytes, head + size + 3);
        assert_true(frame_next(&data, &frame));
        assert_int_equal(frame.payload.size, size);
        assert_int_equal(frame.opcode, 1);
        assert_int_equal(data.size, 3);
    }
    free(bytes);
}

static void leaves_a_frame_that_is_not_whole(void **state)
{
    (void)state;
    struct frame_in frame;
    for (size_t size = 0; size < 7; size++) {
        struct view data = view_make("\x81\x05hello", size);
        assert_false(frame_next(&data, &frame));
        assert_int_equal(data.size, size);
    }
}

static void writes_a_frame_that_is_masked_with_zeros(void **state)
{
    (void)state;
    char out[200 + FRAME_HEAD_MAX], payload[200];
    memset(payload, 'p', sizeof(payload));
    assert_int_equal(frame_write(out, 1, VIEW("hi")), 8);
    assert_memory_equal(out, "\x81\x82\0\0\0\0hi", 8);
    assert_int_equal(frame_write(out, 2, view_make(payload, 200)), 208);
    assert_memory_equal(out, "\x82\xfe\0\xc8\0\0\0\0p", 9);
}

static void reads_the_urls_of_local_servers_only(void **state)
{
    (void)state;
    struct target target;
    assert_true(target_parse("http://127.0.0.1:8302/a?b=c", &target));
    assert_string_equal(target.authority, "127.0.0.1:8302");
    assert_string_equal(target.path, "/a?b=c");
    assert_true(target_parse("ws://localhost:1", &target));
    assert_string_equal(target.path, "/");
    assert_false(target_parse("https://127.0.0.1:1/", &target));
    assert_false(target_parse("http://127.0.0.1/", &target));
    assert_false(target_parse("http://example.org:80/", &target));
    assert_false(target_parse("http://127.0.0.1:70000/", &target));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_frames_of_every_length_form),
        cmocka_unit_test(leaves_a_frame_that_is_not_whole),
        cmocka_unit_test(writes_a_frame_that_is_masked_with_zeros),
        cmocka_unit_test(reads_the_urls_of_local_servers_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
