// SPDX-License-Identifier: Apache-2.0
// The wrapped adapter's facets, with its own state.
#include "channel/saboteur/saboteur_row.h"
#include <errno.h>

enum { BUSY_US = 20000 };

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

// ---- asking for messages

static int look(void *state, const struct channel_message *m, struct channel_fault *ret_fault)
{
    struct saboteur *s = state;
    const struct channel_lookup *inner = inner_facet(s, CHANNEL_FACET_LOOKUP);
    if (inner == NULL)
        return CHANNEL_NONE;
    if (saboteur_does(s, SABOTEUR_THROTTLES))
        return host_busy(ret_fault, BUSY_US);
    if (saboteur_does(s, SABOTEUR_FAILS)) {
        host_ended(&s->host,
                   (struct channel_ended){.id = m->id, .end = CHANNEL_UNKNOWN, .text = VIEW("sabotage")});
        return CHANNEL_OK;
    }
    return inner->look(s->state, m, ret_fault);
}

// ---- over HTTP

static void answered(void *state, const struct channel_http_answer *answer)
{
    const struct saboteur *s = state;
    const struct channel_http_client *client = inner_facet(s, CHANNEL_FACET_HTTP);
    if (client != NULL)
        client->answered(s->state, answer);
}

static int probe(void *state, int64_t deadline_us, struct channel_fault *ret_fault)
{
    const struct saboteur *s = state;
    const struct channel_probe *inner = inner_facet(s, CHANNEL_FACET_PROBE);
    return inner == NULL ? CHANNEL_NONE : inner->probe(s->state, deadline_us, ret_fault);
}

// ---- by name

const void *saboteur_facet(const char *name)
{
    static const struct channel_bench bench = {CHANNEL_VERSION, sizeof(bench), arrange, count, say};
    static const struct channel_webhook webhook = {CHANNEL_VERSION, sizeof(webhook), receive};
    static const struct channel_http_client client = {CHANNEL_VERSION, sizeof(client), answered};
    static const struct channel_probe probing = {CHANNEL_VERSION, sizeof(probing), probe};
    static const struct channel_lookup lookup = {CHANNEL_VERSION, sizeof(lookup), look};
    const struct {
        const char *name;
        const void *table;
    } known[] = {{CHANNEL_FACET_BENCH, &bench},
                 {CHANNEL_FACET_WEBHOOK, &webhook},
                 {CHANNEL_FACET_HTTP, &client},
                 {CHANNEL_FACET_PROBE, &probing},
                 {CHANNEL_FACET_LOOKUP, &lookup}};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(name, known[i].name) == 0)
            return known[i].table;
    return NULL;
}
