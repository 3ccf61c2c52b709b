// SPDX-License-Identifier: Apache-2.0
// What the suite's hub can do for an adapter besides.
#include "engine.h"

static struct engine *engine_at(void *seat)
{
    return channel_context(seat);
}

// ---- other adapters

static const struct channel_ops *find_adapter(void *seat, struct view name)
{
    const struct registry *registry = engine_at(seat)->run->subject->registry;
    const struct registry_entry *entry = registry == NULL ? NULL : registry_find(registry, name);
    return entry == NULL ? NULL : &entry->ops;
}

// ---- a provider over HTTP

static int ask(void *seat, const struct channel_http_request *request)
{
    return provider_ask(&engine_at(seat)->provider, request);
}

static void drop(void *seat, uint64_t tag)
{
    provider_drop(&engine_at(seat)->provider, tag);
}

static void tell_probe(void *seat, int outcome, const struct channel_fault *fault)
{
    struct told *t = &engine_at(seat)->told;
    t->probes++;
    t->probe_outcome = outcome;
    if (fault != NULL)
        t->probe_fault = *fault;
}

// ---- what is told besides

static void tell_unknown(void *seat, struct view kind, struct view sample)
{
    struct told *t = &engine_at(seat)->told;
    EXPECT(engine_at(seat)->run, kind.size > 0 && kind.size <= 64 && sample.size <= 1 << 20);
    t->unknown++;
    snprintf(t->kind, sizeof(t->kind), "%.*s", VIEW_ARG(kind));
}

static int answer(void *seat, struct view type, struct view body)
{
    struct told *t = &engine_at(seat)->told;
    t->answers++;
    snprintf(t->answer_type, sizeof(t->answer_type), "%.*s", VIEW_ARG(type));
    snprintf(t->answer, sizeof(t->answer), "%.*s", VIEW_ARG(body));
    return body.size > 64 << 10 ? CHANNEL_REFUSED : CHANNEL_OK;
}

static void tell_info(void *seat, struct view id, struct view provider_id, struct view json)
{
    struct engine *e = engine_at(seat);
    EXPECT(e->run, id.size > 0 || provider_id.size > 0);
    EXPECT(e->run, json.size > 1 && json.data[0] == '{');
    e->told.infos++;
}

static struct view place(void *seat)
{
    (void)seat;
    return VIEW(ENGINE_WEBHOOK);
}

// ---- by name

static const void *http_facet(const struct engine *e, const char *name)
{
    static const struct channel_http http = {CHANNEL_VERSION, sizeof(http), ask, drop};
    static const struct channel_probed probed = {CHANNEL_VERSION, sizeof(probed), tell_probe};
    if (e->provider.dialect == NULL)
        return NULL;
    if (strcmp(name, CHANNEL_HOST_HTTP) == 0)
        return &http;
    return strcmp(name, CHANNEL_HOST_PROBED) == 0 ? &probed : NULL;
}

const void *engine_facet(void *ctx, const char *name)
{
    static const struct channel_adapters adapters = {CHANNEL_VERSION, sizeof(adapters), find_adapter};
    static const struct channel_unknown unknown = {CHANNEL_VERSION, sizeof(unknown), tell_unknown};
    static const struct channel_answering answering = {CHANNEL_VERSION, sizeof(answering), answer};
    static const struct channel_info info = {CHANNEL_VERSION, sizeof(info), tell_info};
    static const struct channel_place places = {CHANNEL_VERSION, sizeof(places), place};
    const struct {
        const char *name;
        const void *table;
    } known[] = {{CHANNEL_HOST_ADAPTERS, &adapters},
                 {CHANNEL_HOST_UNKNOWN, &unknown},
                 {CHANNEL_HOST_ANSWER, &answering},
                 {CHANNEL_HOST_INFO, &info},
                 {CHANNEL_HOST_PLACE, &places}};
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(name, known[i].name) == 0)
            return known[i].table;
    return http_facet(ctx, name);
}
