// SPDX-License-Identifier: Apache-2.0
#include "channel/testing_adapter.h"
#include "channel/facets.h"
#include <errno.h>

// ---- the adapter

static int open_it(const struct channel_opening *o, struct channel_fault *fault, void **ret)
{
    struct host host = host_of(o);
    if (view_equal(o->values[0].text, VIEW("bad")))
        return host_refuse(fault, "account", "it is bad");
    if (view_equal(o->values[0].text, VIEW("broken")))
        return -EIO;
    struct testing_adapter *a = host_zalloc(&host, sizeof(*a));
    if (a == NULL)
        return -ENOMEM;
    a->host = host;
    *ret = a;
    return CHANNEL_OK;
}

static void close_it(void *state)
{
    struct testing_adapter *a = state;
    struct host host = a->host;
    host_free(&host, a);
}

static int send_it(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    struct testing_adapter *a = state;
    if (a->ends_in_send)
        host_ended(&a->host, (struct channel_ended){.id = m->id, .end = a->end});
    fault->retry_us = a->answer == CHANNEL_BUSY ? 5000 : 0;
    return a->answer;
}

static int look_it(void *state, const struct channel_message *m, struct channel_fault *fault)
{
    assert_true(host_doubtful_us(m) == 77);
    return send_it(state, m, fault);
}

static const void *facet(const char *name)
{
    static const struct channel_lookup lookup = {CHANNEL_VERSION, sizeof(lookup), look_it};
    return strcmp(name, CHANNEL_FACET_LOOKUP) == 0 ? &lookup : NULL;
}

static int cancel_it(void *state, struct view id)
{
    struct testing_adapter *a = state;
    (void)id;
    a->cancelled++;
    return a->cancel;
}

static int step_it(void *state)
{
    return ((struct testing_adapter *)state)->step;
}

static const char *const kinds[] = {"sms", NULL};
static const struct channel_field fields[] = {
    {.name = "account", .help = "a name", .kind = CHANNEL_FIELD_TEXT, .is_required = true, .max = 16},
    {.name = "rate", .help = "a number", .kind = CHANNEL_FIELD_INTEGER, .min = 1, .max = 9, .otherwise = 3},
    {.name = "loud", .help = "a switch", .kind = CHANNEL_FIELD_BOOLEAN, .otherwise = 1},
    {.name = "more", .help = "an object", .kind = CHANNEL_FIELD_JSON},
    {.name = "token", .help = "a secret", .kind = CHANNEL_FIELD_SECRET},
};

const struct channel_ops testing_ops = {
    .version = CHANNEL_VERSION,
    .size = sizeof(struct channel_ops),
    .name = "testing",
    .kinds = kinds,
    .abilities = CHANNEL_CHOICES | CHANNEL_ATTACHMENTS,
    .field_count = sizeof(fields) / sizeof(fields[0]),
    .fields = fields,
    .limits = {.text_bytes = 10, .choices = 2, .title_bytes = 4, .payload_bytes = 4, .attachments = 1},
    .open = open_it,
    .close = close_it,
    .send = send_it,
    .cancel = cancel_it,
    .step = step_it,
    .facet = facet};

// ---- the owner

static int received(void *ctx, struct connector *c, const struct channel_received *in)
{
    struct testing_owner *o = ctx;
    (void)c;
    (void)in;
    o->received++;
    return o->hears;
}

static void ended(void *ctx, struct connector *c, const struct channel_ended *end, bool is_late)
{
    struct testing_owner *o = ctx;
    (void)c;
    assert_true(o->end_count < TESTING_ENDS_MAX);
    o->was_asked = end->was_asked;
    snprintf(o->ends[o->end_count++], sizeof(o->ends[0]), "%s%.*s %d", is_late ? "late " : "",
             VIEW_ARG(end->id), (int)end->end);
}

static void moved(void *ctx, struct connector *c, const struct channel_moved *m)
{
    (void)c;
    (void)m;
    ((struct testing_owner *)ctx)->moved++;
}

static void wake(void *ctx, struct connector *c)
{
    (void)c;
    ((struct testing_owner *)ctx)->wakes++;
}

static const struct connector_owner owner = {
    .received = received, .ended = ended, .moved = moved, .wake = wake};

void testing_open(struct testing_owner *o, const struct connector_config *like)
{
    struct channel_fault fault = {0};
    *o = (struct testing_owner){.clock = {.wall_us = 1800000000000000, .mono_us = 1000000}};
    struct connector_config config = like == NULL ? (struct connector_config){0} : *like;
    config.ops = &testing_ops;
    config.owner = &owner;
    config.ctx = o;
    config.clock = clock_simulate(&o->clock);
    config.random = random_seeded(&o->seed);
    config.id = VIEW("c-1");
    config.fields.config = VIEW("{\"account\":\"a\"}");
    config.breaches = &o->breaches;
    assert_int_equal(channel_open(&config, &fault, &o->connector), CHANNEL_OK);
    o->adapter = channel_state(o->connector);
}

int testing_send(struct testing_owner *o, const char *id)
{
    struct channel_fault fault = {0};
    struct channel_message m = {.id = view_from(id),
                                .to = VIEW("+49"),
                                .text = VIEW("hello"),
                                .deadline_us = o->clock.mono_us + 1000000};
    return channel_send(o->connector, &m, &fault);
}

int testing_look(struct testing_owner *o, const char *id)
{
    struct channel_fault fault = {0};
    return channel_look(o->connector,
                        &(struct channel_message){.id = view_from(id),
                                                  .to = VIEW("+49"),
                                                  .text = VIEW("hello"),
                                                  .doubtful_us = 77,
                                                  .deadline_us = o->clock.mono_us + 1000000},
                        &fault);
}

void testing_end(struct testing_owner *o, const char *id, enum channel_end end)
{
    channel_enter(o->connector);
    host_ended(&o->adapter->host, (struct channel_ended){.id = view_from(id), .end = end});
    channel_leave(o->connector);
}
