// SPDX-License-Identifier: Apache-2.0
#include "codec/fuzz_json_peer.h"
#include <jansson.h>

static const json_t *theirs(const struct peer *p)
{
    return (const json_t *)p;
}

struct peer *peer_parse(const char *text, size_t size, bool *ret_overflows)
{
    json_error_t error;
    json_t *root = json_loadb(text, size, JSON_DECODE_ANY, &error);
    *ret_overflows = root == NULL && json_error_code(&error) == json_error_numeric_overflow;
    return (struct peer *)root;
}

void peer_free(struct peer *p)
{
    json_decref((json_t *)p);
}

enum peer_type peer_type(const struct peer *p)
{
    switch (json_typeof(theirs(p))) {
    case JSON_OBJECT:
        return PEER_OBJECT;
    case JSON_ARRAY:
        return PEER_ARRAY;
    case JSON_STRING:
        return PEER_STRING;
    case JSON_INTEGER:
        return PEER_WHOLE;
    case JSON_REAL:
        return PEER_REAL;
    case JSON_TRUE:
        return PEER_TRUE;
    case JSON_FALSE:
        return PEER_FALSE;
    case JSON_NULL:
        break;
    }
    return PEER_NULL;
}

size_t peer_count(const struct peer *p)
{
    return json_is_object(theirs(p)) ? json_object_size(theirs(p)) : json_array_size(theirs(p));
}

const struct peer *peer_item(const struct peer *p, size_t at)
{
    return (const struct peer *)json_array_get(theirs(p), at);
}

const struct peer *peer_member(const struct peer *p, const char *name, size_t size)
{
    return (const struct peer *)json_object_getn(theirs(p), name, size);
}

const char *peer_text(const struct peer *p, size_t *ret_size)
{
    *ret_size = json_string_length(theirs(p));
    return json_string_value(theirs(p));
}

int64_t peer_whole(const struct peer *p)
{
    return json_integer_value(theirs(p));
}

double peer_number(const struct peer *p)
{
    return json_number_value(theirs(p));
}
