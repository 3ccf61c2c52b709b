// SPDX-License-Identifier: Apache-2.0
#include "codec/json_pointer.h"
#include "codec/utf8.h"

bool json_pointer_is(struct view text)
{
    if (text.size > JSON_POINTER_MAX || (text.size > 0 && text.data[0] != '/') || !utf8_is_valid(text))
        return false;
    for (size_t i = 0; i < text.size; i++) {
        char next = i + 1 < text.size ? text.data[i + 1] : '\0';
        if (text.data[i] == '\0' || (text.data[i] == '~' && next != '0' && next != '1'))
            return false;
    }
    return true;
}

// The token behind the '/' at the front of *rest, unescaped, which is then cut off.
static struct view take_token(struct view *rest, char out[static JSON_POINTER_MAX])
{
    size_t size = 0, i = 1;
    for (; i < rest->size && rest->data[i] != '/'; i++) {
        char c = rest->data[i];
        if (c == '~')
            c = rest->data[++i] == '1' ? '/' : '~';
        out[size++] = c;
    }
    *rest = view_make(rest->data + i, rest->size - i);
    return view_make(out, size);
}

static const struct json *item_at(const struct json *array, struct view token)
{
    long long index;
    if (!view_to_uint(token, &index) || (token.size > 1 && token.data[0] == '0') || index >= array->count)
        return NULL;
    const struct json *item = json_first(array);
    for (; index > 0; index--)
        item = json_next(array, item);
    return item;
}

const struct json *json_pointer_find(const struct json *root, struct view pointer)
{
    char text[JSON_POINTER_MAX];
    const struct json *at = root;
    if (!json_pointer_is(pointer))
        return NULL;
    while (pointer.size > 0 && at != NULL) {
        struct view token = take_token(&pointer, text);
        if (at->type == JSON_ARRAY)
            at = item_at(at, token);
        else
            at = json_member(at, token);
    }
    return at;
}

void json_pointer_append(struct buffer *out, struct view token)
{
    buffer_append_char(out, '/');
    for (size_t i = 0; i < token.size; i++) {
        if (token.data[i] == '~')
            buffer_append_view(out, VIEW("~0"));
        else if (token.data[i] == '/')
            buffer_append_view(out, VIEW("~1"));
        else
            buffer_append_char(out, token.data[i]);
    }
}
