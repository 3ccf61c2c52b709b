// SPDX-License-Identifier: Apache-2.0
#include "base/buffer.h"
#include "base/testing.h"

static void appends_and_consumes(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 1 << 16);
    buffer_append_view(&b, VIEW("ab"));
    buffer_append_char(&b, 'c');
    buffer_append_int(&b, -9223372036854775807 - 1);
    buffer_printf(&b, "|%s|%d", "x", 7);
    assert_true(view_equal(buffer_view(&b), VIEW("abc-9223372036854775808|x|7")));
    buffer_consume(&b, 3);
    assert_true(view_starts(buffer_view(&b), VIEW("-9")));
    buffer_consume(&b, 1000);
    assert_int_equal(b.size, 0);
    buffer_free(&b);
}

static void fails_for_good_at_its_maximum(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 10);
    buffer_append_view(&b, VIEW("0123456789"));
    assert_false(b.failed);
    buffer_append_char(&b, 'x');
    assert_true(b.failed);
    assert_int_equal(b.size, 10);
    buffer_append_view(&b, (struct view){0});
    assert_false(buffer_reserve(&b, 0));
    buffer_clear(&b);
    assert_true(buffer_reserve(&b, 10));
    assert_false(buffer_reserve(&b, SIZE_MAX));
    buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends_and_consumes),
        cmocka_unit_test(fails_for_good_at_its_maximum),
    };
    return cmocka_run_group_tests_name("base/buffer", tests, NULL, NULL);
}
