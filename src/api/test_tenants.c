// SPDX-License-Identifier: Apache-2.0
// Tenants: made while the hub runs, used at once, apart from one another.
#include "api/testing_site.h"
#include "hub/tenant_secret.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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

// What a loop knows of its sites, it knows no more.
static void a_disabled_tenant_has_no_visitors(void **state)
{
    struct site *s = *state;
    struct socket *c = calloc(1, sizeof(*c));
    char acme[100], visitor[700];
    make_tenant(s, "{\"id\":\"acme\"}", acme);
    assert_int_equal(
        site_ask_as(s, acme, "POST", "/widget/sites", "{\"id\":\"s\",\"origins\":[\"https://s.test\"]}"),
        201);
    assert_int_equal(site_ask_as(s, "Origin: https://s.test", "POST", "/widget/session", "{\"site\":\"s\"}"),
                     200);
    snprintf(visitor, sizeof(visitor), "Authorization: Bearer %s\n", site_found(s, "\"token\":\""));
    assert_int_equal(socket_open(c, s, "/ws", visitor), 101);
    visitor[strlen(visitor) - 1] = '\0';
    assert_int_equal(site_ask_as(s, visitor, "GET", "/session/x/messages", NULL), 404);
    assert_int_equal(site_ask_as(s, admin, "PUT", "/tenants/acme", "{\"disabled\":true}"), 200);
    assert_int_equal(site_ask_as(s, visitor, "GET", "/session/x/messages", NULL), 401);
    assert_string_equal(socket_next(c), "close 4001");
    assert_int_equal(site_ask_as(s, "Origin: https://s.test", "POST", "/widget/session", "{\"site\":\"s\"}"),
                     403);
    assert_int_equal(site_ask_as(s, admin, "PUT", "/tenants/acme", "{\"disabled\":false}"), 200);
    assert_int_equal(site_ask_as(s, "Origin: https://s.test", "POST", "/widget/session", "{\"site\":\"s\"}"),
                     200);
    assert_int_equal(site_ask_as(s, visitor, "GET", "/session/x/messages", NULL), 404);
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

// ---- secrets

static bool has_bytes(struct site *s, const char *bytes)
{
    char command[300];
    snprintf(command, sizeof(command), "grep -rqaF -e '%s' '%s'", bytes, s->store.dir);
    // Files come and go there: only where each could be read does "nowhere" count.
    int status = system(command);
    for (int i = 0; i < 50 && WEXITSTATUS(status) > 1; i++) {
        usleep(10000);
        status = system(command);
    }
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
    return WEXITSTATUS(status) == 0;
}

static int open_secret(struct site *s, int64_t tenant, const char *name, char text[static 100])
{
    char room[100];
    struct buffer out = buffer_fixed(room, sizeof(room));
    int r = tenant_secret_open(s->store.reader, store_secrets(s->store.store), tenant, view_from(name), &out);
    snprintf(text, 100, "%.*s", VIEW_ARG(buffer_view(&out)));
    return r;
}

static void put_secrets(struct site *s, const char *as, const char *json, int status)
{
    assert_int_equal(site_ask_as(s, as, "PUT", "/tenants/acme", json), status);
    assert_false(site_got(s, "SESAME"));
}

static void secrets_are_used_and_never_told(void **state)
{
    struct site *s = *state;
    char acme[100], text[100];
    make_tenant(s, "{\"id\":\"acme\"}", acme);
    assert_true(site_got(s, "\"secrets\":[]"));
    put_secrets(s, acme, "{\"secrets\":{\"smtp.password\":\"SESAME-one\",\"b\":\"SESAME\\u002dtwo\"}}", 200);
    assert_true(site_got(s, "\"secrets\":[\"b\",\"smtp.password\"]"));
    assert_int_equal(site_ask_as(s, acme, "GET", "/tenants/acme", NULL), 200);
    assert_true(site_got(s, "\"secrets\":[\"b\",\"smtp.password\"]") && !site_got(s, "SESAME"));
    assert_int_equal(site_ask_as(s, acme, "GET", "/tenants", NULL), 200);
    assert_false(site_got(s, "SESAME"));
    assert_int_equal(open_secret(s, 2, "smtp.password", text), TENANT_SECRET_OK);
    assert_string_equal(text, "SESAME-one");
    assert_int_equal(open_secret(s, 2, "b", text), TENANT_SECRET_OK);
    assert_string_equal(text, "SESAME-two");
    assert_int_equal(open_secret(s, 1, "b", text), TENANT_SECRET_NONE);
    put_secrets(s, admin, "{\"secrets\":{\"b\":\"SESAME-three\",\"smtp.password\":null}}", 200);
    assert_true(site_got(s, "\"secrets\":[\"b\"]"));
    assert_int_equal(open_secret(s, 2, "b", text), TENANT_SECRET_OK);
    assert_string_equal(text, "SESAME-three");
    assert_int_equal(open_secret(s, 2, "smtp.password", text), TENANT_SECRET_NONE);
    assert_int_equal(
        testing_count(&s->store, "SELECT count(*) FROM audit WHERE action LIKE 'tenant.secret.%'"), 4);
    assert_true(has_bytes(s, "smtp.password")); // the names are there: grep does look
    assert_false(has_bytes(s, "SESAME"));
}

static int move(void *ctx, struct tx *tx)
{
    return db_exec(tx->db, ctx);
}

static void a_secret_of_another_place_does_not_open(void **state)
{
    struct site *s = *state;
    char acme[100], text[100];
    make_tenant(s, "{\"id\":\"acme\"}", acme);
    put_secrets(s, acme, "{\"secrets\":{\"a\":\"SESAME\"}}", 200);
    char renamed[] = "UPDATE tenant_secret SET name = 'c'",
         moved[] = "UPDATE tenant_secret SET tenant = 1, name = 'a'";
    assert_int_equal(testing_commit(&s->store, move, renamed), 0);
    assert_int_equal(open_secret(s, 2, "c", text), TENANT_SECRET_SHUT);
    assert_int_equal(testing_commit(&s->store, move, moved), 0);
    assert_int_equal(open_secret(s, 1, "a", text), TENANT_SECRET_SHUT);
}

static void secrets_that_cannot_be_are_refused_whole(void **state)
{
    static const char *const bad[] = {
        "{\"title\":\"New\",\"secrets\":{\"good\":\"SESAME\",\"a\":7}}",
        "{\"secrets\":{\"a\":\"\"}}",
        "{\"secrets\":{\"\":\"SESAME\"}}",
        "{\"secrets\":{\"A\":\"SESAME\"}}",
        "{\"secrets\":[\"SESAME\"]}",
    };
    struct site *s = *state;
    char acme[100], json[9000], many[4000];
    size_t size = (size_t)snprintf(many, sizeof(many), "{\"secrets\":{");
    make_tenant(s, "{\"id\":\"acme\"}", acme);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        put_secrets(s, acme, bad[i], 422);
    snprintf(json, sizeof(json), "{\"secrets\":{\"a\":\"%08193d\"}}", 7);
    put_secrets(s, acme, json, 422);
    assert_true(site_got(s, "tenant.bad_secret") && site_got(s, "/secrets/a"));
    for (int i = 0; i <= TENANT_SECRETS_MAX; i++)
        size += (size_t)snprintf(many + size, sizeof(many) - size, "%s\"n%d\":\"x\"", i > 0 ? "," : "", i);
    snprintf(many + size, sizeof(many) - size, "}}");
    put_secrets(s, acme, many, 422);
    assert_true(site_got(s, "tenant.too_many_secrets"));
    assert_int_equal(site_ask_as(s, acme, "GET", "/tenants/acme", NULL), 200);
    assert_true(site_got(s, "\"secrets\":[]") && !site_got(s, "New"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_tenant_works_at_once, begin, end),
        cmocka_unit_test_setup_teardown(names_are_unique_and_settings_are_checked, begin, end),
        cmocka_unit_test_setup_teardown(a_tenant_administers_itself_and_no_other, begin, end),
        cmocka_unit_test_setup_teardown(a_disabled_tenant_lets_nobody_in, begin, end),
        cmocka_unit_test_setup_teardown(a_disabled_tenant_has_no_visitors, begin, end),
        cmocka_unit_test_setup_teardown(settings_have_defaults_and_ignore_what_is_wrong, begin, end),
        cmocka_unit_test_setup_teardown(secrets_are_used_and_never_told, begin, end),
        cmocka_unit_test_setup_teardown(a_secret_of_another_place_does_not_open, begin, end),
        cmocka_unit_test_setup_teardown(secrets_that_cannot_be_are_refused_whole, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
