// SPDX-License-Identifier: Apache-2.0
#include "api/connector_form.h"
#include "api/api_state.h"
#include "base/error.h"
#include "channel/fields.h"
#include "hub/delivery.h"
#include <errno.h>
#include <openssl/crypto.h>
#include <stdio.h>

struct filling {
    struct call *call;
    const struct channel_ops *ops;
    const struct connector_given *given;
    const struct json *config, *secrets;              // as they are; NULL: nothing
    struct channel_secret sealed[CHANNEL_FIELDS_MAX]; // all of them, as they are to be
    size_t sealed_count;
    struct fault *faults;
    size_t fault_count;
};

bool connector_adapter_serves(const struct channel_ops *ops, enum channel channel)
{
    for (int i = 0; ops->kinds[i] != NULL; i++)
        if (view_equal(view_from(ops->kinds[i]), channel_name(channel)))
            return true;
    return false;
}

// ---- which adapter

static int refuse_adapter(struct call *call)
{
    return call_blame(call, VIEW("/adapter"),
                      call_refuse(call, 422, VIEW("connector.no_adapter"),
                                  VIEW("the hub has no such adapter for this channel; GET /channels/adapters "
                                       "tells which it has")));
}

// Of a channel whose customers are on the hub's own pages: what it needs is there.
static int refuse_live(struct call *call)
{
    return call_refuse(call, 409, VIEW("channel.live"),
                       VIEW("this channel is the hub's own and needs no connector"));
}

static const struct channel_ops *first_of(const struct registry *adapters, enum channel channel)
{
    for (int i = 0; adapters != NULL && i < registry_count(adapters); i++) {
        const struct channel_ops *ops = &registry_at(adapters, i)->ops;
        if (connector_adapter_serves(ops, channel) && !(ops->abilities & (CHANNEL_LIVE | CHANNEL_GENERIC)))
            return ops;
    }
    return NULL;
}

static int choose(struct call *call, enum channel channel, const struct connector_row *now,
                  struct view wanted, const struct channel_ops **ret)
{
    const struct registry *adapters = call->api->config.adapters;
    struct view name = wanted.data != NULL || now == NULL ? wanted : now->adapter;
    const struct channel_ops *ops;
    if (name.data != NULL) {
        const struct registry_entry *entry = adapters == NULL ? NULL : registry_find(adapters, name);
        ops = entry == NULL ? NULL : &entry->ops;
    } else {
        ops = first_of(adapters, channel);
    }
    bool is_live = delivery_begin(call->api->config.setup, channel) == DELIVERY_SENT;
    if (is_live && (ops == NULL || ops->abilities & CHANNEL_LIVE))
        return refuse_live(call);
    if (ops == NULL || !connector_adapter_serves(ops, channel))
        return refuse_adapter(call);
    *ret = ops;
    return 0;
}

// ---- faults

static int note_fault(struct filling *f, const char *folder, struct view name, struct view text)
{
    char pointer[128];
    struct fault *fault = &f->faults[f->fault_count];
    int size =
        snprintf(pointer, sizeof(pointer), "%s%s%.*s", folder, name.size == 0 ? "" : "/", VIEW_ARG(name));
    size_t most = sizeof(pointer) - 1;
    if (f->fault_count == FAULTS_MAX)
        return 0;
    if (!call_copy(f->call, view_make(pointer, (size_t)size < most ? (size_t)size : most), &fault->pointer) ||
        !call_copy(f->call, text, &fault->detail))
        return -ENOMEM;
    f->fault_count++;
    return 0;
}

static int refuse_faults(struct filling *f)
{
    call_refuse(f->call, 422, VIEW("connector.invalid"),
                VIEW("the adapter does not take this configuration; errors names each field"));
    f->call->refusal.errors = f->faults;
    f->call->refusal.error_count = f->fault_count;
    return 1;
}

static bool has_field(const struct channel_ops *ops, struct view name)
{
    for (uint32_t i = 0; i < ops->field_count; i++)
        if (view_equal(view_from(ops->fields[i].name), name))
            return true;
    return false;
}

static int refuse_unknown(struct filling *f)
{
    const struct json *object = f->given->config;
    int r = 0;
    for (const struct json *key = object == NULL ? NULL : json_first(object); key != NULL && r == 0;
         key = json_next_member(object, key)) {
        struct view name;
        if (!json_text(key, call_arena(f->call), &name))
            return -ENOMEM;
        if (!has_field(f->ops, name) && json_value_of(key)->type != JSON_NULL)
            r = note_fault(f, "/config", name, VIEW("the adapter has no such field"));
    }
    return r;
}

// ---- values

static const struct json *member_of(const struct json *object, struct view name)
{
    return object == NULL ? NULL : json_member(object, name);
}

// A secret that comes back as it was shown.
static bool is_masked(const struct json *v)
{
    return v->type == JSON_STRING &&
           (view_starts(view_make(v->text, v->size), VIEW(CONNECTOR_MASK)) ||
            view_starts(view_make(v->text, v->size), VIEW("\\u2022\\u2022\\u2022\\u2022")));
}

// What the field is to be; NULL: not set. *ret_folder: where the request says so.
static const struct json *value_of(const struct filling *f, const struct channel_field *field,
                                   const char **ret_folder)
{
    struct view name = view_from(field->name);
    bool is_secret = field->kind == CHANNEL_FIELD_SECRET;
    const struct json *said = member_of(f->given->config, name);
    *ret_folder = "/config";
    if (said == NULL && (said = member_of(f->given->beside, name)) != NULL)
        *ret_folder = "";
    if (said == NULL || (is_secret && is_masked(said)))
        said = member_of(is_secret ? f->secrets : f->config, name);
    return said == NULL || said->type == JSON_NULL ? NULL : said;
}

// Held against the adapter's own words, one field at a time, so that every fault is told.
static int check(struct filling *f, const struct channel_field *field, const struct json *value,
                 const char *folder)
{
    struct channel_ops one = *f->ops;
    struct channel_fault fault = {0};
    struct channel_secret secret = {.name = view_from(field->name)};
    struct fields_in in = {0};
    const struct channel_value *values;
    struct arena *arena = call_arena(f->call);
    one.fields = field;
    one.field_count = 1;
    if (value != NULL && field->kind == CHANNEL_FIELD_SECRET) {
        if (value->type != JSON_STRING)
            return note_fault(f, folder, view_from(field->name), VIEW("must be a text"));
        if (!json_text(value, arena, &secret.value))
            return -ENOMEM;
        in.secrets = &secret;
        in.secret_count = 1;
    } else if (value != NULL) {
        struct view source = json_source(value);
        size_t size = source.size + CHANNEL_NAME_MAX + 8;
        char *text = arena_alloc(arena, size);
        if (text == NULL)
            return -ENOMEM;
        in.config =
            view_make(text, (size_t)snprintf(text, size, "{\"%s\":%.*s}", field->name, VIEW_ARG(source)));
    }
    int r = fields_read(&one, &in, arena, &fault, &values);
    return r == CHANNEL_REFUSED ? note_fault(f, folder, view_from(field->name), view_from(fault.text)) : r;
}

static int take_fields(struct filling *f, struct json_writer *config, struct json_writer *secrets)
{
    int r = 0;
    for (uint32_t i = 0; i < f->ops->field_count && r == 0; i++) {
        const struct channel_field *field = &f->ops->fields[i];
        struct json_writer *w = field->kind == CHANNEL_FIELD_SECRET ? secrets : config;
        const char *folder;
        const struct json *value = value_of(f, field, &folder);
        r = check(f, field, value, folder);
        if (value == NULL)
            continue;
        json_key(w, view_from(field->name));
        json_raw(w, json_source(value));
        struct channel_secret *sealed = &f->sealed[f->sealed_count];
        if (r != 0 || field->kind != CHANNEL_FIELD_SECRET || value->type != JSON_STRING)
            continue;
        sealed->name = view_from(field->name);
        if (!json_text(value, call_arena(f->call), &sealed->value))
            return -ENOMEM;
        f->sealed_count++;
    }
    return r;
}

// What no field sees alone. The place that is blamed lies where the request has the field.
static int check_whole(struct filling *f, struct view config)
{
    struct channel_fault fault = {0};
    struct fields_in in = {.config = config, .secrets = f->sealed, .secret_count = f->sealed_count};
    int r = fields_check(f->ops, &in, call_arena(f->call), &fault);
    if (r != CHANNEL_REFUSED)
        return error_fold(r);
    struct view rest = view_from(fault.field);
    struct view field = view_cut(&rest, '/');
    bool is_beside = member_of(f->given->config, field) == NULL && member_of(f->given->beside, field) != NULL;
    return note_fault(f, is_beside ? "" : "/config", view_from(fault.field), view_from(fault.text));
}

static int keep(struct filling *f, struct buffer *text, struct view *ret)
{
    if (text->failed)
        return call_refuse(f->call, 422, VIEW("connector.too_large"),
                           VIEW("configuration and secrets have at most 64 KiB each"));
    return call_copy(f->call, buffer_view(text), ret) ? 0 : -ENOMEM;
}

static int fill(struct filling *f, struct connector_form *ret)
{
    struct buffer config, secrets;
    buffer_init(&config, CONNECTOR_CONFIG_MAX);
    buffer_init(&secrets, CONNECTOR_CONFIG_MAX);
    struct json_writer wc = json_writer(&config), ws = json_writer(&secrets);
    json_begin_object(&wc);
    json_begin_object(&ws);
    int r = refuse_unknown(f);
    if (r == 0)
        r = take_fields(f, &wc, &ws);
    json_end_object(&wc);
    json_end_object(&ws);
    if (r == 0 && f->fault_count == 0 && !config.failed)
        r = check_whole(f, buffer_view(&config));
    if (r == 0 && f->fault_count > 0)
        r = refuse_faults(f);
    if (r == 0)
        r = keep(f, &config, &ret->config);
    if (r == 0)
        r = keep(f, &secrets, &ret->secrets);
    if (secrets.data != NULL)
        OPENSSL_cleanse(secrets.data, secrets.size);
    buffer_free(&config);
    buffer_free(&secrets);
    return r;
}

// ---- what there is

static int parse_object(struct call *call, struct view text, const struct json **ret)
{
    int r = json_parse(call_arena(call), text, NULL, ret);
    if (r == JSON_OK && (*ret)->type != JSON_OBJECT)
        *ret = NULL;
    return r < 0 ? r : r == JSON_OK ? 0 : -EIO;
}

// Secrets whose key is gone are as none: they have to be given anew.
static int read_now(struct filling *f, const struct connector_row *now)
{
    struct buffer open;
    struct view text;
    buffer_init(&open, CONNECTOR_CONFIG_MAX + 64);
    int r = connector_secrets_open(now, store_secrets(f->call->api->config.store), &open);
    if (r == CONNECTOR_OK)
        r = call_copy(f->call, buffer_view(&open), &text) ? parse_object(f->call, text, &f->secrets)
                                                          : -ENOMEM;
    else if (r == CONNECTOR_NONE)
        r = 0;
    if (open.data != NULL)
        OPENSSL_cleanse(open.data, open.size);
    buffer_free(&open);
    return r == 0 ? parse_object(f->call, now->config, &f->config) : r;
}

int connector_form_fill(struct call *call, enum channel channel, const struct connector_row *now,
                        const struct connector_given *given, struct connector_form *ret)
{
    struct filling f = {.call = call, .given = given};
    int r = choose(call, channel, now, given->adapter, &f.ops);
    if (r != 0)
        return r;
    f.faults = arena_zalloc(call_arena(call), FAULTS_MAX * sizeof(*f.faults));
    if (f.faults == NULL)
        return error_trace(-ENOMEM);
    ret->ops = f.ops;
    if (now != NULL && view_equal(now->adapter, view_from(f.ops->name)))
        r = read_now(&f, now);
    return r == 0 ? fill(&f, ret) : r;
}
