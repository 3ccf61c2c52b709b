// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "store/migrate.h"
#include "store/schema.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { NOW_US = 1800000000 };

struct setting {
    char dir[64], path[96];
    struct db *db;
    uint64_t seed;
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    snprintf(s->dir, sizeof(s->dir), "/tmp/omnihub-test-XXXXXX");
    assert_non_null(mkdtemp(s->dir));
    snprintf(s->path, sizeof(s->path), "%s/hub.db", s->dir);
    assert_int_equal(
        db_open(&(struct db_config){.path = s->path, .role = DB_WRITER, .cache_kib = 200}, &s->db), 0);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    db_close(s->db);
    unlink(s->path);
    rmdir(s->dir);
    free(s);
    return 0;
}

static int migrate_it(struct setting *s, int *ret_number)
{
    struct random random = random_seeded(&s->seed);
    return migrate(s->db, NOW_US, &random, ret_number);
}

static struct view meta(struct setting *s, struct view name, char text[static 64])
{
    struct query q = query_begin(s->db, SQL_META_GET, 0);
    query_bind_text(&q, name);
    text[0] = '\0';
    if (query_step(&q) == QUERY_ROW)
        snprintf(text, 64, "%.*s", VIEW_ARG(query_text(&q, 0)));
    query_end(&q);
    return view_from(text);
}

static int tenants(struct setting *s)
{
    struct query q = query_begin(s->db, SQL_TENANTS_ALL, 0);
    int count = 0;
    while (query_step(&q) == QUERY_ROW)
        count++;
    query_end(&q);
    return count;
}

static void makes_a_new_store(void **state)
{
    struct setting *s = *state;
    char text[64], wanted[64];
    int number = -1;
    assert_int_equal(migrate_it(s, &number), 0);
    assert_int_equal(number, 0);
    snprintf(wanted, sizeof(wanted), "%d", schema_count);
    assert_true(view_equal(meta(s, VIEW("schema"), text), view_from(wanted)));
    assert_int_equal(meta(s, VIEW("epoch"), text).size, 8);
    assert_int_equal(strspn(text, "0123456789abcdef"), 8);
    assert_int_equal(tenants(s), 1);
}

static void leaves_an_up_to_date_store_alone(void **state)
{
    struct setting *s = *state;
    char before[64], after[64];
    int number;
    assert_int_equal(migrate_it(s, &number), 0);
    meta(s, VIEW("epoch"), before);
    for (int i = 0; i < 2; i++)
        assert_int_equal(migrate_it(s, &number), 0);
    assert_int_equal(number, schema_count);
    assert_string_equal(before, (meta(s, VIEW("epoch"), after), after));
    assert_int_equal(tenants(s), 1);
}

static void refuses_a_newer_schema_by_its_number(void **state)
{
    struct setting *s = *state;
    int number;
    assert_int_equal(migrate_it(s, &number), 0);
    assert_int_equal(db_exec(s->db, "UPDATE meta SET value = '4711' WHERE name = 'schema'"), 0);
    assert_int_equal(migrate_it(s, &number), MIGRATE_NEWER);
    assert_int_equal(number, 4711);
}

// The machine stopped between the schema and the first rows.
static void completes_a_first_fill_that_was_interrupted(void **state)
{
    struct setting *s = *state;
    char text[64];
    int number;
    assert_int_equal(migrate_it(s, &number), 0);
    assert_int_equal(db_exec(s->db, "DELETE FROM meta WHERE name = 'epoch'; DELETE FROM tenant"), 0);
    assert_int_equal(migrate_it(s, &number), 0);
    assert_int_equal(meta(s, VIEW("epoch"), text).size, 8);
    assert_int_equal(tenants(s), 1);
}

static void begins_again_where_only_the_number_table_stands(void **state)
{
    struct setting *s = *state;
    int number;
    assert_int_equal(db_exec(s->db, "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT"),
                     0);
    assert_int_equal(migrate_it(s, &number), 0);
    assert_int_equal(tenants(s), 1);
}

static void a_failing_migration_leaves_nothing_behind(void **state)
{
    struct setting *s = *state;
    int number;
    assert_int_equal(db_exec(s->db, "CREATE TABLE job (n INTEGER)"), 0); // in its way
    assert_true(migrate_it(s, &number) < 0);
    assert_false(db_is_in_transaction(s->db));
    assert_int_equal(db_exec(s->db, "DROP TABLE job"), 0);
    assert_int_equal(migrate_it(s, &number), 0);
    assert_int_equal(number, 0);
    assert_int_equal(tenants(s), 1);
}

// A store of the first release: sessions were on a channel without saying on which they are held.
static void sessions_of_before_are_held_where_the_customer_spoke_last(void **state)
{
    static const char rows[] =
        "INSERT INTO tenant VALUES (1, 'default', 9, 1, '{}', 1, 1);"
        "INSERT INTO customer (customer, tenant, id, channels, closed_sessions, resolved_sessions, "
        "interactions, responses, response_sum_us, ratings, rating_sum, version, created_us, updated_us) "
        "VALUES (1, 1, 'ann', 5, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1);"
        "INSERT INTO session (session, tenant, id, customer, is_default, is_open, status, priority, "
        "primary_channel, channels, interactions, messages_in, messages_out, responses, response_sum_us, "
        "first_position, last_position, last_public_position, last_activity_us, activity_minute, version, "
        "created_us, updated_us) VALUES "
        "(1, 1, 'both', 1, 1, 1, 0, 1, 0, 5, 3, 2, 1, 1, 1, 1, 4, 4, 60000000, 1, 1, 1, 1),"
        "(2, 1, 'one', 1, 0, 1, 0, 1, 3, 8, 0, 0, 0, 0, 0, 5, 5, 5, 1, 0, 1, 1, 1),"
        "(3, 1, 'silent', 1, 0, 1, 0, 1, 4, 24, 0, 0, 0, 0, 0, 6, 6, 6, 1, 0, 1, 1, 1);"
        "INSERT INTO interaction (tenant, position, id, customer, session, connector, channel, type, "
        "direction, audience, author_type, content, delivery, created_us) VALUES "
        "(1, 2, 'a', 1, 1, -1, 0, 1, 1, 1, 1, 'by voice', 0, 1),"
        "(1, 3, 'b', 1, 1, -3, 2, 1, 1, 1, 1, 'by chat', 0, 2),"
        "(1, 4, 'c', 1, 1, -1, 0, 1, 2, 1, 2, 'an agent, by voice', 0, 3);"
        "INSERT INTO meta VALUES ('schema', '1'), ('epoch', '00000000');";
    struct setting *s = *state;
    int number;
    assert_int_equal(db_exec(s->db, "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT"),
                     0);
    assert_int_equal(db_exec(s->db, schema_migrations[0]), 0);
    assert_int_equal(db_exec(s->db, rows), 0);
    assert_int_equal(migrate_it(s, &number), 0);
    assert_int_equal(number, 1);
    static const int channels[] = {2, 3, 4};
    for (int i = 0; i < 3; i++) {
        struct query q = query_begin(s->db, SQL_SESSION_HEAD_BY_ROW, 1);
        query_bind(&q, i + 1);
        assert_int_equal(query_step(&q), QUERY_ROW);
        assert_int_equal(query_int(&q, 8), channels[i]);
        query_end(&q);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(makes_a_new_store, begin, end),
        cmocka_unit_test_setup_teardown(leaves_an_up_to_date_store_alone, begin, end),
        cmocka_unit_test_setup_teardown(refuses_a_newer_schema_by_its_number, begin, end),
        cmocka_unit_test_setup_teardown(completes_a_first_fill_that_was_interrupted, begin, end),
        cmocka_unit_test_setup_teardown(begins_again_where_only_the_number_table_stands, begin, end),
        cmocka_unit_test_setup_teardown(sessions_of_before_are_held_where_the_customer_spoke_last, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_failing_migration_leaves_nothing_behind, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
