// SPDX-License-Identifier: Apache-2.0
// Whoever stalls, or is flooded, takes nobody else's places.
#include "delivery/testing_webhooks.h"
#include "delivery/webhook_run_state.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { STALLING = 40, A = 5 };

static int begin(void **state)
{
    world_begin(state);
    struct world *w = *state;
    testing_add_tenant(&w->store, A);
    world_crash(w);
    return 0;
}

static int stall(struct world *w, const char *url, int nth)
{
    (void)w;
    (void)nth;
    return strncmp(url, "https://stall", 13) == 0 ? -1 : 204;
}

// For that long; every 50 ms both tenants say something. *ret_said is when B did.
static int live(struct world *w, int64_t us, int64_t *ret_said)
{
    int said = 0;
    for (int64_t t = 0; t < us; t += SECOND / 20) {
        for (int i = 0; i < 2; i++) {
            w->tenant = i == 0 ? A : 1;
            world_says(w, 1);
        }
        ret_said[said++] = atomic_load(&w->store.mono_us);
        for (int i = 0; i < 5; i++) {
            atomic_fetch_add(&w->store.wall_us, SECOND / 100);
            atomic_fetch_add(&w->store.mono_us, SECOND / 100);
            do
                webhook_run_turn(w->run);
            while (world_answer_all(w));
        }
    }
    return said;
}

static int64_t longest_delay(const struct world *w, const char *url, const int64_t *said, int count)
{
    int64_t longest_us = 0;
    int heard = 0;
    for (int i = 0; i < w->heard_count; i++) {
        if (strcmp(w->heard[i].url, url) != 0)
            continue;
        int64_t us = w->heard[i].at_us - said[heard++];
        longest_us = us > longest_us ? us : longest_us;
    }
    assert_in_range(heard, count - 1, count);
    return longest_us;
}

static void make_endpoints(struct world *w)
{
    char id[40];
    w->tenant = A;
    for (int i = 0; i < STALLING; i++) {
        snprintf(id, sizeof(id), "stall%d", i);
        world_endpoint(w, id);
    }
    world_endpoint_like(w, "brother", "[\"message.created\"]", WEBHOOK_FORMAT_STANDARD);
    w->tenant = 1;
    world_endpoint_like(w, "healthy", "[\"message.created\"]", WEBHOOK_FORMAT_STANDARD);
    world_settle(w);
}

static void endpoints_that_stall_hold_up_no_other(void **state)
{
    static int64_t said[2000];
    struct world *w = *state;
    make_endpoints(w);
    w->behave = stall;
    int count = live(w, 45 * SECOND, said);
    assert_int_equal(count, 900);
    assert_true(longest_delay(w, "https://healthy.test/in", said, count) < SECOND / 5);
    assert_true(longest_delay(w, "https://brother.test/in", said, count) < SECOND / 5);
    struct webhook_run_figures figures;
    webhook_run_figures(w->run, &figures);
    assert_true(figures.failed >= STALLING); // they did stall, each to its deadline
}

// Nothing is written down for a while: what one tenant waits with leaves room for the other.
static void results_that_wait_hold_up_no_other(void **state)
{
    struct world *w = *state;
    static struct testing_gate gate;
    make_endpoints(w);
    w->tenant = A;
    world_says(w, 30);
    w->tenant = 1;
    world_says(w, 100);
    int before = world_nth(w, "https://healthy.test/in");
    testing_gate_close(&gate, &w->store);
    for (int i = 0; i < 2000; i++) {
        webhook_run_turn(w->run);
        world_answer_all(w);
    }
    int of_b = world_nth(w, "https://healthy.test/in") - before;
    testing_gate_open(&gate);
    assert_int_equal(of_b, 100);
    assert_in_range(w->run->unrecorded, 100 + RESULTS_MAX / 4, RESULTS_MAX - 1);
    world_settle(w);
    assert_int_equal(w->run->unrecorded, 0);
}

// Tests and replays have their turns too.
static void a_test_does_not_wait_for_another_tenants(void **state)
{
    struct world *w = *state;
    make_endpoints(w);
    w->behave = stall;
    testing_count(&w->store,
                  "INSERT INTO webhook_delivery (tenant, id, webhook, event_id, position, type, state, "
                  "attempts, due_us, created_us, updated_us) "
                  "SELECT w.tenant, 't' || w.webhook || '-' || n.value, w.webhook, 'evt_test_1', 0, "
                  "'webhook.test', 4, 0, n.value, 1, 1 FROM webhook w, "
                  "json_each('[1,2,3,4,5,6,7,8,9,10]') n WHERE w.tenant = 5");
    webhook_run_wake(w->run);
    world_settle(w);
    assert_int_equal(world_nth(w, "https://healthy.test/in"), 0);
    world_change(w, "healthy", "test");
    world_settle(w);
    assert_int_equal(world_nth(w, "https://healthy.test/in"), 1);
    // Each of them is tried, though they stall.
    for (int i = 0; i < 200 && world_count_of(w, "tenant = 5 AND due_us IS NOT NULL") > 0; i++)
        world_advance(w, 5 * SECOND);
    assert_int_equal(world_count_of(w, "tenant = 5 AND due_us IS NOT NULL"), 0);
}

// The endpoint's silence does not matter either.
static void a_clock_that_was_put_back_holds_no_test(void **state)
{
    struct world *w = *state;
    w->tenant = 1;
    world_endpoint(w, "one");
    world_settle(w);
    for (int i = 0; i < 2; i++) {
        int before = world_nth(w, "https://one.test/in");
        atomic_fetch_sub(&w->store.wall_us, HOUR);
        world_change(w, "one", "test");
        world_settle(w);
        assert_int_equal(world_nth(w, "https://one.test/in"), before + 1);
        world_says(w, 1);
        world_settle(w);
        assert_true(world_nth(w, "https://one.test/in") > before + 1);
        world_advance(w, 2 * HOUR);
    }
}

static int fail_once(struct world *w, const char *url, int nth)
{
    (void)w;
    (void)url;
    return nth == 1 ? 500 : 204;
}

// What failed comes again: receivers are told the wall clock's time, in which they believe.
static void a_clock_that_was_put_back_holds_no_retry(void **state)
{
    struct world *w = *state;
    w->tenant = 1;
    world_endpoint(w, "one");
    world_settle(w);
    w->behave = fail_once;
    int before = w->heard_count;
    world_says(w, 1);
    world_settle(w);
    assert_true(w->heard_count > before);
    atomic_fetch_sub(&w->store.wall_us, HOUR);
    for (int i = 0; i < 20; i++)
        world_advance(w, 2 * SECOND);
    assert_true(w->heard_count > before + 1);
    const struct heard *last = &w->heard[w->heard_count - 1];
    assert_in_range(strtoll(last->time, NULL, 10), (w->store.wall_us - 41 * SECOND) / SECOND,
                    w->store.wall_us / SECOND);
}

static void make_some(struct world *w, const char *id)
{
    world_endpoint_like(w, id, "[\"message.created\"]", WEBHOOK_FORMAT_STANDARD);
}

// 100 that wait, at each of them whose name begins so.
static void add_waiting(struct world *w, const char *like, const char *type, int position)
{
    char sql[700];
    snprintf(sql, sizeof(sql),
             "INSERT INTO webhook_delivery (tenant, id, webhook, event_id, position, type, state, attempts, "
             "due_us, created_us, updated_us) SELECT w.tenant, 't' || w.webhook || '-' || n.value || '-' || "
             "m.value, w.webhook, 'evt_test_1', %d, '%s', 4, 0, n.value, 1, 1 FROM webhook w, "
             "json_each('[1,2,3,4,5,6,7,8,9,10]') n, json_each('[1,2,3,4,5,6,7,8,9,10]') m "
             "WHERE w.id GLOB '%s*'",
             position, type, like);
    testing_count(&w->store, sql);
    webhook_run_wake(w->run);
}

static void what_waits_at_one_hides_nothing_at_another(void **state)
{
    struct world *w = *state;
    w->tenant = 1;
    make_some(w, "stall0");
    make_some(w, "healthy");
    world_settle(w);
    w->behave = stall;
    add_waiting(w, "stall", "webhook.test", 0);
    world_settle(w);
    assert_int_equal(world_nth(w, "https://stall0.test/in"), 1);
    world_change(w, "healthy", "test");
    world_settle(w);
    assert_int_equal(world_nth(w, "https://healthy.test/in"), 1);
}

// More that stall than have a place: whose turn it was comes after those whose it was not.
static void all_that_stall_have_their_turn(void **state)
{
    struct world *w = *state;
    char id[40], url[64];
    w->tenant = 1;
    for (int i = 0; i < STALLING; i++) {
        snprintf(id, sizeof(id), "stall%d", i);
        make_some(w, id);
    }
    world_settle(w);
    w->behave = stall;
    add_waiting(w, "stall", "webhook.test", 0);
    for (int i = 0; i < 10; i++)
        world_advance(w, 5 * SECOND);
    for (int i = 0; i < STALLING; i++) {
        snprintf(url, sizeof(url), "https://stall%d.test/in", i);
        assert_in_range(world_nth(w, url), 1, 2);
    }
}

static void a_test_goes_before_what_is_replayed(void **state)
{
    struct world *w = *state;
    w->tenant = 1;
    make_some(w, "stall0");
    world_settle(w);
    world_says(w, 1);
    world_settle(w);
    int64_t position = testing_count(&w->store, "SELECT max(position) FROM webhook_delivery");
    assert_true(position > 0);
    w->behave = stall;
    add_waiting(w, "stall", "message.created", (int)position);
    world_settle(w);
    assert_string_equal(world_last_heard(w)->type, "message.created");
    int before = w->heard_count;
    world_change(w, "stall0", "test");
    for (int i = 0; i < 4; i++)
        world_advance(w, 5 * SECOND);
    assert_int_equal(w->heard_count, before + 1);
    assert_string_equal(world_last_heard(w)->type, "webhook.test");
}

int main(void)
{
    alarm(120);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(endpoints_that_stall_hold_up_no_other, begin, world_end),
        cmocka_unit_test_setup_teardown(results_that_wait_hold_up_no_other, begin, world_end),
        cmocka_unit_test_setup_teardown(a_test_does_not_wait_for_another_tenants, begin, world_end),
        cmocka_unit_test_setup_teardown(a_clock_that_was_put_back_holds_no_test, begin, world_end),
        cmocka_unit_test_setup_teardown(a_clock_that_was_put_back_holds_no_retry, begin, world_end),
        cmocka_unit_test_setup_teardown(what_waits_at_one_hides_nothing_at_another, begin, world_end),
        cmocka_unit_test_setup_teardown(all_that_stall_have_their_turn, begin, world_end),
        cmocka_unit_test_setup_teardown(a_test_goes_before_what_is_replayed, begin, world_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
