// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"
#include "codec/json.h"
#include "codec/json_scan.h"
#include "codec/utf8.h"

enum { FIRST_CAPACITY_MAX = 1024 };

struct parser {
    const char *at;
    const char *end;
    struct arena *arena;
    struct json *values;
    size_t count;
    size_t capacity;
    uint32_t open[JSON_DEPTH_MAX]; // indexes of the arrays and objects that are not closed yet
    int depth;
    bool just_opened; // nothing of the innermost array or object was taken yet
};

static bool grow(struct parser *p)
{
    size_t capacity = p->capacity * 2;
    struct json *values = arena_alloc(p->arena, capacity * sizeof(*values));
    if (values == NULL)
        return false;
    memcpy(values, p->values, p->count * sizeof(*values));
    p->values = values;
    p->capacity = capacity;
    return true;
}

static inline int add(struct parser *p, enum json_type type, const char *text, size_t size, bool has_escapes)
{
    if (p->count == p->capacity && !grow(p))
        return JSON_TOO_LARGE;
    p->values[p->count++] = (struct json){
        .text = text, .size = (uint32_t)size, .span = 1, .type = (uint8_t)type, .has_escapes = has_escapes};
    return JSON_OK;
}

static inline int invalid_at(struct parser *p, const char *at)
{
    p->at = at;
    return JSON_INVALID;
}

static inline void skip_space(struct parser *p)
{
    while (p->at < p->end && (*p->at == ' ' || *p->at == '\n' || *p->at == '\t' || *p->at == '\r'))
        p->at++;
}

static size_t unicode_escape_size(const char *at, size_t room)
{
    int unit = room < 6 ? -1 : json_scan_hex4(at + 2);
    if (unit <= 0 || (unit >= 0xDC00 && unit <= 0xDFFF))
        return 0;
    if (unit < 0xD800 || unit > 0xDFFF)
        return 6;
    if (room < 12 || at[6] != '\\' || at[7] != 'u')
        return 0;
    unit = json_scan_hex4(at + 8);
    return unit >= 0xDC00 && unit <= 0xDFFF ? 12 : 0;
}

// Bytes of the escape whose backslash stands at `at`, 0 if it is none.
static size_t escape_size(const char *at, const char *end)
{
    if (end - at < 2)
        return 0;
    switch (at[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
        return 2;
    case 'u':
        return unicode_escape_size(at, (size_t)(end - at));
    default:
        return 0;
    }
}

static int take_string(struct parser *p)
{
    const char *text = p->at + 1, *at = text;
    bool has_escapes = false;
    for (;;) {
        at = json_scan_plain(at, p->end);
        if (at == p->end)
            return invalid_at(p, at);
        if (*at == '"')
            break;
        size_t size = 0;
        if (*at == '\\') {
            size = escape_size(at, p->end);
            has_escapes = true;
        } else if ((unsigned char)*at >= 0x80)
            size = utf8_character(view_make(at, (size_t)(p->end - at)));
        if (size == 0)
            return invalid_at(p, at);
        at += size;
    }
    p->at = at + 1;
    return add(p, JSON_STRING, text, (size_t)(at - text), has_escapes);
}

static inline bool is_digit(const char *at, const char *end)
{
    return at < end && *at >= '0' && *at <= '9';
}

static inline const char *skip_digits(const char *at, const char *end)
{
    while (is_digit(at, end))
        at++;
    return at;
}

static int take_number(struct parser *p)
{
    const char *at = p->at, *end = p->end;
    if (*at == '-')
        at++;
    if (!is_digit(at, end))
        return invalid_at(p, at);
    at = *at == '0' ? at + 1 : skip_digits(at, end);
    if (at < end && *at == '.') {
        if (!is_digit(at + 1, end))
            return invalid_at(p, at);
        at = skip_digits(at + 1, end);
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        const char *digits = at + 1;
        if (digits < end && (*digits == '+' || *digits == '-'))
            digits++;
        if (!is_digit(digits, end))
            return invalid_at(p, at);
        at = skip_digits(digits, end);
    }
    const char *text = p->at;
    p->at = at;
    return add(p, JSON_NUMBER, text, (size_t)(at - text), false);
}

static int take_word(struct parser *p, struct view word, enum json_type type)
{
    const char *text = p->at;
    if (!view_starts(view_make(text, (size_t)(p->end - text)), word))
        return JSON_INVALID;
    p->at += word.size;
    return add(p, type, text, word.size, false);
}

static int open_container(struct parser *p, enum json_type type)
{
    if (p->depth == JSON_DEPTH_MAX)
        return JSON_TOO_DEEP;
    p->open[p->depth++] = (uint32_t)p->count;
    p->just_opened = true;
    return add(p, type, p->at++, 0, false);
}

static void close_container(struct parser *p, struct json *container)
{
    p->at++;
    p->depth--;
    p->just_opened = false;
    container->size = (uint32_t)(p->at - container->text);
    container->span = (uint32_t)(p->values + p->count - container);
}

// Takes a whole scalar, or opens an array or object.
static int take_value(struct parser *p)
{
    if (p->at == p->end)
        return JSON_INVALID;
    switch (*p->at) {
    case '"':
        return take_string(p);
    case '{':
        return open_container(p, JSON_OBJECT);
    case '[':
        return open_container(p, JSON_ARRAY);
    case 't':
        return take_word(p, VIEW("true"), JSON_TRUE);
    case 'f':
        return take_word(p, VIEW("false"), JSON_FALSE);
    case 'n':
        return take_word(p, VIEW("null"), JSON_NULL);
    default:
        return take_number(p);
    }
}

static int take_key(struct parser *p)
{
    if (p->at == p->end || *p->at != '"')
        return JSON_INVALID;
    int r = take_string(p);
    if (r != 0)
        return r;
    skip_space(p);
    if (p->at == p->end || *p->at != ':')
        return JSON_INVALID;
    p->at++;
    skip_space(p);
    return JSON_OK;
}

// Goes on behind a value or an opening bracket: closes what ends here and stops in front of the next
// value, or outside of everything.
static int next_value(struct parser *p)
{
    for (;;) {
        skip_space(p);
        if (p->depth == 0)
            return JSON_OK;
        if (p->at == p->end)
            return JSON_INVALID;
        struct json *container = &p->values[p->open[p->depth - 1]];
        bool is_object = container->type == JSON_OBJECT;
        if (*p->at == (is_object ? '}' : ']')) {
            close_container(p, container);
            continue;
        }
        if (!p->just_opened) {
            if (*p->at != ',')
                return JSON_INVALID;
            p->at++;
            skip_space(p);
        }
        p->just_opened = false;
        container->count++;
        return is_object ? take_key(p) : JSON_OK;
    }
}

static int take_document(struct parser *p)
{
    skip_space(p);
    do {
        int r = take_value(p);
        if (r == 0)
            r = next_value(p);
        if (r != 0)
            return r;
    } while (p->depth > 0);
    return p->at == p->end ? JSON_OK : JSON_INVALID;
}

int json_parse(struct arena *a, struct view text, size_t *ret_at, const struct json **ret_root)
{
    if (text.size > JSON_TEXT_MAX)
        return JSON_TOO_LARGE;
    const char *data = text.size == 0 ? "" : text.data;
    // Enough for most documents; a large one may be a single long string, so it has to ask for more.
    size_t capacity = 8 + text.size / 8;
    if (capacity > FIRST_CAPACITY_MAX)
        capacity = FIRST_CAPACITY_MAX;
    struct parser p = {.at = data, .end = data + text.size, .arena = a, .capacity = capacity};
    p.values = arena_alloc(a, p.capacity * sizeof(*p.values));
    if (p.values == NULL)
        return JSON_TOO_LARGE;
    int r = take_document(&p);
    if (r == JSON_OK)
        *ret_root = p.values;
    else if (r != JSON_TOO_LARGE && ret_at != NULL)
        *ret_at = (size_t)(p.at - data);
    return r;
}

const char *json_outcome_text(int outcome)
{
    switch ((enum json_outcome)outcome) {
    case JSON_OK:
        return "The text is JSON.";
    case JSON_INVALID:
        return "The text is not valid JSON in UTF-8.";
    case JSON_TOO_DEEP:
        return "The JSON text nests too deeply.";
    case JSON_TOO_LARGE:
        return "The JSON text is too large.";
    }
    return "The JSON text could not be read.";
}
