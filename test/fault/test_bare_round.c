// SPDX-License-Identifier: Apache-2.0
// The VFS judged by bare SQLite: settings that promise to keep every commit keep it, others do not.
#include "bare_round.h"
#include "base/testing.h"
#include <stdio.h>

struct sums {
    int verdicts[4];
    long long acknowledged;
    unsigned long long lost, torn, faults;
    uint64_t failed_seed;
    char text[200];
};

static struct sums run(const struct bare_setup *setup, int rounds)
{
    struct sums sums = {0};
    for (int seed = 1; seed <= rounds; seed++) {
        struct bare_report report;
        assert_int_equal(bare_round(setup, (uint64_t)seed, false, &report), 0);
        sums.verdicts[report.verdict]++;
        sums.acknowledged += report.acknowledged;
        sums.lost += report.counts.lost;
        sums.torn += report.counts.torn;
        sums.faults += report.counts.faults;
        if (report.verdict == BARE_HOLDS)
            continue;
        sums.failed_seed = (uint64_t)seed;
        snprintf(sums.text, sizeof(sums.text), "%s", report.text);
    }
    return sums;
}

static struct sums run_and_hold(const struct bare_setup *setup, int rounds)
{
    struct sums sums = run(setup, rounds);
    if (sums.verdicts[BARE_HOLDS] != rounds)
        fail_msg("seed %llu: %s", (unsigned long long)sums.failed_seed, sums.text);
    assert_true(sums.acknowledged > rounds);
    return sums;
}

static void full_keeps_every_commit(void **state)
{
    (void)state;
    struct sums sums = run_and_hold(&(struct bare_setup){.journal_mode = "WAL", .synchronous = "FULL"}, 40);
    assert_true(sums.lost > 0 && sums.torn > 0);
}

static void full_needs_no_powersafe_overwrite(void **state)
{
    (void)state;
    run_and_hold(
        &(struct bare_setup){.journal_mode = "WAL", .synchronous = "FULL", .damages_neighbours = true}, 20);
}

static void full_keeps_every_commit_while_the_disk_fails_and_fills(void **state)
{
    (void)state;
    struct sums sums = run_and_hold(
        &(struct bare_setup){.journal_mode = "WAL",
                             .synchronous = "FULL",
                             .faults = {.read = 500, .write = 4000, .sync = 10000, .full = 4000}},
        30);
    assert_true(sums.faults > 30);
}

static void extra_keeps_every_commit_of_a_rollback_journal(void **state)
{
    (void)state;
    run_and_hold(&(struct bare_setup){.journal_mode = "DELETE", .synchronous = "EXTRA"}, 20);
}

static void a_kill_loses_nothing_even_without_sync(void **state)
{
    (void)state;
    run_and_hold(&(struct bare_setup){.journal_mode = "WAL", .synchronous = "OFF", .fate = DISK_KEEP_ALL},
                 20);
}

static void normal_loses_commits_but_stays_whole(void **state)
{
    (void)state;
    struct sums sums = run(&(struct bare_setup){.journal_mode = "WAL", .synchronous = "NORMAL"}, 30);
    assert_true(sums.verdicts[BARE_LOST] > 0);
    assert_int_equal(sums.verdicts[BARE_DAMAGED] + sums.verdicts[BARE_WRONG], 0);
}

static void off_loses_commits_and_is_noticed(void **state)
{
    (void)state;
    struct sums sums = run(&(struct bare_setup){.journal_mode = "WAL", .synchronous = "OFF"}, 40);
    assert_true(sums.verdicts[BARE_LOST] > 0);
    assert_true(sums.verdicts[BARE_HOLDS] < 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(full_keeps_every_commit),
        cmocka_unit_test(full_needs_no_powersafe_overwrite),
        cmocka_unit_test(full_keeps_every_commit_while_the_disk_fails_and_fills),
        cmocka_unit_test(extra_keeps_every_commit_of_a_rollback_journal),
        cmocka_unit_test(a_kill_loses_nothing_even_without_sync),
        cmocka_unit_test(normal_loses_commits_but_stays_whole),
        cmocka_unit_test(off_loses_commits_and_is_noticed),
    };
    return cmocka_run_group_tests_name("fault/bare_round", tests, NULL, NULL);
}
