// SPDX-License-Identifier: Apache-2.0
// What is deleted leaves every file, after churn that moved it from page to page.
#include "base/buffer.h"
#include "store/scrub.h"
#include "store/shred.h"
#include "store/testing_store.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ROWS = 4000, BATCH = 100 };

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

// How often the text stands in the files of the directory.
static int count_in_files(const struct testing_store *t, const char *text)
{
    int count = 0;
    DIR *dir = opendir(t->dir);
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        char path[400];
        snprintf(path, sizeof(path), "%s/%s", t->dir, e->d_name);
        FILE *f = fopen(path, "rb");
        struct buffer bytes;
        buffer_init(&bytes, 256 << 20);
        char chunk[65536];
        for (size_t n; f != NULL && (n = fread(chunk, 1, sizeof(chunk), f)) > 0;)
            buffer_append_view(&bytes, view_make(chunk, n));
        if (f != NULL)
            fclose(f);
        const char *at = bytes.data;
        while (at != NULL && (at = memmem(at, bytes.size - (size_t)(at - bytes.data), text, strlen(text)))) {
            count++;
            at++;
        }
        buffer_free(&bytes);
    }
    closedir(dir);
    return count;
}

static int exec(void *ctx, struct tx *tx)
{
    return db_exec(tx->db, ctx);
}

static void run(struct testing_store *t, const char *sql)
{
    char *text = strdup(sql);
    assert_int_equal(testing_commit(t, exec, text), 0);
    free(text);
}

// Rows whose keys come in no order, so that pages split everywhere; each grows and shrinks.
static void churn(struct testing_store *t)
{
    char sql[400];
    run(t, "CREATE TABLE saying (saying INTEGER PRIMARY KEY, key TEXT NOT NULL, text TEXT NOT NULL);"
           "CREATE UNIQUE INDEX saying_key ON saying (key)");
    for (int i = 0; i < ROWS; i += BATCH) {
        snprintf(sql, sizeof(sql),
                 "WITH RECURSIVE n (i) AS (VALUES (%d) UNION ALL SELECT i + 1 FROM n WHERE i < %d) "
                 "INSERT INTO saying SELECT (i * 7919) %% 100003, "
                 "printf('%%s-%%08x', CASE i %% 10 WHEN 3 THEN 'SECRET' ELSE 'kept' END, i * 2654435761 %% "
                 "4294967296), "
                 "CASE i %% 10 WHEN 3 THEN 'SECRET' ELSE 'kept' END || hex(zeroblob(i %% 90)) FROM n",
                 i, i + BATCH - 1);
        run(t, sql);
        snprintf(
            sql, sizeof(sql),
            "UPDATE saying SET text = text || hex(zeroblob(abs(random()) %% 300)) WHERE saying %% 7 = %d",
            i % 7);
        run(t, sql);
        snprintf(sql, sizeof(sql), "UPDATE saying SET text = substr(text, 1, 40) WHERE saying %% 5 = %d",
                 i % 5);
        run(t, sql);
    }
}

struct asking {
    char ticket[SHRED_TICKET_MAX];
    size_t size;
    enum shred_state state;
};

static int ask(void *ctx, struct tx *tx)
{
    struct asking *a = ctx;
    a->size = shred_ask(tx->shred, a->ticket);
    return 0;
}

static int look(void *ctx, struct tx *tx)
{
    struct asking *a = ctx;
    a->state = shred_look(tx->shred, view_make(a->ticket, a->size));
    return 0;
}

static void shred(struct testing_store *t)
{
    struct asking a;
    testing_commit(t, ask, &a);
    int turns = 0;
    do { // the keeper may have to go first
        usleep(100);
        testing_commit(t, look, &a);
    } while (a.state == SHRED_UNDER_WAY && ++turns < 100000);
    assert_int_equal(a.state, SHRED_DONE);
}

static void what_is_deleted_leaves_every_file(void **state)
{
    struct testing_store *t = *state;
    churn(t);
    assert_true(count_in_files(t, "SECRET") > 100);
    run(t, "DELETE FROM saying WHERE key >= 'SECRET' AND key < 'SECRETZ'");
    int64_t kept = testing_count(t, "SELECT count(*) FROM saying");
    int left = count_in_files(t, "SECRET");
    print_message("%d left by deleting alone\n", left);
    assert_true(left > 0); // or this test shows nothing
    shred(t);
    assert_int_equal(count_in_files(t, "SECRET"), 0);
    assert_true(count_in_files(t, "kept") > 100);
    assert_int_equal(testing_count(t, "SELECT count(*) FROM saying"), kept);
    // What was in the writer's memory does not come back.
    run(t, "UPDATE saying SET text = text || 'more'");
    run(t, "INSERT INTO saying (key, text) SELECT key || 'x', 'new' FROM saying");
    assert_int_equal(count_in_files(t, "SECRET"), 0);
    testing_store_reopen(t, NULL);
    assert_int_equal(count_in_files(t, "SECRET"), 0);
    assert_int_equal(
        testing_count(t, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
}

static void a_ticket_of_another_life_is_unknown(void **state)
{
    struct testing_store *t = *state;
    struct asking a;
    testing_commit(t, ask, &a);
    testing_store_reopen(t, NULL);
    t->seed++;
    testing_commit(t, look, &a);
    assert_int_equal(a.state, SHRED_UNKNOWN);
    a.size = 3;
    testing_commit(t, look, &a);
    assert_int_equal(a.state, SHRED_UNKNOWN);
}

// While somebody reads, the log cannot be emptied: the pass waits, and writes go on.
static void a_reader_only_delays_it(void **state)
{
    struct testing_store *t = *state;
    struct snapshot snapshot;
    struct asking a;
    run(t, "CREATE TABLE saying (saying INTEGER PRIMARY KEY, text TEXT); INSERT INTO saying VALUES (1, "
           "'SECRET')");
    assert_int_equal(snapshot_begin(t->reader, 1, &snapshot), 0);
    run(t, "DELETE FROM saying");
    testing_commit(t, ask, &a);
    testing_commit(t, look, &a);
    assert_int_equal(a.state, SHRED_UNDER_WAY);
    snapshot_end(&snapshot);
    shred(t);
    assert_int_equal(count_in_files(t, "SECRET"), 0);
}

static void only_the_unused_part_of_a_page_is_zeroed(void **state)
{
    uint8_t page[512];
    (void)state;
    memset(page, 0xee, sizeof(page));
    memcpy(page, (uint8_t[]){13, 0, 100, 0, 2, 0, 90, 0}, 8); // a leaf: freeblock at 100, 2 cells, from 90 on
    memcpy(page + 100, (uint8_t[]){0, 0, 0, 20}, 4);
    assert_true(scrub_page(page, sizeof(page), 2));
    for (int i = 0; i < 512; i++) {
        bool is_gap = i >= 12 && i < 90, is_free = i >= 104 && i < 120,
             is_header = i < 8 || (i >= 100 && i < 104);
        if (!is_header)
            assert_int_equal(page[i], is_gap || is_free ? 0 : 0xee);
    }
    assert_false(scrub_page(page, sizeof(page), 2)); // nothing left to do
    page[0] = 7;                                     // no page of a tree
    page[20] = 1;
    assert_false(scrub_page(page, sizeof(page), 2));
    memcpy(page, (uint8_t[]){13, 0, 0, 0xff, 0xff, 0, 90, 0}, 8); // pointers beyond the cells
    assert_false(scrub_page(page, sizeof(page), 2));
    memcpy(page, (uint8_t[]){13, 1, 0xfe, 0, 2, 0, 90, 0}, 8); // a freeblock beyond the page
    page[20] = 0;
    assert_false(scrub_page(page, sizeof(page), 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_deleted_leaves_every_file, begin, end),
        cmocka_unit_test_setup_teardown(a_ticket_of_another_life_is_unknown, begin, end),
        cmocka_unit_test_setup_teardown(a_reader_only_delays_it, begin, end),
        cmocka_unit_test(only_the_unused_part_of_a_page_is_zeroed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
