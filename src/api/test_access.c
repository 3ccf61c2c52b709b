// SPDX-License-Identifier: Apache-2.0
// What agents see of sessions, topics and notifications; the audit log.
#include "api/api_state.h"
#include "api/testing_site.h"
#include "hub/session_change.h"
#include <stdio.h>
#include <stdlib.h>

#define PASSWORD "a good password"

struct person {
    char header[160], socket[170];
};

struct office {
    struct site site;            // first
    struct person ann, bob, sue; // administrator; agent of `sales`; supervisor
    struct socket c;
};

static struct person hire(struct site *s, const struct person *by, const char *id, const char *role,
                          const char *queues)
{
    char json[400], text[100];
    struct person p;
    snprintf(json, sizeof(json),
             "{\"id\":\"%s\",\"name\":\"%s\",\"email\":\"%s@example.org\",\"password\":\"" PASSWORD
             "\",\"role\":\"%s\",\"queues\":[%s]}",
             id, id, id, role, queues);
    assert_int_equal(site_ask_as(s, by == NULL ? "" : by->header, "POST", "/agents", json), 201);
    snprintf(json, sizeof(json), "{\"email\":\"%s@example.org\",\"password\":\"" PASSWORD "\"}", id);
    assert_int_equal(site_post(s, "/auth/login", json), 200);
    snprintf(text, sizeof(text), "%s", site_found(s, "Set-Cookie: hub_session="));
    text[strcspn(text, ";")] = '\0';
    snprintf(p.header, sizeof(p.header), "Cookie: hub_session=%s", text);
    snprintf(p.socket, sizeof(p.socket), "%s\n", p.header);
    return p;
}

static int move(void *ctx, struct tx *tx)
{
    const int64_t *to = ctx; // session's row, agent, queue
    struct session_change change;
    int r = session_change_load(tx, to[0], &change);
    if (r != 0)
        return r;
    session_set_owner(&change, to[1], to[2]);
    return session_change_end(tx, &change);
}

static void put(struct office *o, int64_t session, int64_t agent, int64_t queue)
{
    int64_t to[] = {session, agent, queue};
    assert_int_equal(testing_commit(&o->site.store, move, to), 0);
}

// Sessions: free (no queue), sales, billing, bobs (of billing, but his).
static int begin(void **state)
{
    static const char *const ids[] = {"free", "sales", "billing", "bobs"};
    struct office *o = calloc(1, sizeof(*o));
    struct site *s = &o->site;
    char json[200];
    site_open(s, NULL);
    assert_int_equal(site_post(s, "/queues", "{\"id\":\"sales\",\"name\":\"Sales\"}"), 201);
    assert_int_equal(site_post(s, "/queues", "{\"id\":\"billing\",\"name\":\"Billing\"}"), 201);
    for (int i = 0; i < 4; i++) {
        snprintf(json, sizeof(json), "{\"customer_id\":\"c%d\",\"session_id\":\"%s\",\"channel\":\"chat\"}",
                 i, ids[i]);
        assert_int_equal(site_post(s, "/session/create", json), 201);
    }
    o->ann = hire(s, NULL, "ann", "admin", "");
    o->bob = hire(s, &o->ann, "bob", "agent", "\"sales\"");
    o->sue = hire(s, &o->ann, "sue", "supervisor", "");
    put(o, 2, 0, 1);
    put(o, 3, 0, 2);
    put(o, 4, 2, 2);
    *state = o;
    return 0;
}

static int end(void **state)
{
    struct office *o = *state;
    if (o->c.site != NULL)
        socket_close(&o->c);
    site_close(&o->site);
    free(o);
    return 0;
}

static int ask(struct office *o, const struct person *p, const char *method, const char *path,
               const char *json)
{
    return site_ask_as(&o->site, p->header, method, path, json);
}

static void agents_see_their_queues_and_what_is_theirs(void **state)
{
    static const struct {
        const char *method, *path, *json;
        int bob; // the others: 200
    } cases[] = {
        {"GET", "/session/free", NULL, 200},
        {"GET", "/session/sales", NULL, 200},
        {"GET", "/session/bobs", NULL, 200},
        {"GET", "/session/billing", NULL, 404},
        {"GET", "/session/sales/messages", NULL, 200},
        {"GET", "/session/billing/messages", NULL, 404},
        {"POST", "/message/respond", "{\"session_id\":\"sales\",\"content\":\"hello\"}", 200},
        {"POST", "/message/respond", "{\"session_id\":\"billing\",\"content\":\"hello\"}", 404},
        {"POST", "/message/process",
         "{\"customer_id\":\"c2\",\"session_id\":\"billing\",\"channel\":\"chat\",\"content\":\"x\"}", 404},
    };
    struct office *o = *state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int bob = ask(o, &o->bob, cases[i].method, cases[i].path, cases[i].json);
        if (bob != cases[i].bob)
            fail_msg("%s %s: %d", cases[i].method, cases[i].path, bob);
        assert_int_equal(ask(o, &o->sue, cases[i].method, cases[i].path, cases[i].json), 200);
        assert_int_equal(ask(o, &o->ann, cases[i].method, cases[i].path, cases[i].json), 200);
    }
    // Now it is his; and then his queue's no more.
    put(o, 3, 2, 2);
    assert_int_equal(ask(o, &o->bob, "GET", "/session/billing", NULL), 200);
    assert_int_equal(ask(o, &o->ann, "PUT", "/agents/bob", "{\"queues\":[]}"), 200);
    assert_int_equal(ask(o, &o->bob, "GET", "/session/sales", NULL), 404);
}

static const char *subscribe(struct office *o, const char *topic)
{
    char json[200];
    snprintf(json, sizeof(json), "{\"type\":\"subscribe\",\"topic\":\"%s\"}", topic);
    socket_say(&o->c, json);
    return socket_next(&o->c);
}

static void topics_are_those_of_what_one_sees(void **state)
{
    static const struct {
        const char *topic;
        bool is_bobs;
    } cases[] = {
        {"session/sales", true}, {"session/bobs", true},   {"session/billing", false}, {"queue/sales", true},
        {"unqueued", true},      {"queue/billing", false}, {"dashboard", false},       {"agent/bob", true},
        {"agent/ann", false},    {"agent/nobody", false},  {"queue/nothing", false},
    };
    struct office *o = *state;
    assert_int_equal(socket_open(&o->c, &o->site, "/ws", o->bob.socket), 101);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        bool is_open = strstr(subscribe(o, cases[i].topic), "\"type\":\"subscribed\"") != NULL;
        if (is_open != cases[i].is_bobs)
            fail_msg("%s: %s", cases[i].topic, o->c.text);
    }
    socket_close(&o->c);
    memset(&o->c, 0, sizeof(o->c));
    assert_int_equal(socket_open(&o->c, &o->site, "/ws", o->sue.socket), 101);
    for (size_t i = 0; i < 9; i++)
        assert_non_null(strstr(subscribe(o, cases[i].topic), "\"type\":\"subscribed\""));
}

static void a_queues_topic_tells_of_its_sessions(void **state)
{
    struct office *o = *state;
    assert_int_equal(socket_open(&o->c, &o->site, "/ws", o->bob.socket), 101);
    assert_non_null(strstr(subscribe(o, "queue/sales"), "subscribed"));
    assert_int_equal(ask(o, &o->ann, "POST", "/message/process",
                         "{\"customer_id\":\"c2\",\"session_id\":\"billing\",\"channel\":\"chat\","
                         "\"content\":\"secret\"}"),
                     200);
    assert_int_equal(ask(o, &o->ann, "POST", "/message/process",
                         "{\"customer_id\":\"c1\",\"session_id\":\"sales\",\"channel\":\"chat\",\"content\":"
                         "\"for sales\"}"),
                     200);
    const char *frame = socket_next(&o->c);
    assert_non_null(strstr(frame, "for sales"));
    assert_non_null(strstr(frame, "\"topic\":\"queue/sales\""));
}

static void a_session_that_moves_away_is_heard_no_more(void **state)
{
    struct office *o = *state;
    assert_int_equal(socket_open(&o->c, &o->site, "/ws", o->bob.socket), 101);
    assert_non_null(strstr(subscribe(o, "session/sales"), "subscribed"));
    put(o, 2, 0, 2);
    assert_non_null(strstr(socket_next(&o->c), "topic.not_found"));
    assert_int_equal(
        ask(o, &o->ann, "POST", "/message/process",
            "{\"customer_id\":\"c1\",\"session_id\":\"sales\",\"channel\":\"chat\",\"content\":\"secret\"}"),
        200);
    assert_true(socket_is_silent(&o->c));
    socket_say(
        &o->c,
        "{\"type\":\"message\",\"sessionId\":\"sales\",\"payload\":{\"content\":\"x\",\"client_id\":\"1\"}}");
    assert_non_null(strstr(socket_next(&o->c), "session.not_found"));
}

// ---- customers, who are everybody's

static void say_as_customer(struct office *o, const char *customer, const char *session, const char *text)
{
    char json[300];
    snprintf(json, sizeof(json),
             "{\"customer_id\":\"%s\",\"session_id\":\"%s\",\"channel\":\"chat\",\"content\":\"%s\"}",
             customer, session, text);
    assert_int_equal(ask(o, &o->ann, "POST", "/message/process", json), 200);
}

// c2 has a session of `billing`, and one in no queue.
static void tell_both(struct office *o)
{
    assert_int_equal(ask(o, &o->ann, "POST", "/session/create",
                         "{\"customer_id\":\"c2\",\"session_id\":\"open\",\"channel\":\"chat\"}"),
                     201);
    say_as_customer(o, "c2", "open", "for all");
    say_as_customer(o, "c2", "billing", "secret");
}

static void a_customers_story_leaves_out_what_is_hidden(void **state)
{
    static const char *const paths[] = {"/customer/c2/unified-view", "/customer/c2/history",
                                        "/customer/c2/history?limit=500", "/customer/c2/history?limit=1"};
    struct office *o = *state;
    tell_both(o);
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        assert_int_equal(ask(o, &o->bob, "GET", paths[i], NULL), 200);
        assert_false(site_got(&o->site, "secret"));
        assert_true(i == 3 || site_got(&o->site, "for all"));
        assert_int_equal(ask(o, &o->sue, "GET", paths[i], NULL), 200);
        assert_true(site_got(&o->site, "secret"));
    }
    // The page that holds only what is hidden is empty, and leads on.
    assert_int_equal(ask(o, &o->bob, "GET", paths[3], NULL), 200);
    assert_true(site_got(&o->site, "\"interactions\":[],\"next_cursor\":\"p"));
    assert_int_equal(ask(o, &o->bob, "GET", "/customer/c2/sessions", NULL), 200);
    assert_true(site_got(&o->site, "\"session_id\":\"open\""));
    assert_false(site_got(&o->site, "\"session_id\":\"billing\""));
}

static void a_customers_topic_leaves_out_what_is_hidden(void **state)
{
    struct office *o = *state;
    char previous[80], json[300];
    assert_int_equal(socket_open(&o->c, &o->site, "/ws", o->bob.socket), 101);
    snprintf(previous, sizeof(previous), "%s", subscribe(o, "customer/c2"));
    assert_non_null(strstr(o->c.text, "subscribed"));
    snprintf(previous, sizeof(previous), "%s", strstr(o->c.text, "\"previous\":"));
    previous[strcspn(previous, "}")] = '\0';
    say_as_customer(o, "c2", "billing", "secret");
    say_as_customer(o, "c2", "billing", "secret too");
    assert_true(socket_is_silent(&o->c));
    // What comes next follows on what was told.
    assert_int_equal(ask(o, &o->ann, "POST", "/customers/c2/tags", "{\"tags\":[\"vip\"]}"), 200);
    assert_non_null(strstr(socket_next(&o->c), "customer_activity"));
    if (strstr(o->c.text, previous) == NULL)
        fail_msg("%s is not in %s", previous, o->c.text);
    // Who asks for what was missed gets the same.
    snprintf(json, sizeof(json), "{\"type\":\"resume\",\"topic\":\"customer/c2\",\"position\":%s}",
             previous + strlen("\"previous\":"));
    socket_say(&o->c, json);
    assert_non_null(strstr(socket_next(&o->c), "customer_activity"));
    assert_non_null(strstr(o->c.text, previous));
    assert_non_null(strstr(socket_next(&o->c), "\"type\":\"resumed\""));
}

static void hidden_sessions_are_not_written_to(void **state)
{
    struct office *o = *state;
    assert_int_equal(ask(o, &o->bob, "POST", "/message/bulk-process",
                         "{\"messages\":[{\"customer_id\":\"c2\",\"session_id\":\"billing\",\"channel\":"
                         "\"chat\",\"content\":\"x\"}]}"),
                     200);
    assert_true(site_got(&o->site, "session.not_found"));
    assert_int_equal(ask(o, &o->bob, "POST", "/session/create",
                         "{\"customer_id\":\"c2\",\"session_id\":\"billing\",\"channel\":\"chat\"}"),
                     404);
    assert_true(site_got(&o->site, "session.not_found"));
}

// Programs wait for what they started; agents start none.
static void jobs_are_not_for_agents(void **state)
{
    struct office *o = *state;
    char path[100];
    assert_int_equal(ask(o, &o->sue, "POST", "/transfer/bulk",
                         "{\"session_ids\":[\"billing\"],\"to_queue\":\"sales\",\"reason\":\"x\"}"),
                     202);
    snprintf(path, sizeof(path), "/jobs/%s", site_found(&o->site, "\"job_id\":\""));
    assert_int_equal(ask(o, &o->sue, "GET", path, NULL), 200);
    assert_int_equal(ask(o, &o->bob, "GET", path, NULL), 404);
    assert_int_equal(ask(o, &o->bob, "GET", "/jobs", NULL), 403);
}

static void other_rights_bring_a_socket_back(void **state)
{
    struct office *o = *state;
    assert_int_equal(socket_open(&o->c, &o->site, "/ws", o->bob.socket), 101);
    assert_non_null(strstr(subscribe(o, "queue/sales"), "subscribed"));
    assert_int_equal(ask(o, &o->ann, "PUT", "/agents/bob", "{\"queues\":[\"billing\"]}"), 200);
    assert_string_equal(socket_next(&o->c), "close 1013");
}

static void live_messages_are_the_agents_own(void **state)
{
    struct office *o = *state;
    assert_int_equal(socket_open(&o->c, &o->site, "/ws", o->bob.socket), 101);
    socket_say(&o->c, "{\"type\":\"message\",\"sessionId\":\"sales\",\"payload\":{\"content\":\"at your "
                      "service\",\"client_id\":\"1\"}}");
    assert_non_null(strstr(socket_next(&o->c), "\"state\":\"stored\""));
    assert_int_equal(ask(o, &o->bob, "GET", "/session/sales/messages", NULL), 200);
    assert_true(site_got(&o->site, "\"author\":{\"type\":\"agent\",\"id\":\"bob\",\"name\":\"bob\"}"));
}

// ---- notifications

static void notifications_reach_whom_they_are_for(void **state)
{
    struct office *o = *state;
    struct site *s = &o->site;
    char path[100];
    assert_int_equal(socket_open(&o->c, s, "/ws/agent/bob", o->bob.socket), 101);
    assert_non_null(strstr(socket_next(&o->c), "subscribed"));
    assert_int_equal(ask(o, &o->ann, "POST", "/notifications/send",
                         "{\"agents\":[\"bob\",\"sue\"],\"title\":\"Meeting\",\"message\":\"at ten\"}"),
                     201);
    assert_true(site_got(s, "\"sent\":2"));
    assert_non_null(strstr(socket_next(&o->c), "\"title\":\"Meeting\""));
    assert_non_null(strstr(o->c.text, "\"type\":\"system_alert\""));
    assert_int_equal(ask(o, &o->bob, "GET", "/notifications?unread_only=true", NULL), 200);
    snprintf(path, sizeof(path), "/notifications/%s/read", site_found(s, "\"notifications\":[{\"id\":\""));
    assert_true(site_got(s, "\"type\":\"message\"") && site_got(s, "\"read\":false"));
    assert_int_equal(ask(o, &o->bob, "PUT", path, NULL), 200);
    assert_true(site_got(s, "\"read\":true"));
    assert_int_equal(ask(o, &o->bob, "GET", "/notifications?unread_only=true", NULL), 200);
    assert_true(site_got(s, "\"notifications\":[]"));
    assert_int_equal(ask(o, &o->bob, "GET", "/notifications/history", NULL), 200);
    assert_true(site_got(s, "Meeting"));
    // Another's is not there for him.
    assert_int_equal(ask(o, &o->sue, "GET", "/notifications", NULL), 200);
    snprintf(path, sizeof(path), "/notifications/%s/read", site_found(s, "\"notifications\":[{\"id\":\""));
    assert_int_equal(ask(o, &o->bob, "PUT", path, NULL), 404);
    assert_int_equal(ask(o, &o->bob, "GET", "/notifications?agent_id=sue", NULL), 404);
    assert_int_equal(ask(o, &o->sue, "GET", "/notifications?agent_id=bob", NULL), 200);
    assert_int_equal(ask(o, &o->ann, "POST", "/notifications/send",
                         "{\"agents\":[\"nobody\"],\"title\":\"x\",\"message\":\"y\"}"),
                     404);
}

static void muted_types_are_not_told(void **state)
{
    struct office *o = *state;
    struct site *s = &o->site;
    assert_int_equal(ask(o, &o->bob, "PUT", "/notifications/preferences", "{\"muted\":[\"news\"]}"), 200);
    assert_true(site_got(s, "\"muted\":[\"news\"]"));
    assert_int_equal(ask(o, &o->ann, "POST", "/notifications/send",
                         "{\"agents\":[\"bob\"],\"type\":\"news\",\"title\":\"x\",\"message\":\"y\"}"),
                     201);
    assert_true(site_got(s, "\"sent\":0"));
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM notification"), 0);
}

static void a_device_is_kept_and_nothing_is_promised(void **state)
{
    struct office *o = *state;
    struct site *s = &o->site;
    assert_int_equal(ask(o, &o->bob, "POST", "/devices", "{\"token\":\"abc\",\"platform\":\"ios\"}"), 201);
    assert_true(site_got(s, "\"push\":\"not configured\""));
    assert_int_equal(ask(o, &o->bob, "POST", "/notifications/subscribe",
                         "{\"endpoint\":\"https://push.example/1\",\"keys\":{\"auth\":\"x\"}}"),
                     201);
    assert_int_equal(ask(o, &o->bob, "POST", "/devices", "{\"token\":\"abc\",\"platform\":\"android\"}"),
                     201);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM device WHERE agent = 2"), 2);
    assert_int_equal(ask(o, &o->sue, "DELETE", "/devices", "{\"token\":\"abc\"}"), 404);
    assert_int_equal(ask(o, &o->bob, "DELETE", "/devices", "{\"token\":\"abc\"}"), 200);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM device"), 1);
}

// ---- audit

static void the_audit_log_is_read_by_filter(void **state)
{
    struct office *o = *state;
    struct site *s = &o->site;
    char path[100];
    assert_int_equal(ask(o, &o->ann, "PUT", "/queues/sales", "{\"name\":\"All sales\"}"), 200);
    assert_int_equal(ask(o, &o->ann, "GET", "/audit?limit=1", NULL), 200);
    assert_true(site_got(s, "\"action\":\"queue.change\"") && site_got(s, "\"id\":\"ann\""));
    snprintf(path, sizeof(path), "/audit?limit=1&cursor=%s", site_found(s, "\"next_cursor\":\""));
    assert_int_equal(ask(o, &o->ann, "GET", path, NULL), 200);
    assert_false(site_got(s, "queue.change"));
    assert_int_equal(ask(o, &o->ann, "GET", "/audit?object=queue&object_id=sales", NULL), 200);
    assert_true(site_got(s, "queue.create") && site_got(s, "queue.change") && !site_got(s, "billing"));
    assert_int_equal(ask(o, &o->ann, "GET", "/audit?actor=ann&object=agent", NULL), 200);
    assert_true(site_got(s, "agent.create") && !site_got(s, "queue.change"));
    assert_int_equal(ask(o, &o->ann, "GET", "/audit?action=login.begin", NULL), 200);
    assert_true(site_got(s, "\"object_id\":\"bob\"") && site_got(s, "\"next_cursor\":null"));
    assert_int_equal(ask(o, &o->sue, "GET", "/audit", NULL), 403);
    // Nothing of what people said, no address, no password.
    assert_int_equal(ask(o, &o->ann, "GET", "/audit", NULL), 200);
    assert_false(site_got(s, "example.org") || site_got(s, "argon2") || site_got(s, PASSWORD));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(agents_see_their_queues_and_what_is_theirs, begin, end),
        cmocka_unit_test_setup_teardown(topics_are_those_of_what_one_sees, begin, end),
        cmocka_unit_test_setup_teardown(a_queues_topic_tells_of_its_sessions, begin, end),
        cmocka_unit_test_setup_teardown(a_session_that_moves_away_is_heard_no_more, begin, end),
        cmocka_unit_test_setup_teardown(a_customers_story_leaves_out_what_is_hidden, begin, end),
        cmocka_unit_test_setup_teardown(a_customers_topic_leaves_out_what_is_hidden, begin, end),
        cmocka_unit_test_setup_teardown(hidden_sessions_are_not_written_to, begin, end),
        cmocka_unit_test_setup_teardown(jobs_are_not_for_agents, begin, end),
        cmocka_unit_test_setup_teardown(other_rights_bring_a_socket_back, begin, end),
        cmocka_unit_test_setup_teardown(live_messages_are_the_agents_own, begin, end),
        cmocka_unit_test_setup_teardown(notifications_reach_whom_they_are_for, begin, end),
        cmocka_unit_test_setup_teardown(muted_types_are_not_told, begin, end),
        cmocka_unit_test_setup_teardown(a_device_is_kept_and_nothing_is_promised, begin, end),
        cmocka_unit_test_setup_teardown(the_audit_log_is_read_by_filter, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
