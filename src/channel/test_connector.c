// SPDX-License-Identifier: Apache-2.0
// What a connector does about an adapter that keeps its contract, and about one that does not.
#include "base/log.h"
#include "channel/testing_adapter.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

static int begin(void **state)
{
    *state = calloc(1, sizeof(struct testing_owner));
    log_set_level(LOG_ERROR);
    testing_open(*state, NULL);
    return 0;
}

static int end(void **state)
{
    struct testing_owner *o = *state;
    channel_close(o->connector);
    free(o);
    return 0;
}

static struct connector_figures figures_of(const struct testing_owner *o)
{
    struct connector_figures figures;
    channel_figures(o->connector, &figures);
    return figures;
}

// ---- attempts

static void an_attempt_ends_once_and_its_end_is_told(void **state)
{
    struct testing_owner *o = *state;
    assert_int_equal(testing_send(o, "m-1"), CHANNEL_OK);
    assert_int_equal(figures_of(o).under_way, 1);
    testing_end(o, "m-1", CHANNEL_SENT);
    assert_string_equal(o->ends[0], "m-1 1");
    assert_int_equal(figures_of(o).under_way, 0);
    assert_int_equal(o->breaches, 0);
    testing_end(o, "m-1", CHANNEL_FAILED);
    assert_int_equal(o->end_count, 1);
    assert_int_equal(o->breaches, 1);
}

static void an_end_may_come_inside_send(void **state)
{
    struct testing_owner *o = *state;
    o->adapter->ends_in_send = true;
    o->adapter->end = CHANNEL_SENT;
    assert_int_equal(testing_send(o, "m-1"), CHANNEL_OK);
    assert_string_equal(o->ends[0], "m-1 1");
    assert_int_equal(o->breaches, 0);
}

static void what_send_does_not_take_has_no_end(void **state)
{
    struct testing_owner *o = *state;
    static const int answers[] = {CHANNEL_BUSY, CHANNEL_REFUSED, -ENOMEM};
    for (int i = 0; i < 3; i++) {
        o->adapter->answer = answers[i];
        assert_int_equal(testing_send(o, "m-1"), answers[i]);
        assert_int_equal(figures_of(o).under_way, 0);
    }
    assert_int_equal(o->end_count, 0);
    assert_int_equal(o->breaches, 0);
    o->adapter->answer = 17;
    assert_int_equal(testing_send(o, "m-1"), -ENOTRECOVERABLE);
}

static void an_end_of_what_was_not_taken_counts_as_taken(void **state)
{
    struct testing_owner *o = *state;
    o->adapter->ends_in_send = true;
    o->adapter->end = CHANNEL_SENT;
    o->adapter->answer = CHANNEL_BUSY;
    assert_int_equal(testing_send(o, "m-1"), CHANNEL_OK);
    assert_int_equal(o->end_count, 1);
    assert_int_equal(o->breaches, 1);
}

static void one_id_is_not_under_way_twice(void **state)
{
    struct testing_owner *o = *state;
    assert_int_equal(testing_send(o, "m-1"), CHANNEL_OK);
    assert_int_equal(testing_send(o, "m-1"), CHANNEL_BUSY);
    assert_int_equal(testing_send(o, "m-2"), CHANNEL_OK);
    assert_int_equal(figures_of(o).attempts, 2);
    testing_end(o, "m-1", CHANNEL_SENT);
    testing_end(o, "m-2", CHANNEL_SENT);
}

static void no_more_are_under_way_than_may_be(void **state)
{
    struct testing_owner o;
    (void)state;
    testing_open(&o, &(struct connector_config){.sends_max = 2});
    assert_int_equal(testing_send(&o, "m-1"), CHANNEL_OK);
    assert_int_equal(testing_send(&o, "m-2"), CHANNEL_OK);
    assert_int_equal(testing_send(&o, "m-3"), CHANNEL_BUSY);
    testing_end(&o, "m-1", CHANNEL_RETRY);
    assert_int_equal(testing_send(&o, "m-3"), CHANNEL_OK);
    channel_close(o.connector);
    assert_int_equal(o.end_count, 3); // the guard ends what the adapter forgot
    assert_string_equal(o.ends[1], "m-3 5");
    assert_string_equal(o.ends[2], "m-2 5");
    assert_int_equal(o.breaches, 2);
}

static void a_deadline_ends_an_attempt_and_a_late_end_is_told_as_late(void **state)
{
    struct testing_owner *o = *state;
    testing_send(o, "m-1");
    assert_int_equal(channel_due(o->connector), o->clock.mono_us + 1000000);
    clock_advance(&o->clock, 999999);
    channel_step(o->connector);
    assert_int_equal(o->end_count, 0);
    clock_advance(&o->clock, 1);
    channel_step(o->connector);
    assert_string_equal(o->ends[0], "m-1 5");
    assert_int_equal(o->adapter->cancelled, 1);
    assert_int_equal(testing_send(o, "m-1"), CHANNEL_BUSY);
    testing_end(o, "m-1", CHANNEL_SENT);
    assert_string_equal(o->ends[1], "late m-1 1");
    assert_int_equal(figures_of(o).late, 1);
    assert_int_equal(o->breaches, 0);
    assert_int_equal(testing_send(o, "m-1"), CHANNEL_OK);
    testing_end(o, "m-1", CHANNEL_SENT);
}

static void an_attempt_that_the_adapter_forgot_is_forgotten(void **state)
{
    struct testing_owner *o = *state;
    o->adapter->cancel = CHANNEL_NONE;
    testing_send(o, "m-1");
    clock_advance(&o->clock, 1000000);
    channel_step(o->connector);
    assert_int_equal(figures_of(o).under_way, 0);
    o->adapter->cancel = CHANNEL_OK; // it knows it, and says nothing for more than a minute
    testing_send(o, "m-1");
    clock_advance(&o->clock, 1000000);
    channel_step(o->connector);
    assert_int_equal(figures_of(o).under_way, 1);
    clock_advance(&o->clock, 60000000);
    channel_step(o->connector);
    assert_int_equal(figures_of(o).under_way, 0);
    assert_int_equal(channel_due(o->connector), CHANNEL_NEVER);
}

// ---- what makes no sense

static void ends_that_make_no_sense_are_unknown(void **state)
{
    struct testing_owner *o = *state;
    const struct channel_ended ends[] = {
        {.size = sizeof(ends[0]), .id = VIEW("m-1"), .end = (enum channel_end)0},
        {.size = sizeof(ends[0]), .id = VIEW("m-1"), .end = (enum channel_end)6},
        {.size = 8, .id = VIEW("m-1"), .end = CHANNEL_SENT},
        {.size = sizeof(ends[0]), .id = VIEW("m-1"), .end = CHANNEL_SENT, .provider_id = VIEW("\xff")},
    };
    for (int i = 0; i < 4; i++) {
        assert_int_equal(testing_send(o, "m-1"), CHANNEL_OK);
        channel_enter(o->connector);
        o->adapter->host.table->ended(o->connector, &ends[i]);
        channel_leave(o->connector);
        assert_string_equal(o->ends[i], "m-1 5");
        assert_int_equal(o->breaches, i + 1);
    }
}

// A question is under way as an attempt is, and says only whether it was found.
static void a_question_ends_once_and_with_an_answer(void **state)
{
    struct testing_owner o;
    struct connector_figures f;
    (void)state;
    testing_open(&o, NULL);
    assert_int_equal(testing_look(&o, "a"), CHANNEL_OK);
    assert_int_equal(testing_look(&o, "a"), CHANNEL_BUSY);
    assert_int_equal(testing_send(&o, "a"), CHANNEL_BUSY);
    testing_end(&o, "a", CHANNEL_SENT);
    assert_string_equal(o.ends[0], "a 1");
    assert_int_equal(o.breaches, 0);
    for (int end = CHANNEL_RETRY; end <= CHANNEL_CANCELLED; end++) {
        assert_int_equal(testing_look(&o, "b"), CHANNEL_OK);
        testing_end(&o, "b", (enum channel_end)end);
        assert_string_equal(o.ends[o.end_count - 1], "b 5");
    }
    assert_int_equal(o.breaches, 3);
    o.adapter->answer = CHANNEL_NONE;
    assert_int_equal(testing_look(&o, "c"), CHANNEL_NONE);
    o.adapter->answer = CHANNEL_OK;
    assert_int_equal(testing_look(&o, "c"), CHANNEL_OK);
    clock_advance(&o.clock, 1000000);
    assert_int_equal(channel_step(o.connector), 0);
    assert_string_equal(o.ends[o.end_count - 1], "c 5");
    channel_figures(o.connector, &f);
    assert_int_equal(f.attempts, 0);
    assert_int_equal(f.questions, 6);
    channel_close(o.connector);
}

// An adapter that was built against the header before was_asked.
static void an_older_end_is_shorter(void **state)
{
    struct testing_owner o;
    (void)state;
    testing_open(&o, NULL);
    assert_int_equal(testing_send(&o, "a"), CHANNEL_OK);
    struct channel_ended end = {.size = offsetof(struct channel_ended, was_asked),
                                .id = VIEW("a"),
                                .end = CHANNEL_UNKNOWN,
                                .was_asked = true};
    channel_enter(o.connector);
    o.adapter->host.table->ended(o.adapter->host.seat, &end);
    channel_leave(o.connector);
    assert_string_equal(o.ends[0], "a 5");
    assert_false(o.was_asked);
    assert_int_equal(o.breaches, 0);
    channel_close(o.connector);
}

static void words_and_receipts_that_make_no_sense_are_dropped(void **state)
{
    struct testing_owner *o = *state;
    const struct host *h = &o->adapter->host;
    struct channel_received good = {.provider_id = VIEW("p"), .from = VIEW("f"), .text = VIEW("t")}, bad[6];
    for (int i = 0; i < 6; i++)
        bad[i] = good;
    bad[0].from = VIEW("");
    bad[1].provider_id = VIEW("");
    bad[2].text = VIEW("\xc0\x80");
    bad[3].attachments = VIEW("{}");
    bad[4].metadata = VIEW("[");
    bad[5].text = VIEW("a\0b");
    channel_enter(o->connector);
    for (int i = 0; i < 6; i++)
        assert_int_equal(host_received(h, bad[i]), CHANNEL_REFUSED);
    host_moved(h, (struct channel_moved){.state = CHANNEL_READ});
    host_moved(h, (struct channel_moved){.id = VIEW("m"), .state = (enum channel_state)9});
    assert_int_equal(o->received + o->moved, 0);
    assert_int_equal(o->breaches, 8);
    good.attachments = VIEW("[{\"id\":1}]");
    good.metadata = VIEW("{}");
    assert_int_equal(host_received(h, good), CHANNEL_OK);
    host_moved(h, (struct channel_moved){.provider_id = VIEW("p"), .state = CHANNEL_BOUNCED});
    o->hears = CHANNEL_BUSY;
    assert_int_equal(host_received(h, good), CHANNEL_BUSY);
    channel_leave(o->connector);
    assert_int_equal(o->received, 2);
    assert_int_equal(o->moved, 1);
    assert_int_equal(figures_of(o).received, 1);
    assert_int_equal(o->breaches, 8);
}

static void nothing_is_heard_outside_of_a_call(void **state)
{
    struct testing_owner *o = *state;
    const struct host *h = &o->adapter->host;
    testing_send(o, "m-1");
    host_ended(h, (struct channel_ended){.id = VIEW("m-1"), .end = CHANNEL_SENT});
    host_moved(h, (struct channel_moved){.id = VIEW("m-1"), .state = CHANNEL_READ});
    assert_int_equal(host_watch(h, 0, CHANNEL_WATCH_READ), -EPERM);
    assert_int_equal(o->end_count + o->moved, 0);
    assert_int_equal(o->breaches, 3);
    host_wake(h); // but this is
    assert_int_equal(o->wakes, 1);
    testing_end(o, "m-1", CHANNEL_SENT);
}

static void *wake_it(void *host)
{
    host_wake(host);
    return NULL;
}

static void any_thread_may_wake(void **state)
{
    struct testing_owner *o = *state;
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, wake_it, &o->adapter->host), 0);
    pthread_join(thread, NULL);
    assert_int_equal(o->wakes, 1);
}

// ---- time, descriptors, memory

static void the_timer_is_the_next_step(void **state)
{
    struct testing_owner *o = *state;
    assert_int_equal(channel_due(o->connector), CHANNEL_NEVER);
    channel_enter(o->connector);
    host_timer(&o->adapter->host, o->clock.mono_us + 500);
    channel_leave(o->connector);
    assert_int_equal(channel_due(o->connector), o->clock.mono_us + 500);
    channel_step(o->connector); // in vain: it stays
    assert_int_equal(channel_due(o->connector), o->clock.mono_us + 500);
    clock_advance(&o->clock, 500);
    channel_step(o->connector);
    assert_int_equal(channel_due(o->connector), CHANNEL_NEVER);
    o->adapter->step = -EIO;
    assert_int_equal(channel_step(o->connector), -EIO);
}

static void descriptors_are_watched_until_they_are_not(void **state)
{
    struct testing_owner *o = *state;
    const struct host *h = &o->adapter->host;
    const struct connector_watch *watches;
    channel_enter(o->connector);
    for (int fd = 0; fd < CHANNEL_WATCHES_MAX; fd++)
        assert_int_equal(host_watch(h, fd + 100, CHANNEL_WATCH_READ), 0);
    assert_int_equal(host_watch(h, 99, CHANNEL_WATCH_READ), -ENOSPC);
    assert_int_equal(host_watch(h, 99, 0), 0);
    assert_int_equal(host_watch(h, 100, CHANNEL_WATCH_WRITE), 0);
    assert_int_equal(channel_watched(o->connector, &watches), CHANNEL_WATCHES_MAX);
    assert_int_equal(watches[0].events, CHANNEL_WATCH_WRITE);
    for (int fd = 0; fd < CHANNEL_WATCHES_MAX; fd++)
        host_watch(h, fd + 100, 0);
    channel_leave(o->connector);
    assert_int_equal(channel_watched(o->connector, &watches), 0);
}

static void memory_is_counted_capped_and_taken_back(void **state)
{
    struct testing_owner o;
    (void)state;
    testing_open(&o, &(struct connector_config){.memory_max = 1000});
    const struct host *h = &o.adapter->host;
    size_t own = figures_of(&o).memory;
    char *p = h->table->memory(h->seat, NULL, 100);
    memset(p, 'x', 100);
    p = h->table->memory(h->seat, p, 500);
    assert_int_equal(p[99], 'x');
    assert_int_equal(figures_of(&o).memory, own + 500);
    assert_null(h->table->memory(h->seat, p, 1000)); // the old one stays
    assert_null(h->table->memory(h->seat, NULL, SIZE_MAX));
    assert_int_equal(p[0], 'x');
    assert_int_equal(figures_of(&o).memory_most, own + 500);
    assert_null(h->table->memory(h->seat, p, 0));
    assert_int_equal(figures_of(&o).memory, own);
    host_zalloc(h, 50); // forgotten
    channel_close(o.connector);
    assert_int_equal(o.breaches, 1);
}

// ---- opening

static void what_does_not_open_leaves_nothing(void **state)
{
    static const struct connector_owner none = {0};
    struct clock_simulated clock = {0};
    struct connector *c = NULL;
    struct channel_fault fault = {0};
    struct connector_config config = {.ops = &testing_ops,
                                      .owner = &none,
                                      .clock = clock_simulate(&clock),
                                      .id = VIEW("c"),
                                      .fields = {.config = VIEW("{\"account\":\"bad\"}")}};
    (void)state;
    assert_int_equal(channel_open(&config, &fault, &c), CHANNEL_REFUSED);
    assert_string_equal(fault.field, "account");
    config.fields.config = VIEW("{\"account\":\"broken\"}");
    assert_int_equal(channel_open(&config, &fault, &c), -EIO);
    config.fields.config = VIEW("{\"account\":7}");
    assert_int_equal(channel_open(&config, &fault, &c), CHANNEL_REFUSED);
    config.fields.config = VIEW("{\"account\":\"a\"}");
    config.memory_max = 1;
    assert_int_equal(channel_open(&config, &fault, &c), -ENOMEM);
    assert_null(c);
    channel_close(NULL);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(an_attempt_ends_once_and_its_end_is_told),
        CASE(an_end_may_come_inside_send),
        CASE(what_send_does_not_take_has_no_end),
        CASE(an_end_of_what_was_not_taken_counts_as_taken),
        CASE(one_id_is_not_under_way_twice),
        cmocka_unit_test(no_more_are_under_way_than_may_be),
        CASE(a_deadline_ends_an_attempt_and_a_late_end_is_told_as_late),
        CASE(an_attempt_that_the_adapter_forgot_is_forgotten),
        CASE(ends_that_make_no_sense_are_unknown),
        CASE(words_and_receipts_that_make_no_sense_are_dropped),
        CASE(a_question_ends_once_and_with_an_answer),
        CASE(an_older_end_is_shorter),
        CASE(nothing_is_heard_outside_of_a_call),
        CASE(any_thread_may_wake),
        CASE(the_timer_is_the_next_step),
        CASE(descriptors_are_watched_until_they_are_not),
        cmocka_unit_test(memory_is_counted_capped_and_taken_back),
        cmocka_unit_test(what_does_not_open_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
