// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "store/files.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct setting {
    char dir[64], a[PATH_MAX], b[PATH_MAX];
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    snprintf(s->dir, sizeof(s->dir), "/tmp/omnihub-test-XXXXXX");
    if (mkdtemp(s->dir) == NULL)
        return -1;
    file_path(s->a, s->dir, "a");
    file_path(s->b, s->dir, "b");
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    dir_remove(s->dir);
    int r = access(s->dir, F_OK) == 0 ? -1 : 0;
    free(s);
    return r;
}

static void what_is_replaced_is_read(void **state)
{
    struct setting *s = *state;
    char text[8];
    size_t size = 0;
    struct stat info;
    assert_int_equal(file_read(s->dir, "a", text, sizeof(text), &size), -ENOENT);
    assert_int_equal(file_replace(s->dir, "a", VIEW("old")), 0);
    assert_int_equal(file_replace(s->dir, "a", VIEW("newer")), 0);
    assert_int_equal(file_read(s->dir, "a", text, sizeof(text), &size), 0);
    assert_int_equal(size, 5);
    assert_memory_equal(text, "newer", 5);
    assert_int_equal(file_read(s->dir, "a", text, 5, &size), 0);
    assert_int_equal(file_read(s->dir, "a", text, 4, &size), -EFBIG);
    assert_int_equal(stat(s->a, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(access(s->b, F_OK), -1);
}

static void a_replacement_that_fails_leaves_the_old_one(void **state)
{
    struct setting *s = *state;
    char text[8], beside[PATH_MAX];
    size_t size = 0;
    assert_int_equal(file_replace(s->dir, "a", VIEW("old")), 0);
    file_path(beside, s->dir, "a.new");
    assert_int_equal(mkdir(beside, 0700), 0);
    assert_true(file_replace(s->dir, "a", VIEW("newer")) < 0);
    assert_int_equal(file_read(s->dir, "a", text, sizeof(text), &size), 0);
    assert_memory_equal(text, "old", 3);
    rmdir(beside);
}

static void a_copy_is_the_same_and_overwrites_nothing(void **state)
{
    enum { SIZE = 700000 }; // more than one piece
    struct setting *s = *state;
    char *text = malloc(SIZE), hash_a[FILE_HASH_SIZE + 1], hash_b[FILE_HASH_SIZE + 1];
    int64_t size = 0;
    for (int i = 0; i < SIZE; i++)
        text[i] = (char)(i * 7 + i / 1000);
    assert_int_equal(file_replace(s->dir, "a", view_make(text, SIZE)), 0);
    assert_int_equal(file_copy(s->a, s->b), 0);
    assert_int_equal(file_hash(s->a, hash_a, NULL), 0);
    assert_int_equal(file_hash(s->b, hash_b, &size), 0);
    assert_int_equal(size, SIZE);
    assert_string_equal(hash_a, hash_b);
    assert_int_equal(file_copy(s->a, s->b), -EEXIST);
    assert_int_equal(file_copy("/nonexistent/x", s->b), -ENOENT);
    free(text);
}

// FIPS 180-2, appendix B.1.
static void the_hash_is_sha_256(void **state)
{
    struct setting *s = *state;
    char hash[FILE_HASH_SIZE + 1];
    assert_int_equal(file_replace(s->dir, "a", VIEW("abc")), 0);
    assert_int_equal(file_hash(s->a, hash, NULL), 0);
    assert_string_equal(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(file_hash(s->b, hash, NULL), -ENOENT);
}

static void knows_an_empty_directory(void **state)
{
    struct setting *s = *state;
    bool is_empty = false;
    assert_int_equal(dir_is_empty(s->dir, NULL, &is_empty), 0);
    assert_true(is_empty);
    assert_int_equal(file_replace(s->dir, "a", VIEW("")), 0);
    assert_int_equal(dir_is_empty(s->dir, NULL, &is_empty), 0);
    assert_false(is_empty);
    assert_int_equal(dir_is_empty(s->dir, "a", &is_empty), 0);
    assert_true(is_empty);
    assert_int_equal(dir_is_empty("/nonexistent", NULL, &is_empty), -ENOENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_replaced_is_read, begin, end),
        cmocka_unit_test_setup_teardown(a_replacement_that_fails_leaves_the_old_one, begin, end),
        cmocka_unit_test_setup_teardown(a_copy_is_the_same_and_overwrites_nothing, begin, end),
        cmocka_unit_test_setup_teardown(the_hash_is_sha_256, begin, end),
        cmocka_unit_test_setup_teardown(knows_an_empty_directory, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
