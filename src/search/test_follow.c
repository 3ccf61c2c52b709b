// SPDX-License-Identifier: Apache-2.0
// The follower: restarts, reindexing, erasure.
#include "hub/session_retain.h"
#include "search/testing_search.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int begin(void **state)
{
    struct testing_search *t = calloc(1, sizeof(*t));
    testing_search_begin(t);
    *state = t;
    return 0;
}

static int end(void **state)
{
    testing_search_end(*state);
    free(*state);
    return 0;
}

static void say_many(struct testing_search *t, int first, int end_at)
{
    char customer[32], text[64];
    for (int i = first; i < end_at; i++) {
        snprintf(customer, sizeof(customer), "customer-%d", i % 37);
        snprintf(text, sizeof(text), "message %d of many, word%d", i, i * i % 101);
        testing_search_say(t, 1 + i % 2, customer, CHANNEL_CHAT, text);
    }
}

static void settle(struct testing_search *t)
{
    testing_search_settle(t, 1);
    testing_search_settle(t, 2);
}

static uint64_t sum_made_again(struct testing_search *t)
{
    settle(t);
    search_reindex(t->search);
    testing_settle(&t->store);
    usleep(50000);
    settle(t);
    return testing_search_sum(t);
}

static void a_reindex_gives_what_following_gave(void **state)
{
    struct testing_search *t = *state;
    say_many(t, 0, 700);
    settle(t);
    uint64_t followed = testing_search_sum(t);
    uint64_t hours = testing_search_hours(t);
    assert_true(followed != 0 && hours != 0);
    assert_true(sum_made_again(t) == followed);
    assert_true(testing_search_hours(t) == hours);
    say_many(t, 700, 720);
    settle(t);
    assert_true(testing_search_sum(t) != followed);
}

// Texts of 64 KB, of words of `word` letters.
static void say_long(struct testing_search *t, int count, int word, const char *secret)
{
    enum { SIZE = 64000 };
    char *text = malloc(SIZE + 1);
    for (int i = 0; i < count; i++) {
        for (int at = 0; at < SIZE; at++)
            text[at] = at % (word + 1) == word ? ' ' : (char)('a' + (at * 7 + i) % 26);
        memcpy(text, secret, strlen(secret));
        text[SIZE] = '\0';
        testing_search_say(t, 1, "ann", CHANNEL_EMAIL, text);
    }
    free(text);
}

// More than a batch takes, in one slice of events and in one of rows.
static void long_texts_are_followed_and_read_again(void **state)
{
    struct testing_search *t = *state;
    testing_search_settle(t, 1);
    testing_search_close(t);
    say_long(t, 580, 100, "x ");
    testing_search_say(t, 1, "bob", CHANNEL_CHAT, "behind them");
    testing_search_open(t);
    testing_search_settle(t, 1);
    assert_string_equal(testing_search_messages(t, "behind"), "behind them");
    uint64_t sum = testing_search_sum(t);
    assert_true(sum_made_again(t) == sum);
    struct search_figures figures;
    search_figures(t->search, &figures);
    assert_int_equal(figures.failures, 0);
}

static void a_reindex_does_not_hold_up_what_is_new(void **state)
{
    struct testing_search *t = *state;
    say_many(t, 0, 300);
    settle(t);
    search_reindex(t->search);
    say_many(t, 300, 600);
    settle(t);
    uint64_t sum = testing_search_sum(t);
    assert_true(sum_made_again(t) == sum);
}

static void restarts_lose_and_double_nothing(void **state)
{
    struct testing_search *t = *state;
    for (int i = 0; i < 12; i++) {
        say_many(t, 100 * i, 100 * i + 100);
        if (i % 3 == 2)
            search_reindex(t->search);
        usleep(1000 * (useconds_t)(i % 4));
        testing_search_close(t);
        if (i % 2 == 0)
            say_many(t, 5000 + i, 5020 + i);
        testing_search_open(t);
    }
    settle(t);
    uint64_t sum = testing_search_sum(t);
    assert_true(sum_made_again(t) == sum);
}

static void copy(const struct testing_search *t, const char *from, const char *to)
{
    char command[300];
    snprintf(command, sizeof(command), "cd %s && if [ -e %s ]; then cp %s %s; fi", t->store.dir, from, from,
             to);
    assert_int_equal(system(command), 0);
}

// The files as they lay at some moment while the follower wrote, as a killed process leaves them or worse.
static void files_of_a_killed_follower_are_gone_on_with(void **state)
{
    struct testing_search *t = *state;
    for (int i = 0; i < 6; i++) {
        say_many(t, 200 * i, 200 * i + 200);
        copy(t, "search.db", "kept.db");
        copy(t, "search.db-wal", "kept.db-wal");
        say_many(t, 7000 + 10 * i, 7010 + 10 * i);
        testing_search_close(t);
        copy(t, "kept.db", "search.db");
        copy(t, "kept.db-wal", "search.db-wal");
        testing_search_open(t);
    }
    settle(t);
    uint64_t sum = testing_search_sum(t);
    assert_true(sum_made_again(t) == sum);
    char path[128];
    snprintf(path, sizeof(path), "%s/kept.db", t->store.dir);
    unlink(path);
}

static void spoil(const struct testing_search *t, long at)
{
    char path[128], garbage[8192];
    snprintf(path, sizeof(path), "%s/search.db", t->store.dir);
    memset(garbage, 'x', sizeof(garbage));
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    fseek(f, at, SEEK_SET);
    fwrite(garbage, 1, sizeof(garbage), f);
    fclose(f);
}

static void a_broken_or_missing_file_is_made_again(void **state)
{
    struct testing_search *t = *state;
    say_many(t, 0, 200);
    settle(t);
    uint64_t sum = testing_search_sum(t);
    testing_search_close(t);
    spoil(t, 0);
    testing_search_open(t);
    settle(t);
    assert_true(testing_search_sum(t) == sum);
    testing_search_close(t);
    spoil(t, 8192);
    testing_search_open(t);
    settle(t);
    assert_true(testing_search_sum(t) == sum);
    testing_search_close(t);
    char path[128];
    snprintf(path, sizeof(path), "%s/search.db", t->store.dir);
    assert_int_equal(unlink(path), 0);
    testing_search_open(t);
    settle(t);
    assert_true(testing_search_sum(t) == sum);
}

static void execute(const struct testing_search *t, const char *file, const char *sql)
{
    char path[128];
    sqlite3 *handle = NULL;
    snprintf(path, sizeof(path), "%s/%s", t->store.dir, file);
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(handle);
}

static void another_epoch_and_trimmed_events_begin_anew(void **state)
{
    struct testing_search *t = *state;
    say_many(t, 0, 100);
    settle(t);
    uint64_t sum = testing_search_sum(t);
    testing_search_close(t);
    execute(t, "search.db",
            "UPDATE meta SET value = value + 1 WHERE name = 'epoch'; UPDATE follow SET position = 9999");
    testing_search_open(t);
    settle(t);
    assert_true(testing_search_sum(t) == sum);
    testing_search_close(t);
    say_many(t, 100, 150);
    execute(t, "hub.db", "DELETE FROM event WHERE position < 60");
    testing_search_open(t);
    settle(t);
    sum = testing_search_sum(t);
    assert_true(sum_made_again(t) == sum);
    assert_string_equal(testing_search_messages(t, "message 148 "), "message 148 of many, word88");
}

// ---- what was is not shown, and goes

static int64_t purges(const struct testing_search *t)
{
    struct search_figures figures;
    search_figures(t->search, &figures);
    return figures.purges;
}

// Sanitizers make the walk over two million terms slow.
enum { WAIT_MS = 120000 };

static void wait_for_purge(struct testing_search *t)
{
    for (int i = 0; i < WAIT_MS && testing_count(&t->store, "SELECT 1") == 1 && purges(t) > 0; i++)
        usleep(1000);
    assert_int_equal(purges(t), 0);
}

static void what_was_edited_is_not_found_as_it_was(void **state)
{
    struct testing_search *t = *state;
    int64_t row = testing_search_say(t, 1, "ann", CHANNEL_CHAT, "my card is 4111222233334444 thanks");
    testing_search_settle(t, 1);
    char sql[200];
    snprintf(sql, sizeof(sql),
             "UPDATE interaction SET content = 'my card is hidden' WHERE interaction = %lld", (long long)row);
    testing_search_change(t, sql, EVENT_MESSAGE_UPDATED, row);
    assert_string_equal(testing_search_messages(t, "4111222233334444"), ""); // even before the follower knows
    testing_search_settle(t, 1);
    assert_string_equal(testing_search_messages(t, "4111222233334444"), "");
    assert_string_equal(testing_search_messages(t, "thanks "), "");
    assert_string_equal(testing_search_messages(t, "hidden card"), "my card is hidden");
    assert_true(testing_search_has_bytes(t, "search.db", "4111222233334444"));
    atomic_fetch_add(&t->store.mono_us, 3601000000);
    testing_search_say(t, 1, "ann", CHANNEL_CHAT, "later");
    testing_search_settle(t, 1);
    wait_for_purge(t);
    assert_false(testing_search_has_bytes(t, "search.db", "4111222233334444"));
    assert_string_equal(testing_search_messages(t, "hidden card"), "my card is hidden");
    uint64_t sum = testing_search_sum(t);
    assert_true(sum_made_again(t) == sum);
}

// Long words that lie in many pages, so that a forgotten page would show.
static void say_secrets(struct testing_search *t, const char *customer, int count)
{
    char text[200];
    for (int i = 0; i < count; i++) {
        snprintf(text, sizeof(text), "zanzibarsecret%dx%s and zanzibarsecret%d", i * 7919 % 1000, customer,
                 i);
        testing_search_say(t, 1, customer, CHANNEL_CHAT, text);
    }
}

static void an_erased_customer_leaves_no_byte(void **state)
{
    struct testing_search *t = *state;
    say_secrets(t, "zanzibarperson", 400);
    say_many(t, 0, 400);
    settle(t);
    say_secrets(t, "zanzibarperson", 100);
    settle(t);
    assert_true(testing_search_has_bytes(t, "search.db", "zanzibarsecret"));
    int64_t row = testing_count(&t->store, "SELECT customer FROM customer WHERE id = 'zanzibarperson'");
    char sql[200];
    snprintf(sql, sizeof(sql),
             "DELETE FROM interaction WHERE customer = %lld; DELETE FROM session WHERE customer = %lld;"
             "DELETE FROM customer WHERE customer = %lld",
             (long long)row, (long long)row, (long long)row);
    testing_search_change(t, sql, EVENT_CUSTOMER_ERASED, row);
    assert_string_equal(testing_search_messages(t, "zanzibarsecret"), "");
    settle(t);
    say_many(t, 400, 410);
    settle(t);
    wait_for_purge(t);
    assert_false(testing_search_has_bytes(t, "search.db", "zanzibar"));
    uint64_t sum = testing_search_sum(t);
    assert_true(sum_made_again(t) == sum);
    assert_false(testing_search_has_bytes(t, "search.db", "zanzibar"));
}

// Of more words than are held at once.
static void long_texts_are_forgotten_too(void **state)
{
    struct testing_search *t = *state;
    struct search_figures figures;
    say_long(t, 100, 2, "zanzibarsecret ");
    testing_search_settle(t, 1);
    testing_search_change(t, "DELETE FROM interaction; DELETE FROM session; DELETE FROM customer",
                          EVENT_CUSTOMER_ERASED, 1);
    testing_search_settle(t, 1);
    usleep(20000);
    wait_for_purge(t);
    assert_false(testing_search_has_bytes(t, "search.db", "zanzibar"));
    search_figures(t->search, &figures);
    assert_int_equal(figures.failures, 0);
}

static void forgetting_goes_on_after_a_restart(void **state)
{
    struct testing_search *t = *state;
    say_secrets(t, "zanzibarperson", 300);
    settle(t);
    testing_search_change(t, "DELETE FROM interaction; DELETE FROM session; DELETE FROM customer",
                          EVENT_CUSTOMER_ERASED, 1);
    testing_search_close(t);
    testing_search_open(t);
    usleep(2000);
    testing_search_close(t);
    testing_search_open(t);
    settle(t);
    usleep(20000);
    wait_for_purge(t);
    assert_false(testing_search_has_bytes(t, "search.db", "zanzibar"));
}

static void a_customer_is_forgotten_on_demand(void **state)
{
    struct testing_search *t = *state;
    say_secrets(t, "zanzibarperson", 10);
    testing_search_say(t, 1, "other", CHANNEL_CHAT, "stays");
    settle(t);
    execute(t, "hub.db",
            "DELETE FROM interaction WHERE content LIKE 'zanz%'; DELETE FROM customer WHERE customer = 1");
    search_forget_customer(t->search, 1, 1);
    for (int i = 0; i < 5000 && testing_search_has_bytes(t, "search.db", "zanzibar"); i++)
        usleep(1000);
    assert_false(testing_search_has_bytes(t, "search.db", "zanzibar"));
    assert_string_equal(testing_search_messages(t, "stays"), "stays");
}

static int retain(void *ctx, struct tx *tx)
{
    int gone;
    return session_retain_slice(tx, &(struct trim_rule){.name = "sessions"}, &gone, ctx);
}

static int set_retention(void *ctx, struct tx *tx)
{
    return db_exec(tx->db, ctx);
}

// Its terms stay until the index is made again, and lead to nobody.
static void what_retention_took_is_not_found(void **state)
{
    struct testing_search *t = *state;
    bool has_more = true;
    char settings[] =
        "UPDATE session SET is_open = 0, is_default = 0, status = 3, closed_us = last_activity_us; "
        "UPDATE tenant SET settings = '{\"retention_days\":10}'";
    testing_search_say(t, 1, "ann", CHANNEL_CHAT, "an old complaint");
    testing_search_say(t, 1, "bob", CHANNEL_CHAT, "another old complaint");
    assert_int_equal(testing_commit(&t->store, set_retention, settings), 0);
    atomic_fetch_add(&t->store.wall_us, 11 * 86400000000);
    testing_search_say(t, 1, "ann", CHANNEL_CHAT, "a new complaint");
    testing_search_settle(t, 1);
    while (has_more)
        assert_int_equal(testing_commit(&t->store, retain, &has_more), 0);
    assert_string_equal(testing_search_messages(t, "complaint "), "a new complaint");
    testing_search_settle(t, 1);
    assert_string_equal(testing_search_messages(t, "complaint "), "a new complaint");
    assert_string_equal(testing_search_customers(t, "bob"), "bob");
    sum_made_again(t);
    assert_string_equal(testing_search_messages(t, "complaint "), "a new complaint");
}

static void figures_tell_what_waits(void **state)
{
    struct testing_search *t = *state;
    struct search_figures figures;
    say_many(t, 0, 50);
    settle(t);
    for (int i = 0; i < 1000; i++) {
        search_figures(t->search, &figures);
        if (figures.waiting == 0 && figures.lag_us == 0)
            break;
        usleep(1000);
    }
    assert_int_equal(figures.waiting, 0);
    assert_int_equal(figures.lag_us, 0);
    assert_true(figures.is_complete);
    assert_int_equal(figures.failures, 0);
    assert_true(figures.indexed >= 50 + 37);
    assert_true(figures.busy_us > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_reindex_gives_what_following_gave, begin, end),
        cmocka_unit_test_setup_teardown(long_texts_are_followed_and_read_again, begin, end),
        cmocka_unit_test_setup_teardown(long_texts_are_forgotten_too, begin, end),
        cmocka_unit_test_setup_teardown(a_reindex_does_not_hold_up_what_is_new, begin, end),
        cmocka_unit_test_setup_teardown(restarts_lose_and_double_nothing, begin, end),
        cmocka_unit_test_setup_teardown(files_of_a_killed_follower_are_gone_on_with, begin, end),
        cmocka_unit_test_setup_teardown(a_broken_or_missing_file_is_made_again, begin, end),
        cmocka_unit_test_setup_teardown(another_epoch_and_trimmed_events_begin_anew, begin, end),
        cmocka_unit_test_setup_teardown(what_was_edited_is_not_found_as_it_was, begin, end),
        cmocka_unit_test_setup_teardown(an_erased_customer_leaves_no_byte, begin, end),
        cmocka_unit_test_setup_teardown(forgetting_goes_on_after_a_restart, begin, end),
        cmocka_unit_test_setup_teardown(a_customer_is_forgotten_on_demand, begin, end),
        cmocka_unit_test_setup_teardown(what_retention_took_is_not_found, begin, end),
        cmocka_unit_test_setup_teardown(figures_tell_what_waits, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
