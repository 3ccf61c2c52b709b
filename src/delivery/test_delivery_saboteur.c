// SPDX-License-Identifier: Apache-2.0
// A provider on its worst days, an adapter that breaks its contract, and a hub that dies meanwhile: each
// message is delivered once, or ends with its reason.
#include "delivery/testing_engine.h"
#include <stdio.h>

static const int64_t SECOND = 1000000, MINUTE = 60 * INT64_C(1000000);
enum { CUSTOMERS = 12, MESSAGES = 5 };

#define OPEN "SELECT count(*) FROM outbox WHERE state IN (1, 2, 3)"

static void say_all(struct testing_engine *t)
{
    char customer[32], text[32];
    for (int m = 0; m < MESSAGES; m++) {
        for (int c = 0; c < CUSTOMERS; c++) {
            snprintf(customer, sizeof(customer), "c%d", c);
            snprintf(text, sizeof(text), "%d of %d", m, c);
            testing_engine_say(t, customer, text);
        }
    }
}

static int64_t in_state(struct testing_engine *t, int state)
{
    char sql[96];
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM outbox WHERE state = %d", state);
    return testing_count(&t->store, sql);
}

// What the provider holds is what was recorded as sent, and what nobody can say of; once each.
static void check(struct testing_engine *t, bool is_idempotent)
{
    for (int i = 0; i < provider.count; i++)
        assert_int_equal(provider.held[i].count, 1);
    int64_t sent = in_state(t, 4), failed = in_state(t, 5), unknown = in_state(t, 7);
    assert_int_equal(sent + failed + unknown, CUSTOMERS * MESSAGES);
    assert_in_range(provider.count, sent, sent + unknown + (is_idempotent ? failed : 0));
    assert_int_equal(testing_count(&t->store, "SELECT count(*) FROM interaction WHERE direction = 2 AND "
                                              "delivery NOT IN (3, 4, 5, 6, 7)"),
                     0);
}

static void sabotage(struct testing_engine *t, const char *chances, const char *inner, bool is_idempotent,
                     bool dies)
{
    char config[512];
    snprintf(config, sizeof(config), "{\"adapter\":\"%s\",\"config\":{\"idempotent\":%s},%s}", inner,
             is_idempotent ? "true" : "false", chances);
    provider.latency_us = 200000;
    provider.tells_receipts = true;
    char over[32];
    snprintf(over, sizeof(over), "over_%s", inner);
    testing_connector(t, "default", over, config);
    say_all(t);
    for (int i = 0; dies && i < 10; i++) {
        testing_engine_run(t, 900000);
        testing_engine_die(t);
        testing_engine_begin(t);
    }
    assert_true(testing_engine_until(t, OPEN, 0, 6 * 60 * MINUTE));
    check(t, is_idempotent);
}

#define BAD_DAY                                                                                              \
    "\"fails\":10,\"throttles\":10,\"cuts\":10,\"stalls\":10,\"stall_ms\":2000,\"duplicates\":20,\"lies\":"  \
    "20"

static void a_bad_day(void **state)
{
    sabotage(*state, BAD_DAY, "provider", true, false);
    assert_int_equal(in_state(*state, 4), CUSTOMERS * MESSAGES);
}

static void a_bad_day_without_ids(void **state)
{
    sabotage(*state, BAD_DAY, "plain", false, false);
    assert_true(in_state(*state, 7) > 0);
}

static void a_bad_day_with_crashes(void **state)
{
    sabotage(*state, BAD_DAY, "provider", true, true);
    assert_int_equal(in_state(*state, 4), CUSTOMERS * MESSAGES);
}

static void a_bad_day_with_crashes_without_ids(void **state)
{
    sabotage(*state, BAD_DAY, "plain", false, true);
}

// The provider has what it took, and is asked for it through the same weather.
static void a_bad_day_with_questions(void **state)
{
    sabotage(*state, BAD_DAY, "asked", false, true);
    assert_int_equal(in_state(*state, 4), CUSTOMERS * MESSAGES);
}

static void a_broken_contract_loses_nothing(void **state)
{
    struct testing_engine *t = *state;
    sabotage(t, "\"breaches\":50,\"cuts\":20", "provider", true, false);
    assert_int_equal(in_state(t, 4), CUSTOMERS * MESSAGES);
    struct delivery_figures f;
    assert_true(delivery_connector_figures(t->delivery, 1, &f));
    assert_true(f.breaches > 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, testing_engine_setup, testing_engine_teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_bad_day),
        TEST(a_bad_day_without_ids),
        TEST(a_bad_day_with_crashes),
        TEST(a_bad_day_with_crashes_without_ids),
        TEST(a_bad_day_with_questions),
        TEST(a_broken_contract_loses_nothing),
    };
    (void)SECOND;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
