// SPDX-License-Identifier: Apache-2.0
// Sessions go when their tenant keeps them no longer, whole and in slices, and nobody else loses anything.
#include "hub/event_body.h"
#include "hub/message_edit.h"
#include "hub/session_merge.h"
#include "hub/session_rating.h"
#include "hub/session_retain.h"
#include "hub/tag.h"
#include "hub/testing_hub.h"
#include "hub/unified_view.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int64_t DAY = (int64_t)24 * 3600 * 1000000;
static const struct actor operator= {.kind = ACTOR_OPERATOR};
static const struct trim_rule rules[] = {{.name = "sessions", .slice = session_retain_slice}};

struct setting {
    struct testing_store store; // first
    struct trim trim;
    struct arena arena;
};

static int64_t count(struct setting *s, const char *sql)
{
    return testing_count(&s->store, sql);
}

static int exec(void *ctx, struct tx *tx)
{
    return db_exec(tx->db, ctx);
}

static void run(struct setting *s, const char *sql)
{
    char *text = strdup(sql);
    assert_int_equal(testing_commit(&s->store, exec, text), 0);
    free(text);
}

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    testing_add_tenant(&s->store, 5);
    testing_store_reopen(&s->store, NULL);
    trim_init(&s->trim, s->store.store, rules, 1);
    arena_init(&s->arena, 64 << 10, 64 << 20);
    run(s, "UPDATE tenant SET settings = '{\"retention_days\":10}' WHERE tenant = 1");
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    arena_free(&s->arena);
    testing_store_close(&s->store);
    free(s);
    return 0;
}

static void run_round(struct setting *s)
{
    trim_start(&s->trim);
    while (atomic_load(&s->trim.is_running))
        usleep(200);
}

static void pass(struct setting *s, int days)
{
    atomic_fetch_add(&s->store.wall_us, days * DAY);
}

// ---- what people do

struct op {
    const char *customer, *session, *into;
    enum session_event event; // with a session
    int score;
    struct session now; // of it, told back; without its texts
};

static int say(void *ctx, struct tx *tx)
{
    const struct op *op = ctx;
    struct message_result result;
    return message_store(tx,
                         &(struct message_in){.customer_id = view_from(op->customer),
                                              .session_id = hub_text(op->session),
                                              .channel = CHANNEL_CHAT,
                                              .has_channel = true,
                                              .direction = DIRECTION_INBOUND,
                                              .author_type = AUTHOR_CUSTOMER,
                                              .content = VIEW("what was said")},
                         &result);
}

static int open_own(void *ctx, struct tx *tx)
{
    const struct op *op = ctx;
    struct conversation_result result;
    return conversation_open(tx,
                             &(struct conversation_in){.customer_id = view_from(op->customer),
                                                       .session_id = hub_text(op->session),
                                                       .channel = CHANNEL_CHAT},
                             &result);
}

static int change(void *ctx, struct tx *tx)
{
    struct op *op = ctx;
    struct session_change change, other;
    int r = session_change_begin(tx, view_from(op->session), &change);
    if (r == 0 && op->score != 0)
        r = session_rate(tx, &change, &operator, op->score, VIEW("a comment"));
    else if (r == 0 && op->into != NULL)
        r = session_change_begin(tx, view_from(op->into), &other);
    else if (r == 0)
        r = session_apply(tx, &change, op->event, &operator, VIEW("done"), (struct view){0});
    if (r == 0 && op->into != NULL) {
        r = session_merge(tx, &other, &change, &operator);
        return r == 0 ? session_change_end(tx, &other) : r;
    }
    return r == 0 ? session_change_end(tx, &change) : r;
}

static void act(struct setting *s, int tenant, testing_decide decide, struct op op)
{
    enum work_outcome outcome;
    assert_int_equal(testing_run(&s->store, tenant, decide, &op, &outcome), 0);
    assert_int_equal(outcome, WORK_COMMITTED);
}

// A session with a number of messages, rated, that is over.
static void live(struct setting *s, int tenant, const char *customer, const char *session, int messages,
                 enum session_event end)
{
    act(s, tenant, open_own, (struct op){.customer = customer, .session = session});
    for (int i = 0; i < messages; i++)
        act(s, tenant, say, (struct op){.customer = customer, .session = session});
    act(s, tenant, change, (struct op){.session = session, .score = 4});
    act(s, tenant, change, (struct op){.session = session, .event = end});
}

// What other parts of the hub hang on every session.
static void hang_on(struct setting *s)
{
    run(s, "INSERT INTO interaction_edit (tenant, interaction, content, actor_kind, created_us) "
           "SELECT tenant, interaction, 'before', 2, 1 FROM interaction WHERE type = 1");
    run(s,
        "INSERT INTO notification (tenant, id, agent, type, title, message, session, customer, created_us) "
        "SELECT tenant, 'n' || session, 1, 'mention', 'x', 'y', session, customer, 1 FROM session");
    run(s, "INSERT INTO transfer (tenant, id, session, customer, state, from_channel, to_channel, "
           "actor_kind, created_us, updated_us) "
           "SELECT tenant, 't' || session, session, customer, 2, 1, 2, 1, 1, 1 FROM session");
    run(s, "INSERT INTO timer (tenant, kind, ref, due_us, created_us) "
           "SELECT tenant, 3, transfer, 1, 1 FROM transfer");
    run(s, "INSERT INTO timer (tenant, kind, ref, due_us, created_us) "
           "SELECT tenant, 5, session, 1, 1 FROM session");
    run(s, "INSERT INTO outbox (tenant, id, kind, session, ref, state, is_due, due_us, attempts, created_us, "
           "updated_us) SELECT tenant, 'o' || session, 1, session, 1, 1, 0, 1, 0, 1, 1 FROM session");
    run(s, "INSERT INTO session_tag (session, tag, tenant, is_open, activity_position) "
           "SELECT session, 1, tenant, 0, 1 FROM session");
    run(s,
        "INSERT INTO participant (tenant, session, kind, ref, delivered_position, read_position, joined_us, "
        "updated_us) SELECT tenant, session, 1, 0, 1, 1, 1, 1 FROM session");
}

// Nothing of the tenant's is left but what stays as the last row of its table, blank.
static void assert_left(struct setting *s, int tenant, int sessions)
{
    static const char *const tables[] = {"transfer",    "notification", "outbox",
                                         "session_tag", "participant",  "timer"};
    char sql[300];
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM session WHERE tenant = %d AND customer > 0", tenant);
    assert_int_equal(count(s, sql), sessions);
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        bool is_timer = strcmp(tables[i], "timer") == 0;
        snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s WHERE tenant = %d%s", tables[i], tenant,
                 is_timer ? "" : " AND session > 0"); // the last row of a table stays, blank
        assert_int_equal(count(s, sql), is_timer ? 2 * sessions : sessions);
    }
    snprintf(sql, sizeof(sql),
             "SELECT count(*) FROM interaction i WHERE i.tenant = %d AND (i.customer > 0 OR i.content <> '') "
             "AND NOT EXISTS (SELECT 1 FROM session s WHERE s.session = i.session AND s.customer > 0)",
             tenant);
    assert_int_equal(count(s, sql), 0);
    snprintf(sql, sizeof(sql),
             "SELECT count(*) FROM interaction_edit e WHERE e.tenant = %d AND NOT EXISTS "
             "(SELECT 1 FROM interaction i WHERE i.interaction = e.interaction)",
             tenant);
    assert_int_equal(count(s, sql), 0);
}

// The customers' sums against their sessions.
static void assert_sums(struct setting *s)
{
    assert_int_equal(
        count(s, "SELECT count(*) FROM customer c WHERE (c.closed_sessions, c.resolved_sessions, "
                 "c.interactions, c.responses, c.response_sum_us, c.ratings, c.rating_sum) IS NOT (SELECT "
                 "coalesce(sum(s.is_open = 0 AND s.merged_into IS NULL), 0), coalesce(sum(s.is_open = 0 AND "
                 "s.merged_into IS NULL AND s.resolved_us IS NOT NULL), 0), coalesce(sum(s.interactions * "
                 "(s.is_open = 0)), 0), coalesce(sum(s.responses * (s.is_open = 0)), 0), "
                 "coalesce(sum(s.response_sum_us * (s.is_open = 0)), 0), count(s.rating), "
                 "coalesce(sum(s.rating), 0) FROM session s WHERE s.customer = c.customer)"),
        0);
}

// ---- tests

static void each_tenant_keeps_as_long_as_it_says(void **state)
{
    struct setting *s = *state;
    live(s, 1, "ann", "a1", 3, SESSION_CLOSE);
    live(s, 5, "ann", "a1", 3, SESSION_RESOLVE);
    pass(s, 6);
    live(s, 1, "ann", "a2", 2, SESSION_RESOLVE);
    act(s, 1, open_own, (struct op){.customer = "ann", .session = "a3"}); // stays open
    hang_on(s);
    run_round(s);
    assert_int_equal(count(s, "SELECT count(*) FROM session WHERE customer > 0"), 4);
    pass(s, 5);
    run_round(s);
    assert_left(s, 1, 2);
    assert_left(s, 5, 1); // keeps for ever
    assert_sums(s);
    pass(s, 30);
    run(s, "UPDATE tenant SET settings = '{\"retention_days\":50}' WHERE tenant = 5");
    run_round(s);
    assert_left(s, 1, 1);
    assert_left(s, 5, 1);
    run(s, "UPDATE tenant SET settings = '{\"retention_days\":40}' WHERE tenant = 5");
    run_round(s);
    assert_left(s, 5, 0);
    assert_sums(s);
    assert_int_equal(count(s, "SELECT count(*) FROM customer"), 2); // they stay
    assert_true(atomic_load(&s->trim.trimmed[0]) > 20);
}

struct slice {
    int gone;
    bool has_more;
};

static int one_slice(void *ctx, struct tx *tx)
{
    struct slice *slice = ctx;
    return session_retain_slice(tx, &rules[0], &slice->gone, &slice->has_more);
}

// As somebody who reads between two slices: no answer fails, and the view is what its sessions make it.
static int64_t read_between(struct setting *s)
{
    struct snapshot snapshot;
    struct unified_view view;
    assert_sums(s);
    assert_int_equal(snapshot_begin(s->store.reader, 1, &snapshot), 0);
    assert_int_equal(unified_view_load(&snapshot, VIEW("ann"), &s->arena, &view), CUSTOMER_OK);
    snapshot_end(&snapshot);
    assert_int_equal(view.total_interactions,
                     count(s, "SELECT coalesce(sum(interactions), 0) FROM session WHERE tenant = 1 AND "
                              "customer > 0"));
    for (int i = 0; i < view.timeline.count; i++) {
        struct message_whole message;
        int r = message_find(s->store.reader, 1, view.timeline.items[i].id, NULL, &s->arena, &message);
        assert_true(r == MESSAGE_EDIT_OK || r == MESSAGE_EDIT_NONE);
    }
    arena_reset(&s->arena);
    return view.total_interactions;
}

static void a_long_one_goes_in_slices_and_over_restarts(void **state)
{
    struct setting *s = *state;
    struct slice slice = {.has_more = true};
    int slices = 0;
    live(s, 1, "ann", "long", 250, SESSION_CLOSE);
    hang_on(s);
    pass(s, 11);
    live(s, 1, "ann", "young", 5, SESSION_CLOSE);
    int64_t before = read_between(s), young = 5 + 2; // with what tells of its rating and its end
    for (; slice.has_more; slices++) {
        assert_true(slices < 40);
        assert_int_equal(testing_commit(&s->store, one_slice, &slice), 0);
        assert_in_range(slice.gone, 0, 200);
        int64_t now = read_between(s);
        assert_true(now == before || now == young); // at once, or not yet
        if (slices % 3 == 1)
            testing_store_reopen(&s->store, NULL);
    }
    assert_true(slices > 6);
    assert_int_equal(read_between(s), young);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction_edit"), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM session"), 1);
}

static void what_was_merged_goes_with_what_it_went_on_in(void **state)
{
    struct setting *s = *state;
    act(s, 1, open_own, (struct op){.customer = "ann", .session = "first"});
    act(s, 1, say, (struct op){.customer = "ann", .session = "first"});
    act(s, 1, open_own, (struct op){.customer = "ann", .session = "goes-on"});
    act(s, 1, change, (struct op){.session = "first", .into = "goes-on"});
    pass(s, 20);
    run_round(s);
    assert_int_equal(count(s, "SELECT count(*) FROM session WHERE customer > 0"), 2);
    act(s, 1, change, (struct op){.session = "goes-on", .event = SESSION_RESOLVE});
    pass(s, 11);
    struct slice slice = {.has_more = true};
    while (slice.has_more) {
        assert_int_equal(testing_commit(&s->store, one_slice, &slice), 0);
        assert_int_equal(
            count(s, "SELECT count(*) FROM session a WHERE a.merged_into IS NOT NULL AND NOT EXISTS "
                     "(SELECT 1 FROM session b WHERE b.session = a.merged_into AND b.customer > 0)"),
            0);
        assert_sums(s);
    }
    assert_int_equal(count(s, "SELECT count(*) FROM session WHERE customer > 0"), 0);
}

static void live_clients_pass_over_what_is_gone(void **state)
{
    struct setting *s = *state;
    struct event_body body;
    live(s, 1, "ann", "a1", 3, SESSION_CLOSE);
    int events = hub_events(&s->store);
    int64_t last = count(s, "SELECT max(session) FROM session");
    pass(s, 11);
    run_round(s);
    for (int i = 0; i < events; i++) {
        const struct event *e = hub_event(&s->store, i);
        if (e->session != 0)
            assert_int_equal(event_body_load(s->store.reader, e, &s->arena, &body), EVENT_BODY_GONE);
    }
    // A caller may use the id again, for a session of another number; then the blank rows go too.
    live(s, 1, "ann", "a1", 1, SESSION_CLOSE);
    assert_true(count(s, "SELECT session FROM session WHERE id = 'a1'") > last);
    assert_int_equal(count(s, "SELECT count(*) FROM session WHERE customer = 0"), 1);
    run_round(s);
    assert_int_equal(count(s, "SELECT count(*) FROM session WHERE customer = 0"), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction WHERE customer = 0"), 0);
}

int main(void)
{
    alarm(120);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_tenant_keeps_as_long_as_it_says, begin, end),
        cmocka_unit_test_setup_teardown(a_long_one_goes_in_slices_and_over_restarts, begin, end),
        cmocka_unit_test_setup_teardown(what_was_merged_goes_with_what_it_went_on_in, begin, end),
        cmocka_unit_test_setup_teardown(live_clients_pass_over_what_is_gone, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
