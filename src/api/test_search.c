// SPDX-License-Identifier: Apache-2.0
// GET /search and POST /search/reindex.
#include "api/testing_site.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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

static void say(struct site *s, const char *customer, const char *channel, const char *content)
{
    char json[400];
    snprintf(json, sizeof(json), "{\"customer_id\":\"%s\",\"channel\":\"%s\",\"content\":\"%s\"}", customer,
             channel, content);
    assert_int_equal(site_post(s, "/message/process", json), 200);
}

// Asks until the index knows what was said.
static void find(struct site *s, const char *path)
{
    for (int i = 0; i < 5000; i++) {
        int status = site_get(s, path);
        if (status == 200 && site_got(s, "\"lag\":0,") && site_got(s, "\"is_complete\":true"))
            return;
        assert_true(status == 200 || status == 503);
        usleep(1000);
    }
    fail_msg("the index does not catch up: %s", s->reply.data);
}

static int count(const struct site *s, const char *part)
{
    int n = 0;
    for (const char *at = s->reply.data; (at = strstr(at, part)) != NULL; at++)
        n++;
    return n;
}

static void messages_and_customers_are_found(void **state)
{
    struct site *s = *state;
    say(s, "ann-lee", "chat", "Where is my p\\u00e4rcel?");
    say(s, "bob", "sms", "Ann has my parcel");
    find(s, "/search?q=parcel");
    assert_true(site_got(s, "\"customers\":[]"));
    assert_int_equal(count(s, "\"session_id\":"), 2);
    assert_true(site_got(s, "{\"field\":\"content\",\"html\":\"Where is my <mark>pärcel</mark>?\"}"));
    assert_true(site_got(s, "\"is_capped\":false"));
    assert_true(site_got(s, "\"next_cursor\":null"));
    assert_true(site_got(s, "X-Position: "));
    find(s, "/v1/search?q=ann");
    assert_true(site_got(s, "\"customer_id\":\"ann-lee\",\"name\":null"));
    assert_true(site_got(s, "<mark>ann</mark>-lee"));
    assert_true(site_got(s, "<mark>Ann</mark> has my parcel"));
}

static void parameters_narrow(void **state)
{
    struct site *s = *state;
    say(s, "ann", "chat", "parcel one");
    say(s, "ann", "sms", "parcel two");
    find(s, "/search?q=parcel&channel=sms");
    assert_int_equal(count(s, "\"session_id\":"), 1);
    find(s, "/search?q=parcel&author=agent");
    assert_int_equal(count(s, "\"session_id\":"), 0);
    find(s, "/search?q=parcel&customer_id=ann&type=message");
    assert_int_equal(count(s, "\"session_id\":"), 2);
    find(s, "/search?q=parcel&from=2020-01-01T00:00:00Z&to=2099-01-01T00:00:00Z");
    assert_int_equal(count(s, "\"session_id\":"), 2);
    find(s, "/search?q=parcel&to=2020-01-01T00:00:00Z");
    assert_int_equal(count(s, "\"session_id\":"), 0);
    find(s, "/search?q=%22two+parcel%22");
    assert_int_equal(count(s, "\"session_id\":"), 0);
    find(s, "/search?q=%22*%29%20OR%20NEAR%28");
    assert_int_equal(count(s, "\"session_id\":"), 0);
}

static void pages_are_asked_for_with_the_cursor(void **state)
{
    struct site *s = *state;
    char path[200], text[32];
    int all = 0;
    for (int i = 0; i < 5; i++) {
        snprintf(text, sizeof(text), "parcel %d", i);
        say(s, "ann", "chat", text);
    }
    snprintf(path, sizeof(path), "/search?q=parcel&limit=2");
    for (int page = 0; page < 3; page++) {
        find(s, path);
        all += count(s, "\"session_id\":");
        if (page < 2)
            snprintf(path, sizeof(path), "/search?q=parcel&limit=2&cursor=%s",
                     site_found(s, "\"next_cursor\":\""));
    }
    assert_int_equal(all, 5);
    assert_true(site_got(s, "\"next_cursor\":null"));
}

static void bad_parameters_are_named(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_get(s, "/search"), 422);
    assert_int_equal(site_get(s, "/search?q="), 422);
    assert_int_equal(site_get(s, "/search?q=a&limit=101"), 422);
    assert_int_equal(site_get(s, "/search?q=a&type=session"), 422);
    static const char *const cursors[] = {"x", "q", "q1.2.3", "q1.2.3.4.5", "q1.2.3.-4", "q1.2.2001.0", "p5"};
    for (size_t i = 0; i < sizeof(cursors) / sizeof(cursors[0]); i++) {
        char path[100];
        snprintf(path, sizeof(path), "/search?q=a&cursor=%s", cursors[i]);
        assert_int_equal(site_get(s, path), 422);
        assert_true(site_got(s, "query:cursor"));
    }
}

static void a_reindex_finds_the_same(void **state)
{
    struct site *s = *state;
    say(s, "ann", "chat", "parcel one");
    find(s, "/search?q=parcel");
    assert_int_equal(site_ask(s, "POST /search/reindex HTTP/1.1\nHost: localhost\nContent-Length: 0\n", NULL),
                     202);
    assert_true(site_got(s, "\"status\":\"started\""));
    find(s, "/search?q=parcel");
    assert_int_equal(count(s, "\"session_id\":"), 1);
    assert_int_equal(site_get(s, "/metrics"), 200);
    assert_true(site_got(s, "omnihub_search_lag_events 0\n"));
    assert_true(site_got(s, "omnihub_search_complete 1\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(messages_and_customers_are_found, begin, end),
        cmocka_unit_test_setup_teardown(parameters_narrow, begin, end),
        cmocka_unit_test_setup_teardown(pages_are_asked_for_with_the_cursor, begin, end),
        cmocka_unit_test_setup_teardown(bad_parameters_are_named, begin, end),
        cmocka_unit_test_setup_teardown(a_reindex_finds_the_same, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
