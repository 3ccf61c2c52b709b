// SPDX-License-Identifier: Apache-2.0
#include "store/examine.h"
#include "store/schema.h"
#include "store/testing_backup.h"
#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FINDINGS_MAX = 64 };

struct setting {
    struct testing_store store; // first
    bool is_open;
    int count;
    struct {
        enum finding_level level;
        char check[32], text[400];
    } findings[FINDINGS_MAX];
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    assert_int_equal(testing_commit(&s->store, testing_write_pair, NULL), 0);
    s->is_open = true;
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    testing_store_close(&s->store);
    free(s);
    return 0;
}

static void note(void *ctx, const struct finding *f)
{
    struct setting *s = ctx;
    assert_true(s->count < FINDINGS_MAX);
    s->findings[s->count].level = f->level;
    snprintf(s->findings[s->count].check, sizeof(s->findings[0].check), "%s", f->check);
    snprintf(s->findings[s->count++].text, sizeof(s->findings[0].text), "%s", f->text);
    assert_true(f->level == FINDING_OK || f->advice != NULL);
}

static void look(struct setting *s)
{
    s->count = 0;
    assert_int_equal(
        examine(&(struct examine_config){.dir = s->store.dir, .now_us = s->store.wall_us}, note, s), 0);
}

// The level of the worst finding of a check, and its text.
static enum finding_level level_of(const struct setting *s, const char *check, const char **ret_text)
{
    int worst = -1;
    for (int i = 0; i < s->count; i++)
        if (strcmp(s->findings[i].check, check) == 0 &&
            (worst < 0 || s->findings[i].level > s->findings[worst].level))
            worst = i;
    if (worst < 0)
        fail_msg("nothing was said of %s", check);
    *ret_text = s->findings[worst].text;
    return s->findings[worst].level;
}

static void expect(const struct setting *s, const char *check, enum finding_level level, const char *part)
{
    const char *text;
    enum finding_level found = level_of(s, check, &text);
    if (found != level || strstr(text, part) == NULL)
        fail_msg("%s: wanted %d %s, got %d %s", check, level, part, found, text);
}

// What a fault of the program, or somebody with a shell, might do to the rows.
static void harm(const struct setting *s, const char *sql)
{
    char path[128];
    sqlite3 *db = NULL;
    snprintf(path, sizeof(path), "%s/hub.db", s->store.dir);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    char *fault = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &fault) != SQLITE_OK)
        fail_msg("%s", fault);
    sqlite3_close(db);
}

static void a_store_that_is_well_is_told_so(void **state)
{
    struct setting *s = *state;
    look(s);
    for (int i = 0; i < s->count; i++)
        if (strcmp(s->findings[i].check, "disk") != 0 && s->findings[i].level != FINDING_OK)
            fail_msg("%s: %s", s->findings[i].check, s->findings[i].text);
    expect(s, "hub", FINDING_OK, "a hub serves");
    expect(s, "database", FINDING_OK, "whole");
}

static void rows_that_lead_nowhere_are_counted(void **state)
{
    struct setting *s = *state;
    harm(s, "INSERT INTO identity (tenant, customer, kind, address, created_us) VALUES (1, 77, 1, 'a', 1), "
            "(1, 78, 1, 'b', 1)");
    look(s);
    expect(s, "identities", FINDING_FAULT, "2 identities without a customer");
    expect(s, "sessions", FINDING_OK, "no sessions");
}

static void work_that_was_given_up_is_told(void **state)
{
    struct setting *s = *state;
    char sql[500];
    look(s);
    expect(s, "timers", FINDING_OK, "none was given up");
    expect(s, "jobs", FINDING_OK, "none failed");
    harm(s, "INSERT INTO timer (tenant, kind, ref, due_us, created_us, attempts, fault, parked_us) VALUES "
            "(1, 3, 9, 1, 1, 8, 'no such leg', 5), (1, 3, 10, 1, 1, 0, NULL, NULL)");
    snprintf(
        sql, sizeof(sql),
        "INSERT INTO job (tenant, id, kind, state, is_running, done, arguments, fault, created_us, "
        "updated_us, finished_us) VALUES (1, 'long-ago', 1, 4, 0, 0, '{}', 'x', 1, 1, 1), "
        "(1, 'job-7', 2, 4, 0, 0, '{}', 'disk', 1, 1, %lld), (1, 'well', 2, 3, 0, 0, '{}', NULL, 1, 1, %lld)",
        (long long)s->store.wall_us - 1, (long long)s->store.wall_us - 1);
    harm(s, sql);
    int before = s->count;
    look(s);
    expect(s, "timers", FINDING_WARN, "a timer of kind 3 on 9 was given up after 8 attempts: no such leg");
    expect(s, "jobs", FINDING_WARN, "job job-7 of kind 2 failed: disk");
    assert_int_equal(s->count, before); // one line of each
}

static void a_clock_behind_the_store_is_told(void **state)
{
    struct setting *s = *state;
    s->store.wall_us -= (int64_t)3600 * 1000000;
    look(s);
    expect(s, "clock", FINDING_WARN, "s in the future");
}

static void a_newer_and_an_older_schema_are_told(void **state)
{
    struct setting *s = *state;
    harm(s, "UPDATE meta SET value = '999' WHERE name = 'schema'");
    look(s);
    expect(s, "schema", FINDING_FAULT, "999");
    harm(s, "UPDATE meta SET value = '0' WHERE name = 'schema'");
    look(s);
    expect(s, "schema", FINDING_WARN, "this omnihub makes it");
}

static void files_open_to_others_are_told(void **state)
{
    struct setting *s = *state;
    char path[128];
    snprintf(path, sizeof(path), "%s/secret.key", s->store.dir);
    assert_int_equal(chmod(path, 0644), 0);
    look(s);
    expect(s, "modes", FINDING_WARN, "secret.key");
    expect(s, "secret", FINDING_FAULT, "open to others");
    testing_put_file(s->store.dir, "secret.key", "no key");
    testing_put_file(s->store.dir, "erasures", "{}\n");
    look(s);
    expect(s, "secret", FINDING_FAULT, "no key file");
    expect(s, "erasures", FINDING_FAULT, "line 1");
    unlink(path);
    look(s);
    expect(s, "secret", FINDING_WARN, "there is no secret.key");
}

static void a_damaged_page_is_told(void **state)
{
    struct setting *s = *state;
    char path[128];
    for (int i = 0; i < 200; i++)
        assert_int_equal(testing_commit(&s->store, testing_write_pair, NULL), 0);
    snprintf(path, sizeof(path), "%s-copy", s->store.dir);
    struct backup_status status;
    testing_backup(&s->store, path, &status);
    assert_int_equal(status.state, BACKUP_DONE);
    char file[160];
    snprintf(file, sizeof(file), "%s/hub.db", path);
    FILE *f = fopen(file, "r+e");
    fseek(f, 0, SEEK_END);
    long size = ftell(f);
    for (long at = 8192; at < size; at += 12288) {
        fseek(f, at, SEEK_SET);
        fputs("this is no page of a database", f);
    }
    fclose(f);
    s->count = 0;
    assert_int_equal(examine(&(struct examine_config){.dir = path, .now_us = s->store.wall_us}, note, s), 0);
    const char *text;
    assert_int_equal(level_of(s, "database", &text), FINDING_FAULT);
    expect(s, "hub", FINDING_OK, "no hub serves");
    char name[200];
    static const char *const names[] = {"hub.db", "manifest.json", "secret.key"};
    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof(name), "%s/%s", path, names[i]);
        unlink(name);
    }
    assert_int_equal(rmdir(path), 0); // nothing was made beside it
}

static void where_no_store_is_nothing_is_said(void **state)
{
    struct setting *s = *state;
    s->count = 0;
    assert_int_equal(examine(&(struct examine_config){.dir = "/nonexistent"}, note, s), -ENOENT);
    assert_int_equal(s->count, 0);
}

int main(void)
{
    umask(S_IRWXG | S_IRWXO);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_store_that_is_well_is_told_so, begin, end),
        cmocka_unit_test_setup_teardown(rows_that_lead_nowhere_are_counted, begin, end),
        cmocka_unit_test_setup_teardown(work_that_was_given_up_is_told, begin, end),
        cmocka_unit_test_setup_teardown(a_clock_behind_the_store_is_told, begin, end),
        cmocka_unit_test_setup_teardown(a_newer_and_an_older_schema_are_told, begin, end),
        cmocka_unit_test_setup_teardown(files_open_to_others_are_told, begin, end),
        cmocka_unit_test_setup_teardown(a_damaged_page_is_told, begin, end),
        cmocka_unit_test_setup_teardown(where_no_store_is_nothing_is_said, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
