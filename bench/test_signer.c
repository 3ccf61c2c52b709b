// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "signer.h"

// The example of twilio.com/docs/usage/security.
static void signs_as_the_provider_says(void **state)
{
    (void)state;
    char request[] =
        "POST / HTTP/1.1\r\nX-Twilio-Signature: " SIGNER_PLACE "\r\n\r\n"
        "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212";
    struct signer s = {.token = "12345", .url = "https://mycompany.com/myapp.php?foo=1&bar=2"};

    assert_true(signer_find(&s, view_from(request)));
    assert_true(signer_sign(&s, request, strlen(request)));
    assert_non_null(strstr(request, "X-Twilio-Signature: RSOYDt4T1cUTdK1PDd93/VVr8B8=\r\n"));
    assert_true(signer_sign(&s, request, strlen(request)));
    assert_non_null(strstr(request, "X-Twilio-Signature: RSOYDt4T1cUTdK1PDd93/VVr8B8=\r\n"));
}

static void wants_a_place_and_a_form(void **state)
{
    (void)state;
    struct signer s = {.token = "t", .url = "http://x/"};
    char broken[] = "POST / HTTP/1.1\r\nX: " SIGNER_PLACE "\r\n\r\na=%4";

    assert_false(signer_find(&s, VIEW("POST / HTTP/1.1\r\n\r\na=b")));
    assert_false(signer_find(&s, VIEW("POST / HTTP/1.1\r\nX: " SIGNER_PLACE "\r\n\r\n")));
    assert_true(signer_find(&s, view_from(broken)));
    assert_false(signer_sign(&s, broken, strlen(broken)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs_as_the_provider_says),
        cmocka_unit_test(wants_a_place_and_a_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
