// SPDX-License-Identifier: Apache-2.0
// Rows that may be with the provider already, where the provider can be asked for them.
#include "hub/delivery.h"
#include "hub/testing_outbox.h"
#include <stdio.h>

static const int64_t SECOND = 1000000;

static int begin(void **state)
{
    testing_outbox_setup(state);
    struct testing_outbox *s = *state;
    s->doubt = OUTBOX_DOUBT_ASK;
    testing_outbox_connect(s, CHANNEL_SMS);
    return 0;
}

static int state_of(struct testing_outbox *s, const char *text)
{
    char sql[160];
    snprintf(
        sql, sizeof(sql),
        "SELECT o.state FROM outbox o JOIN interaction i ON i.interaction = o.ref WHERE i.content = '%s'",
        text);
    return testing_outbox_count(s, sql);
}

static bool is_reason(struct testing_outbox *s, const char *text)
{
    char sql[160];
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM outbox WHERE outcome LIKE '%%%s%%'", text);
    return testing_outbox_count(s, sql) == 1;
}

static void crash(struct testing_outbox *s, const char *run)
{
    testing_outbox_recover(s, run);
    s->run = run;
}

static void settle(struct testing_outbox *s, enum outbox_ending ending, const char *provider_id,
                   bool was_asked)
{
    testing_outbox_settle(s, &(struct outbox_result){.row = s->claims[0].row,
                                                     .id = view_from(s->claims[0].id),
                                                     .ending = ending,
                                                     .provider_id = hub_text(provider_id),
                                                     .was_asked = was_asked});
}

static void it_is_claimed_as_a_question_in_its_place(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "two");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_false(s->claims[0].is_question);
    int64_t taken_us = s->store.wall_us;
    testing_outbox_pass(s, 100 * SECOND);
    crash(s, "run-2");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_true(s->claims[0].is_question && s->claims[0].may_be_there);
    assert_string_equal(s->claims[0].text, "one");
    assert_true(s->claims[0].doubtful_us == taken_us);
    assert_int_equal(testing_outbox_claim(s, 64), 0); // the second waits for the answer
    crash(s, "run-3");
    testing_outbox_pass(s, 100 * SECOND);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_true(s->claims[0].doubtful_us == taken_us); // the question was no attempt
    settle(s, OUTBOX_ENDING_SENT, "SM1", true);
    assert_int_equal(state_of(s, "one"), OUTBOX_DONE);
    assert_int_equal(testing_outbox_count(
                         s, "SELECT count(*) FROM interaction WHERE provider_id = 'SM1' AND delivery = 3"),
                     1);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_string_equal(s->claims[0].text, "two");
    assert_false(s->claims[0].is_question);
}

// A transaction's time is ahead of the clock that was put back; providers know nothing of it.
static void since_when_it_is_asked_for_says_the_wall_clock(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    s->store.wall_us -= 3600 * SECOND;
    int64_t taken_us = s->store.wall_us;
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_pass(s, 10 * SECOND);
    settle(s, OUTBOX_ENDING_UNKNOWN, NULL, false);
    testing_outbox_pass(s, 20 * SECOND);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_true(s->claims[0].is_question && s->claims[0].doubtful_us == taken_us);
    crash(s, "run-2");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_true(s->claims[0].is_question && s->claims[0].doubtful_us == taken_us);
}

// The attempt before it surely did not leave.
static void what_is_taken_again_may_be_there_since_then(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_retry(s, &s->claims[0]);
    testing_outbox_pass(s, 100 * SECOND);
    int64_t taken_us = s->store.wall_us;
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    crash(s, "run-2");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_true(s->claims[0].is_question && s->claims[0].doubtful_us == taken_us);
}

static void what_is_not_there_is_unknown_for_good(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    crash(s, "run-2");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    settle(s, OUTBOX_ENDING_UNKNOWN, NULL, true);
    assert_int_equal(state_of(s, "one"), OUTBOX_UNKNOWN);
    assert_int_equal(testing_outbox_claim(s, 64), 0);
}

// However often it was asked for before.
#define SOON "SELECT count(*) FROM outbox WHERE due_us - updated_us BETWEEN 3000000 AND 7000000"

// As often as there is time for, which is more than attempts may be.
static void who_cannot_be_asked_is_asked_again_for_a_day(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    crash(s, "run-2");
    int64_t begun_us = s->store.wall_us;
    int questions = 0;
    for (; testing_outbox_claim(s, 64) == 1; questions++) {
        assert_true(s->claims[0].is_question);
        settle(s, OUTBOX_ENDING_UNKNOWN, NULL, false);
        assert_true(state_of(s, "one") == OUTBOX_UNKNOWN || testing_outbox_count(s, SOON) == 1);
        testing_outbox_pass(s, 1200 * SECOND);
    }
    assert_in_range(questions, 60, 80);
    assert_in_range((s->store.wall_us - begun_us) / SECOND, 23 * 3600, 25 * 3600);
    assert_int_equal(state_of(s, "one"), OUTBOX_UNKNOWN);
}

// A message of the same words was sent to the same customer before, and the provider has its name for it.
static void another_ones_name_is_not_its(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "same");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_sent(s, &s->claims[0], "SM1");
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "other");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    crash(s, "run-2");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    settle(s, OUTBOX_ENDING_SENT, "SM1", true);
    assert_int_equal(state_of(s, "other"), OUTBOX_UNKNOWN);
    assert_true(is_reason(s, "which is another one"));
    assert_int_equal(testing_outbox_count(s, "SELECT count(*) FROM interaction WHERE provider_id = 'SM1'"),
                     1);
    settle(s, OUTBOX_ENDING_SENT, "SM1", true); // late, and once more
    assert_int_equal(state_of(s, "other"), OUTBOX_UNKNOWN);
    settle(s, OUTBOX_ENDING_SENT, "SM2", true);
    assert_int_equal(state_of(s, "other"), OUTBOX_DONE);
}

// A provider's own answer is its word, though it gives a name twice.
static void a_name_that_was_told_with_the_answer_counts(void **state)
{
    struct testing_outbox *s = *state;
    for (int i = 0; i < 2; i++) {
        testing_outbox_say(s, "+4366000001", CHANNEL_SMS, i == 0 ? "one" : "two");
        assert_int_equal(testing_outbox_claim(s, 64), 1);
        settle(s, OUTBOX_ENDING_SENT, "SM1", false);
    }
    assert_int_equal(state_of(s, "two"), OUTBOX_DONE);
}

// Nothing leaves, so nobody's consent is asked; and what may be there did not fail.
static void an_opt_out_does_not_make_it_failed(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_settle(s, &(struct outbox_result){.row = s->claims[0].row,
                                                     .ending = OUTBOX_ENDING_UNKNOWN,
                                                     .info = VIEW("{\"opted_out\":true}")});
    testing_outbox_pass(s, 5 * SECOND);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_true(s->claims[0].is_question);
    testing_outbox_recover(s, "run-2");
    s->run = "run-2";
    s->doubt = OUTBOX_DOUBT_SEND;
    assert_int_equal(testing_outbox_claim(s, 64), 0);
    assert_int_equal(state_of(s, "one"), OUTBOX_UNKNOWN);
}

struct act {
    int64_t message;
    bool may_double;
};

static int replay(void *ctx, struct tx *tx)
{
    const struct act *a = ctx;
    return outbox_replay(tx, a->message, a->may_double);
}

// Somebody takes the risk: it is sent, and the adapter is told since when it may be there. What that leaves
// doubtful is asked for, and not sent a third time.
static void a_replay_is_sent_and_then_asked_for(void **state)
{
    struct testing_outbox *s = *state;
    struct act act = {.may_double = true};
    enum work_outcome outcome;
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    int64_t taken_us = s->store.wall_us;
    crash(s, "run-2");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    settle(s, OUTBOX_ENDING_UNKNOWN, NULL, true);
    testing_outbox_pass(s, 3600 * SECOND);
    act.message = testing_count(&s->store, "SELECT max(interaction) FROM interaction");
    assert_int_equal(testing_run(&s->store, 1, replay, &(struct act){act.message, false}, &outcome),
                     OUTBOX_ACT_DOUBTFUL);
    assert_int_equal(testing_commit(&s->store, replay, &act), OUTBOX_ACT_OK);
    for (int i = 0; i < 2; i++) { // an attempt that surely did not leave changes nothing of that
        assert_int_equal(testing_outbox_claim(s, 64), 1);
        assert_true(s->claims[0].may_be_there && !s->claims[0].is_question);
        assert_true(s->claims[0].doubtful_us == taken_us);
        if (i == 0)
            testing_outbox_retry(s, &s->claims[0]);
        testing_outbox_pass(s, 5 * SECOND);
    }
    crash(s, "run-3");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_true(s->claims[0].is_question);
    settle(s, OUTBOX_ENDING_SENT, "SM1", true);
    assert_int_equal(state_of(s, "one"), OUTBOX_DONE);
}

static void replay_again(struct testing_outbox *s)
{
    struct act act = {.message = testing_count(&s->store, "SELECT max(interaction) FROM interaction")};
    assert_int_equal(testing_commit(&s->store, replay, &act), OUTBOX_ACT_OK);
}

// It bounced and is sent again, with the same words: what the provider has of the first time is not found for
// the second.
static void an_earlier_chains_name_is_not_its(void **state)
{
    struct testing_outbox *s = *state;
    static const char *const names[] = {"SM1", "SM2"};
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    for (int i = 0; i < 2; i++) {
        assert_int_equal(testing_outbox_claim(s, 64), 1);
        testing_outbox_sent(s, &s->claims[0], names[i]);
        testing_outbox_receive(s, NULL, names[i], DELIVERY_FAILED);
        assert_int_equal(state_of(s, "one"), OUTBOX_FAILED);
        replay_again(s);
    }
    assert_int_equal(
        testing_outbox_count(s, "SELECT count(*) FROM interaction WHERE provider_id IS NOT NULL"), 0);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    crash(s, "run-2");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    settle(s, OUTBOX_ENDING_SENT, "SM1", true);
    assert_int_equal(state_of(s, "one"), OUTBOX_UNKNOWN);
    assert_true(is_reason(s, "which is another one"));
    settle(s, OUTBOX_ENDING_SENT, "SM2", true); // late
    assert_int_equal(state_of(s, "one"), OUTBOX_UNKNOWN);
    settle(s, OUTBOX_ENDING_SENT, "SM3", true);
    assert_int_equal(state_of(s, "one"), OUTBOX_DONE);
}

// Only of the run that died.
static void a_lease_of_this_run_is_over_when_the_run_says_so(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_pass(s, 3600 * SECOND);
    assert_int_equal(testing_outbox_recover(s, s->run), 0);
    assert_int_equal(testing_outbox_count(s, "SELECT count(*) FROM outbox WHERE state = 3"), 1);
}

static int run_sql(void *ctx, struct tx *tx)
{
    return db_exec(tx->db, ctx);
}

// Schema 6 did not say since when; asking, however often, does not change it.
static void what_an_earlier_version_left_is_asked_for_since_its_attempt(void **state)
{
    static char old[] = "UPDATE outbox SET doubtful_us = NULL";
    struct testing_outbox *s = *state;
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_int_equal(testing_commit(&s->store, run_sql, old), 0); // taken by it
    int64_t taken_us = testing_count(&s->store, "SELECT updated_us FROM outbox");
    crash(s, "run-2");
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM outbox WHERE doubtful_us = updated_us"),
                     1);
    assert_int_equal(testing_commit(&s->store, run_sql, old), 0); // recovered by it
    for (int run = 3; run < 5; run++) {
        testing_outbox_pass(s, 3600 * SECOND);
        assert_int_equal(testing_outbox_claim(s, 64), 1);
        assert_true(s->claims[0].is_question && s->claims[0].doubtful_us == taken_us);
        crash(s, run == 3 ? "run-3" : "run-4");
    }
    testing_outbox_pass(s, 3600 * SECOND);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_true(s->claims[0].is_question && s->claims[0].doubtful_us == taken_us);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, testing_outbox_teardown)
    const struct CMUnitTest tests[] = {
        TEST(it_is_claimed_as_a_question_in_its_place),
        TEST(since_when_it_is_asked_for_says_the_wall_clock),
        TEST(what_is_taken_again_may_be_there_since_then),
        TEST(what_is_not_there_is_unknown_for_good),
        TEST(who_cannot_be_asked_is_asked_again_for_a_day),
        TEST(another_ones_name_is_not_its),
        TEST(a_name_that_was_told_with_the_answer_counts),
        TEST(an_opt_out_does_not_make_it_failed),
        TEST(a_replay_is_sent_and_then_asked_for),
        TEST(an_earlier_chains_name_is_not_its),
        TEST(a_lease_of_this_run_is_over_when_the_run_says_so),
        TEST(what_an_earlier_version_left_is_asked_for_since_its_attempt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
