// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "base/token.h"

static void fill_counting(void *ctx, void *data, size_t size)
{
    (void)ctx;
    for (size_t i = 0; i < size; i++)
        ((unsigned char *)data)[i] = (unsigned char)(i * 8);
}

static void is_base64url_without_padding(void **state)
{
    char text[TOKEN_TEXT_SIZE + 1];
    const struct random counting = {.fill = fill_counting};
    (void)state;
    token_make(text, VIEW("ohk_"), &counting);
    // As Python's base64.urlsafe_b64encode has it.
    assert_string_equal(text, "ohk_AAgQGCAoMDhASFBYYGhweICIkJigqLC4wMjQ2ODo8Pg");
}

static void no_two_are_alike(void **state)
{
    char a[TOKEN_TEXT_SIZE + 1], b[TOKEN_TEXT_SIZE + 1];
    uint64_t seed = 7;
    struct random random = random_seeded(&seed);
    (void)state;
    token_make(a, VIEW("ohk_"), &random);
    token_make(b, VIEW("ohk_"), &random);
    assert_string_not_equal(a, b);
    assert_true(token_is_of(view_from(a), VIEW("ohk_")));
    assert_false(token_is_of(view_from(a), VIEW("ohl_")));
    assert_false(token_is_of(view_make(a, TOKEN_TEXT_SIZE - 1), VIEW("ohk_")));
    assert_false(token_is_of((struct view){0}, VIEW("ohk_")));
}

static void is_kept_as_its_sha256(void **state)
{
    unsigned char hash[TOKEN_HASH_SIZE];
    char text[TOKEN_HASH_TEXT_SIZE + 1];
    (void)state;
    token_hash(VIEW("abc"), hash); // FIPS 180-2 B.1
    token_hash_text(hash, text);
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_base64url_without_padding),
        cmocka_unit_test(no_two_are_alike),
        cmocka_unit_test(is_kept_as_its_sha256),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
