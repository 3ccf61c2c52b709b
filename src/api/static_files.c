// SPDX-License-Identifier: Apache-2.0
#include "api/static_files.h"
#include "api/reply.h"
#include "api/security.h"

static const struct static_file *find(struct view path)
{
    for (int i = 0; i < static_file_count; i++)
        if (view_equal(static_files[i].path, path))
            return &static_files[i];
    return NULL;
}

bool static_file_answer(struct call *call)
{
    const struct http_request *request = &call->exchange->request;
    if (request->method != HTTP_GET && request->method != HTTP_HEAD)
        return false;
    const struct static_file *file = find(request->path);
    if (file == NULL)
        return false;
    if (security_check_host(call) != 0) {
        reply_refusal(call);
        return true;
    }
    bool is_known = view_equal(http_header_value(request, VIEW("if-none-match")), file->etag);
    const struct http_header headers[] = {
        {VIEW("Content-Type"), file->type},
        {VIEW("ETag"), file->etag},
        {VIEW("Cache-Control"), VIEW("no-cache")},
        {VIEW("Content-Security-Policy"),
         VIEW("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src "
              "'self'; "
              "base-uri 'none'; form-action 'none'; frame-ancestors 'none'")},
        {VIEW("X-Content-Type-Options"), VIEW("nosniff")},
        {VIEW("Referrer-Policy"), VIEW("no-referrer")},
    };
    http_reply(call->exchange, is_known ? 304 : 200, headers, sizeof(headers) / sizeof(headers[0]),
               is_known ? (struct view){0} : file->content, false);
    return true;
}
