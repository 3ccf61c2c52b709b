// SPDX-License-Identifier: Apache-2.0
// Requests of vendors on their way through the thread, and connectors that are tried.
#include "delivery/testing_engine.h"
#include <stdio.h>
#include <stdlib.h>

struct asked {
    struct delivery_hook hook; // first
    struct arena arena;
    struct channel_header header;
    int done;
};

static void done(struct delivery_hook *hook)
{
    ((struct asked *)(void *)hook)->done++;
}

static void ask(struct testing_engine *t, struct asked *a, int64_t connector, const char *token,
                const char *body)
{
    memset(a, 0, sizeof(*a));
    arena_init(&a->arena, 4096, 4 << 20);
    a->header = (struct channel_header){VIEW("x-fake-token"), view_from(token)};
    a->hook = (struct delivery_hook){
        .connector = connector,
        .arena = &a->arena,
        .done = done,
        .request = {
            .method = VIEW("POST"), .body = view_from(body), .headers = &a->header, .header_count = 1}};
    assert_true(delivery_give_hook(t->delivery, &a->hook));
    testing_engine_turn(t);
    assert_int_equal(a->done, 1);
}

static void what_it_holds_is_told_in_order(void **state)
{
    struct testing_engine *t = *state;
    struct asked a;
    int64_t row = testing_connector(t, "default", "fake", "{\"account\":\"a\"}");
    ask(t, &a, row, "",
        "{\"messages\":[{\"id\":\"m1\",\"from\":\"+4930111\",\"text\":\"hello\"},"
        "{\"id\":\"m2\",\"from\":\"+4930111\",\"text\":\"again\"}],"
        "\"receipts\":[{\"id\":\"fake-x\",\"state\":\"read\"}]}");
    assert_int_equal(a.hook.outcome, CHANNEL_OK);
    assert_int_equal(a.hook.count, 3);
    const struct delivery_told *told = a.hook.first;
    assert_int_equal(told->kind, DELIVERY_TOLD_RECEIVED);
    assert_true(view_equal(told->received.text, VIEW("hello")));
    assert_true(view_equal(told->next->received.provider_id, VIEW("m2")));
    assert_ptr_equal(told->next->next, a.hook.last);
    assert_int_equal(a.hook.last->kind, DELIVERY_TOLD_MOVED);
    assert_true(view_equal(a.hook.last->moved.provider_id, VIEW("fake-x")));
    assert_int_equal(a.hook.last->moved.state, CHANNEL_READ);
    assert_int_equal(testing_account(t, row)->figures.hooks, 1);
    arena_free(&a.arena);
}

static void one_that_is_no_request_is_refused(void **state)
{
    struct testing_engine *t = *state;
    struct asked a;
    int64_t row = testing_connector(t, "default", "fake", "{\"account\":\"a\"}");
    ask(t, &a, row, "", "not json");
    assert_int_equal(a.hook.outcome, CHANNEL_REFUSED);
    assert_int_equal(a.hook.count, 0);
    assert_int_equal(testing_account(t, row)->figures.hooks_refused, 1);
    arena_free(&a.arena);
}

static void one_without_its_secret_is_refused_and_tells_nothing(void **state)
{
    struct testing_engine *t = *state;
    struct asked a;
    const char *body = "{\"messages\":[{\"id\":\"m1\",\"from\":\"+4930111\",\"text\":\"hello\"}]}";
    int64_t row =
        testing_connector_with(t, "default", "fake", "{\"account\":\"a\"}", "{\"token\":\"s3cret\"}");
    ask(t, &a, row, "guessed", body);
    assert_int_equal(a.hook.outcome, CHANNEL_REFUSED);
    assert_string_equal(a.hook.fault.field, "signature");
    assert_int_equal(a.hook.count, 0);
    arena_free(&a.arena);
    ask(t, &a, row, "s3cret", body);
    assert_int_equal(a.hook.outcome, CHANNEL_OK);
    assert_int_equal(a.hook.count, 1);
    arena_free(&a.arena);
}

static void one_for_nobody_is_told_so(void **state)
{
    struct testing_engine *t = *state;
    struct asked a;
    ask(t, &a, 77, "", "{}");
    assert_int_equal(a.hook.outcome, CHANNEL_NONE);
    arena_free(&a.arena);
    int64_t row = testing_connector(t, "default", "provider", "{}"); // takes no webhooks
    ask(t, &a, row, "", "{}");
    assert_int_equal(a.hook.outcome, CHANNEL_NONE);
    arena_free(&a.arena);
    testing_connector_enable(t, row, false);
    ask(t, &a, row, "", "{}");
    assert_int_equal(a.hook.outcome, CHANNEL_NONE);
    arena_free(&a.arena);
}

static void one_that_cannot_be_opened_now_is_told_to_come_back(void **state)
{
    struct testing_engine *t = *state;
    struct asked a;
    int64_t row = testing_connector(t, "default", "provider", "{\"account\":\"bad\"}");
    ask(t, &a, row, "", "{}");
    assert_int_equal(a.hook.outcome, CHANNEL_BUSY);
    arena_free(&a.arena);
}

static void no_more_wait_than_there_is_room_for(void **state)
{
    struct testing_engine *t = *state;
    struct asked *list = calloc(DELIVERY_HOOKS_MAX + 1, sizeof(*list));
    for (int i = 0; i <= DELIVERY_HOOKS_MAX; i++) {
        list[i].hook = (struct delivery_hook){.connector = 77, .arena = &list[i].arena, .done = done};
        assert_int_equal(delivery_give_hook(t->delivery, &list[i].hook), i < DELIVERY_HOOKS_MAX);
    }
    testing_engine_turn(t);
    assert_int_equal(list[DELIVERY_HOOKS_MAX - 1].done, 0); // some in each round
    for (int i = 0; i < 4; i++)
        testing_engine_turn(t);
    for (int i = 0; i < DELIVERY_HOOKS_MAX; i++)
        assert_int_equal(list[i].done, 1);
    assert_true(delivery_give_hook(t->delivery, &list[DELIVERY_HOOKS_MAX].hook));
    testing_engine_turn(t);
    free(list);
}

static void who_waits_when_it_stops_is_told_to_come_back(void **state)
{
    struct testing_engine *t = *state;
    struct asked a = {0};
    a.hook = (struct delivery_hook){.connector = 77, .arena = &a.arena, .done = done};
    assert_true(delivery_give_hook(t->delivery, &a.hook));
    delivery_stop(t->delivery);
    assert_int_equal(a.done, 1);
    assert_int_equal(a.hook.outcome, CHANNEL_BUSY);
    assert_false(delivery_give_hook(t->delivery, &a.hook));
}

// ---- probes

struct tried {
    struct delivery_probe probe; // first
    int done;
};

static void tried_done(struct delivery_probe *probe)
{
    ((struct tried *)(void *)probe)->done++;
}

static struct tried try_it(struct testing_engine *t, int64_t connector)
{
    struct tried p = {.probe = {.connector = connector,
                                .deadline_us = t->store.mono_us + 15 * INT64_C(1000000),
                                .done = tried_done}};
    assert_true(delivery_give_probe(t->delivery, &p.probe));
    testing_engine_turn(t);
    assert_int_equal(p.done, 1);
    p.probe.next = NULL;
    return p;
}

static void a_probe_ends_whatever_the_connector_can(void **state)
{
    struct testing_engine *t = *state;
    int64_t row = testing_connector(t, "default", "provider", "{}");
    int64_t bad = testing_connector(t, "bad", "provider", "{\"account\":\"bad\"}");
    assert_int_equal(try_it(t, row).probe.outcome, CHANNEL_NONE);
    struct tried p = try_it(t, bad);
    assert_int_equal(p.probe.outcome, CHANNEL_REFUSED);
    assert_string_equal(p.probe.fault.text, "account: the provider has no such account");
    assert_int_equal(try_it(t, 99).probe.outcome, CHANNEL_NONE);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, testing_engine_setup, testing_engine_teardown)
    const struct CMUnitTest tests[] = {
        TEST(what_it_holds_is_told_in_order),
        TEST(one_that_is_no_request_is_refused),
        TEST(one_without_its_secret_is_refused_and_tells_nothing),
        TEST(one_for_nobody_is_told_so),
        TEST(one_that_cannot_be_opened_now_is_told_to_come_back),
        TEST(no_more_wait_than_there_is_room_for),
        TEST(who_waits_when_it_stops_is_told_to_come_back),
        TEST(a_probe_ends_whatever_the_connector_can),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
