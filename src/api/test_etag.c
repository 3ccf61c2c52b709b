// SPDX-License-Identifier: Apache-2.0
// ETag, If-Match and If-None-Match: the rules by themselves, then through a route.
#include "api/etag.h"
#include "api/testing_site.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void if_match_names_the_version(void **state)
{
    static const struct {
        const char *header;
        int refused;
    } cases[] = {
        {"\"v7\"", 0},
        {"*", 0},
        {"\"v7-4711\"", 0},
        {"\"v6\", \"v7\"", 0},
        {" \"v6\" ,\t\"v7\"", 0},
        {"W/\"x\", \"v7\"", 0},
        {"\"v8\"", 1},
        {"\"v77\"", 1},
        {"\"v7x\"", 1},
        {"\"7\"", 1},
        {"W/\"v7\"", 1},
        {"v7", 1},
        {"\"v7", 1},
        {"\"\"", 1},
        {"\"", 1},
        {"", 1},
        {"W/", 1},
        {",,,", 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct call call = {.head.if_match = view_from(cases[i].header)};
        if (call_need_match(&call, 7) != cases[i].refused)
            fail_msg("If-Match: %s", cases[i].header);
        assert_int_equal(call.refusal.status, cases[i].refused ? 412 : 0);
    }
    struct call silent = {0};
    assert_int_equal(call_need_match(&silent, 7), 0);
}

static void if_none_match_names_the_answer(void **state)
{
    static const struct {
        const char *header;
        bool is_known;
    } cases[] = {
        {"\"v7\"", true},    {"W/\"v7\"", true}, {"*", true},   {"\"a\", \"v7\"", true},
        {"\"v7-1\"", false}, {"\"v6\"", false},  {"v7", false}, {"", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct call call = {.status = 200, .head.if_none_match = view_from(cases[i].header)};
        assert_false(etag_is_known(&call)); // no handler said a tag
        call_etag(&call, 7);
        if (etag_is_known(&call) != cases[i].is_known)
            fail_msg("If-None-Match: %s", cases[i].header);
        call.status = 201;
        assert_false(etag_is_known(&call));
    }
}

static int begin(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    site_open(s, NULL);
    *state = s;
    return 0;
}

static int end(void **state)
{
    site_close(*state);
    free(*state);
    return 0;
}

static int get_if_none(struct site *s, const char *tag)
{
    char head[300];
    snprintf(head, sizeof(head), "GET /session/own HTTP/1.1\nHost: localhost\nIf-None-Match: \"%s\"\n", tag);
    return site_ask(s, head, NULL);
}

static void say(struct site *s, const char *more)
{
    char json[300];
    snprintf(json, sizeof(json),
             "{\"customer_id\":\"ann\",\"session_id\":\"own\",\"channel\":\"chat\",\"content\":\"x\"%s}",
             more);
    assert_int_equal(site_post(s, "/message/process", json), 200);
}

static int version(struct site *s)
{
    assert_int_equal(site_get(s, "/session/own"), 200);
    return atoi(site_found(s, "ETag: \"v"));
}

static void a_session_that_did_not_change_is_not_sent_again(void **state)
{
    struct site *s = *state;
    char tag[64];
    static const char json[] = "{\"customer_id\":\"ann\",\"session_id\":\"own\",\"channel\":\"chat\"}";
    assert_int_equal(site_post(s, "/session/create", json), 201);
    assert_true(site_got(s, "ETag: \"v1\""));
    assert_int_equal(site_get(s, "/session/own"), 200);
    snprintf(tag, sizeof(tag), "%s", site_found(s, "ETag: \""));
    assert_int_equal(get_if_none(s, tag), 304);
    assert_false(site_got(s, "session_id"));
    assert_true(site_got(s, "ETag: \"v1-"));
    // A message is news of the session, but nothing that its editors could lose.
    say(s, "");
    assert_int_equal(get_if_none(s, tag), 200);
    assert_int_equal(version(s), 1);
}

static void the_version_grows_with_what_can_be_overwritten(void **state)
{
    struct site *s = *state;
    static const char json[] =
        "{\"customer_id\":\"ann\",\"session_id\":\"own\",\"channel\":\"chat\",\"priority\":\"low\"}";
    static const char more[] =
        "{\"customer_id\":\"ann\",\"session_id\":\"own\",\"channel\":\"email\",\"priority\":\"low\"}";
    site_post(s, "/session/create", json);
    assert_int_equal(version(s), 1);
    say(s, ",\"priority\":\"urgent\"");
    assert_int_equal(version(s), 2);
    say(s, ",\"priority\":\"urgent\"");
    assert_int_equal(version(s), 2);
    assert_int_equal(site_post(s, "/session/create", more), 200);
    assert_int_equal(version(s), 3);
}

int main(void)
{
    alarm(50);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(if_match_names_the_version),
        cmocka_unit_test(if_none_match_names_the_answer),
        cmocka_unit_test_setup_teardown(a_session_that_did_not_change_is_not_sent_again, begin, end),
        cmocka_unit_test_setup_teardown(the_version_grows_with_what_can_be_overwritten, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
