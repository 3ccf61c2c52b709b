// SPDX-License-Identifier: Apache-2.0
// The host's facets as the wrapped adapter sees them: each function takes the saboteur's seat and goes on
// with the hub's. What the hub does not have, the wrapped one does not have either.
#include "channel/saboteur/saboteur_row.h"

static const void *outer(void *seat, const char *name)
{
    return host_facet(&((struct saboteur *)seat)->host, name);
}

static void *outer_seat(void *seat)
{
    return ((struct saboteur *)seat)->host.seat;
}

static int ask(void *seat, const struct channel_http_request *request)
{
    return ((const struct channel_http *)outer(seat, CHANNEL_HOST_HTTP))->ask(outer_seat(seat), request);
}

static void drop(void *seat, uint64_t tag)
{
    ((const struct channel_http *)outer(seat, CHANNEL_HOST_HTTP))->drop(outer_seat(seat), tag);
}

static void tell_unknown(void *seat, struct view kind, struct view sample)
{
    ((const struct channel_unknown *)outer(seat, CHANNEL_HOST_UNKNOWN))->tell(outer_seat(seat), kind, sample);
}

static int answer(void *seat, struct view type, struct view body)
{
    return ((const struct channel_answering *)outer(seat, CHANNEL_HOST_ANSWER))
        ->answer(outer_seat(seat), type, body);
}

static void tell_probed(void *seat, int outcome, const struct channel_fault *fault)
{
    ((const struct channel_probed *)outer(seat, CHANNEL_HOST_PROBED))->tell(outer_seat(seat), outcome, fault);
}

static void tell_info(void *seat, struct view id, struct view provider_id, struct view json)
{
    ((const struct channel_info *)outer(seat, CHANNEL_HOST_INFO))
        ->tell(outer_seat(seat), id, provider_id, json);
}

static struct view place(void *seat)
{
    return ((const struct channel_place *)outer(seat, CHANNEL_HOST_PLACE))->webhook(outer_seat(seat));
}

static const struct channel_ops *find_adapter(void *seat, struct view name)
{
    return ((const struct channel_adapters *)outer(seat, CHANNEL_HOST_ADAPTERS))
        ->find(outer_seat(seat), name);
}

const void *saboteur_ask(struct saboteur *s, const char *name)
{
    static const struct channel_http http = {CHANNEL_VERSION, sizeof(http), ask, drop};
    static const struct channel_unknown unknown = {CHANNEL_VERSION, sizeof(unknown), tell_unknown};
    static const struct channel_answering answering = {CHANNEL_VERSION, sizeof(answering), answer};
    static const struct channel_probed probed = {CHANNEL_VERSION, sizeof(probed), tell_probed};
    static const struct channel_info info = {CHANNEL_VERSION, sizeof(info), tell_info};
    static const struct channel_place places = {CHANNEL_VERSION, sizeof(places), place};
    static const struct channel_adapters adapters = {CHANNEL_VERSION, sizeof(adapters), find_adapter};
    const struct {
        const char *name;
        const void *table;
    } known[] = {{CHANNEL_HOST_HTTP, &http},        {CHANNEL_HOST_UNKNOWN, &unknown},
                 {CHANNEL_HOST_ANSWER, &answering}, {CHANNEL_HOST_PROBED, &probed},
                 {CHANNEL_HOST_INFO, &info},        {CHANNEL_HOST_PLACE, &places},
                 {CHANNEL_HOST_ADAPTERS, &adapters}};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(name, known[i].name) == 0)
            return host_facet(&s->host, name) == NULL ? NULL : known[i].table;
    return NULL;
}
