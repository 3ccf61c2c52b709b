// SPDX-License-Identifier: Apache-2.0
// Configurations of connectors, against fields of every kind: what is taken is within its bounds, and is
// taken again when it is written out.
#include "channel/fields.h"
#include "codec/json.h"
#include "codec/utf8.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct channel_field fields[] = {
    {.name = "a", .help = "", .kind = CHANNEL_FIELD_TEXT, .min = 2, .max = 16},
    {.name = "b", .help = "", .kind = CHANNEL_FIELD_INTEGER, .min = -5, .max = 1000, .otherwise = 7},
    {.name = "c", .help = "", .kind = CHANNEL_FIELD_BOOLEAN},
    {.name = "d", .help = "", .kind = CHANNEL_FIELD_JSON},
    {.name = "e", .help = "", .kind = CHANNEL_FIELD_SECRET},
};
static const struct channel_ops ops = {.name = "fuzzed", .field_count = 5, .fields = fields};

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_values(const struct channel_value *v)
{
    check(!v[0].is_set || (v[0].text.size >= 2 && v[0].text.size <= 16 && utf8_is_valid(v[0].text)));
    check(v[1].number >= -5 && v[1].number <= 1000);
    check(v[2].number == 0 || v[2].number == 1);
    check(!v[3].is_set || v[3].text.data[0] == '{' || v[3].text.data[0] == '[');
    check(!v[4].is_set);
}

static void write(struct buffer *out, const struct channel_value *v)
{
    struct json_writer w = json_writer(out);
    json_begin_object(&w);
    if (v[0].is_set) {
        json_key(&w, VIEW("a"));
        json_string(&w, v[0].text);
    }
    json_key(&w, VIEW("b"));
    json_integer(&w, v[1].number);
    json_key(&w, VIEW("c"));
    json_bool(&w, v[2].number != 0);
    if (v[3].is_set) {
        json_key(&w, VIEW("d"));
        json_raw(&w, v[3].text);
    }
    json_end_object(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct buffer out;
    struct channel_fault fault = {0};
    const struct channel_value *values, *again;
    struct fields_in in = {.config = view_make((const char *)data, size)};
    arena_init(&arena, 4096, 4 << 20);
    buffer_init(&out, 4 << 20);
    int r = fields_read(&ops, &in, &arena, &fault, &values);
    check(r == CHANNEL_OK || (r == CHANNEL_REFUSED && fault.text[0] != '\0') || r < 0);
    check(memchr(fault.field, '\0', sizeof(fault.field)) != NULL);
    if (r == CHANNEL_OK) {
        check_values(values);
        write(&out, values);
        in.config = buffer_view(&out);
        check(fields_read(&ops, &in, &arena, &fault, &again) == CHANNEL_OK);
        check(view_equal(values[0].text, again[0].text) && values[1].number == again[1].number);
    }
    buffer_free(&out);
    arena_free(&arena);
    return 0;
}
