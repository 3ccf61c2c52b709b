// SPDX-License-Identifier: Apache-2.0
#include "net/testing_server.h"
#include <stdlib.h>

static struct site site;
static struct memory_transport peer;

static int begin(void **state)
{
    (void)state;
    site_open(&site, NULL, -1, -1);
    return memory_connect(&peer, site.server, site.loop, "127.0.0.1");
}

static int end(void **state)
{
    (void)state;
    site_close(&site);
    memory_free(&peer);
    return 0;
}

static void assert_answered(const char *status)
{
    assert_int_equal(strncmp(memory_got(&peer), status, strlen(status)), 0);
}

static void closes_an_idle_connection(void **state)
{
    (void)state;
    memory_text(&peer, "GET /echo HTTP/1.1\r\nHost: h\r\n\r\n");
    site_wait(&site, 70000);
    assert_false(peer.is_closed);
    memory_text(&peer, "GET /echo HTTP/1.1\r\nHost: h\r\n\r\n");
    site_wait(&site, 70000);
    assert_false(peer.is_closed);
    site_wait(&site, 6000);
    assert_true(peer.is_closed);
}

static void answers_408_to_a_head_that_drips(void **state)
{
    (void)state;
    memory_text(&peer, "GET /echo HTTP/1.1\r\n");
    for (int i = 0; i < 9; i++) {
        site_wait(&site, 1000);
        memory_text(&peer, "X: y\r\n");
    }
    assert_int_equal(peer.out.size, 0);
    site_wait(&site, 1100);
    assert_answered("HTTP/1.1 408");
}

static void answers_408_to_a_body_that_stalls(void **state)
{
    (void)state;
    memory_text(&peer, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nab");
    site_wait(&site, 14000);
    assert_int_equal(peer.out.size, 0);
    site_wait(&site, 1100);
    assert_answered("HTTP/1.1 408");
}

static void answers_408_to_a_body_that_drips(void **state)
{
    (void)state;
    memory_text(&peer, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 99\r\n\r\n");
    for (int i = 0; i < 6; i++) {
        memory_text(&peer, "x");
        site_wait(&site, 10000);
    }
    assert_int_equal(peer.out.size, 0);
    site_wait(&site, 1000);
    memory_text(&peer, "x");
    assert_answered("HTTP/1.1 408");
}

static void closes_on_a_reader_that_takes_nothing(void **state)
{
    (void)state;
    peer.room = 5;
    memory_text(&peer, "GET /echo HTTP/1.1\r\nHost: h\r\n\r\n");
    site_wait(&site, 29000);
    peer.room = 5;
    memory_pump(&peer);
    site_wait(&site, 29000);
    assert_false(peer.is_closed);
    site_wait(&site, 2000);
    assert_true(peer.is_closed);
}

static void sets_no_deadline_on_the_application(void **state)
{
    (void)state;
    memory_text(&peer, "GET /park HTTP/1.1\r\nHost: h\r\n\r\n");
    site_wait(&site, 1000000);
    assert_false(peer.is_closed);
    site_release(&site);
    assert_answered("HTTP/1.1 200");
}

static void refuses_connections_past_the_limit(void **state)
{
    (void)state;
    site.server->limits.connections_max = 1;
    struct memory_transport other;
    assert_int_equal(memory_connect(&other, site.server, site.loop, "127.0.0.1"), 0);
    assert_true(other.is_closed);
    assert_int_equal(atomic_load(&http_server_counters(site.server)->refused), 1);
    memory_free(&other);
}

static int repeats;

static void count_repeat(void *ctx, struct loop *loop)
{
    (void)ctx;
    (void)loop;
    repeats++;
}

static void repeats_what_was_asked_for(void **state)
{
    (void)state;
    repeats = 0;
    assert_int_equal(loop_every(site.loop, 1000, count_repeat, NULL), 0);
    for (int i = 0; i < 10; i++)
        site_wait(&site, 500);
    assert_int_equal(repeats, 5);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(closes_an_idle_connection),
        CASE(answers_408_to_a_head_that_drips),
        CASE(answers_408_to_a_body_that_stalls),
        CASE(answers_408_to_a_body_that_drips),
        CASE(closes_on_a_reader_that_takes_nothing),
        CASE(sets_no_deadline_on_the_application),
        CASE(refuses_connections_past_the_limit),
        CASE(repeats_what_was_asked_for),
    };
    return cmocka_run_group_tests_name("net/deadlines", tests, NULL, NULL);
}
