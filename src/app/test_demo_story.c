// SPDX-License-Identifier: Apache-2.0
#include "app/demo_story.h"
#include "base/testing.h"
#include <stdio.h>

static int read_one(const char *text, struct demo_item *ret)
{
    struct view rest = view_from(text);
    return demo_next(&rest, ret);
}

static void is_item(const char *line, enum demo_kind kind, const char *const wanted[DEMO_FIELDS_MAX])
{
    struct demo_item item;
    assert_int_equal(read_one(line, &item), DEMO_OK);
    assert_int_equal(item.kind, kind);
    for (int i = 0; i < DEMO_FIELDS_MAX; i++) {
        assert_int_equal(item.fields[i].data == NULL, wanted[i] == NULL);
        if (wanted[i] != NULL)
            assert_true(view_equal(item.fields[i], view_from(wanted[i])));
    }
}

#define IS(line, kind, ...) is_item(line, kind, (const char *const[DEMO_FIELDS_MAX]){__VA_ARGS__})

static void lines_become_items(void **state)
{
    (void)state;
    IS("queue a | The A", DEMO_QUEUE, "a", "The A");
    IS("customer c | Ann | - | +49 1 | gold\n", DEMO_CUSTOMER, "c", "Ann", NULL, "+49 1", "gold");
    IS("session s | c | chat", DEMO_SESSION, "s", "c", "chat");
    IS("< Hello | you", DEMO_SAYS, NULL, "Hello | you");
    IS("<sms Hello you", DEMO_SAYS, "sms", "Hello you");
    IS("> bo Hello you", DEMO_ANSWER, "bo", "Hello you");
    IS("# bo @tuva look", DEMO_NOTE, "bo", "@tuva look");
    IS("! queue a", DEMO_TO_QUEUE, "a");
    IS("! tag a b", DEMO_TAGS, "a b");
    IS("! transfer email | on paper", DEMO_TRANSFER, "email", "on paper");
    IS("! rate 5", DEMO_RATE, "5", NULL);
    IS("! rate 4 Quick and honest", DEMO_RATE, "4", "Quick and honest");
    IS("\n// nothing\n  \n! resolve all well", DEMO_RESOLVE, "all well");
}

static void what_is_no_item_is_told(void **state)
{
    static const char *const bad[] = {
        "what",     "queue a", "session s | c",   "<", "< ", "> bo", ">", "!", "! sing a song", "! rate",
        "! assign", "#x",      "! transfer email"};
    struct demo_item item;
    (void)state;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        if (read_one(bad[i], &item) != DEMO_BAD)
            fail_msg("taken: %s", bad[i]);
        assert_true(item.fields[0].size > 0);
    }
    assert_int_equal(read_one("", &item), DEMO_END);
    assert_int_equal(read_one("// the end", &item), DEMO_END);
}

static bool is_there(void *ctx, struct view text)
{
    return view_equal(text, view_from(ctx));
}

static enum demo_ahead ahead(const char *rest, const char *there)
{
    char said[40];
    snprintf(said, sizeof(said), "%s", there);
    return demo_ahead(view_from(rest), is_there, said);
}

static void what_lies_ahead_is_of_this_session(void **state)
{
    (void)state;
    assert_int_equal(ahead("! rate 5\n< two\n> bo three\n", "three"), DEMO_AHEAD_SAID);
    assert_int_equal(ahead("! rate 5\n< two\n> bo three\n", "four"), DEMO_AHEAD_UNSAID);
    assert_int_equal(ahead("! rate 5\nsession s | c | chat\n< two\n", "two"), DEMO_AHEAD_NOTHING);
    assert_int_equal(ahead("", "two"), DEMO_AHEAD_NOTHING);
}

// ---- the story that is played

static bool declares(enum demo_kind kind, struct view id)
{
    struct view rest = demo_story;
    struct demo_item item;
    while (demo_next(&rest, &item) == DEMO_OK)
        if (item.kind == kind && view_equal(item.fields[0], id))
            return true;
    return false;
}

static bool is_known_agent(const struct demo_item *item)
{
    bool has_agent = item->kind == DEMO_ANSWER || item->kind == DEMO_NOTE || item->kind == DEMO_ASSIGN;
    return !has_agent || declares(DEMO_AGENT, item->fields[0]);
}

static void the_story_holds_together(void **state)
{
    struct view rest = demo_story;
    struct demo_item item;
    int counts[DEMO_TRANSFER + 1] = {0}, r;
    (void)state;
    while ((r = demo_next(&rest, &item)) == DEMO_OK) {
        counts[item.kind]++;
        if (!is_known_agent(&item) ||
            (item.kind == DEMO_SESSION && !declares(DEMO_CUSTOMER, item.fields[1])) ||
            (item.kind == DEMO_TO_QUEUE && !declares(DEMO_QUEUE, item.fields[0])))
            fail_msg("nobody knows %.*s, %.*s", VIEW_ARG(item.fields[0]), VIEW_ARG(item.fields[1]));
    }
    assert_int_equal(r, DEMO_END);
    assert_int_equal(counts[DEMO_CUSTOMER], 30);
    assert_int_equal(counts[DEMO_SESSION], 60);
    assert_int_equal(counts[DEMO_MERGE], 1);
    assert_true(counts[DEMO_SAYS] + counts[DEMO_ANSWER] >= 300);
}

// A text that stands twice in one session would be taken for said when it is not.
static void no_text_stands_twice_in_a_session(void **state)
{
    struct view rest = demo_story;
    struct demo_item item;
    char text[1000];
    (void)state;
    while (demo_next(&rest, &item) == DEMO_OK) {
        if (!demo_is_text(&item))
            continue;
        snprintf(text, sizeof(text), "%.*s", VIEW_ARG(item.fields[1]));
        if (demo_ahead(rest, is_there, text) == DEMO_AHEAD_SAID)
            fail_msg("twice: %s", text);
    }
}

static void customers_are_known_by_their_id(void **state)
{
    (void)state;
    assert_true(demo_has_customer(demo_story, VIEW("fj-1001")));
    assert_false(demo_has_customer(demo_story, VIEW("fj-10")));
    assert_false(demo_has_customer(demo_story, VIEW("fjs-001")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_become_items),
        cmocka_unit_test(what_is_no_item_is_told),
        cmocka_unit_test(what_lies_ahead_is_of_this_session),
        cmocka_unit_test(the_story_holds_together),
        cmocka_unit_test(no_text_stands_twice_in_a_session),
        cmocka_unit_test(customers_are_known_by_their_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
