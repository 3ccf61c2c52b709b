// SPDX-License-Identifier: Apache-2.0
// What comes from outside to the adapter custom; the first byte says which: 'c' a configuration, 'j' and 'f'
// a webhook's body (JSON, or a form) under a mapping that has everything, 'p' one under none, 'a' an answer,
// 's' a signature. Whatever comes, the connector's guard finds nothing to object to, and each attempt ends
// once.
#include "base/buffer.h"
#include "base/log.h"
#include "channel/connector.h"
#include "channel/custom/custom.h"
#include "channel/facets.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct scene {
    int ends, words;
    uint64_t tag;
};

static const char everything[] = "{\"send_url\":\"https://x.example/"
                                 "{{to}}\",\"signature\":{\"scheme\":\"none\"},\"in\":{\"items\":\"/items\","
                                 "\"challenge\":\"/challenge\",\"kind\":{\"pointer\":\"/"
                                 "type\",\"message\":[\"m*\"],\"receipt\":\"r*\",\"ignore\":\"i\"},"
                                 "\"message\":{\"id\":\"/id\",\"from\":{\"pointer\":\"/from\",\"or\":\"/user/"
                                 "id\",\"strip_prefix\":\"tel:\","
                                 "\"strip_suffix\":\"@x\"},\"name\":\"/name\",\"text\":\"/"
                                 "text\",\"payload\":\"/payload\",\"at\":\"/at\",\"attachments\":"
                                 "\"/files\",\"metadata\":{\"all\":\"\",\"one\":\"/"
                                 "one\"}},\"receipt\":{\"id\":\"/id\",\"delivery\":\"/ref\",\"state\":"
                                 "\"/state\",\"code\":\"/code\",\"text\":\"/text\",\"at\":\"/at\"}}}";
static const char form[] =
    "{\"send_url\":\"https://x.example/\",\"signature\":{\"scheme\":\"none\"},\"in\":{\"message\":{\"id\":\"/"
    "id\",\"from\":"
    "\"/from\",\"text\":\"/text\",\"attachments\":\"/files\",\"metadata\":{\"all\":\"\"}}}}";
static const char plain[] = "{\"send_url\":\"https://x.example/\",\"signature\":{\"scheme\":\"none\"}}";
static const char answering[] =
    "{\"send_url\":\"https://x.example/\",\"idempotent\":true,\"answer\":{\"id\":\"/id\",\"code\":\"/"
    "code\",\"text\":"
    "{\"pointer\":\"/text\",\"or\":\"/error\"},\"status\":\"/"
    "status\",\"sent\":\"ok*\",\"retry\":[\"*later*\"],\"failed\":\"no\"}}";
static const char signing[] = "{\"send_url\":\"https://x.example/\"}";

// ---- the host

static int received(void *ctx, struct connector *c, const struct channel_received *in)
{
    struct scene *s = ctx;
    (void)c;
    (void)in;
    return ++s->words % 5 == 0 ? CHANNEL_BUSY : CHANNEL_OK;
}

static void ended(void *ctx, struct connector *c, const struct channel_ended *end, bool is_late)
{
    (void)c;
    (void)end;
    (void)is_late;
    ((struct scene *)ctx)->ends++;
}

static void moved(void *ctx, struct connector *c, const struct channel_moved *m)
{
    (void)ctx;
    (void)c;
    (void)m;
}

static void wake(void *ctx, struct connector *c)
{
    (void)ctx;
    (void)c;
}

static int ask(void *seat, const struct channel_http_request *r)
{
    struct scene *s = channel_context(seat);
    for (uint32_t i = 0; i < r->header_count; i++)
        for (size_t b = 0; b < r->headers[i].value.size; b++)
            if ((unsigned char)r->headers[i].value.data[b] < ' ')
                abort(); // a line break would end the header
    s->tag = r->tag;
    return CHANNEL_OK;
}

static void drop(void *seat, uint64_t tag)
{
    (void)seat;
    (void)tag;
}

static void tell_unknown(void *seat, struct view kind, struct view sample)
{
    (void)seat;
    if (kind.size == 0 || sample.size == 0)
        abort();
}

static int answer(void *seat, struct view type, struct view body)
{
    (void)seat;
    return type.size > 0 && body.size > 0 ? CHANNEL_OK : CHANNEL_REFUSED;
}

static const void *facet(void *ctx, const char *name)
{
    static const struct channel_http http = {CHANNEL_VERSION, sizeof(http), ask, drop};
    static const struct channel_unknown unknown = {CHANNEL_VERSION, sizeof(unknown), tell_unknown};
    static const struct channel_answering answers = {CHANNEL_VERSION, sizeof(answers), answer};
    (void)ctx;
    if (strcmp(name, CHANNEL_HOST_HTTP) == 0)
        return &http;
    if (strcmp(name, CHANNEL_HOST_ANSWER) == 0)
        return &answers;
    return strcmp(name, CHANNEL_HOST_UNKNOWN) == 0 ? &unknown : NULL;
}

static const struct connector_owner owner = {
    .received = received, .ended = ended, .moved = moved, .wake = wake, .facet = facet};

// ---- what is tried

static void hear(struct connector *c, struct view body, struct view type, struct view signature)
{
    const struct channel_webhook *webhook = channel_facet(c, CHANNEL_FACET_WEBHOOK);
    struct channel_header headers[] = {{VIEW("content-type"), type},
                                       {VIEW("webhook-id"), VIEW("id")},
                                       {VIEW("webhook-timestamp"), VIEW("1")},
                                       {VIEW("webhook-signature"), signature}};
    struct channel_request request = {
        .size = sizeof(request), .method = VIEW("POST"), .body = body, .headers = headers, .header_count = 4};
    struct channel_fault fault = {0};
    channel_enter(c);
    int r = webhook->receive(channel_state(c), &request, &fault);
    channel_leave(c);
    if (r > CHANNEL_BUSY || (r == CHANNEL_OK && signature.size > 0))
        abort();
}

static void send_and_answer(struct connector *c, struct scene *s, struct view body)
{
    const struct channel_http_client *client = channel_facet(c, CHANNEL_FACET_HTTP);
    struct channel_fault fault = {0};
    struct channel_message m = {.id = VIEW("d"),
                                .to = VIEW("t\r\n"),
                                .text = VIEW("x\r\ny"),
                                .conversation = VIEW("s"),
                                .deadline_us = CHANNEL_NEVER};
    if (channel_send(c, &m, &fault) != CHANNEL_OK)
        return;
    struct channel_http_answer a = {
        .size = sizeof(a), .tag = s->tag, .end = CHANNEL_HTTP_ANSWERED, .status = 200, .body = body};
    channel_enter(c);
    client->answered(channel_state(c), &a);
    client->answered(channel_state(c), &a);
    channel_leave(c);
    if (s->ends != 1)
        abort();
}

static void use(struct connector *c, struct scene *s, char what, struct view rest)
{
    static const char body[] =
        "{\"items\":[{\"id\":\"1\",\"from\":\"a\",\"text\":\"b\",\"type\":\"m\"}],\"messages\":[{\"id\":1}]}";
    struct view type = VIEW("application/json");
    if (what == 'c') {
        send_and_answer(c, s, VIEW("{\"id\":\"p\",\"error\":{}}"));
        hear(c, view_from(body), type, VIEW(""));
    } else if (what == 'a') {
        send_and_answer(c, s, rest);
    } else if (what == 's') {
        hear(c, view_from(body), type, rest);
    } else {
        hear(c, rest, what == 'f' ? VIEW("application/x-www-form-urlencoded") : type, VIEW(""));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct clock_simulated clock = {.wall_us = 1000000, .mono_us = 1};
    struct scene s = {0};
    struct view rest = view_make((const char *)data + (size > 0), size - (size > 0));
    char what = size == 0 ? 'p' : (char)data[0];
    const char *config = what == 'j'   ? everything
                         : what == 'f' ? form
                         : what == 'a' ? answering
                         : what == 's' ? signing
                                       : plain;
    static const struct channel_secret secrets[] = {
        {{"webhook_secret", 14}, {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 38}}};
    struct connector *c;
    struct channel_fault fault = {0};
    int64_t breaches = 0;
    if (what == 's' && rest.size == 0)
        return 0;
    int r = channel_open(
        &(struct connector_config){.ops = &custom_ops,
                                   .owner = &owner,
                                   .ctx = &s,
                                   .clock = clock_simulate(&clock),
                                   .id = VIEW("c"),
                                   .fields = {what == 'c' ? rest : view_from(config), secrets, what == 's'},
                                   .breaches = &breaches},
        &fault, &c);
    if (r == CHANNEL_REFUSED && what != 'c')
        abort();
    if (r == CHANNEL_OK) {
        use(c, &s, what, rest);
        channel_close(c);
    }
    if (breaches != 0)
        abort();
    return 0;
}
