// SPDX-License-Identifier: Apache-2.0
// Keys of the store: what they open, and that they open nothing any more once they have ended.
#include "api/api_state.h"
#include "api/testing_site.h"
#include "base/time_text.h"
#include <stdio.h>
#include <stdlib.h>

#define CONFIGURED "the-configured-key"

struct holder {
    char id[64], header[128], token[64];
};

static int begin(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    site_open(s, &(struct api_config){.limits = {.failures_per_minute = -1}});
    *state = s;
    return 0;
}

static int end(void **state)
{
    site_close(*state);
    free(*state);
    return 0;
}

static void take_token(struct site *s, struct holder *h)
{
    snprintf(h->token, sizeof(h->token), "%s", site_found(s, "\"key\":\""));
    snprintf(h->header, sizeof(h->header), "Authorization: Bearer %s", h->token);
}

// Made by whom `header` is.
static struct holder make_key(struct site *s, const char *header, const char *scope, const char *more)
{
    struct holder h = {0};
    char json[200];
    snprintf(json, sizeof(json), "{\"name\":\"a %s\",\"scope\":\"%s\"%s}", scope, scope, more);
    assert_int_equal(site_ask_as(s, header, "POST", "/keys", json), 201);
    snprintf(h.id, sizeof(h.id), "%s", site_found(s, "\"id\":\""));
    take_token(s, &h);
    return h;
}

static int sessions(struct site *s, const struct holder *h)
{
    return site_ask_as(s, h->header, "GET", "/sessions/active", NULL);
}

static void the_first_key_closes_the_hub_to_those_without(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_get(s, "/sessions/active"), 200);
    struct holder admin = make_key(s, "", "admin", "");
    assert_int_equal(site_get(s, "/sessions/active"), 401);
    assert_true(site_got(s, "key.missing"));
    assert_int_equal(sessions(s, &admin), 200);
    assert_int_equal(site_get(s, "/health"), 200);
    // From elsewhere too, now that a key can be asked for.
    s->peer = "192.0.2.7";
    assert_int_equal(sessions(s, &admin), 200);
    assert_int_equal(site_get(s, "/sessions/active"), 401);
}

static void the_key_itself_is_told_once_and_kept_as_a_hash(void **state)
{
    struct site *s = *state;
    struct holder admin = make_key(s, "", "admin", "");
    assert_int_equal(strncmp(admin.token, "ohk_", 4), 0);
    assert_int_equal(strlen(admin.token), 47);
    assert_int_equal(site_ask_as(s, admin.header, "GET", "/keys", NULL), 200);
    assert_false(site_got(s, admin.token));
    assert_true(site_got(s, admin.id));
    assert_true(site_got(s, "\"hint\":\"ohk_"));
    char sql[200];
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM api_key WHERE hash LIKE '%%%s%%' OR hint = '%s'",
             admin.token, admin.token);
    assert_int_equal(testing_count(&s->store, sql), 0);
}

static void a_scope_opens_what_it_says_and_what_is_below(void **state)
{
    static const struct {
        const char *scope;
        int read, write, administer;
    } cases[] = {
        {"read", 200, 403, 403},       {"service", 200, 200, 403}, {"agent", 200, 200, 403},
        {"supervisor", 200, 200, 403}, {"admin", 200, 200, 200},
    };
    struct site *s = *state;
    struct holder admin = make_key(s, "", "admin", "");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct holder h = make_key(s, admin.header, cases[i].scope, "");
        assert_int_equal(sessions(s, &h), cases[i].read);
        assert_int_equal(site_ask_as(s, h.header, "POST", "/message/process",
                                     "{\"customer_id\":\"ann\",\"channel\":\"chat\",\"content\":\"x\"}"),
                         cases[i].write);
        assert_int_equal(site_ask_as(s, h.header, "GET", "/keys", NULL), cases[i].administer);
        if (cases[i].administer == 403)
            assert_true(site_got(s, "scope.missing"));
    }
}

static void a_revoked_key_is_no_key(void **state)
{
    struct site *s = *state;
    char path[100];
    struct holder admin = make_key(s, "", "admin", ""), h = make_key(s, admin.header, "read", "");
    assert_int_equal(sessions(s, &h), 200);
    snprintf(path, sizeof(path), "/keys/%s", h.id);
    assert_int_equal(site_ask_as(s, admin.header, "DELETE", path, NULL), 200);
    assert_true(site_got(s, "\"revoked_at\":\"20"));
    assert_int_equal(sessions(s, &h), 401);
    assert_true(site_got(s, "key.unknown"));
    assert_int_equal(site_ask_as(s, admin.header, "DELETE", path, NULL), 404);
    assert_int_equal(site_ask_as(s, admin.header, "POST", "/keys/nobody/rotate", "{}"), 404);
    assert_int_equal(site_get(s, "/sessions/active"), 401);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM audit WHERE action = 'key.revoke'"), 1);
    // Without any key or administrator the hub is open to who sits at the machine.
    snprintf(path, sizeof(path), "/keys/%s", admin.id);
    assert_int_equal(site_ask_as(s, admin.header, "DELETE", path, NULL), 200);
    assert_int_equal(site_get(s, "/sessions/active"), 200);
    assert_int_equal(sessions(s, &admin), 200);
}

static void a_rotated_key_lives_for_its_grace(void **state)
{
    struct site *s = *state;
    char path[100];
    struct holder admin = make_key(s, "", "admin", ""), old = make_key(s, admin.header, "read", ""),
                  fresh = old;
    snprintf(path, sizeof(path), "/keys/%s/rotate", old.id);
    assert_int_equal(site_ask_as(s, admin.header, "POST", path, "{\"grace_s\":60}"), 200);
    take_token(s, &fresh);
    assert_string_not_equal(fresh.token, old.token);
    assert_int_equal(sessions(s, &old), 200);
    assert_int_equal(sessions(s, &fresh), 200);
    site_wait(s, 59000);
    assert_int_equal(sessions(s, &old), 200);
    site_wait(s, 2000);
    assert_int_equal(sessions(s, &old), 401);
    assert_int_equal(sessions(s, &fresh), 200);
    // Without a grace at once.
    struct holder last = fresh;
    assert_int_equal(site_ask_as(s, admin.header, "POST", path, "{}"), 200);
    take_token(s, &last);
    assert_int_equal(sessions(s, &fresh), 401);
    assert_int_equal(sessions(s, &last), 200);
}

static void an_expired_key_is_no_key(void **state)
{
    struct site *s = *state;
    char more[100], when[TIME_TEXT_SIZE + 1];
    struct holder admin = make_key(s, "", "admin", "");
    time_text(when, atomic_load(&s->store.wall_us) + 10000000);
    snprintf(more, sizeof(more), ",\"expires_at\":\"%s\"", when);
    struct holder h = make_key(s, admin.header, "read", more);
    assert_int_equal(sessions(s, &h), 200);
    site_wait(s, 11000);
    assert_int_equal(sessions(s, &h), 401);
    assert_int_equal(
        site_ask_as(s, admin.header, "POST", "/keys",
                    "{\"name\":\"x\",\"scope\":\"read\",\"expires_at\":\"2001-01-01T00:00:00Z\"}"),
        422);
}

static void unknown_keys_are_refused_without_being_kept(void **state)
{
    struct site *s = *state;
    struct holder admin = make_key(s, "", "admin", ""), h = admin;
    for (int i = 0; i < 2 * CREDENTIALS_UNKNOWN_MAX; i++) {
        snprintf(h.header, sizeof(h.header), "X-API-Key: ohk_%043d", i / 2);
        assert_int_equal(sessions(s, &h), 401);
    }
    assert_int_equal(s->part->credentials.by_hash.count, 0);
    assert_int_equal(sessions(s, &admin), 200);
    assert_int_equal(s->part->credentials.by_hash.count, 1);
}

static void the_configured_key_stays_an_administrator(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    (void)state;
    site_open(s, &(struct api_config){.api_key = VIEW(CONFIGURED)});
    struct holder h = make_key(s, "Authorization: Bearer " CONFIGURED, "service", "");
    assert_true(site_got(s, "\"created_by\":\"configured\""));
    assert_int_equal(sessions(s, &h), 200);
    assert_int_equal(site_ask_as(s, "X-API-Key: " CONFIGURED, "GET", "/keys", NULL), 200);
    assert_int_equal(site_ask_as(s, "X-API-Key: " CONFIGURED "r", "GET", "/keys", NULL), 401);
    site_close(s);
    free(s);
}

static void pages_of_keys_follow_one_another(void **state)
{
    struct site *s = *state;
    char path[100];
    struct holder admin = make_key(s, "", "admin", ""), second = make_key(s, admin.header, "read", "");
    assert_int_equal(site_ask_as(s, admin.header, "GET", "/keys?limit=1", NULL), 200);
    assert_true(site_got(s, second.id));
    snprintf(path, sizeof(path), "/keys?limit=1&cursor=%s", site_found(s, "\"next_cursor\":\""));
    assert_int_equal(site_ask_as(s, admin.header, "GET", path, NULL), 200);
    assert_true(site_got(s, admin.id));
    assert_false(site_got(s, second.id));
    assert_int_equal(site_ask_as(s, admin.header, "GET", "/keys?cursor=x1", NULL), 422);
}

// ---- sockets

static int open_socket(struct socket *c, struct site *s, const struct holder *h)
{
    char line[200];
    snprintf(line, sizeof(line), "%s\n", h->header);
    return socket_open(c, s, "/ws", line);
}

static void sockets_of_a_revoked_key_end_with_4001(void **state)
{
    struct site *s = *state;
    struct socket *c = calloc(3, sizeof(*c));
    char path[100];
    struct holder admin = make_key(s, "", "admin", ""), h = make_key(s, admin.header, "read", "");
    assert_int_equal(open_socket(&c[0], s, &h), 101);
    assert_int_equal(open_socket(&c[1], s, &admin), 101);
    snprintf(path, sizeof(path), "/keys/%s", h.id);
    assert_int_equal(site_ask_as(s, admin.header, "DELETE", path, NULL), 200);
    assert_string_equal(socket_next(&c[0]), "close 4001");
    assert_true(socket_is_silent(&c[1]));
    assert_int_equal(open_socket(&c[2], s, &h), 401);
    for (int i = 0; i < 3; i++)
        socket_close(&c[i]);
    free(c);
}

static int rename_keys(void *ctx, struct tx *tx)
{
    return db_exec(tx->db, ctx);
}

// Who shows a good key is not told that it is none.
static void a_store_that_fails_says_nothing_of_keys(void **state)
{
    struct site *s = *state;
    struct socket *c = calloc(1, sizeof(*c));
    char hide[] = "ALTER TABLE api_key RENAME TO hidden", show[] = "ALTER TABLE hidden RENAME TO api_key";
    struct holder admin = make_key(s, "", "admin", "");
    assert_int_equal(open_socket(c, s, &admin), 101);
    assert_int_equal(testing_commit(&s->store, rename_keys, hide), 0);
    credentials_changed(s->part->shared);
    assert_int_equal(sessions(s, &admin), 500);
    assert_true(site_got(s, "store.failed"));
    assert_int_equal(site_get(s, "/sessions/active"), 401);
    assert_int_equal(testing_commit(&s->store, rename_keys, show), 0);
    assert_int_equal(sessions(s, &admin), 200);
    assert_true(socket_is_silent(c));
    socket_close(c);
    free(c);
}

static void sockets_of_nobody_end_when_the_hub_closes(void **state)
{
    struct site *s = *state;
    struct socket *c = calloc(1, sizeof(*c));
    assert_int_equal(socket_open(c, s, "/ws/dashboard", ""), 101);
    assert_non_null(strstr(socket_next(c), "subscribed"));
    make_key(s, "", "admin", "");
    assert_string_equal(socket_next(c), "close 4001");
    socket_close(c);
    free(c);
}

static void a_socket_ends_when_its_key_expires(void **state)
{
    struct site *s = *state;
    struct socket *c = calloc(1, sizeof(*c));
    char more[100], when[TIME_TEXT_SIZE + 1];
    struct holder admin = make_key(s, "", "admin", "");
    time_text(when, atomic_load(&s->store.wall_us) + 10000000);
    snprintf(more, sizeof(more), ",\"expires_at\":\"%s\"", when);
    struct holder h = make_key(s, admin.header, "read", more);
    assert_int_equal(open_socket(c, s, &h), 101);
    site_wait(s, 11000);
    live_tick(s->part, s->loop);
    assert_string_equal(socket_next(c), "close 4001");
    socket_close(c);
    free(c);
}

static void a_socket_may_say_only_what_its_key_may_write(void **state)
{
    struct site *s = *state;
    struct socket *c = calloc(1, sizeof(*c));
    struct holder admin = make_key(s, "", "admin", ""), h = make_key(s, admin.header, "read", "");
    char auth[200];
    assert_int_equal(socket_open(c, s, "/ws", ""), 101);
    snprintf(auth, sizeof(auth), "{\"type\":\"auth\",\"payload\":{\"token\":\"%s\"}}", h.token);
    socket_say(c, auth);
    assert_non_null(strstr(socket_next(c), "authenticated"));
    socket_say(
        c, "{\"type\":\"message\",\"sessionId\":\"s\",\"payload\":{\"content\":\"x\",\"client_id\":\"1\"}}");
    assert_non_null(strstr(socket_next(c), "scope.missing"));
    socket_say(c, "{\"type\":\"auth\",\"payload\":{\"token\":\"ohk_nothing\"}}");
    assert_string_equal(socket_next(c), "close 4001");
    socket_close(c);
    free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_first_key_closes_the_hub_to_those_without, begin, end),
        cmocka_unit_test_setup_teardown(the_key_itself_is_told_once_and_kept_as_a_hash, begin, end),
        cmocka_unit_test_setup_teardown(a_scope_opens_what_it_says_and_what_is_below, begin, end),
        cmocka_unit_test_setup_teardown(a_revoked_key_is_no_key, begin, end),
        cmocka_unit_test_setup_teardown(a_store_that_fails_says_nothing_of_keys, begin, end),
        cmocka_unit_test_setup_teardown(a_rotated_key_lives_for_its_grace, begin, end),
        cmocka_unit_test_setup_teardown(an_expired_key_is_no_key, begin, end),
        cmocka_unit_test_setup_teardown(unknown_keys_are_refused_without_being_kept, begin, end),
        cmocka_unit_test(the_configured_key_stays_an_administrator),
        cmocka_unit_test_setup_teardown(pages_of_keys_follow_one_another, begin, end),
        cmocka_unit_test_setup_teardown(sockets_of_a_revoked_key_end_with_4001, begin, end),
        cmocka_unit_test_setup_teardown(sockets_of_nobody_end_when_the_hub_closes, begin, end),
        cmocka_unit_test_setup_teardown(a_socket_ends_when_its_key_expires, begin, end),
        cmocka_unit_test_setup_teardown(a_socket_may_say_only_what_its_key_may_write, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
