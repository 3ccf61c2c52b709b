// SPDX-License-Identifier: Apache-2.0
#include "net/reply_head.h"

static const struct {
    int status;
    struct view line;
} reasons[] = {
    {200, {"HTTP/1.1 200 OK\r\n", 17}},
    {101, {"HTTP/1.1 101 Switching Protocols\r\n", 34}},
    {201, {"HTTP/1.1 201 Created\r\n", 22}},
    {202, {"HTTP/1.1 202 Accepted\r\n", 23}},
    {204, {"HTTP/1.1 204 No Content\r\n", 25}},
    {304, {"HTTP/1.1 304 Not Modified\r\n", 27}},
    {308, {"HTTP/1.1 308 Permanent Redirect\r\n", 33}},
    {400, {"HTTP/1.1 400 Bad Request\r\n", 26}},
    {401, {"HTTP/1.1 401 Unauthorized\r\n", 27}},
    {403, {"HTTP/1.1 403 Forbidden\r\n", 24}},
    {404, {"HTTP/1.1 404 Not Found\r\n", 24}},
    {405, {"HTTP/1.1 405 Method Not Allowed\r\n", 33}},
    {408, {"HTTP/1.1 408 Request Timeout\r\n", 30}},
    {409, {"HTTP/1.1 409 Conflict\r\n", 23}},
    {413, {"HTTP/1.1 413 Content Too Large\r\n", 32}},
    {414, {"HTTP/1.1 414 URI Too Long\r\n", 27}},
    {415, {"HTTP/1.1 415 Unsupported Media Type\r\n", 37}},
    {421, {"HTTP/1.1 421 Misdirected Request\r\n", 34}},
    {422, {"HTTP/1.1 422 Unprocessable Content\r\n", 36}},
    {426, {"HTTP/1.1 426 Upgrade Required\r\n", 31}},
    {429, {"HTTP/1.1 429 Too Many Requests\r\n", 32}},
    {431, {"HTTP/1.1 431 Request Header Fields Too Large\r\n", 46}},
    {500, {"HTTP/1.1 500 Internal Server Error\r\n", 36}},
    {501, {"HTTP/1.1 501 Not Implemented\r\n", 30}},
    {502, {"HTTP/1.1 502 Bad Gateway\r\n", 26}},
    {503, {"HTTP/1.1 503 Service Unavailable\r\n", 34}},
    {507, {"HTTP/1.1 507 Insufficient Storage\r\n", 35}},
    {504, {"HTTP/1.1 504 Gateway Timeout\r\n", 30}},
    {505, {"HTTP/1.1 505 HTTP Version Not Supported\r\n", 41}},
};

static void append_status(int status, struct buffer *out)
{
    for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
        if (reasons[i].status == status) {
            buffer_append_view(out, reasons[i].line);
            return;
        }
    }
    buffer_append_view(out, VIEW("HTTP/1.1 "));
    buffer_append_int(out, status);
    buffer_append_view(out, VIEW(" \r\n"));
}

static bool is_ours(struct view name, enum reply_framing framing)
{
    switch (name.size) {
    case 4:
        return view_equal_nocase(name, VIEW("date"));
    case 10:
        return framing != REPLY_SWITCH && view_equal_nocase(name, VIEW("connection"));
    case 14:
        return view_equal_nocase(name, VIEW("content-length"));
    case 17:
        return view_equal_nocase(name, VIEW("transfer-encoding"));
    default:
        return false;
    }
}

static bool has_line_end(struct view v)
{
    for (size_t i = 0; i < v.size; i++)
        if (v.data[i] == '\r' || v.data[i] == '\n' || v.data[i] == '\0')
            return true;
    return false;
}

bool reply_is_sendable(int status, const struct http_header *headers, size_t header_count)
{
    if (status < 100 || status > 599)
        return false;
    for (size_t i = 0; i < header_count; i++)
        if (headers[i].name.size == 0 || has_line_end(headers[i].name) || has_line_end(headers[i].value))
            return false;
    return true;
}

static void append_framing(const struct reply *reply, struct buffer *out)
{
    switch (reply->framing) {
    case REPLY_COUNTED:
        buffer_append_view(out, VIEW("Content-Length: "));
        buffer_append_int(out, (int64_t)reply->content_length);
        buffer_append_view(out, VIEW("\r\n"));
        break;
    case REPLY_CHUNKED:
        buffer_append_view(out, VIEW("Transfer-Encoding: chunked\r\n"));
        break;
    case REPLY_UNTIL_CLOSE:
    case REPLY_NO_BODY:
    case REPLY_SWITCH:
        break;
    }
}

void reply_head(struct loop *loop, const struct reply *reply, struct buffer *out)
{
    loop_update_texts(loop);
    append_status(reply->status, out);
    buffer_append_view(out, VIEW("Date: "));
    buffer_append(out, loop->date, HTTP_DATE_SIZE);
    buffer_append_view(out, VIEW("\r\n"));
    for (size_t i = 0; i < reply->header_count; i++) {
        const struct http_header *h = &reply->headers[i];
        if (is_ours(h->name, reply->framing))
            continue;
        buffer_append_view(out, h->name);
        buffer_append_view(out, VIEW(": "));
        buffer_append_view(out, h->value);
        buffer_append_view(out, VIEW("\r\n"));
    }
    append_framing(reply, out);
    if (reply->ends)
        buffer_append_view(out, VIEW("Connection: close\r\n"));
    else if (reply->is_http10)
        buffer_append_view(out, VIEW("Connection: keep-alive\r\n"));
    buffer_append_view(out, VIEW("\r\n"));
}
