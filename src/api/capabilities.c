// SPDX-License-Identifier: Apache-2.0
// GET /capabilities: the adapters of this process, as they describe themselves.
#include "api/api_state.h"
#include "api/connector_reply.h"
#include "api/handlers.h"
#include "api/security.h"
#include "hub/delivery.h"

// ---- one adapter

static void write_abilities(struct json_writer *w, unsigned abilities)
{
    static const struct view names[] = {
        {"live", 4},  {"idempotent", 10}, {"receives", 8},     {"typing", 6},  {"receipts", 8},
        {"reads", 5}, {"choices", 7},     {"attachments", 11}, {"cancels", 7}, {"generic", 7}};
    json_key(w, VIEW("abilities"));
    json_begin_array(w);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (abilities & 1u << i)
            json_string(w, names[i]);
    json_end_array(w);
}

static void write_number(struct json_writer *w, struct view name, int64_t value)
{
    json_key(w, name);
    json_integer(w, value);
}

static void write_limits(struct json_writer *w, const struct channel_limits *limits)
{
    json_key(w, VIEW("limits"));
    json_begin_object(w);
    write_number(w, VIEW("text_bytes"), limits->text_bytes);
    write_number(w, VIEW("choices"), limits->choices);
    write_number(w, VIEW("title_bytes"), limits->title_bytes);
    write_number(w, VIEW("payload_bytes"), limits->payload_bytes);
    write_number(w, VIEW("attachments"), limits->attachments);
    json_end_object(w);
}

static void write_field(struct json_writer *w, const struct channel_field *f)
{
    static const struct view kinds[] = {
        {"text", 4}, {"integer", 7}, {"boolean", 7}, {"json", 4}, {"secret", 6}};
    json_begin_object(w);
    json_key(w, VIEW("name"));
    json_string(w, view_from(f->name));
    json_key(w, VIEW("kind"));
    json_string(w, kinds[f->kind]);
    json_key(w, VIEW("required"));
    json_bool(w, f->is_required);
    json_key(w, VIEW("help"));
    json_string(w, view_from(f->help));
    if (f->kind == CHANNEL_FIELD_INTEGER) {
        write_number(w, VIEW("min"), f->min);
        write_number(w, VIEW("max"), f->max);
        write_number(w, VIEW("default"), f->otherwise);
    } else if (f->kind == CHANNEL_FIELD_BOOLEAN) {
        json_key(w, VIEW("default"));
        json_bool(w, f->otherwise != 0);
    }
    json_end_object(w);
}

static void write_kinds(struct json_writer *w, const struct channel_ops *ops)
{
    json_key(w, VIEW("channels"));
    json_begin_array(w);
    for (int i = 0; ops->kinds[i] != NULL; i++)
        json_string(w, view_from(ops->kinds[i]));
    json_end_array(w);
}

static void write_adapter(struct json_writer *w, const struct registry_entry *e)
{
    json_begin_object(w);
    json_key(w, VIEW("name"));
    json_string(w, view_from(e->ops.name));
    json_key(w, VIEW("origin"));
    json_string(w, e->file == NULL ? VIEW("built_in") : VIEW("plugin"));
    json_key(w, VIEW("file"));
    json_string_or_null(w, view_from(e->file));
    write_kinds(w, &e->ops);
    write_abilities(w, e->ops.abilities);
    write_limits(w, &e->ops.limits);
    json_key(w, VIEW("fields"));
    json_begin_array(w);
    for (uint32_t i = 0; i < e->ops.field_count; i++)
        write_field(w, &e->ops.fields[i]);
    json_end_array(w);
    json_end_object(w);
}

static void write_adapters(struct json_writer *w, const struct registry *adapters)
{
    json_begin_array(w);
    for (int i = 0; adapters != NULL && i < registry_count(adapters); i++)
        write_adapter(w, registry_at(adapters, i));
    json_end_array(w);
}

void channel_adapters_answer(struct call *call, struct buffer *out)
{
    struct json_writer w = json_writer(out);
    json_begin_object(&w);
    json_key(&w, VIEW("adapters"));
    write_adapters(&w, call->api->config.adapters);
    json_end_object(&w);
}

// ---- channels

static bool serves(const struct channel_ops *ops, struct view kind)
{
    for (int i = 0; ops->kinds[i] != NULL; i++)
        if (view_equal(view_from(ops->kinds[i]), kind))
            return true;
    return false;
}

// By its configuration, as it was opened last; before that by what its adapter says of all.
static unsigned abilities_left(const struct call *call, const struct connector_row *c,
                               const struct channel_ops *ops)
{
    struct connector_look look;
    connector_look_at(call, c, &look);
    return look.has_figures && look.figures.was_open ? look.figures.abilities : ops->abilities;
}

// What can be done there, by connectors that are switched on or by the hub itself.
static unsigned abilities_of(const struct call *call, const struct connector_crowd *crowd,
                             enum channel channel, bool is_live)
{
    const struct registry *adapters = call->api->config.adapters;
    unsigned abilities = 0;
    for (int i = 0; adapters != NULL && is_live && i < registry_count(adapters); i++) {
        const struct channel_ops *ops = &registry_at(adapters, i)->ops;
        if (ops->abilities & CHANNEL_LIVE && serves(ops, channel_name(channel)))
            abilities |= ops->abilities;
    }
    for (int i = 0; adapters != NULL && i < crowd->count; i++) {
        const struct connector_row *c = &crowd->items[i];
        const struct registry_entry *entry = registry_find(adapters, c->adapter);
        if (c->channel == channel && c->is_enabled && entry != NULL)
            abilities |= abilities_left(call, c, &entry->ops);
    }
    return abilities;
}

static void write_use(struct json_writer *w, const struct call *call, const struct connector_crowd *crowd,
                      enum channel channel)
{
    struct channel_look look;
    channel_look_at(call, crowd, channel, &look);
    json_key(w, VIEW("configured"));
    json_bool(w, look.way != NULL);
    json_key(w, VIEW("sends"));
    json_bool(w, look.is_live || look.way != NULL);
    write_abilities(w, abilities_of(call, crowd, channel, look.is_live));
}

static void write_channel(struct json_writer *w, const struct call *call, const struct connector_crowd *crowd,
                          enum channel channel)
{
    const struct api *api = call->api;
    const struct registry *adapters = api->config.adapters;
    struct view name = channel_name(channel);
    json_begin_object(w);
    json_key(w, VIEW("id"));
    json_string(w, name);
    json_key(w, VIEW("live"));
    json_bool(w, delivery_begin(api->config.setup, channel) == DELIVERY_SENT);
    json_key(w, VIEW("adapters"));
    json_begin_array(w);
    for (int i = 0; adapters != NULL && i < registry_count(adapters); i++)
        if (serves(&registry_at(adapters, i)->ops, name))
            json_string(w, view_from(registry_at(adapters, i)->ops.name));
    json_end_array(w);
    write_use(w, call, crowd, channel);
    json_end_object(w);
}

// ---- plug-ins

static void write_plugins(struct json_writer *w, const struct registry *adapters)
{
    const struct registry_refusal *refusals;
    int count = registry_refusals(adapters, &refusals);
    json_begin_object(w);
    json_key(w, VIEW("folder"));
    json_string(w, view_from(registry_folder(adapters)));
    json_key(w, VIEW("refused"));
    json_begin_array(w);
    for (int i = 0; i < count; i++) {
        json_begin_object(w);
        json_key(w, VIEW("file"));
        json_string(w, view_from(refusals[i].file));
        json_key(w, VIEW("reason"));
        json_string(w, view_from(refusals[i].why));
        json_end_object(w);
    }
    json_end_array(w);
    json_end_object(w);
}

int capabilities_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    struct connector_crowd crowd;
    const struct registry *adapters = call->api->config.adapters;
    bool runs_hub = call->principal.scope == ROUTE_SCOPE_ADMIN && security_runs_hub(call);
    int r = connector_crowd_load(snapshot->db, snapshot->tenant, call, &crowd);
    if (r < 0)
        return r;
    json_begin_object(w);
    json_key(w, VIEW("channels"));
    json_begin_array(w);
    for (int c = 0; c < CHANNELS; c++)
        write_channel(w, call, &crowd, (enum channel)c);
    json_end_array(w);
    json_key(w, VIEW("adapters"));
    write_adapters(w, adapters);
    json_key(w, VIEW("plugins"));
    if (runs_hub && adapters != NULL && registry_folder(adapters) != NULL)
        write_plugins(w, adapters);
    else
        json_null(w);
    json_end_object(w);
    return 0;
}
