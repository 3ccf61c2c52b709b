// SPDX-License-Identifier: Apache-2.0
#include "net/head_parse.h"
#include <llhttp.h>

static int on_url(llhttp_t *parser, const char *at, size_t size)
{
    struct head_parts *parts = parser->data;
    parts->target = view_make(at, size);
    return 0;
}

static int on_field(llhttp_t *parser, const char *at, size_t size)
{
    struct head_parts *parts = parser->data;
    if (parts->header_count == parts->room)
        return -1;
    parts->headers[parts->header_count++] = (struct http_header){.name = view_make(at, size)};
    return 0;
}

static int on_value(llhttp_t *parser, const char *at, size_t size)
{
    struct head_parts *parts = parser->data;
    if (parts->header_count == 0)
        return -1;
    parts->headers[parts->header_count - 1].value = view_trim(view_make(at, size));
    return 0;
}

static int on_head_end(llhttp_t *parser)
{
    (void)parser;
    return HPE_PAUSED; // the body is not its business
}

static bool wants_to_stay(const llhttp_t *parser)
{
    if (parser->http_minor == 0)
        return (parser->flags & F_CONNECTION_KEEP_ALIVE) != 0 && (parser->flags & F_CONNECTION_CLOSE) == 0;
    return (parser->flags & F_CONNECTION_CLOSE) == 0;
}

int head_parse(struct view head, struct head_parts *parts, const char **ret_detail)
{
    static const llhttp_settings_t settings = {
        .on_url = on_url,
        .on_header_field = on_field,
        .on_header_value = on_value,
        .on_headers_complete = on_head_end,
    };
    llhttp_t parser;
    llhttp_init(&parser, HTTP_REQUEST, &settings);
    parser.data = parts;
    enum llhttp_errno r = llhttp_execute(&parser, head.data, head.size);
    if (r == HPE_INVALID_METHOD) {
        *ret_detail = "The method is not served here.";
        return 501;
    }
    if (r != HPE_PAUSED) {
        *ret_detail = "The head is malformed.";
        return 400;
    }
    parts->keep_alive = wants_to_stay(&parser);
    return 0;
}
