// SPDX-License-Identifier: Apache-2.0
// The thread itself, and others who speak to it meanwhile: here things are waited for, at most some seconds
// of the machine's time.
#include "delivery/testing_engine.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { CUSTOMERS = 20, MESSAGES = 3, HOOKS = 50 };

#define OPEN "SELECT count(*) FROM outbox WHERE state IN (1, 2, 3)"

// The store's clock is moved by hand.
static void wait_for(struct testing_engine *t, const char *sql, int64_t value)
{
    for (int i = 0; i < 5000; i++) {
        if (testing_count(&t->store, sql) == value)
            return;
        atomic_fetch_add(&t->store.wall_us, 2000);
        atomic_fetch_add(&t->store.mono_us, 2000);
        usleep(2000);
    }
    fail_msg("in vain: %s", sql);
}

static void say_all(struct testing_engine *t)
{
    char customer[32], text[32];
    for (int i = 0; i < CUSTOMERS * MESSAGES; i++) {
        snprintf(customer, sizeof(customer), "c%d", i % CUSTOMERS);
        snprintf(text, sizeof(text), "%d", i);
        testing_engine_say(t, customer, text);
    }
}

static atomic_int hooks_done;

static void hook_done(struct delivery_hook *hook)
{
    (void)hook;
    atomic_fetch_add(&hooks_done, 1);
}

struct asker {
    struct testing_engine *engine;
    struct delivery_hook hooks[HOOKS];
    struct arena arenas[HOOKS];
    atomic_int attempts;
};

static void add_up(void *ctx, int64_t connector, const struct delivery_figures *figures)
{
    (void)connector;
    atomic_store(&((struct asker *)ctx)->attempts, (int)figures->attempts);
}

static void *ask(void *ctx)
{
    struct asker *a = ctx;
    struct delivery *d = atomic_load(&a->engine->delivery);
    for (int i = 0; i < HOOKS; i++) {
        arena_init(&a->arenas[i], 1024, 1 << 20);
        a->hooks[i] = (struct delivery_hook){
            .connector = 2,
            .arena = &a->arenas[i],
            .done = hook_done,
            .request = {
                .method = VIEW("POST"),
                .body = VIEW("{\"messages\":[{\"id\":\"m1\",\"from\":\"+4930111\",\"text\":\"hello\"}]}")}};
        assert_true(delivery_give_hook(d, &a->hooks[i]));
        delivery_each_connector(d, add_up, a);
        usleep(500);
    }
    return NULL;
}

static void it_sends_while_others_speak_to_it(void **state)
{
    struct testing_engine *t = *state;
    struct asker *a = calloc(1, sizeof(*a));
    pthread_t thread;
    provider.latency_us = 1000;
    testing_connector(t, "default", "provider", "{}");
    testing_connector(t, "other", "fake", "{\"account\":\"x\"}");
    assert_int_equal(delivery_start(t->delivery), 0);
    a->engine = t;
    assert_int_equal(pthread_create(&thread, NULL, ask, a), 0);
    say_all(t);
    wait_for(t, OPEN, 0);
    pthread_join(thread, NULL);
    for (int i = 0; i < 2000 && atomic_load(&hooks_done) < HOOKS; i++)
        usleep(2000);
    delivery_stop(t->delivery);
    assert_int_equal(atomic_load(&hooks_done), HOOKS);
    for (int i = 0; i < HOOKS; i++) {
        assert_int_equal(a->hooks[i].outcome, CHANNEL_OK);
        assert_int_equal(a->hooks[i].count, 1);
        arena_free(&a->arenas[i]);
    }
    assert_int_equal(provider.count, CUSTOMERS * MESSAGES);
    assert_int_equal(provider.taken, CUSTOMERS * MESSAGES);
    free(a);
}

static void it_stops_in_the_middle_and_the_next_goes_on(void **state)
{
    struct testing_engine *t = *state;
    provider.latency_us = 20000;
    testing_connector(t, "default", "provider", "{}");
    assert_int_equal(delivery_start(t->delivery), 0);
    say_all(t);
    delivery_stop(t->delivery);
    testing_engine_die(t);
    testing_engine_begin(t);
    assert_int_equal(delivery_start(t->delivery), 0);
    wait_for(t, OPEN, 0);
    delivery_stop(t->delivery);
    assert_int_equal(provider.count, CUSTOMERS * MESSAGES);
    for (int i = 0; i < provider.count; i++)
        assert_int_equal(provider.held[i].count, 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, testing_engine_setup, testing_engine_teardown)
    const struct CMUnitTest tests[] = {
        TEST(it_sends_while_others_speak_to_it),
        TEST(it_stops_in_the_middle_and_the_next_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
