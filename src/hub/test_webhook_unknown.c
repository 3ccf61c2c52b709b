// SPDX-License-Identifier: Apache-2.0
#include "hub/testing_hub.h"
#include "hub/trim.h"
#include "hub/webhook_unknown.h"
#include <stdio.h>
#include <stdlib.h>

struct note {
    int64_t connector;
    struct view kind, sample;
};

static int note_it(void *ctx, struct tx *tx)
{
    const struct note *n = ctx;
    return webhook_unknown_note(tx, n->connector, n->kind, n->sample);
}

static int begin(void **state)
{
    struct testing_store *t = calloc(1, sizeof(*t));
    testing_store_open(t, NULL);
    *state = t;
    return 0;
}

static int end(void **state)
{
    testing_store_close(*state);
    free(*state);
    return 0;
}

static void note(struct testing_store *t, int64_t connector, struct view kind, struct view sample)
{
    struct note n = {connector, kind, sample};
    assert_int_equal(testing_commit(t, note_it, &n), 0);
}

struct seen {
    int kinds;
    int64_t count, size;
    char last[WEBHOOK_UNKNOWN_NAME + 1];
};

static int see(void *ctx, const struct webhook_unknown *unknown)
{
    struct seen *s = ctx;
    s->kinds++;
    s->count += unknown->count;
    s->size = (int64_t)unknown->sample.size;
    snprintf(s->last, sizeof(s->last), "%.*s", VIEW_ARG(unknown->kind));
    return 0;
}

static struct seen look(struct testing_store *t, int64_t tenant, int64_t connector)
{
    struct seen s = {0};
    struct arena arena;
    arena_init(&arena, 4096, 8 << 20);
    assert_int_equal(webhook_unknown_walk(t->reader, tenant, connector, &arena, see, &s), 0);
    arena_free(&arena);
    return s;
}

static void the_last_one_is_kept_and_all_are_counted(void **state)
{
    struct testing_store *t = *state;
    note(t, 7, VIEW("party"), VIEW("first"));
    note(t, 7, VIEW("party"), VIEW("second!"));
    note(t, 8, VIEW("party"), VIEW("of another"));
    struct seen s = look(t, 1, 7);
    assert_int_equal(s.kinds, 1);
    assert_int_equal(s.count, 2);
    assert_int_equal(s.size, 7);
    assert_int_equal(look(t, 2, 7).kinds, 0);
}

static void names_and_samples_are_cut_and_must_be_text(void **state)
{
    struct testing_store *t = *state;
    char *text = malloc(10000);
    memset(text, 'x', 10000);
    note(t, 7, view_make(text, 10000), view_make(text, 10000));
    struct seen s = look(t, 1, 7);
    assert_int_equal(strlen(s.last), WEBHOOK_UNKNOWN_NAME);
    assert_int_equal(s.size, WEBHOOK_UNKNOWN_SAMPLE);
    note(t, 8, view_make("\xff\xfe", 2), view_make("a\0b", 3));
    s = look(t, 1, 8);
    assert_string_equal(s.last, "other");
    assert_int_equal(s.size, 0);
    free(text);
}

static void kinds_do_not_grow_without_end(void **state)
{
    struct testing_store *t = *state;
    char kind[20];
    for (int i = 0; i < WEBHOOK_UNKNOWN_KINDS + 20; i++) {
        snprintf(kind, sizeof(kind), "a%d", i);
        note(t, 7, view_from(kind), VIEW(""));
    }
    struct seen s = look(t, 1, 7);
    assert_int_equal(s.kinds, WEBHOOK_UNKNOWN_KINDS + 1);
    assert_int_equal(s.count, WEBHOOK_UNKNOWN_KINDS + 20);
    assert_string_equal(s.last, "other");
    note(t, 7, VIEW("a5"), VIEW("known kinds go on"));
    assert_int_equal(testing_count(t, "SELECT count FROM webhook_unknown WHERE kind = 'a5'"), 2);
}

static int trim_it(void *ctx, struct tx *tx)
{
    const struct trim_rule *rule = NULL;
    bool has_more;
    for (int i = 0; i < trim_rule_count; i++)
        if (strcmp(trim_rules[i].name, "unknown_kinds") == 0)
            rule = &trim_rules[i];
    assert_non_null(rule);
    return rule->slice(tx, rule, ctx, &has_more);
}

static void what_did_not_come_for_long_goes(void **state)
{
    struct testing_store *t = *state;
    int gone = 0;
    note(t, 7, VIEW("old"), VIEW("x"));
    note(t, 7, VIEW("still"), VIEW("x"));
    atomic_fetch_add(&t->wall_us, (int64_t)60 * 86400 * 1000000);
    note(t, 7, VIEW("still"), VIEW("x"));
    assert_int_equal(testing_commit(t, trim_it, &gone), 0);
    assert_int_equal(gone, 0);
    atomic_fetch_add(&t->wall_us, (int64_t)31 * 86400 * 1000000);
    assert_int_equal(testing_commit(t, trim_it, &gone), 0);
    assert_int_equal(gone, 1);
    struct seen s = look(t, 1, 7);
    assert_int_equal(s.kinds, 1);
    assert_string_equal(s.last, "still");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_last_one_is_kept_and_all_are_counted, begin, end),
        cmocka_unit_test_setup_teardown(names_and_samples_are_cut_and_must_be_text, begin, end),
        cmocka_unit_test_setup_teardown(what_did_not_come_for_long_goes, begin, end),
        cmocka_unit_test_setup_teardown(kinds_do_not_grow_without_end, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
