// SPDX-License-Identifier: Apache-2.0
#include "codec/json_merge.h"

static void merge(struct json_writer *w, const struct json *target, const struct json *patch);

// A member of `patch` with the same raw name, the last one, or NULL. Names are compared undecoded; a name
// that is escaped in one text only is taken for another, which keeps both members.
static const struct json *find(const struct json *object, const struct json *key)
{
    return object == NULL || object->type != JSON_OBJECT
               ? NULL
               : json_member(object, view_make(key->text, key->size));
}

static void write_member(struct json_writer *w, const struct json *key, const struct json *target,
                         const struct json *patch)
{
    struct view name = json_source(key);
    buffer_reserve(w->out, name.size + 2);
    if (w->needs_comma)
        buffer_append_char(w->out, ',');
    buffer_append_view(w->out, name);
    buffer_append_char(w->out, ':');
    w->needs_comma = false;
    merge(w, target, patch);
}

// Without a patch the target as it is.
static void merge(struct json_writer *w, const struct json *target, const struct json *patch)
{
    if (patch == NULL || patch->type != JSON_OBJECT) {
        json_raw(w, json_source(patch == NULL ? target : patch));
        return;
    }
    json_begin_object(w);
    if (target != NULL && target->type == JSON_OBJECT) {
        for (const struct json *key = json_first(target); key != NULL; key = json_next_member(target, key)) {
            const struct json *news = find(patch, key);
            if (news == NULL || news->type != JSON_NULL)
                write_member(w, key, json_value_of(key), news);
        }
    }
    for (const struct json *key = json_first(patch); key != NULL; key = json_next_member(patch, key))
        if (find(target, key) == NULL && json_value_of(key)->type != JSON_NULL &&
            find(patch, key) == json_value_of(key))
            write_member(w, key, NULL, json_value_of(key));
    json_end_object(w);
}

int json_merge(struct arena *a, struct view target, struct view patch, size_t max, struct view *ret)
{
    const struct json *old = NULL, *news;
    if ((target.data != NULL && json_parse(a, target, NULL, &old) != JSON_OK) ||
        json_parse(a, patch, NULL, &news) != JSON_OK)
        return JSON_MERGE_INVALID;
    struct buffer out;
    buffer_init(&out, max);
    struct json_writer w = json_writer(&out);
    merge(&w, old, news);
    bool fits = !out.failed && arena_copy(a, buffer_view(&out), ret);
    buffer_free(&out);
    return fits ? JSON_MERGE_OK : JSON_MERGE_TOO_LARGE;
}
