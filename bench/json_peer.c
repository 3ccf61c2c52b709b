// SPDX-License-Identifier: Apache-2.0
#include "bench/json_peer.h"
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

bool peer_parse_fields(const char *text, size_t size)
{
    json_error_t error;
    json_t *root = json_loadb(text, size, 0, &error);
    bool good = json_string_value(json_object_get(root, "customer_id")) != NULL &&
                json_string_value(json_object_get(root, "channel")) != NULL &&
                json_string_value(json_object_get(root, "content")) != NULL &&
                json_integer_value(json_object_get(root, "timestamp")) != 0 &&
                json_is_false(json_object_get(root, "urgent"));
    json_decref(root);
    return good;
}

size_t peer_write(int position)
{
    json_t *root = json_pack("{s:b, s:s, s:s, s:i, s:s, s:f, s:[s, s], s:n}", "success", 1, "session_id",
                             "0190c5a0-7b7c-7d3e-8f4a-1b2c3d4e5f60", "customer_id", "customer-000017",
                             "position", position, "content",
                             "Hello, where is \"my order\" 4711?\nIt was due on Monday and nobody told me.",
                             "score", 0.87, "tags", "order", "late", "reply");
    char *text = json_dumps(root, JSON_COMPACT);
    size_t size = text == NULL ? 0 : strlen(text);
    free(text);
    json_decref(root);
    return size;
}
