// SPDX-License-Identifier: Apache-2.0
// Tenants: made while the hub runs, used at once, apart from one another.
#include "api/testing_site.h"
#include "hub/tenant.h"
#include <stdio.h>
#include <stdlib.h>

static const char *const admin = "X-API-Key: the-configured-key";
static const char *const message = "{\"customer_id\":\"ann\",\"channel\":\"chat\",\"content\":\"hello\"}";

static int begin(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    site_open(s, &(struct api_config){.api_key = VIEW("the-configured-key")});
    *state = s;
    return 0;
}

static int end(void **state)
{
    site_close(*state);
    free(*state);
    return 0;
}

static void make_tenant(struct site *s, const char *json, char header[static 100])
{
    assert_int_equal(site_ask_as(s, admin, "POST", "/tenants", json), 201);
    snprintf(header, 100, "X-API-Key: %s", site_found(s, "\"key\":\""));
}

static void a_new_tenant_works_at_once(void **state)
{
    struct site *s = *state;
    char acme[100];
    make_tenant(s, "{\"id\":\"acme\",\"title\":\"Acme Ltd\"}", acme);
    assert_true(site_got(s, "\"title\":\"Acme Ltd\""));
    assert_int_equal(site_ask_as(s, acme, "GET", "/sessions/active", NULL), 200);
    assert_int_equal(site_ask_as(s, acme, "POST", "/message/process", message), 200);
    assert_int_equal(site_ask_as(s, acme, "GET", "/customer/ann/unified-view", NULL), 200);
    assert_true(site_got(s, "hello"));
    assert_int_equal(site_ask_as(s, admin, "GET", "/customer/ann/unified-view", NULL), 404);
    // The two count their positions apart.
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM event WHERE tenant = 2 AND position = 1"),
                     1);
    assert_int_equal(site_ask_as(s, admin, "POST", "/message/process", message), 200);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM customer WHERE id = 'ann'"), 2);
}

static void names_are_unique_and_settings_are_checked(void **state)
{
    static const char *const bad[] = {
        "{\"id\":\"b\",\"settings\":{\"time_zone\":7}}",
        "{\"id\":\"b\",\"settings\":{\"reopen_window_s\":-1}}",
        "{\"id\":\"b\",\"settings\":{\"retention_days\":\"ten\"}}",
        "{\"id\":\"b\",\"settings\":{\"locale\":\"\"}}",
        "{\"id\":\"b\",\"settings\":[]}",
        "{\"id\":\"active\"}",
    };
    struct site *s = *state;
    char acme[100];
    make_tenant(s, "{\"id\":\"acme\"}", acme);
    assert_int_equal(site_ask_as(s, admin, "POST", "/tenants", "{\"id\":\"acme\"}"), 409);
    assert_int_equal(site_ask_as(s, admin, "POST", "/tenants", "{\"id\":\"default\"}"), 409);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(site_ask_as(s, admin, "POST", "/tenants", bad[i]), 422);
    assert_int_equal(
        site_ask_as(s, admin, "PUT", "/tenants/acme", "{\"settings\":{\"retention_days\":true}}"), 422);
    assert_true(site_got(s, "\"pointer\":\"/settings/retention_days\""));
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM tenant"), 2);
}

static void a_tenant_administers_itself_and_no_other(void **state)
{
    struct site *s = *state;
    char acme[100], bolt[100];
    make_tenant(s, "{\"id\":\"acme\"}", acme);
    make_tenant(s, "{\"id\":\"bolt\",\"title\":\"Bolt Inc\"}", bolt);
    assert_int_equal(site_ask_as(s, acme, "GET", "/tenants/acme", NULL), 200);
    assert_int_equal(site_ask_as(s, acme, "GET", "/tenants/bolt", NULL), 404);
    assert_int_equal(site_ask_as(s, acme, "GET", "/tenants/default", NULL), 404);
    assert_int_equal(site_ask_as(s, acme, "GET", "/tenants", NULL), 200);
    assert_true(site_got(s, "\"acme\"") && !site_got(s, "bolt") && !site_got(s, "\"default\""));
    assert_int_equal(site_ask_as(s, acme, "PUT", "/tenants/bolt", "{\"title\":\"x\"}"), 404);
    assert_int_equal(site_ask_as(s, acme, "PUT", "/tenants/acme", "{\"disabled\":true}"), 403);
    assert_int_equal(site_ask_as(s, acme, "POST", "/tenants", "{\"id\":\"c\"}"), 403);
    // What is of all tenants is not an administrator's of one.
    assert_int_equal(site_ask_as(s, acme, "POST", "/search/reindex", NULL), 403);
    assert_int_equal(site_ask_as(s, acme, "GET", "/metrics", NULL), 403);
    assert_int_equal(site_ask_as(s, admin, "GET", "/metrics", NULL), 200);
    assert_int_equal(
        site_ask_as(s, acme, "PUT", "/tenants/acme", "{\"title\":\"A\",\"settings\":{\"locale\":\"de\"}}"),
        200);
    assert_true(site_got(s, "\"title\":\"A\"") && site_got(s, "\"locale\":\"de\"") &&
                site_got(s, "\"version\":3"));
    assert_int_equal(site_ask_as(s, admin, "GET", "/tenants?limit=2", NULL), 200);
    assert_true(site_got(s, "\"default\"") && site_got(s, "\"acme\"") && !site_got(s, "Bolt Inc"));
    char path[100];
    snprintf(path, sizeof(path), "/tenants?cursor=%s", site_found(s, "\"next_cursor\":\""));
    assert_int_equal(site_ask_as(s, admin, "GET", path, NULL), 200);
    assert_true(site_got(s, "Bolt Inc") && !site_got(s, "\"acme\""));
}

static void a_disabled_tenant_lets_nobody_in(void **state)
{
    struct site *s = *state;
    struct socket *c = calloc(1, sizeof(*c));
    char acme[100], line[110];
    make_tenant(s, "{\"id\":\"acme\"}", acme);
    snprintf(line, sizeof(line), "%s\n", acme);
    assert_int_equal(socket_open(c, s, "/ws", line), 101);
    assert_int_equal(site_ask_as(s, admin, "PUT", "/tenants/default", "{\"disabled\":true}"), 409);
    assert_int_equal(site_ask_as(s, admin, "PUT", "/tenants/acme", "{\"disabled\":true}"), 200);
    assert_true(site_got(s, "\"disabled\":true"));
    assert_string_equal(socket_next(c), "close 4001");
    assert_int_equal(site_ask_as(s, acme, "GET", "/sessions/active", NULL), 401);
    assert_int_equal(site_ask_as(s, admin, "PUT", "/tenants/acme", "{\"disabled\":false}"), 200);
    assert_int_equal(site_ask_as(s, acme, "GET", "/sessions/active", NULL), 200);
    socket_close(c);
    free(c);
}

static void settings_have_defaults_and_ignore_what_is_wrong(void **state)
{
    struct site *s = *state;
    struct tenant_settings settings;
    assert_int_equal(tenant_settings_load(s->store.reader, 1, &settings), 0);
    assert_int_equal(settings.reopen_window_us, 72 * 3600 * INT64_C(1000000));
    assert_int_equal(settings.retention_us, 0);
    assert_string_equal(settings.time_zone, "UTC");
    assert_int_equal(site_ask_as(s, admin, "PUT", "/tenants/default",
                                 "{\"settings\":{\"reopen_window_s\":60,\"time_zone\":\"Asia/Tokyo\","
                                 "\"retention_days\":2,\"theirs\":{\"a\":[1]}}}"),
                     200);
    assert_true(site_got(s, "\"theirs\":{\"a\":[1]}"));
    assert_int_equal(tenant_settings_load(s->store.reader, 1, &settings), 0);
    assert_int_equal(settings.reopen_window_us, 60000000);
    assert_int_equal(settings.retention_us, 2 * 24 * 3600 * INT64_C(1000000));
    assert_string_equal(settings.time_zone, "Asia/Tokyo");
    assert_int_equal(
        site_ask_as(s, admin, "PUT", "/tenants/default", "{\"settings\":{\"reopen_window_s\":null}}"), 200);
    assert_int_equal(tenant_settings_load(s->store.reader, 1, &settings), 0);
    assert_int_equal(settings.reopen_window_us, 72 * 3600 * INT64_C(1000000));
    tenant_settings_read(VIEW("{\"locale\":5,\"snooze_max_s\":\"x\",\"idle_close_s\":-4}"), &settings);
    assert_string_equal(settings.locale, "en");
    assert_int_equal(settings.idle_close_us, 0);
    tenant_settings_read(VIEW("[1]"), &settings);
    assert_string_equal(settings.locale, "en");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_tenant_works_at_once, begin, end),
        cmocka_unit_test_setup_teardown(names_are_unique_and_settings_are_checked, begin, end),
        cmocka_unit_test_setup_teardown(a_tenant_administers_itself_and_no_other, begin, end),
        cmocka_unit_test_setup_teardown(a_disabled_tenant_lets_nobody_in, begin, end),
        cmocka_unit_test_setup_teardown(settings_have_defaults_and_ignore_what_is_wrong, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
