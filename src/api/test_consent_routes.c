// SPDX-License-Identifier: Apache-2.0
// Consent by the API: the ledger of a customer, what a tenant has set, and senders that are refused.
#include "api/testing_site.h"
#include <stdio.h>
#include <stdlib.h>

static int begin(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    site_open(s, NULL);
    assert_int_equal(site_post(s, "/message/process",
                               "{\"customer_id\":\"+491701234567\",\"channel\":\"sms\",\"content\":\"hi\"}"),
                     200);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct site *s = *state;
    site_close(s);
    free(s);
    return 0;
}

static void got(const struct site *s, const char *part)
{
    if (!site_got(s, part))
        fail_msg("no %s in %s", part, s->reply.data);
}

static int put(struct site *s, const char *json)
{
    return site_ask_as(s, "", "PUT", "/customers/+491701234567/consent", json);
}

static int get(struct site *s, const char *query)
{
    char path[300];
    snprintf(path, sizeof(path), "/customers/+491701234567/consent%s", query);
    return site_get(s, path);
}

static int respond(struct site *s)
{
    return site_post(s, "/message/respond",
                     "{\"customer_id\":\"+491701234567\",\"channel\":\"sms\",\"content\":\"answer\"}");
}

static void decisions_are_written_down_and_read(void **state)
{
    struct site *s = *state;
    assert_int_equal(get(s, ""), 200);
    got(s, "{\"channel\":\"sms\",\"purpose\":\"marketing\",\"address\":null,\"given\":null,");
    got(s, "\"decisions\":[],\"next_cursor\":null,\"explain\":null");
    assert_int_equal(put(s,
                         "{\"channel\":\"sms\",\"purpose\":\"marketing\",\"given\":true,\"source\":\"form\","
                         "\"proof\":{\"page\":\"/join\"}}"),
                     200);
    got(s,
        "{\"channel\":\"sms\",\"purpose\":\"marketing\",\"address\":null,\"given\":true,\"decision_id\":\"");
    got(s, "\"source\":\"form\",\"proof\":{\"page\":\"/join\"},\"actor\":{\"type\":\"operator\"");
    assert_int_equal(put(s, "{\"channel\":\"*\",\"purpose\":\"*\",\"given\":false}"), 200);
    assert_int_equal(get(s, "?limit=1"), 200);
    got(s, "\"decisions\":[{\"id\":\"");
    got(s, "\"channel\":\"*\",\"purpose\":\"*\",\"address\":null,\"given\":false,\"source\":\"api\","
           "\"proof\":null");
    char cursor[100];
    snprintf(cursor, sizeof(cursor), "?limit=1&cursor=%s", site_found(s, "\"next_cursor\":\""));
    assert_int_equal(get(s, cursor), 200);
    got(s, "\"source\":\"form\",\"proof\":{\"page\":\"/join\"}");
    assert_int_equal(site_ask_as(s, "", "GET", "/customers/nobody/consent", NULL), 404);
}

static void a_decision_is_explained(void **state)
{
    struct site *s = *state;
    assert_int_equal(get(s, "?channel=sms&purpose=marketing"), 200);
    got(s, "\"explain\":{\"verdict\":\"deny\",\"code\":\"consent.no_opt_in\",");
    assert_int_equal(
        put(s, "{\"channel\":\"sms\",\"purpose\":\"*\",\"given\":false,\"address\":\"+49 170 1234567\"}"),
        200);
    assert_int_equal(get(s, "?channel=sms&purpose=service"), 200);
    got(s, "\"explain\":{\"verdict\":\"deny\",\"code\":\"consent.opted_out\",");
    got(s, "\"address\":\"+491701234567\",\"until\":null,\"zone\":null,\"zone_assumed\":false,\"decision\":{"
           "\"id\":");
    assert_int_equal(get(s, "?channel=sms&purpose=service&address=%2B49301234567"), 200);
    got(s, "\"explain\":{\"verdict\":\"allow\",\"code\":\"consent.given\",");
    assert_int_equal(get(s, "?channel=sms&purpose=service&address=Ann"), 422);
    got(s, "\"pointer\":\"query:address\"");
}

static void quiet_hours_are_explained_with_the_zone(void **state)
{
    struct site *s = *state;
    assert_int_equal(
        site_ask_as(s, "", "PUT", "/tenants/default",
                    "{\"settings\":{\"time_zone\":\"Europe/Berlin\",\"quiet_hours\":{\"purposes\":"
                    "[\"transactional\"],\"from\":\"21:00\",\"to\":\"08:00\"}}}"),
        200);
    assert_int_equal(get(s, "?channel=sms&purpose=transactional&at=2026-03-28T22:00:00Z"), 200);
    got(s, "\"verdict\":\"hold\",\"code\":\"consent.quiet_hours\",");
    got(s, "\"until\":\"2026-03-29T06:00:00.000Z\",\"zone\":\"Europe/Berlin\",\"zone_assumed\":true");
    assert_int_equal(
        site_ask_as(s, "", "PUT", "/customers/+491701234567/profile", "{\"profile\":{\"timezone\":\"PST\"}}"),
        200);
    got(s, "\"time_zone\":\"America/Los_Angeles\"");
    assert_int_equal(get(s, "?channel=sms&purpose=transactional&at=2026-03-28T22:00:00Z"), 200);
    got(s, "\"verdict\":\"allow\"");
    got(s, "\"zone\":\"America/Los_Angeles\",\"zone_assumed\":false");
    assert_int_equal(site_ask_as(s, "", "PUT", "/customers/+491701234567/profile",
                                 "{\"profile\":{\"timezone\":\"Middle Earth\"}}"),
                     200);
    got(s, "\"time_zone\":null");
}

static void what_is_wrong_is_named(void **state)
{
    static const char *const bad[][2] = {
        {"{\"channel\":\"fax\",\"purpose\":\"*\",\"given\":true}", "/channel"},
        {"{\"channel\":\"sms\",\"purpose\":\"required\",\"given\":false}", "/purpose"},
        {"{\"channel\":\"sms\",\"purpose\":\"*\"}", "/given"},
        {"{\"channel\":\"*\",\"purpose\":\"*\",\"given\":true,\"address\":\"+491701234567\"}", "/address"},
        {"{\"channel\":\"sms\",\"purpose\":\"*\",\"given\":true,\"address\":\"Ann\"}", "/address"},
    };
    struct site *s = *state;
    char pointer[64];
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_int_equal(put(s, bad[i][0]), 422);
        snprintf(pointer, sizeof(pointer), "\"pointer\":\"%s\"", bad[i][1]);
        got(s, pointer);
    }
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM consent"), 0);
}

static void answers_are_refused_where_the_customer_opted_out(void **state)
{
    struct site *s = *state;
    assert_int_equal(respond(s), 200);
    assert_int_equal(put(s, "{\"channel\":\"sms\",\"purpose\":\"*\",\"given\":false}"), 200);
    int64_t before = testing_count(&s->store, "SELECT count(*) FROM interaction");
    assert_int_equal(respond(s), 409);
    got(s, "\"code\":\"consent.opted_out\"");
    got(s, "\"explain\":{\"verdict\":\"deny\",");
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction"), before);
    // Where the customer is right now nobody is asked.
    assert_int_equal(
        site_post(s, "/message/respond",
                  "{\"customer_id\":\"+491701234567\",\"channel\":\"chat\",\"content\":\"answer\"}"),
        200);
    assert_int_equal(put(s, "{\"channel\":\"sms\",\"purpose\":\"service\",\"given\":true}"), 200);
    assert_int_equal(respond(s), 200);
}

// A chat whose customer went on by SMS is answered there.
static void a_room_that_is_held_elsewhere_asks_too(void **state)
{
    struct site *s = *state;
    char json[300];
    assert_int_equal(respond(s), 200);
    snprintf(json, sizeof(json), "{\"session_id\":\"%s\",\"content\":\"answer\"}",
             site_found(s, "\"session_id\":\""));
    assert_int_equal(site_post(s, "/chat/send-message", json), 200);
    assert_int_equal(put(s, "{\"channel\":\"sms\",\"purpose\":\"*\",\"given\":false}"), 200);
    int64_t before = testing_count(&s->store, "SELECT count(*) FROM interaction");
    assert_int_equal(site_post(s, "/chat/send-message", json), 409);
    got(s, "\"code\":\"consent.opted_out\"");
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction"), before);
}

static void settings_are_checked(void **state)
{
    static const char *const bad[] = {
        "\"quiet_hours\":{\"from\":\"21:00\"}",
        "\"quiet_hours\":{\"from\":\"24:00\",\"to\":\"08:00\"}",
        "\"quiet_hours\":{\"from\":\"08:00\",\"to\":\"08:00\"}",
        "\"quiet_hours\":{\"from\":\"21:00\",\"to\":\"08:00\",\"purposes\":[\"required\"]}",
        "\"quiet_hours\":{\"from\":\"21:00\",\"to\":\"08:00\",\"days\":[\"someday\"]}",
        "\"frequency_caps\":{}",
        "\"frequency_caps\":[{\"purpose\":\"marketing\",\"per\":\"month\",\"max\":1}]",
        "\"frequency_caps\":[{\"purpose\":\"marketing\",\"per\":\"day\",\"max\":0}]",
        "\"frequency_caps\":[{\"purpose\":\"marketing\",\"channel\":\"fax\",\"per\":\"day\",\"max\":1}]",
        "\"consent_words\":{\"stop\":\"raus\"}",
        "\"consent_words\":{\"stop\":[\"\"]}",
        "\"consent_words\":{\"languages\":[\"tlh\"]}",
        "\"opt_out_reply\":\"\"",
        "\"time_zone\":\"Mars/Olympus\"",
    };
    static const char *const good[] = {
        "\"quiet_hours\":{\"from\":\"21:00\",\"to\":\"08:00\"}",
        "\"quiet_hours\":{\"to\":\"07:00\"}", // merged into what is there
        "\"quiet_hours\":{\"from\":\"07:00\",\"days\":[\"sun\"]}",
        "\"quiet_hours\":null",
        "\"frequency_caps\":[{\"purpose\":\"marketing\",\"per\":\"week\",\"max\":3}]",
        "\"consent_words\":{\"stop\":[\"raus\"],\"languages\":[\"de\"]}",
        "\"help_reply\":\"Call us\",\"time_zone\":\"EST\"",
    };
    struct site *s = *state;
    char json[400];
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        snprintf(json, sizeof(json), "{\"settings\":{%s}}", bad[i]);
        if (site_ask_as(s, "", "PUT", "/tenants/default", json) != 422)
            fail_msg("%s was taken", bad[i]);
        got(s, "\"pointer\":\"/settings/");
    }
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        snprintf(json, sizeof(json), "{\"settings\":{%s}}", good[i]);
        if (site_ask_as(s, "", "PUT", "/tenants/default", json) != 200)
            fail_msg("%s was not taken: %s", good[i], s->reply.data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(decisions_are_written_down_and_read, begin, end),
        cmocka_unit_test_setup_teardown(a_decision_is_explained, begin, end),
        cmocka_unit_test_setup_teardown(quiet_hours_are_explained_with_the_zone, begin, end),
        cmocka_unit_test_setup_teardown(what_is_wrong_is_named, begin, end),
        cmocka_unit_test_setup_teardown(answers_are_refused_where_the_customer_opted_out, begin, end),
        cmocka_unit_test_setup_teardown(a_room_that_is_held_elsewhere_asks_too, begin, end),
        cmocka_unit_test_setup_teardown(settings_are_checked, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
