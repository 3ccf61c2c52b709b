// SPDX-License-Identifier: Apache-2.0
// What goes at once and in a second, what a channel cannot carry, what customers say by an adapter that
// polls, and a store that takes nothing.
#include "delivery/testing_engine.h"
#include "hub/file_link.h"
#include <stdio.h>
#include <stdlib.h>

static const int64_t SECOND = 1000000;

#define OPEN "SELECT count(*) FROM outbox WHERE state IN (1, 2, 3)"
#define FAILED "SELECT count(*) FROM outbox WHERE state = 5 AND outcome LIKE '%%%s%%'"

static void say_to_many(struct testing_engine *t, int customers)
{
    char customer[32];
    for (int c = 0; c < customers; c++) {
        snprintf(customer, sizeof(customer), "c%d", c);
        testing_engine_say(t, customer, customer);
    }
}

// ---- how much

static void no_more_go_in_a_second_than_the_connector_may(void **state)
{
    struct testing_engine *t = *state;
    testing_connector_limited(t, "{}", 8, 0);
    say_to_many(t, 40);
    testing_engine_run(t, 2 * SECOND);
    assert_in_range(provider.count, 15, 18);
    assert_true(testing_engine_until(t, OPEN, 0, 4 * SECOND));
    assert_int_equal(provider.count, 40);
}

static void no_more_are_under_way_than_it_may(void **state)
{
    struct testing_engine *t = *state;
    provider.latency_us = 100000;
    testing_connector_limited(t, "{}", 0, 3);
    say_to_many(t, 20);
    assert_true(testing_engine_until(t, OPEN, 0, 10 * SECOND));
    assert_int_equal(provider.most_under_way, 3);
    assert_int_equal(provider.count, 20);
}

static void who_is_throttled_takes_less_at_once(void **state)
{
    struct testing_engine *t = *state;
    int64_t row = testing_connector(t, "default", "provider", "{}");
    testing_engine_run(t, SECOND);
    for (int i = 0; i < 4; i++) {
        provider.busy = 1;
        provider.retry_us = SECOND;
        say_to_many(t, 1);
        assert_true(testing_engine_until(t, OPEN, 0, 10 * SECOND));
    }
    assert_in_range(testing_account(t, row)->window, 4, 8);
    say_to_many(t, 60);
    assert_true(testing_engine_until(t, OPEN, 0, 10 * SECOND));
    assert_int_equal(testing_account(t, row)->window, OUTBOX_CLAIM_MAX);
}

static void texts_that_are_too_much_at_once_go_in_parts(void **state)
{
    enum { SIZE = 240 << 10 };
    struct testing_engine *t = *state;
    char customer[32], *text = malloc(SIZE + 1);
    assert_non_null(text);
    testing_connector(t, "default", "provider", "{}");
    memset(text, 'x', SIZE);
    text[SIZE] = '\0';
    for (int c = 0; c < OUTBOX_CLAIM_MAX; c++) {
        snprintf(customer, sizeof(customer), "c%d", c);
        testing_engine_say(t, customer, text);
    }
    free(text);
    assert_true(testing_engine_until(t, OPEN, 0, 60 * SECOND));
}

// ---- what a channel cannot carry

static void quick_replies_become_words(void **state)
{
    struct testing_engine *t = *state;
    testing_connector(t, "default", "provider", "{}");
    testing_engine_say_more(t, "ann", "Shall we come?", NULL,
                            "[{\"title\":\"Yes\",\"payload\":\"y\"},{\"title\":\"No\",\"payload\":\"n\"}]");
    assert_true(testing_engine_until(t, OPEN, 0, SECOND));
    assert_non_null(provider_find("Shall we come?\n1. Yes\n2. No"));
}

static void files_become_links(void **state)
{
    struct testing_engine *t = *state;
    testing_connector(t, "default", "provider", "{}");
    testing_engine_say_more(t, "ann", "See there",
                            "[{\"name\":\"plan\",\"url\":\"https://files.example.org/p\"}]", NULL);
    testing_engine_say_more(t, "bob", "", "[{\"id\":\"file-1\",\"name\":\"map.png\",\"type\":\"image/png\"}]",
                            NULL);
    assert_true(testing_engine_until(t, OPEN, 0, SECOND));
    assert_non_null(provider_find("See there\nplan: https://files.example.org/p"));
    const struct provider_held *h = &provider.held[1];
    static const char start[] = "map.png: https://hub.example.org/attachments/file-1?expires=";
    assert_memory_equal(h->text, start, sizeof(start) - 1);
    long long expires = strtoll(h->text + sizeof(start) - 1, NULL, 10);
    assert_in_range(expires - t->store.wall_us / SECOND, 24 * 3600, 26 * 3600);
    const char *signature = strstr(h->text, "&signature=");
    int64_t tenant = 0;
    assert_non_null(signature);
    assert_true(file_link_check(store_secrets(t->store.store), VIEW("file-1"), expires,
                                view_from(signature + 11), t->store.wall_us, &tenant));
    assert_int_equal(tenant, 1);
}

static void without_a_public_url_there_is_no_link(void **state)
{
    struct testing_engine *t = *state;
    char sql[160];
    free(t->delivery->public_url);
    t->delivery->public_url = NULL;
    testing_connector(t, "default", "provider", "{}");
    testing_engine_say_more(t, "ann", "See there", "[{\"id\":\"file-1\",\"name\":\"map.png\"}]", NULL);
    assert_true(testing_engine_until(t, OPEN, 0, SECOND));
    snprintf(sql, sizeof(sql), FAILED, "delivery.no_attachments");
    assert_int_equal(testing_count(&t->store, sql), 1);
    assert_int_equal(provider.taken, 0);
}

static void a_text_that_is_too_long_is_not_cut(void **state)
{
    struct testing_engine *t = *state;
    char sql[160], text[2000];
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    testing_connector(t, "default", "provider", "{}");
    testing_engine_say(t, "ann", text);
    assert_true(testing_engine_until(t, OPEN, 0, SECOND));
    snprintf(sql, sizeof(sql), FAILED, "delivery.text");
    assert_int_equal(testing_count(&t->store, sql), 1);
    assert_int_equal(provider.taken, 0);
}

// ---- what customers say

static void what_is_heard_is_stored_then_the_adapter_is_told(void **state)
{
    struct testing_engine *t = *state;
    int64_t row = testing_connector(t, "default", "provider", "{}");
    testing_engine_run(t, SECOND);
    snprintf(provider.says, sizeof(provider.says), "hello");
    atomic_store(&testing_account(t, row)->is_woken, true);
    assert_true(testing_engine_until(t, "SELECT count(*) FROM interaction WHERE direction = 1", 1, SECOND));
    testing_engine_run(t, SECOND);
    assert_int_equal(provider.kept_mark, 41);
    snprintf(provider.says, sizeof(provider.says), "hello"); // again: once is enough
    atomic_store(&testing_account(t, row)->is_woken, true);
    testing_engine_run(t, SECOND);
    assert_int_equal(testing_count(&t->store, "SELECT count(*) FROM interaction WHERE direction = 1"), 1);
    assert_int_equal(testing_account(t, row)->figures.received, 1);
    testing_count(&t->store, "UPDATE customer SET blocked_us = 1");
    snprintf(provider.says, sizeof(provider.says), "let me in");
    atomic_store(&testing_account(t, row)->is_woken, true);
    testing_engine_run(t, SECOND);
    assert_int_equal(testing_account(t, row)->figures.received, 1);
    assert_int_equal(testing_account(t, row)->figures.dropped, 1);
}

// The adapter is told a mark when all before it is durable: so nothing overtakes.
static void what_is_heard_is_recorded_one_work_after_the_other(void **state)
{
    enum { COUNT = 40 };
    struct testing_engine *t = *state;
    char id[16];
    int64_t row = testing_connector(t, "default", "provider", "{}");
    testing_engine_run(t, SECOND);
    struct engine_account *a = testing_account(t, row);
    for (int i = 1; i <= COUNT; i++) {
        snprintf(id, sizeof(id), "in-%d", i);
        assert_int_equal(
            engine_record_received(a, &(struct channel_received){.size = sizeof(struct channel_received),
                                                                 .provider_id = view_from(id),
                                                                 .from = VIEW("+4930111"),
                                                                 .text = view_from(id),
                                                                 .mark = i}),
            CHANNEL_OK);
    }
    engine_record_turn(a);
    assert_int_equal(a->records, 1);
    assert_true(a->told_count > 0);
    assert_true(
        testing_engine_until(t, "SELECT count(*) FROM interaction WHERE direction = 1", COUNT, SECOND));
    testing_engine_run(t, SECOND);
    assert_int_equal(provider.kept_mark, COUNT);
}

// ---- a store that takes nothing

static int nothing(void *ctx, struct tx *tx)
{
    (void)ctx;
    (void)tx;
    return 0;
}

static void turn_often(struct testing_engine *t, int64_t us)
{
    for (int i = 0; i < 50; i++) {
        delivery_turn(t->delivery, false);
        atomic_fetch_add(&t->store.wall_us, us / 50);
        atomic_fetch_add(&t->store.mono_us, us / 50);
    }
}

// The writer stands, and its queue is full: the ends are kept, and recorded when there is room.
static void ends_are_kept_while_the_store_takes_nothing(void **state)
{
    static struct testing_engine t;
    static struct testing_gate gate;
    static struct testing_work works[8];
    (void)state;
    testing_engine_open_limited(&t, &(struct work_queue_limits){.tenant_max = 8});
    provider.latency_us = SECOND;
    testing_connector(&t, "default", "provider", "{}");
    say_to_many(&t, 5);
    testing_engine_run(&t, SECOND / 2);
    assert_int_equal(provider.count, 5);
    testing_gate_close(&gate, &t.store);
    for (int i = 0; i < 8; i++) { // all the places
        testing_work_init(&works[i], &t.store, 1, nothing, NULL);
        testing_submit(&works[i]);
    }
    turn_often(&t, 5 * SECOND);
    assert_int_equal(testing_account(&t, 1)->end_count, 5);
    testing_gate_open(&gate);
    testing_wait(&works[7]);
    assert_true(testing_engine_until(&t, OPEN, 0, 20 * SECOND));
    for (int i = 0; i < provider.count; i++)
        assert_int_equal(provider.held[i].count, 1);
    assert_int_equal(provider.taken, 5);
    testing_engine_close(&t);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, testing_engine_setup, testing_engine_teardown)
    const struct CMUnitTest tests[] = {
        TEST(no_more_go_in_a_second_than_the_connector_may),
        TEST(no_more_are_under_way_than_it_may),
        TEST(who_is_throttled_takes_less_at_once),
        TEST(texts_that_are_too_much_at_once_go_in_parts),
        TEST(quick_replies_become_words),
        TEST(files_become_links),
        TEST(without_a_public_url_there_is_no_link),
        TEST(a_text_that_is_too_long_is_not_cut),
        TEST(what_is_heard_is_stored_then_the_adapter_is_told),
        TEST(what_is_heard_is_recorded_one_work_after_the_other),
        cmocka_unit_test(ends_are_kept_while_the_store_takes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
