// SPDX-License-Identifier: Apache-2.0
// Agents, queues and skills: made, changed, let go.
#include "api/testing_site.h"
#include "hub/agent_change.h"
#include "hub/session_change.h"
#include <stdio.h>
#include <stdlib.h>

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

static int ask(struct site *s, const char *method, const char *path, const char *json)
{
    return site_ask_as(s, "", method, path, json);
}

static void make_some(struct site *s)
{
    assert_int_equal(ask(s, "POST", "/queues", "{\"id\":\"billing\",\"name\":\"Billing\"}"), 201);
    assert_int_equal(ask(s, "POST", "/queues", "{\"id\":\"sales\",\"name\":\"Sales\"}"), 201);
    assert_int_equal(ask(s, "POST", "/skills", "{\"id\":\"german\",\"name\":\"German\"}"), 201);
    assert_int_equal(
        ask(s, "POST", "/agents",
            "{\"id\":\"ann\",\"name\":\"Ann\",\"email\":\"Ann@Example.org\",\"role\":\"supervisor\","
            "\"queues\":[\"sales\",\"billing\"],\"skills\":[\"german\"],\"capacity\":3}"),
        201);
}

static void an_agent_is_what_was_said(void **state)
{
    struct site *s = *state;
    make_some(s);
    assert_int_equal(ask(s, "GET", "/agents/ann", NULL), 200);
    assert_true(site_got(s, "\"email\":\"ann@example.org\""));
    assert_true(site_got(s, "\"role\":\"supervisor\""));
    assert_true(site_got(s, "\"queues\":[\"billing\",\"sales\"]"));
    assert_true(site_got(s, "\"skills\":[\"german\"]"));
    assert_true(site_got(s, "\"capacity\":3"));
    assert_true(site_got(s, "\"status\":\"offline\""));
    assert_true(site_got(s, "\"can_log_in\":false"));
    assert_int_equal(ask(s, "POST", "/agents", "{\"name\":\"Bob\"}"), 201);
    assert_true(site_got(s, "\"role\":\"agent\"") && site_got(s, "\"queues\":[]"));
    assert_int_equal(ask(s, "GET", "/agents", NULL), 200);
    assert_true(site_got(s, "\"Ann\"") && site_got(s, "\"Bob\""));
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM audit WHERE action = 'agent.create'"), 2);
}

static void what_is_wrong_is_refused_and_leaves_nothing(void **state)
{
    static const struct {
        const char *json;
        int status;
        const char *code;
        const char *pointer;
    } cases[] = {
        {"{\"id\":\"ann\",\"name\":\"x\"}", 409, "agent.id_taken", NULL},
        {"{\"name\":\"x\",\"email\":\"ANN@example.org\"}", 409, "agent.email_taken", NULL},
        {"{\"name\":\"x\",\"email\":\"nobody\"}", 422, "agent.bad_email", "\"/email\""},
        {"{\"name\":\"x\",\"queues\":[\"none\"]}", 422, "queue.not_found", "\"/queues\""},
        {"{\"name\":\"x\",\"skills\":[\"none\"]}", 422, "skill.not_found", "\"/skills\""},
        {"{\"name\":\"x\",\"role\":\"service\"}", 422, "request.invalid", NULL},
        {"{\"email\":\"x@example.org\"}", 422, "request.invalid", NULL},
    };
    struct site *s = *state;
    make_some(s);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(ask(s, "POST", "/agents", cases[i].json), cases[i].status);
        assert_true(site_got(s, cases[i].code));
        assert_true(cases[i].pointer == NULL || site_got(s, cases[i].pointer));
    }
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM agent"), 1);
    assert_int_equal(ask(s, "GET", "/agents/nobody", NULL), 404);
    assert_int_equal(ask(s, "PUT", "/agents/nobody", "{}"), 404);
    assert_int_equal(ask(s, "DELETE", "/queues/nobody", NULL), 404);
    assert_int_equal(ask(s, "POST", "/queues", "{\"id\":\"sales\",\"name\":\"x\"}"), 409);
    assert_int_equal(ask(s, "POST", "/skills", "{\"id\":\"german\",\"name\":\"x\"}"), 409);
}

static void a_change_says_only_what_changes(void **state)
{
    struct site *s = *state;
    char header[100];
    make_some(s);
    assert_int_equal(ask(s, "PUT", "/agents/ann", "{\"queues\":[\"sales\"],\"email\":\"\"}"), 200);
    assert_true(site_got(s, "\"queues\":[\"sales\"]") && site_got(s, "\"email\":null"));
    assert_true(site_got(s, "\"name\":\"Ann\"") && site_got(s, "\"capacity\":3"));
    snprintf(header, sizeof(header), "If-Match: \"v%s\"", "1");
    assert_int_equal(site_ask_as(s, header, "PUT", "/agents/ann", "{\"name\":\"Anna\"}"), 412);
    assert_int_equal(ask(s, "PUT", "/agents/ann/status", "{\"status\":\"busy\"}"), 200);
    assert_true(site_got(s, "\"status\":\"busy\""));
    assert_int_equal(ask(s, "PUT", "/agents/ann/status", "{\"status\":\"asleep\"}"), 422);
    assert_int_equal(ask(s, "PUT", "/queues/sales", "{\"settings\":{\"sla_s\":60}}"), 200);
    assert_int_equal(ask(s, "PUT", "/queues/sales", "{\"name\":\"All sales\",\"settings\":{\"a\":1}}"), 200);
    assert_true(site_got(s, "\"settings\":{\"sla_s\":60,\"a\":1}") && site_got(s, "All sales"));
    assert_int_equal(ask(s, "PUT", "/skills/german", "{\"description\":\"C1\"}"), 200);
    assert_true(site_got(s, "\"description\":\"C1\"") && site_got(s, "\"name\":\"German\""));
    assert_int_equal(ask(s, "DELETE", "/skills/german", NULL), 200);
    assert_int_equal(ask(s, "GET", "/skills/german", NULL), 404);
}

// ---- who leaves

static int assign(void *ctx, struct tx *tx)
{
    struct session_change change;
    int r = session_change_begin(tx, view_from(ctx), &change);
    if (r != 0)
        return r;
    session_set_owner(&change, 1, 1);
    return session_change_end(tx, &change);
}

static int leave(void *ctx, struct tx *tx)
{
    struct job job = {.ref = 1};
    bool is_done = false;
    int r = agent_leave_slice(tx, &job, &is_done);
    *(int *)ctx = is_done ? (int)job.done : -1;
    return r;
}

static void open_sessions(struct site *s, int count)
{
    for (int i = 0; i < count; i++) {
        char json[200], id[20];
        snprintf(id, sizeof(id), "s%d", i);
        snprintf(json, sizeof(json), "{\"customer_id\":\"c%d\",\"session_id\":\"%s\",\"channel\":\"chat\"}",
                 i, id);
        assert_int_equal(site_post(s, "/session/create", json), 201);
        assert_int_equal(testing_commit(&s->store, assign, id), 0);
    }
}

static void who_leaves_leaves_the_name_and_no_session(void **state)
{
    struct site *s = *state;
    int done;
    make_some(s);
    open_sessions(s, 25);
    assert_int_equal(site_get(s, "/session/s3"), 200);
    assert_true(site_got(s, "\"agent_id\":\"ann\""));
    assert_int_equal(ask(s, "DELETE", "/queues/billing", NULL), 409);
    assert_int_equal(ask(s, "DELETE", "/agents/ann", NULL), 200);
    assert_int_equal(ask(s, "GET", "/agents/ann", NULL), 404);
    assert_int_equal(ask(s, "DELETE", "/agents/ann", NULL), 404);
    assert_int_equal(ask(s, "POST", "/agents", "{\"id\":\"ann\",\"name\":\"x\"}"), 409);
    assert_int_equal(ask(s, "POST", "/agents", "{\"name\":\"New\",\"email\":\"ann@example.org\"}"), 201);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM job WHERE is_running = 1 AND ref = 1"),
                     1);
    // Two slices.
    assert_int_equal(testing_commit(&s->store, leave, &done), 0);
    assert_int_equal(done, -1);
    assert_int_equal(testing_commit(&s->store, leave, &done), 0);
    assert_int_equal(done, 5);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM session WHERE agent IS NOT NULL"), 0);
    assert_int_equal(site_get(s, "/session/s3"), 200);
    assert_true(site_got(s, "\"agent_id\":null") && site_got(s, "\"queue\":\"billing\""));
    assert_true(site_got(s, "the agent has left"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_agent_is_what_was_said, begin, end),
        cmocka_unit_test_setup_teardown(what_is_wrong_is_refused_and_leaves_nothing, begin, end),
        cmocka_unit_test_setup_teardown(a_change_says_only_what_changes, begin, end),
        cmocka_unit_test_setup_teardown(who_leaves_leaves_the_name_and_no_session, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
