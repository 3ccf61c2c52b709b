// SPDX-License-Identifier: Apache-2.0
// What a crash left doubtful, with a provider that can be asked for it.
#include "delivery/testing_engine.h"
#include <stdio.h>

static const int64_t SECOND = 1000000;
static const int64_t HOUR = 3600 * INT64_C(1000000);

#define OPEN "SELECT count(*) FROM outbox WHERE state IN (1, 2, 3)"
#define IN_STATE(number) "SELECT count(*) FROM outbox WHERE state = " #number

#define REASON(text) "SELECT count(*) FROM interaction WHERE delivery_info LIKE '%" text "%'"
#define SENT "SELECT count(*) FROM interaction WHERE direction = 2 AND delivery = 3"

static void say_many(struct testing_engine *t, int customers)
{
    char customer[32];
    for (int c = 0; c < customers; c++) {
        snprintf(customer, sizeof(customer), "c%d", c);
        testing_engine_say(t, customer, customer);
    }
}

// Whatever is under way at this moment nobody hears of.
static void crash(struct testing_engine *t)
{
    testing_engine_run(t, SECOND / 10);
    testing_engine_die(t);
    testing_engine_begin(t);
}

// Nobody is awake.
static void pass(struct testing_engine *t, int64_t us)
{
    atomic_fetch_add(&t->store.wall_us, us);
    atomic_fetch_add(&t->store.mono_us, us);
}

static void check_once(int messages)
{
    assert_int_equal(provider.count, messages);
    for (int i = 0; i < provider.count; i++)
        assert_int_equal(provider.held[i].count, 1);
}

static void what_the_provider_has_was_sent(void **state)
{
    struct testing_engine *t = *state;
    provider.latency_us = SECOND / 2;
    int64_t row = testing_connector(t, "default", "asked", "{}");
    say_many(t, 10);
    crash(t);
    assert_true(testing_engine_until(t, OPEN, 0, 60 * SECOND));
    check_once(10);
    assert_int_equal(provider.taken, 10);
    assert_int_equal(provider.looks, 10);
    assert_int_equal(testing_engine_count(t, IN_STATE(4)), 10);
    assert_int_equal(testing_engine_count(
                         t, "SELECT count(*) FROM interaction WHERE delivery = 3 AND provider_id LIKE 'p-%'"),
                     10);
    testing_engine_turn(t);
    assert_int_equal(testing_account(t, row)->figures.sent, 10);
}

static void what_it_never_had_is_unknown_and_not_sent(void **state)
{
    struct testing_engine *t = *state;
    provider.latency_us = SECOND / 2;
    provider.lose = 3;
    testing_connector(t, "default", "asked", "{}");
    say_many(t, 5);
    crash(t);
    assert_true(testing_engine_until(t, OPEN, 0, 60 * SECOND));
    check_once(2);
    assert_int_equal(provider.taken, 5);
    assert_int_equal(testing_engine_count(t, IN_STATE(4)), 2);
    assert_int_equal(testing_engine_count(t, IN_STATE(7)), 3);
    assert_int_equal(testing_engine_count(t, REASON("as it was told to")), 3);
}

// The clock was put right; the hub's own time is an hour ahead of it.
static void what_came_after_a_clock_was_put_back_is_found(void **state)
{
    struct testing_engine *t = *state;
    provider.latency_us = SECOND / 2;
    testing_connector(t, "default", "asked", "{}");
    testing_engine_say(t, "ann", "one");
    assert_true(testing_engine_until(t, SENT, 1, 10 * SECOND));
    atomic_fetch_sub(&t->store.wall_us, HOUR);
    testing_engine_say(t, "ann", "two");
    for (int i = 0; i < 100 && provider.taken < 2; i++)
        testing_engine_run(t, SECOND / 10);
    crash(t);
    assert_true(testing_engine_until(t, OPEN, 0, 60 * SECOND));
    assert_int_equal(provider.looks, 1);
    assert_int_equal(testing_engine_count(t, IN_STATE(4)), 2);
    check_once(2);
}

static void what_is_behind_it_waits_for_the_answer(void **state)
{
    struct testing_engine *t = *state;
    provider.latency_us = SECOND;
    testing_connector(t, "default", "asked", "{}");
    testing_engine_say(t, "ann", "one");
    testing_engine_say(t, "ann", "two");
    crash(t);
    provider.deaf = 3;
    testing_engine_run(t, 3 * SECOND);
    assert_int_equal(provider.taken, 1);
    assert_int_equal(testing_engine_count(t, "SELECT count(*) FROM interaction WHERE delivery = 2"), 2);
    assert_true(testing_engine_until(t, OPEN, 0, 60 * SECOND));
    assert_string_equal(provider.held[1].text, "two");
    assert_int_equal(testing_engine_count(t, SENT), 2);
    check_once(2);
}

// The provider is gone for hours: that says nothing of what it has.
static void an_outage_makes_nothing_unknown(void **state)
{
    struct testing_engine *t = *state;
    int64_t row = testing_connector(t, "default", "asked", "{}");
    provider.latency_us = SECOND / 2;
    say_many(t, 30);
    crash(t);
    provider.deaf = 1000000;
    testing_engine_run(t, HOUR / 4);
    pass(t, 3 * HOUR);
    testing_engine_run(t, HOUR / 4);
    assert_int_equal(testing_engine_count(t, OPEN), 30);
    assert_in_range(provider.looks, 10, 400); // the breaker is before it
    assert_int_equal(testing_account(t, row)->figures.state, DELIVERY_CONNECTOR_PAUSED);
    provider.deaf = 0;
    assert_true(testing_engine_until(t, OPEN, 0, HOUR / 2));
    assert_int_equal(testing_engine_count(t, SENT), 30);
    check_once(30);
    assert_int_equal(provider.taken, 30);
}

static void after_a_day_of_it_nobody_will_know(void **state)
{
    struct testing_engine *t = *state;
    testing_connector(t, "default", "asked", "{}");
    provider.latency_us = SECOND / 2;
    testing_engine_say(t, "ann", "hello");
    crash(t);
    provider.deaf = 1000000;
    testing_engine_run(t, 60 * SECOND);
    assert_int_equal(testing_engine_count(t, OPEN), 1);
    pass(t, 24 * HOUR);
    assert_true(testing_engine_until(t, OPEN, 0, HOUR / 2));
    assert_int_equal(testing_engine_count(t, IN_STATE(7)), 1);
}

// The provider shows a message like it, which is the one before.
static void another_ones_name_is_not_taken_for_its_own(void **state)
{
    struct testing_engine *t = *state;
    int64_t row = testing_connector(t, "default", "asked", "{}");
    testing_engine_say(t, "ann", "hello");
    assert_true(testing_engine_until(t, SENT, 1, SECOND));
    provider.lose = 1;
    testing_engine_say(t, "ann", "hello");
    crash(t);
    assert_true(testing_engine_until(t, OPEN, 0, 60 * SECOND));
    assert_int_equal(testing_engine_count(t, IN_STATE(7)), 1);
    assert_int_equal(testing_engine_count(t, REASON("another one")), 1);
    testing_engine_turn(t);
    assert_int_equal(testing_account(t, row)->figures.sent, 0); // since the crash
    assert_int_equal(testing_account(t, row)->figures.unknown, 1);
    assert_int_equal(testing_engine_count(t, SENT), 1);
}

// The hub itself hears no answer: the attempt is over, and asked for.
static void an_attempt_without_an_end_is_asked_for_too(void **state)
{
    struct testing_engine *t = *state;
    testing_connector(t, "default", "asked", "{}");
    provider.cut = 1;
    testing_engine_say(t, "ann", "cut");
    assert_true(testing_engine_until(t, OPEN, 0, 60 * SECOND));
    assert_int_equal(testing_engine_count(t, SENT), 1);
    assert_int_equal(provider.looks, 1);
    provider.lose = 1;
    testing_engine_say(t, "ann", "lost");
    assert_true(testing_engine_until(t, OPEN, 0, 200 * SECOND));
    assert_int_equal(testing_engine_count(t, IN_STATE(7)), 1);
    check_once(1);
}

// What stops in order leaves nothing that is not asked for afterwards.
static void a_hub_that_stops_asks_when_it_is_back(void **state)
{
    struct testing_engine *t = *state;
    provider.latency_us = 10 * SECOND;
    testing_connector(t, "default", "asked", "{}");
    say_many(t, 5);
    testing_engine_run(t, SECOND / 10);
    delivery_stop(t->delivery);
    assert_int_equal(testing_engine_count(t, OPEN), 5);
    testing_engine_die(t);
    testing_engine_begin(t);
    assert_true(testing_engine_until(t, OPEN, 0, 60 * SECOND));
    assert_int_equal(testing_engine_count(t, SENT), 5);
    check_once(5);
}

static int replay(void *ctx, struct tx *tx)
{
    return outbox_replay(tx, *(int64_t *)ctx, true);
}

// Somebody takes the risk: it is sent, and may not be lost again unasked.
static void a_replay_is_sent_and_asked_for_when_it_is_lost_too(void **state)
{
    struct testing_engine *t = *state;
    testing_connector(t, "default", "asked", "{}");
    provider.lose = 1;
    testing_engine_say(t, "ann", "again");
    crash(t);
    assert_true(testing_engine_until(t, IN_STATE(7), 1, 60 * SECOND));
    int64_t message = testing_engine_count(t, "SELECT max(interaction) FROM interaction");
    assert_int_equal(testing_commit(&t->store, replay, &message), OUTBOX_ACT_OK);
    provider.latency_us = SECOND;
    crash(t);
    assert_true(testing_engine_until(t, OPEN, 0, 60 * SECOND));
    assert_int_equal(provider.taken, 2);
    assert_int_equal(testing_engine_count(t, SENT), 1);
    check_once(1);
}

// A plug-in may have the facet and say that it cannot.
static void one_that_cannot_ask_after_all_gives_it_up(void **state)
{
    struct testing_engine *t = *state;
    provider.latency_us = SECOND;
    testing_connector(t, "default", "over_plain",
                      "{\"adapter\":\"plain\",\"config\":{\"idempotent\":false}}");
    testing_engine_say(t, "ann", "hello");
    crash(t);
    assert_true(testing_engine_until(t, OPEN, 0, 60 * SECOND));
    assert_int_equal(testing_engine_count(t, IN_STATE(7)), 1);
    assert_int_equal(testing_engine_count(t, REASON("cannot be asked")), 1);
}

static int run_sql(void *ctx, struct tx *tx)
{
    return db_exec(tx->db, ctx);
}

static void sql(struct testing_engine *t, const char *text)
{
    char copy[256];
    snprintf(copy, sizeof(copy), "%s", text);
    assert_int_equal(testing_commit(&t->store, run_sql, copy), 0);
}

// It is told late that it was sent, by the name of another one, which nobody believes: it is asked for.
static void what_is_told_late_and_not_believed_is_asked_for(void **state)
{
    struct testing_engine *t = *state;
    int64_t row = testing_connector(t, "default", "asked", "{}");
    testing_engine_say(t, "ann", "hello");
    assert_true(testing_engine_until(t, SENT, 1, SECOND));
    provider.mistake = 1;
    testing_engine_say(t, "ann", "hello");
    testing_engine_say(t, "ann", "behind");
    assert_true(testing_engine_until(t, OPEN, 0, 300 * SECOND));
    assert_int_equal(testing_engine_count(t, IN_STATE(7)), 1);
    assert_int_equal(testing_engine_count(t, SENT), 2);
    assert_int_equal(provider.looks, 1);
    assert_int_equal(provider.taken, 3);
    testing_engine_turn(t);
    const struct delivery_figures *f = &testing_account(t, row)->figures;
    assert_true(f->sent == 2 && f->unknown == 1 && f->retried == 1 && f->failed == 0);
}

// That it was sent cannot be written, however often: when it can, it is asked for.
static void what_is_told_late_and_not_recorded_is_asked_for(void **state)
{
    struct testing_engine *t = *state;
    testing_connector(t, "default", "asked", "{}");
    sql(t, "CREATE TRIGGER unwritten BEFORE UPDATE ON outbox WHEN old.outbox = 1 AND new.state = 4 "
           "BEGIN SELECT RAISE(ABORT, 'unwritten'); END");
    provider.stall = 1;
    testing_engine_say(t, "ann", "hello");
    testing_engine_say(t, "ann", "behind");
    testing_engine_run(t, 120 * SECOND);
    assert_int_equal(testing_engine_count(t, OPEN), 2);
    sql(t, "DROP TRIGGER unwritten");
    assert_true(testing_engine_until(t, OPEN, 0, 300 * SECOND));
    assert_int_equal(testing_engine_count(t, SENT), 2);
    assert_int_equal(provider.taken, 2);
    check_once(2);
}

// While its row is taken to be sent again, the connector becomes one that knows no ids.
static void what_was_taken_for_another_instance_is_judged_again(void **state)
{
    struct testing_engine *t = *state;
    provider.latency_us = SECOND;
    int64_t row = testing_connector(t, "default", "provider", "{}");
    testing_engine_say(t, "ann", "hello");
    testing_engine_run(t, SECOND / 10);
    sql(t, "UPDATE outbox SET due_us = due_us + 60000000");
    crash(t);
    testing_engine_run(t, 2 * SECOND);
    struct engine_account *a = testing_account(t, row);
    assert_true(a->connector != NULL && a->claim == NULL);
    pass(t, 60 * SECOND);
    delivery_turn(t->delivery, false);
    assert_true(a->claim != NULL);
    testing_connector(t, "default", "plain", "{\"idempotent\":false}");
    engine_account_close(a, NULL);
    engine_account_turn(a);
    assert_int_equal(a->doubt, OUTBOX_DOUBT_GIVE_UP);
    assert_true(testing_engine_until(t, OPEN, 0, 60 * SECOND));
    check_once(1);
    assert_int_equal(provider.taken, 1);
    assert_int_equal(testing_engine_count(t, IN_STATE(7)), 1);
    assert_int_equal(testing_engine_count(t, "SELECT attempts FROM outbox"), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, testing_engine_setup, testing_engine_teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_the_provider_has_was_sent),
        TEST(what_it_never_had_is_unknown_and_not_sent),
        TEST(what_came_after_a_clock_was_put_back_is_found),
        TEST(what_is_behind_it_waits_for_the_answer),
        TEST(an_outage_makes_nothing_unknown),
        TEST(after_a_day_of_it_nobody_will_know),
        TEST(another_ones_name_is_not_taken_for_its_own),
        TEST(an_attempt_without_an_end_is_asked_for_too),
        TEST(a_hub_that_stops_asks_when_it_is_back),
        TEST(a_replay_is_sent_and_asked_for_when_it_is_lost_too),
        TEST(one_that_cannot_ask_after_all_gives_it_up),
        TEST(what_is_told_late_and_not_believed_is_asked_for),
        TEST(what_is_told_late_and_not_recorded_is_asked_for),
        TEST(what_was_taken_for_another_instance_is_judged_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
