// SPDX-License-Identifier: Apache-2.0
#include "channel/twilio/testing_twilio.h"
#include "base/log.h"
#include "channel/twilio/twilio.h"
#include "channel/twilio/twilio_row.h"
#include <stdarg.h>
#include <stdio.h>

static struct testing_twilio *scene_of(void *seat)
{
    return channel_context(seat);
}

__attribute__((format(printf, 2, 3))) static void say(struct testing_twilio *s, const char *format, ...)
{
    size_t at = strlen(s->said);
    va_list args;
    va_start(args, format);
    vsnprintf(s->said + at, sizeof(s->said) - at, format, args);
    va_end(args);
}

// ---- what is told

static int received(void *ctx, struct connector *c, const struct channel_received *in)
{
    struct testing_twilio *s = ctx;
    (void)c;
    if (s->hears != CHANNEL_OK)
        return s->hears;
    say(s, "%.*s: %.*s says '%.*s' %.*s %.*s%s\n", VIEW_ARG(in->provider_id), VIEW_ARG(in->from),
        VIEW_ARG(in->text), VIEW_ARG(in->attachments), VIEW_ARG(in->metadata),
        in->is_answered ? " answered" : "");
    return CHANNEL_OK;
}

static void ended(void *ctx, struct connector *c, const struct channel_ended *e, bool is_late)
{
    static const char *const names[] = {"?", "sent", "retry", "failed", "cancelled", "unknown"};
    (void)c;
    say(ctx, "%s%.*s %s%s", is_late ? "late " : "", VIEW_ARG(e->id), e->was_asked ? "asked: " : "",
        names[e->end]);
    if (e->provider_id.size > 0)
        say(ctx, " as %.*s", VIEW_ARG(e->provider_id));
    if (e->code.size > 0)
        say(ctx, " %.*s", VIEW_ARG(e->code));
    if (e->text.size > 0)
        say(ctx, ": %.*s", VIEW_ARG(e->text));
    if (e->retry_us > 0)
        say(ctx, " after %lld ms", (long long)e->retry_us / 1000);
    say(ctx, "\n");
}

static void moved(void *ctx, struct connector *c, const struct channel_moved *m)
{
    static const char *const names[] = {"?", "delivered", "read", "bounced", "taken"};
    (void)c;
    say(ctx, "%.*s/%.*s %s", VIEW_ARG(m->id), VIEW_ARG(m->provider_id), names[m->state]);
    if (m->code.size > 0)
        say(ctx, " %.*s: %.*s", VIEW_ARG(m->code), VIEW_ARG(m->text));
    say(ctx, "\n");
}

static void wake(void *ctx, struct connector *c)
{
    (void)ctx;
    (void)c;
}

// ---- the host's facets

static int ask(void *seat, const struct channel_http_request *r)
{
    struct testing_twilio *s = scene_of(seat);
    int answer = s->ask_answer;
    s->ask_answer = CHANNEL_OK;
    if (answer != CHANNEL_OK)
        return answer;
    s->asked++;
    s->tag = r->tag;
    s->deadline_us = r->deadline_us;
    snprintf(s->method, sizeof(s->method), "%.*s", VIEW_ARG(r->method));
    snprintf(s->url, sizeof(s->url), "%.*s", VIEW_ARG(r->url));
    snprintf(s->body, sizeof(s->body), "%.*s", VIEW_ARG(r->body));
    s->headers[0] = '\0';
    for (uint32_t i = 0; i < r->header_count; i++) {
        size_t at = strlen(s->headers);
        snprintf(s->headers + at, sizeof(s->headers) - at, "%.*s: %.*s\n", VIEW_ARG(r->headers[i].name),
                 VIEW_ARG(r->headers[i].value));
    }
    return CHANNEL_OK;
}

static void drop(void *seat, uint64_t tag)
{
    struct testing_twilio *s = scene_of(seat);
    assert_true(tag == s->tag);
    s->dropped++;
}

static void tell_unknown(void *seat, struct view kind, struct view sample)
{
    say(scene_of(seat), "unknown %.*s %.*s\n", VIEW_ARG(kind), VIEW_ARG(sample));
}

static int answering(void *seat, struct view type, struct view body)
{
    struct testing_twilio *s = scene_of(seat);
    snprintf(s->answer, sizeof(s->answer), "%.*s %.*s", VIEW_ARG(type), VIEW_ARG(body));
    return CHANNEL_OK;
}

static void tell_info(void *seat, struct view id, struct view provider_id, struct view json)
{
    say(scene_of(seat), "%.*s/%.*s %.*s\n", VIEW_ARG(id), VIEW_ARG(provider_id), VIEW_ARG(json));
}

static void tell_probed(void *seat, int outcome, const struct channel_fault *fault)
{
    say(scene_of(seat), "probed %d %s %s\n", outcome, fault->field, fault->text);
}

static struct view place(void *seat)
{
    return scene_of(seat)->is_nowhere ? (struct view){0} : VIEW(TESTING_PLACE);
}

static const void *facet(void *ctx, const char *name)
{
    static const struct channel_http http = {CHANNEL_VERSION, sizeof(http), ask, drop};
    static const struct channel_unknown unknown = {CHANNEL_VERSION, sizeof(unknown), tell_unknown};
    static const struct channel_answering answers = {CHANNEL_VERSION, sizeof(answers), answering};
    static const struct channel_info info = {CHANNEL_VERSION, sizeof(info), tell_info};
    static const struct channel_place places = {CHANNEL_VERSION, sizeof(places), place};
    static const struct channel_probed probed = {CHANNEL_VERSION, sizeof(probed), tell_probed};
    const struct {
        const char *name;
        const void *table;
    } known[] = {{CHANNEL_HOST_HTTP, &http},      {CHANNEL_HOST_UNKNOWN, &unknown},
                 {CHANNEL_HOST_ANSWER, &answers}, {CHANNEL_HOST_INFO, &info},
                 {CHANNEL_HOST_PLACE, &places},   {CHANNEL_HOST_PROBED, &probed}};
    (void)ctx;
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(name, known[i].name) == 0)
            return known[i].table;
    return NULL;
}

static const struct connector_owner owner = {
    .received = received, .ended = ended, .moved = moved, .wake = wake, .facet = facet};

// ---- an account

int testing_try(struct testing_twilio *s, const char *config, struct channel_fault *ret_fault)
{
    struct channel_secret secrets[] = {{VIEW("auth_token"), VIEW("12345")},
                                       {VIEW("api_key_secret"), VIEW("sesame")}};
    bool has_key = strstr(config, "api_key_sid") != NULL;
    log_set_level(LOG_ERROR);
    *ret_fault = (struct channel_fault){0};
    return channel_open(&(struct connector_config){.ops = &twilio_ops,
                                                   .owner = &owner,
                                                   .ctx = s,
                                                   .clock = clock_simulate(&s->clock),
                                                   .id = VIEW("sms-1"),
                                                   .fields = {view_from(config), secrets, has_key ? 2 : 1},
                                                   .breaches = &s->breaches},
                        ret_fault, &s->connector);
}

void testing_open(struct testing_twilio *s, const char *config)
{
    struct channel_fault fault;
    *s = (struct testing_twilio){.clock = {.wall_us = INT64_C(1763856000) * TESTING_SECOND, .mono_us = 1}};
    if (testing_try(s, config, &fault) != CHANNEL_OK)
        fail_msg("%s: %s", fault.field, fault.text);
}

void testing_close(struct testing_twilio *s)
{
    channel_close(s->connector);
    assert_int_equal(s->breaches, 0);
}

int testing_send(struct testing_twilio *s, const struct channel_message *like,
                 struct channel_fault *ret_fault)
{
    struct channel_message m = *like;
    m.deadline_us = s->clock.mono_us + 30 * (int64_t)TESTING_SECOND;
    *ret_fault = (struct channel_fault){0};
    return channel_send(s->connector, &m, ret_fault);
}

void testing_send_text(struct testing_twilio *s, const char *id, const char *text)
{
    struct channel_fault fault;
    int r = testing_send(
        s, &(struct channel_message){.id = view_from(id), .to = VIEW("+49301"), .text = view_from(text)},
        &fault);
    if (r != CHANNEL_OK)
        fail_msg("%d %s: %s", r, fault.field, fault.text);
}

int testing_look(struct testing_twilio *s, const char *id, const char *text, int64_t doubtful_us)
{
    struct channel_fault fault = {0};
    return channel_look(
        s->connector,
        &(struct channel_message){.id = view_from(id),
                                  .to = VIEW("+49301"),
                                  .text = view_from(text),
                                  .may_be_there = true,
                                  .doubtful_us = doubtful_us,
                                  .deadline_us = s->clock.mono_us + 30 * (int64_t)TESTING_SECOND},
        &fault);
}

void testing_answer_with(struct testing_twilio *s, struct channel_http_answer answer)
{
    const struct channel_http_client *client = channel_facet(s->connector, CHANNEL_FACET_HTTP);
    answer.size = sizeof(answer);
    answer.tag = s->tag;
    channel_enter(s->connector);
    client->answered(channel_state(s->connector), &answer);
    channel_leave(s->connector);
}

void testing_answer(struct testing_twilio *s, int status, const char *body)
{
    testing_answer_with(s, (struct channel_http_answer){.end = CHANNEL_HTTP_ANSWERED,
                                                        .status = status,
                                                        .type = VIEW("application/json"),
                                                        .body = view_from(body)});
}

void testing_pass(struct testing_twilio *s, int seconds)
{
    int64_t until = s->clock.mono_us + seconds * (int64_t)TESTING_SECOND;
    for (int64_t due; (due = channel_due(s->connector)) <= until;) {
        clock_advance(&s->clock, due > s->clock.mono_us ? due - s->clock.mono_us : 0);
        assert_int_equal(channel_step(s->connector), 0);
    }
    clock_advance(&s->clock, until - s->clock.mono_us);
    assert_int_equal(channel_step(s->connector), 0);
}

void testing_expect(struct testing_twilio *s, const char *said)
{
    assert_string_equal(s->said, said);
    s->said[0] = '\0';
}

int testing_hook(struct testing_twilio *s, const char *query, const char *body, const char *signature,
                 struct channel_fault *ret_fault)
{
    const struct channel_webhook *webhook = channel_facet(s->connector, CHANNEL_FACET_WEBHOOK);
    char url[2048], made[TWILIO_SIGNATURE_SIZE + 1];
    snprintf(url, sizeof(url), "%s%s%s", TESTING_PLACE, query[0] == '\0' ? "" : "?", query);
    struct twilio_signed what = {view_from(url), view_from(body[0] == '{' ? "" : body)};
    assert_true(signature != NULL || twilio_sign(VIEW("12345"), &what, made));
    struct channel_header headers[] = {
        {VIEW("host"), VIEW("hub.example.org")},
        {VIEW("x-twilio-signature"), view_from(signature == NULL ? made : signature)}};
    struct channel_request r = {.size = sizeof(r),
                                .method = VIEW("POST"),
                                .query = view_from(query),
                                .body = view_from(body),
                                .headers = headers,
                                .header_count = 2};
    *ret_fault = (struct channel_fault){0};
    channel_enter(s->connector);
    int answer = webhook->receive(channel_state(s->connector), &r, ret_fault);
    channel_leave(s->connector);
    return answer;
}
