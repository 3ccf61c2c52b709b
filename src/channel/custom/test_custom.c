// SPDX-License-Identifier: Apache-2.0
// What goes out and what comes in, by configuration. The host is of the test: it keeps what it is asked.
#include "base/log.h"
#include "base/testing.h"
#include "channel/connector.h"
#include "channel/custom/custom.h"
#include "channel/custom/custom_sign.h"
#include "channel/facets.h"
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define URL "\"send_url\":\"https://shop.example/api\""

struct scene {
    struct clock_simulated clock;
    struct connector *connector;
    char asked[8192]; // method, address, headers, body of the last request
    uint64_t tag;
    int64_t deadline_us;
    char heard[4096]; // one line an event
    char answer[64];
    bool is_deaf;
};

__attribute__((format(printf, 2, 3))) static void note(struct scene *s, const char *format, ...)
{
    size_t at = strlen(s->heard);
    va_list args;
    va_start(args, format);
    vsnprintf(s->heard + at, sizeof(s->heard) - at, format, args);
    va_end(args);
    at = strlen(s->heard);
    snprintf(s->heard + at, sizeof(s->heard) - at, "\n");
}

// ---- the host

static int received(void *ctx, struct connector *c, const struct channel_received *in)
{
    struct scene *s = ctx;
    (void)c;
    if (s->is_deaf)
        return CHANNEL_BUSY;
    note(s, "%.*s from %.*s (%.*s): %.*s payload=%.*s files=%.*s meta=%.*s at=%lld mark=%lld",
         VIEW_ARG(in->provider_id), VIEW_ARG(in->from), VIEW_ARG(in->from_name), VIEW_ARG(in->text),
         VIEW_ARG(in->payload), VIEW_ARG(in->attachments), VIEW_ARG(in->metadata), (long long)in->at_us,
         (long long)in->mark);
    return CHANNEL_OK;
}

static void ended(void *ctx, struct connector *c, const struct channel_ended *end, bool is_late)
{
    static const char *const names[] = {"?", "sent", "retry", "failed", "cancelled", "unknown"};
    (void)c;
    (void)is_late;
    note(ctx, "%.*s %s id=%.*s code=%.*s text=%.*s after=%lld", VIEW_ARG(end->id), names[end->end],
         VIEW_ARG(end->provider_id), VIEW_ARG(end->code), VIEW_ARG(end->text), (long long)end->retry_us);
}

static void moved(void *ctx, struct connector *c, const struct channel_moved *m)
{
    static const char *const names[] = {"?", "delivered", "read", "bounced", "sent"};
    (void)c;
    note(ctx, "%.*s/%.*s %s code=%.*s", VIEW_ARG(m->provider_id), VIEW_ARG(m->id), names[m->state],
         VIEW_ARG(m->code));
}

static void wake(void *ctx, struct connector *c)
{
    (void)ctx;
    (void)c;
}

static int ask(void *seat, const struct channel_http_request *r)
{
    struct scene *s = channel_context(seat);
    int at = snprintf(s->asked, sizeof(s->asked), "%.*s %.*s\n", VIEW_ARG(r->method), VIEW_ARG(r->url));
    for (uint32_t i = 0; i < r->header_count; i++)
        at += snprintf(s->asked + at, sizeof(s->asked) - (size_t)at, "%.*s: %.*s\n",
                       VIEW_ARG(r->headers[i].name), VIEW_ARG(r->headers[i].value));
    snprintf(s->asked + at, sizeof(s->asked) - (size_t)at, "\n%.*s", VIEW_ARG(r->body));
    s->tag = r->tag;
    s->deadline_us = r->deadline_us;
    return CHANNEL_OK;
}

static void drop(void *seat, uint64_t tag)
{
    note(channel_context(seat), "dropped %d", (int)tag);
}

static void tell_unknown(void *seat, struct view kind, struct view sample)
{
    note(channel_context(seat), "unknown %.*s: %.*s", VIEW_ARG(kind), VIEW_ARG(sample));
}

static int answer(void *seat, struct view type, struct view body)
{
    struct scene *s = channel_context(seat);
    (void)type;
    snprintf(s->answer, sizeof(s->answer), "%.*s", VIEW_ARG(body));
    return CHANNEL_OK;
}

static void tell_probed(void *seat, int outcome, const struct channel_fault *fault)
{
    note(channel_context(seat), "probed %d %s %s", outcome, fault->field, fault->text);
}

static struct view place(void *seat)
{
    (void)seat;
    return VIEW("https://hub.example/webhook/sms/c");
}

static const void *facet(void *ctx, const char *name)
{
    static const struct channel_http http = {CHANNEL_VERSION, sizeof(http), ask, drop};
    static const struct channel_unknown unknown = {CHANNEL_VERSION, sizeof(unknown), tell_unknown};
    static const struct channel_answering answering = {CHANNEL_VERSION, sizeof(answering), answer};
    static const struct channel_probed probed = {CHANNEL_VERSION, sizeof(probed), tell_probed};
    static const struct channel_place places = {CHANNEL_VERSION, sizeof(places), place};
    const struct {
        const char *name;
        const void *table;
    } known[] = {{CHANNEL_HOST_HTTP, &http},
                 {CHANNEL_HOST_UNKNOWN, &unknown},
                 {CHANNEL_HOST_ANSWER, &answering},
                 {CHANNEL_HOST_PROBED, &probed},
                 {CHANNEL_HOST_PLACE, &places}};
    (void)ctx;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(name, known[i].name) == 0)
            return known[i].table;
    return NULL;
}

static const struct connector_owner owner = {
    .received = received, .ended = ended, .moved = moved, .wake = wake, .facet = facet};

// ---- a connector

static int open_with(struct scene *s, const char *config, const struct channel_secret *secrets, size_t count,
                     struct channel_fault *fault)
{
    *s = (struct scene){.clock = {.wall_us = INT64_C(1614265330) * 1000000, .mono_us = 1000000}};
    log_set_level(LOG_ERROR);
    return channel_open(&(struct connector_config){.ops = &custom_ops,
                                                   .owner = &owner,
                                                   .ctx = s,
                                                   .clock = clock_simulate(&s->clock),
                                                   .id = VIEW("c"),
                                                   .fields = {view_from(config), secrets, count}},
                        fault, &s->connector);
}

static void open_good(struct scene *s, const char *config)
{
    static const struct channel_secret secrets[] = {{{"signing_secret", 14}, {SECRET, sizeof(SECRET) - 1}}};
    struct channel_fault fault = {0};
    if (open_with(s, config, secrets, 1, &fault) != CHANNEL_OK)
        fail_msg("%s: %s", fault.field, fault.text);
}

static void open_unsigned(struct scene *s, const char *config, const char *secret, const char *value)
{
    const struct channel_secret secrets[] = {{view_from(secret), view_from(value)}};
    struct channel_fault fault = {0};
    if (open_with(s, config, secrets, secret == NULL ? 0 : 1, &fault) != CHANNEL_OK)
        fail_msg("%s: %s", fault.field, fault.text);
}

static int send_text(struct scene *s, const char *text)
{
    struct channel_fault fault = {0};
    return channel_send(s->connector,
                        &(struct channel_message){.id = VIEW("dlv_1"),
                                                  .to = VIEW("+49 30/1"),
                                                  .conversation = VIEW("sess_1"),
                                                  .text = view_from(text),
                                                  .attempt = 1,
                                                  .deadline_us = s->clock.mono_us + 30000000},
                        &fault);
}

static void answer_with(struct scene *s, int status, const char *body)
{
    const struct channel_http_client *client = channel_facet(s->connector, CHANNEL_FACET_HTTP);
    struct channel_http_answer a = {.size = sizeof(a),
                                    .tag = s->tag,
                                    .end = CHANNEL_HTTP_ANSWERED,
                                    .status = status,
                                    .body = view_from(body),
                                    .retry_after_us = status == 429 ? 7 : 0};
    channel_enter(s->connector);
    client->answered(channel_state(s->connector), &a);
    channel_leave(s->connector);
}

// ---- out

static void without_being_told_otherwise_it_is_plain_json_signed(void **state)
{
    struct scene s;
    (void)state;
    open_good(&s, "{" URL ",\"timeout_ms\":500}");
    assert_int_equal(send_text(&s, "say \"hi\""), CHANNEL_OK);
    assert_string_equal(
        s.asked,
        "POST https://shop.example/api\ncontent-type: application/json\nidempotency-key: dlv_1\n"
        "webhook-id: dlv_1\nwebhook-timestamp: 1614265330\n"
        "webhook-signature: v1,yyW+n46XoDyOTBMeK25g6kXWdARgqMp8K19fSl5lFe0=\n\n"
        "{\"id\":\"dlv_1\",\"to\":\"+49 30/1\",\"conversation\":\"sess_1\",\"text\":\"say \\\"hi\\\"\"}");
    assert_int_equal(s.deadline_us, 1500000);
    answer_with(&s, 200, "{\"id\":\"p1\"}");
    assert_string_equal(s.heard, "dlv_1 sent id=p1 code= text= after=0\n");
    channel_close(s.connector);
}

static void a_template_says_what_is_sent(void **state)
{
    struct scene s;
    (void)state;
    open_unsigned(
        &s,
        "{\"send_url\":\"https://shop.example/rooms/{{to}}/messages?n={{attempt}}\",\"method\":\"PUT\","
        "\"idempotency_header\":\"X-Once\",\"auth_header\":\"X-Key\","
        "\"request\":{\"headers\":{\"X-Room\":\"{{to}}\"},\"body\":{\"channel\":\"{{to}}\",\"body\":{\"t\":"
        "\"<{{text}}>\"},\"back\":\"{{webhook}}\",\"at\":\"{{timestamp}}\",\"files\":\"{{attachments}}\"}}}",
        "auth_value", "k1");
    assert_int_equal(send_text(&s, "a"), CHANNEL_OK);
    assert_string_equal(s.asked,
                        "PUT https://shop.example/rooms/%2B49%2030%2F1/messages?n=1\n"
                        "content-type: application/json\nX-Once: dlv_1\nX-Key: k1\nX-Room: +49 30/1\n\n"
                        "{\"channel\":\"+49 30/1\",\"body\":{\"t\":\"<a>\"},"
                        "\"back\":\"https://hub.example/webhook/sms/c\",\"at\":1614265330}");
    channel_close(s.connector);
}

static void a_form_and_a_get_have_their_places_too(void **state)
{
    struct scene s;
    (void)state;
    open_unsigned(
        &s,
        "{" URL
        ",\"request\":{\"type\":\"form\",\"body\":{\"To\":\"{{to}}\",\"Body\":\"{{text}}\",\"n\":1}}}",
        "bearer_token", "t0k");
    assert_int_equal(send_text(&s, "a&b"), CHANNEL_OK);
    assert_non_null(strstr(s.asked, "content-type: application/x-www-form-urlencoded\n"));
    assert_non_null(strstr(s.asked, "authorization: Bearer t0k\n"));
    assert_non_null(strstr(s.asked, "\n\nTo=%2B49+30%2F1&Body=a%26b&n=1"));
    channel_close(s.connector);
    open_unsigned(&s,
                  "{\"send_url\":\"http://sms.example/send?to={{to}}&m={{text}}\",\"method\":\"GET\","
                  "\"auth_user\":\"ann\"}",
                  "auth_password", "pass");
    assert_int_equal(send_text(&s, "a b"), CHANNEL_OK);
    assert_string_equal(s.asked,
                        "GET http://sms.example/send?to=%2B49%2030%2F1&m=a%20b\nidempotency-key: dlv_1\n"
                        "authorization: Basic YW5uOnBhc3M=\n\n");
    channel_close(s.connector);
}

static void an_address_does_not_lead_elsewhere(void **state)
{
    static const char *const addresses[] = {"..", ".", "a", "..a", "../b"};
    struct scene s;
    struct channel_fault fault = {0};
    (void)state;
    open_unsigned(&s, "{\"send_url\":\"https://x.example/rooms/{{to}}?q={{to}}\"}", NULL, NULL);
    for (int i = 0; i < 5; i++) {
        struct channel_message m = {
            .id = VIEW("d"), .to = view_from(addresses[i]), .text = VIEW("x"), .deadline_us = CHANNEL_NEVER};
        assert_int_equal(channel_send(s.connector, &m, &fault), i < 2 ? CHANNEL_REFUSED : CHANNEL_OK);
        if (i >= 2)
            answer_with(&s, 200, "");
    }
    assert_non_null(strstr(s.asked, "https://x.example/rooms/..%2Fb?q=..%2Fb"));
    channel_close(s.connector);
}

static void files_and_choices_are_lists(void **state)
{
    struct scene s;
    struct channel_fault fault = {0};
    struct channel_attachment file = {.id = VIEW("f1"),
                                      .name = VIEW("a.png"),
                                      .type = VIEW("image/png"),
                                      .url = VIEW("https://x/f"),
                                      .size = 9};
    struct channel_choice choice = {.title = VIEW("Yes")};
    (void)state;
    open_unsigned(
        &s,
        "{" URL
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
        struct scene s;
        open_unsigned(&s, config, NULL, NULL);
        assert_int_equal(send_text(&s, "x"), CHANNEL_OK);
        answer_with(&s, cases[i].status, cases[i].body);
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
    expect_answers("{" URL "}", cases, sizeof(cases) / sizeof(cases[0]));
    expect_answers("{" URL ",\"idempotent\":true}", idempotent, 2);
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
        "{" URL ",\"answer\":{\"id\":\"/ts\",\"code\":\"/error\",\"status\":{\"pointer\":\"/error\",\"or\":"
        "\"/ok\"},\"sent\":\"true\",\"retry\":[\"rate*\"],\"failed\":\"*\",\"sent_statuses\":[409],"
        "\"retry_statuses\":[404],\"failed_statuses\":[\"5xx\"]}}",
        cases, sizeof(cases) / sizeof(cases[0]));
}

static void without_an_idempotent_provider_it_does_not_say_that_it_is(void **state)
{
    struct scene s;
    (void)state;
    open_unsigned(&s, "{" URL "}", NULL, NULL);
    assert_false(channel_abilities(s.connector) & CHANNEL_IDEMPOTENT);
    assert_true(channel_abilities(s.connector) & CHANNEL_CHOICES);
    channel_close(s.connector);
    open_unsigned(&s, "{" URL ",\"idempotent\":true}", NULL, NULL);
    assert_true(channel_abilities(s.connector) & CHANNEL_IDEMPOTENT);
    channel_close(s.connector);
}

static void it_says_what_its_configuration_can(void **state)
{
    static const struct {
        const char *config;
        uint32_t has, lacks;
    } cases[] = {
        {"{" URL "}", CHANNEL_ATTACHMENTS | CHANNEL_CHOICES, // nobody could check who calls
         CHANNEL_IDEMPOTENT | CHANNEL_RECEIVES | CHANNEL_RECEIPTS | CHANNEL_READS},
        {"{" URL "}",
         CHANNEL_RECEIVES | CHANNEL_RECEIPTS | CHANNEL_READS | CHANNEL_ATTACHMENTS | CHANNEL_CHOICES,
         CHANNEL_IDEMPOTENT},
        {"{" URL ",\"signature\":{\"scheme\":\"none\"}}", CHANNEL_RECEIVES, 0},
        {"{" URL ",\"in\":{\"message\":{\"id\":\"/id\",\"from\":\"/from\"}}}", CHANNEL_RECEIVES,
         CHANNEL_RECEIPTS | CHANNEL_READS},
        {"{" URL ",\"in\":{\"receipt\":{\"id\":\"/id\",\"state\":\"/s\",\"states\":{\"sent\":[\"ok\"]}}}}",
         CHANNEL_RECEIPTS, CHANNEL_RECEIVES | CHANNEL_READS},
        {"{" URL ",\"request\":{\"body\":{\"t\":\"{{text}}\",\"f\":\"{{ attachment_url }}\"}}}",
         CHANNEL_ATTACHMENTS, CHANNEL_CHOICES},
        {"{" URL ",\"method\":\"GET\"}", CHANNEL_RECEIVES, CHANNEL_ATTACHMENTS | CHANNEL_CHOICES},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct scene s;
        open_unsigned(&s, cases[i].config, i == 0 ? NULL : "webhook_secret", SECRET);
        uint32_t set = channel_abilities(s.connector);
        if ((set & cases[i].has) != cases[i].has || (set & cases[i].lacks) != 0)
            fail_msg("%s: %x", cases[i].config, set);
        channel_close(s.connector);
    }
}

// ---- in

static int hear_as(struct scene *s, const char *type, const char *body, const struct channel_header *more,
                   uint32_t count)
{
    const struct channel_webhook *webhook = channel_facet(s->connector, CHANNEL_FACET_WEBHOOK);
    struct channel_header headers[8] = {{VIEW("content-type"), view_from(type)}};
    struct channel_fault fault = {0};
    memcpy(headers + 1, more, count * sizeof(*more));
    struct channel_request request = {.size = sizeof(request),
                                      .method = VIEW("POST"),
                                      .body = view_from(body),
                                      .headers = headers,
                                      .header_count = count + 1};
    channel_enter(s->connector);
    int r = webhook->receive(channel_state(s->connector), &request, &fault);
    channel_leave(s->connector);
    if (r == CHANNEL_REFUSED)
        note(s, "refused %s", fault.field);
    return r;
}

static int hear(struct scene *s, const char *body)
{
    static const struct channel_header none[1];
    return hear_as(s, "application/json", body, none, 0);
}

static void slack_like_events_are_taken_apart(void **state)
{
    struct scene s;
    (void)state;
    open_unsigned(
        &s,
        "{" URL
        ",\"signature\":{\"scheme\":\"none\"},\"in\":{\"items\":\"/event\",\"challenge\":\"/challenge\","
        "\"kind\":{\"pointer\":\"/type\",\"message\":[\"message\",\"app_*\"],\"ignore\":\"reaction_*\"},"
        "\"message\":{\"id\":\"/ts\",\"from\":{\"pointer\":\"/user\",\"strip_prefix\":\"U-\"},\"text\":\"/"
        "text\","
        "\"at\":\"/ts\",\"name\":\"/profile/name\",\"attachments\":\"/files\",\"attachment\":{\"url\":\"/u\","
        "\"type\":\"/m\"},\"metadata\":{\"channel\":\"/channel\",\"thread\":\"/thread_ts\"}}}}",
        NULL, NULL);
    assert_int_equal(
        hear(&s, "{\"event\":{\"type\":\"message\",\"user\":\"U-7\",\"text\":\"hi \\u20ac\",\"ts\":"
                 "\"1614265330.5\",\"channel\":\"C1\",\"profile\":{\"name\":\"Ann\"},\"files\":[{\"u\":"
                 "\"https://x/1\",\"m\":\"image/png\"},{\"no\":1}]}}"),
        CHANNEL_OK);
    assert_string_equal(s.heard,
                        "1614265330.5 from 7 (Ann): hi \xe2\x82\xac payload= files=[{\"url\":\"https://x/1\","
                        "\"type\":\"image/png\"}] meta={\"channel\":\"C1\"} at=1614265330500000 mark=1\n");
    s.heard[0] = '\0';
    hear(&s, "{\"type\":\"url_verification\",\"challenge\":\"echo me\"}");
    assert_string_equal(s.answer, "echo me");
    hear(&s, "{\"event\":{\"type\":\"reaction_added\"}}");
    assert_string_equal(s.heard, "");
    hear(&s, "{\"event\":{\"type\":\"team_join\"}}");
    hear(&s, "{\"event\":{\"type\":\"message\",\"ts\":\"1\"}}");
    hear(&s, "{\"what\":1}");
    assert_string_equal(s.heard,
                        "unknown team_join: {\"type\":\"team_join\"}\nunknown message without author: "
                        "{\"type\":\"message\",\"ts\":\"1\"}\nunknown a body without items: {\"what\":1}\n");
    channel_close(s.connector);
}

static void plain_messages_and_receipts_need_no_mapping(void **state)
{
    struct scene s;
    (void)state;
    open_unsigned(&s, "{" URL ",\"signature\":{\"scheme\":\"none\"}}", NULL, NULL);
    hear(&s, "{\"messages\":[{\"id\":1,\"from\":\"ann\",\"text\":\"a\",\"at\":\"2021-02-25T15:02:10Z\"}],"
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
    assert_int_equal(hear(&s, "{\"messages\":[]}"), CHANNEL_OK);
    assert_string_equal(s.heard, "");
    s.is_deaf = true;
    assert_int_equal(hear(&s, "{\"messages\":[{\"id\":2,\"from\":\"ann\"}]}"), CHANNEL_BUSY);
    channel_close(s.connector);
}

static void a_form_is_an_object_of_texts(void **state)
{
    static const struct channel_header none[1];
    struct scene s;
    (void)state;
    open_unsigned(
        &s,
        "{" URL
        ",\"signature\":{\"scheme\":\"none\"},\"in\":[{\"items\":\"\",\"message\":{\"id\":\"/Sid\",\"from\":"
        "{\"pointer\":\"/From\",\"strip_prefix\":\"whatsapp:\",\"strip_suffix\":\"@x\"},\"text\":\"/"
        "Body\",\"attachments\":\"/Url\"}}]}",
        NULL, NULL);
    const char *type = "application/x-www-form-urlencoded; charset=utf-8";
    hear_as(&s, type, "Sid=S1&From=whatsapp%3A%2B4930%40x&Body=a+b&Url=https://x/1&Url=https://x/2", none, 0);
    assert_string_equal(
        s.heard, "S1 from +4930 (): a b payload= files=[{\"url\":\"https://x/1\"},{\"url\":\"https://x/2\"}] "
                 "meta= at=0 mark=1\n");
    s.heard[0] = '\0';
    assert_int_equal(hear_as(&s, type, "a=%zz", none, 0), CHANNEL_REFUSED);
    assert_int_equal(hear_as(&s, type, "", none, 0), CHANNEL_REFUSED);
    assert_int_equal(hear(&s, "<xml/>"), CHANNEL_REFUSED);
    assert_int_equal(hear(&s, "7"), CHANNEL_REFUSED);
    assert_string_equal(s.heard, "refused body\nrefused body\nrefused body\nrefused body\n");
    channel_close(s.connector);
}

static void a_thousand_updates_are_taken_whole(void **state)
{
    struct scene s;
    struct buffer body;
    (void)state;
    open_unsigned(&s, "{" URL ",\"signature\":{\"scheme\":\"none\"}}", NULL, NULL);
    buffer_init(&body, 1 << 20);
    buffer_append_view(&body, VIEW("{\"messages\":["));
    for (int i = 0; i < 1000; i++)
        buffer_printf(&body, "%s{\"id\":\"m%d\",\"from\":\"ann\",\"text\":\"number %d\"}", i == 0 ? "" : ",",
                      i, i);
    buffer_append(&body, "]}", 3);
    assert_int_equal(hear(&s, body.data), CHANNEL_OK);
    struct connector_figures figures;
    channel_figures(s.connector, &figures);
    assert_int_equal(figures.received, 1000);
    buffer_free(&body);
    channel_close(s.connector);
}

// ---- signatures

// The standard's own example (standard-webhooks, the libraries' tests).
static void standard_webhooks_are_verified(void **state)
{
    struct scene s;
    const char *body = "{\"test\": 2432232314}";
    struct channel_header good[] = {
        {VIEW("webhook-id"), VIEW("msg_p5jXN8AQM9LWM0D4loKWxJek")},
        {VIEW("webhook-timestamp"), VIEW("1614265330")},
        {VIEW("webhook-signature"), VIEW("v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,xxx "
                                         "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")}};
    (void)state;
    open_good(&s, "{" URL "}");
    assert_int_equal(hear_as(&s, "application/json", body, good, 3), CHANNEL_OK);
    assert_int_equal(hear_as(&s, "application/json", "{\"test\": 2432232315}", good, 3), CHANNEL_REFUSED);
    assert_int_equal(hear_as(&s, "application/json", body, good, 2), CHANNEL_REFUSED);
    assert_int_equal(hear_as(&s, "application/json", body, good + 1, 2), CHANNEL_REFUSED);
    s.clock.wall_us += 300 * INT64_C(1000000);
    assert_int_equal(hear_as(&s, "application/json", body, good, 3), CHANNEL_OK);
    s.clock.wall_us += 1;
    assert_int_equal(hear_as(&s, "application/json", body, good, 3), CHANNEL_REFUSED);
    s.clock.wall_us -= 600 * INT64_C(1000000) + 2;
    assert_int_equal(hear_as(&s, "application/json", body, good, 3), CHANNEL_REFUSED);
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
    struct scene s;
    char key[128], both[256], signature[128];
    struct channel_header headers[] = {{VIEW("webhook-id"), VIEW("msg_1")},
                                       {VIEW("webhook-timestamp"), VIEW("1614265330")},
                                       {VIEW("webhook-signature"), {0}}};
    (void)state;
    sign_by_pair("msg_1.1614265330.{\"messages\":[]}", key, signature);
    headers[2].value = view_from(signature);
    snprintf(both, sizeof(both), "%s\n%s", SECRET, key);
    for (int i = 0; i < 2; i++) {
        open_unsigned(&s, "{" URL "}", "webhook_secret", i == 0 ? key : both);
        assert_int_equal(hear_as(&s, "application/json", "{\"messages\":[]}", headers, 3), CHANNEL_OK);
        assert_int_equal(hear_as(&s, "application/json", "{\"messages\": []}", headers, 3), CHANNEL_REFUSED);
        signature[12] = signature[12] == 'A' ? 'B' : 'A';
        assert_int_equal(hear_as(&s, "application/json", "{\"messages\":[]}", headers, 3), CHANNEL_REFUSED);
        sign_by_pair("msg_1.1614265330.{\"messages\":[]}", key, signature);
        channel_close(s.connector);
    }
    headers[2].value = VIEW("v1a,c2hvcnQ="); // no signature
    open_unsigned(&s, "{" URL "}", "webhook_secret", key);
    assert_int_equal(hear_as(&s, "application/json", "{\"messages\":[]}", headers, 3), CHANNEL_REFUSED);
    channel_close(s.connector);
}

static void expect_hmac(const char *signature, const char *secret, const char *value, int expected)
{
    struct scene s;
    char config[1024];
    struct channel_header headers[] = {{VIEW("x-sig"), view_from(value)},
                                       {VIEW("x-time"), VIEW("1614265330")}};
    snprintf(config, sizeof(config), "{" URL ",\"signature\":%s}", signature);
    open_unsigned(&s, config, "webhook_secret", secret);
    int r = hear_as(&s, "application/json", "{\"messages\":[]}", headers, 2);
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
    struct scene s;
    (void)state;
    open_unsigned(&s, "{" URL "}", NULL, NULL);
    assert_int_equal(hear(&s, "{\"messages\":[]}"), CHANNEL_REFUSED);
    assert_string_equal(s.heard, "refused signature\n");
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
        struct scene s;
        struct channel_fault fault = {0};
        char config[1024];
        snprintf(config, sizeof(config), "{" URL ",%s}", wrong[i].member);
        int r = open_with(&s, config, secrets, 1, &fault);
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
        struct scene s;
        struct channel_fault fault = {0};
        struct channel_secret secrets[] = {{view_from(wrong[i].name), view_from(wrong[i].value)}};
        assert_int_equal(open_with(&s, "{" URL "}", secrets, 1, &fault), CHANNEL_REFUSED);
        assert_string_equal(fault.field, wrong[i].name);
        assert_null(strstr(fault.text, wrong[i].value));
    }
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
        struct scene s;
        struct channel_fault fault = {0};
        char config[512];
        struct channel_secret secrets[] = {{VIEW("webhook_secret"), view_from(cases[i].secret)}};
        snprintf(config, sizeof(config), "{" URL ",\"signature\":%s}", cases[i].signature);
        assert_int_equal(open_with(&s, config, secrets, 1, &fault), cases[i].outcome);
        if (cases[i].outcome == CHANNEL_OK) {
            channel_close(s.connector);
            continue;
        }
        assert_string_equal(fault.field, "webhook_secret");
        assert_non_null(strstr(fault.text, "public key"));
    }
}

// ---- probes and files

static void a_probe_asks_and_tells(void **state)
{
    struct scene s;
    struct channel_fault fault = {0};
    (void)state;
    open_unsigned(&s, "{" URL ",\"probe_url\":\"https://shop.example/me\"}", "bearer_token", "t0k");
    const struct channel_probe *probe = channel_facet(s.connector, CHANNEL_FACET_PROBE);
    static const int statuses[] = {200, 401, 503, 404};
    for (int i = 0; i < 4; i++) {
        channel_enter(s.connector);
        assert_int_equal(probe->probe(channel_state(s.connector), 5000000, &fault), CHANNEL_OK);
        channel_leave(s.connector);
        answer_with(&s, statuses[i], "");
    }
    assert_string_equal(s.asked, "GET https://shop.example/me\nauthorization: Bearer t0k\n\n");
    assert_string_equal(
        s.heard, "probed 0  \nprobed 1  the provider answered 401: it does not know us\n"
                 "probed 2  the provider answered 503\nprobed 1 probe_url the provider answered 404\n");
    channel_close(s.connector);
}

static void only_files_of_the_provider_are_fetched_with_our_name(void **state)
{
    struct scene s;
    char text[256];
    (void)state;
    open_unsigned(&s, "{" URL ",\"media_url\":\"https://shop.example/files/\"}", "bearer_token", "t0k");
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
        cmocka_unit_test(standard_webhooks_are_verified),
        cmocka_unit_test(a_public_key_verifies),
        cmocka_unit_test(other_signatures_are_verified),
        cmocka_unit_test(without_a_secret_nobody_is_believed),
        cmocka_unit_test(what_is_wrong_is_named_by_its_place),
        cmocka_unit_test(secrets_that_are_none_are_refused),
        cmocka_unit_test(a_public_key_is_no_shared_secret),
        cmocka_unit_test(a_probe_asks_and_tells),
        cmocka_unit_test(only_files_of_the_provider_are_fetched_with_our_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
