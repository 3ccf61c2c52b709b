// SPDX-License-Identifier: Apache-2.0
#include "store/before_schema.h"
#include "store/files.h"
#include "store/schema.h"
#include "store/testing_backup.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct setting {
    char dir[64], path[128], copy[128];
    struct db *db;
};

// A store as the first schema made it, with a row of its own.
static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    snprintf(s->dir, sizeof(s->dir), "/tmp/omnihub-test-XXXXXX");
    if (mkdtemp(s->dir) == NULL)
        return -1;
    snprintf(s->path, sizeof(s->path), "%s/hub.db", s->dir);
    snprintf(s->copy, sizeof(s->copy), "%s/before-schema-1.db", s->dir);
    assert_int_equal(
        db_open(&(struct db_config){.path = s->path, .role = DB_WRITER, .cache_kib = 2000}, &s->db), 0);
    assert_int_equal(db_exec(s->db, "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT"),
                     0);
    assert_int_equal(db_exec(s->db, schema_migrations[0]), 0);
    assert_int_equal(db_exec(s->db, "INSERT INTO meta VALUES ('schema', '1'), ('mine', 'x')"), 0);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    db_close(s->db);
    dir_remove(s->dir);
    free(s);
    return 0;
}

static int64_t mine_in(const char *path)
{
    return testing_file_count(path, "SELECT count(*) FROM meta WHERE name = 'mine'");
}

static void a_store_that_will_change_is_copied_first(void **state)
{
    struct setting *s = *state;
    if (schema_count == 1)
        skip();
    assert_int_equal(before_schema_keep(s->db, s->dir), 0);
    assert_int_equal(mine_in(s->copy), 1);
    assert_int_equal(
        testing_file_count(s->copy, "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'schema'"), 1);
    assert_false(testing_has_file(s->dir, "before-schema.new"));
}

static void nothing_is_copied_that_will_not_change(void **state)
{
    struct setting *s = *state;
    char sql[100];
    int count = -1;
    snprintf(sql, sizeof(sql), "UPDATE meta SET value = '%d' WHERE name = 'schema'", schema_count);
    assert_int_equal(db_exec(s->db, sql), 0);
    assert_int_equal(before_schema_keep(s->db, s->dir), 0);
    assert_int_equal(db_exec(s->db, "DELETE FROM meta WHERE name = 'schema'"), 0);
    assert_int_equal(before_schema_keep(s->db, s->dir), 0);
    assert_int_equal(before_schema_drop(s->dir, INT64_MAX, &count), 0);
    assert_int_equal(count, 0);
}

static void one_that_is_left_over_is_made_again(void **state)
{
    struct setting *s = *state;
    if (schema_count == 1)
        skip();
    testing_put_file(s->dir, "before-schema.new", "half");
    testing_put_file(s->dir, "before-schema-1.db", "of another time");
    assert_int_equal(before_schema_keep(s->db, s->dir), 0);
    assert_int_equal(mine_in(s->copy), 1);
}

static void old_copies_go_and_nothing_else(void **state)
{
    struct setting *s = *state;
    int count = -1;
    testing_put_file(s->dir, "before-schema-1.db", "x");
    testing_put_file(s->dir, "before-schema-12.db", "x");
    testing_put_file(s->dir, "before-schema-1.txt", "x");
    assert_int_equal(before_schema_drop(s->dir, 1, &count), 0);
    assert_int_equal(count, 0);
    assert_int_equal(before_schema_drop(s->dir, INT64_MAX, &count), 0);
    assert_int_equal(count, 2);
    assert_true(testing_has_file(s->dir, "before-schema-1.txt"));
    assert_true(testing_has_file(s->dir, "hub.db"));
}

// The second start, which changes nothing, shows that the first one went well.
static void the_next_start_removes_it(void **state)
{
    struct setting *s = *state;
    if (schema_count == 1)
        skip();
    db_close(s->db);
    s->db = NULL;
    for (int start = 0; start < 2; start++) {
        struct store *store = NULL;
        uint64_t seed = 3;
        assert_int_equal(store_open(&(struct store_config){.dir = s->dir,
                                                           .clock = clock_system(),
                                                           .random = random_seeded(&seed)},
                                    &store),
                         STORE_OK);
        assert_int_equal(testing_has_file(s->dir, "before-schema-1.db"), start == 0);
        store_close(store);
    }
}

static void without_the_copy_nothing_changes(void **state)
{
    struct setting *s = *state;
    struct store *store = NULL;
    uint64_t seed = 3;
    if (schema_count == 1)
        skip();
    db_close(s->db);
    s->db = NULL;
    // A directory in the way fails the copy as a full disk does: before anything has changed.
    char blocked[128];
    snprintf(blocked, sizeof(blocked), "%s/before-schema-1.db", s->dir);
    assert_int_equal(mkdir(blocked, 0700), 0);
    assert_true(
        store_open(
            &(struct store_config){.dir = s->dir, .clock = clock_system(), .random = random_seeded(&seed)},
            &store) < 0);
    assert_int_equal(
        testing_file_count(s->path, "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'schema'"), 1);
    rmdir(blocked);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_store_that_will_change_is_copied_first, begin, end),
        cmocka_unit_test_setup_teardown(nothing_is_copied_that_will_not_change, begin, end),
        cmocka_unit_test_setup_teardown(one_that_is_left_over_is_made_again, begin, end),
        cmocka_unit_test_setup_teardown(old_copies_go_and_nothing_else, begin, end),
        cmocka_unit_test_setup_teardown(the_next_start_removes_it, begin, end),
        cmocka_unit_test_setup_teardown(without_the_copy_nothing_changes, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
