// SPDX-License-Identifier: Apache-2.0
// Rounds of trimming, against what must stay.
#include "hub/event_trim.h"
#include "store/testing_store.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int64_t DAY = (int64_t)24 * 3600 * 1000000;

struct setting {
    struct testing_store store; // first
    struct trim trim;
};

static int fail_always(struct tx *tx, const struct trim_rule *rule, int *ret_gone, bool *ret_more)
{
    (void)tx;
    (void)rule;
    (void)ret_gone;
    (void)ret_more;
    return -EPROTO;
}

static const struct trim_rule rules[] = {
    {.name = "fails", .slice = fail_always},
    {.name = "events", .keep_us = 3 * 86400000000, .keep_count = 5000, .slice = event_trim_slice},
    {.name = "jobs", .keep_us = 30 * 86400000000, .statement = SQL_JOB_TRIM, .slice = trim_by_age},
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    testing_add_tenant(&s->store, 5);
    testing_store_reopen(&s->store, NULL);
    trim_init(&s->trim, s->store.store, rules, sizeof(rules) / sizeof(rules[0]));
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

static void run_round(struct setting *s)
{
    trim_start(&s->trim);
    trim_start(&s->trim); // one is under way
    while (atomic_load(&s->trim.is_running))
        usleep(200);
}

static void add_events(struct setting *s, int tenant, int64_t first, int64_t count, int64_t created_us)
{
    char sql[400];
    snprintf(sql, sizeof(sql),
             "WITH RECURSIVE n(i) AS (VALUES (%lld) UNION ALL SELECT i + 1 FROM n WHERE i < %lld) "
             "INSERT INTO event (tenant, position, session, customer, audience, kind, ref, created_us) "
             "SELECT %d, i, 0, 0, 1, 1, 1, %lld FROM n",
             (long long)first, (long long)(first + count - 1), tenant, (long long)created_us);
    testing_count(&s->store, sql);
}

static int take_positions(void *ctx, struct tx *tx)
{
    for (int i = 0; i < *(int *)ctx; i++)
        tx_next_position(tx);
    return 0;
}

static void take(struct setting *s, int tenant, int count)
{
    enum work_outcome outcome;
    assert_int_equal(testing_run(&s->store, tenant, take_positions, &count, &outcome), 0);
}

static void old_events_go_and_young_ones_stay(void **state)
{
    struct setting *s = *state;
    int64_t now = s->store.wall_us;
    add_events(s, 1, 1, 3500, now - 4 * DAY);
    add_events(s, 1, 3501, 500, now - 2 * DAY);
    add_events(s, 5, 1, 2500, now - 4 * DAY);
    take(s, 1, 4000);
    take(s, 5, 2500);
    run_round(s);
    // Whole slices of a thousand only, each judged by the event behind it.
    assert_int_equal(testing_count(&s->store, "SELECT min(position) FROM event WHERE tenant = 1"), 3001);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM event WHERE tenant = 1"), 1000);
    assert_int_equal(testing_count(&s->store, "SELECT min(position) FROM event WHERE tenant = 5"), 2001);
    assert_int_equal(atomic_load(&s->trim.trimmed[1]), 5000);
    run_round(s);
    assert_int_equal(atomic_load(&s->trim.trimmed[1]), 5000);
}

static void beyond_their_number_young_events_go_too(void **state)
{
    struct setting *s = *state;
    add_events(s, 1, 1, 8000, s->store.wall_us);
    take(s, 1, 8000);
    run_round(s);
    assert_int_equal(testing_count(&s->store, "SELECT min(position) FROM event WHERE tenant = 1"),
                     2001); // of 8000, 5000 and the rest of a slice
}

static void add_jobs(struct setting *s, int tenant, int count, const char *finished)
{
    char sql[500];
    snprintf(sql, sizeof(sql),
             "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
             "INSERT INTO job (tenant, id, kind, state, is_running, done, arguments, created_us, updated_us, "
             "finished_us) SELECT %d, %s || '-' || i, 1, 3, 0, 0, '{}', 1, 1, %s FROM n",
             count, tenant, finished, finished);
    testing_count(&s->store, sql);
}

static void finished_jobs_go_after_their_time(void **state)
{
    struct setting *s = *state;
    char old[32], young[32];
    snprintf(old, sizeof(old), "%lld", (long long)(s->store.wall_us - 31 * DAY));
    snprintf(young, sizeof(young), "%lld", (long long)(s->store.wall_us - 29 * DAY));
    add_jobs(s, 1, 450, old); // three slices
    add_jobs(s, 1, 10, young);
    add_jobs(s, 5, 20, old);
    testing_count(&s->store,
                  "INSERT INTO job (tenant, id, kind, state, is_running, done, arguments, created_us, "
                  "updated_us) VALUES (1, 'open', 1, 1, 1, 0, '{}', 1, 1)");
    run_round(s);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM job"), 11);
    assert_int_equal(atomic_load(&s->trim.trimmed[2]), 470);
}

// They can be taken back still. However many they are, those behind them go.
static void jobs_of_which_something_waits_stay(void **state)
{
    struct setting *s = *state;
    char older[32], old[32];
    snprintf(older, sizeof(older), "%lld", (long long)(s->store.wall_us - 32 * DAY));
    snprintf(old, sizeof(old), "%lld", (long long)(s->store.wall_us - 31 * DAY));
    add_jobs(s, 1, 450, older);
    add_jobs(s, 1, 450, old);
    testing_count(&s->store,
                  "INSERT INTO outbox (tenant, id, kind, ref, state, is_due, due_us, attempts, created_us, "
                  "updated_us, job) SELECT tenant, id, 1, job, 1 + job % 3, 0, 1, 0, 1, 1, id FROM job "
                  "WHERE job <= 449");
    testing_count(&s->store, "INSERT INTO outbox (tenant, id, kind, ref, state, is_due, due_us, attempts, "
                             "created_us, updated_us, job) SELECT tenant, id, 1, job, 4, 0, 1, 0, 1, 1, id "
                             "FROM job WHERE job = 450"); // it left
    run_round(s);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM job"), 449);
    assert_int_equal(testing_count(&s->store, "SELECT max(job) FROM job"), 449);
    testing_count(&s->store, "UPDATE outbox SET state = 4");
    run_round(s);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM job"), 0);
}

int main(void)
{
    alarm(60);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(old_events_go_and_young_ones_stay, begin, end),
        cmocka_unit_test_setup_teardown(beyond_their_number_young_events_go_too, begin, end),
        cmocka_unit_test_setup_teardown(finished_jobs_go_after_their_time, begin, end),
        cmocka_unit_test_setup_teardown(jobs_of_which_something_waits_stay, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
