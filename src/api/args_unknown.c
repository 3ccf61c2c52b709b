// SPDX-License-Identifier: Apache-2.0
#include "api/args_state.h"

static bool explicit_has(const struct json *explicit, struct view name)
{
    return explicit != NULL && json_member(explicit, name) != NULL;
}

// Whether the same name comes again: the last one counts.
static bool comes_again(const struct unknown *unknown, size_t i)
{
    for (size_t k = i + 1; k < unknown->count; k++) {
        if (view_equal(unknown->names[i], unknown->names[k]))
            return true;
    }
    return false;
}

static void member_write(struct buffer *out, const struct json *key)
{
    if (out->size > 1)
        buffer_append_char(out, ',');
    buffer_append_view(out, json_source(key));
    buffer_append_char(out, ':');
    buffer_append_view(out, json_source(json_value_of(key)));
}

static void object_write(struct buffer *out, const struct unknown *unknown, const struct json *explicit)
{
    const struct json *key = explicit == NULL ? NULL : json_first(explicit);

    buffer_append_char(out, '{');
    for (; key != NULL; key = json_next_member(explicit, key))
        member_write(out, key);
    for (size_t i = 0; i < unknown->count; i++) {
        if (!comes_again(unknown, i) && !explicit_has(explicit, unknown->names[i]))
            member_write(out, unknown->keys[i]);
    }
    buffer_append_char(out, '}');
}

void unknown_take(struct args_state *s, const struct field *field, const struct unknown *unknown,
                  const struct json *explicit, const struct place *place, char *base)
{
    struct buffer out;
    struct view text;
    const struct json *merged;

    if (explicit != NULL && explicit->type != JSON_OBJECT)
        explicit = NULL;
    if (explicit != NULL && explicit->count > EXPLICIT_MEMBERS_MAX) {
        fault_add(s, place, "must have at most %d members", EXPLICIT_MEMBERS_MAX);
        return;
    }
    buffer_init(&out, JSON_TEXT_MAX);
    object_write(&out, unknown, explicit);
    if (out.failed || !arena_copy(s->arena, buffer_view(&out), &text) ||
        json_parse(s->arena, text, NULL, &merged) != JSON_OK)
        s->is_full = true;
    else
        value_take(s, field, merged, place, base);
    buffer_free(&out);
}
