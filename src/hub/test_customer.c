// SPDX-License-Identifier: Apache-2.0
#include "hub/testing_hub.h"
#include <stdio.h>
#include <stdlib.h>

struct setting {
    struct testing_store store; // first
    struct arena arena;
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    arena_init(&s->arena, 4096, 1 << 20);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    arena_free(&s->arena);
    testing_store_close(&s->store);
    free(s);
    return 0;
}

struct needing {
    const char *id;
    int64_t row;
    bool is_new;
    char found[64];
};

static int need(void *ctx, struct tx *tx)
{
    struct needing *n = ctx;
    struct customer_key key;
    int r = customer_need(tx, view_from(n->id), &key);
    if (r == 0) {
        n->row = key.row;
        n->is_new = key.is_new;
        snprintf(n->found, sizeof(n->found), "%.*s", VIEW_ARG(key.id));
    }
    return r;
}

static struct needing needed(struct setting *s, const char *id)
{
    struct needing n = {.id = id};
    assert_int_equal(testing_commit(&s->store, need, &n), 0);
    return n;
}

static void the_same_id_is_the_same_customer(void **state)
{
    struct setting *s = *state;
    struct needing a = needed(s, "a"), b = needed(s, "b"), again = needed(s, "a");
    assert_true(a.is_new && b.is_new && !again.is_new);
    assert_int_equal(a.row, again.row);
    assert_int_not_equal(a.row, b.row);
    assert_int_not_equal(needed(s, "A").row, a.row);
}

struct merge {
    int64_t from, into;
};

static int merge(void *ctx, struct tx *tx)
{
    const struct merge *m = ctx;
    char sql[100];
    snprintf(sql, sizeof(sql), "UPDATE customer SET merged_into = %lld, members = 1 WHERE customer = %lld",
             (long long)m->into, (long long)m->from);
    return db_exec(tx->db, sql);
}

static void a_merged_customer_is_its_survivor(void **state)
{
    struct setting *s = *state;
    struct needing a = needed(s, "a"), b = needed(s, "b"), c = needed(s, "c");
    testing_commit(&s->store, merge, &(struct merge){a.row, b.row});
    testing_commit(&s->store, merge, &(struct merge){b.row, c.row});
    struct needing found = needed(s, "a");
    assert_int_equal(found.row, c.row);
    assert_string_equal(found.found, "c");
    assert_int_equal(needed(s, "b").row, c.row);
}

static void a_circle_of_merges_is_an_error_not_an_endless_loop(void **state)
{
    struct setting *s = *state;
    struct needing a = needed(s, "a"), b = needed(s, "b");
    enum work_outcome outcome;
    testing_commit(&s->store, merge, &(struct merge){a.row, b.row});
    testing_commit(&s->store, merge, &(struct merge){b.row, a.row});
    assert_true(testing_run(&s->store, 1, need, &(struct needing){.id = "a"}, &outcome) < 0);
    assert_int_equal(outcome, WORK_FAILED);
}

struct telling {
    int64_t row;
    const char *profile, *preferences;
    bool has_changed;
};

static int tell(void *ctx, struct tx *tx)
{
    struct telling *t = ctx;
    return customer_tell(
        tx, t->row,
        &(struct customer_news){.profile = hub_text(t->profile), .preferences = hub_text(t->preferences)},
        &t->has_changed);
}

static bool told(struct setting *s, int64_t row, const char *profile, const char *preferences)
{
    struct telling t = {row, profile, preferences, false};
    assert_int_equal(testing_commit(&s->store, tell, &t), 0);
    return t.has_changed;
}

static void assert_text(struct view got, const char *wanted)
{
    if (wanted == NULL) {
        assert_null(got.data);
        return;
    }
    if (!view_equal(got, view_from(wanted)))
        fail_msg("got '%.*s', wanted '%s'", VIEW_ARG(got), wanted);
}

static void news_are_merged_member_by_member(void **state)
{
    struct setting *s = *state;
    int64_t row = needed(s, "a").row;
    assert_true(told(s, row, "{\"name\":\"Ann\",\"tier\":\"gold\",\"pets\":{\"cat\":1}}", NULL));
    assert_true(told(s, row, "{\"tier\":null,\"pets\":{\"dog\":2},\"phone\":\"+49 170 1234567\"}",
                     "{\"language\":\"de\"}"));
    struct customer c = hub_customer(&s->store, "a", &s->arena);
    assert_text(c.name, "Ann");
    assert_text(c.phone, "+49 170 1234567");
    assert_text(c.email, NULL);
    assert_text(c.profile, "{\"name\":\"Ann\",\"pets\":{\"cat\":1,\"dog\":2},\"phone\":\"+49 170 1234567\"}");
    assert_text(c.preferences, "{\"language\":\"de\"}");
    assert_true(told(s, row, "{\"name\":null}", NULL));
    assert_text(hub_customer(&s->store, "a", &s->arena).name, NULL);
}

static void the_same_news_change_nothing(void **state)
{
    struct setting *s = *state;
    int64_t row = needed(s, "a").row;
    static const char news[] =
        "{ \"name\" : \"Ann\", \"a\": { \"b\" : [ 1, 2 ], \"c\": null }, \"d\":1, \"d\":2}";
    assert_true(told(s, row, news, news));
    assert_false(told(s, row, news, news));
    assert_false(told(s, row, NULL, NULL));
    assert_false(told(s, row, "{}", "{}"));
    assert_false(told(s, row, "{\"unknown\":null}", NULL));
}

static int64_t owner_of(const struct testing_store *t, const char *address)
{
    char sql[200];
    snprintf(sql, sizeof(sql), "SELECT customer FROM identity WHERE address = '%s'", address);
    return testing_count(t, sql);
}

static void who_has_an_address_keeps_it(void **state)
{
    struct setting *s = *state;
    int64_t a = needed(s, "a").row, b = needed(s, "b").row;
    told(s, a, "{\"phone\":\"+49 170 1234567\",\"email\":\"Ann@Example.org\"}", NULL);
    told(s, b, "{\"phone\":\"0049-170-1234567\",\"email\":\"bob@example.org\"}", NULL);
    assert_int_equal(owner_of(&s->store, "+491701234567"), a);
    assert_int_equal(owner_of(&s->store, "ann@example.org"), a);
    assert_int_equal(owner_of(&s->store, "bob@example.org"), b);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM identity"), 3);
}

static void text_that_is_no_address_stays_in_the_profile(void **state)
{
    struct setting *s = *state;
    int64_t row = needed(s, "a").row;
    assert_true(told(s, row, "{\"phone\":\"ask at the desk\",\"email\":5}", NULL));
    struct customer c = hub_customer(&s->store, "a", &s->arena);
    assert_text(c.phone, "ask at the desk");
    assert_text(c.email, NULL);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM identity"), 0);
}

static void a_profile_does_not_grow_without_end(void **state)
{
    struct setting *s = *state;
    int64_t row = needed(s, "a").row;
    struct buffer big;
    enum work_outcome outcome;
    buffer_init(&big, 1 << 20);
    for (int i = 0; i < 2; i++) {
        buffer_clear(&big);
        buffer_printf(&big, "{\"m%d\":\"%036864d\"}", i, 0);
        buffer_append_char(&big, '\0');
        struct telling t = {row, big.data, NULL, false};
        int r = testing_run(&s->store, 1, tell, &t, &outcome);
        assert_int_equal(outcome, WORK_COMMITTED);
        assert_int_equal(r, i == 0 ? 0 : CUSTOMER_TOO_LARGE);
    }
    buffer_free(&big);
    struct customer c = hub_customer(&s->store, "a", &s->arena);
    assert_in_range(c.profile.size, 36 << 10, 37 << 10);
}

static void an_unknown_customer_is_none(void **state)
{
    struct setting *s = *state;
    struct customer c;
    assert_int_equal(customer_find(s->store.reader, 1, VIEW("nobody"), &s->arena, &c), CUSTOMER_NONE);
    needed(s, "a");
    assert_int_equal(customer_find(s->store.reader, 2, VIEW("a"), &s->arena, &c), CUSTOMER_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_id_is_the_same_customer, begin, end),
        cmocka_unit_test_setup_teardown(a_merged_customer_is_its_survivor, begin, end),
        cmocka_unit_test_setup_teardown(a_circle_of_merges_is_an_error_not_an_endless_loop, begin, end),
        cmocka_unit_test_setup_teardown(news_are_merged_member_by_member, begin, end),
        cmocka_unit_test_setup_teardown(the_same_news_change_nothing, begin, end),
        cmocka_unit_test_setup_teardown(who_has_an_address_keeps_it, begin, end),
        cmocka_unit_test_setup_teardown(text_that_is_no_address_stays_in_the_profile, begin, end),
        cmocka_unit_test_setup_teardown(a_profile_does_not_grow_without_end, begin, end),
        cmocka_unit_test_setup_teardown(an_unknown_customer_is_none, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
