// SPDX-License-Identifier: Apache-2.0
#include "codec/json_template.h"
#include "codec/form.h"
#include "codec/json_pointer.h"

// ---- places in a text

enum place { PLACE_NONE, PLACE_NAME, PLACE_OPEN };

// Cuts the text before the next place off *rest, and the place with it.
static enum place cut_place(struct view *rest, struct view *ret_before, struct view *ret_name)
{
    const char *open = rest->size < 2 ? NULL : memmem(rest->data, rest->size, "{{", 2);
    *ret_before = *rest;
    if (open == NULL) {
        *rest = (struct view){0};
        return PLACE_NONE;
    }
    const char *end = rest->data + rest->size;
    const char *close = memmem(open + 2, (size_t)(end - open) - 2, "}}", 2);
    if (close == NULL)
        return PLACE_OPEN;
    ret_before->size = (size_t)(open - rest->data);
    *ret_name = view_trim(view_make(open + 2, (size_t)(close - open) - 2));
    *rest = view_make(close + 2, (size_t)(end - close) - 2);
    return PLACE_NAME;
}

static const struct json_template_value *find(const struct json_template_value *values, size_t count,
                                              struct view name)
{
    static const struct json_template_value open = {.name = {"open", 4}, .text = {"{{", 2}};
    for (size_t i = 0; i < count; i++)
        if (view_equal(values[i].name, name))
            return &values[i];
    return view_equal(name, open.name) ? &open : NULL;
}

// The value of a text that is nothing but one place; NULL: it is another.
static const struct json_template_value *find_alone(struct view text,
                                                    const struct json_template_value *values, size_t count)
{
    struct view before, name;
    if (cut_place(&text, &before, &name) != PLACE_NAME || before.size > 0 || text.size > 0)
        return NULL;
    return find(values, count, name);
}

int json_template_check_text(struct view text, const struct json_template_value *names, size_t count)
{
    struct view before, name;
    for (;;) {
        switch (cut_place(&text, &before, &name)) {
        case PLACE_NONE:
            return JSON_TEMPLATE_OK;
        case PLACE_OPEN:
            return JSON_TEMPLATE_OPEN;
        case PLACE_NAME:
            if (find(names, count, name) == NULL)
                return JSON_TEMPLATE_UNKNOWN;
            break;
        }
    }
}

static void append_line(struct buffer *out, struct view text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        buffer_append_char(out, c < ' ' || c == 0x7f ? ' ' : (char)c);
    }
}

static void append(struct buffer *out, struct view text, enum json_template_style style)
{
    switch (style) {
    case JSON_TEMPLATE_PLAIN:
        buffer_append_view(out, text);
        break;
    case JSON_TEMPLATE_PERCENT:
        percent_encode(out, text);
        break;
    case JSON_TEMPLATE_LINE:
        append_line(out, text);
        break;
    }
}

void json_template_text(struct buffer *out, struct view text, enum json_template_style style,
                        const struct json_template_value *values, size_t count)
{
    struct view before, name;
    for (;;) {
        enum place place = cut_place(&text, &before, &name);
        buffer_append_view(out, before);
        if (place != PLACE_NAME)
            return;
        const struct json_template_value *v = find(values, count, name);
        if (v != NULL)
            append(out, v->json.data != NULL ? v->json : v->text, style);
    }
}

// ---- JSON

struct filling {
    const struct json_template_value *values;
    size_t count;
    struct arena *arena;
    struct json_writer *writer;
};

static bool is_left_out(const struct filling *f, const struct json *v)
{
    struct view text;
    if (v->type != JSON_STRING || !json_text(v, f->arena, &text))
        return false;
    const struct json_template_value *value = find_alone(text, f->values, f->count);
    return value != NULL && value->text.data == NULL && value->json.data == NULL;
}

static void write_text(const struct filling *f, const struct json *v)
{
    struct view text;
    if (!json_text(v, f->arena, &text)) {
        f->writer->out->failed = true;
        return;
    }
    const struct json_template_value *value = find_alone(text, f->values, f->count);
    if (value != NULL && value->json.data != NULL) {
        json_raw(f->writer, value->json);
    } else if (value != NULL) {
        json_string_or_null(f->writer, value->text);
    } else {
        struct buffer filled;
        buffer_init(&filled, f->writer->out->max);
        json_template_text(&filled, text, JSON_TEMPLATE_PLAIN, f->values, f->count);
        json_string(f->writer, buffer_view(&filled));
        f->writer->out->failed |= filled.failed;
        buffer_free(&filled);
    }
}

static void write_value(const struct filling *f, const struct json *v);

static void write_object(const struct filling *f, const struct json *object)
{
    struct view name;
    json_begin_object(f->writer);
    for (const struct json *k = json_first(object); k != NULL; k = json_next_member(object, k)) {
        if (is_left_out(f, json_value_of(k)))
            continue;
        if (!json_text(k, f->arena, &name))
            f->writer->out->failed = true;
        else
            json_key_escaped(f->writer, name);
        write_value(f, json_value_of(k));
    }
    json_end_object(f->writer);
}

static void write_array(const struct filling *f, const struct json *array)
{
    json_begin_array(f->writer);
    for (const struct json *v = json_first(array); v != NULL; v = json_next(array, v))
        if (!is_left_out(f, v))
            write_value(f, v);
    json_end_array(f->writer);
}

static void write_value(const struct filling *f, const struct json *v)
{
    switch ((enum json_type)v->type) {
    case JSON_STRING:
        write_text(f, v);
        break;
    case JSON_ARRAY:
        write_array(f, v);
        break;
    case JSON_OBJECT:
        write_object(f, v);
        break;
    case JSON_NULL:
    case JSON_FALSE:
    case JSON_TRUE:
    case JSON_NUMBER:
        json_raw(f->writer, json_source(v));
        break;
    }
}

void json_template_write(struct json_writer *w, const struct json *root,
                         const struct json_template_value *values, size_t count, struct arena *arena)
{
    write_value(&(struct filling){values, count, arena, w}, root);
}

// ---- checking

static int check_value(const struct filling *f, const struct json *v, struct buffer *at);

static int check_member(const struct filling *f, const struct json *key, struct buffer *at)
{
    struct view name;
    size_t size = at->size;
    if (!json_text(key, f->arena, &name))
        return JSON_TEMPLATE_NO_MEMORY;
    json_pointer_append(at, name);
    int r = check_value(f, json_value_of(key), at);
    if (r == JSON_TEMPLATE_OK)
        at->size = size;
    return r;
}

static int check_item(const struct filling *f, const struct json *v, int index, struct buffer *at)
{
    size_t size = at->size;
    buffer_printf(at, "/%d", index);
    int r = check_value(f, v, at);
    if (r == JSON_TEMPLATE_OK)
        at->size = size;
    return r;
}

static int check_value(const struct filling *f, const struct json *v, struct buffer *at)
{
    struct view text;
    int r = JSON_TEMPLATE_OK, index = 0;
    if (v->type == JSON_STRING)
        return json_text(v, f->arena, &text) ? json_template_check_text(text, f->values, f->count)
                                             : JSON_TEMPLATE_NO_MEMORY;
    if (v->type == JSON_OBJECT)
        for (const struct json *k = json_first(v); k != NULL && r == JSON_TEMPLATE_OK;
             k = json_next_member(v, k))
            r = check_member(f, k, at);
    if (v->type == JSON_ARRAY)
        for (const struct json *i = json_first(v); i != NULL && r == JSON_TEMPLATE_OK; i = json_next(v, i))
            r = check_item(f, i, index++, at);
    return r;
}

int json_template_check(const struct json *root, const struct json_template_value *names, size_t count,
                        struct arena *arena, struct buffer *ret_at)
{
    return check_value(&(struct filling){names, count, arena, NULL}, root, ret_at);
}
