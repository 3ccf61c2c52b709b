// SPDX-License-Identifier: Apache-2.0
// Who asks too often is told so, and when to come back.
#include "api/api_state.h"
#include "api/testing_site.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define GOOD_KEY "good-key-good-key"

static int begin(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    site_open(s, &(struct api_config){
                     .api_key = VIEW(GOOD_KEY),
                     .limits = {.key_per_second = 5, .address_per_second = 3, .failures_per_minute = 4}});
    s->peer = "10.0.0.1";
    *state = s;
    return 0;
}

static int begin_unlimited(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    site_open(s, &(struct api_config){
                     .api_key = VIEW(GOOD_KEY),
                     .limits = {.key_per_second = -1, .address_per_second = -1, .failures_per_minute = -1}});
    s->peer = "10.0.0.1";
    *state = s;
    return 0;
}

static int begin_without_key(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    site_open(s, &(struct api_config){
                     .limits = {.key_per_second = 1, .address_per_second = 1, .failures_per_minute = 1}});
    *state = s;
    return 0;
}

static int end(void **state)
{
    site_close(*state);
    free(*state);
    return 0;
}

static int ask(struct site *s, const char *key)
{
    char head[300];
    snprintf(head, sizeof(head), "GET /sessions/active HTTP/1.1\nHost: localhost\n%s%s%s",
             key == NULL ? "" : "X-API-Key: ", key == NULL ? "" : key, key == NULL ? "" : "\n");
    return site_ask(s, head, NULL);
}

static void a_key_that_asks_too_often_waits(void **state)
{
    struct site *s = *state;
    for (int i = 0; i < 10; i++) {
        assert_int_equal(ask(s, GOOD_KEY), 200);
        assert_int_equal(site_got(s, "RateLimit: "), i >= 5); // less than half is left
    }
    assert_true(site_got(s, "RateLimit: \"key\";r=0;t=2\r\n"));
    assert_true(site_got(s, "RateLimit-Policy: \"key\";q=10;w=2\r\n"));
    assert_int_equal(ask(s, GOOD_KEY), 429);
    assert_true(site_got(s, "rate.exceeded"));
    assert_true(site_got(s, "Retry-After: 1\r\n"));
    assert_true(site_got(s, "RateLimit: \"key\";r=0;t=2\r\n"));
    // A stranger is somebody else.
    assert_int_equal(site_get(s, "/health"), 200);
    site_wait(s, 1000);
    for (int i = 0; i < 5; i++)
        assert_int_equal(ask(s, GOOD_KEY), 200);
    assert_int_equal(ask(s, GOOD_KEY), 429);
}

static void strangers_are_counted_by_address(void **state)
{
    struct site *s = *state;
    for (int i = 0; i < 6; i++)
        assert_int_equal(site_get(s, i % 2 == 0 ? "/health" : "/nowhere"), i % 2 == 0 ? 200 : 404);
    assert_int_equal(site_get(s, "/health"), 429);
    assert_int_equal(ask(s, NULL), 429);
    assert_true(site_got(s, "\"address\";r=0"));
    assert_int_equal(ask(s, GOOD_KEY), 200);
    s->peer = "10.0.0.2";
    assert_int_equal(ask(s, NULL), 401);
    s->peer = "127.0.0.1";
    for (int i = 0; i < 20; i++)
        assert_int_equal(site_get(s, "/health"), 200);
}

// Of one network of IPv6 all are one.
static void a_network_of_ipv6_is_one_address(void **state)
{
    struct site *s = *state;
    s->peer = "2001:db8:1:2::1";
    for (int i = 0; i < 6; i++)
        assert_int_equal(site_get(s, "/health"), 200);
    s->peer = "2001:db8:1:2:ffff::9";
    assert_int_equal(site_get(s, "/health"), 429);
    s->peer = "2001:db8:1:3::1";
    assert_int_equal(site_get(s, "/health"), 200);
}

static void wrong_keys_are_few_and_harm_no_good_one(void **state)
{
    struct site *s = *state;
    for (int i = 0; i < 4; i++)
        assert_int_equal(ask(s, "wrong-key-wrong-key"), 401);
    assert_int_equal(ask(s, "wrong-key-wrong-key"), 429);
    assert_true(site_got(s, "rate.failed_authentications"));
    assert_true(site_got(s, "Retry-After: 15\r\n"));
    assert_true(site_got(s, "RateLimit-Policy: \"failures\";q=4;w=60\r\n"));
    assert_int_equal(ask(s, GOOD_KEY), 200);
    assert_int_equal(ask(s, NULL), 401); // showing none is no failure
    site_wait(s, 15000);
    assert_int_equal(ask(s, "wrong-key-wrong-key"), 401);
    assert_int_equal(ask(s, "wrong-key-wrong-key"), 429);
    // On this machine too.
    s->peer = "127.0.0.1";
    for (int i = 0; i < 4; i++)
        assert_int_equal(ask(s, "wrong-key-wrong-key"), 401);
    assert_int_equal(ask(s, "wrong-key-wrong-key"), 429);
}

static void subscriptions_over_a_socket_count_too(void **state)
{
    struct site *s = *state;
    static struct socket c;
    c = (struct socket){0};
    assert_int_equal(socket_open(&c, s, "/ws", "X-API-Key: " GOOD_KEY "\n"), 101);
    for (int i = 0; i < 10; i++) {
        const char *wanted = i < 9 ? "topic.not_found" : "rate.exceeded";
        socket_say(&c, i % 2 == 0 ? "{\"type\":\"subscribe\",\"topic\":\"session/none\"}"
                                  : "{\"type\":\"resume\",\"topic\":\"session/none\",\"position\":\"x-1\"}");
        if (strstr(socket_next(&c), wanted) == NULL)
            fail_msg("%d: %s", i, c.text);
    }
    socket_close(&c);
}

static void messages_over_a_socket_count_too(void **state)
{
    struct site *s = *state;
    static struct socket c;
    c = (struct socket){0};
    assert_int_equal(
        site_ask(s,
                 "POST /session/create HTTP/1.1\nHost: localhost\nContent-Type: application/json\n"
                 "X-API-Key: " GOOD_KEY "\n",
                 "{\"customer_id\":\"ann\",\"session_id\":\"own\",\"channel\":\"chat\"}"),
        201);
    assert_int_equal(socket_open(&c, s, "/ws", "X-API-Key: " GOOD_KEY "\n"), 101);
    for (int i = 0; i < 10; i++) {
        socket_say(&c, "{\"type\":\"message\",\"sessionId\":\"own\",\"payload\":{\"content\":\"x\"}}");
        const char *wanted = i < 8 ? "delivery_update" : "rate.exceeded";
        if (strstr(socket_next(&c), wanted) == NULL)
            fail_msg("%d: %s", i, c.text);
    }
    socket_close(&c);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction"), 8);
}

// What a route for logins does, without one.
static void logins_are_held_back_before_the_password(void **state)
{
    struct site *s = *state;
    struct http_exchange exchange = {.request.peer = VIEW("10.0.0.7")};
    struct call call = {.api = s->api, .loop = s->part, .exchange = &exchange};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(limit_need_attempt(&call), 0);
        limit_note_failure(&call);
    }
    assert_int_equal(limit_need_attempt(&call), 1);
    assert_int_equal(call.refusal.status, 429);
    exchange.request.peer = VIEW("10.0.0.8");
    assert_int_equal(limit_need_attempt(&call), 0);
}

static void limits_can_be_taken_away(void **state)
{
    struct site *s = *state;
    for (int i = 0; i < 50; i++) {
        assert_int_equal(ask(s, GOOD_KEY), 200);
        assert_false(site_got(s, "RateLimit"));
        assert_int_equal(ask(s, "wrong-key-wrong-key"), 401);
        assert_int_equal(ask(s, NULL), 401);
    }
}

static void without_a_key_nobody_is_limited(void **state)
{
    struct site *s = *state;
    for (int i = 0; i < 50; i++)
        assert_int_equal(ask(s, NULL), 200);
}

static void what_was_refused_is_counted(void **state)
{
    struct site *s = *state;
    for (int i = 0; i < 11; i++)
        ask(s, GOOD_KEY);
    for (int i = 0; i < 6; i++)
        ask(s, "wrong-key-wrong-key");
    site_wait(s, 2000);
    assert_int_equal(site_ask(s, "GET /metrics HTTP/1.1\nHost: localhost\nX-API-Key: " GOOD_KEY "\n", NULL),
                     200);
    assert_true(site_got(s, "omnihub_rate_limited_total{of=\"key\"} 1\n"));
    assert_true(site_got(s, "omnihub_rate_limited_total{of=\"failures\"} 2\n"));
}

int main(void)
{
    alarm(50);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_key_that_asks_too_often_waits, begin, end),
        cmocka_unit_test_setup_teardown(strangers_are_counted_by_address, begin, end),
        cmocka_unit_test_setup_teardown(a_network_of_ipv6_is_one_address, begin, end),
        cmocka_unit_test_setup_teardown(wrong_keys_are_few_and_harm_no_good_one, begin, end),
        cmocka_unit_test_setup_teardown(subscriptions_over_a_socket_count_too, begin, end),
        cmocka_unit_test_setup_teardown(messages_over_a_socket_count_too, begin, end),
        cmocka_unit_test_setup_teardown(logins_are_held_back_before_the_password, begin, end),
        cmocka_unit_test_setup_teardown(limits_can_be_taken_away, begin_unlimited, end),
        cmocka_unit_test_setup_teardown(without_a_key_nobody_is_limited, begin_without_key, end),
        cmocka_unit_test_setup_teardown(what_was_refused_is_counted, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
