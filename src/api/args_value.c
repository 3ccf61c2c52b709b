// SPDX-License-Identifier: Apache-2.0
#include "api/args_state.h"
#include "api/route.h"
#include "base/id.h"
#include "base/time_text.h"

static void put(char *base, uint16_t offset, const void *value, size_t size)
{
    memcpy(base + offset, value, size);
}

static void put_has(const struct field *field, char *base)
{
    bool yes = true;

    if (field->has != FIELD_NONE)
        put(base, field->has, &yes, sizeof(yes));
}

static const char *kind_text(enum field_kind kind)
{
    switch (kind) {
    case FIELD_STRING:
    case FIELD_ID:
    case FIELD_ENUM:
        return "must be a string";
    case FIELD_INTEGER:
        return "must be a whole number";
    case FIELD_NUMBER:
        return "must be a number";
    case FIELD_BOOLEAN:
        return "must be true or false";
    case FIELD_TIME:
        return "must be a time such as 2026-11-22T14:05:09.123Z";
    case FIELD_OBJECT:
    case FIELD_STRUCT:
        return "must be an object";
    case FIELD_ARRAY:
    case FIELD_LIST:
        return "must be an array";
    case FIELD_ANY:
        break;
    }
    return "must not be null";
}

static bool type_fits(enum field_kind kind, enum json_type type)
{
    switch (kind) {
    case FIELD_STRING:
    case FIELD_ID:
    case FIELD_ENUM:
    case FIELD_TIME:
        return type == JSON_STRING;
    case FIELD_INTEGER:
    case FIELD_NUMBER:
        return type == JSON_NUMBER;
    case FIELD_BOOLEAN:
        return type == JSON_TRUE || type == JSON_FALSE;
    case FIELD_OBJECT:
    case FIELD_STRUCT:
        return type == JSON_OBJECT;
    case FIELD_ARRAY:
    case FIELD_LIST:
        return type == JSON_ARRAY;
    case FIELD_ANY:
        break;
    }
    return type != JSON_NULL;
}

// ---- text

// Characters of text that is known to be UTF-8.
static int64_t characters(struct view text)
{
    int64_t count = 0;

    for (size_t i = 0; i < text.size; i++)
        count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    return count;
}

static bool string_is_good(struct args_state *s, const struct field *field, struct view text,
                           const struct place *place)
{
    int64_t size = characters(text);

    if (size < field->low)
        fault_add(s, place, "must have at least %lld character%s", (long long)field->low,
                  field->low == 1 ? "" : "s");
    else if (size > field->high)
        fault_add(s, place, "must have at most %lld characters", (long long)field->high);
    else if (field->max_bytes > 0 && text.size > field->max_bytes)
        fault_add(s, place, "must have at most %zu bytes", field->max_bytes);
    else
        return true;
    return false;
}

static bool id_is_good(struct args_state *s, const struct field *field, struct view text,
                       const struct place *place)
{
    if (!id_is_valid(text))
        fault_add(s, place, "must be 1 to %d of A-Z a-z 0-9 . _ : @ + -", ID_CALLER_MAX);
    else if (field->refuses_words && route_word_is_taken(text))
        fault_add(s, place, "is a word of the hub's own paths and cannot be an id");
    else
        return true;
    return false;
}

static void choices_fault(struct args_state *s, const struct field *field, const struct place *place)
{
    struct buffer out;

    buffer_init(&out, 4096);
    for (size_t i = 0; i < field->choice_count; i++)
        buffer_printf(&out, "%s%.*s", i == 0 ? "" : ", ", VIEW_ARG(field->choices[i].name));
    fault_add(s, place, "must be one of %.*s", VIEW_ARG(out));
    buffer_free(&out);
}

static void enum_take(struct args_state *s, const struct field *field, struct view text,
                      const struct place *place, char *base)
{
    for (size_t i = 0; i < field->choice_count; i++) {
        if (!view_equal(field->choices[i].name, text))
            continue;
        put(base, field->offset, &field->choices[i].value, sizeof(int));
        put_has(field, base);
        return;
    }
    choices_fault(s, field, place);
}

static void time_take(struct args_state *s, const struct field *field, struct view text,
                      const struct place *place, char *base)
{
    int64_t us;

    if (!time_text_parse(text, &us)) {
        fault_add(s, place, "%s", kind_text(FIELD_TIME));
        return;
    }
    put(base, field->offset, &us, sizeof(us));
    put_has(field, base);
}

static void text_take(struct args_state *s, const struct field *field, struct view text,
                      const struct place *place, char *base)
{
    if (field->kind == FIELD_ENUM)
        enum_take(s, field, text, place, base);
    else if (field->kind == FIELD_TIME)
        time_take(s, field, text, place, base);
    else if (field->kind == FIELD_ID ? id_is_good(s, field, text, place)
                                     : string_is_good(s, field, text, place))
        put(base, field->offset, &text, sizeof(text));
}

// ---- numbers

static void range_fault(struct args_state *s, const struct field *field, const struct place *place)
{
    if (field->high == INT64_MAX)
        fault_add(s, place, "must be at least %lld", (long long)field->low);
    else if (field->low == INT64_MIN)
        fault_add(s, place, "must be at most %lld", (long long)field->high);
    else
        fault_add(s, place, "must be %lld to %lld", (long long)field->low, (long long)field->high);
}

static void integer_take(struct args_state *s, const struct field *field, const struct json *value,
                         const struct place *place, char *base)
{
    int64_t number;

    if (!json_int(value, &number)) {
        fault_add(s, place, "%s", kind_text(FIELD_INTEGER));
    } else if (number < field->low || number > field->high) {
        range_fault(s, field, place);
    } else {
        put(base, field->offset, &number, sizeof(number));
        put_has(field, base);
    }
}

static void number_take(struct args_state *s, const struct field *field, const struct json *value,
                        const struct place *place, char *base)
{
    double number;

    if (!json_double(value, &number)) {
        fault_add(s, place, "%s", kind_text(FIELD_NUMBER));
    } else if (number < (double)field->low || number > (double)field->high) {
        range_fault(s, field, place);
    } else {
        put(base, field->offset, &number, sizeof(number));
        put_has(field, base);
    }
}

// ---- objects and arrays

static void source_take(const struct field *field, const struct json *value, char *base)
{
    struct view text = json_source(value);

    put(base, field->offset, &text, sizeof(text));
    if (field->has != FIELD_NONE)
        put(base, field->has, &value, sizeof(value));
}

static bool size_is_good(struct args_state *s, const struct field *field, const struct json *value,
                         const struct place *place)
{
    bool fits = field->max_bytes == 0 || json_source(value).size <= field->max_bytes;
    if (!fits)
        fault_add(s, place, "must have at most %zu bytes", field->max_bytes);
    return fits;
}

static void object_text_take(struct args_state *s, const struct field *field, const struct json *value,
                             const struct place *place, char *base)
{
    if (size_is_good(s, field, value, place))
        source_take(field, value, base);
}

static bool count_is_good(struct args_state *s, const struct field *field, size_t count,
                          const struct place *place)
{
    if ((int64_t)count < field->low)
        fault_add(s, place, "must have at least %lld item%s", (long long)field->low,
                  field->low == 1 ? "" : "s");
    else if ((int64_t)count > field->high)
        fault_add(s, place, "must have at most %lld items", (long long)field->high);
    else
        return true;
    return false;
}

static void array_take(struct args_state *s, const struct field *field, const struct json *value,
                       const struct place *place, char *base)
{
    const struct json *item;
    size_t index = 0;

    if (!count_is_good(s, field, value->count, place) || !size_is_good(s, field, value, place))
        return;
    for (item = json_first(value); item != NULL; item = json_next(value, item), index++) {
        if (item->type != JSON_OBJECT)
            fault_add(s, &(struct place){place, "/", {0}, index}, "%s", kind_text(FIELD_OBJECT));
    }
    source_take(field, value, base);
}

static void list_take(struct args_state *s, const struct field *field, const struct json *value,
                      const struct place *place, char *base)
{
    const struct json *item;
    size_t index = 0;
    size_t count = value->count;
    char *items;

    if (!count_is_good(s, field, count, place) || !size_is_good(s, field, value, place) ||
        count > SIZE_MAX / field->item_size)
        return;
    items = args_alloc(s, count == 0 ? 1 : count * field->item_size);
    if (items == NULL)
        return;
    for (item = json_first(value); item != NULL; item = json_next(value, item), index++)
        value_take(s, field->item, item, &(struct place){place, "/", {0}, index},
                   items + index * field->item_size);
    source_take(field, value, base);
    put(base, field->items, &items, sizeof(items));
    put(base, field->item_count, &count, sizeof(count));
}

static void struct_take(struct args_state *s, const struct field *field, const struct json *value,
                        const struct place *place, char *base)
{
    object_take(s, field->table, value, place, base + field->offset);
    put_has(field, base);
}

// ---- any value

static void json_take(struct args_state *s, const struct field *field, const struct json *value,
                      const struct place *place, char *base)
{
    bool is_true = value->type == JSON_TRUE;
    struct view text;

    switch (field->kind) {
    case FIELD_STRING:
    case FIELD_ID:
    case FIELD_ENUM:
    case FIELD_TIME:
        if (json_text(value, s->arena, &text))
            text_take(s, field, text, place, base);
        else
            s->is_full = true;
        return;
    case FIELD_INTEGER:
        integer_take(s, field, value, place, base);
        return;
    case FIELD_NUMBER:
        number_take(s, field, value, place, base);
        return;
    case FIELD_BOOLEAN:
        put(base, field->offset, &is_true, sizeof(is_true));
        put_has(field, base);
        return;
    case FIELD_OBJECT:
        object_text_take(s, field, value, place, base);
        return;
    case FIELD_ARRAY:
        array_take(s, field, value, place, base);
        return;
    case FIELD_LIST:
        list_take(s, field, value, place, base);
        return;
    case FIELD_STRUCT:
        struct_take(s, field, value, place, base);
        return;
    case FIELD_ANY:
        put(base, field->offset, &value, sizeof(value));
        return;
    }
}

void value_take(struct args_state *s, const struct field *field, const struct json *value,
                const struct place *place, char *base)
{
    if (s->is_full)
        return;
    if (value->type == JSON_NULL && field->nullable) {
        if (field->required)
            fault_add(s, place, "must not be null");
    } else if (!type_fits(field->kind, value->type) && !(value->type == JSON_NULL && field->takes_null)) {
        fault_add(s, place, "%s", kind_text(field->kind));
    } else {
        json_take(s, field, value, place, base);
    }
}

void value_take_text(struct args_state *s, const struct field *field, struct view text,
                     const struct place *place, char *base)
{
    const struct json *value;
    int r;

    if (type_fits(field->kind, JSON_STRING)) {
        text_take(s, field, text, place, base);
        return;
    }
    r = json_parse(s->arena, text, NULL, &value); // numbers, true and false are written as in JSON
    if (r == JSON_TOO_LARGE)
        s->is_full = true;
    else if (r != JSON_OK || !type_fits(field->kind, value->type))
        fault_add(s, place, "%s", kind_text(field->kind));
    else
        json_take(s, field, value, place, base);
}
