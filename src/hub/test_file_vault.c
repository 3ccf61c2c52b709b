// SPDX-License-Identifier: Apache-2.0
// With fsync, rename and mkdir of the system written down (linked with --wrap), so that the order of what
// makes a file survive a power cut is seen.
#include "base/buffer.h"
#include "hub/file_link.h"
#include "hub/file_vault.h"
#include "store/file_tree.h"
#include "store/testing_store.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

int __real_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __real_mkdir(const char *path, mode_t mode);
int __wrap_fsync(int fd);
int __wrap_rename(const char *from, const char *to);
int __wrap_mkdir(const char *path, mode_t mode);

static struct buffer operations; // "fsync /new/0|rename /1/ab/…", below DIR/files
static char root[PATH_MAX];
static int fail_at, operation; // the how-many-eth fails; 0: none

static bool is_one(const char *what, const char *path)
{
    size_t size = strlen(root);
    if (size == 0 || strncmp(path, root, size) != 0)
        return false;
    buffer_printf(&operations, "%s%s %s", operations.size > 0 ? "|" : "", what, path + size);
    return ++operation == fail_at;
}

int __wrap_fsync(int fd)
{
    char link[64], path[PATH_MAX] = "";
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof(path) - 1);
    if (size > 0 && is_one("fsync", path)) {
        errno = EIO;
        return -1;
    }
    return __real_fsync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
    if (is_one("rename", to)) {
        errno = EIO;
        return -1;
    }
    return __real_rename(from, to);
}

int __wrap_mkdir(const char *path, mode_t mode)
{
    if (is_one("mkdir", path)) {
        errno = EIO;
        return -1;
    }
    return __real_mkdir(path, mode);
}

struct setting {
    struct testing_store store; // first
    struct file_vault *vault;
    char path[PATH_MAX];
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    assert_int_equal(file_vault_open(s->store.dir, &s->vault), 0);
    snprintf(root, sizeof(root), "%s/files", s->store.dir);
    buffer_init(&operations, 1 << 16);
    fail_at = operation = 0;
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    snprintf(s->path, sizeof(s->path), "%s/files", s->store.dir);
    root[0] = '\0';
    file_vault_close(s->vault);
    file_tree_remove(s->path);
    testing_store_close(&s->store);
    buffer_free(&operations);
    free(s);
    return 0;
}

static int land(struct setting *s, const char *text, struct file_writer *w)
{
    assert_int_equal(file_writer_begin(s->vault, 1, w), 0);
    assert_int_equal(file_writer_add(w, view_from(text)), 0);
    return file_writer_land(w);
}

static int insert(void *ctx, struct tx *tx)
{
    int64_t blob;
    struct query q = query_begin(tx->db, SQL_BLOB_INSERT, tx->tenant);
    query_bind_text(&q, view_from(ctx));
    query_bind(&q, 5);
    query_bind_text(&q, VIEW("text/plain"));
    query_bind_null(&q);
    query_bind_null(&q);
    query_bind(&q, 0);
    query_bind(&q, tx->now_us);
    return query_insert(&q, &blob) == QUERY_ROW ? 0 : -EIO;
}

static bool is_there(const struct setting *s, const char *hash)
{
    int fd = file_open(s->store.dir, 1, view_from(hash), FILE_WHOLE);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static bool nothing_new(struct setting *s)
{
    bool is_empty = false;
    snprintf(s->path, sizeof(s->path), "%s/files/new", s->store.dir);
    assert_int_equal(dir_is_empty(s->path, NULL, &is_empty), 0);
    return is_empty;
}

// SHA-256 of "hello".
static const char HELLO[] = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

static void its_bytes_are_synced_before_its_name_and_that_before_it_counts(void **state)
{
    struct setting *s = *state;
    struct file_writer w;
    char expected[1024];
    assert_int_equal(land(s, "hello", &w), 0);
    assert_string_equal(w.hash, HELLO);
    buffer_append_char(&operations, '\0');
    snprintf(expected, sizeof(expected),
             "fsync /new/0|mkdir /1|fsync |mkdir /1/2c|fsync /1|rename /1/2c/%s|fsync /1/2c", HELLO);
    assert_string_equal(operations.data, expected);
    file_writer_settle(&w, NULL, true);
    assert_true(is_there(s, HELLO));
    assert_true(nothing_new(s));
}

static void whatever_fails_nothing_is_named_and_nothing_stays(void **state)
{
    struct setting *s = *state;
    struct file_writer w;
    for (fail_at = 1; fail_at <= 6; fail_at++) {
        operation = 0;
        int r = land(s, "hello", &w);
        bool was_reached = operation >= fail_at;
        assert_int_equal(r < 0, was_reached);
        file_writer_settle(&w, s->store.reader, false);
        assert_true(nothing_new(s));
        assert_false(is_there(s, HELLO));
    }
}

static void a_file_is_removed_when_no_row_names_it(void **state)
{
    struct setting *s = *state;
    struct file_writer w, again;
    assert_int_equal(land(s, "hello", &w), 0);
    assert_int_equal(file_vault_remove(s->vault, s->store.reader, 1, view_from(HELLO)),
                     0); // about to be named
    assert_int_equal(testing_commit(&s->store, insert, (void *)(uintptr_t)HELLO), 0);
    file_writer_settle(&w, s->store.reader, true);
    assert_int_equal(file_vault_remove(s->vault, s->store.reader, 1, view_from(HELLO)), 0); // named
    assert_int_equal(land(s, "hello", &again), 0);
    file_writer_settle(&again, s->store.reader, false); // refused, but the other row is there
    assert_true(is_there(s, HELLO));
    assert_int_equal(land(s, "other", &w), 0);
    char other[FILE_HASH_SIZE + 1];
    memcpy(other, w.hash, sizeof(other));
    file_writer_settle(&w, s->store.reader, false);
    assert_false(is_there(s, other));
}

static void a_start_sweeps_what_a_crash_left(void **state)
{
    struct setting *s = *state;
    struct file_writer named, lost, half;
    assert_int_equal(land(s, "hello", &named), 0);
    assert_int_equal(testing_commit(&s->store, insert, named.hash), 0);
    file_writer_settle(&named, NULL, true);
    assert_int_equal(land(s, "lost", &lost), 0);
    assert_int_equal(file_writer_begin(s->vault, 1, &half), 0);
    assert_int_equal(file_writer_add(&half, VIEW("half")), 0);
    struct file_vault *next; // as the next start has it
    assert_int_equal(file_vault_open(s->store.dir, &next), 0);
    assert_true(nothing_new(s));
    assert_int_equal(file_vault_sweep(next, s->store.reader), 1);
    file_vault_close(next);
    assert_true(is_there(s, HELLO));
    assert_false(is_there(s, lost.hash));
    file_writer_settle(&half, NULL, false);
    file_writer_settle(&lost, NULL, false);
}

static void tells_its_front(void **state)
{
    struct setting *s = *state;
    struct file_writer w;
    char front[8];
    assert_int_equal(file_writer_begin(s->vault, 1, &w), 0);
    assert_int_equal(file_writer_add(&w, VIEW("hello wor")), 0);
    assert_int_equal(file_writer_add(&w, VIEW("ld")), 0);
    assert_int_equal(file_writer_front(&w, front, sizeof(front)), 8);
    assert_memory_equal(front, "hello wo", 8);
    file_writer_settle(&w, NULL, false);
    file_writer_settle(&w, NULL, false);
}

// Who uploads for ever fills no disk: the database needs room.
static void some_of_the_disk_stays_free(void **state)
{
    struct setting *s = *state;
    struct file_writer w;
    assert_int_equal(file_writer_begin(s->vault, 1, &w), 0);
    assert_int_equal(file_writer_add(&w, VIEW("hello")), 0);
    file_vault_reserve(s->vault, INT64_MAX);
    assert_int_equal(file_writer_add(&w, VIEW(" world")), -ENOSPC);
    file_vault_reserve(s->vault, 0);
    assert_int_equal(file_writer_add(&w, VIEW(" world")), 0);
    assert_int_equal(w.size, 11);
    file_writer_settle(&w, NULL, false);
}

// ---- links

static void a_link_is_good_for_its_file_its_tenant_and_its_time(void **state)
{
    struct setting *s = *state;
    const struct secret_keys *keys = store_secrets(s->store.store);
    int64_t tenant = 0, now_us = (int64_t)1795388400 * 1000000 + 5;
    long long expires = 0;
    char text[512], other[100] = "7-";
    struct buffer out = buffer_fixed(text, sizeof(text) - 1),
                  code = buffer_fixed(other + 2, sizeof(other) - 3);
    struct file_links links = {.keys = keys, .tenant = 7, .now_us = now_us};
    file_link_write(&out, &links, VIEW("some-id"), true);
    text[out.size] = '\0';
    assert_true(view_starts(buffer_view(&out), VIEW("/attachments/some-id?thumbnail=1&expires=")));
    expires = atoll(strstr(text, "expires=") + 8);
    struct view signature = view_from(strstr(text, "signature=") + 10);
    assert_true(expires * 1000000 - now_us > (int64_t)3600 * 1000000);
    assert_true(expires * 1000000 - now_us <= (int64_t)7200 * 1000000);
    assert_true(file_link_check(keys, VIEW("some-id"), expires, signature, now_us, &tenant));
    assert_int_equal(tenant, 7);
    assert_false(file_link_check(keys, VIEW("some-ix"), expires, signature, now_us, &tenant));
    assert_false(file_link_check(keys, VIEW("some-id"), expires + 1, signature, now_us, &tenant));
    assert_false(file_link_check(keys, VIEW("some-id"), expires, signature, expires * 1000000, &tenant));
    // What the hub signed for something else is no link, whatever it says.
    char told[64];
    snprintf(told, sizeof(told), "7 %lld some-id", expires);
    assert_int_equal(secret_sign(keys, VIEW("visitor token"), view_from(told), &code), 0);
    assert_false(
        file_link_check(keys, VIEW("some-id"), expires, view_make(other, 2 + code.size), now_us, &tenant));
    strstr(text, "signature=")[10] = '8';
    assert_false(file_link_check(keys, VIEW("some-id"), expires, signature, now_us, &tenant));
    assert_false(file_link_check(keys, VIEW("some-id"), expires, VIEW("7-"), now_us, &tenant));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(its_bytes_are_synced_before_its_name_and_that_before_it_counts, begin,
                                        end),
        cmocka_unit_test_setup_teardown(whatever_fails_nothing_is_named_and_nothing_stays, begin, end),
        cmocka_unit_test_setup_teardown(a_file_is_removed_when_no_row_names_it, begin, end),
        cmocka_unit_test_setup_teardown(a_start_sweeps_what_a_crash_left, begin, end),
        cmocka_unit_test_setup_teardown(tells_its_front, begin, end),
        cmocka_unit_test_setup_teardown(some_of_the_disk_stays_free, begin, end),
        cmocka_unit_test_setup_teardown(a_link_is_good_for_its_file_its_tenant_and_its_time, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
