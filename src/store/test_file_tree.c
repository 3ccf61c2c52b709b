// SPDX-License-Identifier: Apache-2.0
#include "store/file_tree.h"
#include "store/testing_store.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct setting {
    struct testing_store store; // first
    char to[80];
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    snprintf(s->to, sizeof(s->to), "%s-copy", s->store.dir);
    assert_int_equal(mkdir(s->to, 0700), 0);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    char files[96];
    file_tree_remove(s->to);
    snprintf(files, sizeof(files), "%s/files", s->store.dir);
    file_tree_remove(files);
    testing_store_close(&s->store);
    free(s);
    return 0;
}

struct row {
    char hash[FILE_HASH_SIZE + 1];
    int64_t size;
};

static int insert(void *ctx, struct tx *tx)
{
    const struct row *row = ctx;
    int64_t blob;
    struct query q = query_begin(tx->db, SQL_BLOB_INSERT, tx->tenant);
    query_bind_text(&q, view_from(row->hash));
    query_bind(&q, row->size);
    query_bind_text(&q, VIEW("text/plain"));
    query_bind_null(&q);
    query_bind_null(&q);
    query_bind(&q, 0);
    query_bind(&q, tx->now_us);
    return query_insert(&q, &blob) == QUERY_ROW ? 0 : -EIO;
}

// A file of the store's, with its row. Its path in `path`.
static void add(struct setting *s, const char *text, char path[static PATH_MAX], struct row *row)
{
    char loose[96];
    FILE *f;
    row->size = (int64_t)strlen(text);
    assert_int_equal(file_replace(s->store.dir, "loose", view_from(text)), 0);
    snprintf(loose, sizeof(loose), "%s/loose", s->store.dir);
    assert_int_equal(file_hash(loose, row->hash, NULL), 0);
    unlink(loose);
    snprintf(path, PATH_MAX, "%s/files", s->store.dir);
    mkdir(path, 0700);
    snprintf(path, PATH_MAX, "%s/files/1", s->store.dir);
    mkdir(path, 0700);
    snprintf(path, PATH_MAX, "%s/files/1/%.2s", s->store.dir, row->hash);
    mkdir(path, 0700);
    snprintf(path, PATH_MAX, "%s/files/1/%.2s/%s", s->store.dir, row->hash, row->hash);
    f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    assert_int_equal(testing_commit(&s->store, insert, row), 0);
}

static int copy(struct setting *s, struct file_tree *tree)
{
    *tree = (struct file_tree){.from = s->store.dir, .to = s->to};
    return file_tree_copy(tree, s->store.reader);
}

static bool has(const struct setting *s, const struct row *row, const char *end)
{
    char path[PATH_MAX];
    snprintf(path, sizeof(path), "%s/files/1/%.2s/%s%s", s->to, row->hash, row->hash, end);
    return access(path, F_OK) == 0;
}

static void takes_what_rows_name(void **state)
{
    struct setting *s = *state;
    struct row one, two, gone;
    struct file_tree tree;
    char path[PATH_MAX], thumb[PATH_MAX + 8];
    add(s, "one", path, &one);
    snprintf(thumb, sizeof(thumb), "%s.thumb", path);
    fclose(fopen(thumb, "w"));
    add(s, "two two", path, &two);
    add(s, "gone", path, &gone);
    unlink(path);
    assert_int_equal(copy(s, &tree), FILE_TREE_OK);
    assert_int_equal(tree.count, 2);
    assert_int_equal(tree.bytes, 10);
    assert_true(has(s, &one, "") && has(s, &one, ".thumb") && has(s, &two, ""));
    assert_false(has(s, &two, ".thumb") || has(s, &gone, ""));
}

static void makes_nothing_where_there_is_nothing(void **state)
{
    struct setting *s = *state;
    struct file_tree tree;
    bool is_empty;
    assert_int_equal(copy(s, &tree), FILE_TREE_OK);
    assert_int_equal(dir_is_empty(s->to, NULL, &is_empty), 0);
    assert_true(is_empty);
}

static void a_damaged_file_is_named(void **state)
{
    struct setting *s = *state;
    struct row row;
    struct file_tree tree;
    char path[PATH_MAX];
    add(s, "whole", path, &row);
    FILE *f = fopen(path, "a");
    fputs("!", f);
    fclose(f);
    assert_int_equal(copy(s, &tree), FILE_TREE_BAD);
    assert_non_null(strstr(tree.fault, row.hash));
}

static bool at_once(void *ctx)
{
    (void)ctx;
    return true;
}

static void can_be_cancelled(void **state)
{
    struct setting *s = *state;
    struct row row;
    char path[PATH_MAX];
    add(s, "one", path, &row);
    struct file_tree tree = {.from = s->store.dir, .to = s->to, .is_cancelled = at_once};
    assert_int_equal(file_tree_copy(&tree, s->store.reader), -ECANCELED);
    assert_int_equal(tree.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(takes_what_rows_name, begin, end),
        cmocka_unit_test_setup_teardown(makes_nothing_where_there_is_nothing, begin, end),
        cmocka_unit_test_setup_teardown(a_damaged_file_is_named, begin, end),
        cmocka_unit_test_setup_teardown(can_be_cancelled, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
