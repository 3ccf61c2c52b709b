// SPDX-License-Identifier: Apache-2.0
// Endpoints that refuse, go, or missed too much, and what they are told of it.
#include "delivery/testing_webhooks.h"
#include "hub/customer_erase.h"
#include "hub/event_trim.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int down(struct world *w, const char *url, int n)
{
    (void)w;
    (void)n;
    return strstr(url, "one") != NULL ? 0 : 200;
}

static int gone(struct world *w, const char *url, int n)
{
    (void)w;
    (void)url;
    return n == 1 ? 410 : 200;
}

static void gone_disables_and_administrators_hear_of_it(void **state)
{
    struct world *w = *state;
    struct arena arena;
    arena_init(&arena, 4096, 1 << 20);
    testing_count(
        &w->store,
        "INSERT INTO agent (tenant, id, name, role, status, password, capacity, version, status_us, "
        "created_us, updated_us) VALUES (1, 'boss', 'Boss', 5, 0, 'x', 1, 1, 1, 1, 1)");
    world_endpoint(w, "one");
    w->behave = gone;
    world_says(w, 3);
    world_settle(w);
    assert_int_equal(w->heard_count, 1);
    struct webhook webhook = world_webhook(w, "one", &arena);
    assert_false(webhook.is_enabled);
    assert_true(view_equal(webhook.disabled_reason, WEBHOOK_REASON_GONE));
    assert_int_equal(
        testing_count(&w->store, "SELECT count(*) FROM notification WHERE type = 'webhook_disabled'"), 1);
    assert_int_equal(testing_count(&w->store, "SELECT count(*) FROM audit WHERE action = 'webhook.disable'"),
                     1);
    assert_int_equal(world_count_of(w, "state = 3 AND status = 410"), 1);
    // Enabled again, it begins with what it stopped at, which is no dead letter any more.
    world_change(w, "one", "enable");
    world_settle(w);
    assert_true(world_check_order(w, "https://one.test/in", false) >= 3);
    assert_string_equal(w->heard[0].id, w->heard[1].id);
    assert_int_equal(world_count_of(w, "state = 3"), 0);
    assert_int_equal(world_count_of(w, "state = 1 AND attempts = 2 AND status = 200"), 1);
    arena_free(&arena);
}

// Somebody repairs it, by a PATCH, between the answer and its being written down: that stays.
static void what_was_changed_meanwhile_is_not_disabled(void **state)
{
    struct world *w = *state;
    struct arena arena;
    arena_init(&arena, 4096, 1 << 20);
    world_endpoint(w, "one");
    world_settle(w);
    w->behave = gone;
    world_says(w, 1);
    webhook_run_turn(w->run);
    world_answer_all(w); // 410, which lies with the hub
    struct webhook_run_figures figures;
    webhook_run_figures(w->run, &figures);
    assert_int_equal(figures.disabled, 1);
    world_change(w, "one", "enable"); // it is enabled still: its version grows
    world_settle(w);
    struct webhook webhook = world_webhook(w, "one", &arena);
    assert_true(webhook.is_enabled);
    assert_null(webhook.disabled_reason.data);
    assert_true(world_check_order(w, "https://one.test/in", false) >= 1); // and is asked
    assert_string_equal(w->heard[0].id, w->heard[1].id);
    arena_free(&arena);
}

// The same of a test that is answered 410.
static void nor_by_a_test(void **state)
{
    struct world *w = *state;
    world_endpoint(w, "one");
    world_settle(w);
    w->behave = gone;
    w->is_held = true;
    world_change(w, "one", "test");
    world_settle(w);
    assert_int_equal(w->heard_count, 1);
    world_change(w, "one", "enable");
    world_settle(w); // hears of the change before the answer
    w->is_held = false;
    world_settle(w);
    assert_int_equal(testing_count(&w->store, "SELECT is_enabled FROM webhook"), 1);
    assert_int_equal(world_count_of(w, "type = 'webhook.test' AND state = 3 AND status = 410"), 1);
    world_says(w, 1);
    world_settle(w);
    assert_true(w->heard_count > 1); // it is told on
}

static void three_days_of_nothing_disable(void **state)
{
    struct world *w = *state;
    struct arena arena;
    arena_init(&arena, 4096, 1 << 20);
    world_endpoint(w, "one");
    w->behave = down;
    world_says(w, 2);
    world_settle(w);
    for (int hour = 0; hour < 90; hour++)
        world_advance(w, HOUR);
    assert_int_equal(w->heard_count, 10);
    struct webhook webhook = world_webhook(w, "one", &arena);
    assert_true(view_equal(webhook.disabled_reason, WEBHOOK_REASON_FAILING));
    assert_int_equal(world_count_of(w, "state = 3 AND attempts = 10"), 1);
    // After it was repaired nothing is missing.
    w->behave = NULL;
    world_change(w, "one", "enable");
    world_settle(w);
    assert_true(world_check_order(w, "https://one.test/in", false) >= 2);
    arena_free(&arena);
}

static int poison(struct world *w, const char *url, int n)
{
    (void)url;
    (void)n;
    return strstr(world_last_heard(w)->id, "_2") ==
                   world_last_heard(w)->id + strlen(world_last_heard(w)->id) - 2
               ? 422
               : 200;
}

static void what_is_refused_three_times_is_put_aside(void **state)
{
    struct world *w = *state;
    world_endpoint(w, "one");
    w->behave = poison;
    world_says(w, 10);
    world_settle(w);
    for (int i = 0; i < 12; i++)
        world_advance(w, 60 * SECOND);
    assert_int_equal(world_count_of(w, "state = 3 AND status = 422 AND attempts = 3"), 1);
    assert_int_equal(world_check_order(w, "https://one.test/in", false) + 3, w->heard_count);
    // Sent again by hand, with the same id, beside the order.
    char dead[64];
    world_find_delivery(w, "one", WEBHOOK_DELIVERY_DEAD, dead);
    w->behave = NULL;
    int before = w->heard_count;
    world_replay(w, "one", dead);
    world_settle(w);
    assert_int_equal(w->heard_count, before + 1);
    assert_string_equal(strrchr(world_last_heard(w)->id, '_'), "_2");
    assert_int_equal(world_count_of(w, "state = 3"), 0);
}

static enum webhook_outcome find_last(struct world *w, struct arena *arena, struct webhook_delivery *ret)
{
    struct webhook webhook = world_webhook(w, "one", arena);
    return (enum webhook_outcome)webhook_delivery_last(w->store.reader, 1, webhook.row, arena, ret);
}

static void a_test_is_sent_whatever_the_endpoint_is(void **state)
{
    struct world *w = *state;
    struct arena arena;
    struct webhook_delivery last;
    arena_init(&arena, 4096, 1 << 20);
    world_endpoint(w, "one");
    assert_int_equal(find_last(w, &arena, &last), WEBHOOK_NONE);
    world_change(w, "one", "disable");
    world_change(w, "one", "test");
    world_says(w, 2);
    world_settle(w);
    assert_int_equal(w->heard_count, 1);
    assert_string_equal(w->heard[0].type, "webhook.test");
    assert_true(heard_is_signed_by(&w->heard[0], w->secret));
    assert_int_equal(world_count_of(w, "state = 1 AND type = 'webhook.test' AND status = 204"), 1);
    w->behave = down; // and tried once only
    world_change(w, "one", "test");
    world_settle(w);
    assert_int_equal(w->heard_count, 2);
    assert_int_equal(world_count_of(w, "state = 3 AND type = 'webhook.test' AND due_us IS NULL"), 1);
    assert_int_equal(find_last(w, &arena, &last), WEBHOOK_OK);
    assert_int_equal(last.state, WEBHOOK_DELIVERY_DEAD);
    arena_free(&arena);
}

static void both_secrets_sign_for_a_day(void **state)
{
    struct world *w = *state;
    char old[WEBHOOK_SECRET_TEXT_MAX + 1];
    world_endpoint(w, "one");
    memcpy(old, w->secret, sizeof(old));
    world_change(w, "one", "rotate");
    assert_string_not_equal(old, w->secret);
    world_says(w, 1);
    world_settle(w);
    assert_true(heard_is_signed_by(world_last_heard(w), old));
    assert_true(heard_is_signed_by(world_last_heard(w), w->secret));
    assert_non_null(strstr(world_last_heard(w)->signature, "v1a,"));
    world_advance(w, DAY);
    world_says(w, 1);
    world_settle(w);
    assert_false(heard_is_signed_by(world_last_heard(w), old));
    assert_true(heard_is_signed_by(world_last_heard(w), w->secret));
}

static int busy(struct world *w, const char *url, int n)
{
    (void)w;
    (void)url;
    return n < 4 ? 429 : 200;
}

static void retry_after_is_obeyed(void **state)
{
    struct world *w = *state;
    world_endpoint(w, "one");
    w->behave = busy;
    w->retry_after_us = 30 * SECOND;
    world_says(w, 1);
    world_settle(w);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(w->heard_count, i + 1);
        world_advance(w, 29 * SECOND);
        assert_int_equal(w->heard_count, i + 1);
        world_advance(w, 5 * SECOND);
    }
    assert_int_equal(world_last_heard(w)->status, 200);
    assert_int_equal(world_count_of(w, "state = 1 AND attempts = 4"), 1);
}

static int trim(void *ctx, struct tx *tx)
{
    bool more = true;
    int gone_rows, r = 0;
    while (r == 0 && more)
        r = event_trim_slice(tx, ctx, &gone_rows, &more);
    return r;
}

static const struct trim_rule events_rule = {.keep_us = 3 * 86400000000, .keep_count = 5000000};

static void trim_now(struct world *w)
{
    struct trim_rule rule = events_rule;
    assert_int_equal(testing_commit(&w->store, trim, &rule), 0);
}

static void what_an_endpoint_missed_is_kept_for_a_week_and_then_told_as_a_gap(void **state)
{
    struct world *w = *state;
    world_endpoint(w, "one");
    world_settle(w);
    w->behave = down;
    for (int i = 0; i < 21; i++)
        world_says(w, 100);
    world_settle(w);
    world_advance(w, 4 * DAY);
    trim_now(w);
    assert_int_equal(testing_count(&w->store, "SELECT min(position) FROM event"), 1);
    world_advance(w, 4 * DAY);
    world_says(w, 1);
    trim_now(w);
    int64_t floor = testing_count(&w->store, "SELECT min(position) FROM event");
    assert_true(floor > 1000);
    w->behave = NULL;
    world_change(w, "one", "enable");
    int before = w->heard_count;
    world_settle(w);
    const struct heard *gap = &w->heard[before];
    char expected[64];
    assert_string_equal(gap->type, "webhook.gap");
    assert_non_null(strstr(gap->body, "\"reason\":\"trimmed\""));
    snprintf(expected, sizeof(expected), "\"from\":\"%s-1\"", store_epoch(w->store.store));
    assert_non_null(strstr(gap->body, expected));
    snprintf(expected, sizeof(expected), "\"to\":\"%s-%lld\"", store_epoch(w->store.store),
             (long long)floor - 1);
    assert_non_null(strstr(gap->body, expected));
    snprintf(expected, sizeof(expected), "_%lld", (long long)floor);
    assert_string_equal(strrchr(w->heard[before + 1].id, '_'), expected);
}

static void a_restore_is_told(void **state)
{
    struct world *w = *state;
    world_endpoint(w, "one");
    world_says(w, 5);
    world_settle(w);
    world_advance(w, 2 * SECOND);
    testing_count(&w->store, "UPDATE meta SET value = 'feedface' WHERE name = 'epoch'");
    int before = w->heard_count;
    world_crash(w);
    w->behave = down;
    world_settle(w);
    world_crash(w); // it is not forgotten before it arrived
    w->behave = NULL;
    world_advance(w, 6 * SECOND);
    world_says(w, 1);
    world_settle(w);
    assert_string_equal(w->heard[before].type, "webhook.gap");
    assert_string_equal(w->heard[before + 1].id, w->heard[before].id);
    assert_non_null(strstr(w->heard[before].body, "\"reason\":\"restored\""));
    assert_non_null(strstr(w->heard[before].body, "\"to\":\"feedface-"));
    assert_string_equal(w->heard[before + 2].type, "message.created");
    assert_true(strncmp(w->heard[before + 2].id, "evt_feedface_", 13) == 0);
}

static int erase(void *ctx, struct tx *tx)
{
    struct actor actor = {.kind = ACTOR_OPERATOR};
    struct view id;
    (void)ctx;
    return customer_erase_start(tx, &actor, VIEW("cust_ada"), &id);
}

static void who_was_erased_is_named_though_the_row_is_gone(void **state)
{
    struct world *w = *state;
    world_endpoint_like(w, "one", "[\"customer.erased\"]", WEBHOOK_FORMAT_STANDARD);
    world_says(w, 1);
    assert_int_equal(testing_commit(&w->store, erase, NULL), 0);
    world_settle(w);
    assert_int_equal(w->heard_count, 1);
    assert_string_equal(w->heard[0].type, "customer.erased");
    assert_non_null(strstr(w->heard[0].body, "\"customer_id\":\"cust_ada\""));
    // Gone with the event.
    assert_int_equal(testing_count(&w->store, "SELECT count(*) FROM webhook_erased"), 1);
    for (int i = 0; i < 1100; i++)
        hub_says(&w->store, "cust_bob", CHANNEL_CHAT, "x");
    world_settle(w);
    world_advance(w, 8 * DAY);
    hub_says(&w->store, "cust_bob", CHANNEL_CHAT, "x");
    world_settle(w);
    trim_now(w);
    assert_int_equal(testing_count(&w->store, "SELECT count(*) FROM webhook_erased"), 0);
}

static void who_was_erased_is_kept_for_nobody(void **state)
{
    struct world *w = *state;
    world_says(w, 1);
    assert_int_equal(testing_commit(&w->store, erase, NULL), 0);
    assert_int_equal(testing_count(&w->store, "SELECT count(*) FROM webhook_erased"), 0);
}

int main(void)
{
    alarm(120);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(gone_disables_and_administrators_hear_of_it, world_begin, world_end),
        cmocka_unit_test_setup_teardown(what_was_changed_meanwhile_is_not_disabled, world_begin, world_end),
        cmocka_unit_test_setup_teardown(nor_by_a_test, world_begin, world_end),
        cmocka_unit_test_setup_teardown(three_days_of_nothing_disable, world_begin, world_end),
        cmocka_unit_test_setup_teardown(what_is_refused_three_times_is_put_aside, world_begin, world_end),
        cmocka_unit_test_setup_teardown(a_test_is_sent_whatever_the_endpoint_is, world_begin, world_end),
        cmocka_unit_test_setup_teardown(both_secrets_sign_for_a_day, world_begin, world_end),
        cmocka_unit_test_setup_teardown(retry_after_is_obeyed, world_begin, world_end),
        cmocka_unit_test_setup_teardown(what_an_endpoint_missed_is_kept_for_a_week_and_then_told_as_a_gap,
                                        world_begin, world_end),
        cmocka_unit_test_setup_teardown(a_restore_is_told, world_begin, world_end),
        cmocka_unit_test_setup_teardown(who_was_erased_is_named_though_the_row_is_gone, world_begin,
                                        world_end),
        cmocka_unit_test_setup_teardown(who_was_erased_is_kept_for_nobody, world_begin, world_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
