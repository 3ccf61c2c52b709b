// SPDX-License-Identifier: Apache-2.0
// Reads that are marked `point` run on the loops, and what changes rows runs on the writer: each must find
// its rows by an index, and by more of it than the tenant alone.
#include "store/testing_store.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

// Statements that may look as if they scanned, each with the reason.
static const struct {
    const char *name, *plan, *reason;
} excused[] = {
    {"connector_of_channel", "SCAN CONSTANT ROW", "the one row of a SELECT without FROM"},
    {"connector_crowd", "SEARCH connector USING INDEX connector_list (tenant=?)", "at most 100"},
    {"erase_samples", "SEARCH u USING INDEX webhook_unknown_sample (tenant=?)", "the first ones will do"},
    {"event_floor", "SEARCH event USING PRIMARY KEY (tenant=?)", "the first one"},
    {"jobs_open", "SEARCH job USING INDEX job_newest (tenant=?)", "in order; the finished ones are trimmed"},
    {"session_open_newest", "SEARCH session USING INDEX session_made (tenant=?)", "from the newest"},
    {"agent_present", "SEARCH agent USING INDEX agent_list (tenant=?)", "agents are few"},
    {"word_rules_full", "SEARCH word_rule USING COVERING INDEX word_rule_list (tenant=?)",
     "at most 5,000 entries of an index"},
    {"webhook_administrators", "SEARCH agent USING INDEX agent_admin (tenant=?)", "agents are few"},
    {"webhook_crowd", "SEARCH webhook USING INDEX webhook_list (tenant=?)", "at most 50"},
    {"webhook_behind", "SEARCH webhook USING INDEX webhook_list (tenant=?)", "at most 50"},
    {"webhook_is_told", "SEARCH webhook USING INDEX webhook_list (tenant=?)", "at most 50"},
    {"tenant_secret_names", "SEARCH tenant_secret USING COVERING INDEX tenant_secret_name (tenant=?)",
     "at most 50"},
    {"tenant_secret_crowd", "SEARCH tenant_secret USING COVERING INDEX tenant_secret_name (tenant=?)",
     "at most 50"},
    {"widget_site_crowd", "SEARCH widget_site USING COVERING INDEX widget_site_list (tenant=?)",
     "at most 100"},
};

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

static sqlite3 *open_plainly(const struct testing_store *t)
{
    char path[128];
    sqlite3 *db = NULL;
    snprintf(path, sizeof(path), "%s/hub.db", t->dir);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    return db;
}

static bool is_excused(const char *name, const char *plan)
{
    for (size_t i = 0; i < sizeof(excused) / sizeof(excused[0]); i++)
        if (excused[i].name != NULL && strcmp(excused[i].name, name) == 0 &&
            strcmp(excused[i].plan, plan) == 0)
            return true;
    return false;
}

// The planner, which knows nothing of how many rows there are, takes an index that begins with the tenant for
// a good one even where the row's own key is at hand: "+tenant = $1" keeps it from that.
static bool is_bad(const char *plan)
{
    static const char loose[] = " (tenant=?)";
    size_t size = strlen(plan), tail = sizeof(loose) - 1;
    return strncmp(plan, "SCAN", 4) == 0 || strstr(plan, "TEMP B-TREE") != NULL ||
           (size > tail && strcmp(plan + size - tail, loose) == 0);
}

static bool changes_rows(const struct statement_text *text)
{
    return strncmp(text->sql, "UPDATE", 6) == 0 || strncmp(text->sql, "DELETE", 6) == 0;
}

static int faults_of(sqlite3 *db, const struct statement_text *text)
{
    char sql[8192];
    sqlite3_stmt *s = NULL;
    int faults = 0;
    snprintf(sql, sizeof(sql), "EXPLAIN QUERY PLAN %s", text->sql);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW) {
        const char *plan = (const char *)sqlite3_column_text(s, 3);
        if (is_bad(plan) && !is_excused(text->name, plan)) {
            print_error("%s: %s\n", text->name, plan);
            faults++;
        }
    }
    sqlite3_finalize(s);
    return faults;
}

static void point_reads_and_changes_go_by_index(void **state)
{
    sqlite3 *db = open_plainly(*state);
    int faults = 0, points = 0, changes = 0;
    for (int i = 0; i < SQL_COUNT; i++) {
        bool changes_some = changes_rows(&statement_texts[i]);
        if (!statement_texts[i].is_point && !changes_some)
            continue;
        points += statement_texts[i].is_point;
        changes += changes_some;
        faults += faults_of(db, &statement_texts[i]);
    }
    sqlite3_close(db);
    assert_true(points > 10);
    assert_true(changes > 10);
    assert_int_equal(faults, 0);
}

// The test itself can fail.
static void a_scan_would_be_found(void **state)
{
    sqlite3 *db = open_plainly(*state);
    const struct statement_text scan = {.name = "scan", .sql = "SELECT id FROM customer WHERE name = ?1"};
    const struct statement_text sort = {
        .name = "sort", .sql = "SELECT id FROM session WHERE customer = ?1 ORDER BY updated_us"};
    const struct statement_text loose = {.name = "loose",
                                         .sql = "DELETE FROM outbox WHERE tenant = ?1 AND outbox IN "
                                                "(SELECT o.outbox FROM outbox o WHERE o.tenant = ?1 AND "
                                                "o.session = ?2)"};
    print_message("the next three complaints are wanted\n");
    assert_int_equal(faults_of(db, &scan), 1);
    assert_int_equal(faults_of(db, &sort), 1);
    assert_int_equal(faults_of(db, &loose), 1);
    sqlite3_close(db);
}

// Lists of sessions: each by its own index, which is sought behind the cursor.
static const struct {
    const char *name, *plan;
} list_plans[] = {
    {"sessions_all_newest", "session_open (tenant=? AND activity_position<?)"},
    {"sessions_all_oldest", "session_open (tenant=? AND activity_position>?)"},
    {"sessions_agent_newest", "session_open_agent (tenant=? AND agent=? AND activity_position<?)"},
    {"sessions_unassigned_newest", "session_open_agent (tenant=? AND agent=? AND activity_position<?)"},
    {"sessions_queue_newest", "session_open_queue (tenant=? AND queue=? AND activity_position<?)"},
    {"sessions_pending_newest", "session_open_pending (tenant=? AND status=? AND activity_position<?)"},
    {"sessions_priority_newest", "session_open_priority (tenant=? AND priority=? AND activity_position<?)"},
    {"sessions_channel_newest", "session_open_channel (tenant=? AND channel=? AND activity_position<?)"},
    {"sessions_tag_newest", "session_tag_open (tenant=? AND tag=? AND activity_position<?)"},
    {"sessions_made_all_newest", "session_made (tenant=? AND rowid<?)"},
    {"sessions_made_queue_newest", "session_made_queue (tenant=? AND queue=? AND rowid<?)"},
    {"sessions_made_priority_oldest", "session_urgent (tenant=? AND priority=? AND rowid>?)"},
    {"sessions_made_queue_priority_newest",
     "session_urgent_queue (tenant=? AND queue=? AND priority=? AND rowid<?)"},
    {"sessions_agent_crowd", "session_open_agent (tenant=? AND agent=?)"},
    {"sessions_queue_crowd", "queue (tenant=? AND queue=?)"},
    {"sessions_pending_crowd", "session_open_pending (tenant=? AND status=?)"},
    {"sessions_priority_crowd", "(tenant=? AND priority=?)"},
    {"sessions_unassigned_crowd", "session_open_agent (tenant=? AND agent=?)"},
    {"sessions_channel_crowd", "session_open_channel (tenant=? AND channel=?)"},
    {"sessions_tag_crowd", "(tenant=? AND tag=?)"},
    {"sessions_made_tag_newest", "session_tag_created (tenant=? AND tag=? AND session<?)"},
    {"sessions_waiting_all_oldest", "session_waiting (tenant=? AND waiting_since_us>?)"},
    {"sessions_waiting_queue_oldest", "session_waiting_queue (tenant=? AND queue=? AND waiting_since_us>?)"},
    {"sessions_of_customer_open", "session_open_customer (tenant=? AND customer=?)"},
    {"sessions_open_of_customer", "session_open_customer (tenant=? AND customer=?)"},
    {"interactions_of_session", "interaction_session (session=? AND position"},
    {"erasure_ahead", "job_state (tenant=? AND state=?)"},
};

// The first line of a statement's plan.
static void plan_of(sqlite3 *db, const char *name, char ret[static 256])
{
    sqlite3_stmt *s = NULL;
    char sql[8192] = "";
    for (int i = 0; i < SQL_COUNT; i++)
        if (strcmp(statement_texts[i].name, name) == 0)
            snprintf(sql, sizeof(sql), "EXPLAIN QUERY PLAN %s", statement_texts[i].sql);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    snprintf(ret, 256, "%s", (const char *)sqlite3_column_text(s, 3));
    sqlite3_finalize(s);
}

static void lists_go_by_their_own_index(void **state)
{
    sqlite3 *db = open_plainly(*state);
    for (size_t i = 0; i < sizeof(list_plans) / sizeof(list_plans[0]); i++) {
        char plan[256];
        plan_of(db, list_plans[i].name, plan);
        if (strstr(plan, list_plans[i].plan) == NULL)
            fail_msg("%s: %s", list_plans[i].name, plan);
    }
    sqlite3_close(db);
}

static void every_statement_prepares_and_tells_its_parameters(void **state)
{
    sqlite3 *db = open_plainly(*state);
    for (int i = 0; i < SQL_COUNT; i++) {
        sqlite3_stmt *s = NULL;
        assert_int_equal(sqlite3_prepare_v2(db, statement_texts[i].sql, -1, &s, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_bind_parameter_count(s), statement_texts[i].parameters);
        sqlite3_finalize(s);
    }
    sqlite3_close(db);
}

static void writes_by_key_go_by_index(void **state)
{
    sqlite3 *db = open_plainly(*state);
    int faults = 0;
    for (int i = 0; i < SQL_COUNT; i++)
        if (strncmp(statement_texts[i].sql, "UPDATE", 6) == 0 ||
            strncmp(statement_texts[i].sql, "DELETE", 6) == 0)
            faults += faults_of(db, &statement_texts[i]);
    sqlite3_close(db);
    assert_int_equal(faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(point_reads_and_changes_go_by_index, begin, end),
        cmocka_unit_test_setup_teardown(lists_go_by_their_own_index, begin, end),
        cmocka_unit_test_setup_teardown(a_scan_would_be_found, begin, end),
        cmocka_unit_test_setup_teardown(every_statement_prepares_and_tells_its_parameters, begin, end),
        cmocka_unit_test_setup_teardown(writes_by_key_go_by_index, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
