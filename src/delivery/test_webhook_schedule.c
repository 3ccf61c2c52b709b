// SPDX-License-Identifier: Apache-2.0
// The schedule over its three days, on a clock of the test's own.
#include "base/testing.h"
#include "delivery/webhook_schedule.h"

static const int64_t SECOND = 1000000;
static const int64_t START = (int64_t)1800000000 * 1000000;

static struct egress_answer answered(int status, int64_t retry_after_s)
{
    return (struct egress_answer){
        .end = EGRESS_ANSWERED, .status = status, .retry_after_us = retry_after_s * SECOND};
}

static const struct egress_answer nobody = {.end = EGRESS_NOT_SENT, .fault = "refused"};

// Asks until it is over. Returns how often, and when it was over.
static int run(struct egress_answer answer, struct webhook_tries *tries, uint32_t chance, int64_t *ret_end_us,
               enum webhook_verdict *ret)
{
    int64_t now_us = START;
    for (int i = 1;; i++) {
        int64_t due_us = 0;
        *ret = webhook_judge(&answer, tries, now_us, chance, &due_us);
        *ret_end_us = now_us;
        if (*ret != WEBHOOK_VERDICT_AGAIN)
            return i;
        assert_true(due_us > now_us);
        now_us = due_us;
    }
}

static void what_arrives_is_done(void **state)
{
    (void)state;
    for (int status = 200; status < 300; status++) {
        struct webhook_tries tries = {0};
        int64_t due_us;
        struct egress_answer answer = answered(status, 0);
        assert_int_equal(webhook_judge(&answer, &tries, START, 0, &due_us), WEBHOOK_VERDICT_DONE);
    }
    // It said 200 and much more than anybody wants to read.
    struct webhook_tries tries = {0};
    int64_t due_us;
    struct egress_answer large = {.end = EGRESS_TOO_LARGE, .status = 200};
    assert_int_equal(webhook_judge(&large, &tries, START, 0, &due_us), WEBHOOK_VERDICT_DONE);
}

static void an_outage_is_waited_out_for_three_days(void **state)
{
    struct webhook_tries tries = {0};
    enum webhook_verdict verdict;
    int64_t end_us;
    (void)state;
    assert_int_equal(run(nobody, &tries, 0, &end_us, &verdict), WEBHOOK_ATTEMPTS_MAX);
    assert_int_equal(verdict, WEBHOOK_VERDICT_EXHAUSTED);
    // 5 s + 5 min + 30 min + 2 h + 5 h + 10 h + 14 h + 20 h + 24 h
    assert_int_equal(end_us - START, (5 + 300 + 1800 + (2 + 5 + 10 + 14 + 20 + 24) * 3600) * SECOND);
}

static void chance_spreads_by_a_tenth(void **state)
{
    struct webhook_tries tries = {0};
    enum webhook_verdict verdict;
    int64_t least_us, most_us;
    (void)state;
    run(nobody, &tries, 0, &least_us, &verdict);
    tries = (struct webhook_tries){0};
    run(nobody, &tries, 1023, &most_us, &verdict);
    assert_true(most_us - START > (least_us - START) * 109 / 100);
    assert_true(most_us - START < (least_us - START) * 110 / 100);
}

static void every_step_of_the_schedule(void **state)
{
    static const int waits_s[] = {5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400};
    struct webhook_tries tries = {0};
    struct egress_answer answer = answered(500, 0);
    int64_t now_us = START, due_us;
    (void)state;
    for (size_t i = 0; i < sizeof(waits_s) / sizeof(waits_s[0]); i++) {
        assert_int_equal(webhook_judge(&answer, &tries, now_us, 0, &due_us), WEBHOOK_VERDICT_AGAIN);
        assert_int_equal(due_us - now_us, waits_s[i] * SECOND);
        assert_int_equal(tries.attempts, i + 1);
        assert_int_equal(tries.since_us, START);
        now_us = due_us;
    }
}

static void gone_is_gone(void **state)
{
    struct webhook_tries tries = {0};
    struct egress_answer answer = answered(410, 0);
    int64_t due_us;
    (void)state;
    assert_int_equal(webhook_judge(&answer, &tries, START, 0, &due_us), WEBHOOK_VERDICT_GONE);
    // Half an answer is none.
    struct egress_answer half = {.end = EGRESS_UNKNOWN, .status = 410};
    assert_int_equal(webhook_judge(&half, &tries, START, 0, &due_us), WEBHOOK_VERDICT_AGAIN);
}

static void who_says_when_is_obeyed(void **state)
{
    struct webhook_tries tries = {0};
    struct egress_answer answer = answered(429, 90);
    int64_t now_us = START, due_us;
    (void)state;
    for (int i = 0; i < 100; i++) {
        assert_int_equal(webhook_judge(&answer, &tries, now_us, 1023, &due_us), WEBHOOK_VERDICT_AGAIN);
        assert_in_range(due_us - now_us, 90 * SECOND, 99 * SECOND);
        now_us = due_us;
    }
    assert_int_equal(tries.attempts, 0);
    answer = answered(503, 1000000); // at most a day
    assert_int_equal(webhook_judge(&answer, &tries, now_us, 0, &due_us), WEBHOOK_VERDICT_AGAIN);
    assert_int_equal(due_us - now_us, 24 * 3600 * SECOND);
}

static void who_says_later_for_ever_is_not(void **state)
{
    struct webhook_tries tries = {0};
    enum webhook_verdict verdict;
    int64_t end_us;
    (void)state;
    run(answered(429, 3600), &tries, 0, &end_us, &verdict);
    assert_int_equal(verdict, WEBHOOK_VERDICT_EXHAUSTED);
    assert_true(end_us - START > 76 * 3600 * SECOND);
    assert_true(end_us - START < 8 * 24 * 3600 * SECOND);
}

static void retry_after_is_the_least_elsewhere(void **state)
{
    struct webhook_tries tries = {0};
    struct egress_answer answer = answered(500, 60);
    int64_t due_us;
    (void)state;
    assert_int_equal(webhook_judge(&answer, &tries, START, 0, &due_us), WEBHOOK_VERDICT_AGAIN);
    assert_int_equal(due_us - START, 60 * SECOND); // 5 s else
    assert_int_equal(tries.attempts, 1);
}

static void a_refused_one_is_given_up_within_ten_minutes(void **state)
{
    static const int statuses[] = {400, 404, 405, 413, 415, 422};
    (void)state;
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        struct webhook_tries tries = {0};
        enum webhook_verdict verdict;
        int64_t end_us;
        assert_int_equal(run(answered(statuses[i], 0), &tries, 1023, &end_us, &verdict),
                         WEBHOOK_REFUSALS_MAX);
        assert_int_equal(verdict, WEBHOOK_VERDICT_REFUSED);
        assert_true(end_us - START < 600 * SECOND);
    }
}

static void only_refusals_in_a_row_count(void **state)
{
    struct webhook_tries tries = {0};
    struct egress_answer refused = answered(404, 0), broken = answered(500, 0);
    int64_t due_us;
    (void)state;
    for (int i = 0; i < 4; i++) {
        const struct egress_answer *answer = i == 2 ? &broken : &refused;
        assert_int_equal(webhook_judge(answer, &tries, START, 0, &due_us), WEBHOOK_VERDICT_AGAIN);
    }
    assert_int_equal(tries.refusals, 1);
}

static void who_refuses_everything_is_down(void **state)
{
    struct webhook_tries tries = {.dead_in_row = WEBHOOK_DEAD_IN_ROW_MAX};
    enum webhook_verdict verdict;
    int64_t end_us;
    (void)state;
    assert_int_equal(run(answered(404, 0), &tries, 0, &end_us, &verdict), WEBHOOK_ATTEMPTS_MAX);
    assert_int_equal(verdict, WEBHOOK_VERDICT_EXHAUSTED);
}

static void others_are_tried_again(void **state)
{
    static const int statuses[] = {301, 302, 401, 403, 408, 429, 500, 502, 503, 504};
    (void)state;
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        struct webhook_tries tries = {0};
        struct egress_answer answer = answered(statuses[i], 0);
        int64_t due_us;
        assert_int_equal(webhook_judge(&answer, &tries, START, 0, &due_us), WEBHOOK_VERDICT_AGAIN);
        assert_int_equal(tries.attempts, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_arrives_is_done),
        cmocka_unit_test(an_outage_is_waited_out_for_three_days),
        cmocka_unit_test(chance_spreads_by_a_tenth),
        cmocka_unit_test(every_step_of_the_schedule),
        cmocka_unit_test(gone_is_gone),
        cmocka_unit_test(who_says_when_is_obeyed),
        cmocka_unit_test(who_says_later_for_ever_is_not),
        cmocka_unit_test(retry_after_is_the_least_elsewhere),
        cmocka_unit_test(a_refused_one_is_given_up_within_ten_minutes),
        cmocka_unit_test(only_refusals_in_a_row_count),
        cmocka_unit_test(who_refuses_everything_is_down),
        cmocka_unit_test(others_are_tried_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
