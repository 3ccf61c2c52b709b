// SPDX-License-Identifier: Apache-2.0
#include "base/map.h"
#include "base/random.h"
#include "base/testing.h"

enum { KEYS = 512, ROUNDS = 200000 };

// Random puts and removes against a plain array.
static void behaves_like_an_array(void **state)
{
    (void)state;
    struct map map = {0};
    static char marks[KEYS];
    void *model[KEYS] = {0};
    uint64_t seed = 42;
    struct random random = random_seeded(&seed);
    size_t count = 0;
    for (int i = 0; i < ROUNDS; i++) {
        uint32_t draw;
        random_fill(&random, &draw, sizeof(draw));
        int k = (int)(draw % KEYS);
        struct map_key key = {k % 3, k, -k};
        if (draw & 0x80000000u) {
            assert_int_equal(map_put(&map, key, &marks[k]), 0);
            count += model[k] == NULL;
            model[k] = &marks[k];
        } else {
            assert_ptr_equal(map_remove(&map, key), model[k]);
            count -= model[k] != NULL;
            model[k] = NULL;
        }
        assert_ptr_equal(map_get(&map, key), model[k]);
        assert_int_equal(map.count, count);
    }
    size_t at = 0, seen = 0;
    while (map_next(&map, &at) != NULL)
        seen++;
    assert_int_equal(seen, count);
    map_free(&map);
    assert_null(map_get(&map, (struct map_key){0, 0, 0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(behaves_like_an_array)};
    return cmocka_run_group_tests_name("base/map", tests, NULL, NULL);
}
