// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "codec/websocket.h"

static void answers_the_example_of_the_rfc(void **state)
{
    (void)state;
    char accept[WEBSOCKET_ACCEPT_SIZE + 1];
    assert_true(websocket_accept(VIEW("dGhlIHNhbXBsZSBub25jZQ=="), accept));
    assert_string_equal(accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

static void refuses_keys_that_are_not_sixteen_bytes(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "dGhlIHNhbXBsZSBub25jZQ=",
        "dGhlIHNhbXBsZSBub25jZQ",
        "dGhlIHNhbXBsZSBub25jZQ==x",
        "dGhlIHNhbXBsZSBub25jZQAA",
        "dGhlIHNhbXBsZSBub25jZR==",
        "dGhlIHNhbXBsZSBub25j-Q==",
        " GhlIHNhbXBsZSBub25jZQ==",
        "dGhlIHNhbXBsZSBub25jZ===",
    };
    char accept[WEBSOCKET_ACCEPT_SIZE + 1] = "untouched";
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (websocket_accept(view_from(bad[i]), accept))
            fail_msg("accepted %s", bad[i]);
    assert_string_equal(accept, "untouched");
}

static void accepts_offers_that_fit(void **state)
{
    (void)state;
    static const char *const yes[] = {
        "permessage-deflate",
        "Permessage-Deflate",
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate;client_max_window_bits=8",
        "permessage-deflate ; client_max_window_bits = \"15\" ",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
        "permessage-deflate; server_max_window_bits=15",
        "permessage-deflate; server_max_window_bits=10, permessage-deflate",
        "x-webkit-deflate-frame, permessage-deflate; client_max_window_bits",
        "foo; a; b=1; c=\"d\", ,permessage-deflate,",
        "permessage-deflate, bar",
    };
    for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
        if (!websocket_offers_deflate(view_from(yes[i])))
            fail_msg("declined %s", yes[i]);
}

static void declines_all_others(void **state)
{
    (void)state;
    static const char *const no[] = {
        "",
        " ",
        ",",
        "foo",
        "permessage-deflatex",
        "permessage-deflate; server_max_window_bits=14",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=015",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; client_max_window_bits=\"15",
        "permessage-deflate; client_max_window_bits=\" 15\"",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=15",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate; unknown",
        "permessage-deflate;",
        "permessage-deflate foo",
        "permessage-deflate, (",
        "foo; x=\"a,permessage-deflate\"",
        "\"permessage-deflate\"",
    };
    for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
        if (websocket_offers_deflate(view_from(no[i])))
            fail_msg("accepted %s", no[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_the_example_of_the_rfc),
        cmocka_unit_test(refuses_keys_that_are_not_sixteen_bytes),
        cmocka_unit_test(accepts_offers_that_fit),
        cmocka_unit_test(declines_all_others),
    };
    return cmocka_run_group_tests_name("codec/websocket_handshake", tests, NULL, NULL);
}
