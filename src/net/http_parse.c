// SPDX-License-Identifier: Apache-2.0
#include "net/http_parse.h"
#include "net/head_parse.h"

static const struct {
    struct view name;
    enum http_method method;
} methods[] = {
    {{"GET", 3}, HTTP_GET},         {{"POST", 4}, HTTP_POST},   {{"HEAD", 4}, HTTP_HEAD},
    {{"PUT", 3}, HTTP_PUT},         {{"PATCH", 5}, HTTP_PATCH}, {{"DELETE", 6}, HTTP_DELETE},
    {{"OPTIONS", 7}, HTTP_OPTIONS},
};

static enum http_method method_from(struct view text)
{
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
        if (view_equal(text, methods[i].name))
            return methods[i].method;
    return HTTP_OTHER;
}

// absolute-form (RFC 9112 3.2.2): the authority must say what Host says, so that nobody downstream can
// pick the other one. Leaves the origin-form in *target.
static bool strip_authority(const struct http_request *request, struct view *target)
{
    struct view v = *target, scheme = view_starts(v, VIEW("http://")) ? VIEW("http://") : VIEW("https://");
    if (!view_starts(v, scheme))
        return false;
    v = view_make(v.data + scheme.size, v.size - scheme.size);
    size_t n = 0;
    while (n < v.size && v.data[n] != '/' && v.data[n] != '?')
        n++;
    if (n == 0 || !view_equal_nocase(view_make(v.data, n), http_header_value(request, VIEW("host"))))
        return false;
    *target = view_make(v.data + n, v.size - n);
    return true;
}

static bool split_target(struct http_request *request)
{
    struct view v = request->target;
    if (view_equal(v, VIEW("*")) && request->method == HTTP_OPTIONS) {
        request->path = VIEW("/");
        request->query = (struct view){0};
        return true;
    }
    if (v.data[0] != '/' && !strip_authority(request, &v))
        return false;
    request->path = view_cut(&v, '?');
    request->query = v;
    if (request->path.size == 0)
        request->path = VIEW("/");
    return true;
}

int http_parse(struct arena *arena, struct view head, const struct head_scan *scan,
               struct http_request *request, bool *ret_keep_alive, const char **ret_detail)
{
    size_t room = scan->header_count > 0 ? scan->header_count : 1;
    struct head_parts parts = {.headers = arena_alloc(arena, room * sizeof(struct http_header)),
                               .room = room};
    if (parts.headers == NULL) {
        *ret_detail = "Memory is short.";
        return 500;
    }
    int status = head_parse(head, &parts, ret_detail);
    if (status != 0)
        return status;
    struct view line = head;
    request->method_text = view_cut(&line, ' ');
    request->method = method_from(request->method_text);
    request->target = parts.target;
    request->headers = parts.headers;
    request->header_count = parts.header_count;
    if (parts.header_count != scan->header_count || parts.target.size == 0 || !split_target(request)) {
        *ret_detail = "The request target is malformed.";
        return 400;
    }
    *ret_keep_alive = parts.keep_alive;
    return 0;
}
