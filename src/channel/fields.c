// SPDX-License-Identifier: Apache-2.0
#include "channel/fields.h"
#include "base/error.h"
#include "channel/host.h"
#include "codec/json.h"
#include "codec/utf8.h"

enum { TEXT_MAX = 4096 };

struct reading {
    const struct channel_ops *ops;
    struct arena *arena;
    struct channel_fault *fault;
    struct channel_value *values;
};

static int find(const struct channel_ops *ops, struct view name)
{
    for (uint32_t i = 0; i < ops->field_count; i++)
        if (view_equal(view_from(ops->fields[i].name), name))
            return (int)i;
    return -1;
}

static int refuse_unknown(struct reading *r, struct view name)
{
    char field[sizeof(r->fault->field)];
    struct view cut = utf8_cut(name, sizeof(field) - 1);
    snprintf(field, sizeof(field), "%.*s", VIEW_ARG(cut));
    return host_refuse(r->fault, field, "the adapter %s has no such field", r->ops->name);
}

// ---- one value

static int take_text(struct reading *r, const struct channel_field *f, struct view text,
                     struct channel_value *ret)
{
    long long most = f->max > 0 ? f->max : TEXT_MAX;
    if (text.size == 0 || (long long)text.size < f->min || (long long)text.size > most)
        return host_refuse(r->fault, f->name, "must have %lld to %lld bytes",
                           (long long)(f->min > 0 ? f->min : 1), most);
    *ret = (struct channel_value){.is_set = true, .text = text};
    return CHANNEL_OK;
}

static int take_string(struct reading *r, const struct channel_field *f, const struct json *v,
                       struct channel_value *ret)
{
    struct view text;
    if (v->type != JSON_STRING)
        return host_refuse(r->fault, f->name, "must be a text");
    if (!json_text(v, r->arena, &text))
        return error_trace(-ENOMEM);
    return take_text(r, f, text, ret);
}

static int take_integer(struct reading *r, const struct channel_field *f, const struct json *v,
                        struct channel_value *ret)
{
    int64_t number;
    if (v->type != JSON_NUMBER || !json_int(v, &number) || number < f->min || number > f->max)
        return host_refuse(r->fault, f->name, "must be a whole number from %lld to %lld", (long long)f->min,
                           (long long)f->max);
    *ret = (struct channel_value){.is_set = true, .number = number};
    return CHANNEL_OK;
}

static int take_boolean(struct reading *r, const struct channel_field *f, const struct json *v,
                        struct channel_value *ret)
{
    if (v->type != JSON_TRUE && v->type != JSON_FALSE)
        return host_refuse(r->fault, f->name, "must be true or false");
    *ret = (struct channel_value){.is_set = true, .number = v->type == JSON_TRUE};
    return CHANNEL_OK;
}

static int take_json(struct reading *r, const struct channel_field *f, const struct json *v,
                     struct channel_value *ret)
{
    if (v->type != JSON_OBJECT && v->type != JSON_ARRAY)
        return host_refuse(r->fault, f->name, "must be an object or a list");
    *ret = (struct channel_value){.is_set = true, .text = json_source(v)};
    return CHANNEL_OK;
}

static int take(struct reading *r, const struct channel_field *f, const struct json *v,
                struct channel_value *ret)
{
    switch (f->kind) {
    case CHANNEL_FIELD_TEXT:
        return take_string(r, f, v, ret);
    case CHANNEL_FIELD_INTEGER:
        return take_integer(r, f, v, ret);
    case CHANNEL_FIELD_BOOLEAN:
        return take_boolean(r, f, v, ret);
    case CHANNEL_FIELD_JSON:
        return take_json(r, f, v, ret);
    case CHANNEL_FIELD_SECRET:
        return host_refuse(r->fault, f->name, "is a secret and may not stand in the configuration");
    }
    return CHANNEL_REFUSED;
}

// ---- all of them

static int take_members(struct reading *r, const struct json *object)
{
    int result = CHANNEL_OK;
    const struct json *key = json_first(object);
    for (; key != NULL && result == CHANNEL_OK; key = json_next_member(object, key)) {
        const struct json *value = json_value_of(key);
        struct view name;
        if (!json_text(key, r->arena, &name))
            return error_trace(-ENOMEM);
        int i = find(r->ops, name);
        if (i < 0)
            result = refuse_unknown(r, name);
        else if (value->type != JSON_NULL) // says that it is not set
            result = take(r, &r->ops->fields[i], value, &r->values[i]);
    }
    return result;
}

static int take_secrets(struct reading *r, const struct fields_in *in)
{
    int result = CHANNEL_OK;
    for (size_t s = 0; s < in->secret_count && result == CHANNEL_OK; s++) {
        int i = find(r->ops, in->secrets[s].name);
        if (i < 0 || r->ops->fields[i].kind != CHANNEL_FIELD_SECRET)
            result = refuse_unknown(r, in->secrets[s].name);
        else
            result = take_text(r, &r->ops->fields[i], in->secrets[s].value, &r->values[i]);
    }
    return result;
}

static int fill_in(struct reading *r)
{
    for (uint32_t i = 0; i < r->ops->field_count; i++) {
        const struct channel_field *f = &r->ops->fields[i];
        if (r->values[i].is_set)
            continue;
        if (f->is_required)
            return host_refuse(r->fault, f->name, "is needed: %s", f->help);
        r->values[i].number = f->otherwise;
    }
    return CHANNEL_OK;
}

static int parse(struct reading *r, struct view config, const struct json **ret)
{
    int result = json_parse(r->arena, config, NULL, ret);
    if (result < 0)
        return error_trace(result);
    if (result == JSON_OK && (*ret)->type == JSON_OBJECT)
        return CHANNEL_OK;
    return host_refuse(r->fault, "", "the configuration is no JSON object");
}

int fields_read(const struct channel_ops *ops, const struct fields_in *in, struct arena *arena,
                struct channel_fault *ret_fault, const struct channel_value **ret_values)
{
    struct reading r = {.ops = ops, .arena = arena, .fault = ret_fault};
    const struct json *object;
    r.values = arena_zalloc(arena, (ops->field_count + 1) * sizeof(*r.values));
    if (r.values == NULL)
        return error_trace(-ENOMEM);
    int result = parse(&r, in->config.data == NULL ? VIEW("{}") : in->config, &object);
    if (result == CHANNEL_OK)
        result = take_members(&r, object);
    if (result == CHANNEL_OK)
        result = take_secrets(&r, in);
    if (result == CHANNEL_OK)
        result = fill_in(&r);
    if (result == CHANNEL_OK)
        *ret_values = r.values;
    return result;
}

int fields_check(const struct channel_ops *ops, const struct fields_in *in, struct arena *arena,
                 struct channel_fault *ret_fault)
{
    const struct channel_value *values;
    int r = fields_read(ops, in, arena, ret_fault, &values);
    return r != CHANNEL_OK || ops->check == NULL ? r : ops->check(values, ret_fault);
}
