// SPDX-License-Identifier: Apache-2.0
#include "reply.h"

struct head {
    bool is_chunked;
    bool has_length;
    bool closes;
    long long length;
};

static void take_header(struct head *head, struct view line)
{
    struct view value = line;
    struct view name = view_cut(&value, ':');
    value = view_trim(value);
    if (view_equal_nocase(name, VIEW("content-length")))
        head->has_length = view_to_uint(value, &head->length);
    else if (view_equal_nocase(name, VIEW("transfer-encoding")))
        head->is_chunked = view_equal_nocase(value, VIEW("chunked"));
    else if (view_equal_nocase(name, VIEW("connection")))
        head->closes = view_equal_nocase(value, VIEW("close"));
}

static bool can_matter(const char *line)
{
    char first = (char)(line[0] | 0x20);
    return first == 'c' || first == 't';
}

static struct head read_headers(const char *at, const char *end)
{
    struct head head = {.length = 0};
    while (at < end) {
        const char *stop = memchr(at, '\r', (size_t)(end - at));
        if (stop == NULL)
            stop = end;
        if (can_matter(at))
            take_header(&head, view_make(at, (size_t)(stop - at)));
        at = stop + 2;
    }
    return head;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum reply_outcome chunked_size(struct view data, size_t at, size_t *ret_size)
{
    for (;;) {
        size_t length = 0, digits = 0;
        for (; at < data.size && digits < 8 && hex_digit(data.data[at]) >= 0; at++, digits++)
            length = length * 16 + (size_t)hex_digit(data.data[at]);
        const char *line_end = at < data.size ? memchr(data.data + at, '\n', data.size - at) : NULL;
        if (line_end == NULL)
            return REPLY_NEEDS_MORE;
        if (digits == 0)
            return REPLY_BROKEN;
        at = (size_t)(line_end - data.data) + 1 + length + 2;
        if (at > data.size)
            return REPLY_NEEDS_MORE;
        if (length == 0) {
            *ret_size = at;
            return REPLY_WHOLE;
        }
    }
}

static bool status_from(struct view data, int *ret_status)
{
    long long status;
    if (!view_starts(data, VIEW("HTTP/1.1 ")) || !view_to_uint(view_make(data.data + 9, 3), &status))
        return false;
    *ret_status = (int)status;
    return true;
}

enum reply_outcome reply_read(struct view data, struct reply *ret)
{
    int status;
    const char *blank = data.size < 16 ? NULL : memmem(data.data, data.size, "\r\n\r\n", 4);
    if (blank == NULL)
        return REPLY_NEEDS_MORE;
    if (!status_from(data, &status))
        return REPLY_BROKEN;
    const char *first = memchr(data.data, '\n', data.size);
    struct head head = read_headers(first + 1, blank);
    size_t body_at = (size_t)(blank - data.data) + 4;
    size_t size = body_at + (size_t)head.length;
    bool has_no_body = status < 200 || status == 204 || status == 304;
    if (has_no_body) {
        size = body_at;
    } else if (head.is_chunked) {
        enum reply_outcome outcome = chunked_size(data, body_at, &size);
        if (outcome != REPLY_WHOLE)
            return outcome;
    } else if (!head.has_length) {
        return REPLY_BROKEN;
    }
    if (size > data.size)
        return REPLY_NEEDS_MORE;
    *ret = (struct reply){
        .status = status,
        .closes = head.closes,
        .size = size,
        .body = view_make(data.data + body_at, size - body_at),
    };
    return REPLY_WHOLE;
}
