// SPDX-License-Identifier: Apache-2.0
#include "api/message_counts.h"
#include "base/clock.h"
#include "store/testing_store.h"
#include <stdlib.h>

struct setting {
    struct testing_store store; // first
    struct message_counts counts;
    struct clock clock;
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    message_counts_init(&s->counts);
    s->clock = testing_store_clock(&s->store);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    message_counts_free(&s->counts);
    testing_store_close(&s->store);
    free(s);
    return 0;
}

// Rows as they are counted: 50,000 of type message for each of two tenants, and some notes.
static int fill(void *ctx, struct tx *tx)
{
    (void)ctx;
    return db_exec(
        tx->db, "INSERT INTO interaction (tenant, position, id, customer, session, connector, channel, type, "
                "direction, audience, author_type, content, delivery, created_us) "
                "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100100) "
                "SELECT 1 + i % 2, i, 'i' || i, 1, 1, -1, 4 * (i % 4 < 2), CASE WHEN i <= 100 THEN 3 ELSE 1 "
                "END, 1, 1, 1, '', 0, 1 FROM n");
}

static int64_t sum(struct setting *s, int64_t tenant, int64_t budget_us, bool *ret_is_whole)
{
    int64_t of[CHANNELS], all = 0;
    assert_int_equal(
        message_counts_read(&s->counts, s->store.reader, &s->clock, budget_us, tenant, of, ret_is_whole), 0);
    for (int c = 0; c < CHANNELS; c++) {
        all += of[c];
        if (c != CHANNEL_VOICE && c != CHANNEL_SMS)
            assert_int_equal(of[c], 0);
    }
    return all;
}

static void nothing_is_none(void **state)
{
    struct setting *s = *state;
    bool is_whole = false;
    assert_int_equal(sum(s, 1, 1000, &is_whole), 0);
    assert_true(is_whole);
}

static void it_is_counted_on_from_where_it_was_left(void **state)
{
    struct setting *s = *state;
    bool is_whole = true;
    assert_int_equal(testing_commit(&s->store, fill, NULL), 0);
    assert_int_equal(sum(s, 1, 0, &is_whole), 0); // no time at all
    assert_false(is_whole);
    assert_int_equal(sum(s, 1, 1000, &is_whole), 50000); // the clock of the test stands still
    assert_true(is_whole);
    assert_int_equal(sum(s, 2, 0, &is_whole), 50000);
    assert_true(is_whole);
    assert_int_equal(sum(s, 3, 0, &is_whole), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_none, begin, end),
        cmocka_unit_test_setup_teardown(it_is_counted_on_from_where_it_was_left, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
