// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "base/testing.h"
#include "hub/password.h"

static void fits_its_hash_and_nothing_else(void **state)
{
    char hash[PASSWORD_HASH_MAX], other[PASSWORD_HASH_MAX];
    uint64_t seed = 3;
    struct random random = random_seeded(&seed);
    (void)state;
    assert_int_equal(password_hash(VIEW("correct horse"), &random, hash), 0);
    assert_int_equal(strncmp(hash, "$argon2id$v=19$m=19456,t=2,p=1$", 31), 0);
    assert_true(password_fits(view_from(hash), VIEW("correct horse")));
    assert_false(password_fits(view_from(hash), VIEW("correct horsf")));
    assert_false(password_fits(view_from(hash), VIEW("")));
    assert_int_equal(password_hash(VIEW("correct horse"), &random, other), 0);
    assert_string_not_equal(hash, other);
}

// The work for nobody is the work for somebody.
static void an_unknown_account_costs_the_same(void **state)
{
    struct clock clock = clock_system();
    char hash[PASSWORD_HASH_MAX];
    uint64_t seed = 3;
    struct random random = random_seeded(&seed);
    (void)state;
    assert_int_equal(password_hash(VIEW("correct horse"), &random, hash), 0);
    int64_t began = clock_mono_us(&clock);
    for (int i = 0; i < 3; i++)
        assert_false(password_fits(view_from(hash), VIEW("wrong password")));
    int64_t known = clock_mono_us(&clock) - began;
    began = clock_mono_us(&clock);
    for (int i = 0; i < 3; i++)
        assert_false(password_fits((struct view){0}, VIEW("wrong password")));
    int64_t unknown = clock_mono_us(&clock) - began;
    assert_true(unknown > known / 4 && unknown < known * 4);
}

static void weak_ones_are_not_taken(void **state)
{
    static char long_one[PASSWORD_MAX + 1];
    (void)state;
    memset(long_one, 'x', sizeof(long_one));
    assert_int_equal(password_check(VIEW("123456789"), VIEW("a@b.c")), PASSWORD_TOO_SHORT);
    assert_int_equal(password_check(VIEW("1234567890"), VIEW("a@b.c")), PASSWORD_OK);
    assert_int_equal(password_check(VIEW("\u00e4\u00e4\u00e4\u00e4\u00e4"), VIEW("a@b.c")),
                     PASSWORD_TOO_SHORT);
    assert_int_equal(password_check(VIEW("Ann@Example.org"), VIEW("ann@example.org")), PASSWORD_IS_EMAIL);
    assert_int_equal(password_check(view_make(long_one, sizeof(long_one)), VIEW("")), PASSWORD_TOO_LONG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fits_its_hash_and_nothing_else),
        cmocka_unit_test(an_unknown_account_costs_the_same),
        cmocka_unit_test(weak_ones_are_not_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
