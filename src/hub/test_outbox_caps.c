// SPDX-License-Identifier: Apache-2.0
// Frequency caps: what is taken counts, so that two lanes at once do not each find room for one more; what
// did not leave after all counts no more.
#include "hub/delivery.h"
#include "hub/testing_outbox.h"
#include <stdio.h>

#define COUNTED "SELECT coalesce(sum(count), 0) FROM contact_count"
#define HELD "SELECT count(*) FROM outbox WHERE held = 4"

static int run_sql(void *ctx, struct tx *tx)
{
    return db_exec(tx->db, ctx);
}

static int begin(void **state)
{
    static char sql[] = "UPDATE tenant SET settings = '{\"frequency_caps\":[{\"purpose\":\"service\","
                        "\"per\":\"day\",\"max\":1}]}'";
    testing_outbox_setup(state);
    struct testing_outbox *s = *state;
    assert_int_equal(testing_commit(&s->store, run_sql, sql), 0);
    testing_outbox_connect(s, CHANNEL_SMS);
    return 0;
}

// Two messages in lanes of their own to one customer.
static void say_two(struct testing_outbox *s)
{
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    testing_outbox_say_to(s, "+4366000001", CHANNEL_SMS, "two",
                          &(struct message_in){.due_us = s->store.wall_us + 1000});
    testing_outbox_pass(s, 2000000);
}

static void one_of_two_lanes_finds_room(void **state)
{
    struct testing_outbox *s = *state;
    say_two(s);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_int_equal(testing_outbox_count(s, COUNTED), 1);
    assert_int_equal(testing_outbox_count(s, HELD), 1);
    testing_outbox_sent(s, &s->claims[0], "SM1");
    assert_int_equal(testing_outbox_count(s, COUNTED), 1);
    testing_outbox_pass(s, (int64_t)86400 * 1000000);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_int_equal(testing_outbox_count(s, COUNTED), 2);
}

static void what_did_not_leave_does_not_count(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_later(s, &s->claims[0]);
    assert_int_equal(testing_outbox_count(s, COUNTED), 0);
    testing_outbox_pass(s, 2000000);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_retry(s, &s->claims[0]);
    assert_int_equal(testing_outbox_count(s, COUNTED), 0);
    testing_outbox_pass(s, 5000000);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_int_equal(testing_outbox_count(s, COUNTED), 1);
    testing_outbox_failed(s, &s->claims[0], "21211");
    assert_int_equal(testing_outbox_count(s, COUNTED), 0);
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "two");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_unknown(s, &s->claims[0]);
    assert_int_equal(testing_outbox_count(s, COUNTED), 1);
    testing_outbox_sent(s, &s->claims[0], "SM1"); // late
    assert_int_equal(testing_outbox_count(s, COUNTED), 1);
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "three");
    assert_int_equal(testing_outbox_claim(s, 64), 0);
    assert_int_equal(testing_outbox_count(s, HELD), 1);
}

// It counts once, whatever becomes of it, and stands in nobody's way but others'.
static void what_is_doubtful_counts_once(void **state)
{
    struct testing_outbox *s = *state;
    s->doubt = OUTBOX_DOUBT_SEND;
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_recover(s, "run-2");
    s->run = "run-2";
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_true(s->claims[0].may_be_there);
    testing_outbox_retry(s, &s->claims[0]);
    assert_int_equal(testing_outbox_count(s, COUNTED), 1); // the one before may have left
    testing_outbox_pass(s, 5000000);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_recover(s, "run-3");
    s->run = "run-3";
    s->doubt = OUTBOX_DOUBT_ASK;
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_true(s->claims[0].is_question);
    testing_outbox_sent(s, &s->claims[0], "SM1");
    assert_int_equal(testing_outbox_count(s, COUNTED), 1);
}

// The receipt comes before the end, and after a failure that was none.
static void what_arrived_counts(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_retry(s, &s->claims[0]);
    assert_int_equal(testing_outbox_count(s, COUNTED), 0);
    assert_int_equal(testing_outbox_receive(s, s->claims[0].id, "SM1", DELIVERY_DELIVERED), RECEIPT_OK);
    assert_int_equal(testing_outbox_count(s, COUNTED), 1);
    assert_int_equal(testing_outbox_receive(s, s->claims[0].id, "SM1", DELIVERY_READ), RECEIPT_OK);
    assert_int_equal(testing_outbox_count(s, COUNTED), 1);
}

static int replay_it(void *ctx, struct tx *tx)
{
    return outbox_replay(tx, *(const int64_t *)ctx, true);
}

static void replay(struct testing_outbox *s)
{
    int64_t message = testing_outbox_count(s, "SELECT max(interaction) FROM interaction");
    assert_int_equal(testing_commit(&s->store, replay_it, &message), OUTBOX_ACT_OK);
}

// It has its room, and takes nobody else's.
static void a_replay_of_what_is_unknown_counts_once(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_unknown(s, &s->claims[0]);
    replay(s);
    assert_int_equal(testing_outbox_count(s, COUNTED), 1);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_true(s->claims[0].may_be_there && !s->claims[0].is_question);
    assert_int_equal(testing_outbox_count(s, COUNTED), 1);
    testing_outbox_unknown(s, &s->claims[0]);
    testing_outbox_pass(s, (int64_t)86400 * 1000000);
    replay(s);
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "two");
    assert_int_equal(testing_outbox_claim(s, 64), 1); // "two" is behind it in its lane
    testing_outbox_sent(s, &s->claims[0], "SM1");
    assert_int_equal(testing_outbox_count(s, COUNTED), 1);
    assert_int_equal(testing_outbox_claim(s, 64), 1); // and has today's room
    testing_outbox_sent(s, &s->claims[0], "SM2");
    assert_int_equal(testing_outbox_count(s, COUNTED), 2);
}

// Nor does it matter who had today's room meanwhile.
static void what_counts_as_yesterdays_needs_none_of_todays_room(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_unknown(s, &s->claims[0]);
    int64_t message = testing_outbox_count(s, "SELECT max(interaction) FROM interaction");
    testing_outbox_pass(s, (int64_t)86400 * 1000000);
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "two");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_sent(s, &s->claims[0], "SM2");
    assert_int_equal(testing_commit(&s->store, replay_it, &message), OUTBOX_ACT_OK);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_int_equal(testing_outbox_count(s, COUNTED), 2);
}

// What failed left no count behind, and its replay is another message: it needs room as any.
static void a_replay_of_what_failed_needs_room(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_failed(s, &s->claims[0], "21211");
    assert_int_equal(testing_outbox_count(s, COUNTED), 0);
    replay(s);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_int_equal(testing_outbox_count(s, COUNTED), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, testing_outbox_teardown)
    const struct CMUnitTest tests[] = {
        TEST(one_of_two_lanes_finds_room),
        TEST(what_did_not_leave_does_not_count),
        TEST(what_is_doubtful_counts_once),
        TEST(what_arrived_counts),
        TEST(a_replay_of_what_is_unknown_counts_once),
        TEST(what_counts_as_yesterdays_needs_none_of_todays_room),
        TEST(a_replay_of_what_failed_needs_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
