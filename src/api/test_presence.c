// SPDX-License-Identifier: Apache-2.0
#include "api/presence.h"
#include "base/testing.h"

static const struct presence_room kitchen = {1, 7}, hall = {1, 8}, elsewhere = {2, 7};

static int begin(void **state)
{
    static struct presence p;
    presence_init(&p);
    *state = &p;
    return 0;
}

static int end(void **state)
{
    presence_free(*state);
    return 0;
}

static int listed(struct presence *p, struct presence_room room)
{
    int64_t there[PRESENT_MAX];
    return presence_list(p, room, there);
}

static void only_the_first_listener_is_news(void **state)
{
    struct presence *p = *state;
    int64_t there[PRESENT_MAX];
    assert_true(presence_enter(p, kitchen, PRESENT_CUSTOMER));
    assert_false(presence_enter(p, kitchen, PRESENT_CUSTOMER));
    assert_true(presence_enter(p, kitchen, 5));
    assert_true(presence_enter(p, hall, 5));
    assert_true(presence_enter(p, elsewhere, 5));
    assert_int_equal(presence_list(p, kitchen, there), 2);
    assert_int_equal(there[0], PRESENT_CUSTOMER);
    assert_int_equal(there[1], 5);
    assert_int_equal(presence_count(p), 4);
}

static void who_leaves_is_there_for_a_while(void **state)
{
    struct presence *p = *state;
    struct presence_room room;
    presence_enter(p, kitchen, 5);
    presence_enter(p, kitchen, 5);
    presence_leave(p, kitchen, 5, 1000);
    assert_false(presence_take_gone(p, 1000 + PRESENCE_GRACE_US, &room)); // one listens still
    presence_leave(p, kitchen, 5, 2000);
    assert_false(presence_take_gone(p, 1999 + PRESENCE_GRACE_US, &room));
    assert_int_equal(listed(p, kitchen), 1);
    assert_true(presence_take_gone(p, 2000 + PRESENCE_GRACE_US, &room));
    assert_int_equal(room.session, kitchen.session);
    assert_int_equal(listed(p, kitchen), 0);
    assert_false(presence_take_gone(p, INT64_MAX, &room));
    assert_int_equal(presence_count(p), 0);
}

static void who_comes_back_in_time_never_left(void **state)
{
    struct presence *p = *state;
    struct presence_room room;
    presence_enter(p, kitchen, 5);
    presence_leave(p, kitchen, 5, 1000);
    assert_false(presence_enter(p, kitchen, 5));
    assert_false(presence_take_gone(p, INT64_MAX, &room));
    assert_int_equal(listed(p, kitchen), 1);
}

static void who_does_not_count_is_not_there(void **state)
{
    struct presence *p = *state;
    assert_false(presence_enter(p, kitchen, PRESENT_NOBODY));
    presence_leave(p, kitchen, PRESENT_NOBODY, 0);
    presence_leave(p, kitchen, 9, 0); // who never came
    assert_int_equal(presence_count(p), 0);
}

static void a_room_lists_so_many(void **state)
{
    struct presence *p = *state;
    for (int64_t who = 1; who <= PRESENT_MAX + 5; who++)
        presence_enter(p, hall, who);
    assert_int_equal(listed(p, hall), PRESENT_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_the_first_listener_is_news, begin, end),
        cmocka_unit_test_setup_teardown(who_leaves_is_there_for_a_while, begin, end),
        cmocka_unit_test_setup_teardown(who_comes_back_in_time_never_left, begin, end),
        cmocka_unit_test_setup_teardown(who_does_not_count_is_not_there, begin, end),
        cmocka_unit_test_setup_teardown(a_room_lists_so_many, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
