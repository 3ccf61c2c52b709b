// SPDX-License-Identifier: Apache-2.0
#include "channel/custom/custom_read.h"
#include "base/error.h"
#include "channel/host.h"
#include "codec/glob.h"
#include "codec/json_pointer.h"
#include "codec/utf8.h"

enum { PATH_SIZE = sizeof(((struct channel_fault *)NULL)->field), TEXT_MAX = 1024 };

int custom_refuse(struct custom_reading *r, const char *path, const char *token, const char *format, ...)
{
    char field[PATH_SIZE], text[sizeof(r->fault->text)];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    snprintf(field, sizeof(field), "%s%s%s", path, token[0] == '\0' ? "" : "/", token);
    struct view whole = utf8_cut(view_from(field), sizeof(field) - 1);
    field[whole.size] = '\0';
    return host_refuse(r->fault, field, "%s", text);
}

int custom_parse(struct arena *arena, struct view text, const struct json **ret)
{
    return json_parse(arena, text, NULL, ret) == JSON_OK ? CHANNEL_OK : error_trace(-ENOMEM);
}

// ---- objects

static const struct custom_member *find(const struct custom_member *members, size_t count, struct view name)
{
    for (size_t i = 0; i < count; i++)
        if (view_equal(view_from(members[i].name), name))
            return &members[i];
    return NULL;
}

static int read_member(struct custom_reading *r, const struct json *key, const char *path,
                       const struct custom_member *m, void *to)
{
    char longer[PATH_SIZE];
    snprintf(longer, sizeof(longer), "%s/%s", path, m->name);
    if (json_value_of(key)->type == JSON_NULL)
        return CHANNEL_OK; // not set
    return m->read(r, json_value_of(key), longer, (char *)to + m->offset);
}

int custom_read_members(struct custom_reading *r, const struct json *v, const char *path,
                        const struct custom_member *members, size_t count, void *to)
{
    if (v->type != JSON_OBJECT)
        return custom_refuse(r, path, "", "must be an object");
    int result = CHANNEL_OK;
    for (const struct json *k = json_first(v); k != NULL && result == CHANNEL_OK;
         k = json_next_member(v, k)) {
        struct view name;
        char token[PATH_SIZE];
        if (!json_text(k, r->arena, &name))
            return error_trace(-ENOMEM);
        const struct custom_member *m = find(members, count, name);
        if (m != NULL) {
            result = read_member(r, k, path, m, to);
            continue;
        }
        snprintf(token, sizeof(token), "%.*s", VIEW_ARG(utf8_cut(name, sizeof(token) - 1)));
        result = custom_refuse(r, path, token, "there is no such member here");
    }
    return result;
}

// ---- values

int custom_read_text(struct custom_reading *r, const struct json *v, const char *path, void *to)
{
    struct view text;
    if (v->type != JSON_STRING)
        return custom_refuse(r, path, "", "must be a text");
    if (!json_text(v, r->arena, &text))
        return error_trace(-ENOMEM);
    if (text.size > TEXT_MAX)
        return custom_refuse(r, path, "", "has at most %d bytes", TEXT_MAX);
    *(struct view *)to = text;
    return CHANNEL_OK;
}

int custom_read_pointer(struct custom_reading *r, const struct json *v, const char *path, void *to)
{
    struct view text;
    int result = custom_read_text(r, v, path, &text);
    if (result == CHANNEL_OK && !json_pointer_is(text))
        return custom_refuse(r, path, "", "must be a JSON pointer: empty, or like \"/message/id\"");
    if (result == CHANNEL_OK)
        *(struct view *)to = text;
    return result;
}

int custom_read_take(struct custom_reading *r, const struct json *v, const char *path, void *to)
{
    static const struct custom_member members[] = {
        {"pointer", custom_read_pointer, offsetof(struct custom_take, pointer)},
        {"or", custom_read_pointer, offsetof(struct custom_take, other)},
        {"strip_prefix", custom_read_text, offsetof(struct custom_take, strip_prefix)},
        {"strip_suffix", custom_read_text, offsetof(struct custom_take, strip_suffix)},
    };
    struct custom_take take = {0};
    if (v->type != JSON_OBJECT)
        return custom_read_pointer(r, v, path, &((struct custom_take *)to)->pointer);
    int result = custom_read_members(r, v, path, members, sizeof(members) / sizeof(members[0]), &take);
    if (result == CHANNEL_OK && take.pointer.data == NULL)
        return custom_refuse(r, path, "pointer", "is needed");
    if (result == CHANNEL_OK)
        *(struct custom_take *)to = take;
    return result;
}

static int check_pattern(struct custom_reading *r, const struct json *v, const char *path)
{
    struct view text = {0};
    int result = custom_read_text(r, v, path, &text);
    if (result == CHANNEL_OK && text.size > GLOB_MAX)
        return custom_refuse(r, path, "", "a pattern has at most %d bytes", GLOB_MAX);
    return result;
}

int custom_read_patterns(struct custom_reading *r, const struct json *v, const char *path, void *to)
{
    int result = CHANNEL_OK, index = 0;
    if (v->type == JSON_STRING)
        result = check_pattern(r, v, path);
    else if (v->type != JSON_ARRAY || v->count > CUSTOM_PATTERNS_MAX)
        return custom_refuse(r, path, "", "must be a text, or a list of at most %d", CUSTOM_PATTERNS_MAX);
    if (v->type == JSON_ARRAY)
        for (const struct json *i = json_first(v); i != NULL && result == CHANNEL_OK; i = json_next(v, i)) {
            char longer[PATH_SIZE];
            snprintf(longer, sizeof(longer), "%s/%d", path, index++);
            result = check_pattern(r, i, longer);
        }
    if (result == CHANNEL_OK)
        *(const struct json **)to = v;
    return result;
}

int custom_read_value(struct custom_reading *r, const struct json *v, const char *path, void *to)
{
    (void)r;
    (void)path;
    *(const struct json **)to = v;
    return CHANNEL_OK;
}

// ---- taking

const struct json *custom_take_value(const struct custom_take *take, const struct json *item)
{
    const struct json *v = take->pointer.data == NULL ? NULL : json_pointer_find(item, take->pointer);
    if ((v == NULL || v->type == JSON_NULL) && take->other.data != NULL)
        v = json_pointer_find(item, take->other);
    return v == NULL || v->type == JSON_NULL ? NULL : v;
}

static struct view strip(const struct custom_take *take, struct view text)
{
    struct view end = take->strip_suffix;
    if (view_starts(text, take->strip_prefix))
        text = view_make(text.data + take->strip_prefix.size, text.size - take->strip_prefix.size);
    if (end.size > 0 && text.size >= end.size &&
        memcmp(text.data + text.size - end.size, end.data, end.size) == 0)
        text.size -= end.size;
    return text;
}

bool custom_take_text(const struct custom_take *take, const struct json *item, struct arena *arena,
                      struct view *ret)
{
    const struct json *v = custom_take_value(take, item);
    struct view text;
    if (v == NULL || v->type == JSON_ARRAY || v->type == JSON_OBJECT)
        return false;
    if (v->type != JSON_STRING)
        text = json_source(v);
    else if (!json_text(v, arena, &text))
        return false;
    *ret = strip(take, text);
    return true;
}

bool custom_matches(const struct json *patterns, struct view text, struct arena *arena)
{
    struct view pattern;
    if (patterns == NULL)
        return false;
    if (patterns->type == JSON_STRING)
        return json_text(patterns, arena, &pattern) && glob_matches(pattern, text);
    for (const struct json *i = json_first(patterns); i != NULL; i = json_next(patterns, i))
        if (json_text(i, arena, &pattern) && glob_matches(pattern, text))
            return true;
    return false;
}
