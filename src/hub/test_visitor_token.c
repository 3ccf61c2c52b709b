// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "hub/visitor_token.h"
#include "store/files.h"
#include <stdio.h>
#include <stdlib.h>

struct setting {
    char dir[64];
    uint64_t seed;
    struct random random;
    struct secret_keys *keys;
    struct arena arena;
    struct buffer text;
};

static const struct visitor_claims claims = {
    .tenant = 1,
    .site = 2,
    .customer_id = {"ann@example.org", 15},
    .device_id = {"visitor_1", 9},
    .proof = {"0123456789abcdef", 16},
    .expires_us = 1000,
    .is_known = true,
    .about = {"{\"page\":{\"url\":\"https://shop.test/?a=1\"}}", 41},
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    snprintf(s->dir, sizeof(s->dir), "/tmp/omnihub-test-XXXXXX");
    if (mkdtemp(s->dir) == NULL)
        return -1;
    s->seed = 7;
    s->random = random_seeded(&s->seed);
    arena_init(&s->arena, 1024, 1 << 20);
    buffer_init(&s->text, 1 << 16);
    *state = s;
    return secret_keys_load(s->dir, &s->random, &s->keys);
}

static int end(void **state)
{
    struct setting *s = *state;
    secret_keys_free(s->keys);
    buffer_free(&s->text);
    arena_free(&s->arena);
    dir_remove(s->dir);
    free(s);
    return 0;
}

static int read_at(struct setting *s, enum visitor_token_kind kind, int64_t now_us,
                   struct visitor_claims *ret)
{
    return visitor_token_read(s->keys, kind, buffer_view(&s->text), now_us, &s->arena, ret);
}

static void what_is_written_is_read(void **state)
{
    struct setting *s = *state;
    struct visitor_claims got;
    for (int kind = VISITOR_SECRET; kind <= VISITOR_TOKEN; kind++) {
        buffer_clear(&s->text);
        assert_int_equal(visitor_token_write(s->keys, kind, &claims, &s->text), 0);
        assert_int_equal(read_at(s, kind, 999, &got), VISITOR_TOKEN_OK);
        assert_int_equal(got.tenant, 1);
        assert_int_equal(got.site, 2);
        assert_int_equal(got.expires_us, 1000);
        assert_true(got.is_known);
        assert_true(view_equal(got.customer_id, claims.customer_id));
        assert_true(view_equal(got.device_id, claims.device_id));
        assert_true(view_equal(got.proof, claims.proof));
        assert_true(view_equal(got.about, claims.about));
        assert_int_equal(read_at(s, kind, 1000, &got), VISITOR_TOKEN_EXPIRED);
    }
}

static void a_secret_is_no_token_and_a_token_no_secret(void **state)
{
    struct setting *s = *state;
    struct visitor_claims got;
    for (int kind = VISITOR_SECRET; kind <= VISITOR_TOKEN; kind++) {
        buffer_clear(&s->text);
        assert_int_equal(visitor_token_write(s->keys, kind, &claims, &s->text), 0);
        assert_int_equal(read_at(s, 1 - kind, 1, &got), VISITOR_TOKEN_BAD);
        memcpy(s->text.data, kind == VISITOR_SECRET ? "oht_" : "ohv_", 4);
        assert_int_equal(read_at(s, 1 - kind, 1, &got), VISITOR_TOKEN_BAD);
    }
}

// Whoever may write the text into a header need not escape it.
static void it_is_made_of_the_characters_of_a_protocol(void **state)
{
    struct setting *s = *state;
    assert_int_equal(visitor_token_write(s->keys, VISITOR_TOKEN, &claims, &s->text), 0);
    for (size_t i = 0; i < s->text.size; i++)
        assert_non_null(
            strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.", s->text.data[i]));
}

static void nothing_that_was_changed_is_read(void **state)
{
    struct setting *s = *state;
    struct visitor_claims got;
    assert_int_equal(visitor_token_write(s->keys, VISITOR_TOKEN, &claims, &s->text), 0);
    size_t size = s->text.size;
    for (size_t i = 0; i < size; i++) {
        char kept = s->text.data[i];
        s->text.data[i] = kept == 'A' ? 'Q' : 'A';
        assert_int_equal(read_at(s, VISITOR_TOKEN, 1, &got), VISITOR_TOKEN_BAD);
        s->text.data[i] = kept;
    }
    while (s->text.size-- > 0)
        assert_int_equal(read_at(s, VISITOR_TOKEN, 1, &got), VISITOR_TOKEN_BAD);
}

static void claims_that_do_not_fit_are_not_signed(void **state)
{
    struct setting *s = *state;
    struct visitor_claims long_ones = claims;
    char id[2000];
    memset(id, 'x', sizeof(id));
    long_ones.customer_id = view_make(id, sizeof(id));
    assert_true(visitor_token_write(s->keys, VISITOR_TOKEN, &long_ones, &s->text) < 0);
    assert_int_equal(s->text.size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_written_is_read, begin, end),
        cmocka_unit_test_setup_teardown(a_secret_is_no_token_and_a_token_no_secret, begin, end),
        cmocka_unit_test_setup_teardown(it_is_made_of_the_characters_of_a_protocol, begin, end),
        cmocka_unit_test_setup_teardown(nothing_that_was_changed_is_read, begin, end),
        cmocka_unit_test_setup_teardown(claims_that_do_not_fit_are_not_signed, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
