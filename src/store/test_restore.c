// SPDX-License-Identifier: Apache-2.0
#include "store/erasure_log.h"
#include "store/restore.h"
#include "store/testing_backup.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROWS = 40 };

struct setting {
    struct testing_store store; // first
    char backup[80], to[80], kept[PATH_MAX], list[100];
    struct restore_result result;
    uint64_t seed;
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    struct backup_status status;
    testing_store_open(&s->store, NULL);
    s->seed = 5;
    snprintf(s->backup, sizeof(s->backup), "%s-backup", s->store.dir);
    snprintf(s->to, sizeof(s->to), "%s-restored", s->store.dir);
    snprintf(s->list, sizeof(s->list), "%s-list", s->store.dir);
    for (int i = 0; i < ROWS; i++)
        assert_int_equal(testing_commit(&s->store, testing_write_pair, NULL), 0);
    assert_int_equal(erasure_log_add(s->store.dir, &(struct erasure){1, VIEW("ada"), (int64_t)10 * 1000000}),
                     0);
    testing_backup(&s->store, s->backup, &status);
    assert_int_equal(status.state, BACKUP_DONE);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    testing_store_close(&s->store);
    dir_remove(s->backup);
    dir_remove(s->to);
    if (s->kept[0] != '\0')
        dir_remove(s->kept);
    unlink(s->list);
    free(s);
    return 0;
}

static int restore_it(struct setting *s, bool may_replace, const char *erasures)
{
    int r = restore(&(struct restore_config){.from = s->backup,
                                             .to = s->to,
                                             .erasures = erasures,
                                             .may_replace = may_replace,
                                             .clock = testing_store_clock(&s->store),
                                             .random = random_seeded(&s->seed)},
                    &s->result);
    if (s->result.kept[0] != '\0')
        snprintf(s->kept, sizeof(s->kept), "%s", s->result.kept);
    return r;
}

static int64_t count_in(const struct setting *s, const char *sql)
{
    char path[128];
    snprintf(path, sizeof(path), "%s/hub.db", s->to);
    return testing_file_count(path, sql);
}

static void everything_is_there_and_positions_begin_anew(void **state)
{
    struct setting *s = *state;
    char path[128], sql[128];
    assert_int_equal(restore_it(s, false, NULL), RESTORE_OK);
    snprintf(path, sizeof(path), "%s/hub.db", s->to);
    assert_int_equal(testing_pairs(path), ROWS);
    assert_string_not_equal(s->result.epoch, store_epoch(s->store.store));
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM meta WHERE name = 'epoch' AND value = '%s'",
             s->result.epoch);
    assert_int_equal(count_in(s, sql), 1);
    assert_int_equal(
        count_in(s, "SELECT count(*) FROM meta WHERE name = 'erasures_to_apply' AND value = '1'"), 1);
    assert_string_equal(s->result.kept, "");
    assert_true(testing_has_file(s->to, "secret.key"));
    assert_true(testing_has_file(s->to, "erasures"));
    assert_false(testing_has_file(s->to, "hub.db-wal"));
}

static void a_store_opens_there_and_goes_on(void **state)
{
    struct setting *s = *state;
    struct store *store = NULL;
    assert_int_equal(restore_it(s, false, NULL), RESTORE_OK);
    uint64_t seed = 9;
    assert_int_equal(store_open(&(struct store_config){.dir = s->to,
                                                       .clock = testing_store_clock(&s->store),
                                                       .random = random_seeded(&seed)},
                                &store),
                     STORE_OK);
    assert_string_equal(store_epoch(store), s->result.epoch);
    store_close(store);
}

static void lists_of_erasures_are_united(void **state)
{
    struct setting *s = *state;
    mkdir(s->to, 0700);
    testing_put_file(s->to, "erasures",
                     "{\"tenant\":1,\"customer_id\":\"bob\",\"at\":\"1970-01-01T00:00:11.000Z\"}\n");
    FILE *f = fopen(s->list, "we");
    fputs("{\"tenant\":1,\"customer_id\":\"eve\",\"at\":\"1970-01-01T00:00:12.000Z\"}\n", f);
    fclose(f);
    assert_int_equal(restore_it(s, true, s->list), RESTORE_OK);
    assert_int_equal(s->result.erasures, 3);
}

static void what_was_there_is_kept(void **state)
{
    struct setting *s = *state;
    mkdir(s->to, 0700);
    testing_put_file(s->to, "precious", "x");
    testing_put_file(s->to, "omnihub.toml", "# mine\n");
    assert_int_equal(restore_it(s, false, NULL), RESTORE_NOT_EMPTY);
    assert_true(testing_has_file(s->to, "precious"));
    assert_int_equal(restore_it(s, true, NULL), RESTORE_OK);
    assert_true(testing_has_file(s->kept, "precious"));
    assert_false(testing_has_file(s->to, "precious"));
    assert_true(testing_has_file(s->to, "omnihub.toml"));
}

// Two restores at once would want the same name for what they keep.
static void a_name_that_is_taken_leaves_everything_as_it_was(void **state)
{
    struct setting *s = *state;
    char kept[PATH_MAX];
    mkdir(s->to, 0700);
    testing_put_file(s->to, "precious", "x");
    assert_int_equal(restore_it(s, true, NULL), RESTORE_OK);
    snprintf(kept, sizeof(kept), "%s", s->result.kept);
    assert_true(restore_it(s, true, NULL) < 0);
    assert_string_equal(s->result.kept, "");
    assert_true(testing_has_file(kept, "precious"));
    assert_true(testing_has_file(s->to, "hub.db"));
    snprintf(s->kept, sizeof(s->kept), "%s", kept);
}

// A hub that is started when the power comes back makes an empty store where there is none.
static void the_directory_is_never_away(void **state)
{
    struct setting *s = *state;
    char parent[80], name[80];
    mkdir(s->to, 0700);
    testing_put_file(s->to, "precious", "x");
    snprintf(parent, sizeof(parent), "%s", s->to);
    *strrchr(parent, '/') = '\0';
    snprintf(name, sizeof(name), "%s", strrchr(s->to, '/') + 1);
    int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK), watch = inotify_add_watch(fd, parent, IN_MOVE);
    assert_true(fd >= 0 && watch >= 0);
    assert_int_equal(restore_it(s, true, NULL), RESTORE_OK);
    _Alignas(struct inotify_event) char events[16384];
    ssize_t size = read(fd, events, sizeof(events));
    int plain = 0;
    uint32_t gone = 0;
    for (ssize_t at = 0; at < size;) {
        const struct inotify_event *e = (const void *)(events + at);
        // An exchange tells both names with both moves: what moved in has the cookie of what moved out.
        if ((e->mask & IN_MOVED_FROM) != 0 && strcmp(e->name, name) == 0)
            gone = e->cookie;
        else if ((e->mask & IN_MOVED_FROM) != 0 && strstr(e->name, ".restoring") != NULL && gone != 0)
            plain++; // the new one came only behind it
        at += (ssize_t)(sizeof(*e) + e->len);
    }
    close(fd);
    assert_int_equal(plain, 0);
}

static void a_directory_that_a_hub_holds_is_refused(void **state)
{
    struct setting *s = *state;
    char restored[80];
    snprintf(restored, sizeof(restored), "%s", s->to);
    snprintf(s->to, sizeof(s->to), "%s", s->store.dir);
    assert_int_equal(restore_it(s, true, NULL), RESTORE_IN_USE);
    snprintf(s->to, sizeof(s->to), "%s", restored);
}

static void what_is_no_backup_is_refused(void **state)
{
    struct setting *s = *state;
    char path[128];
    testing_put_file(s->backup, "erasures", "x");
    assert_int_equal(restore_it(s, false, NULL), RESTORE_BAD_BACKUP);
    assert_string_equal(s->result.detail, "erasures");
    testing_put_file(s->backup, "manifest.json", "{}");
    assert_int_equal(restore_it(s, false, NULL), RESTORE_BAD_BACKUP);
    testing_put_file(
        s->backup, "manifest.json",
        "{\"omnihub_backup\":1,\"version\":\"9\",\"schema\":1000,\"epoch\":\"0\",\"tenants\":[],\"files\":["
        "{\"name\":\"../x\",\"size\":1,\"sha256\":\"\"}]}");
    assert_int_equal(restore_it(s, false, NULL), RESTORE_BAD_BACKUP);
    testing_put_file(
        s->backup, "manifest.json",
        "{\"omnihub_backup\":1,\"version\":\"9\",\"schema\":1000,\"epoch\":\"0\",\"tenants\":[],\"files\":["
        "{\"name\":\"hub.db\",\"size\":1,\"sha256\":"
        "\"0000000000000000000000000000000000000000000000000000000000000000\"}]}");
    assert_int_equal(restore_it(s, false, NULL), RESTORE_NEWER);
    snprintf(path, sizeof(path), "%s/manifest.json", s->backup);
    unlink(path);
    assert_int_equal(restore_it(s, false, NULL), RESTORE_NO_BACKUP);
    assert_int_not_equal(access(s->to, F_OK), 0);
}

static void a_damaged_list_of_erasures_is_refused(void **state)
{
    struct setting *s = *state;
    FILE *f = fopen(s->list, "we");
    fputs("{\"tenant\":1}\n", f);
    fclose(f);
    assert_int_equal(restore_it(s, false, s->list), RESTORE_BAD_ERASURES);
    assert_int_not_equal(access(s->to, F_OK), 0);
    assert_true(restore_it(s, false, "/nonexistent/list") < 0);
    assert_int_not_equal(access(s->to, F_OK), 0);
}

static void what_an_interrupted_restore_left_is_in_nobodys_way(void **state)
{
    struct setting *s = *state;
    char beside[100];
    snprintf(beside, sizeof(beside), "%s.restoring", s->to);
    mkdir(beside, 0700);
    testing_put_file(beside, "hub.db", "half");
    assert_int_equal(restore_it(s, false, NULL), RESTORE_OK);
    assert_int_not_equal(access(beside, F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(everything_is_there_and_positions_begin_anew, begin, end),
        cmocka_unit_test_setup_teardown(a_store_opens_there_and_goes_on, begin, end),
        cmocka_unit_test_setup_teardown(lists_of_erasures_are_united, begin, end),
        cmocka_unit_test_setup_teardown(what_was_there_is_kept, begin, end),
        cmocka_unit_test_setup_teardown(a_name_that_is_taken_leaves_everything_as_it_was, begin, end),
        cmocka_unit_test_setup_teardown(the_directory_is_never_away, begin, end),
        cmocka_unit_test_setup_teardown(a_directory_that_a_hub_holds_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_backup_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_damaged_list_of_erasures_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(what_an_interrupted_restore_left_is_in_nobodys_way, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
