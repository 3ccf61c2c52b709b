// SPDX-License-Identifier: Apache-2.0
// Logins, passwords and one-time links.
#include "api/api_state.h"
#include "api/testing_site.h"
#include "hub/invitation.h"
#include <stdio.h>
#include <stdlib.h>

#define HOURS(n) ((n)*3600 * 1000)
#define ANN "{\"email\":\"ann@example.org\",\"password\":\"a good password\"}"

struct cookie {
    char header[160], socket[170];
};

static void make_people(struct site *s)
{
    assert_int_equal(site_post(s, "/agents",
                               "{\"id\":\"ann\",\"name\":\"Ann\",\"email\":\"ann@example.org\","
                               "\"password\":\"a good password\",\"role\":\"admin\"}"),
                     201);
    assert_true(site_got(s, "\"can_log_in\":true"));
}

static int begin(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    site_open(s, &(struct api_config){.public_host = VIEW("hub.example.org")});
    make_people(s);
    *state = s;
    return 0;
}

static int end(void **state)
{
    site_close(*state);
    free(*state);
    return 0;
}

static struct cookie take_cookie(struct site *s)
{
    struct cookie c;
    char text[100];
    snprintf(text, sizeof(text), "%s", site_found(s, "Set-Cookie: hub_session="));
    text[strcspn(text, ";")] = '\0';
    snprintf(c.header, sizeof(c.header), "Cookie: theme=dark; hub_session=%s", text);
    snprintf(c.socket, sizeof(c.socket), "%s\n", c.header);
    return c;
}

static struct cookie log_in(struct site *s, const char *json)
{
    assert_int_equal(site_post(s, "/auth/login", json), 200);
    return take_cookie(s);
}

static int me(struct site *s, const struct cookie *c)
{
    return site_ask_as(s, c->header, "GET", "/auth/me", NULL);
}

static void a_login_is_a_cookie_that_scripts_cannot_read(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_get(s, "/auth/me"), 401); // an administrator can log in: the hub is closed
    struct cookie c = log_in(s, ANN);
    assert_int_equal(site_post(s, "/auth/login", ANN), 200);
    assert_true(site_got(s, "; Path=/; HttpOnly; SameSite=Strict; Max-Age=604800\r\n"));
    assert_true(site_got(s, "\"type\":\"agent\"") && site_got(s, "\"name\":\"Ann\""));
    assert_int_equal(me(s, &c), 200);
    assert_true(site_got(s, "\"scope\":\"admin\"") && site_got(s, "\"tenant\":\"default\""));
    // Neither password nor token is kept.
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM login WHERE length(hash) = 64"), 2);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM agent WHERE password LIKE '$argon2id$%'"),
                     1);
    // Over https the cookie goes nowhere else.
    assert_int_equal(site_ask(s,
                              "POST /auth/login HTTP/1.1\nHost: hub.example.org\nOrigin: "
                              "https://hub.example.org\nContent-Type: application/json\n",
                              ANN),
                     200);
    assert_true(site_got(s, "; Secure\r\n"));
    // As a Bearer it is no key.
    char header[160];
    snprintf(header, sizeof(header), "Authorization: Bearer %s", strstr(c.header, "ohl_"));
    assert_int_equal(site_ask_as(s, header, "GET", "/auth/me", NULL), 401);
}

static void wrong_passwords_and_unknown_people_are_answered_alike(void **state)
{
    static const char *const wrong[] = {
        "{\"email\":\"ann@example.org\",\"password\":\"a bad password\"}",
        "{\"email\":\"bob@example.org\",\"password\":\"a good password\"}",
        "{\"email\":\"ann@example.org\",\"password\":\"a good password\",\"tenant\":\"acme\"}",
        "{\"email\":\"nobody\",\"password\":\"a good password\"}",
    };
    struct site *s = *state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        assert_int_equal(site_post(s, "/auth/login", wrong[i]), 401);
        assert_true(site_got(s, "login.wrong") && !site_got(s, "Set-Cookie"));
    }
}

static void guessing_is_limited_by_address_and_by_account(void **state)
{
    struct site *s = *state;
    int status = 0;
    s->peer = "192.0.2.8";
    for (int i = 0; i < 11; i++)
        status = site_post(s, "/auth/login", "{\"email\":\"ann@example.org\",\"password\":\"guess\"}");
    assert_int_equal(status, 429);
    assert_true(site_got(s, "rate.failed_authentications"));
    s->peer = "192.0.2.9"; // the same account, from elsewhere
    assert_int_equal(site_post(s, "/auth/login", ANN), 429);
    assert_int_equal(site_post(s, "/auth/login", "{\"email\":\"x@example.org\",\"password\":\"guess\"}"),
                     401);
    site_wait(s, 61000);
    assert_int_equal(site_post(s, "/auth/login", ANN), 200);
}

// All come from this machine then.
static void who_guesses_behind_a_proxy_keeps_nobody_else_out(void **state)
{
    struct site *s = *state;
    int status = 0;
    for (int i = 0; i < 11; i++)
        status = site_post(s, "/auth/login", "{\"email\":\"x@example.org\",\"password\":\"guess\"}");
    assert_int_equal(status, 429);
    assert_true(site_got(s, "rate.failed_account"));
    assert_int_equal(site_post(s, "/auth/login", ANN), 200);
}

static void wrong_keys_keep_nobody_from_logging_in(void **state)
{
    struct site *s = *state;
    s->peer = "192.0.2.8";
    for (int i = 0; i < 11; i++)
        site_ask_as(s, "X-API-Key: ohk_wrong", "GET", "/agents", NULL);
    assert_true(site_got(s, "rate.failed_authentications"));
    assert_int_equal(site_post(s, "/auth/login", ANN), 200);
}

static void logging_out_ends_it_everywhere(void **state)
{
    struct site *s = *state;
    struct socket *c = calloc(1, sizeof(*c));
    struct cookie one = log_in(s, ANN), other = log_in(s, ANN);
    assert_int_equal(socket_open(c, s, "/ws", one.socket), 101);
    assert_int_equal(site_ask_as(s, one.header, "POST", "/auth/logout", "{}"), 200);
    assert_true(site_got(s, "Set-Cookie: hub_session=; ") && site_got(s, "Max-Age=0"));
    assert_string_equal(socket_next(c), "close 4001");
    assert_int_equal(me(s, &one), 401);
    assert_true(site_got(s, "login.ended"));
    assert_int_equal(me(s, &other), 200);
    assert_int_equal(site_ask_as(s, one.header, "POST", "/auth/logout", NULL), 200);
    socket_close(c);
    free(c);
}

static void a_login_lives_while_it_is_used_but_not_for_ever(void **state)
{
    struct site *s = *state;
    struct cookie c = log_in(s, ANN), idle = log_in(s, ANN);
    for (int day = 0; day < 7; day++)
        for (int i = 0; i < 3 && (day < 6 || i < 2); i++) {
            assert_int_equal(me(s, &c), 200);
            testing_settle(&s->store);
            site_wait(s, HOURS(8));
        }
    assert_int_equal(me(s, &idle), 401);
    assert_int_equal(me(s, &c), 200);
    site_wait(s, HOURS(9)); // 7 days and an hour
    assert_int_equal(me(s, &c), 401);
}

static void a_new_password_ends_the_other_logins(void **state)
{
    struct site *s = *state;
    struct cookie one = log_in(s, ANN), other = log_in(s, ANN);
    assert_int_equal(
        site_ask_as(s, one.header, "POST", "/auth/password",
                    "{\"current_password\":\"wrong one\",\"new_password\":\"another password\"}"),
        403);
    assert_true(site_got(s, "password.wrong"));
    assert_int_equal(site_ask_as(s, one.header, "POST", "/auth/password",
                                 "{\"current_password\":\"a good password\",\"new_password\":\"short\"}"),
                     422);
    assert_true(site_got(s, "\"pointer\":\"/new_password\""));
    assert_int_equal(
        site_ask_as(s, one.header, "POST", "/auth/password",
                    "{\"current_password\":\"a good password\",\"new_password\":\"another password\"}"),
        200);
    assert_int_equal(me(s, &one), 200);
    assert_int_equal(me(s, &other), 401);
    assert_int_equal(site_post(s, "/auth/login", ANN), 401);
    log_in(s, "{\"email\":\"ANN@example.org\",\"password\":\"another password\"}");
}

static void who_is_disabled_or_gone_is_out(void **state)
{
    struct site *s = *state;
    struct socket *c = calloc(1, sizeof(*c));
    struct cookie ann = log_in(s, ANN);
    assert_int_equal(site_ask_as(s, ann.header, "POST", "/agents",
                                 "{\"id\":\"bob\",\"name\":\"Bob\",\"email\":\"bob@example.org\","
                                 "\"password\":\"bobs own password\"}"),
                     201);
    struct cookie bob = log_in(s, "{\"email\":\"bob@example.org\",\"password\":\"bobs own password\"}");
    assert_int_equal(site_ask_as(s, bob.header, "GET", "/keys", NULL), 403);
    assert_int_equal(socket_open(c, s, "/ws", bob.socket), 101);
    assert_int_equal(site_ask_as(s, ann.header, "PUT", "/agents/bob", "{\"disabled\":true}"), 200);
    assert_string_equal(socket_next(c), "close 4001");
    assert_int_equal(me(s, &bob), 401);
    assert_int_equal(
        site_post(s, "/auth/login", "{\"email\":\"bob@example.org\",\"password\":\"bobs own password\"}"),
        401);
    assert_int_equal(site_ask_as(s, ann.header, "PUT", "/agents/bob", "{\"disabled\":false}"), 200);
    assert_int_equal(me(s, &bob), 401); // who is let in again logs in again
    bob = log_in(s, "{\"email\":\"bob@example.org\",\"password\":\"bobs own password\"}");
    assert_int_equal(site_ask_as(s, ann.header, "DELETE", "/agents/bob", NULL), 200);
    assert_int_equal(me(s, &bob), 401);
    // Nobody shuts themselves out.
    assert_int_equal(site_ask_as(s, ann.header, "DELETE", "/agents/ann", NULL), 409);
    assert_int_equal(site_ask_as(s, ann.header, "PUT", "/agents/ann", "{\"role\":\"agent\"}"), 409);
    socket_close(c);
    free(c);
}

static void a_page_of_another_site_cannot_use_the_cookie(void **state)
{
    struct site *s = *state;
    struct cookie c = log_in(s, ANN);
    char lines[300];
    snprintf(lines, sizeof(lines), "%s\nOrigin: https://evil.example", c.header);
    assert_int_equal(site_ask_as(s, lines, "POST", "/auth/logout", "{}"), 403);
    snprintf(lines, sizeof(lines), "%s\nSec-Fetch-Site: cross-site", c.header);
    assert_int_equal(site_ask_as(s, lines, "GET", "/agents", NULL), 403);
    assert_int_equal(me(s, &c), 200);
}

// ---- one-time links

static int invite_first(void *ctx, struct tx *tx)
{
    return invitation_create(tx, 0, ctx);
}

static int set_up(struct site *s, const char *token, const char *rest)
{
    char json[400];
    snprintf(json, sizeof(json), "{\"token\":\"%s\"%s}", token, rest);
    return site_post(s, "/auth/setup", json);
}

static void the_first_link_makes_an_administrator_once(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    struct invitation_token token, older;
    char json[200];
    (void)state;
    site_open(s, NULL);
    assert_int_equal(testing_commit(&s->store, invite_first, &older), 0);
    assert_int_equal(testing_commit(&s->store, invite_first, &token), 0);
    snprintf(json, sizeof(json), "{\"token\":\"%s\"}", token.text);
    assert_int_equal(site_post(s, "/auth/invitation", json), 200);
    assert_true(site_got(s, "\"is_first_administrator\":true"));
    assert_int_equal(set_up(s, token.text, ",\"password\":\"a good password\""), 422);
    assert_int_equal(set_up(s, token.text, ",\"email\":\"a@b.cd\",\"password\":\"a good password\""), 422);
    assert_int_equal(set_up(s, token.text, ",\"name\":\"A\",\"email\":\"a@b.cd\",\"password\":\"short\""),
                     422);
    assert_int_equal(
        set_up(s, older.text, ",\"name\":\"A\",\"email\":\"a@b.cd\",\"password\":\"a good password\""), 404);
    assert_int_equal(
        set_up(s, token.text, ",\"name\":\"A\",\"email\":\"a@b.cd\",\"password\":\"a good password\""), 200);
    struct cookie c = take_cookie(s);
    assert_int_equal(me(s, &c), 200);
    assert_true(site_got(s, "\"scope\":\"admin\""));
    assert_int_equal(site_get(s, "/agents"), 401);
    assert_int_equal(
        set_up(s, token.text, ",\"name\":\"B\",\"email\":\"b@b.cd\",\"password\":\"a good password\""), 404);
    assert_true(site_got(s, "invitation.not_found"));
    site_close(s);
    free(s);
}

static void invite(struct site *s, const struct cookie *by, const char *id, char ret[static 64])
{
    char path[100];
    snprintf(path, sizeof(path), "/agents/%s/invite", id);
    assert_int_equal(site_ask_as(s, by->header, "POST", path, "{}"), 201);
    snprintf(ret, 64, "%s", strstr(site_found(s, "\"url\":\""), "ohi_"));
}

static void a_link_is_good_for_a_day(void **state)
{
    struct site *s = *state;
    struct cookie ann = log_in(s, ANN);
    char token[64], json[100];
    invite(s, &ann, "ann", token);
    snprintf(json, sizeof(json), "{\"token\":\"%s\"}", token);
    assert_int_equal(site_post(s, "/auth/invitation", json), 200);
    site_wait(s, HOURS(25));
    assert_int_equal(site_post(s, "/auth/invitation", json), 404);
    assert_int_equal(set_up(s, token, ",\"password\":\"another password\""), 404);
}

static void the_first_link_is_good_for_nothing_beside_an_administrator(void **state)
{
    struct site *s = *state;
    struct invitation_token token;
    char json[200];
    assert_int_equal(testing_commit(&s->store, invite_first, &token), 0);
    snprintf(json, sizeof(json), "{\"token\":\"%s\"}", token.text);
    assert_int_equal(site_post(s, "/auth/invitation", json), 404);
    assert_int_equal(
        set_up(s, token.text, ",\"name\":\"A\",\"email\":\"a@b.cd\",\"password\":\"a good password\""), 404);
}

// Else the hub would be shut with nobody inside.
static void an_administrator_without_an_address_closes_nothing(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    struct invitation_token token;
    (void)state;
    site_open(s, NULL);
    assert_int_equal(site_post(s, "/agents",
                               "{\"id\":\"cat\",\"name\":\"Cat\",\"password\":\"a good password\","
                               "\"role\":\"admin\"}"),
                     201);
    assert_true(site_got(s, "\"can_log_in\":false"));
    assert_int_equal(site_get(s, "/agents"), 200);
    assert_int_equal(testing_commit(&s->store, invite_first, &token), 0);
    assert_int_equal(site_ask_as(s, "", "PUT", "/agents/cat", "{\"email\":\"cat@example.org\"}"), 200);
    assert_int_equal(site_get(s, "/agents"), 401);
    struct cookie cat = log_in(s, "{\"email\":\"cat@example.org\",\"password\":\"a good password\"}");
    assert_int_equal(site_ask_as(s, cat.header, "PUT", "/agents/cat", "{\"email\":\"\"}"), 409);
    assert_true(site_got(s, "agent.is_self"));
    site_close(s);
    free(s);
}

static void a_password_by_link_ends_the_logins_before(void **state)
{
    struct site *s = *state;
    struct cookie ann = log_in(s, ANN), thief = log_in(s, ANN);
    char token[64];
    invite(s, &ann, "ann", token);
    assert_int_equal(set_up(s, token, ",\"password\":\"another password\""), 200);
    struct cookie now = take_cookie(s);
    assert_int_equal(me(s, &now), 200);
    assert_int_equal(me(s, &thief), 401);
    assert_int_equal(me(s, &ann), 401);
}

static void ones_own_new_password_ends_the_links(void **state)
{
    struct site *s = *state;
    struct cookie ann = log_in(s, ANN);
    char token[64];
    invite(s, &ann, "ann", token);
    assert_int_equal(
        site_ask_as(s, ann.header, "POST", "/auth/password",
                    "{\"current_password\":\"a good password\",\"new_password\":\"another password\"}"),
        200);
    assert_int_equal(set_up(s, token, ",\"password\":\"the one of a thief\""), 404);
}

static void an_agent_is_invited_by_a_link(void **state)
{
    struct site *s = *state;
    char token[64];
    struct cookie ann = log_in(s, ANN);
    assert_int_equal(site_ask_as(s, ann.header, "POST", "/agents",
                                 "{\"id\":\"bob\",\"name\":\"Bob\",\"email\":\"bob@example.org\"}"),
                     201);
    assert_int_equal(site_ask_as(s, ann.header, "POST", "/agents/nobody/invite", "{}"), 404);
    invite(s, &ann, "bob", token);
    assert_true(site_got(s, "\"url\":\"http://localhost/setup#ohi_"));
    assert_int_equal(set_up(s, token, ",\"password\":\"bob@example.org\""), 422);
    assert_int_equal(set_up(s, token, ",\"password\":\"bobs own password\""), 200);
    assert_true(site_got(s, "\"id\":\"bob\"") && site_got(s, "\"role\":\"agent\""));
    log_in(s, "{\"email\":\"bob@example.org\",\"password\":\"bobs own password\"}");
}

static void tenants_have_agents_of_their_own(void **state)
{
    struct site *s = *state;
    char key[100];
    struct cookie ann = log_in(s, ANN);
    assert_int_equal(site_ask_as(s, ann.header, "POST", "/tenants", "{\"id\":\"acme\"}"), 201);
    snprintf(key, sizeof(key), "X-API-Key: %s", site_found(s, "\"key\":\""));
    assert_int_equal(site_ask_as(s, key, "POST", "/agents",
                                 "{\"id\":\"ann\",\"name\":\"Another\",\"email\":\"ann@example.org\","
                                 "\"password\":\"not the same one\"}"),
                     201);
    struct cookie other =
        log_in(s, "{\"email\":\"ann@example.org\",\"password\":\"not the same one\",\"tenant\":\"acme\"}");
    assert_true(site_got(s, "\"tenant\":\"acme\"") && site_got(s, "\"name\":\"Another\""));
    assert_int_equal(site_ask_as(s, other.header, "GET", "/agents", NULL), 200);
    assert_false(site_got(s, "\"name\":\"Ann\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_login_is_a_cookie_that_scripts_cannot_read, begin, end),
        cmocka_unit_test_setup_teardown(wrong_passwords_and_unknown_people_are_answered_alike, begin, end),
        cmocka_unit_test_setup_teardown(guessing_is_limited_by_address_and_by_account, begin, end),
        cmocka_unit_test_setup_teardown(who_guesses_behind_a_proxy_keeps_nobody_else_out, begin, end),
        cmocka_unit_test_setup_teardown(wrong_keys_keep_nobody_from_logging_in, begin, end),
        cmocka_unit_test_setup_teardown(logging_out_ends_it_everywhere, begin, end),
        cmocka_unit_test_setup_teardown(a_login_lives_while_it_is_used_but_not_for_ever, begin, end),
        cmocka_unit_test_setup_teardown(a_new_password_ends_the_other_logins, begin, end),
        cmocka_unit_test_setup_teardown(who_is_disabled_or_gone_is_out, begin, end),
        cmocka_unit_test_setup_teardown(a_page_of_another_site_cannot_use_the_cookie, begin, end),
        cmocka_unit_test(the_first_link_makes_an_administrator_once),
        cmocka_unit_test_setup_teardown(a_link_is_good_for_a_day, begin, end),
        cmocka_unit_test_setup_teardown(the_first_link_is_good_for_nothing_beside_an_administrator, begin,
                                        end),
        cmocka_unit_test(an_administrator_without_an_address_closes_nothing),
        cmocka_unit_test_setup_teardown(a_password_by_link_ends_the_logins_before, begin, end),
        cmocka_unit_test_setup_teardown(ones_own_new_password_ends_the_links, begin, end),
        cmocka_unit_test_setup_teardown(an_agent_is_invited_by_a_link, begin, end),
        cmocka_unit_test_setup_teardown(tenants_have_agents_of_their_own, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
