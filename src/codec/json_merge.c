// SPDX-License-Identifier: Apache-2.0
#include "codec/json_merge.h"
#include <stdlib.h>

struct merging {
    struct json_writer *w;
    struct arena *arena; // for names with escapes
    bool failed;         // it is full
};

static void merge(struct merging *m, const struct json *target, const struct json *patch);

// ---- looking up: sorted, so that thousands of members cost no millions of comparisons, whatever their names

struct member {
    struct view name; // decoded
    const struct json *value;
};

struct members {
    struct member *items; // by name, then in order of the text
    size_t count;
};

static int compare_names(struct view a, struct view b)
{
    size_t both = a.size < b.size ? a.size : b.size;
    int order = both == 0 ? 0 : memcmp(a.data, b.data, both);
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

static int compare_members(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    int order = compare_names(x->name, y->name);
    return order != 0 ? order : (x->value > y->value) - (x->value < y->value);
}

// None of what is no object.
static struct members members_of(struct merging *m, const struct json *object)
{
    struct members all = {0};
    if (object == NULL || object->type != JSON_OBJECT || object->count == 0)
        return all;
    all.items = arena_alloc(m->arena, object->count * sizeof(*all.items));
    if (all.items == NULL) {
        m->failed = true;
        return all;
    }
    for (const struct json *key = json_first(object); key != NULL; key = json_next_member(object, key)) {
        struct member *member = &all.items[all.count++];
        member->value = json_value_of(key);
        if (!json_text(key, m->arena, &member->name)) {
            m->failed = true;
            return (struct members){0};
        }
    }
    qsort(all.items, all.count, sizeof(*all.items), compare_members);
    return all;
}

// The value of the member of the same name, however the name is written; the last one, or NULL.
static const struct json *find(struct merging *m, const struct members *all, const struct json *key)
{
    size_t low = 0, high = all->count; // the first one behind the name lies between
    struct view name;
    if (!json_text(key, m->arena, &name)) {
        m->failed = true;
        return NULL;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_names(all->items[middle].name, name) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool is_there = low > 0 && view_equal(all->items[low - 1].name, name);
    return is_there ? all->items[low - 1].value : NULL;
}

// ---- writing

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
static void write_known(struct merging *m, const struct json *target, const struct members *old,
                        const struct members *news)
{
    for (const struct json *key = json_first(target); key != NULL; key = json_next_member(target, key)) {
        const struct json *change = find(m, news, key);
        bool is_last = find(m, old, key) == json_value_of(key);
        if (is_last && (change == NULL || change->type != JSON_NULL))
            write_member(m, key, json_value_of(key), change);
    }
}

// What only the patch has.
static void write_new(struct merging *m, const struct json *patch, const struct members *old,
                      const struct members *news)
{
    for (const struct json *key = json_first(patch); key != NULL; key = json_next_member(patch, key)) {
        const struct json *value = json_value_of(key);
        bool is_last = find(m, news, key) == value;
        if (is_last && value->type != JSON_NULL && find(m, old, key) == NULL)
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
    struct members old = members_of(m, target), news = members_of(m, patch);
    json_begin_object(m->w);
    if (target != NULL && target->type == JSON_OBJECT)
        write_known(m, target, &old, &news);
    write_new(m, patch, &old, &news);
    json_end_object(m->w);
}

int json_merge(struct arena *a, struct view target, struct view patch, size_t max, struct view *ret)
{
    const struct json *old = NULL, *news;
    if (patch.size > max) // what could not fit is not tried
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
