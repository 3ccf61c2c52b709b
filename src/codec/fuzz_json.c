// SPDX-License-Identifier: Apache-2.0
// Against jansson: the same documents are accepted, with the same values, but for three differences:
// jansson refuses numbers beyond its own range, nests to 2048 where we nest to 64, and passes over a
// raw NUL behind some tokens. What is read and written again must read the same once more.
#include "codec/fuzz_json_peer.h"
#include "codec/json.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static struct view text_of(const struct json *value, struct arena *a)
{
    struct view text;
    check(json_text(value, a, &text));
    return text;
}

static void compare(const struct json *ours, const struct peer *theirs, struct arena *a);

static void compare_object(const struct json *ours, const struct peer *theirs, struct arena *a)
{
    size_t seen = 0;
    check(peer_count(theirs) <= ours->count);
    for (const struct json *key = json_first(ours); key != NULL; key = json_next_member(ours, key)) {
        struct view name = text_of(key, a);
        const struct json *value = json_member(ours, name);
        check(value != NULL && value >= json_value_of(key));
        if (value == json_value_of(key))
            compare(value, peer_member(theirs, name.data, name.size), a);
        seen++;
    }
    check(seen == ours->count);
}

static void compare_array(const struct json *ours, const struct peer *theirs, struct arena *a)
{
    size_t at = 0;
    check(peer_count(theirs) == ours->count);
    for (const struct json *item = json_first(ours); item != NULL; item = json_next(ours, item))
        compare(item, peer_item(theirs, at++), a);
    check(at == ours->count);
}

static void compare_number(const struct json *ours, const struct peer *theirs)
{
    int64_t whole;
    double real;
    check(json_double(ours, &real) && real == peer_number(theirs));
    if (peer_type(theirs) == PEER_WHOLE)
        check(json_int(ours, &whole) && whole == peer_whole(theirs));
    else if (json_int(ours, &whole))
        check((double)whole == real);
}

static void compare_text(const struct json *ours, const struct peer *theirs, struct arena *a)
{
    size_t size;
    const char *text = peer_text(theirs, &size);
    check(view_equal(text_of(ours, a), view_make(text, size)));
}

static void compare(const struct json *ours, const struct peer *theirs, struct arena *a)
{
    check(theirs != NULL);
    enum peer_type type = peer_type(theirs);
    switch ((enum json_type)ours->type) {
    case JSON_NULL:
        check(type == PEER_NULL);
        break;
    case JSON_FALSE:
        check(type == PEER_FALSE);
        break;
    case JSON_TRUE:
        check(type == PEER_TRUE);
        break;
    case JSON_NUMBER:
        check(type == PEER_WHOLE || type == PEER_REAL);
        compare_number(ours, theirs);
        break;
    case JSON_STRING:
        check(type == PEER_STRING);
        compare_text(ours, theirs, a);
        break;
    case JSON_ARRAY:
        check(type == PEER_ARRAY);
        compare_array(ours, theirs, a);
        break;
    case JSON_OBJECT:
        check(type == PEER_OBJECT);
        compare_object(ours, theirs, a);
        break;
    }
}

static void write(struct json_writer *w, const struct json *value, struct arena *a);

static void write_container(struct json_writer *w, const struct json *value, struct arena *a)
{
    bool is_object = value->type == JSON_OBJECT;
    (is_object ? json_begin_object : json_begin_array)(w);
    for (const struct json *item = json_first(value); item != NULL; item = json_next(value, item)) {
        if (is_object) {
            json_key_escaped(w, text_of(item, a));
            item = json_value_of(item);
        }
        write(w, item, a);
    }
    (is_object ? json_end_object : json_end_array)(w);
}

static void write(struct json_writer *w, const struct json *value, struct arena *a)
{
    int64_t whole;
    double real;
    if (value->type == JSON_ARRAY || value->type == JSON_OBJECT)
        write_container(w, value, a);
    else if (value->type == JSON_STRING)
        json_string(w, text_of(value, a));
    else if (value->type == JSON_NULL)
        json_null(w);
    else if (value->type != JSON_NUMBER)
        json_bool(w, value->type == JSON_TRUE);
    else if (json_int(value, &whole))
        json_integer(w, whole);
    else if (json_double(value, &real))
        json_real(w, real);
    else
        json_raw(w, json_source(value));
}

static void write_and_read(const struct json *ours, const struct peer *theirs, struct arena *a)
{
    struct buffer out;
    buffer_init(&out, 1 << 24);
    struct json_writer w = json_writer(&out);
    write(&w, ours, a);
    check(!out.failed && w.depth == 0);
    const struct json *again;
    check(json_parse(a, buffer_view(&out), NULL, &again) == JSON_OK);
    check(again->span == ours->span && again->count == ours->count && again->type == ours->type);
    if (theirs != NULL)
        compare(again, theirs, a);
    buffer_free(&out);
}

// Text that may be anything still becomes a valid document.
static void write_bytes(struct view text, struct arena *a)
{
    struct buffer out;
    buffer_init(&out, 1 << 24);
    struct json_writer w = json_writer(&out);
    json_string(&w, text);
    const struct json *again;
    check(!out.failed && json_parse(a, buffer_view(&out), NULL, &again) == JSON_OK);
    buffer_free(&out);
}

static void compare_documents(struct view text, struct arena *a)
{
    const struct json *ours = NULL;
    size_t at = 0;
    bool overflows;
    int r = json_parse(a, text, &at, &ours);
    struct peer *theirs = peer_parse(text.data, text.size, &overflows);
    check(at <= text.size);
    if (r == JSON_OK) {
        check(theirs != NULL || overflows);
        if (theirs != NULL)
            compare(ours, theirs, a);
        write_and_read(ours, theirs, a);
    } else {
        bool has_nul = text.size > 0 && memchr(text.data, '\0', text.size) != NULL;
        check(r == JSON_TOO_DEEP || (r == JSON_INVALID && (theirs == NULL || has_nul)));
    }
    peer_free(theirs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    arena_init(&a, 4096, 64 << 20);
    struct view text = view_make((const char *)data, size);
    compare_documents(text, &a);
    write_bytes(text, &a);
    arena_free(&a);
    return 0;
}
