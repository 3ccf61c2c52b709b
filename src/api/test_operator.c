// SPDX-License-Identifier: Apache-2.0
// What the socket in the data directory grants, and that nothing else grants it.
#include "api/testing_site.h"
#include "net/http_inside.h"
#include "store/files.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int begin(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    site_open(s, &(struct api_config){.api_key = VIEW("a-key-of-more-than-sixteen-letters")});
    s->server->peers_are_operator = true;
    *state = s;
    return 0;
}

static int end(void **state)
{
    site_close(*state);
    free(*state);
    return 0;
}

static void needs_no_key_and_no_known_host(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_ask(s, "GET /sessions/active HTTP/1.1\nHost: hub.sock\n", NULL), 200);
    assert_int_equal(site_ask(s,
                              "POST /message/process HTTP/1.1\nHost: x\nOrigin: http://evil.example\n"
                              "Content-Type: application/json\n",
                              "{\"customer_id\":\"ann\",\"channel\":\"chat\",\"content\":\"x\"}"),
                     200);
    s->server->peers_are_operator = false;
    assert_int_equal(site_ask(s, "GET /sessions/active HTTP/1.1\nHost: hub.sock\n", NULL), 421);
    assert_int_equal(site_get(s, "/sessions/active"), 401);
}

static void names_the_tenant_by_a_header(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_ask(s, "GET /sessions/active HTTP/1.1\nHost: x\nX-Tenant: default\n", NULL), 200);
    assert_int_equal(site_ask(s, "GET /sessions/active HTTP/1.1\nHost: x\nX-Tenant: nobody\n", NULL), 404);
    assert_true(site_got(s, "tenant.unknown"));
    assert_int_equal(site_post(s, "/session/create",
                               "{\"customer_id\":\"ann\",\"session_id\":\"s1\",\"channel\":\"chat\"}"),
                     201);
    testing_add_tenant(&s->store, 2);
    assert_int_equal(site_ask(s, "GET /session/s1 HTTP/1.1\nHost: x\nX-Tenant: tenant 2\n", NULL), 404);
    assert_int_equal(site_ask(s, "GET /session/s1 HTTP/1.1\nHost: x\n", NULL), 200);
}

static void the_header_means_nothing_elsewhere(void **state)
{
    struct site *s = *state;
    s->server->peers_are_operator = false;
    assert_int_equal(site_ask(s,
                              "GET /sessions/active HTTP/1.1\nHost: localhost\nX-Tenant: nobody\n"
                              "X-API-Key: a-key-of-more-than-sixteen-letters\n",
                              NULL),
                     200);
}

static void its_routes_are_its_own(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_get(s, "/operator/backup"), 200);
    assert_true(site_got(s, "\"state\":\"none\""));
    s->server->peers_are_operator = false;
    assert_int_equal(site_get(s, "/operator/backup"), 404);
    assert_int_equal(site_ask(s,
                              "GET /operator/backup HTTP/1.1\nHost: localhost\n"
                              "X-API-Key: a-key-of-more-than-sixteen-letters\n",
                              NULL),
                     404);
}

static void a_backup_is_begun_and_told_of(void **state)
{
    struct site *s = *state;
    char dir[64], body[128], file[128];
    struct stat info;
    snprintf(dir, sizeof(dir), "/tmp/omnihub-test-XXXXXX");
    assert_non_null(mkdtemp(dir));
    assert_int_equal(site_post(s, "/operator/backup", "{\"to\":\"here\"}"), 422);
    assert_true(site_got(s, "backup.target"));
    snprintf(body, sizeof(body), "{\"to\":\"%s/b\"}", dir);
    assert_int_equal(site_post(s, "/operator/backup", body), 202);
    for (int i = 0; i < 5000; i++) {
        assert_int_equal(site_get(s, "/operator/backup"), 200);
        if (site_got(s, "\"state\":\"done\"") || site_got(s, "\"state\":\"failed\""))
            break;
        usleep(1000);
    }
    assert_true(site_got(s, "\"state\":\"done\""));
    snprintf(file, sizeof(file), "%s/b/manifest.json", dir);
    assert_int_equal(stat(file, &info), 0);
    snprintf(file, sizeof(file), "%s/b", dir);
    dir_remove(file);
    rmdir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(needs_no_key_and_no_known_host, begin, end),
        cmocka_unit_test_setup_teardown(names_the_tenant_by_a_header, begin, end),
        cmocka_unit_test_setup_teardown(the_header_means_nothing_elsewhere, begin, end),
        cmocka_unit_test_setup_teardown(its_routes_are_its_own, begin, end),
        cmocka_unit_test_setup_teardown(a_backup_is_begun_and_told_of, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
