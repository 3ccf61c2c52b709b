// SPDX-License-Identifier: Apache-2.0
// Input: a text and a template, with a line feed between them. What is written is JSON, whatever the text is;
// a header that is written has one line.
#include "codec/json_template.h"
#include "codec/utf8.h"
#include <stdlib.h>

enum { MAX = 4 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_json(struct view text, struct view given)
{
    const struct json_template_value values[] = {{.name = VIEW("text"), .text = given},
                                                 {.name = VIEW("json"), .json = VIEW("{\"a\":[1]}")},
                                                 {.name = VIEW("none")}};
    struct arena arena;
    struct buffer out, at;
    const struct json *root, *again;
    arena_init(&arena, 4096, 16 << 20);
    buffer_init(&out, MAX);
    buffer_init(&at, MAX);
    struct json_writer w = json_writer(&out);
    if (json_parse(&arena, text, NULL, &root) == JSON_OK) {
        int checked = json_template_check(root, values, 3, &arena, &at);
        json_template_write(&w, root, values, 3, &arena);
        int r = out.failed ? JSON_OK : json_parse(&arena, buffer_view(&out), NULL, &again);
        // JSON within JSON may pass the depth that is read.
        if (r != JSON_OK && r != JSON_TOO_DEEP)
            abort();
        if (checked == JSON_TEMPLATE_OK && at.size != 0)
            abort();
    }
    buffer_free(&out);
    buffer_free(&at);
    arena_free(&arena);
}

static void try_line(struct view text, struct view given)
{
    const struct json_template_value values[] = {{.name = VIEW("text"), .text = given}};
    struct buffer out;
    if (memchr(text.data, '\n', text.size) != NULL ||
        json_template_check_text(text, values, 1) != JSON_TEMPLATE_OK)
        return;
    buffer_init(&out, MAX);
    json_template_text(&out, text, JSON_TEMPLATE_LINE, values, 1);
    if (!out.failed && out.size > 0 && memchr(out.data, '\n', out.size) != NULL)
        abort();
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view text = view_make((const char *)data, size);
    struct view given = view_cut(&text, '\n');
    if (text.data == NULL || text.size == 0)
        return 0;
    try_json(text, given);
    try_line(text, given);
    return 0;
}
