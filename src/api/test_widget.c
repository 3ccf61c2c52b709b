// SPDX-License-Identifier: Apache-2.0
// Sites and their visitors, without sockets: tokens that end, pages that may not, and how many.
#include "api/api_state.h"
#include "api/testing_site.h"
#include <stdio.h>
#include <stdlib.h>

#define GOOD_KEY "good-key-good-key"
#define AS_ADMIN "X-API-Key: " GOOD_KEY
#define FROM_SHOP "Origin: https://shop.test"
#define SITE "{\"id\":\"shop\",\"origins\":[\"https://shop.test\",\"http://localhost\"]}"

struct setting {
    struct site site; // first
    struct socket a;
    char token[320], visitor[320], customer[64];
};

static int begin_with(void **state, struct view key, int visitor_rate)
{
    struct setting *t = calloc(1, sizeof(*t));
    site_open(&t->site, &(struct api_config){.api_key = key, .limits = {.visitor_per_second = visitor_rate}});
    *state = t;
    assert_int_equal(site_ask_as(&t->site, AS_ADMIN, "POST", "/widget/sites", SITE), 201);
    return 0;
}

static int begin(void **state)
{
    return begin_with(state, VIEW(GOOD_KEY), 0);
}

static int begin_slow(void **state)
{
    return begin_with(state, VIEW(GOOD_KEY), 2);
}

static int begin_keyless(void **state)
{
    return begin_with(state, (struct view){0}, 0);
}

static int end(void **state)
{
    struct setting *t = *state;
    if (t->a.site != NULL)
        socket_close(&t->a);
    site_close(&t->site);
    free(t);
    return 0;
}

static int ask_session(struct setting *t, const char *header, const char *more)
{
    char json[2000];
    snprintf(json, sizeof(json), "{\"site\":\"shop\"%s}", more);
    return site_ask_as(&t->site, header, "POST", "/widget/session", json);
}

static void visit(struct setting *t)
{
    char more[400] = "";
    if (t->visitor[0] != '\0')
        snprintf(more, sizeof(more), ",\"visitor\":\"%s\"", t->visitor);
    assert_int_equal(ask_session(t, FROM_SHOP, more), 200);
    snprintf(t->token, sizeof(t->token), "%s", site_found(&t->site, "\"token\":\""));
    snprintf(t->visitor, sizeof(t->visitor), "%s", site_found(&t->site, "\"visitor\":\""));
    snprintf(t->customer, sizeof(t->customer), "%s", site_found(&t->site, "\"customer_id\":\""));
}

static int ask(struct setting *t, const char *path)
{
    char header[600];
    snprintf(header, sizeof(header), FROM_SHOP "\nAuthorization: Bearer %s", t->token);
    return site_ask_as(&t->site, header, "GET", path, NULL);
}

static int connect(struct setting *t, const char *headers)
{
    return socket_open(&t->a, &t->site, "/ws", headers);
}

static void authenticate(struct setting *t)
{
    char json[400];
    snprintf(json, sizeof(json), "{\"type\":\"auth\",\"payload\":{\"token\":\"%s\"}}", t->token);
    socket_say(&t->a, json);
}

// The clock on the wall, not the one by which a silent socket is dropped.
static void pass(struct setting *t, int seconds)
{
    atomic_fetch_add(&t->site.store.wall_us, (long long)seconds * 1000000);
    site_wait(&t->site, 1100);
}

static void assert_part(const char *frame, const char *part)
{
    assert_non_null(frame);
    if (strstr(frame, part) == NULL)
        fail_msg("wanted %s, got %s", part, frame);
}

// ---- tokens

static void a_token_is_good_for_an_hour_and_prolonged(void **state)
{
    struct setting *t = *state;
    visit(t);
    assert_int_equal(ask(t, "/session/x/messages"), 404);
    site_wait(&t->site, 3599 * 1000);
    assert_int_equal(ask(t, "/session/x/messages"), 404);
    char first[64];
    snprintf(first, sizeof(first), "%s", t->customer);
    visit(t);
    assert_string_equal(t->customer, first);
    assert_int_equal(ask(t, "/session/x/messages"), 404);
    site_wait(&t->site, 3601 * 1000);
    assert_int_equal(ask(t, "/session/x/messages"), 401);
    assert_true(site_got(&t->site, "widget.token"));
}

static void the_secret_is_good_for_400_days(void **state)
{
    struct setting *t = *state;
    char first[64];
    visit(t);
    snprintf(first, sizeof(first), "%s", t->customer);
    char kept[320];
    snprintf(kept, sizeof(kept), "%s", t->visitor);
    atomic_fetch_add(&t->site.store.wall_us, (long long)400 * 86400 * 1000000 - 1000000);
    visit(t);
    assert_string_equal(t->customer, first);
    snprintf(t->visitor, sizeof(t->visitor), "%s", kept); // not the one that was just made anew
    site_wait(&t->site, 2000);
    visit(t);
    assert_string_not_equal(t->customer, first);
}

static void a_socket_ends_with_its_token_unless_it_shows_another(void **state)
{
    struct setting *t = *state;
    visit(t);
    assert_int_equal(connect(t, FROM_SHOP "\n"), 101);
    authenticate(t);
    assert_part(socket_next(&t->a), "\"authenticated\":true");
    pass(t, 3000);
    visit(t);
    authenticate(t);
    assert_part(socket_next(&t->a), "\"authenticated\":true");
    pass(t, 1000);
    assert_true(socket_is_silent(&t->a));
    pass(t, 2601);
    assert_string_equal(socket_next(&t->a), "close 4001");
}

static void a_message_is_acknowledged_behind_its_session(void **state)
{
    struct setting *t = *state;
    visit(t);
    assert_int_equal(connect(t, FROM_SHOP "\n"), 101);
    authenticate(t);
    socket_next(&t->a);
    socket_say(&t->a, "{\"type\":\"message\",\"payload\":{\"content\":\"hello\",\"client_id\":\"1\"}}");
    assert_part(socket_next(&t->a), "\"type\":\"subscribed\"");
    assert_part(t->a.text, "\"topic\":\"session/");
    const char *frame = socket_next(&t->a);
    if (strstr(frame, "\"type\":\"presence\"") != NULL)
        frame = socket_next(&t->a);
    assert_part(frame, "\"type\":\"delivery_update\"");
    assert_part(frame, "\"client_id\":\"1\"");
    assert_int_equal(testing_count(&t->site.store, "SELECT count(*) FROM customer"), 1);
}

// ---- pages

struct page_case {
    const char *method, *path, *headers;
    int status;
    const char *part;
};

static void a_page_of_a_site_asks_as_a_visitor_only(void **state)
{
    static const struct page_case cases[] = {
        {"POST", "/widget/session", "Origin: https://shop.test", 200,
         "Access-Control-Allow-Origin: https://shop.test"},
        {"POST", "/widget/session", "Origin: http://localhost:5173", 200,
         "Access-Control-Allow-Origin: http://localhost:5173"},
        {"POST", "/widget/session", "Origin: https://evil.test", 403, "widget.origin"},
        {"POST", "/widget/session", "Origin: null", 403, "widget.origin"},
        {"POST", "/widget/session", "", 200, NULL},
        {"POST", "/widget/session", "Sec-Fetch-Site: cross-site", 403, "origin.cross_site"},
        {"GET", "/session/x/messages", "Origin: https://shop.test", 401, "key.missing"},
        {"GET", "/session/x/messages", "Origin: https://shop.test\nSec-Fetch-Site: cross-site", 401, NULL},
        {"GET", "/session/x/messages", "Origin: https://shop.test\n" AS_ADMIN, 403, "origin.not_allowed"},
        {"GET", "/session/x/messages", "Origin: https://evil.test\nSec-Fetch-Site: cross-site", 403, NULL},
        {"GET", "/session/x/messages", "Sec-Fetch-Site: cross-site\n" AS_ADMIN, 403, "origin.cross_site"},
        {"GET", "/sessions/active", "Origin: https://shop.test\nSec-Fetch-Site: cross-site\n" AS_ADMIN, 403,
         NULL},
        {"POST", "/widget/sites", "Origin: https://shop.test\n" AS_ADMIN, 403, "origin.not_allowed"},
        {"POST", "/message/process", "Origin: https://shop.test\n" AS_ADMIN, 403, "origin.not_allowed"},
        {"GET", "/health", "Origin: https://shop.test\nSec-Fetch-Site: cross-site", 200, NULL},
    };
    struct setting *t = *state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct page_case *c = &cases[i];
        bool is_post = strcmp(c->method, "POST") == 0;
        int status =
            site_ask_as(&t->site, c->headers, c->method, c->path, is_post ? "{\"site\":\"shop\"}" : NULL);
        if (status != c->status || (c->part != NULL && !site_got(&t->site, c->part)))
            fail_msg("%s %s %s: %d, %s", c->method, c->path, c->headers, status, t->site.reply.data);
    }
}

// Where no key is configured everybody at the machine is let in; a shop's page in their browser is not.
static void a_page_is_no_operator(void **state)
{
    struct setting *t = *state;
    assert_int_equal(site_ask_as(&t->site, "Origin: https://shop.test", "GET", "/session/x/messages", NULL),
                     401);
    assert_int_equal(
        site_ask_as(&t->site, "Origin: https://shop.test", "POST", "/session/x/csat", "{\"score\":1}"), 401);
    assert_int_equal(
        site_ask_as(&t->site, "Authorization: Bearer oht_x.y.z", "GET", "/session/x/messages", NULL), 401);
    assert_int_equal(connect(t, FROM_SHOP "\n"), 101);
    socket_say(&t->a, "{\"type\":\"auth\",\"payload\":{}}");
    assert_string_equal(socket_next(&t->a), "close 4001");
    socket_close(&t->a);
    visit(t);
    assert_int_equal(connect(t, FROM_SHOP "\n"), 101);
    authenticate(t);
    assert_part(socket_next(&t->a), "\"authenticated\":true");
    socket_say(&t->a, "{\"type\":\"subscribe\",\"topic\":\"dashboard\"}");
    assert_part(socket_next(&t->a), "topic.not_found");
}

static void a_site_that_changes_is_another_at_once(void **state)
{
    struct setting *t = *state;
    visit(t);
    assert_int_equal(connect(t, FROM_SHOP "\n"), 101);
    authenticate(t);
    socket_next(&t->a);
    assert_int_equal(
        site_ask_as(&t->site, AS_ADMIN, "PUT", "/widget/sites/shop", "{\"origins\":[\"https://new.test\"]}"),
        200);
    assert_int_equal(ask_session(t, FROM_SHOP, ""), 403);
    assert_int_equal(ask(t, "/session/x/messages"), 403);
    assert_int_equal(ask_session(t, "Origin: https://new.test", ""), 200);
    assert_string_equal(socket_next(&t->a), "close 4001"); // of an origin that is the site's no more
    assert_int_equal(site_ask_as(&t->site, AS_ADMIN, "DELETE", "/widget/sites/shop", NULL), 200);
    assert_int_equal(ask_session(t, "", ""), 404);
    assert_int_equal(ask(t, "/session/x/messages"), 401);
}

static void what_a_site_may_not_be_is_named(void **state)
{
    static const char *const bad[] = {
        "{\"origins\":[]}",
        "{\"origins\":[\"shop.test\"]}",
        "{\"origins\":[\"https://shop.test/\"]}",
        "{\"origins\":[\"https://ok.test\"],\"settings\":{\"color\":\"red;background:url(x)\"}}",
        "{\"origins\":[\"https://ok.test\"],\"settings\":{\"position\":\"top\"}}",
        "{\"origins\":[\"https://ok.test\"],\"visitors_per_minute\":0}",
        "{\"id\":\"a b\",\"origins\":[\"https://ok.test\"]}",
    };
    struct setting *t = *state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (site_ask_as(&t->site, AS_ADMIN, "POST", "/widget/sites", bad[i]) != 422)
            fail_msg("%s: %s", bad[i], t->site.reply.data);
    assert_int_equal(site_ask_as(&t->site, AS_ADMIN, "POST", "/widget/sites", SITE), 409);
}

static void the_secret_is_told_by_who_makes_it_only(void **state)
{
    struct setting *t = *state;
    static const char *const reads[] = {"/widget/sites", "/widget/sites/shop", "/audit"};
    assert_int_equal(site_ask_as(&t->site, AS_ADMIN, "POST", "/widget/sites/shop/rotate", "{}"), 200);
    char secret[64];
    snprintf(secret, sizeof(secret), "%s", site_found(&t->site, "\"identity_secret\":\""));
    assert_int_equal(strncmp(secret, "ohw_", 4), 0);
    assert_true(
        site_got(&t->site, "<script src=\\\"http://localhost/widget.js\\\" data-site=\\\"shop\\\" async>"));
    for (size_t i = 0; i < sizeof(reads) / sizeof(reads[0]); i++) {
        assert_int_equal(site_ask_as(&t->site, AS_ADMIN, "GET", reads[i], NULL), 200);
        assert_false(site_got(&t->site, secret));
        assert_false(site_got(&t->site, "ohw_"));
    }
}

// ---- how many

static void an_address_makes_so_many_visitors(void **state)
{
    struct setting *t = *state;
    char more[400];
    assert_int_equal(
        site_ask_as(&t->site, AS_ADMIN, "PUT", "/widget/sites/shop", "{\"visitors_per_minute\":3}"), 200);
    t->site.peer = "192.0.2.7";
    for (int i = 0; i < 3; i++)
        assert_int_equal(ask_session(t, FROM_SHOP, ""), 200);
    snprintf(more, sizeof(more), ",\"visitor\":\"%s\"", site_found(&t->site, "\"visitor\":\""));
    assert_int_equal(ask_session(t, FROM_SHOP, ""), 429);
    assert_true(site_got(&t->site, "rate.visitors"));
    assert_true(site_got(&t->site, "Retry-After: "));
    assert_int_equal(ask_session(t, FROM_SHOP, more), 200); // who comes back is not new
    t->site.peer = "192.0.2.8";
    assert_int_equal(ask_session(t, FROM_SHOP, ""), 200);
    t->site.peer = "192.0.2.7";
    site_wait(&t->site, 21000);
    assert_int_equal(ask_session(t, FROM_SHOP, ""), 200);
}

static void a_visitor_asks_so_often(void **state)
{
    struct setting *t = *state;
    visit(t);
    for (int i = 0; i < 4; i++)
        assert_int_equal(ask(t, "/session/x/messages"), 404);
    assert_int_equal(ask(t, "/session/x/messages"), 429);
    // Others, and the company, are not held back.
    t->visitor[0] = '\0';
    visit(t);
    assert_int_equal(ask(t, "/session/x/messages"), 404);
    assert_int_equal(site_ask_as(&t->site, AS_ADMIN, "GET", "/sessions/active", NULL), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_token_is_good_for_an_hour_and_prolonged, begin, end),
        cmocka_unit_test_setup_teardown(the_secret_is_good_for_400_days, begin, end),
        cmocka_unit_test_setup_teardown(a_socket_ends_with_its_token_unless_it_shows_another, begin, end),
        cmocka_unit_test_setup_teardown(a_message_is_acknowledged_behind_its_session, begin, end),
        cmocka_unit_test_setup_teardown(a_page_of_a_site_asks_as_a_visitor_only, begin, end),
        cmocka_unit_test_setup_teardown(a_page_is_no_operator, begin_keyless, end),
        cmocka_unit_test_setup_teardown(a_site_that_changes_is_another_at_once, begin, end),
        cmocka_unit_test_setup_teardown(what_a_site_may_not_be_is_named, begin, end),
        cmocka_unit_test_setup_teardown(the_secret_is_told_by_who_makes_it_only, begin, end),
        cmocka_unit_test_setup_teardown(an_address_makes_so_many_visitors, begin, end),
        cmocka_unit_test_setup_teardown(a_visitor_asks_so_often, begin_slow, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
