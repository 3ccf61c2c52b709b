// SPDX-License-Identifier: Apache-2.0
// Addresses of endpoints, and which events are told as what.
#include "base/testing.h"
#include "hub/webhook_type.h"
#include "hub/webhook_url.h"

static void addresses_that_are_taken(void **state)
{
    static const struct {
        const char *text, *host;
        int port;
        bool is_plain;
    } cases[] = {
        {"https://example.org", "example.org", 443, false},
        {"https://example.org/in?key=1&b=%20", "example.org", 443, false},
        {"HTTPS://Example.org:8443/", "Example.org", 8443, false},
        {"http://127.0.0.1:9000/in", "127.0.0.1", 9000, true},
        {"http://localhost", "localhost", 80, true},
        {"https://[2001:db8::1]/in", "2001:db8::1", 443, false},
        {"https://[2001:db8::1]:444", "2001:db8::1", 444, false},
        {"https://example.org?q", "example.org", 443, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct webhook_url url;
        assert_true(webhook_url_parse(view_from(cases[i].text), &url));
        assert_true(view_equal(url.host, view_from(cases[i].host)));
        assert_int_equal(url.port, cases[i].port);
        assert_int_equal(url.is_plain, cases[i].is_plain);
    }
}

static void addresses_that_are_none(void **state)
{
    static const char *const cases[] = {
        "",
        "https://",
        "http:///in",
        "ftp://example.org",
        "example.org/in",
        "//example.org",
        "https://user@example.org",
        "https://user:pw@example.org",
        "https://example.org#part",
        "https://example.org/a b",
        "https://example.org/\n",
        "https://exa\tmple.org",
        "https://example.org:",
        "https://example.org:0",
        "https://example.org:65536",
        "https://example.org:4x",
        "https://[2001:db8::1",
        "https://[2001:db8::1]x/",
        "https://[example.org]/",
        "https://example.org\\@other.org",
        "https://\xc3\xbc.example",
    };
    char text[WEBHOOK_URL_MAX + 2];
    struct webhook_url url;
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_false(webhook_url_parse(view_from(cases[i]), &url));
    memset(text, 'x', sizeof(text));
    memcpy(text, "https://a/", 10);
    assert_true(webhook_url_parse(view_make(text, WEBHOOK_URL_MAX), &url));
    assert_false(webhook_url_parse(view_make(text, WEBHOOK_URL_MAX + 1), &url));
}

static void patterns_stand_for_types(void **state)
{
    unsigned messages =
        1u << WEBHOOK_MESSAGE_CREATED | 1u << WEBHOOK_MESSAGE_UPDATED | 1u << WEBHOOK_MESSAGE_DELIVERY;
    (void)state;
    assert_int_equal(webhook_pattern_types(VIEW("*")), WEBHOOK_ALL);
    assert_int_equal(webhook_pattern_types(VIEW("message.*")), messages);
    assert_int_equal(webhook_pattern_types(VIEW("message.created")), 1u << WEBHOOK_MESSAGE_CREATED);
    static const char *const none[] = {"",           "message",   "message.",    "mess*",    ".*",
                                       "message.**", "webhook.*", "webhook.gap", "Message.*"};
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
        assert_int_equal(webhook_pattern_types(view_from(none[i])), 0);
}

static void every_type_is_found_by_its_name(void **state)
{
    (void)state;
    for (int i = 0; i < WEBHOOK_TYPES; i++) {
        enum webhook_type type;
        assert_true(webhook_type_from(webhook_type_name((enum webhook_type)i), &type));
        assert_int_equal(type, i);
    }
}

static bool is_told(struct event event)
{
    enum webhook_type type;
    return webhook_type_of(&event, &type);
}

static void what_is_told_twice_goes_out_once(void **state)
{
    (void)state;
    assert_true(is_told((struct event){.kind = EVENT_SESSION_UPDATE, .session = 5, .ref = 5}));
    assert_false(is_told((struct event){.kind = EVENT_SESSION_UPDATE, .agent = 3, .ref = 5}));
    assert_true(is_told((struct event){.kind = EVENT_CUSTOMER_MERGED, .customer = 1, .ref = 2}));
    assert_false(is_told((struct event){.kind = EVENT_CUSTOMER_MERGED, .customer = 2, .ref = 2}));
}

static void what_is_the_hubs_own_stays(void **state)
{
    (void)state;
    assert_false(is_told((struct event){.kind = EVENT_NOTIFICATION, .agent = 1, .ref = 1}));
    assert_false(is_told((struct event){.kind = EVENT_ACCESS_CHANGE}));
    assert_false(is_told((struct event){.kind = EVENT_RULE_CHANGE}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_that_are_taken),         cmocka_unit_test(addresses_that_are_none),
        cmocka_unit_test(patterns_stand_for_types),         cmocka_unit_test(every_type_is_found_by_its_name),
        cmocka_unit_test(what_is_told_twice_goes_out_once), cmocka_unit_test(what_is_the_hubs_own_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
