// SPDX-License-Identifier: Apache-2.0
// What a provider tells the fake adapter, and its scripts: the first byte says which. Whatever comes, the
// connector's guard finds nothing to object to in what the adapter makes of it.
#include "base/buffer.h"
#include "channel/connector.h"
#include "channel/facets.h"
#include "channel/fake/fake.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int received(void *ctx, struct connector *c, const struct channel_received *in)
{
    (void)c;
    (void)in;
    return ++*(int *)ctx % 5 == 0 ? CHANNEL_BUSY : CHANNEL_OK;
}

static void ended(void *ctx, struct connector *c, const struct channel_ended *end, bool is_late)
{
    (void)ctx;
    (void)c;
    (void)end;
    (void)is_late;
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

static const struct connector_owner owner = {
    .received = received, .ended = ended, .moved = moved, .wake = wake};

static void hear(struct connector *c, struct view body)
{
    const struct channel_webhook *webhook = channel_facet(c, CHANNEL_FACET_WEBHOOK);
    struct channel_request request = {.size = sizeof(request), .method = VIEW("POST"), .body = body};
    struct channel_fault fault = {0};
    channel_enter(c);
    int r = webhook->receive(channel_state(c), &request, &fault);
    channel_leave(c);
    if (r > CHANNEL_BUSY)
        abort();
}

static void send(struct connector *c, struct clock_simulated *clock)
{
    for (int i = 0; i < 3; i++) {
        char id[] = {'m', (char)('0' + i)};
        struct channel_fault fault = {0};
        channel_send(c,
                     &(struct channel_message){.id = view_make(id, 2),
                                               .to = VIEW("t"),
                                               .text = VIEW("x"),
                                               .deadline_us = clock->mono_us + 1000000},
                     &fault);
    }
    for (int i = 0; i < 50 && channel_due(c) != CHANNEL_NEVER; i++) {
        int64_t due = channel_due(c);
        clock_advance(clock, due > clock->mono_us ? due - clock->mono_us : 0);
        channel_step(c);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct clock_simulated clock = {.wall_us = 1, .mono_us = 1};
    struct view rest = view_make((const char *)data + (size > 0), size - (size > 0));
    bool is_script = size > 0 && data[0] == 's';
    struct buffer config;
    struct connector *c;
    struct channel_fault fault = {0};
    int64_t breaches = 0;
    int count = 0;
    buffer_init(&config, 1 << 20);
    buffer_append_view(&config, VIEW("{\"account\":\"a\""));
    if (is_script) {
        buffer_append_view(&config, VIEW(",\"script\":"));
        buffer_append_view(&config, rest);
    }
    buffer_append_char(&config, '}');
    int r = channel_open(&(struct connector_config){.ops = &fake_ops,
                                                    .owner = &owner,
                                                    .ctx = &count,
                                                    .clock = clock_simulate(&clock),
                                                    .id = VIEW("c"),
                                                    .fields = {.config = buffer_view(&config)},
                                                    .breaches = &breaches},
                         &fault, &c);
    buffer_free(&config);
    if (r == CHANNEL_OK && is_script)
        send(c, &clock);
    else if (r == CHANNEL_OK)
        hear(c, rest);
    if (r == CHANNEL_OK)
        channel_close(c);
    if (breaches != 0)
        abort();
    return 0;
}
