// SPDX-License-Identifier: Apache-2.0
#include "api/args_state.h"
#include "api/route.h"
#include "codec/form.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

enum { DETAIL_MAX = 400, POINTER_MAX = 400, PAIRS_MAX = 64 };

void *args_alloc(struct args_state *s, size_t size)
{
    void *data = arena_zalloc(s->arena, size);

    if (data == NULL)
        s->is_full = true;
    return data;
}

static void place_write(struct buffer *out, const struct place *place)
{
    if (place == NULL)
        return;
    place_write(out, place->above);
    if (place->name.data != NULL)
        buffer_printf(out, "%s%.*s", place->mark, VIEW_ARG(place->name));
    else
        buffer_printf(out, "%s%zu", place->mark, place->index);
}

static bool place_copy(struct args_state *s, const struct place *place, struct view *ret)
{
    struct buffer out;
    bool is_done;

    buffer_init(&out, POINTER_MAX);
    place_write(&out, place);
    is_done = !out.failed && arena_copy(s->arena, buffer_view(&out), ret);
    buffer_free(&out);
    return is_done;
}

void fault_add(struct args_state *s, const struct place *place, const char *format, ...)
{
    char detail[DETAIL_MAX];
    struct fault fault;
    va_list list;
    int size;

    if (s->faults->count == FAULTS_MAX)
        return;
    if (s->faults->items == NULL)
        s->faults->items = args_alloc(s, FAULTS_MAX * sizeof(struct fault));
    va_start(list, format);
    size = vsnprintf(detail, sizeof(detail), format, list);
    va_end(list);
    if (size < 0 || (size_t)size >= sizeof(detail))
        size = (int)strlen(detail);
    if (s->faults->items == NULL || !place_copy(s, place, &fault.pointer) ||
        !arena_copy(s->arena, view_make(detail, (size_t)size), &fault.detail)) {
        s->is_full = true;
        return;
    }
    s->faults->items[s->faults->count++] = fault;
}

static void fallback_take(const struct field *field, char *base)
{
    int as_int = (int)field->fallback;
    bool as_bool = field->fallback != 0;

    assert(base != NULL);
    if (!field->has_fallback)
        return;
    if (field->kind == FIELD_INTEGER)
        memcpy(base + field->offset, &field->fallback, sizeof(int64_t));
    else if (field->kind == FIELD_BOOLEAN)
        memcpy(base + field->offset, &as_bool, sizeof(bool));
    else
        memcpy(base + field->offset, &as_int, sizeof(int));
}

// ---- objects

struct members {
    const struct json *values[FIELDS_MAX]; // by field, NULL: absent
    struct unknown unknown;
};

static size_t field_find(const struct args_table *table, struct view name)
{
    for (size_t i = 0; i < table->count; i++) {
        if (view_equal(table->fields[i].name, name))
            return i;
    }
    return FIELD_NONE;
}

static void unknown_add(struct unknown *unknown, const struct json *key, struct view name)
{
    if (unknown->count < UNKNOWN_MEMBERS_MAX) {
        unknown->keys[unknown->count] = key;
        unknown->names[unknown->count] = name;
    }
    unknown->count++;
}

static void members_collect(struct args_state *s, const struct args_table *table, const struct json *object,
                            const struct place *place, struct members *members)
{
    const struct json *key;

    memset(members->values, 0, sizeof(members->values));
    members->unknown.count = 0;
    for (key = json_first(object); key != NULL; key = json_next_member(object, key)) {
        struct view name;
        if (!json_text(key, s->arena, &name)) {
            s->is_full = true;
            return;
        }
        size_t i = field_find(table, name);
        if (i == FIELD_NONE) {
            if (table->unknown_to != FIELD_NONE)
                unknown_add(&members->unknown, key, name);
        } else if (members->values[i] != NULL) {
            fault_add(s, &(struct place){place, "/", table->fields[i].name, 0}, "stands twice");
        } else {
            members->values[i] = json_value_of(key);
        }
    }
}

// Whether the field's value stands under any of its names.
static bool member_is_there(const struct args_table *table, const struct members *members, size_t i)
{
    if (members->values[i] != NULL)
        return true;
    for (size_t k = 0; k < table->count; k++) {
        if (table->fields[k].same_as == i && members->values[k] != NULL)
            return true;
    }
    return false;
}

static void member_take(struct args_state *s, const struct args_table *table, const struct members *members,
                        size_t i, const struct place *place, char *base)
{
    const struct field *field = &table->fields[i];
    const struct json *value = members->values[i];
    const struct json *other = field->same_as == FIELD_NONE ? NULL : members->values[field->same_as];

    if (value != NULL && other != NULL) {
        if (!view_equal(json_source(value), json_source(other)))
            fault_add(s, place, "says something else than %.*s",
                      VIEW_ARG(table->fields[field->same_as].name));
    } else if (value != NULL) {
        value_take(s, field, value, place, base);
    } else if (field->same_as == FIELD_NONE && !member_is_there(table, members, i)) {
        fallback_take(field, base);
        if (field->required)
            fault_add(s, place, "is missing");
    }
}

void object_take(struct args_state *s, const struct args_table *table, const struct json *object,
                 const struct place *place, char *base)
{
    struct members members;

    if (object->type != JSON_OBJECT) {
        fault_add(s, place, "must be an object");
        return;
    }
    members_collect(s, table, object, place, &members);
    for (size_t i = 0; i < table->count && !s->is_full; i++) {
        struct place at = {place, "/", table->fields[i].name, 0};
        member_take(s, table, &members, i, &at, base);
    }
    if (members.unknown.count > UNKNOWN_MEMBERS_MAX) {
        fault_add(s, place, "has more than %d members that are not known", UNKNOWN_MEMBERS_MAX);
    } else if (members.unknown.count > 0 && !s->is_full) {
        const struct field *into = &table->fields[table->unknown_to];
        struct place at = {place, "/", into->name, 0};
        unknown_take(s, into, &members.unknown, members.values[table->unknown_to], &at, base);
    }
}

// ---- path and query

static void path_take(struct args_state *s, const struct args_table *table, const struct view *params,
                      char *base)
{
    for (size_t i = 0; i < table->count && !s->is_full; i++) {
        struct place place = {NULL, "path:", table->fields[i].name, 0};
        struct view text;
        int r = percent_decode(s->arena, params[i], &text);
        if (r == FORM_OK)
            value_take_text(s, &table->fields[i], text, &place, base);
        else if (r == FORM_INVALID)
            fault_add(s, &place, "is not percent-encoded UTF-8");
        else
            s->is_full = true;
    }
}

// False when the query as a whole cannot be read, which is a fault already.
static bool query_split(struct args_state *s, struct view query, struct form_pair **ret_pairs,
                        size_t *ret_count)
{
    int r = form_parse(s->arena, query, PAIRS_MAX, ret_pairs, ret_count);

    if (r == FORM_INVALID)
        fault_add(s, &(struct place){NULL, "query:", VIEW(""), 0}, "is not percent-encoded UTF-8");
    else if (r == FORM_TOO_MANY)
        fault_add(s, &(struct place){NULL, "query:", VIEW(""), 0}, "has more than %d parameters", PAIRS_MAX);
    else if (r != FORM_OK)
        s->is_full = true;
    return r == FORM_OK;
}

static void parameter_take(struct args_state *s, const struct field *field, const struct form_pair *pairs,
                           size_t count, char *base)
{
    struct place place = {NULL, "query:", field->name, 0};
    struct view text = {0};
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        if (!view_equal(pairs[i].name, field->name))
            continue;
        text = pairs[i].value;
        found++;
    }
    if (found > 1) {
        fault_add(s, &place, "stands twice");
    } else if (text.size > 0) {
        value_take_text(s, field, text, &place, base);
    } else {
        fallback_take(field, base);
        if (field->required)
            fault_add(s, &place, "is missing");
    }
}

static void query_take(struct args_state *s, const struct args_table *table, struct view query, char *base)
{
    struct form_pair *pairs = NULL;
    size_t count = 0;

    if (query.size > 0 && !query_split(s, query, &pairs, &count))
        return;
    for (size_t i = 0; i < table->count && !s->is_full; i++)
        parameter_take(s, &table->fields[i], pairs, count, base);
}

// ---- all of it

// Parses the body and takes it. ARGS_OK also with faults.
static int body_take(struct args_state *s, const struct args_table *table, struct view text, char *base)
{
    const struct json *root;
    int r = json_parse(s->arena, text, &s->faults->at, &root);

    if (r == JSON_OK) {
        object_take(s, table, root, NULL, base);
        return ARGS_OK;
    }
    return r == JSON_INVALID ? ARGS_NOT_JSON : r == JSON_TOO_DEEP ? ARGS_TOO_DEEP : ARGS_TOO_LARGE;
}

static int state_outcome(const struct args_state *s)
{
    return s->is_full ? ARGS_TOO_LARGE : s->faults->count > 0 ? ARGS_FAULTY : ARGS_OK;
}

int args_parse_json(const struct args_table *table, struct arena *arena, struct view text,
                    const void **ret_args, struct faults *ret_faults)
{
    struct args_state s = {.arena = arena, .faults = ret_faults};
    char *base;
    int r;

    *ret_faults = (struct faults){0};
    base = args_alloc(&s, table->size);
    if (base == NULL)
        return ARGS_TOO_LARGE;
    r = body_take(&s, table, text, base);
    if (r == ARGS_OK)
        r = state_outcome(&s);
    if (r == ARGS_OK)
        *ret_args = base;
    return r;
}

int args_parse(const struct route *route, const struct args_source *source, const void **ret_args,
               struct faults *ret_faults)
{
    struct args_state s = {.arena = source->arena, .faults = ret_faults};
    bool has_body = route->takes_body && (route->needs_body || source->body.size > 0);
    struct view body = has_body ? source->body : VIEW("{}");
    char *base = NULL;
    int r = ARGS_OK;

    *ret_faults = (struct faults){0};
    if (route->args_size > 0 && (base = args_alloc(&s, route->args_size)) == NULL)
        return ARGS_TOO_LARGE;
    if (route->path != NULL)
        path_take(&s, route->path, source->params, base);
    if (route->query != NULL)
        query_take(&s, route->query, source->query, base);
    if (route->body != NULL)
        r = body_take(&s, route->body, body, base);
    if (r == ARGS_OK)
        r = state_outcome(&s);
    if (r == ARGS_OK)
        *ret_args = base;
    return r;
}
