// SPDX-License-Identifier: Apache-2.0
// The keeper with small programs in place of the thumbnailer.
#include "hub/attachment.h"
#include "hub/file_keeper.h"
#include "store/file_tree.h"
#include "store/testing_store.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATIENCE = 5000 };

struct setting {
    struct testing_store store; // first
    struct file_vault *vault;
    struct file_keeper *keeper;
    char program[128];
    char hash[FILE_HASH_SIZE + 1];
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    assert_int_equal(file_vault_open(s->store.dir, &s->vault), 0);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    char files[96];
    file_keeper_stop(s->keeper);
    file_keeper_free(s->keeper);
    file_vault_close(s->vault);
    snprintf(files, sizeof(files), "%s/files", s->store.dir);
    file_tree_remove(files);
    testing_store_close(&s->store);
    free(s);
    return 0;
}

static void write_program(struct setting *s, const char *text)
{
    snprintf(s->program, sizeof(s->program), "%s/program", s->store.dir);
    FILE *f = fopen(s->program, "w");
    assert_non_null(f);
    fprintf(f, "#!/bin/sh\n%s\n", text);
    fclose(f);
    assert_int_equal(chmod(s->program, 0700), 0);
}

static void start(struct setting *s)
{
    assert_int_equal(
        file_keeper_new(&(struct file_keeper_config){.store = s->store.store,
                                                     .vault = s->vault,
                                                     .dir = s->store.dir,
                                                     .program = s->program[0] == '\0' ? NULL : s->program,
                                                     .deadline_ms = 300},
                        &s->keeper),
        0);
    assert_int_equal(file_keeper_start(s->keeper), 0);
}

static int insert(void *ctx, struct tx *tx)
{
    struct attachment a;
    return attachment_add(tx,
                          &(struct attachment_new){.hash = view_from(ctx),
                                                   .size = 5,
                                                   .type = VIEW("image/png"),
                                                   .name = VIEW("x"),
                                                   .author_type = AUTHOR_AGENT,
                                                   .wants_thumbnail = true},
                          &a);
}

static void upload(struct setting *s)
{
    struct file_writer w;
    assert_int_equal(file_writer_begin(s->vault, 1, &w), 0);
    assert_int_equal(file_writer_add(&w, VIEW("hello")), 0);
    assert_int_equal(file_writer_land(&w), 0);
    memcpy(s->hash, w.hash, sizeof(s->hash));
    assert_int_equal(testing_commit(&s->store, insert, s->hash), 0);
    file_writer_settle(&w, NULL, true);
    file_keeper_wake(s->keeper);
}

static void wait_for(struct setting *s, const char *sql, int64_t value)
{
    for (int i = 0; testing_count(&s->store, sql) != value; i++) {
        if (i == PATIENCE)
            fail_msg("%s is not %lld", sql, (long long)value);
        usleep(1000);
    }
}

static bool has(struct setting *s, enum file_part part)
{
    int fd = file_open(s->store.dir, 1, view_from(s->hash), part);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static void keeps_what_the_program_made(void **state)
{
    struct setting *s = *state;
    char text[64] = "";
    write_program(s, "test \"$1\" = thumbnailer || exit 1\nprintf '\\377\\330\\377'; /bin/cat");
    start(s);
    upload(s);
    wait_for(s, "SELECT thumbnail FROM blob", THUMBNAIL_MADE);
    int fd = file_open(s->store.dir, 1, view_from(s->hash), FILE_THUMBNAIL);
    assert_true(fd >= 0);
    assert_int_equal(read(fd, text, sizeof(text)), 8);
    assert_memory_equal(text + 3, "hello", 5);
    close(fd);
    assert_int_equal(file_keeper_counters(s->keeper)->thumbnails_made, 1);
}

static void fails_with(struct setting *s, const char *program)
{
    write_program(s, program);
    start(s);
    upload(s);
    wait_for(s, "SELECT thumbnail FROM blob", THUMBNAIL_NONE);
    assert_false(has(s, FILE_THUMBNAIL));
    assert_true(has(s, FILE_WHOLE));
    assert_int_equal(file_keeper_counters(s->keeper)->thumbnails_failed, 1);
}

static void a_program_that_refuses_makes_none(void **state)
{
    fails_with(*state, "printf '\\377\\330\\377xyz'; exit 1");
}

static void what_is_no_jpeg_is_none(void **state)
{
    fails_with(*state, "echo '<svg onload=alert(1)>'");
}

static void a_program_that_hangs_is_killed(void **state)
{
    fails_with(*state, "printf '\\377\\330\\377xyz'; exec /bin/sleep 60");
}

static void a_program_that_never_ends_is_killed(void **state)
{
    fails_with(*state, "exec /usr/bin/yes");
}

static void a_program_that_dies_makes_none(void **state)
{
    fails_with(*state, "printf '\\377\\330\\377xyz'; kill -KILL $$");
}

static int drop(void *ctx, struct tx *tx)
{
    struct query q = query_begin(tx->db, SQL_ATTACHMENT_DELETE, tx->tenant);
    (void)ctx;
    query_bind(&q, 1);
    int r = query_run(&q, NULL);
    q = query_begin(tx->db, SQL_BLOB_LEAVE, tx->tenant);
    query_bind(&q, 1);
    query_bind(&q, tx->now_us);
    return r < 0 ? r : query_run(&q, NULL);
}

static void what_nothing_is_any_more_goes_row_first(void **state)
{
    struct setting *s = *state;
    start(s);
    upload(s);
    assert_true(has(s, FILE_WHOLE));
    assert_int_equal(testing_commit(&s->store, drop, NULL), 0);
    file_keeper_wake(s->keeper);
    wait_for(s, "SELECT count(*) FROM blob", 0);
    for (int i = 0; has(s, FILE_WHOLE) && i < PATIENCE; i++)
        usleep(1000);
    assert_false(has(s, FILE_WHOLE));
    assert_int_equal(testing_count(&s->store, "SELECT bytes + files FROM blob_usage"), 0);
}

static void sane_sizes_are_tried(void **state)
{
    (void)state;
    assert_true(thumbnail_is_sane(8000, 5000));
    assert_false(thumbnail_is_sane(50000, 50000));
    assert_false(thumbnail_is_sane(20000, 1));
    assert_false(thumbnail_is_sane(0, 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_what_the_program_made, begin, end),
        cmocka_unit_test_setup_teardown(a_program_that_refuses_makes_none, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_jpeg_is_none, begin, end),
        cmocka_unit_test_setup_teardown(a_program_that_hangs_is_killed, begin, end),
        cmocka_unit_test_setup_teardown(a_program_that_never_ends_is_killed, begin, end),
        cmocka_unit_test_setup_teardown(a_program_that_dies_makes_none, begin, end),
        cmocka_unit_test_setup_teardown(what_nothing_is_any_more_goes_row_first, begin, end),
        cmocka_unit_test(sane_sizes_are_tried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
