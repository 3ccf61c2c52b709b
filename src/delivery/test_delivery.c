// SPDX-License-Identifier: Apache-2.0
// What leaves: in order, once, and what becomes of it when the provider fails.
#include "delivery/testing_engine.h"
#include <stdio.h>

static const int64_t SECOND = 1000000, MINUTE = 60 * INT64_C(1000000);

#define OPEN "SELECT count(*) FROM outbox WHERE state IN (1, 2, 3)"
#define SENT "SELECT count(*) FROM interaction WHERE direction = 2 AND delivery = 3"
#define IN_STATE(number) "SELECT count(*) FROM outbox WHERE state = " #number

static void say_many(struct testing_engine *t, int customers, int messages)
{
    char customer[32], text[32];
    for (int m = 0; m < messages; m++) {
        for (int c = 0; c < customers; c++) {
            snprintf(customer, sizeof(customer), "c%d", c);
            snprintf(text, sizeof(text), "%d of %d", m, c);
            testing_engine_say(t, customer, text);
        }
    }
}

// The provider has each once, and those of each customer in their order.
static void check_provider(int customers, int messages)
{
    int last[64];
    for (int c = 0; c < customers; c++)
        last[c] = -1;
    assert_int_equal(provider.count, customers * messages);
    for (int i = 0; i < provider.count; i++) {
        int m, c;
        assert_int_equal(sscanf(provider.held[i].text, "%d of %d", &m, &c), 2);
        assert_int_equal(provider.held[i].count, 1);
        assert_int_equal(last[c], m - 1);
        last[c] = m;
    }
}

// ---- when all is well

static void what_is_said_is_sent_and_recorded(void **state)
{
    struct testing_engine *t = *state;
    provider.says_more = provider.tells_receipts = true;
    int64_t row = testing_connector(t, "default", "provider", "{}");
    testing_engine_say(t, "ann", "good day");
    assert_true(testing_engine_until(t, "SELECT count(*) FROM interaction WHERE delivery = 4", 1, SECOND));
    assert_int_equal(testing_engine_count(t, IN_STATE(4)), 1);
    assert_int_equal(provider_find("good day")->count, 1);
    assert_int_equal(
        testing_engine_count(t, "SELECT count(*) FROM interaction WHERE delivery_info LIKE '%segments%'"), 1);
    testing_engine_turn(t); // what was written comes back
    const struct delivery_figures *f = &testing_account(t, row)->figures;
    assert_int_equal(f->attempts, 1);
    assert_int_equal(f->sent, 1);
    assert_int_equal(f->delivered, 1);
    assert_true(f->last_sent_us > 0);
}

static void each_lane_keeps_its_order(void **state)
{
    struct testing_engine *t = *state;
    provider.latency_us = 3000;
    testing_connector(t, "default", "provider", "{}");
    say_many(t, 20, 6);
    assert_true(testing_engine_until(t, OPEN, 0, 10 * SECOND));
    check_provider(20, 6);
    assert_int_equal(testing_engine_count(t, SENT), 120);
}

static int adopt(void *ctx, struct tx *tx)
{
    bool has_more;
    return outbox_adopt(tx, *(int64_t *)ctx, CHANNEL_SMS, 100, &has_more); // a timer does it in a whole hub
}

static void what_was_said_before_there_was_a_connector_goes_too(void **state)
{
    struct testing_engine *t = *state;
    testing_engine_say(t, "ann", "early");
    testing_engine_run(t, SECOND);
    assert_int_equal(testing_engine_count(t, IN_STATE(1)), 1);
    int64_t row = testing_connector(t, "default", "provider", "{}");
    assert_int_equal(testing_commit(&t->store, adopt, &row), 0);
    assert_true(testing_engine_until(t, OPEN, 0, SECOND));
    assert_non_null(provider_find("early"));
}

// ---- when the provider fails

static void what_was_not_taken_is_tried_again_in_order(void **state)
{
    struct testing_engine *t = *state;
    testing_connector(t, "default", "provider", "{}");
    provider.retry = 3;
    say_many(t, 2, 3);
    assert_true(testing_engine_until(t, OPEN, 0, 5 * MINUTE));
    check_provider(2, 3);
    assert_true(provider.taken >= 9);
}

static void a_provider_that_asks_to_wait_is_left_alone(void **state)
{
    struct testing_engine *t = *state;
    int64_t row = testing_connector(t, "default", "provider", "{}");
    testing_engine_run(t, SECOND);
    provider.busy = 1;
    provider.retry_us = 30 * SECOND;
    say_many(t, 10, 1);
    testing_engine_run(t, 20 * SECOND);
    assert_int_equal(provider.taken, 1);
    assert_int_equal(testing_account(t, row)->figures.state, DELIVERY_CONNECTOR_THROTTLED);
    assert_int_equal(testing_engine_count(t, "SELECT coalesce(sum(attempts), 0) FROM outbox"), 0);
    assert_true(testing_engine_until(t, OPEN, 0, 2 * MINUTE));
    check_provider(10, 1);
}

static void a_message_that_is_refused_for_good_is_a_dead_letter(void **state)
{
    struct testing_engine *t = *state;
    testing_connector(t, "default", "provider", "{}");
    provider.refuse = 1;
    say_many(t, 1, 3);
    assert_true(testing_engine_until(t, OPEN, 0, MINUTE));
    assert_int_equal(testing_engine_count(t, IN_STATE(5)), 1);
    assert_int_equal(testing_engine_count(t, IN_STATE(4)), 2);
    assert_int_equal(provider.count, 2);
}

static void a_cut_connection_is_no_second_message_where_ids_are_known(void **state)
{
    struct testing_engine *t = *state;
    testing_connector(t, "default", "provider", "{}");
    provider.cut = 4;
    say_many(t, 3, 2);
    assert_true(testing_engine_until(t, OPEN, 0, 10 * MINUTE));
    check_provider(3, 2);
    assert_int_equal(testing_engine_count(t, IN_STATE(4)), 6);
}

static void a_cut_connection_is_unknown_where_they_are_not(void **state)
{
    struct testing_engine *t = *state;
    testing_connector(t, "default", "plain", "{\"idempotent\":false}");
    provider.cut = 2;
    say_many(t, 4, 1);
    assert_true(testing_engine_until(t, OPEN, 0, 10 * MINUTE));
    check_provider(4, 1);
    assert_int_equal(testing_engine_count(t, IN_STATE(7)), 2);
    assert_int_equal(testing_engine_count(t, IN_STATE(4)), 2);
    assert_int_equal(testing_engine_count(t, "SELECT count(*) FROM interaction WHERE delivery = 7"), 2);
}

// The hub waits thirty seconds, the provider answers after forty.
static void an_answer_that_comes_too_late_still_counts(void **state)
{
    struct testing_engine *t = *state;
    testing_connector(t, "default", "plain", "{\"idempotent\":false}");
    provider.stall = 1;
    testing_engine_say(t, "ann", "slowly");
    testing_engine_run(t, 35 * SECOND);
    assert_int_equal(testing_engine_count(t, IN_STATE(7)), 1);
    assert_int_equal(provider.cancelled, 1);
    testing_engine_run(t, 10 * SECOND);
    assert_int_equal(testing_engine_count(t, IN_STATE(7)), 0);
    assert_int_equal(testing_engine_count(t, SENT), 1);
    assert_int_equal(provider_find("slowly")->count, 1);
}

static void an_id_is_never_under_way_twice(void **state)
{
    struct testing_engine *t = *state;
    testing_connector(t, "default", "provider", "{}");
    provider.stall = 1;
    testing_engine_say(t, "ann", "slowly");
    assert_true(testing_engine_until(t, OPEN, 0, 10 * MINUTE));
    assert_int_equal(provider_find("slowly")->count, 1);
    assert_int_equal(provider.taken, 1);
}

static void keep_figures(void *ctx, int64_t connector, const struct delivery_figures *figures)
{
    (void)connector;
    *(struct delivery_figures *)ctx = *figures;
}

static void a_provider_that_fails_again_and_again_is_asked_less(void **state)
{
    struct testing_engine *t = *state;
    int64_t row = testing_connector(t, "default", "provider", "{}");
    provider.retry = 1000000;
    say_many(t, 20, 1);
    testing_engine_run(t, 2 * SECOND);
    assert_int_equal(testing_account(t, row)->figures.state, DELIVERY_CONNECTOR_PAUSED);
    struct delivery_figures f = {0};
    delivery_each_connector(t->delivery, keep_figures, &f); // asks for the count, too
    testing_engine_turn(t);
    delivery_each_connector(t->delivery, keep_figures, &f);
    assert_int_equal(f.lanes_waiting, 20);
    int taken = provider.taken;
    testing_engine_run(t, 5 * MINUTE);
    assert_in_range(provider.taken - taken, 3, 10);
    provider.retry = 0;
    assert_true(testing_engine_until(t, OPEN, 0, 60 * MINUTE));
    check_provider(20, 1);
    assert_int_equal(testing_account(t, row)->figures.state, DELIVERY_CONNECTOR_OPEN);
}

static void an_adapter_that_falls_over_is_opened_anew(void **state)
{
    struct testing_engine *t = *state;
    provider.latency_us = SECOND;
    provider.die = 1;
    testing_connector(t, "default", "provider", "{}");
    say_many(t, 3, 1);
    assert_true(testing_engine_until(t, OPEN, 0, 10 * MINUTE));
    check_provider(3, 1);
    assert_int_equal(provider.opened, 2);
}

// ---- when the hub dies

static void after_a_crash_nothing_is_lost_and_nothing_sent_twice(void **state)
{
    struct testing_engine *t = *state;
    provider.latency_us = 500000;
    testing_connector(t, "default", "provider", "{}");
    say_many(t, 10, 3);
    for (int i = 0; i < 4; i++) {
        testing_engine_run(t, 700000);
        testing_engine_die(t);
        testing_engine_begin(t);
    }
    assert_true(testing_engine_until(t, OPEN, 0, 10 * MINUTE));
    check_provider(10, 3);
    assert_int_equal(testing_engine_count(t, IN_STATE(4)), 30);
}

static void without_ids_what_was_under_way_in_a_crash_is_unknown(void **state)
{
    struct testing_engine *t = *state;
    provider.latency_us = 500000;
    testing_connector(t, "default", "plain", "{\"idempotent\":false}");
    say_many(t, 10, 1);
    testing_engine_run(t, 100000);
    assert_int_equal(provider.count, 10);
    testing_engine_die(t);
    testing_engine_begin(t);
    assert_true(testing_engine_until(t, OPEN, 0, MINUTE));
    check_provider(10, 1);
    assert_int_equal(testing_engine_count(t, IN_STATE(7)), 10);
}

static void what_stops_in_order_records_its_ends(void **state)
{
    struct testing_engine *t = *state;
    provider.latency_us = 10 * SECOND;
    testing_connector(t, "default", "plain", "{\"idempotent\":false}");
    say_many(t, 5, 1);
    testing_engine_run(t, 100000);
    delivery_stop(t->delivery);
    assert_int_equal(testing_engine_count(t, IN_STATE(7)), 5);
    assert_int_equal(provider.closed, 1);
}

// ---- connectors that change

static void a_changed_connector_ends_what_is_under_way_first(void **state)
{
    struct testing_engine *t = *state;
    provider.latency_us = 2 * SECOND;
    int64_t row = testing_connector(t, "default", "plain", "{\"idempotent\":false}");
    say_many(t, 5, 1);
    testing_engine_run(t, 100000);
    assert_int_equal(testing_connector(t, "default", "plain", "{\"idempotent\":false,\"account\":\"b\"}"),
                     row);
    say_many(t, 5, 1);
    assert_true(testing_engine_until(t, OPEN, 0, MINUTE));
    assert_int_equal(testing_engine_count(t, IN_STATE(4)), 10);
    assert_int_equal(provider.opened, 2);
    assert_int_equal(provider.closed, 1);
}

static void one_that_cannot_be_opened_says_why_and_is_tried_again(void **state)
{
    struct testing_engine *t = *state;
    struct delivery_figures f;
    int64_t row = testing_connector(t, "default", "provider", "{\"account\":\"bad\"}");
    int64_t other = testing_connector(t, "other", "nobody", "{}");
    testing_engine_say(t, "ann", "wait");
    testing_engine_run(t, MINUTE);
    assert_true(delivery_connector_figures(t->delivery, row, &f));
    assert_int_equal(f.state, DELIVERY_CONNECTOR_FAULTY);
    assert_string_equal(f.fault, "account: the provider has no such account");
    assert_true(delivery_connector_figures(t->delivery, other, &f));
    assert_string_equal(f.fault, "there is no adapter nobody here");
    assert_false(delivery_connector_figures(t->delivery, 99, &f));
    testing_connector(t, "default", "provider", "{\"account\":\"good\"}");
    assert_true(testing_engine_until(t, OPEN, 0, SECOND));
}

static void one_that_is_deleted_is_closed_and_forgotten(void **state)
{
    struct testing_engine *t = *state;
    struct delivery_figures f;
    int64_t row = testing_connector(t, "default", "provider", "{}");
    testing_engine_run(t, SECOND);
    testing_connector_enable(t, row, false);
    testing_engine_run(t, SECOND);
    assert_int_equal(provider.closed, 1);
    assert_true(delivery_connector_figures(t->delivery, row, &f));
    assert_int_equal(f.state, DELIVERY_CONNECTOR_CLOSED);
    testing_connector_enable(t, row, true);
    testing_engine_run(t, SECOND);
    assert_int_equal(provider.opened, 2);
    testing_connector_delete(t, row);
    testing_engine_run(t, SECOND);
    assert_int_equal(provider.closed, 2);
    assert_false(delivery_connector_figures(t->delivery, row, &f));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, testing_engine_setup, testing_engine_teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_is_said_is_sent_and_recorded),
        TEST(each_lane_keeps_its_order),
        TEST(what_was_said_before_there_was_a_connector_goes_too),
        TEST(what_was_not_taken_is_tried_again_in_order),
        TEST(a_provider_that_asks_to_wait_is_left_alone),
        TEST(a_message_that_is_refused_for_good_is_a_dead_letter),
        TEST(a_cut_connection_is_no_second_message_where_ids_are_known),
        TEST(a_cut_connection_is_unknown_where_they_are_not),
        TEST(an_answer_that_comes_too_late_still_counts),
        TEST(an_id_is_never_under_way_twice),
        TEST(a_provider_that_fails_again_and_again_is_asked_less),
        TEST(an_adapter_that_falls_over_is_opened_anew),
        TEST(after_a_crash_nothing_is_lost_and_nothing_sent_twice),
        TEST(without_ids_what_was_under_way_in_a_crash_is_unknown),
        TEST(what_stops_in_order_records_its_ends),
        TEST(a_changed_connector_ends_what_is_under_way_first),
        TEST(one_that_cannot_be_opened_says_why_and_is_tried_again),
        TEST(one_that_is_deleted_is_closed_and_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
