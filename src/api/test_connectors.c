// SPDX-License-Identifier: Apache-2.0
// Connectors and channels over the API.
#include "api/testing_outside.h"
#include "api/testing_site.h"
#include "hub/setup.h"
#include <stdio.h>
#include <stdlib.h>

#define TOKEN "0123456789abcdef"
#define GOOD "{\"account\":\"AC1\",\"token\":\"" TOKEN "\"}"
#define MASK "\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2"

struct setting {
    struct site site; // first
    struct testing_outside outside;
    struct registry *adapters;
};

static int begin(void **state)
{
    static const struct hub_setup setup = {.live_channels = 1u << CHANNEL_CHAT | 1u << CHANNEL_WEB_PORTAL};
    struct setting *s = calloc(1, sizeof(*s));
    assert_int_equal(registry_new(&s->adapters), 0);
    assert_int_equal(registry_add(s->adapters, &testing_pigeon), CHANNEL_OK);
    s->outside = (struct testing_outside){.knows = true, .figures = {.state = DELIVERY_CONNECTOR_OPEN}};
    testing_outside_start(&s->outside);
    site_open(&s->site, &(struct api_config){.adapters = s->adapters,
                                             .setup = &setup,
                                             .outside = &testing_outside,
                                             .outside_ctx = &s->outside});
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    testing_outside_stop(&s->outside);
    site_close(&s->site);
    registry_free(s->adapters);
    free(s);
    return 0;
}

static int put(struct site *s, const char *path, const char *json)
{
    return site_ask_as(s, "", "PUT", path, json);
}

static void configure(struct site *s)
{
    assert_int_equal(site_post(s, "/channels/sms/configure", "{\"config\":" GOOD "}"), 200);
}

static void a_channel_is_configured_and_shown_without_its_secret(void **state)
{
    struct site *s = *state;
    configure(s);
    assert_true(site_got(s, "{\"success\":true,\"channel\":\"sms\",\"connector\":{\"id\":\"con_"));
    assert_true(site_got(s, "\"name\":\"default\",\"channel\":\"sms\",\"adapter\":\"pigeon\""));
    assert_true(site_got(s, "\"config\":{\"account\":\"AC1\",\"token\":\"" MASK "cdef\"}"));
    assert_true(site_got(s, "\"webhook_url\":\"http://localhost/webhook/sms/con_"));
    assert_true(site_got(s, "\"status\":\"active\",\"state\":\"open\",\"detail\":null"));
    assert_false(site_got(s, TOKEN));
    assert_int_equal(site_get(s, "/connectors"), 200);
    assert_false(site_got(s, TOKEN));
    assert_int_equal(site_get(s, "/channels/integrations"), 200);
    assert_false(site_got(s, TOKEN));
    assert_true(site_got(s, MASK "cdef"));
}

static void fields_may_stand_beside_and_others_are_let_be(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_post(s, "/channels/sms/configure",
                               "{\"account\":\"AC1\",\"token\":\"" TOKEN "\",\"favourite_colour\":\"red\"}"),
                     200);
    assert_true(site_got(s, "\"config\":{\"account\":\"AC1\",\"token\":\"" MASK "cdef\"}"));
}

static void every_fault_is_named_where_it_stands(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_post(s, "/channels/sms/configure",
                               "{\"config\":{\"rate_limit\":99,\"wings\":2},\"loud\":\"yes\",\"token\":7}"),
                     422);
    assert_true(site_got(s, "\"code\":\"connector.invalid\""));
    assert_true(site_got(s, "{\"pointer\":\"/config/wings\""));
    assert_true(site_got(s, "{\"pointer\":\"/config/account\""));
    assert_true(site_got(s, "{\"pointer\":\"/config/rate_limit\""));
    assert_true(site_got(s, "{\"pointer\":\"/loud\""));
    assert_true(site_got(s, "{\"pointer\":\"/token\""));
    assert_int_equal(
        site_post(s, "/channels/sms/configure",
                  "{\"config\":{\"account\":\"nobody\"},\"token\":\"a-secret-of-nobody\",\"script\":[]}"),
        422);
    assert_true(site_got(s, "{\"pointer\":\"/script/0/end\",\"detail\":\"nobody ends like this\""));
    assert_int_equal(site_get(s, "/connectors"), 200);
    assert_true(site_got(s, "{\"connectors\":[]"));
}

static void what_is_not_named_stays(void **state)
{
    struct site *s = *state;
    configure(s);
    assert_int_equal(site_post(s, "/channels/sms/configure", "{\"loud\":true,\"rate\":5}"), 200);
    assert_true(
        site_got(s, "\"config\":{\"account\":\"AC1\",\"loud\":true,\"token\":\"" MASK "cdef\"},\"rate\":5"));
    assert_true(site_got(s, "\"version\":2"));
    assert_int_equal(
        site_post(s, "/channels/sms/configure", "{\"config\":{\"token\":\"" MASK "cdef\",\"loud\":null}}"),
        200);
    assert_true(site_got(s, "\"config\":{\"account\":\"AC1\",\"token\":\"" MASK "cdef\"},\"rate\":5"));
    assert_int_equal(
        site_post(s, "/channels/sms/configure", "{\"config\":{\"token\":\"another-secret-wxyz\"}}"), 200);
    assert_true(site_got(s, MASK "wxyz"));
    assert_int_equal(site_post(s, "/channels/sms/configure", "{\"config\":{\"token\":null}}"), 422);
    assert_true(site_got(s, "{\"pointer\":\"/config/token\""));
}

static void a_short_secret_shows_nothing_of_itself(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_post(s, "/channels/sms/configure", "{\"account\":\"A\",\"token\":\"short\"}"), 200);
    assert_true(site_got(s, "\"token\":\"" MASK "\"}"));
}

static void one_is_edited_by_its_version(void **state)
{
    struct site *s = *state;
    char path[100], changed[100], tag[64];
    assert_int_equal(
        site_post(s, "/connectors", "{\"channel\":\"whatsapp\",\"name\":\"main\",\"config\":" GOOD "}"), 201);
    snprintf(path, sizeof(path), "/connectors/%s", site_found(s, "\"connector\":{\"id\":\""));
    assert_int_equal(
        site_post(s, "/connectors", "{\"channel\":\"whatsapp\",\"name\":\"main\",\"config\":" GOOD "}"), 409);
    assert_true(site_got(s, "connector.name_taken"));
    assert_int_equal(site_get(s, path), 200);
    assert_true(site_got(s, "ETag: \"v1\""));
    snprintf(tag, sizeof(tag), "If-Match: \"v1\"");
    snprintf(changed, sizeof(changed), "{\"name\":\"second\",\"config\":{\"rate_limit\":2}}");
    assert_int_equal(site_ask_as(s, tag, "PUT", path, changed), 200);
    assert_true(site_got(s, "\"name\":\"second\""));
    assert_true(site_got(s, "{\"account\":\"AC1\",\"rate_limit\":2,\"token\":"));
    assert_int_equal(site_ask_as(s, tag, "PUT", path, changed), 412);
    assert_int_equal(site_ask_as(s, tag, "DELETE", path, NULL), 412);
    assert_int_equal(site_ask_as(s, "If-Match: \"v2\"", "DELETE", path, NULL), 200);
    assert_int_equal(site_get(s, path), 404);
    assert_true(site_got(s, "connector.not_found"));
}

static void it_is_switched_off_and_on(void **state)
{
    struct site *s = *state;
    assert_int_equal(put(s, "/channels/sms/enable", "{}"), 404);
    configure(s);
    assert_int_equal(put(s, "/channels/sms/enable", "{\"enabled\":false}"), 200);
    assert_true(site_got(s, "\"enabled\":false"));
    assert_true(site_got(s, "\"status\":\"inactive\""));
    assert_int_equal(site_get(s, "/channels/sms/status"), 200);
    assert_true(site_got(s, "{\"channel\":\"sms\",\"status\":\"inactive\""));
    assert_int_equal(put(s, "/channels/sms/enable", "{\"connector_id\":\"default\"}"), 200);
    assert_true(site_got(s, "\"status\":\"active\""));
}

static void what_is_in_the_way_is_said(void **state)
{
    struct setting *s = *state;
    configure(&s->site);
    s->outside.figures =
        (struct delivery_figures){.state = DELIVERY_CONNECTOR_PAUSED, .fault = "no answer", .until_us = 1};
    assert_int_equal(site_get(&s->site, "/channels/sms/status"), 200);
    assert_true(site_got(&s->site, "\"status\":\"warning\",\"detail\":\"default: no answer\""));
    assert_true(site_got(&s->site, "\"state\":\"paused\",\"detail\":\"no answer\""));
    assert_int_equal(site_get(&s->site, "/integrations/status"), 200);
    assert_true(site_got(&s->site, "{\"status\":\"degraded\""));
    s->outside.figures = (struct delivery_figures){.state = DELIVERY_CONNECTOR_THROTTLED, .until_us = 1};
    assert_int_equal(site_get(&s->site, "/channels/sms/status"), 200);
    assert_true(site_got(&s->site, "\"state\":\"throttled\",\"detail\":\"the provider asked to wait\""));
    s->outside.figures.is_crowded = true;
    assert_int_equal(site_get(&s->site, "/channels/sms/status"), 200);
    assert_true(site_got(&s->site, "\"state\":\"throttled\",\"detail\":\"the hub has no place for more"));
    s->outside.knows = false;
    assert_int_equal(site_get(&s->site, "/channels/sms/status"), 200);
    assert_true(site_got(&s->site, "\"status\":\"active\",\"detail\":\"default: it is being opened\""));
    site_wait(&s->site, 11000);
    assert_int_equal(site_get(&s->site, "/channels/sms/status"), 200);
    assert_true(site_got(&s->site, "\"status\":\"warning\",\"detail\":\"default: it is not open\""));
    assert_true(site_got(&s->site, "\"figures\":null"));
}

static void channels_of_the_hubs_own_need_none(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_post(s, "/channels/chat/configure", "{}"), 409);
    assert_true(site_got(s, "channel.live"));
    assert_int_equal(put(s, "/channels/chat/enable", "{\"enabled\":false}"), 409);
    assert_int_equal(site_get(s, "/channels/chat/status"), 200);
    assert_true(site_got(s, "\"status\":\"active\""));
    assert_int_equal(site_post(s, "/channels/chat/test", NULL), 200);
    assert_true(site_got(s, "{\"success\":true,\"channel\":\"chat\",\"connector_id\":null"));
    assert_int_equal(site_post(s, "/channels/email/configure", "{}"), 422);
    assert_true(site_got(s, "connector.no_adapter"));
    assert_true(site_got(s, "{\"pointer\":\"/adapter\""));
}

static void every_channel_has_a_row(void **state)
{
    struct site *s = *state;
    static const char *const names[] = {"voice",      "video",    "chat",         "email",     "sms",
                                        "mobile_app", "whatsapp", "social_media", "web_portal"};
    char row[100];
    assert_int_equal(site_get(s, "/channels/integrations"), 200);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(row, sizeof(row), "{\"id\":\"%s\",\"type\":\"%s\"", names[i], names[i]);
        assert_true(site_got(s, row));
    }
    assert_true(site_got(s, "\"type\":\"web_portal\",\"name\":\"Web portal\",\"status\":\"inactive\""));
    assert_true(site_got(s, "\"metrics\":{\"active_sessions\":0,\"total_messages\":0,\"response_time\":null,"
                            "\"responseTime\":null,\"successRate\":null}"));
}

static void figures_are_those_of_the_store(void **state)
{
    struct site *s = *state;
    assert_int_equal(
        site_post(s, "/message/process", "{\"customer_id\":\"c\",\"channel\":\"chat\",\"content\":\"hi\"}"),
        200);
    site_wait(s, 1500);
    assert_int_equal(
        site_post(s, "/message/respond", "{\"customer_id\":\"c\",\"channel\":\"chat\",\"content\":\"ho\"}"),
        200);
    assert_int_equal(site_get(s, "/channels/performance"), 200);
    assert_true(site_got(
        s, "{\"channel\":\"chat\",\"status\":\"active\",\"metrics\":{\"active_sessions\":1,"
           "\"total_messages\":2,\"response_time\":1.5,\"responseTime\":\"1.5s\",\"successRate\":null}"));
    assert_int_equal(
        site_post(s, "/message/process", "{\"customer_id\":\"c\",\"channel\":\"chat\",\"content\":\"ha\"}"),
        200);
    assert_int_equal(site_get(s, "/channels/performance"), 200);
    assert_true(site_got(s, "\"total_messages\":3"));
}

static void a_test_asks_the_provider(void **state)
{
    struct setting *s = *state;
    assert_int_equal(site_post(&s->site, "/channels/sms/test", "{}"), 404);
    configure(&s->site);
    assert_int_equal(site_post(&s->site, "/channels/sms/test", "{}"), 200);
    assert_true(site_got(&s->site, "{\"success\":true,\"channel\":\"sms\",\"connector_id\":\"con_"));
    assert_true(site_got(&s->site, "\"outcome\":\"ok\""));
    assert_true(site_got(&s->site, "\"took_ms\":7"));
    s->outside.probe_outcome = CHANNEL_REFUSED;
    s->outside.probe_fault = "the token is wrong";
    assert_int_equal(site_post(&s->site, "/integrations/sms/test", NULL), 200);
    assert_true(site_got(&s->site, "{\"success\":false"));
    assert_true(site_got(&s->site, "\"outcome\":\"refused\",\"detail\":\"the token is wrong\""));
    s->outside.probe_outcome = CHANNEL_BUSY;
    assert_int_equal(site_post(&s->site, "/channels/sms/test", "{\"deadline\":1}"), 200);
    assert_true(site_got(&s->site, "\"outcome\":\"unreachable\""));
    s->outside.probe_outcome = CHANNEL_NONE;
    assert_int_equal(site_post(&s->site, "/channels/sms/test", "{}"), 200);
    assert_true(site_got(&s->site, "\"outcome\":\"untestable\""));
    assert_int_equal(s->outside.probes, 4);
    s->outside.is_full = true;
    assert_int_equal(site_post(&s->site, "/channels/sms/test", "{}"), 503);
    assert_true(site_got(&s->site, "delivery.busy"));
    assert_int_equal(put(&s->site, "/channels/sms/enable", "{\"enabled\":false}"), 200);
    assert_int_equal(site_post(&s->site, "/channels/sms/test", "{}"), 200);
    assert_true(site_got(&s->site, "\"outcome\":\"closed\""));
}

static void adapters_say_what_they_need(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_get(s, "/channels/adapters"), 200);
    assert_true(site_got(s, "{\"adapters\":[{\"name\":\"pigeon\""));
    assert_true(
        site_got(s, "{\"name\":\"token\",\"kind\":\"secret\",\"required\":true,\"help\":\"Secret.\"}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_channel_is_configured_and_shown_without_its_secret, begin, end),
        cmocka_unit_test_setup_teardown(fields_may_stand_beside_and_others_are_let_be, begin, end),
        cmocka_unit_test_setup_teardown(every_fault_is_named_where_it_stands, begin, end),
        cmocka_unit_test_setup_teardown(what_is_not_named_stays, begin, end),
        cmocka_unit_test_setup_teardown(a_short_secret_shows_nothing_of_itself, begin, end),
        cmocka_unit_test_setup_teardown(one_is_edited_by_its_version, begin, end),
        cmocka_unit_test_setup_teardown(it_is_switched_off_and_on, begin, end),
        cmocka_unit_test_setup_teardown(what_is_in_the_way_is_said, begin, end),
        cmocka_unit_test_setup_teardown(channels_of_the_hubs_own_need_none, begin, end),
        cmocka_unit_test_setup_teardown(every_channel_has_a_row, begin, end),
        cmocka_unit_test_setup_teardown(figures_are_those_of_the_store, begin, end),
        cmocka_unit_test_setup_teardown(a_test_asks_the_provider, begin, end),
        cmocka_unit_test_setup_teardown(adapters_say_what_they_need, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
