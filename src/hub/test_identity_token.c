// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "codec/base64url.h"
#include "hub/identity_token.h"
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>

#define SECRET VIEW("ohw_a secret of the shop")
#define HS256 "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"

static const int64_t NOW_US = (int64_t)1000 * 1000000;

struct setting {
    struct arena arena;
    char text[8192];
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    arena_init(&s->arena, 4096, 1 << 20);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    arena_free(&s->arena);
    free(s);
    return 0;
}

static struct view make(struct setting *s, const char *header, const char *payload, struct view secret)
{
    unsigned char code[EVP_MAX_MD_SIZE];
    unsigned size;
    struct buffer out = buffer_fixed(s->text, sizeof(s->text));
    base64url_write(&out, header, strlen(header));
    buffer_append_char(&out, '.');
    base64url_write(&out, payload, strlen(payload));
    HMAC(EVP_sha256(), secret.data, (int)secret.size, (const unsigned char *)out.data, out.size, code, &size);
    buffer_append_char(&out, '.');
    base64url_write(&out, code, size);
    assert_false(out.failed);
    return buffer_view(&out);
}

static int read_it(struct setting *s, struct view text, struct identity_claims *ret)
{
    return identity_token_read(text, SECRET, NOW_US, &s->arena, ret);
}

// Made with Python's hmac and json.
static const char foreign[] =
    "eyJhbGciOiAiSFMyNTYiLCAidHlwIjogIkpXVCJ9.eyJzdWIiOiAiY3VzdF8xIiwgImV4cCI6IDIwMDAsICJuYW1lI"
    "jogIkFubiBMZWUiLCAiZW1haWwiOiAiYW5uQGV4YW1wbGUub3JnIiwgInBob25lIjogbnVsbH0.JtTga2BLtbmnMh0"
    "1IsB0UKxtLmQDlef_BccTaQUsTRE";

static void a_token_of_another_implementation_is_read(void **state)
{
    struct setting *s = *state;
    struct identity_claims c;
    assert_int_equal(read_it(s, view_from(foreign), &c), IDENTITY_TOKEN_OK);
    assert_true(view_equal(c.customer_id, VIEW("cust_1")));
    assert_true(view_equal(c.name, VIEW("Ann Lee")));
    assert_true(view_equal(c.email, VIEW("ann@example.org")));
    assert_null(c.phone.data);
    assert_int_equal(c.expires_us, (int64_t)2000 * 1000000);
}

struct token_case {
    const char *header, *payload;
    int outcome;
};

static const struct token_case cases[] = {
    {HS256, "{\"sub\":\"a\",\"exp\":1001}", IDENTITY_TOKEN_OK},
    {HS256, "{\"sub\":\"a\",\"exp\":1000.5}", IDENTITY_TOKEN_OK},
    {HS256, "{\"sub\":\"a\",\"exp\":1000}", IDENTITY_TOKEN_EXPIRED},
    {HS256, "{\"sub\":\"a\",\"exp\":1}", IDENTITY_TOKEN_EXPIRED},
    {HS256, "{\"sub\":\"a\",\"exp\":87460}", IDENTITY_TOKEN_OK},
    {HS256, "{\"sub\":\"a\",\"exp\":87461}", IDENTITY_TOKEN_TOO_LONG},
    {HS256, "{\"sub\":\"a\",\"exp\":8e9}", IDENTITY_TOKEN_TOO_LONG},
    {HS256, "{\"sub\":\"a\"}", IDENTITY_TOKEN_TOO_LONG},
    {HS256, "{\"sub\":\"a\",\"exp\":1e300}", IDENTITY_TOKEN_BAD},
    {HS256, "{\"sub\":\"a\",\"exp\":-1}", IDENTITY_TOKEN_BAD},
    {HS256, "{\"sub\":\"a\",\"exp\":\"2000\"}", IDENTITY_TOKEN_BAD},
    {HS256, "{\"sub\":\"a\",\"exp\":2000,\"iat\":1060}", IDENTITY_TOKEN_OK},
    {HS256, "{\"sub\":\"a\",\"exp\":2000,\"iat\":1061}", IDENTITY_TOKEN_TOO_SOON},
    {HS256, "{\"sub\":\"a\",\"exp\":2000,\"nbf\":1061}", IDENTITY_TOKEN_TOO_SOON},
    {HS256, "{\"exp\":2000}", IDENTITY_TOKEN_NOBODY},
    {HS256, "{\"sub\":\"\",\"exp\":2000}", IDENTITY_TOKEN_NOBODY},
    {HS256, "{\"sub\":42,\"exp\":2000}", IDENTITY_TOKEN_NOBODY},
    {HS256, "{\"sub\":\"a b\",\"exp\":2000}", IDENTITY_TOKEN_NOBODY},
    {HS256, "{\"sub\":\"!erased/1\",\"exp\":2000}", IDENTITY_TOKEN_NOBODY},
    {HS256, "{\"sub\":\"a\",\"exp\":2000,\"name\":1}", IDENTITY_TOKEN_BAD},
    {HS256, "[]", IDENTITY_TOKEN_BAD},
    {HS256, "{\"sub\":\"a\",\"exp\":2000}x", IDENTITY_TOKEN_BAD},
    {"{\"alg\":\"none\"}", "{\"sub\":\"a\",\"exp\":2000}", IDENTITY_TOKEN_OTHER},
    {"{\"alg\":\"None\"}", "{\"sub\":\"a\",\"exp\":2000}", IDENTITY_TOKEN_OTHER},
    {"{\"alg\":\"hs256\"}", "{\"sub\":\"a\",\"exp\":2000}", IDENTITY_TOKEN_OTHER},
    {"{\"alg\":\"HS512\"}", "{\"sub\":\"a\",\"exp\":2000}", IDENTITY_TOKEN_OTHER},
    {"{\"alg\":\"RS256\"}", "{\"sub\":\"a\",\"exp\":2000}", IDENTITY_TOKEN_OTHER},
    {"{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}", "{\"sub\":\"a\",\"exp\":2000}",
     IDENTITY_TOKEN_OTHER},
    {"{\"typ\":\"JWT\"}", "{\"sub\":\"a\",\"exp\":2000}", IDENTITY_TOKEN_BAD},
    {"{\"alg\":1}", "{\"sub\":\"a\",\"exp\":2000}", IDENTITY_TOKEN_BAD},
    {"nothing", "{\"sub\":\"a\",\"exp\":2000}", IDENTITY_TOKEN_BAD},
};

static void what_it_claims_is_judged(void **state)
{
    struct setting *s = *state;
    struct identity_claims c;
    int faults = 0;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int r = read_it(s, make(s, cases[i].header, cases[i].payload, SECRET), &c);
        if (r == cases[i].outcome)
            continue;
        print_error("%s %s: %d, wanted %d\n", cases[i].header, cases[i].payload, r, cases[i].outcome);
        faults++;
    }
    assert_int_equal(faults, 0);
}

static void another_secret_is_forged(void **state)
{
    static const char *const others[] = {"", "ohw_a secret of the shoq", "ohw_a secret of the shop "};
    struct setting *s = *state;
    struct identity_claims c;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_int_equal(read_it(s, make(s, HS256, "{\"sub\":\"a\",\"exp\":2000}", view_from(others[i])), &c),
                         IDENTITY_TOKEN_FORGED);
}

static void nothing_that_was_changed_is_read(void **state)
{
    struct setting *s = *state;
    struct identity_claims c;
    struct view text = view_from(foreign);
    memcpy(s->text, text.data, text.size);
    for (size_t i = 0; i < text.size; i++) {
        char kept = s->text[i];
        s->text[i] = kept == 'A' ? 'Q' : 'A';
        assert_int_not_equal(read_it(s, view_make(s->text, text.size), &c), IDENTITY_TOKEN_OK);
        s->text[i] = kept;
        assert_int_not_equal(read_it(s, view_make(s->text, i), &c), IDENTITY_TOKEN_OK);
    }
}

static void parts_are_three(void **state)
{
    static const char *const bad[] = {"", ".", "..", "a", "a.b", "a.b.c.d", "....."};
    struct setting *s = *state;
    struct identity_claims c;
    char *long_one = calloc(1, IDENTITY_TOKEN_MAX + 2);
    memset(long_one, 'A', IDENTITY_TOKEN_MAX + 1);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(read_it(s, view_from(bad[i]), &c), IDENTITY_TOKEN_BAD);
    assert_int_equal(read_it(s, view_from(long_one), &c), IDENTITY_TOKEN_BAD);
    free(long_one);
}

static void every_fault_has_words(void **state)
{
    (void)state;
    for (int r = IDENTITY_TOKEN_BAD; r <= IDENTITY_TOKEN_NOBODY; r++)
        assert_true(identity_token_fault(r).size > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_token_of_another_implementation_is_read, begin, end),
        cmocka_unit_test_setup_teardown(what_it_claims_is_judged, begin, end),
        cmocka_unit_test_setup_teardown(another_secret_is_forged, begin, end),
        cmocka_unit_test_setup_teardown(nothing_that_was_changed_is_read, begin, end),
        cmocka_unit_test_setup_teardown(parts_are_three, begin, end),
        cmocka_unit_test(every_fault_has_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
