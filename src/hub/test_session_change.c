// SPDX-License-Identifier: Apache-2.0
// What is done with sessions: statuses, owners, notes, snoozes, tags, merges, ratings; and after any sequence
// of it, that nothing was counted twice or lost.
#include "hub/agent_change.h"
#include "hub/queue.h"
#include "hub/session_edit.h"
#include "hub/session_merge.h"
#include "hub/session_note.h"
#include "hub/session_rating.h"
#include "hub/session_snooze.h"
#include "hub/tenant.h"
#include "hub/testing_hub.h"
#include "hub/timeline.h"
#include "hub/unified_view.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static const int64_t SECOND = 1000000, HOUR = 3600000000;
static const struct actor operator= {.kind = ACTOR_OPERATOR};

struct setting {
    struct testing_store store; // first
    struct arena arena;
};

// ---- operations as functions

enum what { APPLY, ASSIGN, NOTE, SNOOZE, REMIND, TAG, RATE, MERGE, EDIT, WAKE_FIRE, REMIND_FIRE };

struct op {
    enum what what;
    const char *id, *other;
    enum session_event event;
    struct session_assignment assignment;
    struct session_tagging tagging;
    struct session_edit edit;
    struct session_note note;
    struct actor actor;
    int64_t at_us;
    int score;
    struct view comment;
};

static int merge(struct tx *tx, const struct op *op, struct session_change *into)
{
    struct session_change from;
    int r = session_change_begin(tx, view_from(op->other), &from);
    return r != 0 ? r : session_merge(tx, into, &from, &op->actor);
}

static int run(struct tx *tx, const struct op *op, struct session_change *change)
{
    const struct timer timer = {.ref = change->now.row};
    struct view none = {0};
    struct timer stored;
    switch (op->what) {
    case APPLY:
        return session_apply(tx, change, op->event, &op->actor, VIEW("because"), op->comment);
    case ASSIGN:
        return session_assign(tx, change, &op->actor, &op->assignment);
    case NOTE:
        return session_note(tx, change, &op->actor, &op->note, NULL);
    case SNOOZE:
        return session_snooze(tx, change, &op->actor, op->at_us, none);
    case REMIND:
        return session_remind(tx, change, op->at_us, 0, VIEW("call \"back\""));
    case TAG:
        return session_retag(tx, change, &op->tagging);
    case RATE:
        return session_rate(tx, change, &op->actor, op->score, op->comment);
    case MERGE:
        return merge(tx, op, change);
    case EDIT:
        return session_edit(tx, change, &op->actor, &op->edit);
    case WAKE_FIRE:
        return session_snooze_fire(tx, &timer);
    case REMIND_FIRE:
        if (timer_find(tx->db, tx->tenant, TIMER_REMINDER, timer.ref, &tx->batch->arena, &stored) != TIMER_OK)
            return -ENOENT;
        return session_remind_fire(tx, &stored);
    }
    return -EINVAL;
}

static int decide(void *ctx, struct tx *tx)
{
    const struct op *op = ctx;
    struct session_change change;
    int r = session_change_begin(tx, view_from(op->id), &change);
    if (r == 0)
        r = run(tx, op, &change);
    if (r == 0 && op->what != WAKE_FIRE && op->what != REMIND_FIRE)
        r = session_change_end(tx, &change);
    return r;
}

static int act(struct setting *s, struct op op)
{
    if (op.actor.kind == ACTOR_SYSTEM)
        op.actor = operator;
    return testing_commit(&s->store, decide, &op);
}

static int apply(struct setting *s, const char *id, enum session_event event)
{
    return act(s, (struct op){.what = APPLY, .id = id, .event = event});
}

static struct session session(struct setting *s, const char *id)
{
    return hub_session(&s->store, id, &s->arena);
}

static int say(struct setting *s, const char *customer, const char *id, struct said *said)
{
    return hub_say(&s->store,
                   &(struct message_in){.customer_id = hub_text(customer),
                                        .session_id = hub_text(id),
                                        .channel = CHANNEL_CHAT,
                                        .has_channel = true,
                                        .direction = DIRECTION_INBOUND,
                                        .author_type = AUTHOR_CUSTOMER,
                                        .content = VIEW("hello")},
                   said);
}

static void open_own(struct setting *s, const char *customer, const char *id)
{
    struct conversation_in in = {
        .customer_id = view_from(customer), .session_id = hub_text(id), .channel = CHANNEL_CHAT};
    assert_int_equal(hub_open(&s->store, &in, NULL, NULL), CONVERSATION_OK);
}

static int make_agents(void *ctx, struct tx *tx)
{
    struct queue queue;
    struct agent agent;
    (void)ctx;
    int r =
        queue_create(tx, &operator, VIEW("billing"), &(struct queue_change){.name = VIEW("Billing")}, &queue);
    for (int i = 0; r == 0 && i < 3; i++) {
        static const char *const ids[] = {"ada", "bob", "cat.1"};
        r = agent_create(tx, &operator, view_from(ids[i]),
                         &(struct agent_change){.name = view_from(ids[i]),
                                                .has_role = true,
                                                .role = ACCESS_AGENT,
                                                .has_capacity = true,
                                                .capacity = 5},
                         &agent);
    }
    return r;
}

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    arena_init(&s->arena, 64 << 10, 64 << 20);
    assert_int_equal(testing_commit(&s->store, make_agents, NULL), 0);
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

static int64_t count(struct setting *s, const char *sql)
{
    return testing_count(&s->store, sql);
}

// The customers' sums, and all else that is stored twice, against the rows that they are of.
static void check_whole(struct setting *s)
{
    static const char *const zero[] = {
        "SELECT count(*) FROM customer c WHERE c.closed_sessions <> (SELECT count(*) FROM session s "
        "WHERE s.customer = c.customer AND s.is_open = 0 AND s.merged_into IS NULL)",
        "SELECT count(*) FROM customer c WHERE c.resolved_sessions <> (SELECT count(*) FROM session s "
        "WHERE s.customer = c.customer AND s.is_open = 0 AND s.merged_into IS NULL "
        "AND s.resolved_us IS NOT NULL)",
        "SELECT count(*) FROM customer c WHERE c.interactions <> (SELECT coalesce(sum(s.interactions), 0) "
        "FROM session s WHERE s.customer = c.customer AND s.is_open = 0)",
        "SELECT count(*) FROM customer c WHERE c.responses <> (SELECT coalesce(sum(s.responses), 0) "
        "FROM session s WHERE s.customer = c.customer AND s.is_open = 0)",
        "SELECT count(*) FROM customer c WHERE c.response_sum_us <> (SELECT "
        "coalesce(sum(s.response_sum_us), 0) FROM session s WHERE s.customer = c.customer AND s.is_open = 0)",
        "SELECT count(*) FROM customer c WHERE c.ratings <> (SELECT count(*) FROM session s "
        "WHERE s.customer = c.customer AND s.rating IS NOT NULL)",
        "SELECT count(*) FROM customer c WHERE c.rating_sum <> (SELECT coalesce(sum(s.rating), 0) "
        "FROM session s WHERE s.customer = c.customer)",
        "SELECT count(*) FROM session s WHERE s.interactions <> (SELECT count(*) FROM interaction i "
        "WHERE i.session = s.session)",
        "SELECT count(*) FROM session WHERE is_open <> (status < 2)",
        "SELECT count(*) FROM session WHERE is_open = 0 AND is_default = 1",
        "SELECT count(*) FROM session WHERE is_open = 0 AND (waiting_since_us IS NOT NULL OR "
        "snoozed_until_us IS NOT NULL OR closed_us IS NULL)",
        "SELECT count(*) FROM session WHERE is_open = 1 AND (closed_us IS NOT NULL OR resolved_us IS NOT "
        "NULL "
        "OR merged_into IS NOT NULL)",
        "SELECT count(*) FROM session WHERE snoozed_until_us IS NOT NULL AND status <> 1",
        "SELECT count(*) FROM timer t WHERE t.kind = 1 AND NOT EXISTS (SELECT 1 FROM session s "
        "WHERE s.session = t.ref AND s.snoozed_until_us = t.due_us)",
        "SELECT count(*) FROM session s WHERE s.snoozed_until_us IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM timer t WHERE t.kind = 1 AND t.ref = s.session)",
        "SELECT count(*) FROM session s JOIN session_tag t ON t.session = s.session "
        "WHERE t.is_open <> s.is_open OR t.activity_position <> s.activity_position",
        "SELECT count(*) FROM session s WHERE coalesce(json_array_length(s.tags), 0) <> "
        "(SELECT count(*) FROM session_tag t WHERE t.session = s.session)",
        "SELECT count(*) FROM session s WHERE s.last_position < (SELECT coalesce(max(position), 0) "
        "FROM event e WHERE e.session = s.session)",
        "SELECT count(*) FROM session s WHERE s.last_public_position <> (SELECT max(position) "
        "FROM event e WHERE e.session = s.session AND e.audience = 1)",
    };
    for (size_t i = 0; i < sizeof(zero) / sizeof(zero[0]); i++)
        if (count(s, zero[i]) != 0)
            fail_msg("%s", zero[i]);
}

// ---- statuses

static void resolved_and_reopened_moves_the_sums_there_and_back(void **state)
{
    struct setting *s = *state;
    struct said said;
    assert_int_equal(say(s, "ann", NULL, &said), MESSAGE_OK);
    int64_t version = session(s, said.session_id).version;
    assert_int_equal(act(s, (struct op){.what = APPLY,
                                        .id = said.session_id,
                                        .event = SESSION_RESOLVE,
                                        .comment = VIEW("sent a new card")}),
                     0);
    struct session now = session(s, said.session_id);
    assert_int_equal(now.status, SESSION_RESOLVED);
    assert_false(now.is_open || now.is_default);
    assert_true(now.was_default);
    assert_int_equal(now.version, version + 1);
    assert_int_equal(hub_customer(&s->store, "ann", &s->arena).resolved_sessions, 1);
    assert_int_equal(hub_customer(&s->store, "ann", &s->arena).interactions, 2);
    check_whole(s);
    assert_int_equal(apply(s, said.session_id, SESSION_RESOLVE), 0); // it is so already
    assert_int_equal(session(s, said.session_id).version, version + 1);
    assert_int_equal(apply(s, said.session_id, SESSION_REOPEN), 0);
    now = session(s, said.session_id);
    assert_true(now.is_open && now.is_default);
    assert_int_equal(now.reopened, 1);
    assert_int_equal(hub_customer(&s->store, "ann", &s->arena).closed_sessions, 0);
    assert_int_equal(hub_customer(&s->store, "ann", &s->arena).interactions, 0);
    check_whole(s);
}

static void a_change_of_status_is_an_internal_entry_and_then_news_of_the_session(void **state)
{
    struct setting *s = *state;
    struct said said;
    struct timeline t;
    say(s, "ann", NULL, &said);
    int events = hub_events(&s->store);
    act(s,
        (struct op){.what = APPLY, .id = said.session_id, .event = SESSION_RESOLVE, .comment = VIEW("done")});
    const struct event *entry = hub_event(&s->store, events), *news = hub_event(&s->store, events + 1);
    assert_int_equal(hub_events(&s->store), events + 2);
    assert_int_equal(entry->audience, AUDIENCE_INTERNAL);
    assert_int_equal(news->kind, EVENT_SESSION_UPDATE);
    assert_int_equal(news->position, entry->position + 1);
    struct session now = session(s, said.session_id);
    assert_int_equal(now.last_position, news->position);
    assert_int_equal(timeline_events_of_session(s->store.reader, 1, &now, INT64_MAX, 10, &s->arena, &t), 0);
    assert_int_equal(t.count, 1);
    assert_int_equal(t.items[0].type, INTERACTION_STATUS);
    assert_true(view_equal(t.items[0].content, VIEW("done")));
    assert_true(view_equal(t.items[0].change,
                           VIEW("{\"from\":\"active\",\"to\":\"resolved\",\"reason\":\"because\"}")));
}

static void a_message_within_the_window_opens_a_resolved_session_again(void **state)
{
    struct setting *s = *state;
    struct said first, again, named;
    say(s, "ann", NULL, &first);
    apply(s, first.session_id, SESSION_RESOLVE);
    s->store.wall_us += 71 * HOUR;
    assert_int_equal(say(s, "ann", NULL, &again), MESSAGE_OK);
    assert_string_equal(again.session_id, first.session_id);
    assert_true(session(s, first.session_id).is_default);
    check_whole(s);
    open_own(s, "ann", "own");
    apply(s, "own", SESSION_RESOLVE);
    assert_int_equal(say(s, NULL, "own", &named), MESSAGE_OK);
    assert_false(session(s, "own").is_default);
    assert_int_equal(session(s, "own").status, SESSION_ACTIVE);
    check_whole(s);
}

static void beyond_the_window_a_message_opens_another_session(void **state)
{
    struct setting *s = *state;
    struct said first, again;
    say(s, "ann", NULL, &first);
    apply(s, first.session_id, SESSION_RESOLVE);
    s->store.wall_us += 73 * HOUR;
    assert_int_equal(say(s, NULL, first.session_id, NULL), MESSAGE_SESSION_CLOSED);
    assert_int_equal(say(s, "ann", NULL, &again), MESSAGE_OK);
    assert_string_not_equal(again.session_id, first.session_id);
    check_whole(s);
}

static void a_closed_session_stays_closed_and_what_is_said_opens_another(void **state)
{
    struct setting *s = *state;
    struct said first, again;
    say(s, "ann", NULL, &first);
    assert_int_equal(apply(s, first.session_id, SESSION_CLOSE), 0);
    assert_int_equal(apply(s, first.session_id, SESSION_CLOSE), 0);
    assert_int_equal(apply(s, first.session_id, SESSION_RESOLVE), SESSION_ACT_CLOSED);
    assert_int_equal(say(s, NULL, first.session_id, NULL), MESSAGE_SESSION_CLOSED);
    assert_int_equal(say(s, "ann", NULL, &again), MESSAGE_OK);
    assert_string_not_equal(again.session_id, first.session_id);
    // By hand it opens again, but the customer has another default session by now.
    assert_int_equal(apply(s, first.session_id, SESSION_REOPEN), 0);
    assert_false(session(s, first.session_id).is_default);
    assert_true(session(s, again.session_id).is_default);
    check_whole(s);
}

// ---- owners

static struct op assign_to(const char *id, const char *agent, const char *queue)
{
    return (struct op){.what = ASSIGN,
                       .id = id,
                       .assignment = {.has_agent = true,
                                      .agent_id = hub_text(agent),
                                      .has_queue = queue != NULL,
                                      .queue_id = hub_text(queue),
                                      .reason = VIEW("knows \"it\"")}};
}

static void both_agents_are_told_of_an_assignment_and_the_new_one_is_notified(void **state)
{
    struct setting *s = *state;
    open_own(s, "ann", "one");
    assert_int_equal(act(s, assign_to("one", "ada", "billing")), 0);
    struct session now = session(s, "one");
    assert_true(view_equal(now.agent_id, VIEW("ada")));
    assert_true(view_equal(now.queue_id, VIEW("billing")));
    int64_t ada = now.agent;
    int events = hub_events(&s->store);
    assert_int_equal(act(s, assign_to("one", "bob", NULL)), 0);
    int told_ada = 0, told_bob = 0, notified = 0;
    for (int i = events; i < hub_events(&s->store); i++) {
        const struct event *e = hub_event(&s->store, i);
        told_ada += e->kind == EVENT_SESSION_UPDATE && e->agent == ada;
        told_bob += e->kind == EVENT_SESSION_UPDATE && e->agent == session(s, "one").agent;
        notified += e->kind == EVENT_NOTIFICATION;
        assert_non_null(e->body);
    }
    assert_int_equal(told_ada, 1);
    assert_int_equal(told_bob, 1);
    assert_int_equal(notified, 1);
    assert_int_equal(count(s, "SELECT count(*) FROM notification WHERE type = 'assignment'"), 2);
    assert_int_equal(count(s, "SELECT count(*) FROM audit WHERE action = 'session.assign'"), 2);
    assert_int_equal(count(s, "SELECT count(*) FROM audit WHERE detail LIKE '%knows%'"), 0);
    check_whole(s);
}

static void nobody_can_be_assigned_whom_nobody_knows(void **state)
{
    struct setting *s = *state;
    open_own(s, "ann", "one");
    assert_int_equal(act(s, assign_to("one", "eve", NULL)), SESSION_ACT_NO_AGENT);
    assert_int_equal(act(s, assign_to("one", "ada", "sales")), SESSION_ACT_NO_QUEUE);
    assert_int_equal(act(s, assign_to("one", NULL, NULL)), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction"), 0);
    apply(s, "one", SESSION_CLOSE);
    assert_int_equal(act(s, assign_to("one", "ada", NULL)), SESSION_ACT_CLOSED);
    check_whole(s);
}

static void as_many_are_open_as_may_be_whatever_opened_them(void **state)
{
    struct setting *s = *state;
    struct unified_view view;
    struct snapshot snapshot;
    char id[16];
    open_own(s, "ann", "first");
    say(s, NULL, "first", NULL);
    apply(s, "first", SESSION_RESOLVE);
    for (int i = 0; i < SESSIONS_OPEN_MAX; i++) {
        snprintf(id, sizeof(id), "s%d", i);
        open_own(s, "ann", id);
    }
    assert_int_equal(apply(s, "first", SESSION_REOPEN), SESSION_ACT_CROWDED);
    assert_int_equal(say(s, NULL, "first", NULL), MESSAGE_SESSION_CLOSED);
    assert_int_equal(say(s, "ann", NULL, NULL), MESSAGE_OK); // for the default one there is always room
    check_whole(s);
    assert_int_equal(snapshot_begin(s->store.reader, 1, &snapshot), 0);
    assert_int_equal(unified_view_load(&snapshot, VIEW("ann"), &s->arena, &view), 0);
    snapshot_end(&snapshot);
    assert_int_equal(view.active_sessions, SESSIONS_OPEN_MAX + 1);
    apply(s, "s7", SESSION_CLOSE);
    apply(s, "s8", SESSION_CLOSE);
    assert_int_equal(apply(s, "first", SESSION_REOPEN), 0);
    check_whole(s);
}

// ---- notes

static void a_note_notifies_whom_it_mentions_but_its_author(void **state)
{
    struct setting *s = *state;
    struct view named[] = {{"bob", 3}};
    open_own(s, "ann", "one");
    int64_t ada = count(s, "SELECT agent FROM agent WHERE id = 'ada'");
    struct op op = {.what = NOTE,
                    .id = "one",
                    .actor = {.kind = ACTOR_AGENT, .agent = ada, .id = VIEW("ada"), .name = VIEW("Ada")},
                    .note = {.content = VIEW("@cat.1: see @ada, @nobody and x@bob; @bob."),
                             .mentions = named,
                             .mention_count = 1}};
    int64_t version = session(s, "one").version, activity_us = session(s, "one").last_activity_us;
    s->store.wall_us += HOUR;
    assert_int_equal(act(s, op), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM notification WHERE type = 'mention'"), 2);
    assert_int_equal(count(s, "SELECT count(DISTINCT agent) FROM notification"), 2);
    assert_int_equal(count(s,
                           "SELECT count(*) FROM interaction WHERE type = 3 AND audience = 0 AND "
                           "author_id = 'ada' AND metadata = '{\"mentions\":[\"bob\",\"cat.1\",\"ada\"]}'"),
                     1);
    // Customers cannot tell from the session that somebody wrote a note.
    assert_int_equal(session(s, "one").version, version);
    assert_int_equal(session(s, "one").last_activity_us, activity_us);
    named[0] = VIEW("eve");
    assert_int_equal(act(s, op), SESSION_ACT_NO_AGENT);
    apply(s, "one", SESSION_CLOSE);
    named[0] = VIEW("bob");
    assert_int_equal(act(s, op), 0);
    check_whole(s);
}

// ---- snooze and reminders

static void a_snoozed_session_wakes_when_its_time_comes(void **state)
{
    struct setting *s = *state;
    open_own(s, "ann", "one");
    int64_t until = s->store.wall_us + 2 * HOUR;
    assert_int_equal(act(s, (struct op){.what = SNOOZE, .id = "one", .at_us = until}), 0);
    assert_int_equal(session(s, "one").status, SESSION_PENDING);
    check_whole(s);
    s->store.wall_us += HOUR;
    assert_int_equal(act(s, (struct op){.what = WAKE_FIRE, .id = "one"}), 0); // put off meanwhile
    assert_int_equal(session(s, "one").status, SESSION_PENDING);
    s->store.wall_us += 2 * HOUR;
    assert_int_equal(act(s, (struct op){.what = WAKE_FIRE, .id = "one"}), 0);
    assert_int_equal(session(s, "one").status, SESSION_ACTIVE);
    assert_int_equal(session(s, "one").snoozed_until_us, 0);
    check_whole(s);
}

static void what_the_customer_says_or_a_hand_wakes_it_too(void **state)
{
    struct setting *s = *state;
    open_own(s, "ann", "one");
    int64_t until = s->store.wall_us + 2 * HOUR;
    act(s, (struct op){.what = SNOOZE, .id = "one", .at_us = until});
    assert_int_equal(say(s, NULL, "one", NULL), MESSAGE_OK);
    assert_int_equal(session(s, "one").status, SESSION_ACTIVE);
    assert_int_equal(count(s, "SELECT count(*) FROM timer"), 0);
    act(s, (struct op){.what = SNOOZE, .id = "one", .at_us = until});
    assert_int_equal(act(s, (struct op){.what = SNOOZE, .id = "one", .at_us = 0}), 0);
    assert_int_equal(session(s, "one").status, SESSION_ACTIVE);
    act(s, (struct op){.what = SNOOZE, .id = "one", .at_us = until});
    apply(s, "one", SESSION_RESOLVE);
    assert_int_equal(count(s, "SELECT count(*) FROM timer"), 0);
    check_whole(s);
}

static void a_snooze_ends_within_what_the_tenant_allows(void **state)
{
    struct setting *s = *state;
    open_own(s, "ann", "one");
    int64_t now = s->store.wall_us;
    assert_int_equal(act(s, (struct op){.what = SNOOZE, .id = "one", .at_us = now - SECOND}),
                     SESSION_ACT_BAD_TIME);
    assert_int_equal(act(s, (struct op){.what = SNOOZE, .id = "one", .at_us = now + 31 * 24 * HOUR}),
                     SESSION_ACT_BAD_TIME);
    assert_int_equal(act(s, (struct op){.what = SNOOZE, .id = "one", .at_us = now + 29 * 24 * HOUR}), 0);
    check_whole(s);
}

static void a_reminder_tells_whoever_has_the_session_then(void **state)
{
    struct setting *s = *state;
    open_own(s, "ann", "one");
    assert_int_equal(act(s, (struct op){.what = REMIND, .id = "one", .at_us = s->store.wall_us + HOUR}), 0);
    act(s, assign_to("one", "bob", NULL));
    assert_int_equal(act(s, (struct op){.what = REMIND_FIRE, .id = "one"}), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM notification n JOIN agent a ON a.agent = n.agent "
                              "WHERE n.type = 'reminder' AND a.id = 'bob' AND n.message = 'call \"back\"'"),
                     1);
    assert_int_equal(act(s, (struct op){.what = REMIND, .id = "one"}), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM timer"), 0);
}

// ---- tags

static struct op tag(const char *id, const char *tags, const char *add, const char *remove)
{
    return (struct op){.what = TAG,
                       .id = id,
                       .tagging = {.tags = hub_text(tags), .add = hub_text(add), .remove = hub_text(remove)}};
}

static void tags_are_set_added_and_removed(void **state)
{
    struct setting *s = *state;
    open_own(s, "ann", "one");
    assert_int_equal(act(s, tag("one", "[\"vip\",\"late\",\"vip\"]", NULL, NULL)), 0);
    assert_true(view_equal(session(s, "one").tags, VIEW("[\"late\",\"vip\"]")));
    assert_int_equal(act(s, tag("one", NULL, "[\"new\"]", "[\"late\",\"none\"]")), 0);
    assert_true(view_equal(session(s, "one").tags, VIEW("[\"new\",\"vip\"]")));
    check_whole(s);
    int64_t version = session(s, "one").version;
    assert_int_equal(act(s, tag("one", NULL, "[\"new\"]", NULL)), 0);
    assert_int_equal(session(s, "one").version, version);
    assert_int_equal(act(s, tag("one", "[1]", NULL, NULL)), SESSION_ACT_BAD_TAG);
    s->store.wall_us += HOUR;
    say(s, NULL, "one", NULL); // moves it in the lists by tag too
    apply(s, "one", SESSION_CLOSE);
    check_whole(s);
    assert_int_equal(act(s, tag("one", "[]", NULL, NULL)), 0);
    assert_null(session(s, "one").tags.data);
    check_whole(s);
}

// ---- ratings

static void a_rating_counts_once_whatever_else_happens(void **state)
{
    struct setting *s = *state;
    open_own(s, "ann", "one");
    struct op rate = {.what = RATE, .id = "one", .score = 2, .actor = {.kind = ACTOR_CUSTOMER}};
    assert_int_equal(act(s, rate), 0);
    check_whole(s);
    apply(s, "one", SESSION_RESOLVE);
    rate.score = 5;
    rate.comment = VIEW("all good now");
    assert_int_equal(act(s, rate), 0);
    assert_int_equal(act(s, rate), 0);
    struct customer ann = hub_customer(&s->store, "ann", &s->arena);
    assert_int_equal(ann.ratings, 1);
    assert_int_equal(ann.rating_sum, 5);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction WHERE type = 6 AND audience = 1"), 2);
    check_whole(s);
}

// ---- merging

static struct op join(const char *into, const char *from)
{
    return (struct op){.what = MERGE, .id = into, .other = from};
}

// One person under two ids: the default session of one goes on in a session of the other.
static void what_is_said_goes_on_where_the_default_session_went(void **state)
{
    struct setting *s = *state;
    struct said first, again;
    say(s, "ann", NULL, &first);
    open_own(s, "bob", "of_bob");
    assert_int_equal(hub_merge(&s->store, "ann", "bob"), 0);
    assert_int_equal(act(s, join("of_bob", first.session_id)), 0);
    assert_true(session(s, "of_bob").is_default);
    assert_int_equal(say(s, "ann", NULL, &again), MESSAGE_OK);
    assert_string_equal(again.session_id, "of_bob");
    check_whole(s);
}

static void a_merged_session_goes_on_in_the_other(void **state)
{
    struct setting *s = *state;
    struct said said;
    struct timeline t;
    say(s, "ann", NULL, &said);
    open_own(s, "ann", "own");
    say(s, NULL, "own", NULL);
    say(s, "ann", NULL, NULL);
    assert_int_equal(act(s, join("own", said.session_id)), 0);
    check_whole(s);
    struct session merged = session(s, said.session_id), own = session(s, "own");
    assert_int_equal(merged.status, SESSION_CLOSED);
    assert_true(view_equal(merged.merged_into_id, VIEW("own")));
    assert_true(own.is_default); // as the other was
    assert_int_equal(hub_customer(&s->store, "ann", &s->arena).closed_sessions, 0);
    assert_int_equal(say(s, NULL, said.session_id, &said), MESSAGE_OK);
    assert_string_equal(said.session_id, "own");
    say(s, "ann", NULL, &said);
    assert_string_equal(said.session_id, "own");
    own = session(s, "own");
    assert_int_equal(timeline_of_session(s->store.reader, 1, &own, INT64_MAX, 50, &s->arena, &t), 0);
    assert_int_equal(t.count, 7); // five messages, the merged one's end and the merge
    for (int i = 1; i < t.count; i++)
        assert_true(t.items[i].position < t.items[i - 1].position);
    int64_t before = t.items[3].position;
    assert_int_equal(timeline_of_session(s->store.reader, 1, &own, before, 2, &s->arena, &t), 0);
    assert_int_equal(t.count, 2);
    assert_true(t.has_more && t.items[0].position < before);
    assert_int_equal(apply(s, "own", SESSION_RESOLVE), 0);
    assert_int_equal(hub_customer(&s->store, "ann", &s->arena).closed_sessions, 1);
    check_whole(s);
}

static void what_cannot_be_merged_is_refused(void **state)
{
    struct setting *s = *state;
    char id[16];
    open_own(s, "ann", "a");
    open_own(s, "ann", "b");
    open_own(s, "zoe", "z");
    assert_int_equal(act(s, join("a", "a")), SESSION_ACT_SAME_SESSION);
    assert_int_equal(act(s, join("a", "z")), SESSION_ACT_OTHER_CUSTOMER);
    assert_int_equal(act(s, join("a", "b")), 0);
    assert_int_equal(act(s, join("a", "b")), SESSION_ACT_MERGED);
    assert_int_equal(act(s, join("b", "a")), SESSION_ACT_MERGED);
    assert_int_equal(apply(s, "b", SESSION_REOPEN), SESSION_ACT_MERGED);
    for (int i = 0; i < SESSION_FAMILY_MAX - 2; i++) {
        snprintf(id, sizeof(id), "more-%d", i);
        open_own(s, "ann", id);
        assert_int_equal(act(s, join("a", id)), 0);
    }
    open_own(s, "ann", "last");
    assert_int_equal(act(s, join("a", "last")), SESSION_ACT_TOO_MANY);
    apply(s, "a", SESSION_CLOSE);
    assert_int_equal(act(s, join("a", "last")), SESSION_ACT_CLOSED);
    check_whole(s);
}

// ---- editing

static void an_edit_is_all_or_nothing(void **state)
{
    struct setting *s = *state;
    open_own(s, "ann", "one");
    struct op op = {.what = EDIT,
                    .id = "one",
                    .edit = {.has_priority = true,
                             .priority = PRIORITY_URGENT,
                             .context = VIEW("{\"order\":17,\"old\":null}"),
                             .sentiment = VIEW("{\"label\":\"angry\",\"score\":null}"),
                             .tags = VIEW("[\"vip\"]"),
                             .has_status = true,
                             .status = SESSION_RESOLVED,
                             .assignment = {.has_agent = true, .agent_id = VIEW("eve")}}};
    assert_int_equal(act(s, op), SESSION_ACT_NO_AGENT);
    struct session now = session(s, "one");
    assert_int_equal(now.priority, PRIORITY_NORMAL);
    assert_int_equal(count(s, "SELECT count(*) FROM session_tag"), 0);
    op.edit.assignment.agent_id = VIEW("ada");
    int64_t version = now.version;
    assert_int_equal(act(s, op), 0);
    now = session(s, "one");
    assert_int_equal(now.version, version + 1);
    assert_int_equal(now.status, SESSION_RESOLVED);
    assert_true(view_equal(now.context, VIEW("{\"order\":17}")));
    assert_true(view_equal(now.sentiment, op.edit.sentiment));
    assert_true(view_equal(now.agent_id, VIEW("ada")));
    op.edit = (struct session_edit){.has_status = true, .status = SESSION_PENDING};
    assert_int_equal(act(s, op), SESSION_ACT_CLOSED);
    check_whole(s);
}

// ---- anything in any order

static struct op draw(unsigned *seed, const char *id, const char *other, int64_t now_us)
{
    static const char *const agents[] = {"ada", "bob", NULL};
    static const char *const tags[] = {"[\"vip\"]", "[\"late\",\"new\"]", "[]"};
    struct op op = {.what = (enum what)(rand_r(seed) % (EDIT + 1)), .id = id, .other = other};
    op.event = (enum session_event)(rand_r(seed) % SESSION_JOIN);
    op.assignment = assign_to(id, agents[rand_r(seed) % 3], rand_r(seed) % 2 ? "billing" : NULL).assignment;
    op.tagging = tag(id, rand_r(seed) % 2 ? tags[rand_r(seed) % 3] : NULL, tags[rand_r(seed) % 3],
                     tags[rand_r(seed) % 3])
                     .tagging;
    op.note = (struct session_note){.content = VIEW("look @ada")};
    op.at_us = rand_r(seed) % 4 == 0 ? 0 : now_us + 1000 * SECOND;
    op.score = 1 + rand_r(seed) % 5;
    op.edit = (struct session_edit){.has_status = true, .status = (enum session_status)(rand_r(seed) % 4)};
    return op;
}

static void nothing_is_counted_twice_or_lost_whatever_happens(void **state)
{
    struct setting *s = *state;
    unsigned seed = 11;
    int done = 0;
    for (int i = 0; i < 3000; i++) {
        char customer[16], id[24], other[24];
        int who = rand_r(&seed) % 3;
        snprintf(customer, sizeof(customer), "c%d", who);
        snprintf(id, sizeof(id), "s%d-%d", who, rand_r(&seed) % 12);
        snprintf(other, sizeof(other), "s%d-%d", who, rand_r(&seed) % 12);
        s->store.wall_us += rand_r(&seed) % 20 == 0 ? 80 * HOUR : 20 * SECOND;
        struct conversation_in in = {
            .customer_id = view_from(customer), .session_id = view_from(id), .channel = CHANNEL_CHAT};
        struct op op = draw(&seed, id, other, s->store.wall_us);
        int r = 0;
        if (rand_r(&seed) % 8 == 0)
            hub_open(&s->store, &in, NULL, NULL);
        else if (rand_r(&seed) % 4 == 0)
            r = say(s, customer, rand_r(&seed) % 2 ? id : NULL, NULL);
        else if (op.what == MERGE && rand_r(&seed) % 6 != 0)
            continue; // else all are one soon
        else
            r = act(s, op);
        assert_true(r >= 0);
        done += r == 0;
        if (i % 100 == 0)
            check_whole(s);
    }
    assert_true(done > 1000);
    check_whole(s);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(resolved_and_reopened_moves_the_sums_there_and_back),
        TEST(a_change_of_status_is_an_internal_entry_and_then_news_of_the_session),
        TEST(a_message_within_the_window_opens_a_resolved_session_again),
        TEST(beyond_the_window_a_message_opens_another_session),
        TEST(what_is_said_goes_on_where_the_default_session_went),
        TEST(as_many_are_open_as_may_be_whatever_opened_them),
        TEST(a_closed_session_stays_closed_and_what_is_said_opens_another),
        TEST(both_agents_are_told_of_an_assignment_and_the_new_one_is_notified),
        TEST(nobody_can_be_assigned_whom_nobody_knows),
        TEST(a_note_notifies_whom_it_mentions_but_its_author),
        TEST(a_snoozed_session_wakes_when_its_time_comes),
        TEST(what_the_customer_says_or_a_hand_wakes_it_too),
        TEST(a_snooze_ends_within_what_the_tenant_allows),
        TEST(a_reminder_tells_whoever_has_the_session_then),
        TEST(tags_are_set_added_and_removed),
        TEST(a_rating_counts_once_whatever_else_happens),
        TEST(a_merged_session_goes_on_in_the_other),
        TEST(what_cannot_be_merged_is_refused),
        TEST(an_edit_is_all_or_nothing),
        TEST(nothing_is_counted_twice_or_lost_whatever_happens),
    };
#undef TEST
    return cmocka_run_group_tests(tests, NULL, NULL);
}
