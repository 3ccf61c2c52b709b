// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "delivery/share.h"
#include "delivery/webhook_run_state.h"
#include <stdlib.h>

enum { PLACES = 12 };

struct scene {
    struct webhook_run run;
    struct webhook_at ends[40];
    int count;
};

static int begin(void **state)
{
    struct scene *s = calloc(1, sizeof(*s));
    s->run.config.under_way_max = PLACES;
    for (int i = 0; i < WEBHOOK_TURNS; i++)
        list_init(&s->run.turns[i]);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct scene *s = *state;
    for (int i = 0; i < s->count; i++) {
        webhook_set_unready(&s->ends[i]);
        webhook_tenant_leave(&s->run, s->ends[i].tenant);
    }
    assert_int_equal(s->run.tenants.count, 0);
    map_free(&s->run.tenants);
    free(s);
    return 0;
}

static void add(struct scene *s, int64_t tenant, int count, bool is_doubtful)
{
    for (int i = 0; i < count; i++) {
        struct webhook_at *at = &s->ends[s->count++];
        at->run = &s->run;
        at->head.since_us = is_doubtful;
        list_init(&at->node);
        assert_int_equal(webhook_tenant_join(&s->run, tenant, &at->tenant), 0);
        webhook_set_ready(at);
    }
}

// Asks whose turn it is; 0: nobody's.
static int64_t next(struct scene *s)
{
    struct webhook_at *at = webhook_take_ready(&s->run);
    if (at == NULL)
        return 0;
    at->tenant->under_way++;
    s->run.under_way++;
    s->run.doubtful += at->head.since_us != 0;
    return at->tenant->row;
}

static void one_alone_comes_to_half(void **state)
{
    struct scene *s = *state;
    add(s, 1, 10, false);
    for (int i = 0; i < PLACES / 2; i++)
        assert_int_equal(next(s), 1);
    assert_int_equal(next(s), 0);
    add(s, 2, 10, false); // and the other finds room at once
    assert_int_equal(next(s), 2);
    assert_int_equal(next(s), 2);
    assert_int_equal(next(s), 2);
    add(s, 3, 1, false);
    assert_int_equal(next(s), 3);
}

static void tenants_have_their_turns(void **state)
{
    static const int64_t turns[] = {1, 2, 3, 1, 2, 1, 2, 1, 0};
    struct scene *s = *state;
    add(s, 1, 10, false);
    add(s, 2, 3, false);
    add(s, 3, 1, false);
    for (size_t i = 0; i < sizeof(turns) / sizeof(turns[0]); i++)
        assert_int_equal(next(s), turns[i]);
}

// One that is made ready again and again does not lose its tenant's turn.
static void who_is_ready_anew_keeps_the_turn(void **state)
{
    struct scene *s = *state;
    add(s, 1, 3, false);
    add(s, 2, 3, false);
    webhook_set_unready(&s->ends[0]);
    webhook_set_ready(&s->ends[0]);
    assert_int_equal(next(s), 1);
}

static void what_failed_comes_last_and_takes_half_at_most(void **state)
{
    struct scene *s = *state;
    for (int64_t tenant = 1; tenant <= 8; tenant++)
        add(s, tenant, 1, true);
    add(s, 9, 2, false);
    assert_int_equal(next(s), 9);
    assert_int_equal(next(s), 9);
    for (int64_t tenant = 1; tenant <= PLACES / 2; tenant++)
        assert_int_equal(next(s), tenant);
    assert_int_equal(next(s), 0);
    add(s, 10, 1, false);
    assert_int_equal(next(s), 10);
}

static void results_that_wait_count(void **state)
{
    struct scene *s = *state;
    add(s, 1, 1, false);
    add(s, 2, 1, false);
    s->ends[0].tenant->unrecorded = s->run.unrecorded = RESULTS_MAX / 2;
    assert_int_equal(next(s), 2);
    assert_int_equal(next(s), 0);
}

static void shares_grow_as_others_leave(void **state)
{
    (void)state;
    assert_true(share_allows(0, 1));
    assert_false(share_allows(0, 0));
    assert_true(share_allows(2, 3));
    assert_false(share_allows(3, 3));
    assert_int_equal(share_left(2, 6), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_alone_comes_to_half, begin, end),
        cmocka_unit_test_setup_teardown(tenants_have_their_turns, begin, end),
        cmocka_unit_test_setup_teardown(who_is_ready_anew_keeps_the_turn, begin, end),
        cmocka_unit_test_setup_teardown(what_failed_comes_last_and_takes_half_at_most, begin, end),
        cmocka_unit_test_setup_teardown(results_that_wait_count, begin, end),
        cmocka_unit_test(shares_grow_as_others_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
