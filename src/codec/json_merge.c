// SPDX-License-Identifier: Apache-2.0
#include "codec/json_merge.h"

struct merging {
    struct json_writer *w;
    struct arena *arena; // for names with escapes
    bool failed;         // it is full
};

static void merge(struct merging *m, const struct json *target, const struct json *patch);

// The value of the member of the same name, however the name is written; the last one, or NULL.
static const struct json *find(struct merging *m, const struct json *object, const struct json *key)
{
    struct view name;
    if (object == NULL || object->type != JSON_OBJECT)
        return NULL;
    if (!json_text(key, m->arena, &name)) {
        m->failed = true;
        return NULL;
    }
    return json_member(object, name);
}

static void write_member(struct merging *m, const struct json *key, const struct json *target,
                         const struct json *patch)
{
    struct json_writer *w = m->w;
    if (w->needs_comma)
        buffer_append_char(w->out, ',');
    buffer_append_view(w->out, json_source(key));
    buffer_append_char(w->out, ':');
    w->needs_comma = false;
    merge(m, target, patch);
}

// What the target has, changed by the patch.
static void write_known(struct merging *m, const struct json *target, const struct json *patch)
{
    for (const struct json *key = json_first(target); key != NULL; key = json_next_member(target, key)) {
        const struct json *news = find(m, patch, key);
        bool is_last = find(m, target, key) == json_value_of(key);
        if (is_last && (news == NULL || news->type != JSON_NULL))
            write_member(m, key, json_value_of(key), news);
    }
}

// What only the patch has.
static void write_new(struct merging *m, const struct json *target, const struct json *patch)
{
    for (const struct json *key = json_first(patch); key != NULL; key = json_next_member(patch, key)) {
        const struct json *value = json_value_of(key);
        bool is_last = find(m, patch, key) == value;
        if (is_last && value->type != JSON_NULL && find(m, target, key) == NULL)
            write_member(m, key, NULL, value);
    }
}

// Without a patch the target as it is.
static void merge(struct merging *m, const struct json *target, const struct json *patch)
{
    if (patch == NULL || patch->type != JSON_OBJECT) {
        json_raw(m->w, json_source(patch == NULL ? target : patch));
        return;
    }
    json_begin_object(m->w);
    if (target != NULL && target->type == JSON_OBJECT)
        write_known(m, target, patch);
    write_new(m, target, patch);
    json_end_object(m->w);
}

int json_merge(struct arena *a, struct view target, struct view patch, size_t max, struct view *ret)
{
    const struct json *old = NULL, *news;
    if (patch.size > max) // members are looked up one by one: what could not fit is not tried
        return JSON_MERGE_TOO_LARGE;
    if ((target.data != NULL && json_parse(a, target, NULL, &old) != JSON_OK) ||
        json_parse(a, patch, NULL, &news) != JSON_OK)
        return JSON_MERGE_INVALID;
    struct buffer out;
    buffer_init(&out, max);
    struct json_writer w = json_writer(&out);
    struct merging m = {.w = &w, .arena = a};
    merge(&m, old, news);
    bool fits = !m.failed && !out.failed && arena_copy(a, buffer_view(&out), ret);
    buffer_free(&out);
    return fits ? JSON_MERGE_OK : JSON_MERGE_TOO_LARGE;
}
