// SPDX-License-Identifier: Apache-2.0
// Against the provider's own published examples, and its SDK's rules.
#include "base/testing.h"
#include "channel/twilio/twilio_row.h"
#include <stdio.h>

#define TOKEN VIEW("12345")
#define URL "https://mycompany.com/myapp.php"
#define QUERY "foo=1&bar=2"
#define FORM                                                                                                 \
    "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212"

static bool is_signed_at(const char *url, const char *query, const char *body, const char *signature)
{
    struct channel_header header = {VIEW("x-twilio-signature"), view_from(signature)};
    struct channel_request r = {.size = sizeof(r),
                                .method = VIEW("POST"),
                                .query = view_from(query),
                                .body = view_from(body),
                                .headers = &header,
                                .header_count = 1};
    return twilio_is_signed(TOKEN, view_from(url), &r);
}

static const char *sign(const char *url, const char *form)
{
    static char signature[TWILIO_SIGNATURE_SIZE + 1];
    assert_true(twilio_sign(TOKEN, &(struct twilio_signed){view_from(url), view_from(form)}, signature));
    return signature;
}

static void the_published_example_has_its_signature(void **state)
{
    (void)state;
    assert_string_equal(sign(URL "?" QUERY, FORM), "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    assert_true(is_signed_at(URL, QUERY, FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
}

static void anything_else_is_not_signed(void **state)
{
    (void)state;
    assert_false(is_signed_at(URL, QUERY, FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B9="));
    assert_false(is_signed_at(URL, QUERY, FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B8"));
    assert_false(is_signed_at(URL, QUERY, FORM, ""));
    assert_false(is_signed_at(URL, "foo=1", FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
    assert_false(is_signed_at(URL "x", QUERY, FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
    assert_false(is_signed_at(URL, QUERY, FORM "&a=b", "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
    assert_false(is_signed_at(URL, QUERY, "a=%zz", "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
    struct channel_request none = {.size = sizeof(none), .method = VIEW("POST"), .body = VIEW(FORM)};
    assert_false(twilio_is_signed(TOKEN, VIEW(URL), &none));
}

static void it_counts_with_a_port_and_without(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"https://a.example/x", "https://a.example:443/x"},
        {"https://a.example:443/x", "https://a.example/x"},
        {"http://a.example/x", "http://a.example:80/x"},
        {"https://a.example:8443/x", "https://a.example/x"},
        {"https://a.example", "https://a.example:443"},
        {"http://[::1]/x", "http://[::1]:80/x"},
        {"http://[::1]:8302/x", "http://[::1]/x"},
    };
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        assert_true(is_signed_at(pairs[i][0], NULL, FORM, sign(pairs[i][0], FORM)));
        if (!is_signed_at(pairs[i][0], NULL, FORM, sign(pairs[i][1], FORM)))
            fail_msg("%s", pairs[i][0]);
    }
    assert_false(is_signed_at("https://a.example/x", NULL, FORM, sign("https://a.example:8443/x", FORM)));
}

static void of_a_field_that_stands_twice_each_value_counts_once(void **state)
{
    (void)state;
    char once[TWILIO_SIGNATURE_SIZE + 1];
    memcpy(once, sign(URL "kAkBzC", ""), sizeof(once)); // the text that is signed, spelled out
    assert_string_equal(sign(URL, "z=C&k=B&k=A&k=B"), once);
    assert_string_equal(sign(URL, "k=A&k=B&z=C"), once);
    assert_true(is_signed_at(URL, NULL, "k=B&k=A&k=A&z=C", once));
}

static void what_is_no_form_has_its_hash_in_the_query(void **state)
{
    (void)state;
    static const char hash[] = "bodySHA256=0a1ff7ed6a8e0a9d12a5ba5d5ba1e2ba6a0a5b2e5f1e4b1c7f0e0a1d1c1b1a19";
    static const char good[] = "bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    char url[256];
    snprintf(url, sizeof(url), "%s?%s", URL, good);
    assert_true(is_signed_at(URL, good, "{}", sign(url, "")));
    assert_false(is_signed_at(URL, good, "{ }", sign(url, "")));
    snprintf(url, sizeof(url), "%s?%s", URL, hash);
    assert_false(is_signed_at(URL, hash, "{}", sign(url, "")));
    snprintf(url, sizeof(url), "%s?bodySHA256=", URL);
    assert_false(is_signed_at(URL, "bodySHA256=", "{}", sign(url, "")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_example_has_its_signature),
        cmocka_unit_test(anything_else_is_not_signed),
        cmocka_unit_test(it_counts_with_a_port_and_without),
        cmocka_unit_test(of_a_field_that_stands_twice_each_value_counts_once),
        cmocka_unit_test(what_is_no_form_has_its_hash_in_the_query),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
