// SPDX-License-Identifier: Apache-2.0
// What goes out and what comes in, by configuration.
#include "base/buffer.h"
#include "channel/custom/testing_custom.h"
#include <stdio.h>

// ---- out

static void without_being_told_otherwise_it_is_plain_json_signed(void **state)
{
    struct testing_custom s;
    (void)state;
    testing_custom_open(&s, "{" TESTING_CUSTOM_URL ",\"timeout_ms\":500}");
    assert_int_equal(testing_custom_send(&s, "say \"hi\""), CHANNEL_OK);
    assert_string_equal(
        s.asked,
        "POST https://shop.example/api\ncontent-type: application/json\nidempotency-key: dlv_1\n"
        "webhook-id: dlv_1\nwebhook-timestamp: 1614265330\n"
        "webhook-signature: v1,yyW+n46XoDyOTBMeK25g6kXWdARgqMp8K19fSl5lFe0=\n\n"
        "{\"id\":\"dlv_1\",\"to\":\"+49 30/1\",\"conversation\":\"sess_1\",\"text\":\"say \\\"hi\\\"\"}");
    assert_int_equal(s.deadline_us, 1500000);
    testing_custom_answer_with(&s, 200, "{\"id\":\"p1\"}");
    assert_string_equal(s.heard, "dlv_1 sent id=p1 code= text= after=0\n");
    channel_close(s.connector);
}

static void a_template_says_what_is_sent(void **state)
{
    struct testing_custom s;
    (void)state;
    testing_custom_open_unsigned(
        &s,
        "{\"send_url\":\"https://shop.example/rooms/{{to}}/messages?n={{attempt}}\",\"method\":\"PUT\","
        "\"idempotency_header\":\"X-Once\",\"auth_header\":\"X-Key\","
        "\"request\":{\"headers\":{\"X-Room\":\"{{to}}\"},\"body\":{\"channel\":\"{{to}}\",\"body\":{\"t\":"
        "\"<{{text}}>\"},\"back\":\"{{webhook}}\",\"at\":\"{{timestamp}}\",\"files\":\"{{attachments}}\"}}}",
        "auth_value", "k1");
    assert_int_equal(testing_custom_send(&s, "a"), CHANNEL_OK);
    assert_string_equal(s.asked,
                        "PUT https://shop.example/rooms/%2B49%2030%2F1/messages?n=1\n"
                        "content-type: application/json\nX-Once: dlv_1\nX-Key: k1\nX-Room: +49 30/1\n\n"
                        "{\"channel\":\"+49 30/1\",\"body\":{\"t\":\"<a>\"},"
                        "\"back\":\"https://hub.example/webhook/sms/c\",\"at\":1614265330}");
    channel_close(s.connector);
}

static void a_form_and_a_get_have_their_places_too(void **state)
{
    struct testing_custom s;
    (void)state;
    testing_custom_open_unsigned(
        &s,
        "{" TESTING_CUSTOM_URL
        ",\"request\":{\"type\":\"form\",\"body\":{\"To\":\"{{to}}\",\"Body\":\"{{text}}\",\"n\":1}}}",
        "bearer_token", "t0k");
    assert_int_equal(testing_custom_send(&s, "a&b"), CHANNEL_OK);
    assert_non_null(strstr(s.asked, "content-type: application/x-www-form-urlencoded\n"));
    assert_non_null(strstr(s.asked, "authorization: Bearer t0k\n"));
    assert_non_null(strstr(s.asked, "\n\nTo=%2B49+30%2F1&Body=a%26b&n=1"));
    channel_close(s.connector);
    testing_custom_open_unsigned(
        &s,
        "{\"send_url\":\"http://sms.example/send?to={{to}}&m={{text}}\",\"method\":\"GET\","
        "\"auth_user\":\"ann\"}",
        "auth_password", "pass");
    assert_int_equal(testing_custom_send(&s, "a b"), CHANNEL_OK);
    assert_string_equal(s.asked,
                        "GET http://sms.example/send?to=%2B49%2030%2F1&m=a%20b\nidempotency-key: dlv_1\n"
                        "authorization: Basic YW5uOnBhc3M=\n\n");
    channel_close(s.connector);
}

static void an_address_does_not_lead_elsewhere(void **state)
{
    static const char *const addresses[] = {"..", ".", "a", "..a", "../b"};
    struct testing_custom s;
    struct channel_fault fault = {0};
    (void)state;
    testing_custom_open_unsigned(&s, "{\"send_url\":\"https://x.example/rooms/{{to}}?q={{to}}\"}", NULL,
                                 NULL);
    for (int i = 0; i < 5; i++) {
        struct channel_message m = {
            .id = VIEW("d"), .to = view_from(addresses[i]), .text = VIEW("x"), .deadline_us = CHANNEL_NEVER};
        assert_int_equal(channel_send(s.connector, &m, &fault), i < 2 ? CHANNEL_REFUSED : CHANNEL_OK);
        if (i >= 2)
            testing_custom_answer_with(&s, 200, "");
    }
    assert_non_null(strstr(s.asked, "https://x.example/rooms/..%2Fb?q=..%2Fb"));
    channel_close(s.connector);
}

static void files_and_choices_are_lists(void **state)
{
    struct testing_custom s;
    struct channel_fault fault = {0};
    struct channel_attachment file = {.id = VIEW("f1"),
                                      .name = VIEW("a.png"),
                                      .type = VIEW("image/png"),
                                      .url = VIEW("https://x/f"),
                                      .size = 9};
    struct channel_choice choice = {.title = VIEW("Yes")};
    (void)state;
    testing_custom_open_unsigned(
        &s,
        "{" TESTING_CUSTOM_URL
        ",\"request\":{\"body\":[\"{{attachments}}\",\"{{attachment_url}}\",\"{{choices}}\",\"{{text}}\"]}}",
        NULL, NULL);
    struct channel_message m = {.id = VIEW("d"),
                                .to = VIEW("t"),
                                .attachments = &file,
                                .attachment_count = 1,
                                .choices = &choice,
                                .choice_count = 1,
                                .deadline_us = CHANNEL_NEVER};
    assert_int_equal(channel_send(s.connector, &m, &fault), CHANNEL_OK);
    assert_non_null(strstr(
        s.asked, "\n\n[[{\"id\":\"f1\",\"name\":\"a.png\",\"type\":\"image/png\",\"url\":\"https://x/f\","
                 "\"size\":9}],\"https://x/f\",[{\"title\":\"Yes\",\"payload\":\"Yes\"}]]"));
    channel_close(s.connector);
    assert_non_null(strstr(s.heard, "dropped 1\nd unknown"));
}

// ---- answers

struct answer_case {
    int status;
    const char *body, *expected;
};

static void expect_answers(const char *config, const struct answer_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct testing_custom s;
        testing_custom_open_unsigned(&s, config, NULL, NULL);
        assert_int_equal(testing_custom_send(&s, "x"), CHANNEL_OK);
        testing_custom_answer_with(&s, cases[i].status, cases[i].body);
        if (strncmp(s.heard, cases[i].expected, strlen(cases[i].expected)) != 0)
            fail_msg("%d %s: %s", cases[i].status, cases[i].body, s.heard);
        channel_close(s.connector);
    }
}

static void statuses_have_their_classes(void **state)
{
    static const struct answer_case cases[] = {
        {200, "", "dlv_1 sent id= "},
        {202, "no json", "dlv_1 sent id= "},
        {200, "{\"id\":17}", "dlv_1 sent id=17 "},
        {429, "", "dlv_1 retry id= code=http-429 text=The provider answered 429. after=7"},
        {401, "", "dlv_1 retry "},
        {503, "", "dlv_1 retry "},
        {302, "", "dlv_1 failed "},
        {422, "{\"error\":{\"code\":\"E7\",\"message\":\"No.\"}}", "dlv_1 failed id= code=E7 text=No. "},
        {500, "", "dlv_1 unknown "},
        {0, "", "dlv_1 unknown "},
    };
    static const struct answer_case idempotent[] = {{500, "", "dlv_1 retry "}, {502, "", "dlv_1 retry "}};
    (void)state;
    expect_answers("{" TESTING_CUSTOM_URL "}", cases, sizeof(cases) / sizeof(cases[0]));
    expect_answers("{" TESTING_CUSTOM_URL ",\"idempotent\":true}", idempotent, 2);
}

static void a_configuration_says_what_an_answer_means(void **state)
{
    static const struct answer_case cases[] = {
        {200, "{\"ok\":true,\"ts\":\"1.2\"}", "dlv_1 sent id=1.2 "},
        {200, "{\"ok\":false,\"error\":\"ratelimited\"}", "dlv_1 retry id= code=ratelimited "},
        {200, "{\"ok\":false,\"error\":\"channel_not_found\"}", "dlv_1 failed id= code=channel_not_found "},
        {409, "", "dlv_1 sent "},
        {404, "", "dlv_1 retry "},
        {502, "", "dlv_1 failed "},
    };
    (void)state;
    expect_answers(
        "{" TESTING_CUSTOM_URL
        ",\"answer\":{\"id\":\"/ts\",\"code\":\"/error\",\"status\":{\"pointer\":\"/error\",\"or\":"
        "\"/ok\"},\"sent\":\"true\",\"retry\":[\"rate*\"],\"failed\":\"*\",\"sent_statuses\":[409],"
        "\"retry_statuses\":[404],\"failed_statuses\":[\"5xx\"]}}",
        cases, sizeof(cases) / sizeof(cases[0]));
}

static void without_an_idempotent_provider_it_does_not_say_that_it_is(void **state)
{
    struct testing_custom s;
    (void)state;
    testing_custom_open_unsigned(&s, "{" TESTING_CUSTOM_URL "}", NULL, NULL);
    assert_false(channel_abilities(s.connector) & CHANNEL_IDEMPOTENT);
    assert_true(channel_abilities(s.connector) & CHANNEL_CHOICES);
    channel_close(s.connector);
    testing_custom_open_unsigned(&s, "{" TESTING_CUSTOM_URL ",\"idempotent\":true}", NULL, NULL);
    assert_true(channel_abilities(s.connector) & CHANNEL_IDEMPOTENT);
    channel_close(s.connector);
}

static void it_says_what_its_configuration_can(void **state)
{
    static const struct {
        const char *config;
        uint32_t has, lacks;
    } cases[] = {
        {"{" TESTING_CUSTOM_URL "}", CHANNEL_ATTACHMENTS | CHANNEL_CHOICES, // nobody could check who calls
         CHANNEL_IDEMPOTENT | CHANNEL_RECEIVES | CHANNEL_RECEIPTS | CHANNEL_READS},
        {"{" TESTING_CUSTOM_URL "}",
         CHANNEL_RECEIVES | CHANNEL_RECEIPTS | CHANNEL_READS | CHANNEL_ATTACHMENTS | CHANNEL_CHOICES,
         CHANNEL_IDEMPOTENT},
        {"{" TESTING_CUSTOM_URL ",\"signature\":{\"scheme\":\"none\"}}", CHANNEL_RECEIVES, 0},
        {"{" TESTING_CUSTOM_URL ",\"in\":{\"message\":{\"id\":\"/id\",\"from\":\"/from\"}}}",
         CHANNEL_RECEIVES, CHANNEL_RECEIPTS | CHANNEL_READS},
        {"{" TESTING_CUSTOM_URL
         ",\"in\":{\"receipt\":{\"id\":\"/id\",\"state\":\"/s\",\"states\":{\"sent\":[\"ok\"]}}}}",
         CHANNEL_RECEIPTS, CHANNEL_RECEIVES | CHANNEL_READS},
        {"{" TESTING_CUSTOM_URL
         ",\"request\":{\"body\":{\"t\":\"{{text}}\",\"f\":\"{{ attachment_url }}\"}}}",
         CHANNEL_ATTACHMENTS, CHANNEL_CHOICES},
        {"{" TESTING_CUSTOM_URL ",\"method\":\"GET\"}", CHANNEL_RECEIVES,
         CHANNEL_ATTACHMENTS | CHANNEL_CHOICES},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct testing_custom s;
        testing_custom_open_unsigned(&s, cases[i].config, i == 0 ? NULL : "webhook_secret",
                                     TESTING_CUSTOM_SECRET);
        uint32_t set = channel_abilities(s.connector);
        if ((set & cases[i].has) != cases[i].has || (set & cases[i].lacks) != 0)
            fail_msg("%s: %x", cases[i].config, set);
        channel_close(s.connector);
    }
}

// ---- in

static void slack_like_events_are_taken_apart(void **state)
{
    struct testing_custom s;
    (void)state;
    testing_custom_open_unsigned(
        &s,
        "{" TESTING_CUSTOM_URL
        ",\"signature\":{\"scheme\":\"none\"},\"in\":{\"items\":\"/event\",\"challenge\":\"/challenge\","
        "\"kind\":{\"pointer\":\"/type\",\"message\":[\"message\",\"app_*\"],\"ignore\":\"reaction_*\"},"
        "\"message\":{\"id\":\"/ts\",\"from\":{\"pointer\":\"/user\",\"strip_prefix\":\"U-\"},\"text\":\"/"
        "text\","
        "\"at\":\"/ts\",\"name\":\"/profile/name\",\"attachments\":\"/files\",\"attachment\":{\"url\":\"/u\","
        "\"type\":\"/m\"},\"metadata\":{\"channel\":\"/channel\",\"thread\":\"/thread_ts\"}}}}",
        NULL, NULL);
    assert_int_equal(
        testing_custom_hear(
            &s, "{\"event\":{\"type\":\"message\",\"user\":\"U-7\",\"text\":\"hi \\u20ac\",\"ts\":"
                "\"1614265330.5\",\"channel\":\"C1\",\"profile\":{\"name\":\"Ann\"},\"files\":[{\"u\":"
                "\"https://x/1\",\"m\":\"image/png\"},{\"no\":1}]}}"),
        CHANNEL_OK);
    assert_string_equal(s.heard,
                        "1614265330.5 from 7 (Ann): hi \xe2\x82\xac payload= files=[{\"url\":\"https://x/1\","
                        "\"type\":\"image/png\"}] meta={\"channel\":\"C1\"} at=1614265330500000 mark=1\n");
    s.heard[0] = '\0';
    testing_custom_hear(&s, "{\"type\":\"url_verification\",\"challenge\":\"echo me\"}");
    assert_string_equal(s.answer, "echo me");
    testing_custom_hear(&s, "{\"event\":{\"type\":\"reaction_added\"}}");
    assert_string_equal(s.heard, "");
    testing_custom_hear(&s, "{\"event\":{\"type\":\"team_join\"}}");
    testing_custom_hear(&s, "{\"event\":{\"type\":\"message\",\"ts\":\"1\"}}");
    testing_custom_hear(&s, "{\"what\":1}");
    assert_string_equal(s.heard,
                        "unknown team_join: {\"type\":\"team_join\"}\nunknown message without author: "
                        "{\"type\":\"message\",\"ts\":\"1\"}\nunknown a body without items: {\"what\":1}\n");
    channel_close(s.connector);
}

static void plain_messages_and_receipts_need_no_mapping(void **state)
{
    struct testing_custom s;
    (void)state;
    testing_custom_open_unsigned(&s, "{" TESTING_CUSTOM_URL ",\"signature\":{\"scheme\":\"none\"}}", NULL,
                                 NULL);
    testing_custom_hear(
        &s, "{\"messages\":[{\"id\":1,\"from\":\"ann\",\"text\":\"a\",\"at\":\"2021-02-25T15:02:10Z\"}],"
            "\"receipts\":[{"
            "\"id\":\"p1\",\"state\":\"seen\"},{\"id\":\"p1\",\"state\":\"sent\"},{\"delivery\":\"dlv_1\","
            "\"state\":\"failed\",\"code\":7},{"
            "\"id\":\"p2\","
            "\"state\":\"queued\"},{\"id\":\"p3\",\"state\":\"lost\"},{\"state\":\"read\"}]}");
    assert_string_equal(
        s.heard,
        "1 from ann (): a payload= files= meta= at=1614265330000000 mark=1\np1/ read code=\np1/ sent code=\n"
        "/dlv_1 bounced code=7\nunknown receipt of an unknown state: {\"id\":\"p3\",\"state\":\"lost\"}\n"
        "unknown receipt without id: {\"state\":\"read\"}\n");
    s.heard[0] = '\0';
    assert_int_equal(testing_custom_hear(&s, "{\"messages\":[]}"), CHANNEL_OK);
    assert_string_equal(s.heard, "");
    s.is_deaf = true;
    assert_int_equal(testing_custom_hear(&s, "{\"messages\":[{\"id\":2,\"from\":\"ann\"}]}"), CHANNEL_BUSY);
    channel_close(s.connector);
}

static void a_form_is_an_object_of_texts(void **state)
{
    static const struct channel_header none[1];
    struct testing_custom s;
    (void)state;
    testing_custom_open_unsigned(
        &s,
        "{" TESTING_CUSTOM_URL
        ",\"signature\":{\"scheme\":\"none\"},\"in\":[{\"items\":\"\",\"message\":{\"id\":\"/Sid\",\"from\":"
        "{\"pointer\":\"/From\",\"strip_prefix\":\"whatsapp:\",\"strip_suffix\":\"@x\"},\"text\":\"/"
        "Body\",\"attachments\":\"/Url\"}}]}",
        NULL, NULL);
    const char *type = "application/x-www-form-urlencoded; charset=utf-8";
    testing_custom_hear_as(
        &s, type, "Sid=S1&From=whatsapp%3A%2B4930%40x&Body=a+b&Url=https://x/1&Url=https://x/2", none, 0);
    assert_string_equal(
        s.heard, "S1 from +4930 (): a b payload= files=[{\"url\":\"https://x/1\"},{\"url\":\"https://x/2\"}] "
                 "meta= at=0 mark=1\n");
    s.heard[0] = '\0';
    assert_int_equal(testing_custom_hear_as(&s, type, "a=%zz", none, 0), CHANNEL_REFUSED);
    assert_int_equal(testing_custom_hear_as(&s, type, "", none, 0), CHANNEL_REFUSED);
    assert_int_equal(testing_custom_hear(&s, "<xml/>"), CHANNEL_REFUSED);
    assert_int_equal(testing_custom_hear(&s, "7"), CHANNEL_REFUSED);
    assert_string_equal(s.heard, "refused body\nrefused body\nrefused body\nrefused body\n");
    channel_close(s.connector);
}

static void a_thousand_updates_are_taken_whole(void **state)
{
    struct testing_custom s;
    struct buffer body;
    (void)state;
    testing_custom_open_unsigned(&s, "{" TESTING_CUSTOM_URL ",\"signature\":{\"scheme\":\"none\"}}", NULL,
                                 NULL);
    buffer_init(&body, 1 << 20);
    buffer_append_view(&body, VIEW("{\"messages\":["));
    for (int i = 0; i < 1000; i++)
        buffer_printf(&body, "%s{\"id\":\"m%d\",\"from\":\"ann\",\"text\":\"number %d\"}", i == 0 ? "" : ",",
                      i, i);
    buffer_append(&body, "]}", 3);
    assert_int_equal(testing_custom_hear(&s, body.data), CHANNEL_OK);
    struct connector_figures figures;
    channel_figures(s.connector, &figures);
    assert_int_equal(figures.received, 1000);
    buffer_free(&body);
    channel_close(s.connector);
}

// ---- configurations

static void what_is_wrong_is_named_by_its_place(void **state)
{
    static const struct {
        const char *member, *field;
    } wrong[] = {
        {"\"send_url\":\"ftp://x/\"", "send_url"},
        {"\"send_url\":\"https://{{to}}/x\"", "send_url"},
        {"\"send_url\":\"https://u:p@x/\"", "send_url"},
        {"\"send_url\":\"https://x/{{too}}\"", "send_url"},
        {"\"send_url\":\"https://x/ y\"", "send_url"},
        {"\"method\":\"DELETE\"", "method"},
        {"\"request\":[]", "request"},
        {"\"request\":{\"bodi\":1}", "request/bodi"},
        {"\"request\":{\"body\":{\"a\":[{\"b\":\"{{nobody}}\"}]}}", "request/body/a/0/b"},
        {"\"request\":{\"body\":{\"a\":\"{{\"}}", "request/body/a"},
        {"\"request\":{\"headers\":{\"X-A\":\"{{nobody}}\"}}", "request/headers/X-A"},
        {"\"request\":{\"headers\":{\"Host\":\"x\"}}", "request/headers"},
        {"\"request\":{\"type\":\"xml\"}", "request/type"},
        {"\"request\":{\"type\":\"form\",\"body\":{\"a\":{}}}", "request/body"},
        {"\"answer\":{\"id\":\"id\"}", "answer/id"},
        {"\"answer\":{\"sent\":\"ok\"}", "answer/status"},
        {"\"answer\":{\"retry_statuses\":[429,7]}", "answer/retry_statuses/1"},
        {"\"in\":[]", "in"},
        {"\"in\":{}", "in/message"},
        {"\"in\":{\"items\":\"a\",\"message\":{\"id\":\"/i\",\"from\":\"/f\"}}", "in/items"},
        {"\"in\":[{\"message\":{\"id\":\"/i\",\"from\":\"/f\"}},{\"message\":{\"id\":\"/i\"}}]",
         "in/1/message/from"},
        {"\"in\":{\"message\":{\"from\":\"/f\"}}", "in/message/id"},
        {"\"in\":{\"message\":{\"id\":{\"or\":\"/a\"},\"from\":\"/f\"}}", "in/message/id/pointer"},
        {"\"in\":{\"message\":{\"id\":\"/i\",\"from\":\"/f\"},\"receipt\":{\"id\":\"/i\",\"state\":\"/s\"}}",
         "in/kind"},
        {"\"in\":{\"message\":{\"id\":\"/i\",\"from\":\"/f\"},\"kind\":{\"message\":\"m\"}}",
         "in/kind/pointer"},
        {"\"in\":{\"message\":{\"id\":\"/i\",\"from\":\"/f\"},\"kind\":{\"pointer\":\"/"
         "t\",\"receipt\":\"m\"}}",
         "in/receipt"},
        {"\"in\":{\"receipt\":{\"id\":\"/i\"}}", "in/receipt/state"},
        {"\"in\":{\"receipt\":{\"state\":\"/i\"}}", "in/receipt/id"},
        {"\"in\":{\"receipt\":{\"id\":\"/i\",\"state\":\"/s\",\"states\":{\"gone\":\"x\"}}}",
         "in/receipt/states/gone"},
        {"\"in\":{\"receipt\":{\"id\":\"/i\",\"state\":\"/s\",\"states\":{\"read\":[\"a\",1]}}}",
         "in/receipt/states/read/1"},
        {"\"signature\":{\"scheme\":\"magic\"}", "signature/scheme"},
        {"\"signature\":{\"scheme\":\"hmac\"}", "signature/header"},
        {"\"signature\":{\"header\":\"x\",\"algorithm\":\"md5\"}", "signature/algorithm"},
        {"\"signature\":{\"header\":\"x\",\"encoding\":\"octal\"}", "signature/encoding"},
        {"\"signature\":{\"header\":\"x\",\"signed\":\"time\"}", "signature/signed"},
        {"\"signature\":{\"header\":\"x\",\"signed\":\"timestamp.body\"}", "signature/timestamp_header"},
        {"\"auth_user\":\"x\"", "auth_user"},
        {"\"auth_header\":\"X-A\"", "auth_header"},
        {"\"auth_header\":\"X A\"", "auth_header"},
        {"\"idempotency_header\":\"a:\"", "idempotency_header"},
        {"\"media_url\":\"https://x/a\"", "media_url"},
        {"\"probe_url\":\"x\"", "probe_url"},
    };
    static const struct channel_secret secrets[] = {{{"bearer_token", 12}, {"t", 1}}};
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct testing_custom s;
        struct channel_fault fault = {0};
        char config[1024];
        snprintf(config, sizeof(config), "{" TESTING_CUSTOM_URL ",%s}", wrong[i].member);
        int r = testing_custom_open_with(&s, config, secrets, 1, &fault);
        if (r != CHANNEL_REFUSED || strcmp(fault.field, wrong[i].field) != 0 || fault.text[0] == '\0')
            fail_msg("%s: %d, blamed %s: %s", wrong[i].member, r, fault.field, fault.text);
    }
}

static void secrets_that_are_none_are_refused(void **state)
{
    static const struct {
        const char *name, *value;
    } wrong[] = {{"signing_secret", "whsec_!!"},
                 {"signing_secret", "whsec_a"},
                 {"signing_secret", "whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
                 {"webhook_secret", "whpk_AAAA"},
                 {"webhook_secret", "\n\n"},
                 {"bearer_token", "a\r\nb"}};
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct testing_custom s;
        struct channel_fault fault = {0};
        struct channel_secret secrets[] = {{view_from(wrong[i].name), view_from(wrong[i].value)}};
        assert_int_equal(testing_custom_open_with(&s, "{" TESTING_CUSTOM_URL "}", secrets, 1, &fault),
                         CHANNEL_REFUSED);
        assert_string_equal(fault.field, wrong[i].name);
        assert_null(strstr(fault.text, wrong[i].value));
    }
}

// ---- probes and files

static void a_probe_asks_and_tells(void **state)
{
    struct testing_custom s;
    struct channel_fault fault = {0};
    (void)state;
    testing_custom_open_unsigned(&s, "{" TESTING_CUSTOM_URL ",\"probe_url\":\"https://shop.example/me\"}",
                                 "bearer_token", "t0k");
    const struct channel_probe *probe = channel_facet(s.connector, CHANNEL_FACET_PROBE);
    static const int statuses[] = {200, 401, 503, 404};
    for (int i = 0; i < 4; i++) {
        channel_enter(s.connector);
        assert_int_equal(probe->probe(channel_state(s.connector), 5000000, &fault), CHANNEL_OK);
        channel_leave(s.connector);
        testing_custom_answer_with(&s, statuses[i], "");
    }
    assert_string_equal(s.asked, "GET https://shop.example/me\nauthorization: Bearer t0k\n\n");
    assert_string_equal(
        s.heard, "probed 0  \nprobed 1  the provider answered 401: it does not know us\n"
                 "probed 2  the provider answered 503\nprobed 1 probe_url the provider answered 404\n");
    channel_close(s.connector);
}

static void only_files_of_the_provider_are_fetched_with_our_name(void **state)
{
    struct testing_custom s;
    char text[256];
    (void)state;
    testing_custom_open_unsigned(&s, "{" TESTING_CUSTOM_URL ",\"media_url\":\"https://shop.example/files/\"}",
                                 "bearer_token", "t0k");
    const struct channel_media *media = channel_facet(s.connector, CHANNEL_FACET_MEDIA);
    void *state_of = channel_state(s.connector);
    assert_int_equal(media->headers(state_of, VIEW("https://shop.example/files/1"), text, sizeof(text)),
                     CHANNEL_OK);
    assert_string_equal(text, "authorization: Bearer t0k");
    assert_int_equal(media->headers(state_of, VIEW("https://shop.example/other"), text, sizeof(text)),
                     CHANNEL_NONE);
    assert_int_equal(media->headers(state_of, VIEW("https://shop.example/files/1"), text, 10), CHANNEL_NONE);
    channel_close(s.connector);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_being_told_otherwise_it_is_plain_json_signed),
        cmocka_unit_test(a_template_says_what_is_sent),
        cmocka_unit_test(a_form_and_a_get_have_their_places_too),
        cmocka_unit_test(an_address_does_not_lead_elsewhere),
        cmocka_unit_test(files_and_choices_are_lists),
        cmocka_unit_test(statuses_have_their_classes),
        cmocka_unit_test(a_configuration_says_what_an_answer_means),
        cmocka_unit_test(without_an_idempotent_provider_it_does_not_say_that_it_is),
        cmocka_unit_test(it_says_what_its_configuration_can),
        cmocka_unit_test(slack_like_events_are_taken_apart),
        cmocka_unit_test(plain_messages_and_receipts_need_no_mapping),
        cmocka_unit_test(a_form_is_an_object_of_texts),
        cmocka_unit_test(a_thousand_updates_are_taken_whole),
        cmocka_unit_test(what_is_wrong_is_named_by_its_place),
        cmocka_unit_test(secrets_that_are_none_are_refused),
        cmocka_unit_test(a_probe_asks_and_tells),
        cmocka_unit_test(only_files_of_the_provider_are_fetched_with_our_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
