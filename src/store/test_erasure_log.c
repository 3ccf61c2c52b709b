// SPDX-License-Identifier: Apache-2.0
#include "base/buffer.h"
#include "base/testing.h"
#include "store/erasure_log.h"
#include "store/files.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int64_t SECOND = 1000000;

struct setting {
    char dir[64], path[96], other[96];
    struct buffer told;
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    snprintf(s->dir, sizeof(s->dir), "/tmp/omnihub-test-XXXXXX");
    if (mkdtemp(s->dir) == NULL)
        return -1;
    snprintf(s->path, sizeof(s->path), "%s/erasures", s->dir);
    snprintf(s->other, sizeof(s->other), "%s/other", s->dir);
    buffer_init(&s->told, 1 << 20);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    buffer_free(&s->told);
    dir_remove(s->dir);
    free(s);
    return 0;
}

static int tell(void *ctx, const struct erasure *e)
{
    buffer_printf(ctx, "%lld/%.*s/%lld ", (long long)e->tenant, VIEW_ARG(e->customer_id),
                  (long long)(e->at_us / SECOND));
    return 0;
}

static void holds(struct setting *s, const char *path, const char *wanted)
{
    buffer_clear(&s->told);
    buffer_append_view(&s->told, VIEW(""));
    assert_int_equal(erasure_log_walk(path, tell, &s->told, NULL), 0);
    buffer_append_char(&s->told, '\0');
    assert_string_equal(s->told.data, wanted);
}

static void add(struct setting *s, int64_t tenant, const char *id, int64_t at_s)
{
    assert_int_equal(erasure_log_add(s->dir, &(struct erasure){tenant, view_from(id), at_s * SECOND}), 0);
}

static void put(const char *path, const char *text)
{
    FILE *f = fopen(path, "we");
    fputs(text, f);
    fclose(f);
}

static void grows_by_a_line_each(void **state)
{
    struct setting *s = *state;
    holds(s, s->path, "");
    add(s, 1, "ada", 10);
    add(s, 2, "bob \"b\" \n \\", 11);
    holds(s, s->path, "1/ada/10 2/bob \"b\" \n \\/11 ");
}

static void half_a_line_was_never_promised(void **state)
{
    struct setting *s = *state;
    put(s->path,
        "{\"tenant\":1,\"customer_id\":\"ada\",\"at\":\"1970-01-01T00:00:10.000Z\"}\n{\"tenant\":1,\"cus");
    holds(s, s->path, "1/ada/10 ");
    add(s, 1, "bob", 11);
    holds(s, s->path, "1/ada/10 1/bob/11 ");
}

static void a_line_that_is_none_is_named(void **state)
{
    static const char *const lines[] = {
        "{}", "{\"tenant\":\"1\",\"customer_id\":\"a\",\"at\":\"1970-01-01T00:00:10Z\"}",
        "{\"tenant\":1,\"customer_id\":\"a\",\"at\":\"yesterday\"}",
        "{\"tenant\":1,\"at\":\"1970-01-01T00:00:10Z\"}", "x}"};
    struct setting *s = *state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        int line = 0;
        put(s->path, "");
        add(s, 1, "ada", 10);
        FILE *f = fopen(s->path, "ae");
        fprintf(f, "%s\n", lines[i]);
        fclose(f);
        assert_int_equal(erasure_log_walk(s->path, tell, &s->told, &line), ERASURE_LOG_DAMAGED);
        assert_int_equal(line, 2);
    }
}

static void the_union_has_everybody_once(void **state)
{
    struct setting *s = *state;
    const char *const paths[] = {s->path, s->other, "/nonexistent/erasures", NULL};
    int count = 0;
    add(s, 1, "ada", 10);
    add(s, 2, "ada", 11);
    add(s, 1, "bob", 12);
    add(s, 1, "ada", 13);
    put(s->other, "{\"tenant\":1,\"customer_id\":\"eve\",\"at\":\"1970-01-01T00:00:05.000Z\"}\n"
                  "{\"tenant\":1,\"customer_id\":\"bob\",\"at\":\"1970-01-01T00:00:06.000Z\"}\n");
    assert_int_equal(erasure_log_unite(paths, 4, s->dir, &count), 0);
    assert_int_equal(count, 4);
    holds(s, s->path, "1/ada/13 1/bob/12 1/eve/5 2/ada/11 ");
}

static void a_damaged_list_is_not_united(void **state)
{
    struct setting *s = *state;
    const char *const paths[] = {s->path, s->other};
    int count = -1;
    add(s, 1, "ada", 10);
    put(s->other, "{\"tenant\":1}\n");
    assert_int_equal(erasure_log_unite(paths, 2, s->dir, &count), ERASURE_LOG_DAMAGED);
    assert_int_equal(count, -1);
    holds(s, s->path, "1/ada/10 ");
}

static int stop_at_once(void *ctx, const struct erasure *e)
{
    (void)e;
    ++*(int *)ctx;
    return 7;
}

static void a_walk_can_be_ended(void **state)
{
    struct setting *s = *state;
    int calls = 0;
    add(s, 1, "ada", 10);
    add(s, 1, "bob", 10);
    assert_int_equal(erasure_log_walk(s->path, stop_at_once, &calls, NULL), 7);
    assert_int_equal(calls, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(grows_by_a_line_each, begin, end),
        cmocka_unit_test_setup_teardown(half_a_line_was_never_promised, begin, end),
        cmocka_unit_test_setup_teardown(a_line_that_is_none_is_named, begin, end),
        cmocka_unit_test_setup_teardown(the_union_has_everybody_once, begin, end),
        cmocka_unit_test_setup_teardown(a_damaged_list_is_not_united, begin, end),
        cmocka_unit_test_setup_teardown(a_walk_can_be_ended, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
