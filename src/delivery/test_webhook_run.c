// SPDX-License-Identifier: Apache-2.0
// Events reach endpoints that are well, slow or down, once and in order, and again after a crash.
#include "delivery/testing_webhooks.h"
#include "delivery/webhook_run_state.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void every_event_goes_out_once_in_order_and_signed(void **state)
{
    struct world *w = *state;
    world_says(w, 3); // before there is an endpoint
    world_endpoint(w, "one");
    world_settle(w);
    assert_int_equal(w->heard_count, 0);
    world_says(w, 50);
    world_settle(w);
    int count = world_check_order(w, "https://one.test/in", false);
    assert_int_equal(count, w->heard_count);
    assert_true(count >= 50);
    for (int i = 0; i < w->heard_count; i++)
        assert_true(heard_is_signed_by(&w->heard[i], w->secret));
    assert_int_equal(atoll(w->heard[0].time), atomic_load(&w->store.wall_us) / SECOND);
    assert_string_equal(w->heard[0].type, "message.created");
    assert_non_null(strstr(w->heard[0].body, "\"content\":\"hello\""));
    assert_non_null(strstr(w->heard[0].body, "\"customerId\":\"cust_ada\""));
    world_advance(w, 2 * SECOND);
    assert_int_equal(world_count_of(w, "state = 1"), count);
    assert_int_equal(
        testing_count(&w->store,
                      "SELECT w.position = t.position FROM webhook w JOIN tenant t USING (tenant)"),
        1);
}

static void filters_choose(void **state)
{
    struct world *w = *state;
    world_endpoint_like(w, "one", "[\"session.*\"]", WEBHOOK_FORMAT_STANDARD);
    world_endpoint_like(w, "two", "[\"customer.erased\"]", WEBHOOK_FORMAT_STANDARD);
    bool is_new;
    assert_int_equal(
        hub_open(&w->store,
                 &(struct conversation_in){.customer_id = VIEW("cust_ada"), .channel = CHANNEL_CHAT}, NULL,
                 &is_new),
        0);
    world_says(w, 5);
    world_settle(w);
    assert_true(w->heard_count > 0);
    for (int i = 0; i < w->heard_count; i++)
        assert_string_equal(w->heard[i].type, "session.updated");
    // What they do not want is done with, too.
    world_advance(w, 2 * SECOND);
    assert_int_equal(
        testing_count(
            &w->store,
            "SELECT count(*) FROM webhook w JOIN tenant t USING (tenant) WHERE w.position = t.position"),
        2);
}

static int down(struct world *w, const char *url, int n)
{
    (void)w;
    (void)n;
    return strstr(url, "one") != NULL ? 0 : 200;
}

static void an_outage_is_outlived_and_holds_nobody_else(void **state)
{
    struct world *w = *state;
    world_endpoint(w, "one");
    world_endpoint(w, "two");
    w->behave = down;
    world_says(w, 100);
    world_settle(w);
    assert_int_equal(world_check_order(w, "https://one.test/in", false), 0);
    assert_true(world_check_order(w, "https://two.test/in", false) >= 100);
    assert_int_equal(world_nth(w, "https://one.test/in"), 1);
    world_advance(w, 4 * SECOND);
    assert_int_equal(world_nth(w, "https://one.test/in"), 1);
    world_advance(w, 2 * SECOND);
    assert_int_equal(world_nth(w, "https://one.test/in"), 2);
    assert_int_equal(world_count_of(w, "state = 2 AND attempts = 2"), 1);
    w->behave = NULL;
    world_advance(w, 6 * 60 * SECOND);
    assert_int_equal(world_check_order(w, "https://one.test/in", false),
                     world_check_order(w, "https://two.test/in", false));
    // The one that was tried three times came with the same id each time.
    const char *first = NULL;
    int same = 0;
    for (int i = 0; i < w->heard_count; i++)
        if (strstr(w->heard[i].url, "one") != NULL) {
            first = first == NULL ? w->heard[i].id : first;
            same += strcmp(w->heard[i].id, first) == 0;
        }
    assert_int_equal(same, 3);
    assert_int_equal(world_count_of(w, "state = 1 AND attempts = 3"), 1);
    assert_int_equal(world_count_of(w, "state = 2"), 0);
}

static void a_restart_goes_on_with_the_schedule(void **state)
{
    struct world *w = *state;
    world_endpoint(w, "one");
    w->behave = down;
    world_says(w, 1);
    world_settle(w);
    world_advance(w, 6 * SECOND); // twice
    world_crash(w);
    world_settle(w);
    assert_int_equal(world_nth(w, "https://one.test/in"), 2);
    world_advance(w, 331 * SECOND);
    assert_int_equal(world_nth(w, "https://one.test/in"), 3);
    assert_int_equal(testing_count(&w->store, "SELECT attempts FROM webhook"), 3);
}

static void a_crash_sends_the_last_ones_again_with_their_ids(void **state)
{
    struct world *w = *state;
    world_endpoint(w, "one");
    world_says(w, 40);
    world_settle(w);
    int before = w->heard_count;
    world_says(w, 10);
    w->is_held = true;
    webhook_run_turn(w->run); // one is under way, and nobody will hear its answer
    assert_int_equal(w->heard_count, before + 1);
    char id[WEBHOOK_EVENT_ID_MAX];
    memcpy(id, world_last_heard(w)->id, sizeof(id));
    w->is_held = false;
    world_crash(w);
    world_settle(w);
    assert_string_equal(w->heard[before + 1].id, id);
    assert_int_equal(world_check_order(w, "https://one.test/in", true),
                     testing_count(&w->store, "SELECT position FROM tenant") - 0);
}

static int slow(struct world *w, const char *url, int n)
{
    (void)w;
    (void)n;
    return strstr(url, "one") != NULL ? -1 : 200;
}

static void who_is_slow_holds_nobody_else(void **state)
{
    struct world *w = *state;
    world_endpoint(w, "one");
    world_endpoint(w, "two");
    w->behave = slow;
    world_says(w, 60);
    world_settle(w);
    assert_int_equal(world_nth(w, "https://one.test/in"), 1); // one request each
    assert_true(world_check_order(w, "https://two.test/in", false) >= 60);
    w->behave = NULL;
    world_settle(w);
    assert_int_equal(world_check_order(w, "https://one.test/in", false),
                     world_check_order(w, "https://two.test/in", false));
}

static void who_is_deleted_hears_no_more(void **state)
{
    struct world *w = *state;
    world_endpoint(w, "one");
    world_says(w, 2);
    world_settle(w);
    w->is_held = true;
    world_says(w, 3);
    webhook_run_turn(w->run);
    int before = w->heard_count;
    world_change(w, "one", "delete");
    webhook_run_turn(w->run);
    w->is_held = false; // the answer comes to nobody
    world_settle(w);
    assert_int_equal(w->heard_count, before);
    struct webhook_run_figures figures;
    webhook_run_figures(w->run, &figures);
    assert_int_equal(figures.endpoints, 0);
}

static void cloudevents_in_both_modes(void **state)
{
    struct world *w = *state;
    world_endpoint_like(w, "one", "[\"message.*\"]", WEBHOOK_FORMAT_CLOUDEVENTS_STRUCTURED);
    world_endpoint_like(w, "two", "[\"message.*\"]", WEBHOOK_FORMAT_CLOUDEVENTS_BINARY);
    world_says(w, 1);
    world_settle(w);
    assert_int_equal(w->heard_count, 2);
    const struct heard *one = &w->heard[strstr(w->heard[0].url, "one") == NULL];
    const struct heard *two = &w->heard[strstr(w->heard[0].url, "one") != NULL];
    assert_non_null(strstr(one->content_type, "application/cloudevents+json"));
    assert_non_null(strstr(one->body, "{\"specversion\":\"1.0\",\"id\":\"evt_"));
    assert_non_null(strstr(one->body, "\"source\":\"https://hub.test\""));
    assert_string_equal(two->content_type, "application/json");
    assert_string_equal(two->ce_id, two->id);
    assert_string_equal(two->ce_id, one->id);
    assert_true(strncmp(two->body, "{\"id\":", 6) == 0);
}

static void the_last_thousand_are_kept(void **state)
{
    struct world *w = *state;
    world_endpoint(w, "one");
    world_says(w, 1500);
    for (int i = 0; i < 400; i++) { // without a pause in which the writer could keep up
        webhook_run_turn(w->run);
        world_answer_all(w);
    }
    world_settle(w);
    assert_true(w->heard_count >= 1500);
    world_advance(w, 2 * SECOND);
    assert_in_range(world_count_of(w, "state = 1"), 990, 1010); // the last thousand
    assert_int_equal(world_check_order(w, "https://one.test/in", false), w->heard_count);
}

static void what_ends_writes_down_what_was_answered(void **state)
{
    struct world *w = *state;
    world_endpoint(w, "one");
    world_settle(w);
    world_says(w, 30);
    for (int i = 0; i < 20; i++) {
        webhook_run_turn(w->run);
        world_answer_all(w);
    }
    w->is_held = true;
    webhook_run_turn(w->run);
    webhook_run_stop(w->run);
    int64_t answered = world_check_order(w, "https://one.test/in", false);
    assert_true(answered > 0);
    assert_int_equal(world_count_of(w, "state = 1"), answered);
}

static void without_room_nothing_is_looked_at_in_a_circle(void **state)
{
    struct world *w = *state;
    world_endpoint_like(w, "one", "[\"customer.erased\"]", WEBHOOK_FORMAT_STANDARD);
    world_settle(w);
    world_says(w, 3);
    world_settle(w); // passed over, which is not written down yet
    w->run->unrecorded += RESULTS_MAX;
    atomic_fetch_add(&w->store.wall_us, 5 * SECOND);
    atomic_fetch_add(&w->store.mono_us, 5 * SECOND);
    webhook_run_turn(w->run);
    assert_true(webhook_run_turn(w->run) > atomic_load(&w->store.mono_us));
    w->run->unrecorded -= RESULTS_MAX;
    world_advance(w, SECOND);
    assert_int_equal(
        testing_count(&w->store,
                      "SELECT w.position = t.position FROM webhook w JOIN tenant t USING (tenant)"),
        1);
}

static void what_nobody_here_knows_is_not_read_in_a_circle(void **state)
{
    struct world *w = *state;
    world_endpoint(w, "one");
    world_settle(w);
    world_change(w, "one", "test");
    testing_count(&w->store, "UPDATE webhook_delivery SET type = 'of.a.newer.hub'");
    webhook_run_turn(w->run);
    assert_true(webhook_run_turn(w->run) > atomic_load(&w->store.mono_us));
}

static int gone_once(struct world *w, const char *url, int nth)
{
    (void)w;
    (void)url;
    return nth == 1 ? 410 : 200;
}

static void what_it_was_before_does_not_disable_what_it_is(void **state)
{
    struct world *w = *state;
    world_endpoint(w, "one");
    world_settle(w);
    w->behave = gone_once;
    w->is_held = true;
    world_says(w, 1);
    world_settle(w);
    assert_int_equal(world_nth(w, "https://one.test/in"), 1);
    world_change(w, "one", "rotate");
    world_settle(w);
    w->is_held = false;
    world_settle(w);
    world_advance(w, 2 * SECOND);
    assert_int_equal(testing_count(&w->store, "SELECT is_enabled FROM webhook"), 1);
    assert_true(world_check_order(w, "https://one.test/in", false) >= 1);
    assert_string_equal(w->heard[0].id, w->heard[1].id);
}

static int under_way(const struct world *w)
{
    int count = 0;
    for (int i = 0; i < ASKED_MAX; i++)
        count += w->asked[i].number != 0;
    return count;
}

static void stopping_ends_all_requests(void **state)
{
    struct world *w = *state;
    w->is_held = true;
    world_endpoint(w, "one");
    world_endpoint(w, "two");
    world_endpoint(w, "three");
    world_says(w, 1);
    world_settle(w);
    assert_int_equal(under_way(w), 3);
    world_change(w, "one", "delete");
    world_change(w, "two", "delete");
    world_settle(w);
    assert_int_equal(w->run->count, 3);
    webhook_run_stop(w->run);
    assert_int_equal(under_way(w), 0);
    assert_int_equal(w->run->count, 1);
}

int main(void)
{
    alarm(120);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_event_goes_out_once_in_order_and_signed, world_begin,
                                        world_end),
        cmocka_unit_test_setup_teardown(filters_choose, world_begin, world_end),
        cmocka_unit_test_setup_teardown(an_outage_is_outlived_and_holds_nobody_else, world_begin, world_end),
        cmocka_unit_test_setup_teardown(a_restart_goes_on_with_the_schedule, world_begin, world_end),
        cmocka_unit_test_setup_teardown(a_crash_sends_the_last_ones_again_with_their_ids, world_begin,
                                        world_end),
        cmocka_unit_test_setup_teardown(who_is_slow_holds_nobody_else, world_begin, world_end),
        cmocka_unit_test_setup_teardown(who_is_deleted_hears_no_more, world_begin, world_end),
        cmocka_unit_test_setup_teardown(cloudevents_in_both_modes, world_begin, world_end),
        cmocka_unit_test_setup_teardown(the_last_thousand_are_kept, world_begin, world_end),
        cmocka_unit_test_setup_teardown(without_room_nothing_is_looked_at_in_a_circle, world_begin,
                                        world_end),
        cmocka_unit_test_setup_teardown(what_nobody_here_knows_is_not_read_in_a_circle, world_begin,
                                        world_end),
        cmocka_unit_test_setup_teardown(what_it_was_before_does_not_disable_what_it_is, world_begin,
                                        world_end),
        cmocka_unit_test_setup_teardown(stopping_ends_all_requests, world_begin, world_end),
        cmocka_unit_test_setup_teardown(what_ends_writes_down_what_was_answered, world_begin, world_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
