// SPDX-License-Identifier: Apache-2.0
// What is decoded and encoded again decodes to the same, and nothing slips past the checks.
#include "codec/form.h"
#include "codec/utf8.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PAIRS_MAX = 50 };

static void check(bool holds)
{
    if (!holds)
        abort();
}

static bool is_clean(struct view v)
{
    return utf8_is_valid(v) && (v.size == 0 || memchr(v.data, '\0', v.size) == NULL);
}

static void check_percent(struct arena *a, struct view text)
{
    struct view decoded, again;
    struct buffer out;
    buffer_init(&out, 1 << 20);
    percent_encode(&out, text);
    check((percent_decode(a, buffer_view(&out), &again) == FORM_OK) == is_clean(text));
    check(!is_clean(text) || view_equal(again, text));
    if (percent_decode(a, text, &decoded) == FORM_OK) {
        check(is_clean(decoded) && decoded.data != NULL);
        buffer_clear(&out);
        percent_encode(&out, decoded);
        check(percent_decode(a, buffer_view(&out), &again) == FORM_OK && view_equal(again, decoded));
    }
    buffer_free(&out);
}

static void check_form(struct arena *a, struct view text)
{
    struct form_pair *pairs, *again;
    size_t count, count_again;
    if (form_parse(a, text, PAIRS_MAX, &pairs, &count) != FORM_OK)
        return;
    check(count <= PAIRS_MAX);
    struct buffer out;
    buffer_init(&out, 1 << 20);
    for (size_t i = 0; i < count; i++)
        form_append(&out, pairs[i].name, pairs[i].value);
    check(form_parse(a, buffer_view(&out), PAIRS_MAX, &again, &count_again) == FORM_OK);
    check(count == count_again);
    for (size_t i = 0; i < count; i++) {
        check(is_clean(pairs[i].name) && is_clean(pairs[i].value));
        check(view_equal(pairs[i].name, again[i].name) && view_equal(pairs[i].value, again[i].value));
        check(form_value(pairs, count, pairs[i].name).data != NULL);
    }
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, 4096, 1 << 20);
    struct view text = view_make((const char *)data, size);
    check_percent(&a, text);
    check_form(&a, text);
    arena_free(&a);
    return 0;
}
