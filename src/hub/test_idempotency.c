// SPDX-License-Identifier: Apache-2.0
// Answers that are kept, and the slices in which they go.
#include "hub/idempotency.h"
#include "hub/testing_hub.h"
#include "hub/trim.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int64_t HOUR_US = (int64_t)3600 * 1000000;

struct setting {
    struct testing_store store; // first
    struct buffer reply;
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    buffer_init(&s->reply, IDEMPOTENCY_REPLY_MAX);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    buffer_free(&s->reply);
    testing_store_close(&s->store);
    free(s);
    return 0;
}

static struct idempotency_key key_of(const char *owner, const char *route, const char *key, const char *hash)
{
    return (struct idempotency_key){view_from(owner), view_from(route), view_from(key), view_from(hash)};
}

struct question {
    struct idempotency_key key;
    struct buffer *reply;
    struct idempotency_answer answer;
};

static int keep(void *ctx, struct tx *tx)
{
    struct question *q = ctx;
    return idempotency_keep(tx, &q->key, &q->answer);
}

static int find(void *ctx, struct tx *tx)
{
    struct question *q = ctx;
    return idempotency_find(tx, &q->key, q->reply, &q->answer);
}

static void keeps(struct setting *s, struct idempotency_key key, struct idempotency_answer answer)
{
    assert_int_equal(testing_commit(&s->store, keep, &(struct question){.key = key, .answer = answer}), 0);
}

static int finds(struct setting *s, int64_t tenant, struct idempotency_key key,
                 struct idempotency_answer *ret)
{
    struct question q = {.key = key, .reply = &s->reply};
    enum work_outcome outcome;
    int r = testing_run(&s->store, tenant, find, &q, &outcome);
    assert_int_equal(outcome, WORK_COMMITTED);
    if (ret != NULL)
        *ret = q.answer;
    return r;
}

static const struct idempotency_answer yes = {
    .status = 201, .is_kept = true, .reply = VIEW("{\"a\":1}"), .position = 7, .version = 3, .customer = 9};

static void an_answer_comes_back_whole(void **state)
{
    struct setting *s = *state;
    struct idempotency_answer got;
    struct idempotency_key key = key_of("key:1", "session_create", "k", "h");
    assert_int_equal(finds(s, 1, key, NULL), IDEMPOTENCY_NEW);
    keeps(s, key, yes);
    assert_int_equal(finds(s, 1, key, &got), IDEMPOTENCY_KNOWN);
    assert_int_equal(got.status, 201);
    assert_true(got.is_kept && view_equal(got.reply, yes.reply));
    assert_int_equal(got.position, 7);
    assert_int_equal(got.version, 3);
}

static void each_part_of_the_key_counts(void **state)
{
    struct setting *s = *state;
    testing_add_tenant(&s->store, 2);
    testing_store_reopen(&s->store, NULL);
    keeps(s, key_of("key:1", "r", "k", "h"), yes);
    assert_int_equal(finds(s, 1, key_of("key:2", "r", "k", "h"), NULL), IDEMPOTENCY_NEW);
    assert_int_equal(finds(s, 1, key_of("key:1", "q", "k", "h"), NULL), IDEMPOTENCY_NEW);
    assert_int_equal(finds(s, 1, key_of("key:1", "r", "K", "h"), NULL), IDEMPOTENCY_NEW);
    assert_int_equal(finds(s, 2, key_of("key:1", "r", "k", "h"), NULL), IDEMPOTENCY_NEW);
    assert_int_equal(finds(s, 1, key_of("key:1", "r", "k", "g"), NULL), IDEMPOTENCY_MISMATCH);
    assert_int_equal(finds(s, 1, key_of("key:1", "r", "k", "h"), NULL), IDEMPOTENCY_KNOWN);
}

static void what_is_not_kept_is_told(void **state)
{
    struct setting *s = *state;
    struct idempotency_key key = key_of("key:1", "r", "secret", "h");
    struct idempotency_answer got;
    keeps(s, key, (struct idempotency_answer){.status = 201, .reply = VIEW("hush")});
    assert_int_equal(finds(s, 1, key, &got), IDEMPOTENCY_KNOWN);
    assert_false(got.is_kept);
    assert_int_equal(got.reply.size, 0);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM idempotency WHERE reply = ''"), 1);
}

static void a_day_later_the_key_is_free_again(void **state)
{
    struct setting *s = *state;
    struct idempotency_key key = key_of("key:1", "r", "k", "h");
    keeps(s, key, yes);
    atomic_fetch_add(&s->store.wall_us, 23 * HOUR_US);
    assert_int_equal(finds(s, 1, key, NULL), IDEMPOTENCY_KNOWN);
    atomic_fetch_add(&s->store.wall_us, HOUR_US + 1000000);
    assert_int_equal(finds(s, 1, key, NULL), IDEMPOTENCY_NEW);
    key.body_hash = VIEW("other");
    assert_int_equal(finds(s, 1, key, NULL), IDEMPOTENCY_NEW);
    keeps(s, key, yes);
    assert_int_equal(finds(s, 1, key, NULL), IDEMPOTENCY_KNOWN);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM idempotency"), 1);
}

static void many(struct setting *s, int count, int64_t customer)
{
    char text[32];
    struct idempotency_answer answer = yes;
    answer.customer = customer;
    for (int i = 0; i < count; i++) {
        snprintf(text, sizeof(text), "%d-%d", (int)customer, i);
        keeps(s, key_of("key:1", "r", text, "h"), answer);
    }
}

static int forget(void *ctx, struct tx *tx)
{
    return idempotency_forget(tx, 5, ctx);
}

static void a_customers_answers_are_forgotten(void **state)
{
    struct setting *s = *state;
    int gone;
    many(s, 130, 5);
    many(s, 3, 6);
    assert_int_equal(testing_commit(&s->store, forget, &gone), 0);
    assert_int_equal(gone, 100);
    assert_int_equal(testing_commit(&s->store, forget, &gone), 0);
    assert_int_equal(gone, 30);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM idempotency WHERE customer = 6"), 3);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM idempotency"), 3);
}

static void run_round(struct setting *s, struct trim *trim)
{
    trim_start(trim);
    for (int i = 0; atomic_load(&trim->is_running); i++) {
        assert_true(i < 20000);
        usleep(100);
    }
    testing_settle(&s->store);
}

static void old_answers_go_in_slices_from_every_tenant(void **state)
{
    struct setting *s = *state;
    struct trim trim;
    enum work_outcome outcome;
    testing_add_tenant(&s->store, 2);
    testing_store_reopen(&s->store, NULL);
    many(s, 230, 5);
    struct question other = {.key = key_of("key:1", "r", "k", "h"), .answer = yes};
    assert_int_equal(testing_run(&s->store, 2, keep, &other, &outcome), 0);
    trim_init(&trim, s->store.store, trim_rules, trim_rule_count);
    run_round(s, &trim);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM idempotency"), 231);
    atomic_fetch_add(&s->store.wall_us, 25 * HOUR_US);
    many(s, 2, 6);
    run_round(s, &trim);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM idempotency WHERE customer = 6"), 2);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM idempotency"), 2);
}

int main(void)
{
    alarm(50);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_answer_comes_back_whole, begin, end),
        cmocka_unit_test_setup_teardown(each_part_of_the_key_counts, begin, end),
        cmocka_unit_test_setup_teardown(what_is_not_kept_is_told, begin, end),
        cmocka_unit_test_setup_teardown(a_day_later_the_key_is_free_again, begin, end),
        cmocka_unit_test_setup_teardown(a_customers_answers_are_forgotten, begin, end),
        cmocka_unit_test_setup_teardown(old_answers_go_in_slices_from_every_tenant, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
