// SPDX-License-Identifier: Apache-2.0
#include "channel/custom/testing_custom.h"
#include "base/log.h"
#include "channel/custom/custom.h"
#include <stdio.h>

__attribute__((format(printf, 2, 3))) static void note(struct testing_custom *s, const char *format, ...)
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
    struct testing_custom *s = ctx;
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
    struct testing_custom *s = channel_context(seat);
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
    struct testing_custom *s = channel_context(seat);
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

int testing_custom_open_with(struct testing_custom *s, const char *config,
                             const struct channel_secret *secrets, size_t count, struct channel_fault *fault)
{
    *s = (struct testing_custom){.clock = {.wall_us = INT64_C(1614265330) * 1000000, .mono_us = 1000000}};
    log_set_level(LOG_ERROR);
    return channel_open(&(struct connector_config){.ops = &custom_ops,
                                                   .owner = &owner,
                                                   .ctx = s,
                                                   .clock = clock_simulate(&s->clock),
                                                   .id = VIEW("c"),
                                                   .fields = {view_from(config), secrets, count}},
                        fault, &s->connector);
}

void testing_custom_open(struct testing_custom *s, const char *config)
{
    static const struct channel_secret secrets[] = {
        {{"signing_secret", 14}, {TESTING_CUSTOM_SECRET, sizeof(TESTING_CUSTOM_SECRET) - 1}}};
    struct channel_fault fault = {0};
    if (testing_custom_open_with(s, config, secrets, 1, &fault) != CHANNEL_OK)
        fail_msg("%s: %s", fault.field, fault.text);
}

void testing_custom_open_unsigned(struct testing_custom *s, const char *config, const char *secret,
                                  const char *value)
{
    const struct channel_secret secrets[] = {{view_from(secret), view_from(value)}};
    struct channel_fault fault = {0};
    if (testing_custom_open_with(s, config, secrets, secret == NULL ? 0 : 1, &fault) != CHANNEL_OK)
        fail_msg("%s: %s", fault.field, fault.text);
}

int testing_custom_send(struct testing_custom *s, const char *text)
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

void testing_custom_answer_with(struct testing_custom *s, int status, const char *body)
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

// ---- requests of the provider

int testing_custom_hear_as(struct testing_custom *s, const char *type, const char *body,
                           const struct channel_header *more, uint32_t count)
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

int testing_custom_hear(struct testing_custom *s, const char *body)
{
    static const struct channel_header none[1];
    return testing_custom_hear_as(s, "application/json", body, none, 0);
}
