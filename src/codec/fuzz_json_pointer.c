// SPDX-License-Identifier: Apache-2.0
// Input: a pointer and a document, with a line feed between them. Each value of the document is found by the
// pointer that is made of the way to it, unless a later member of the same name hides it.
#include "codec/json_pointer.h"
#include <stdio.h>
#include <stdlib.h>

enum { VALUES_MAX = 2000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct walk {
    const struct json *root;
    struct arena *arena;
    int left;
};

static void visit(struct walk *w, const struct json *value, const struct buffer *way);

static void visit_child(struct walk *w, const struct json *child, struct view token, const struct buffer *way)
{
    struct buffer longer;
    buffer_init(&longer, 1 << 16);
    buffer_append_view(&longer, buffer_view(way));
    json_pointer_append(&longer, token);
    visit(w, child, &longer);
    buffer_free(&longer);
}

static void visit(struct walk *w, const struct json *value, const struct buffer *way)
{
    char number[16];
    struct view name;
    if (w->left-- <= 0 || way->size > JSON_POINTER_MAX)
        return;
    if (json_pointer_find(w->root, buffer_view(way)) != value)
        abort();
    if (value->type == JSON_ARRAY) {
        int i = 0;
        for (const struct json *v = json_first(value); v != NULL; v = json_next(value, v)) {
            snprintf(number, sizeof(number), "%d", i++);
            visit_child(w, v, view_from(number), way);
        }
    }
    if (value->type == JSON_OBJECT)
        for (const struct json *k = json_first(value); k != NULL; k = json_next_member(value, k))
            if (json_text(k, w->arena, &name) && json_member(value, name) == json_value_of(k))
                visit_child(w, json_value_of(k), name, way);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view text = view_make((const char *)data, size);
    struct view pointer = view_cut(&text, '\n');
    struct buffer way;
    struct arena arena;
    const struct json *root;
    arena_init(&arena, 4096, 16 << 20);
    buffer_init(&way, 16);
    if (text.data != NULL && json_parse(&arena, text, NULL, &root) == JSON_OK) {
        const struct json *found = json_pointer_find(root, pointer);
        if (found != NULL && (found < root || found >= root + root->span || !json_pointer_is(pointer)))
            abort();
        visit(&(struct walk){root, &arena, VALUES_MAX}, root, &way);
    }
    arena_free(&arena);
    return 0;
}
