// SPDX-License-Identifier: Apache-2.0
#include "api/unknown_sockets.h"
#include "base/testing.h"
#include <stdio.h>

static int fill(struct unknown_sockets *u, struct view address)
{
    int entered = 0;
    while (unknown_sockets_enter(u, address))
        entered++;
    return entered;
}

static void one_address_has_a_cap_of_its_own(void **state)
{
    (void)state;
    static struct unknown_sockets u;
    unknown_sockets_init(&u);
    assert_int_equal(fill(&u, VIEW("192.0.2.1")), UNKNOWN_SOCKETS_OF_ADDRESS);
    assert_true(unknown_sockets_enter(&u, VIEW("192.0.2.2")));
    unknown_sockets_leave(&u, VIEW("192.0.2.1"));
    assert_int_equal(fill(&u, VIEW("192.0.2.1")), 1);
    unknown_sockets_free(&u);
}

static void all_of_them_have_one_too_and_give_it_back(void **state)
{
    (void)state;
    static struct unknown_sockets u;
    char address[UNKNOWN_ADDRESS_SIZE];
    unknown_sockets_init(&u);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < UNKNOWN_SOCKETS_MAX; i++) {
            snprintf(address, sizeof(address), "192.0.2.%d", i);
            assert_true(unknown_sockets_enter(&u, view_from(address)));
        }
        assert_false(unknown_sockets_enter(&u, VIEW("2001:db8::1")));
        for (int i = 0; i < UNKNOWN_SOCKETS_MAX; i++) {
            snprintf(address, sizeof(address), "192.0.2.%d", (i * 7) % UNKNOWN_SOCKETS_MAX);
            unknown_sockets_leave(&u, view_from(address));
        }
        assert_int_equal(unknown_sockets_count(&u), 0);
    }
    unknown_sockets_leave(&u, VIEW("192.0.2.9"));
    assert_int_equal(unknown_sockets_count(&u), 0);
    unknown_sockets_free(&u);
}

static void an_address_that_is_none_does_not_enter(void **state)
{
    (void)state;
    static struct unknown_sockets u;
    char text[UNKNOWN_ADDRESS_SIZE + 1] = {0};
    memset(text, 'f', UNKNOWN_ADDRESS_SIZE);
    unknown_sockets_init(&u);
    assert_false(unknown_sockets_enter(&u, view_from(text)));
    unknown_sockets_free(&u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_address_has_a_cap_of_its_own),
        cmocka_unit_test(all_of_them_have_one_too_and_give_it_back),
        cmocka_unit_test(an_address_that_is_none_does_not_enter),
    };
    return cmocka_run_group_tests_name("api/unknown_sockets", tests, NULL, NULL);
}
