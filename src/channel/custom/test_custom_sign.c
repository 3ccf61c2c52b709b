// SPDX-License-Identifier: Apache-2.0
// Who is believed, and by which keys.
#include "channel/custom/testing_custom.h"
#include <openssl/evp.h>
#include <stdio.h>

// The standard's own example (standard-webhooks, the libraries' tests).
static void standard_webhooks_are_verified(void **state)
{
    struct testing_custom s;
    const char *body = "{\"test\": 2432232314}";
    struct channel_header good[] = {
        {VIEW("webhook-id"), VIEW("msg_p5jXN8AQM9LWM0D4loKWxJek")},
        {VIEW("webhook-timestamp"), VIEW("1614265330")},
        {VIEW("webhook-signature"), VIEW("v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,xxx "
                                         "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")}};
    (void)state;
    testing_custom_open(&s, "{" TESTING_CUSTOM_URL "}");
    assert_int_equal(testing_custom_hear_as(&s, "application/json", body, good, 3), CHANNEL_OK);
    assert_int_equal(testing_custom_hear_as(&s, "application/json", "{\"test\": 2432232315}", good, 3),
                     CHANNEL_REFUSED);
    assert_int_equal(testing_custom_hear_as(&s, "application/json", body, good, 2), CHANNEL_REFUSED);
    assert_int_equal(testing_custom_hear_as(&s, "application/json", body, good + 1, 2), CHANNEL_REFUSED);
    s.clock.wall_us += 300 * INT64_C(1000000);
    assert_int_equal(testing_custom_hear_as(&s, "application/json", body, good, 3), CHANNEL_OK);
    s.clock.wall_us += 1;
    assert_int_equal(testing_custom_hear_as(&s, "application/json", body, good, 3), CHANNEL_REFUSED);
    s.clock.wall_us -= 600 * INT64_C(1000000) + 2;
    assert_int_equal(testing_custom_hear_as(&s, "application/json", body, good, 3), CHANNEL_REFUSED);
    channel_close(s.connector);
}

// A pair of keys from a fixed seed: the public one as the standard writes it, and the signature of a text.
static void sign_by_pair(const char *text, char ret_key[128], char ret_signature[128])
{
    unsigned char seed[32] = {7}, public[32], signature[64], encoded[96];
    size_t public_size = sizeof(public), size = sizeof(signature);
    EVP_PKEY *pair = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, sizeof(seed));
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    assert_int_equal(EVP_PKEY_get_raw_public_key(pair, public, &public_size), 1);
    assert_int_equal(EVP_DigestSignInit(ctx, NULL, NULL, NULL, pair), 1);
    assert_int_equal(EVP_DigestSign(ctx, signature, &size, (const unsigned char *)text, strlen(text)), 1);
    EVP_EncodeBlock(encoded, public, sizeof(public));
    snprintf(ret_key, 128, "whpk_%s", (const char *)encoded);
    EVP_EncodeBlock(encoded, signature, sizeof(signature));
    snprintf(ret_signature, 128, "v1,bm8= v1a,%s", (const char *)encoded);
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(pair);
}

static void a_public_key_verifies(void **state)
{
    struct testing_custom s;
    char key[128], both[256], signature[128];
    struct channel_header headers[] = {{VIEW("webhook-id"), VIEW("msg_1")},
                                       {VIEW("webhook-timestamp"), VIEW("1614265330")},
                                       {VIEW("webhook-signature"), {0}}};
    (void)state;
    sign_by_pair("msg_1.1614265330.{\"messages\":[]}", key, signature);
    headers[2].value = view_from(signature);
    snprintf(both, sizeof(both), "%s\n%s", TESTING_CUSTOM_SECRET, key);
    for (int i = 0; i < 2; i++) {
        testing_custom_open_unsigned(&s, "{" TESTING_CUSTOM_URL "}", "webhook_secret", i == 0 ? key : both);
        assert_int_equal(testing_custom_hear_as(&s, "application/json", "{\"messages\":[]}", headers, 3),
                         CHANNEL_OK);
        assert_int_equal(testing_custom_hear_as(&s, "application/json", "{\"messages\": []}", headers, 3),
                         CHANNEL_REFUSED);
        signature[12] = signature[12] == 'A' ? 'B' : 'A';
        assert_int_equal(testing_custom_hear_as(&s, "application/json", "{\"messages\":[]}", headers, 3),
                         CHANNEL_REFUSED);
        sign_by_pair("msg_1.1614265330.{\"messages\":[]}", key, signature);
        channel_close(s.connector);
    }
    headers[2].value = VIEW("v1a,c2hvcnQ="); // no signature
    testing_custom_open_unsigned(&s, "{" TESTING_CUSTOM_URL "}", "webhook_secret", key);
    assert_int_equal(testing_custom_hear_as(&s, "application/json", "{\"messages\":[]}", headers, 3),
                     CHANNEL_REFUSED);
    channel_close(s.connector);
}

static void expect_hmac(const char *signature, const char *secret, const char *value, int expected)
{
    struct testing_custom s;
    char config[1024];
    struct channel_header headers[] = {{VIEW("x-sig"), view_from(value)},
                                       {VIEW("x-time"), VIEW("1614265330")}};
    snprintf(config, sizeof(config), "{" TESTING_CUSTOM_URL ",\"signature\":%s}", signature);
    testing_custom_open_unsigned(&s, config, "webhook_secret", secret);
    int r = testing_custom_hear_as(&s, "application/json", "{\"messages\":[]}", headers, 2);
    if (r != expected)
        fail_msg("%s %s: %d", signature, value, r);
    channel_close(s.connector);
}

static void other_signatures_are_verified(void **state)
{
    (void)state;
    // printf '{"messages":[]}' | openssl dgst -sha256 -hmac key, and so on
    expect_hmac("{\"header\":\"X-Sig\",\"prefix\":\"sha256=\"}", "old\nkey",
                "sha256=a4ac5ced2b9d7c1be9bf1ac63a1fd2aaa5bb9fa5a8ddbc1d4cb5cb9a01bc7bf7", CHANNEL_REFUSED);
    expect_hmac("{\"header\":\"X-Sig\",\"prefix\":\"sha256=\"}", "old\nkey",
                "sha256=a49973099b120d2ad2503d4b9901de5d89a241b6c38d8305739aff95ae31ee00", CHANNEL_OK);
    expect_hmac("{\"header\":\"X-Sig\"}", "key",
                "a49973099b120d2ad2503d4b9901de5d89a241b6c38d8305739aff95ae31ee00", CHANNEL_OK);
    expect_hmac("{\"header\":\"X-Sig\",\"algorithm\":\"sha1\",\"encoding\":\"base64\"}", "key",
                "i9qzHTQ3u8P+jGGIBltq/xNr7H0=", CHANNEL_OK);
    expect_hmac("{\"header\":\"X-Sig\",\"prefix\":\"v0=\",\"signed\":\"v0:{{timestamp}}:{{body}}\","
                "\"timestamp_header\":"
                "\"X-Time\"}",
                "key", "v0=64594794afab21b359d57378fd0f63ae26f9cdba8d5fe00c4cce5338982e378e", CHANNEL_OK);
    expect_hmac("{\"header\":\"X-Sig\",\"signed\":\"timestamp.body\",\"timestamp_header\":\"X-Time\"}", "key",
                "2f5222bd046002ca9d02d657ed03d689a46e297d0adb34f6bfa3b83088bf09eb", CHANNEL_OK);
    expect_hmac("{\"header\":\"X-Sig\",\"signed\":\"timestamp.body\",\"timestamp_header\":\"X-Other\"}",
                "key", "2f5222bd046002ca9d02d657ed03d689a46e297d0adb34f6bfa3b83088bf09eb", CHANNEL_REFUSED);
    expect_hmac("{\"scheme\":\"token\",\"header\":\"X-Sig\"}", "one and\ntwo of", "two of", CHANNEL_OK);
    expect_hmac("{\"scheme\":\"token\",\"header\":\"X-Sig\"}", "one\ntwo", "tw", CHANNEL_REFUSED);
    expect_hmac("{\"scheme\":\"token\",\"header\":\"X-Sig\"}", "one\ntwo", "", CHANNEL_REFUSED);
}

static void without_a_secret_nobody_is_believed(void **state)
{
    struct testing_custom s;
    (void)state;
    testing_custom_open_unsigned(&s, "{" TESTING_CUSTOM_URL "}", NULL, NULL);
    assert_int_equal(testing_custom_hear(&s, "{\"messages\":[]}"), CHANNEL_REFUSED);
    assert_string_equal(s.heard, "refused signature\n");
    channel_close(s.connector);
}

// Everybody knows it, so it proves nothing where the secret is shared.
static void a_public_key_is_no_shared_secret(void **state)
{
    static const char key[] = "whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    static const char both[] = "other\nwhpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    static const struct {
        const char *signature, *secret;
        int outcome;
    } cases[] = {{"{\"scheme\":\"standard\"}", key, CHANNEL_OK},
                 {"{\"scheme\":\"token\",\"header\":\"x-token\"}", key, CHANNEL_REFUSED},
                 {"{\"scheme\":\"token\",\"header\":\"x-token\"}", both, CHANNEL_REFUSED},
                 {"{\"header\":\"x-signature\",\"signed\":\"body\"}", key, CHANNEL_REFUSED},
                 {"{\"header\":\"x-signature\",\"signed\":\"body\"}", both, CHANNEL_REFUSED},
                 {"{\"header\":\"x-signature\",\"signed\":\"body\"}", "other", CHANNEL_OK}};
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct testing_custom s;
        struct channel_fault fault = {0};
        char config[512];
        struct channel_secret secrets[] = {{VIEW("webhook_secret"), view_from(cases[i].secret)}};
        snprintf(config, sizeof(config), "{" TESTING_CUSTOM_URL ",\"signature\":%s}", cases[i].signature);
        assert_int_equal(testing_custom_open_with(&s, config, secrets, 1, &fault), cases[i].outcome);
        if (cases[i].outcome == CHANNEL_OK) {
            channel_close(s.connector);
            continue;
        }
        assert_string_equal(fault.field, "webhook_secret");
        assert_non_null(strstr(fault.text, "public key"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(standard_webhooks_are_verified),
        cmocka_unit_test(a_public_key_verifies),
        cmocka_unit_test(other_signatures_are_verified),
        cmocka_unit_test(without_a_secret_nobody_is_believed),
        cmocka_unit_test(a_public_key_is_no_shared_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
