// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"
#include "base/testing.h"

static void gives_aligned_and_separate_memory(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 256, 1 << 20);
    char *first = arena_alloc(&a, 3), *second = arena_alloc(&a, 5), *large = arena_zalloc(&a, 5000);
    assert_non_null(first);
    assert_non_null(large);
    assert_int_equal((uintptr_t)second % 16, 0);
    assert_true(second >= first + 3);
    for (int i = 0; i < 5000; i++)
        assert_int_equal(large[i], 0);
    arena_free(&a);
}

static void refuses_beyond_its_maximum(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 128, 1024);
    assert_null(arena_alloc(&a, 2000));
    assert_null(arena_alloc(&a, SIZE_MAX));
    int got = 0;
    while (arena_alloc(&a, 100) != NULL)
        got++;
    assert_in_range(got, 1, 10);
    arena_free(&a);
    assert_non_null(arena_alloc(&a, 100));
    arena_free(&a);
}

static void keeps_one_chunk_over_a_reset(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 128, 4096);
    void *first = arena_alloc(&a, 16);
    arena_reset(&a);
    assert_ptr_equal(arena_alloc(&a, 16), first);
    assert_non_null(arena_alloc(&a, 1000));
    arena_reset(&a);
    assert_int_equal(a.used, 0);
    arena_free(&a);
}

static void copies_and_terminates(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 64, 1024);
    struct view copy;
    assert_true(arena_copy(&a, VIEW("abc"), &copy));
    assert_string_equal(copy.data, "abc");
    assert_true(arena_copy(&a, (struct view){0}, &copy));
    assert_int_equal(copy.size, 0);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_aligned_and_separate_memory),
        cmocka_unit_test(refuses_beyond_its_maximum),
        cmocka_unit_test(keeps_one_chunk_over_a_reset),
        cmocka_unit_test(copies_and_terminates),
    };
    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
