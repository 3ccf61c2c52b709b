// SPDX-License-Identifier: Apache-2.0
#include "hub/testing_hub.h"
#include "hub/word_rule.h"
#include <stdio.h>
#include <stdlib.h>

static const struct actor mia = {.kind = ACTOR_AGENT, .id = {"mia", 3}, .agent = 1};

struct setting {
    struct testing_store store; // first
    struct arena arena;
    struct word_table *table;
    char id[64]; // of the last rule
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
    word_table_free(s->table);
    arena_free(&s->arena);
    testing_store_close(&s->store);
    free(s);
    return 0;
}

struct putting {
    struct setting *s;
    struct word_rule given;
};

static int put_it(void *ctx, struct tx *tx)
{
    struct putting *p = ctx;
    struct word_rule rule;
    int r = word_rule_put(tx, &mia, &p->given, &rule);
    if (r == 0)
        snprintf(p->s->id, sizeof(p->s->id), "%.*s", VIEW_ARG(rule.id));
    return r;
}

static int put(struct setting *s, const char *word, bool is_part, enum word_action action)
{
    struct putting p = {s, {.word = view_from(word), .is_part = is_part, .action = action}};
    return testing_commit(&s->store, put_it, &p);
}

static int remove_it(void *ctx, struct tx *tx)
{
    return word_rule_remove(tx, &mia, view_from(ctx));
}

static struct heard hear(struct setting *s, const char *content)
{
    struct heard heard;
    word_table_free(s->table);
    s->table = NULL;
    assert_int_equal(word_rules_compile(s->store.reader, 1, &s->table), 0);
    assert_int_equal(word_rules_hear(s->table, view_from(content), &s->arena, &heard), 0);
    return heard;
}

static void assert_heard(struct setting *s, const char *content, const char *expected)
{
    struct heard heard = hear(s, content);
    char text[300];
    snprintf(text, sizeof(text), "%.*s", VIEW_ARG(heard.content));
    assert_string_equal(text, expected);
}

static int count(struct setting *s, const char *sql)
{
    return (int)testing_count(&s->store, sql);
}

static void words_are_masked(void **state)
{
    struct setting *s = *state;
    assert_int_equal(put(s, "  F\303\266\303\266l ", false, WORD_MASK), WORD_RULE_OK);
    assert_int_equal(put(s, "ass", true, WORD_MASK), WORD_RULE_OK);
    assert_int_equal(put(s, "pass", true, WORD_MASK), WORD_RULE_OK);
    assert_int_equal(put(s, "x", false, WORD_MASK), WORD_RULE_OK);
    assert_int_equal(count(s, "SELECT count(*) FROM word_rule WHERE word = 'fool'"), 1);
    assert_heard(s, "you FOOL, foolish", "you ***, foolish");
    assert_heard(s, "compass, assass", "com***, ******");
    assert_heard(s, "x", "*");
    assert_heard(s, "fool", "***");
    assert_heard(s, "nothing", "nothing");
    assert_heard(s, "", "");
}

static void messages_are_refused_and_flagged(void **state)
{
    struct setting *s = *state;
    put(s, "bomb", true, WORD_BLOCK);
    put(s, "refund", false, WORD_FLAG);
    struct heard heard = hear(s, "a Refund or a carbomb");
    assert_true(heard.is_refused);
    assert_true(heard.is_flagged);
    heard = hear(s, "refunds");
    assert_false(heard.is_refused);
    assert_false(heard.is_flagged);
}

static void without_rules_all_passes(void **state)
{
    struct setting *s = *state;
    struct heard heard = hear(s, "anything");
    assert_null(s->table);
    assert_int_equal(heard.content.size, 8);
    assert_false(heard.is_refused || heard.is_flagged);
}

static void a_word_has_one_rule(void **state)
{
    struct setting *s = *state;
    char first[64];
    put(s, "bomb", false, WORD_BLOCK);
    snprintf(first, sizeof(first), "%s", s->id);
    put(s, "another", true, WORD_FLAG); // so that the last row is not the one
    assert_int_equal(put(s, "BOMB", true, WORD_FLAG), WORD_RULE_OK);
    assert_string_equal(s->id, first);
    assert_int_equal(count(s, "SELECT count(*) FROM word_rule"), 2);
    assert_true(hear(s, "bombs").is_flagged);
    assert_int_equal(testing_commit(&s->store, remove_it, first), WORD_RULE_OK);
    assert_int_equal(testing_commit(&s->store, remove_it, first), WORD_RULE_NONE);
    assert_false(hear(s, "bombs").is_flagged);
    assert_int_equal(count(s, "SELECT count(*) FROM event WHERE kind = 11"), 4);
    assert_int_equal(count(s, "SELECT count(*) FROM audit WHERE object = 'word_rule' AND detail IS NULL"), 4);
}

static void what_is_no_word_is_refused(void **state)
{
    struct setting *s = *state;
    assert_int_equal(put(s, " \t\302\240", false, WORD_MASK), WORD_RULE_BAD_WORD);
    assert_int_equal(
        put(s, "0123456789012345678901234567890123456789012345678901234567890123456", false, WORD_MASK),
        WORD_RULE_BAD_WORD);
}

static int fill(void *ctx, struct tx *tx)
{
    int *next = ctx;
    struct word_rule rule;
    int r = 0;
    char word[20];
    for (int i = 0; r == 0 && i < 40; i++) {
        snprintf(word, sizeof(word), "word%d", (*next)++);
        r = word_rule_put(tx, &mia, &(struct word_rule){.word = view_from(word), .action = WORD_MASK}, &rule);
    }
    return r;
}

static void five_thousand_are_enough(void **state)
{
    struct setting *s = *state;
    int next = 0;
    for (int i = 0; i < WORD_RULES_MAX / 40; i++)
        assert_int_equal(testing_commit(&s->store, fill, &next), 0);
    assert_int_equal(put(s, "one more", false, WORD_MASK), WORD_RULE_TOO_MANY);
    assert_int_equal(put(s, "word4999", true, WORD_FLAG), WORD_RULE_OK); // known already
    assert_heard(s, "word4998 and word5000", "*** and word5000");
    assert_true(hear(s, "word49990").is_flagged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_are_masked, begin, end),
        cmocka_unit_test_setup_teardown(messages_are_refused_and_flagged, begin, end),
        cmocka_unit_test_setup_teardown(without_rules_all_passes, begin, end),
        cmocka_unit_test_setup_teardown(a_word_has_one_rule, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_word_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(five_thousand_are_enough, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
