// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"
#include "base/testing.h"
#include "store_round.h"

static struct store_report run_and_hold(const struct store_setup *setup, uint64_t first, uint64_t rounds)
{
    struct store_report sum = {0};
    for (uint64_t seed = first; seed < first + rounds; seed++) {
        struct store_report report;
        assert_int_equal(store_round(setup, seed, false, &report), 0);
        if (report.fault != NULL)
            fail_msg("seed %llu: %s: %s", (unsigned long long)seed, report.fault, report.text);
        sum.acknowledged += report.acknowledged;
        sum.turned_away += report.turned_away;
        sum.losses += report.losses;
        sum.lives += report.lives;
        sum.counts.lost += report.counts.lost;
        sum.counts.faults += report.counts.faults;
    }
    assert_true(sum.acknowledged > (long long)rounds);
    return sum;
}

static void loses_nothing_acknowledged_in_a_power_cut(void **state)
{
    (void)state;
    struct store_report sum = run_and_hold(&(struct store_setup){.fate = DISK_RANDOM}, 1, 30);
    assert_true(sum.lives >= 50 && sum.counts.lost > 0);
}

static void loses_nothing_while_the_disk_fails_and_fills(void **state)
{
    (void)state;
    const struct store_setup setup = {
        .has_faults = true,
        .faults = {.read = 500, .write = 1000, .sync = 2000, .full_growth = 20000},
    };
    struct store_report sum = run_and_hold(&setup, 1000, 25);
    assert_true(sum.counts.faults > 0 && sum.turned_away > 0 && sum.losses > 0);
}

// After a commit of unknown outcome the process ends, and starts again over what the kernel still shows.
static void loses_nothing_when_it_restarts_after_a_failed_sync(void **state)
{
    (void)state;
    const struct store_setup setup = {.has_faults = true, .faults = {.sync = 30000}};
    assert_true(run_and_hold(&setup, 100, 45).losses > 0);
}

static void loses_nothing_when_killed(void **state)
{
    (void)state;
    run_and_hold(&(struct store_setup){.fate = DISK_KEEP_ALL}, 2000, 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loses_nothing_acknowledged_in_a_power_cut),
        cmocka_unit_test(loses_nothing_while_the_disk_fails_and_fills),
        cmocka_unit_test(loses_nothing_when_it_restarts_after_a_failed_sync),
        cmocka_unit_test(loses_nothing_when_killed),
    };
    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests_name("fault/store_round", tests, NULL, NULL);
}
