// SPDX-License-Identifier: Apache-2.0
// The wrapped adapter's facets, with its own state.
#include "channel/saboteur/saboteur_row.h"
#include <errno.h>

static const void *inner_facet(const struct saboteur *s, const char *name)
{
    return s->inner->facet == NULL ? NULL : s->inner->facet(name);
}

static int arrange(void *state, enum channel_bench_fault fault, uint32_t amount)
{
    const struct saboteur *s = state;
    const struct channel_bench *bench = inner_facet(s, CHANNEL_FACET_BENCH);
    return bench == NULL ? CHANNEL_NONE : bench->arrange(s->state, fault, amount);
}

static int count(void *state, struct view id)
{
    const struct saboteur *s = state;
    const struct channel_bench *bench = inner_facet(s, CHANNEL_FACET_BENCH);
    return bench == NULL ? -ENOTSUP : bench->count(s->state, id);
}

static int say(void *state, struct view id, struct view from, struct view text)
{
    const struct saboteur *s = state;
    const struct channel_bench *bench = inner_facet(s, CHANNEL_FACET_BENCH);
    return bench == NULL ? CHANNEL_NONE : bench->say(s->state, id, from, text);
}

static int receive(void *state, const struct channel_request *request, struct channel_fault *ret_fault)
{
    const struct saboteur *s = state;
    const struct channel_webhook *webhook = inner_facet(s, CHANNEL_FACET_WEBHOOK);
    if (webhook == NULL)
        return host_refuse(ret_fault, "", "the wrapped adapter takes no requests");
    return webhook->receive(s->state, request, ret_fault);
}

static const struct channel_bench bench = {
    .version = CHANNEL_VERSION, .size = sizeof(bench), .arrange = arrange, .count = count, .say = say};
static const struct channel_webhook webhook = {
    .version = CHANNEL_VERSION, .size = sizeof(webhook), .receive = receive};

const void *saboteur_facet(const char *name)
{
    if (strcmp(name, CHANNEL_FACET_BENCH) == 0)
        return &bench;
    return strcmp(name, CHANNEL_FACET_WEBHOOK) == 0 ? &webhook : NULL;
}
