// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "net/testing_server.h"
#include <stdio.h>
#include <stdlib.h>

enum { LARGE = 3 << 20 };

struct setting {
    struct site site;
    struct memory_transport peer;
};

static int open_setting(void **state)
{
    struct setting *t = calloc(1, sizeof(*t));
    site_open(&t->site, NULL, -1, -1);
    *state = t;
    return memory_connect(&t->peer, t->site.server, t->site.loop, "127.0.0.1");
}

static int close_setting(void **state)
{
    struct setting *t = *state;
    site_close(&t->site);
    memory_free(&t->peer);
    free(t);
    return 0;
}

static bool got(struct setting *t, const char *text)
{
    return strstr(memory_got(&t->peer), text) != NULL;
}

static void takes_a_body_that_is_longer_than_any_may_be(void **state)
{
    struct setting *t = *state;
    char head[128];
    char *body = malloc(LARGE);
    memset(body, 'x', LARGE);
    snprintf(head, sizeof(head), "POST /take HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n", LARGE);
    memory_text(&t->peer, head);
    memory_send(&t->peer, view_make(body, LARGE));
    assert_int_equal(t->site.taken.size, LARGE);
    assert_int_equal(t->site.take_ends, 1);
    assert_int_equal(t->site.take_status, 0);
    assert_true(got(t, "HTTP/1.1 200 OK"));
    assert_int_equal(t->site.server->bodies_size, 0);
    memory_text(&t->peer, "GET /echo?next HTTP/1.1\r\nHost: h\r\n\r\n"); // the connection goes on
    assert_true(got(t, "GET /echo next"));
    free(body);
}

static void takes_a_chunked_body(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "POST /take HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
    assert_int_equal(t->site.take_ends, 0);
    memory_text(&t->peer, "lo\r\n6\r\n world\r\n0\r\n\r\nGET /echo?2 HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(t->site.taken.size, 11);
    assert_memory_equal(t->site.taken.data, "hello world", 11);
    assert_true(got(t, "GET /echo 2"));
}

static void no_body_is_an_empty_one(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "POST /take HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
    assert_int_equal(t->site.take_ends, 1);
    assert_true(got(t, "HTTP/1.1 200 OK"));
}

static void a_pause_makes_the_client_wait(void **state)
{
    struct setting *t = *state;
    char head[128];
    char *body = malloc(LARGE);
    memset(body, 'x', LARGE);
    t->site.take_pause_every = 64 << 10;
    snprintf(head, sizeof(head), "POST /take HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n", LARGE);
    memory_text(&t->peer, head);
    memory_send(&t->peer, view_make(body, LARGE));
    size_t first = t->site.taken.size;
    assert_true(first > 0 && first < LARGE / 2);
    assert_true(t->peer.in.size > LARGE / 2); // what the server did not read
    site_wait(&t->site, 120000);              // it is not the client who is late
    assert_int_equal(t->site.take_ends, 0);
    for (int i = 0; i < 1000 && t->site.take_ends == 0; i++) {
        site_take_on(&t->site);
        memory_pump(&t->peer);
    }
    assert_int_equal(t->site.taken.size, LARGE);
    assert_int_equal(t->site.take_status, 0);
    assert_true(got(t, "HTTP/1.1 200 OK"));
    free(body);
}

static void too_much_ends_the_connection(void **state)
{
    struct setting *t = *state;
    t->site.take_max = 10;
    memory_text(&t->peer, "POST /take HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\nGET /echo?2 HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(t->site.take_status, 413);
    assert_true(got(t, "HTTP/1.1 413"));
    assert_false(got(t, "GET /echo 2"));
    assert_true(t->peer.is_finished);
}

static void a_length_that_is_too_large_is_refused_at_once(void **state)
{
    struct setting *t = *state;
    t->site.take_max = 10;
    memory_text(&t->peer, "POST /take HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n");
    assert_true(got(t, "HTTP/1.1 413"));
    assert_int_equal(t->site.take_ends, 0);
}

static void a_refusal_ends_the_connection_behind_it(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "POST /refuse HTTP/1.1\r\nHost: h\r\nContent-Length: 40\r\n"
                          "Expect: 100-continue\r\n\r\n");
    assert_true(got(t, "HTTP/1.1 403"));
    assert_false(got(t, "100 Continue"));
    assert_true(got(t, "Connection: close"));
    memory_text(&t->peer, "GET /echo?in-the-body HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_false(got(t, "in-the-body"));
}

static void who_takes_says_continue(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer,
                "POST /take HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    assert_true(got(t, "HTTP/1.1 100 Continue"));
    memory_text(&t->peer, "ok");
    assert_true(got(t, "HTTP/1.1 200 OK"));
}

static void a_client_that_stalls_is_ended(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "POST /take HTTP/1.1\r\nHost: h\r\nContent-Length: 20\r\n\r\nsome");
    site_wait(&t->site, 16000);
    assert_int_equal(t->site.take_ends, 1);
    assert_int_equal(t->site.take_status, 408);
    assert_true(got(t, "HTTP/1.1 408"));
}

// Slow is allowed, endless is not: the time for a body grows with what came.
static void a_drop_now_and_then_is_too_little(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "POST /take HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\nx");
    for (int i = 0; i < 7; i++) {
        site_wait(&t->site, 9000);
        memory_text(&t->peer, "x");
    }
    assert_int_equal(t->site.take_status, 408);
}

static void a_slow_line_has_its_time(void **state)
{
    struct setting *t = *state;
    enum { PIECE = 320 << 10, PIECES = 10 };
    char head[128];
    char *body = calloc(1, PIECE);
    snprintf(head, sizeof(head), "POST /take HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n",
             PIECE * PIECES);
    memory_text(&t->peer, head);
    for (int i = 0; i < PIECES; i++) { // 32 KiB a second for 100 s
        site_wait(&t->site, 10000);
        memory_send(&t->peer, view_make(body, PIECE));
    }
    assert_int_equal(t->site.take_status, 0);
    assert_true(got(t, "HTTP/1.1 200 OK"));
    free(body);
}

static void a_client_that_leaves_is_told_once(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "POST /take HTTP/1.1\r\nHost: h\r\nContent-Length: 20\r\n\r\nsome");
    memory_end(&t->peer);
    assert_int_equal(t->site.take_ends, 1);
    assert_int_equal(t->site.take_status, HTTP_CLIENT_LEFT);
    assert_true(t->peer.is_closed);
}

static void what_is_open_at_the_end_is_told_too(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "POST /take HTTP/1.1\r\nHost: h\r\nContent-Length: 20\r\n\r\nsome");
    memory_break(&t->peer);
    assert_int_equal(t->site.take_ends, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(takes_a_body_that_is_longer_than_any_may_be, open_setting,
                                        close_setting),
        cmocka_unit_test_setup_teardown(takes_a_chunked_body, open_setting, close_setting),
        cmocka_unit_test_setup_teardown(no_body_is_an_empty_one, open_setting, close_setting),
        cmocka_unit_test_setup_teardown(a_pause_makes_the_client_wait, open_setting, close_setting),
        cmocka_unit_test_setup_teardown(too_much_ends_the_connection, open_setting, close_setting),
        cmocka_unit_test_setup_teardown(a_length_that_is_too_large_is_refused_at_once, open_setting,
                                        close_setting),
        cmocka_unit_test_setup_teardown(a_refusal_ends_the_connection_behind_it, open_setting, close_setting),
        cmocka_unit_test_setup_teardown(who_takes_says_continue, open_setting, close_setting),
        cmocka_unit_test_setup_teardown(a_client_that_stalls_is_ended, open_setting, close_setting),
        cmocka_unit_test_setup_teardown(a_drop_now_and_then_is_too_little, open_setting, close_setting),
        cmocka_unit_test_setup_teardown(a_slow_line_has_its_time, open_setting, close_setting),
        cmocka_unit_test_setup_teardown(a_client_that_leaves_is_told_once, open_setting, close_setting),
        cmocka_unit_test_setup_teardown(what_is_open_at_the_end_is_told_too, open_setting, close_setting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
