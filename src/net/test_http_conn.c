// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "net/testing_server.h"
#include <stdio.h>
#include <stdlib.h>

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

static int starts_with_status(const char *got)
{
    return strncmp(got, "HTTP/1.1 ", 9) == 0 ? atoi(got + 9) : 0;
}

static int times_in(const char *text, const char *what)
{
    int n = 0;
    for (const char *at = text; (at = strstr(at, what)) != NULL; at++)
        n++;
    return n;
}

static unsigned long long count_of(const atomic_ullong *counter)
{
    return atomic_load(counter);
}

static void answers_a_get(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "GET /echo?a=1 HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_string_equal(memory_got(&t->peer), "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                                              "Content-Length: 14\r\n\r\nGET /echo a=1 ");
    assert_false(t->peer.is_closed);
    assert_int_equal(count_of(&http_server_counters(t->site.server)->replies[2]), 1);
    assert_int_equal(count_of(&http_server_counters(t->site.server)->requests), 1);
}

static void dates_its_replies(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    buffer_append_char(&t->peer.out, '\0');
    assert_non_null(strstr(t->peer.out.data, "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
}

static void answers_pipelined_requests_in_order(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "GET /echo?1 HTTP/1.1\r\nHost: h\r\n\r\nPOST /park HTTP/1.1\r\nHost: h\r\n"
                          "Content-Length: 3\r\n\r\ntwoGET /echo?3 HTTP/1.1\r\nHost: h\r\n\r\nGET /ec");
    assert_int_equal(times_in(memory_got(&t->peer), "200 OK"), 1);
    memory_text(&t->peer, "ho?4 HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(times_in(memory_got(&t->peer), "200 OK"), 1);
    assert_int_equal(t->site.parked_count, 1);
    site_release(&t->site);
    const char *got = memory_got(&t->peer);
    assert_int_equal(times_in(got, "200 OK"), 4);
    const char *first = strstr(got, "GET /echo 1"), *second = strstr(got, "POST /park  two"),
               *third = strstr(got, "GET /echo 3"), *fourth = strstr(got, "GET /echo 4");
    assert_true(first != NULL && second > first && third > second && fourth > third);
}

static void stops_reading_while_a_reply_is_parked(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "GET /park HTTP/1.1\r\nHost: h\r\n\r\n");
    static char flood[200000];
    memset(flood, 'a', sizeof(flood));
    memory_send(&t->peer, view_make(flood, sizeof(flood)));
    assert_false(t->peer.wants_input);
    assert_int_equal(t->peer.in.size, sizeof(flood) - WAITING_MAX);
    site_release(&t->site);
    memory_pump(&t->peer);
    assert_int_equal(times_in(memory_got(&t->peer), "HTTP/1.1 414"), 1);
}

static void reads_a_body_in_pieces(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\nab");
    assert_string_equal(memory_got(&t->peer), "");
    memory_text(&t->peer, "cd");
    memory_text(&t->peer, "ef");
    assert_non_null(strstr(memory_got(&t->peer), "POST /echo  abcdef"));
}

static void reads_a_chunked_body(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    memory_text(&t->peer, "2\r\nde\r\n0\r\n\r\nGET /echo?next HTTP/1.1\r\nHost: h\r\n\r\n");
    const char *got = memory_got(&t->peer);
    assert_non_null(strstr(got, "POST /echo  abcde"));
    assert_non_null(strstr(got, "GET /echo next"));
}

static void reads_a_long_body(void **state)
{
    struct setting *t = *state;
    enum { SIZE = 500000 };
    char *body = malloc(SIZE);
    memset(body, 'x', SIZE);
    memory_text(&t->peer, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\n\r\n");
    memory_send(&t->peer, view_make(body, SIZE));
    free(body);
    assert_non_null(strstr(memory_got(&t->peer), "Content-Length: 500012\r\n"));
}

static void says_continue_when_asked(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer,
                "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    assert_string_equal(memory_got(&t->peer), "HTTP/1.1 100 Continue\r\n\r\n");
    memory_text(&t->peer, "ok");
    assert_non_null(strstr(memory_got(&t->peer), "POST /echo  ok"));
}

static void refuses_a_body_before_it_is_sent(void **state)
{
    struct setting *t = *state;
    t->site.body_max = 10;
    memory_text(&t->peer,
                "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n");
    assert_int_equal(starts_with_status(memory_got(&t->peer)), 413);
    assert_true(t->peer.is_finished);
    assert_false(t->peer.is_closed);
    memory_end(&t->peer);
    assert_true(t->peer.is_closed);
}

static void refuses_a_chunked_body_that_grows(void **state)
{
    struct setting *t = *state;
    t->site.body_max = 10;
    memory_text(&t->peer,
                "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n");
    assert_string_equal(memory_got(&t->peer), "");
    memory_text(&t->peer, "3\r\nabc\r\n");
    assert_int_equal(starts_with_status(memory_got(&t->peer)), 413);
}

static void head_and_304_have_no_body(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "HEAD /echo HTTP/1.1\r\nHost: h\r\n\r\nGET /echo?b HTTP/1.1\r\nHost: h\r\n\r\n");
    const char *got = memory_got(&t->peer);
    assert_non_null(strstr(got, "Content-Length: 12\r\n\r\nHTTP/1.1 200"));
    buffer_clear(&t->peer.out);
    memory_text(&t->peer, "GET /park HTTP/1.1\r\nHost: h\r\n\r\n");
    http_reply(t->site.parked[0], 304, NULL, 0, VIEW("not seen"), false);
    assert_string_equal(memory_got(&t->peer), "HTTP/1.1 304 Not Modified\r\n\r\n");
}

static void unsendable_headers_become_a_bare_500(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "GET /park HTTP/1.1\r\nHost: h\r\n\r\n");
    const struct http_header forged = {VIEW("X"), VIEW("a\r\nSet-Cookie: b")};
    http_reply(t->site.parked[0], 200, &forged, 1, VIEW("secret"), false);
    assert_string_equal(memory_got(&t->peer),
                        "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n");
}

static void ends_when_the_client_or_the_application_asks(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "GET /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\nGET /echo HTTP/1.1\r\n");
    assert_non_null(strstr(memory_got(&t->peer), "Connection: close\r\n"));
    assert_true(t->peer.is_finished);
    struct memory_transport other;
    memory_connect(&other, t->site.server, t->site.loop, "127.0.0.1");
    memory_text(&other, "GET /close HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_non_null(strstr(memory_got(&other), "Connection: close\r\n"));
    assert_true(other.is_finished);
    site_wait(&t->site, 2100);
    assert_true(other.is_closed);
    memory_free(&other);
}

static void speaks_http_1_0(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assert_non_null(strstr(memory_got(&t->peer), "Connection: keep-alive\r\n"));
    memory_text(&t->peer, "GET /echo HTTP/1.0\r\n\r\n");
    assert_non_null(strstr(memory_got(&t->peer), "Connection: close\r\n"));
    assert_true(t->peer.is_finished);
}

static int status_for(struct setting *t, const char *text)
{
    struct memory_transport m;
    memory_connect(&m, t->site.server, t->site.loop, "10.0.0.1");
    memory_text(&m, text);
    int status = starts_with_status(memory_got(&m));
    if (!m.is_closed)
        memory_end(&m);
    assert_true(m.is_closed);
    memory_free(&m);
    return status;
}

static void takes_the_forms_of_a_target(void **state)
{
    struct setting *t = *state;
    assert_int_equal(status_for(t, "GET http://h/echo?a HTTP/1.1\r\nHost: h\r\n\r\n"), 200);
    assert_int_equal(status_for(t, "GET http://h HTTP/1.1\r\nHost: H\r\n\r\n"), 200);
    assert_int_equal(status_for(t, "GET http://evil/echo HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
    assert_int_equal(status_for(t, "GET ftp://h/echo HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
    assert_int_equal(status_for(t, "GET echo HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
    assert_int_equal(status_for(t, "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n"), 200);
    assert_int_equal(status_for(t, "GET * HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
}

static void refuses_with_the_right_status(void **state)
{
    struct setting *t = *state;
    assert_int_equal(status_for(t, "BREW /echo HTTP/1.1\r\nHost: h\r\n\r\n"), 501);
    assert_int_equal(status_for(t, "PROPFIND /echo HTTP/1.1\r\nHost: h\r\n\r\n"), 200);
    assert_int_equal(status_for(t, "GET / HTTP/3.0\r\nHost: h\r\n\r\n"), 505);
    assert_int_equal(status_for(t, "GET / HTTP/1.1\r\nHost: h\r\nA: b\n\r\n"), 400);
    assert_int_equal(status_for(t, "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"), 200);
    assert_int_equal(status_for(t, "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"), 400);
    assert_int_equal(status_for(t, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nx"), 400);
    assert_int_equal(status_for(t, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n"), 413);
    static char text[20000];
    memset(text, 'a', sizeof(text) - 1);
    memcpy(text, "GET /", 5);
    assert_int_equal(status_for(t, text), 414);
    memcpy(text, "GET / HTTP/1.1\r\nA: ", 19);
    assert_int_equal(status_for(t, text), 431);
}

static void drops_a_reply_when_the_client_left(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "GET /park HTTP/1.1\r\nHost: h\r\n\r\n");
    memory_end(&t->peer);
    assert_true(t->peer.is_closed);
    site_release(&t->site);
    assert_int_equal(count_of(&http_server_counters(t->site.server)->replies[0]), 1);
    assert_string_equal(memory_got(&t->peer), "");
}

static void survives_a_client_that_breaks_off_during_the_reply(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "GET /park HTTP/1.1\r\nHost: h\r\n\r\n");
    t->peer.is_broken = true;
    site_release(&t->site);
    assert_true(t->peer.is_closed);
}

static void queues_what_a_slow_client_does_not_take(void **state)
{
    struct setting *t = *state;
    t->peer.room = 10;
    memory_text(&t->peer,
                "GET /echo?first HTTP/1.1\r\nHost: h\r\n\r\nGET /echo?second HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(t->peer.out.size, 10);
    for (int i = 0; i < 1000 && times_in(memory_got(&t->peer), "GET /echo") < 2; i++) {
        t->peer.room = 3;
        memory_pump(&t->peer);
    }
    const char *got = memory_got(&t->peer);
    assert_non_null(strstr(got, "GET /echo first HTTP/1.1 200 OK"));
}

static void streams_with_backpressure(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
    struct http_exchange *x = t->site.stream;
    assert_non_null(strstr(memory_got(&t->peer), "Transfer-Encoding: chunked\r\n"));
    size_t whole = http_stream_room(x);
    http_stream_chunk(x, VIEW("hello"));
    assert_int_equal(http_stream_room(x), whole);
    assert_non_null(strstr(memory_got(&t->peer), "5\r\nhello\r\n"));
    t->peer.room = 0;
    static char block[300000];
    http_stream_chunk(x, view_make(block, sizeof(block)));
    assert_int_equal(http_stream_room(x), 0);
    assert_int_equal(t->site.drained_calls, 0);
    t->peer.room = SIZE_MAX;
    memory_pump(&t->peer);
    assert_int_equal(t->site.drained_calls, 1);
    assert_int_equal(http_stream_room(x), whole);
    buffer_clear(&t->peer.out);
    http_stream_end(x);
    assert_string_equal(memory_got(&t->peer), "0\r\n\r\n");
    memory_text(&t->peer, "GET /echo HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(times_in(memory_got(&t->peer), "200 OK"), 1);
}

static void tells_a_stream_that_its_client_left(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
    memory_break(&t->peer);
    struct http_exchange *x = t->site.stream;
    assert_int_equal(t->site.drained_calls, 1);
    assert_true(http_stream_is_gone(x));
    assert_int_equal(http_stream_room(x), 0);
    http_stream_chunk(x, VIEW("dropped"));
    http_stream_end(x);
}

static void streams_to_http_1_0_until_close(void **state)
{
    struct setting *t = *state;
    memory_text(&t->peer, "GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    http_stream_chunk(t->site.stream, VIEW("abc"));
    http_stream_end(t->site.stream);
    assert_string_equal(memory_got(&t->peer), "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                                              "Connection: close\r\n\r\nabc");
    assert_true(t->peer.is_finished);
}

static void gives_idle_connections_no_memory_and_recycles_exchanges(void **state)
{
    struct setting *t = *state;
    for (int i = 0; i < 20; i++)
        memory_text(&t->peer, "GET /echo HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(t->site.server->spare_count, 1);
    const struct conn *c = t->peer.transport.owner;
    assert_int_equal(c->in.capacity + c->out.capacity, 0);
    assert_null(c->exchange);
    printf("an idle connection: %zu bytes\n", sizeof(*c));
}

static void bodies_together_have_a_limit(void **state)
{
    struct setting *t = *state;
    struct memory_transport other;
    char first[] = "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 30\r\n\r\n0123456789";
    t->site.server->limits.bodies_max = 25;
    memory_text(&t->peer, first);
    assert_int_equal(memory_connect(&other, t->site.server, t->site.loop, "127.0.0.1"), 0);
    memory_text(&other, first);
    memory_text(&other, "0123456789");
    assert_int_equal(starts_with_status(memory_got(&other)), 503);
    assert_int_equal(times_in(memory_got(&other), "Retry-After: 1\r\n"), 1);
    memory_end(&other);
    memory_free(&other);
    assert_int_equal(t->site.server->bodies_size, 10);
    memory_text(&t->peer, "0123456789");
    assert_int_equal(t->site.server->bodies_size, 20);
    memory_break(&t->peer);
    assert_int_equal(t->site.server->bodies_size, 0);
}

static void answers_what_came_before_it_was_told_to_stop(void **state)
{
    struct setting *t = *state;
    buffer_append_view(&t->peer.in, VIEW("GET /echo HTTP/1.1\r\nHost: h\r\n\r\n"));
    loop_stop(t->site.loop, 1000);
    loop_turn(t->site.loop);
    assert_int_equal(starts_with_status(memory_got(&t->peer)), 200);
    assert_true(t->peer.is_finished);
}

static void an_idle_connection_ends_at_once_when_it_is_told_to_stop(void **state)
{
    struct setting *t = *state;
    loop_stop(t->site.loop, 1000);
    loop_turn(t->site.loop);
    assert_true(t->peer.is_closed);
}

#define WITH_PEER(test) cmocka_unit_test_setup_teardown(test, open_setting, close_setting)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_PEER(answers_a_get),
        WITH_PEER(dates_its_replies),
        WITH_PEER(bodies_together_have_a_limit),
        WITH_PEER(answers_what_came_before_it_was_told_to_stop),
        WITH_PEER(an_idle_connection_ends_at_once_when_it_is_told_to_stop),
        WITH_PEER(answers_pipelined_requests_in_order),
        WITH_PEER(stops_reading_while_a_reply_is_parked),
        WITH_PEER(reads_a_body_in_pieces),
        WITH_PEER(reads_a_chunked_body),
        WITH_PEER(reads_a_long_body),
        WITH_PEER(says_continue_when_asked),
        WITH_PEER(refuses_a_body_before_it_is_sent),
        WITH_PEER(refuses_a_chunked_body_that_grows),
        WITH_PEER(head_and_304_have_no_body),
        WITH_PEER(unsendable_headers_become_a_bare_500),
        WITH_PEER(ends_when_the_client_or_the_application_asks),
        WITH_PEER(speaks_http_1_0),
        WITH_PEER(takes_the_forms_of_a_target),
        WITH_PEER(refuses_with_the_right_status),
        WITH_PEER(drops_a_reply_when_the_client_left),
        WITH_PEER(survives_a_client_that_breaks_off_during_the_reply),
        WITH_PEER(queues_what_a_slow_client_does_not_take),
        WITH_PEER(streams_with_backpressure),
        WITH_PEER(tells_a_stream_that_its_client_left),
        WITH_PEER(streams_to_http_1_0_until_close),
        WITH_PEER(gives_idle_connections_no_memory_and_recycles_exchanges),
    };
    return cmocka_run_group_tests_name("net/http_conn", tests, NULL, NULL);
}
