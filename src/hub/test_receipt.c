// SPDX-License-Identifier: Apache-2.0
#include "hub/receipt.h"
#include "hub/session_merge.h"
#include "hub/testing_hub.h"
#include <stdio.h>
#include <stdlib.h>

struct setting {
    struct testing_store store; // first
    int64_t last;               // position
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    assert_int_equal(hub_open(&s->store,
                              &(struct conversation_in){.customer_id = VIEW("ann"),
                                                        .session_id = VIEW("s1"),
                                                        .channel = CHANNEL_CHAT},
                              NULL, NULL),
                     0);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    testing_store_close(&s->store);
    free(s);
    return 0;
}

static int64_t say(struct setting *s, enum direction direction, enum channel channel, int64_t agent)
{
    struct said said;
    bool is_in = direction == DIRECTION_INBOUND;
    assert_int_equal(hub_say(&s->store,
                             &(struct message_in){.session_id = VIEW("s1"),
                                                  .channel = channel,
                                                  .has_channel = true,
                                                  .direction = direction,
                                                  .author_type = is_in ? AUTHOR_CUSTOMER : AUTHOR_AGENT,
                                                  .author_agent = agent,
                                                  .content = VIEW("x")},
                             &said),
                     MESSAGE_OK);
    return s->last = said.position;
}

struct taking {
    struct receipt receipt;
    struct receipt_result result;
    int parts;
};

static int take_part(void *ctx, struct tx *tx)
{
    struct taking *t = ctx;
    struct session_change change;
    int r = session_change_begin(tx, VIEW("s1"), &change);
    if (r == 0)
        r = receipt_take(tx, &change, &t->receipt, &t->result);
    return r == 0 ? session_change_end(tx, &change) : r;
}

// Whether anything moved.
static bool take(struct setting *s, struct receipt receipt, int *ret_parts)
{
    struct taking t = {.receipt = receipt};
    bool is_news = false;
    do {
        assert_int_equal(testing_commit(&s->store, take_part, &t), 0);
        t.parts++;
        is_news = is_news || t.result.is_news;
    } while (t.result.is_partial);
    if (ret_parts != NULL)
        *ret_parts = t.parts;
    return is_news;
}

static bool customer_takes(struct setting *s, int64_t position, bool is_read)
{
    return take(s, (struct receipt){.reader = AUTHOR_CUSTOMER, .position = position, .is_read = is_read},
                NULL);
}

static int count(struct setting *s, const char *sql)
{
    return (int)testing_count(&s->store, sql);
}

static int with_delivery(struct setting *s, enum delivery_state state)
{
    char sql[100];
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM interaction WHERE delivery = %d", state);
    return count(s, sql);
}

static void what_was_sent_moves_on_up_to_the_mark(void **state)
{
    struct setting *s = *state;
    int64_t first = say(s, DIRECTION_OUTBOUND, CHANNEL_CHAT, 0);
    say(s, DIRECTION_INBOUND, CHANNEL_CHAT, 0);
    say(s, DIRECTION_OUTBOUND, CHANNEL_CHAT, 0);
    assert_true(customer_takes(s, first, false));
    assert_int_equal(with_delivery(s, DELIVERY_DELIVERED), 1);
    assert_int_equal(with_delivery(s, DELIVERY_SENT), 1);
    assert_true(customer_takes(s, s->last, true));
    assert_int_equal(with_delivery(s, DELIVERY_READ), 2);
    const struct event *event = hub_event(&s->store, hub_events(&s->store) - 1);
    assert_int_equal(event->kind, EVENT_DELIVERY_UPDATE);
    assert_int_equal(event->audience, AUDIENCE_PUBLIC);
}

static void marks_never_move_back(void **state)
{
    struct setting *s = *state;
    int64_t first = say(s, DIRECTION_OUTBOUND, CHANNEL_CHAT, 0);
    say(s, DIRECTION_OUTBOUND, CHANNEL_CHAT, 0);
    assert_true(customer_takes(s, s->last, true));
    int events = hub_events(&s->store);
    assert_false(customer_takes(s, first, true));
    assert_false(customer_takes(s, first, false));
    assert_false(customer_takes(s, s->last, true));
    assert_false(customer_takes(s, s->last, false)); // what was read was delivered
    assert_false(customer_takes(s, 0, true));
    assert_false(customer_takes(s, -5, true));
    assert_int_equal(hub_events(&s->store), events);
    assert_int_equal(count(s, "SELECT read_position FROM participant"), s->last);
}

static void a_position_that_is_not_there_yet_is_the_last_one(void **state)
{
    struct setting *s = *state;
    say(s, DIRECTION_OUTBOUND, CHANNEL_CHAT, 0);
    assert_true(customer_takes(s, INT64_MAX, true));
    assert_true(count(s, "SELECT read_position FROM participant") <= (int)s->last);
    say(s, DIRECTION_OUTBOUND, CHANNEL_CHAT, 0);
    assert_int_equal(with_delivery(s, DELIVERY_SENT), 1);
    assert_true(customer_takes(s, s->last, true));
    assert_int_equal(with_delivery(s, DELIVERY_READ), 2);
}

static void what_waits_for_a_connector_waits_on(void **state)
{
    struct setting *s = *state;
    say(s, DIRECTION_OUTBOUND, CHANNEL_EMAIL, 0);
    assert_true(customer_takes(s, s->last, true));
    assert_int_equal(with_delivery(s, DELIVERY_WAITING), 1);
}

static void much_is_moved_in_parts(void **state)
{
    struct setting *s = *state;
    int parts;
    for (int i = 0; i < 100; i++)
        say(s, DIRECTION_OUTBOUND, CHANNEL_CHAT, 0);
    assert_true(
        take(s, (struct receipt){.reader = AUTHOR_CUSTOMER, .position = s->last, .is_read = true}, &parts));
    assert_int_equal(parts, 3);
    assert_int_equal(with_delivery(s, DELIVERY_READ), 100);
    for (int i = 0; i < RECEIPT_PASSES + 10; i++)
        say(s, DIRECTION_INBOUND, CHANNEL_CHAT, 0);
    assert_true(
        take(s, (struct receipt){.reader = AUTHOR_CUSTOMER, .position = s->last, .is_read = true}, &parts));
    assert_int_equal(parts, 2);
    assert_int_equal(count(s, "SELECT read_position FROM participant"), s->last);
}

static void an_agent_has_a_mark_alone(void **state)
{
    struct setting *s = *state;
    say(s, DIRECTION_OUTBOUND, CHANNEL_CHAT, 0);
    assert_true(take(
        s, (struct receipt){.reader = AUTHOR_AGENT, .agent = 7, .position = s->last, .is_read = true}, NULL));
    assert_int_equal(with_delivery(s, DELIVERY_SENT), 1);
    assert_int_equal(count(s, "SELECT ref FROM participant WHERE kind = 2"), 7);
}

static void who_answers_has_read(void **state)
{
    struct setting *s = *state;
    say(s, DIRECTION_OUTBOUND, CHANNEL_CHAT, 9);
    assert_int_equal(count(s, "SELECT read_position FROM participant WHERE kind = 2 AND ref = 9"), s->last);
    assert_int_equal(count(s, "SELECT delivered_position FROM participant"), s->last);
    say(s, DIRECTION_INBOUND, CHANNEL_CHAT, 0);
    assert_int_equal(count(s, "SELECT count(*) FROM participant"), 1);
}

static int merge_into(void *ctx, struct tx *tx)
{
    struct session_change into, from;
    const struct actor *actor = ctx;
    int r = session_change_begin(tx, VIEW("s2"), &into);
    if (r == 0)
        r = session_change_begin(tx, VIEW("s1"), &from);
    if (r == 0)
        r = session_merge(tx, &into, &from, actor);
    return r == 0 ? session_change_end(tx, &into) : r;
}

static void agents_follow_a_session_that_is_merged(void **state)
{
    struct setting *s = *state;
    struct actor actor = {.kind = ACTOR_SYSTEM};
    say(s, DIRECTION_OUTBOUND, CHANNEL_CHAT, 9);
    customer_takes(s, s->last, true);
    assert_int_equal(hub_open(&s->store,
                              &(struct conversation_in){.customer_id = VIEW("ann"),
                                                        .session_id = VIEW("s2"),
                                                        .channel = CHANNEL_CHAT},
                              NULL, NULL),
                     0);
    assert_int_equal(testing_commit(&s->store, merge_into, &actor), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM participant p JOIN session s ON s.session = p.session "
                              "WHERE s.id = 's2' AND p.kind = 2 AND p.ref = 9 AND p.read_position = 0"),
                     1);
    assert_int_equal(count(s, "SELECT count(*) FROM participant p JOIN session s ON s.session = p.session "
                              "WHERE s.id = 's2'"),
                     1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_sent_moves_on_up_to_the_mark, begin, end),
        cmocka_unit_test_setup_teardown(marks_never_move_back, begin, end),
        cmocka_unit_test_setup_teardown(a_position_that_is_not_there_yet_is_the_last_one, begin, end),
        cmocka_unit_test_setup_teardown(what_waits_for_a_connector_waits_on, begin, end),
        cmocka_unit_test_setup_teardown(much_is_moved_in_parts, begin, end),
        cmocka_unit_test_setup_teardown(an_agent_has_a_mark_alone, begin, end),
        cmocka_unit_test_setup_teardown(who_answers_has_read, begin, end),
        cmocka_unit_test_setup_teardown(agents_follow_a_session_that_is_merged, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
