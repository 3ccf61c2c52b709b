// SPDX-License-Identifier: Apache-2.0
// Against what other libraries of Standard Webhooks sign.
#include "base/testing.h"
#include "delivery/webhook_sign.h"
#include <stdio.h>
#include <stdlib.h>

static const char *sign(const struct webhook_signers *signers, const char *id, int64_t time_s,
                        const char *body)
{
    static char text[WEBHOOK_SIGNATURE_MAX + 1];
    struct buffer out = buffer_fixed(text, sizeof(text) - 1);
    assert_int_equal(webhook_sign(signers, view_from(id), time_s, view_from(body), &out), 0);
    text[out.size] = '\0';
    return text;
}

static struct webhook_secret secret(const char *text)
{
    struct webhook_secret s;
    assert_true(webhook_secret_from(view_from(text), &s));
    return s;
}

// The vector of the specification's own libraries.
static void the_vector_of_the_specification(void **state)
{
    struct webhook_signers signers = {.secrets = {secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")}};
    (void)state;
    assert_string_equal(sign(&signers, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"),
                        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void while_it_is_replaced_both_sign(void **state)
{
    struct webhook_signers signers = {.secrets = {secret("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
                                                  secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")}};
    (void)state;
    const char *text = sign(&signers, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}");
    assert_int_equal(strlen(text), 2 * 47 + 1);
    assert_non_null(strstr(text, " v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
}

// RFC 8032 7.1, the key of test 1: what is signed here was checked with another library.
static void ed25519_signs_beside_it(void **state)
{
    char public_key[WEBHOOK_KEY_TEXT_SIZE + 1], text[WEBHOOK_KEY_TEXT_SIZE + 1];
    struct webhook_key key;
    (void)state;
    assert_true(webhook_key_from(VIEW("whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A="), &key));
    assert_int_equal(webhook_key_public(&key, public_key), 0);
    assert_string_equal(public_key, "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    webhook_key_text(&key, text);
    assert_string_equal(text, "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=");
    struct webhook_signers signers = {.secrets = {secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")},
                                      .keys = {key, key}};
    const char *all = sign(&signers, "msg_1", 1614265330, "{}");
    const char *second = strstr(all, " v1a,");
    assert_non_null(second);
    assert_int_equal(strlen(all), 47 + 2 * (1 + 4 + 88));
    assert_memory_equal(second, second + 93, 93); // of one key the same twice
    assert_memory_equal(
        second + 5,
        "hGvhpd3FOe3YsVEIIX1pYKgY77U2Cj/jLClZW2K4VpFr77TQ/Fy9LFlysuLiC06UQhE5GOgPzDr3hPQ7QhqpDw==", 88);
}

static void what_is_no_secret(void **state)
{
    struct webhook_secret s;
    struct webhook_key k;
    (void)state;
    assert_false(webhook_secret_from(VIEW("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), &s));
    assert_false(webhook_secret_from(VIEW("whsec_"), &s));
    assert_false(webhook_secret_from(VIEW("whsec_AAAA"), &s));                            // 3 bytes
    assert_false(webhook_secret_from(VIEW("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS"), &s)); // no whole group
    assert_false(webhook_secret_from(VIEW("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2La!aSw"), &s));
    assert_false(webhook_key_from(VIEW("whsk_AAAA"), &k));
    assert_false(webhook_key_from(VIEW("whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="), &k));
}

static void secrets_of_every_size_come_back(void **state)
{
    (void)state;
    for (size_t size = WEBHOOK_SECRET_BYTES_MIN; size <= WEBHOOK_SECRET_BYTES_MAX; size++) {
        char text[WEBHOOK_SECRET_TEXT_MAX + 1];
        struct webhook_secret made = {.size = size}, back;
        for (size_t i = 0; i < size; i++)
            made.bytes[i] = (unsigned char)(i * 7 + size);
        webhook_secret_text(&made, text);
        assert_true(webhook_secret_from(view_from(text), &back));
        assert_int_equal(back.size, size);
        assert_memory_equal(back.bytes, made.bytes, size);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_vector_of_the_specification), cmocka_unit_test(while_it_is_replaced_both_sign),
        cmocka_unit_test(ed25519_signs_beside_it),         cmocka_unit_test(what_is_no_secret),
        cmocka_unit_test(secrets_of_every_size_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
