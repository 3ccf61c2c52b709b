// SPDX-License-Identifier: Apache-2.0
// What comes back, or late, when somebody is gone: agents and queues that were deleted, customers who are
// apart again or being erased.
#include "hub/agent_change.h"
#include "hub/customer_edit.h"
#include "hub/customer_erase.h"
#include "hub/message_edit.h"
#include "hub/queue.h"
#include "hub/session_assign.h"
#include "hub/session_merge.h"
#include "hub/session_snooze.h"
#include "hub/testing_hub.h"
#include "hub/timeline.h"
#include "hub/transfer.h"
#include <stdio.h>
#include <stdlib.h>

static const struct actor operator= {.kind = ACTOR_OPERATOR};

struct setting {
    struct testing_store store; // first
    struct arena arena;
};

static int make_owners(void *ctx, struct tx *tx)
{
    struct queue queue;
    struct agent agent;
    struct agent_change fresh = {.has_role = true, .role = ACCESS_AGENT, .has_capacity = true, .capacity = 5};
    (void)ctx;
    int r =
        queue_create(tx, &operator, VIEW("billing"), &(struct queue_change){.name = VIEW("Billing")}, &queue);
    return r != 0 ? r : agent_create(tx, &operator, VIEW("ada"), &fresh, &agent);
}

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    arena_init(&s->arena, 64 << 10, 64 << 20);
    assert_int_equal(testing_commit(&s->store, make_owners, NULL), 0);
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

// ---- operations as functions

enum what {
    ASSIGN,
    SNOOZE,
    RESOLVE,
    REOPEN,
    MERGE,
    TRANSFER,
    LEG_FAILS,
    LEAVE,
    DELETE_QUEUE,
    ERASE,
    EDIT,
    GIVE
};

struct op {
    enum what what;
    const char *id, *other;
    int64_t number; // out of a transfer, into its leg
    enum channel channel;
};

static int on_session(struct tx *tx, const struct op *op)
{
    struct session_change change, from;
    struct session_assignment to = {
        .has_agent = true, .has_queue = true, .agent_id = VIEW("ada"), .queue_id = VIEW("billing")};
    int64_t at_us = tx->now_us + 1000000;
    struct view none = {0};
    int r = session_change_begin(tx, view_from(op->id), &change);
    if (r == 0 && op->what == ASSIGN)
        r = session_assign(tx, &change, &operator, & to);
    if (r == 0 && op->what == SNOOZE)
        r = session_snooze(tx, &change, &operator, at_us, none);
    if (r == 0 && (op->what == RESOLVE || op->what == REOPEN))
        r = session_apply(tx, &change, op->what == RESOLVE ? SESSION_RESOLVE : SESSION_REOPEN, &operator,
                          none, none);
    if (r == 0 && op->what == MERGE)
        r = session_change_begin(tx, view_from(op->other), &from);
    if (r == 0 && op->what == MERGE)
        r = session_merge(tx, &change, &from, &operator);
    return r == 0 ? session_change_end(tx, &change) : r;
}

static int leave(struct tx *tx, bool is_queue)
{
    struct agent agent;
    struct queue queue;
    struct job job = {0};
    bool is_done = false;
    struct arena *arena = &tx->batch->arena;
    if (is_queue)
        return queue_find(tx->db, 1, VIEW("billing"), arena, &queue) || queue_delete(tx, &operator, & queue);
    int r = agent_find(tx->db, 1, VIEW("ada"), arena, &agent);
    if (r == 0)
        r = agent_delete(tx, &operator, & agent);
    job.ref = agent.row;
    return r == 0 ? agent_leave_slice(tx, &job, &is_done) : r;
}

static int transfer(struct tx *tx, struct op *op)
{
    struct transfer t = {0};
    struct transfer_in in = {.session_id = view_from(op->id),
                             .customer_id = hub_text(op->other),
                             .has_channel = true,
                             .to_channel = op->channel,
                             .actor = &operator};
    int r = transfer_request(tx, &in, &t);
    op->number = t.outbox;
    return r;
}

static int edit(struct tx *tx, const char *id)
{
    struct message_whole whole;
    return message_find(tx->db, 1, view_from(id), NULL, &tx->batch->arena, &whole);
}

static int give(struct tx *tx, const char *customer, const char *phone)
{
    struct cluster cluster;
    struct customer_edit_fault fault;
    struct identity_given given = {.kind = IDENTITY_PHONE, .address = view_from(phone)};
    int r = cluster_find(tx->db, 1, view_from(customer), &tx->batch->arena, &cluster);
    return r != 0 ? r : customer_add_identity(tx, &operator, cluster.survivor.row, &given, &fault);
}

static int decide(void *ctx, struct tx *tx)
{
    struct op *op = ctx;
    struct view job;
    switch (op->what) {
    case ASSIGN:
    case SNOOZE:
    case RESOLVE:
    case REOPEN:
    case MERGE:
        return on_session(tx, op);
    case TRANSFER:
        return transfer(tx, op);
    case LEG_FAILS:
        return transfer_leg_failed(tx, op->number, VIEW("nobody there"));
    case LEAVE:
    case DELETE_QUEUE:
        return leave(tx, op->what == DELETE_QUEUE);
    case ERASE:
        return customer_erase_start(tx, &operator, view_from(op->id), &job);
    case EDIT:
        return edit(tx, op->id);
    case GIVE:
        return give(tx, op->id, op->other);
    }
    return -1;
}

static int act(struct setting *s, enum what what, const char *id, const char *other)
{
    return testing_commit(&s->store, decide, &(struct op){.what = what, .id = id, .other = other});
}

static void open_own(struct setting *s, const char *customer, const char *id)
{
    struct conversation_in in = {
        .customer_id = view_from(customer), .session_id = view_from(id), .channel = CHANNEL_VOICE};
    assert_int_equal(hub_open(&s->store, &in, NULL, NULL), CONVERSATION_OK);
}

static int say(struct setting *s, struct message_in in, struct said *said)
{
    in.direction = DIRECTION_INBOUND;
    in.author_type = AUTHOR_CUSTOMER;
    in.content = VIEW("hello");
    return hub_say(&s->store, &in, said);
}

static struct session session(struct setting *s, const char *id)
{
    return hub_session(&s->store, id, &s->arena);
}

// ---- agents and queues

static void a_session_that_comes_back_is_not_given_to_who_is_gone(void **state)
{
    struct setting *s = *state;
    open_own(s, "ann", "call");
    assert_int_equal(act(s, ASSIGN, "call", NULL), 0);
    assert_int_equal(act(s, RESOLVE, "call", NULL), 0);
    assert_int_equal(act(s, REOPEN, "call", NULL), 0);
    assert_true(session(s, "call").agent != 0 && session(s, "call").queue != 0);
    assert_int_equal(act(s, RESOLVE, "call", NULL), 0);
    assert_int_equal(act(s, LEAVE, NULL, NULL), 0);
    assert_int_equal(act(s, DELETE_QUEUE, NULL, NULL), 0);
    assert_int_equal(act(s, REOPEN, "call", NULL), 0);
    assert_int_equal(session(s, "call").agent, 0);
    assert_int_equal(session(s, "call").queue, 0);
}

static int set_agent(void *ctx, struct tx *tx)
{
    (void)ctx;
    return db_exec(tx->db, "UPDATE agent SET deleted_us = 1");
}

static void a_transfer_that_is_undone_gives_nothing_to_who_is_gone(void **state)
{
    struct setting *s = *state;
    open_own(s, "ann", "call");
    assert_int_equal(act(s, ASSIGN, "call", NULL), 0);
    struct op op = {.what = TRANSFER, .id = "call", .channel = CHANNEL_SMS};
    assert_int_equal(testing_commit(&s->store, decide, &op), TRANSFER_OK);
    assert_int_equal(testing_commit(&s->store, set_agent, NULL), 0);
    op.what = LEG_FAILS;
    assert_int_equal(testing_commit(&s->store, decide, &op), 0);
    struct session now = session(s, "call");
    assert_int_equal(now.channel, CHANNEL_VOICE);
    assert_int_equal(now.agent, 0);
    assert_true(now.queue != 0);
}

static void waking_a_session_is_no_word_of_the_customer(void **state)
{
    struct setting *s = *state;
    open_own(s, "ann", "call");
    struct op op = {.what = TRANSFER, .id = "call", .channel = CHANNEL_SMS};
    assert_int_equal(testing_commit(&s->store, decide, &op), TRANSFER_OK);
    assert_int_equal(act(s, SNOOZE, "call", NULL), 0);
    // On the channel before: they do not know of the new one, and the session is not there any more.
    assert_int_equal(
        say(s, (struct message_in){.session_id = VIEW("call"), .channel = CHANNEL_VOICE, .has_channel = true},
            NULL),
        0);
    op.what = LEG_FAILS;
    assert_int_equal(testing_commit(&s->store, decide, &op), 0);
    assert_int_equal(testing_count(&s->store, "SELECT state FROM transfer"), TRANSFER_SUPERSEDED);
}

static void whose_session_a_transfer_is_about_may_be_said_by_address(void **state)
{
    struct setting *s = *state;
    open_own(s, "ann", "call");
    assert_int_equal(act(s, GIVE, "ann", "+15550100001"), 0);
    struct op op = {.what = TRANSFER, .id = "call", .other = "+15550100002", .channel = CHANNEL_CHAT};
    assert_int_equal(testing_commit(&s->store, decide, &op), TRANSFER_OF_ANOTHER);
    op.other = "+15550100001";
    assert_int_equal(testing_commit(&s->store, decide, &op), TRANSFER_OK);
}

// ---- people

static int timeline_length(struct setting *s, const char *id)
{
    struct session whole = session(s, id);
    struct timeline t;
    assert_int_equal(timeline_of_session(s->store.reader, 1, &whole, INT64_MAX, 50, &s->arena, &t), 0);
    return t.count;
}

static void sessions_of_people_who_are_apart_again_are_apart_too(void **state)
{
    struct setting *s = *state;
    struct message_in by_bob = {.session_id = VIEW("bobs"), .channel = CHANNEL_CHAT, .has_channel = true};
    open_own(s, "ann", "anns");
    open_own(s, "bob", "bobs");
    assert_int_equal(say(s, by_bob, NULL), 0);
    assert_int_equal(hub_merge(&s->store, "ann", "bob"), 0);
    assert_int_equal(act(s, MERGE, "anns", "bobs"), 0);
    int together = timeline_length(s, "anns");
    assert_int_equal(say(s, by_bob, NULL), 0); // goes on in ann's
    assert_int_equal(timeline_length(s, "anns"), together + 1);
    assert_int_equal(hub_unmerge(&s->store, "ann", "bob"), 0);
    assert_int_equal(timeline_length(s, "anns"), 2); // that it was merged, and what came after
    assert_int_equal(say(s, by_bob, NULL), MESSAGE_SESSION_CLOSED);
    assert_int_equal(hub_open(&s->store,
                              &(struct conversation_in){.customer_id = VIEW("bob"),
                                                        .session_id = VIEW("bobs"),
                                                        .channel = CHANNEL_CHAT},
                              NULL, NULL),
                     CONVERSATION_SESSION_CLOSED);
    assert_int_equal(hub_merge(&s->store, "ann", "bob"), 0);
    assert_int_equal(timeline_length(s, "anns"), together + 1);
}

static void a_message_that_was_here_before_opens_nothing(void **state)
{
    struct setting *s = *state;
    struct said said, again;
    struct message_in in = {
        .customer_id = VIEW("ann"), .channel = CHANNEL_SMS, .has_channel = true, .provider_id = VIEW("p1")};
    assert_int_equal(say(s, in, &said), MESSAGE_OK);
    assert_int_equal(act(s, RESOLVE, said.session_id, NULL), 0);
    in.has_channel = false;
    assert_int_equal(say(s, in, &again), MESSAGE_OK);
    assert_true(again.is_duplicate);
    assert_int_equal(session(s, said.session_id).status, SESSION_RESOLVED);
    in.provider_id = VIEW("p2");
    assert_int_equal(say(s, in, &again), MESSAGE_OK);
    assert_string_equal(again.session_id, said.session_id);
    assert_int_equal(session(s, said.session_id).status, SESSION_ACTIVE);
}

static void what_comes_late_for_one_who_is_being_erased_finds_nobody(void **state)
{
    struct setting *s = *state;
    struct said said;
    open_own(s, "ann", "call");
    assert_int_equal(
        say(s, (struct message_in){.session_id = VIEW("call"), .channel = CHANNEL_SMS, .has_channel = true},
            &said),
        0);
    assert_int_equal(act(s, ASSIGN, "call", NULL), 0);
    struct op op = {.what = TRANSFER, .id = "call", .channel = CHANNEL_EMAIL};
    assert_int_equal(testing_commit(&s->store, decide, &op), TRANSFER_OK);
    assert_int_equal(act(s, RESOLVE, "call", NULL), 0);
    assert_int_equal(act(s, ERASE, "ann", NULL), 0);
    op.what = LEG_FAILS;
    assert_int_equal(testing_commit(&s->store, decide, &op), 0);
    assert_int_equal(act(s, EDIT, said.id, NULL), MESSAGE_EDIT_NONE);
    assert_int_equal(act(s, LEAVE, NULL, NULL), 0);
    assert_int_equal(
        say(s, (struct message_in){.session_id = VIEW("call"), .channel = CHANNEL_SMS, .has_channel = true},
            NULL),
        MESSAGE_NO_SESSION);
}

static void an_agent_leaves_while_one_of_theirs_is_being_erased(void **state)
{
    struct setting *s = *state;
    open_own(s, "ann", "anns");
    open_own(s, "bob", "bobs");
    assert_int_equal(act(s, ASSIGN, "anns", NULL), 0);
    assert_int_equal(act(s, ASSIGN, "bobs", NULL), 0);
    assert_int_equal(act(s, ERASE, "ann", NULL), 0);
    assert_int_equal(act(s, LEAVE, NULL, NULL), 0);
    assert_int_equal(session(s, "bobs").agent, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_session_that_comes_back_is_not_given_to_who_is_gone, begin, end),
        cmocka_unit_test_setup_teardown(a_transfer_that_is_undone_gives_nothing_to_who_is_gone, begin, end),
        cmocka_unit_test_setup_teardown(waking_a_session_is_no_word_of_the_customer, begin, end),
        cmocka_unit_test_setup_teardown(whose_session_a_transfer_is_about_may_be_said_by_address, begin, end),
        cmocka_unit_test_setup_teardown(sessions_of_people_who_are_apart_again_are_apart_too, begin, end),
        cmocka_unit_test_setup_teardown(a_message_that_was_here_before_opens_nothing, begin, end),
        cmocka_unit_test_setup_teardown(what_comes_late_for_one_who_is_being_erased_finds_nobody, begin, end),
        cmocka_unit_test_setup_teardown(an_agent_leaves_while_one_of_theirs_is_being_erased, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
