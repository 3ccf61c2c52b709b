// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "reply.h"

static const char sized_text[] = "HTTP/1.1 201 Created\r\nDate: x\r\ncontent-length: 5\r\n\r\nhelloHTTP";
static const struct view sized = {sized_text, sizeof(sized_text) - 1};

static void reads_a_reply_with_a_length_and_leaves_the_next(void **state)
{
    (void)state;
    struct reply reply;
    assert_int_equal(reply_read(sized, &reply), REPLY_WHOLE);
    assert_int_equal(reply.status, 201);
    assert_int_equal(reply.size, sized.size - 4);
    assert_true(view_equal(reply.body, VIEW("hello")));
    assert_false(reply.closes);
}

static void every_shorter_front_needs_more(void **state)
{
    (void)state;
    struct reply reply;
    for (size_t size = 0; size < sized.size - 4; size++)
        assert_int_equal(reply_read(view_make(sized.data, size), &reply), REPLY_NEEDS_MORE);
}

static void reads_chunks_to_their_end(void **state)
{
    (void)state;
    static const char text[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "a;x=y\r\n0123456789\r\n1\r\nz\r\n0\r\n\r\n";
    struct reply reply;
    for (size_t size = 0; size < sizeof(text) - 1; size++)
        assert_int_equal(reply_read(view_make(text, size), &reply), REPLY_NEEDS_MORE);
    assert_int_equal(reply_read(view_make(text, sizeof(text) - 1), &reply), REPLY_WHOLE);
    assert_int_equal(reply.size, sizeof(text) - 1);
}

static void sees_that_the_server_closes(void **state)
{
    (void)state;
    struct reply reply;
    struct view text =
        VIEW("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    assert_int_equal(reply_read(text, &reply), REPLY_WHOLE);
    assert_int_equal(reply.status, 503);
    assert_true(reply.closes);
}

static void no_content_has_no_body(void **state)
{
    (void)state;
    struct reply reply;
    assert_int_equal(reply_read(VIEW("HTTP/1.1 204 No Content\r\nDate: x\r\n\r\n"), &reply), REPLY_WHOLE);
    assert_int_equal(reply.body.size, 0);
}

static void refuses_what_is_no_reply_or_has_no_end(void **state)
{
    (void)state;
    struct reply reply;
    assert_int_equal(reply_read(VIEW("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"), &reply), REPLY_BROKEN);
    assert_int_equal(reply_read(VIEW("SSH-2.0-OpenSSH\r\nX: y\r\n\r\n"), &reply), REPLY_BROKEN);
    assert_int_equal(reply_read(VIEW("HTTP/1.1 200 OK\r\nDate: x\r\n\r\n"), &reply), REPLY_BROKEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_reply_with_a_length_and_leaves_the_next),
        cmocka_unit_test(every_shorter_front_needs_more),
        cmocka_unit_test(reads_chunks_to_their_end),
        cmocka_unit_test(sees_that_the_server_closes),
        cmocka_unit_test(no_content_has_no_body),
        cmocka_unit_test(refuses_what_is_no_reply_or_has_no_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
