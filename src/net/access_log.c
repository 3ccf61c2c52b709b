// SPDX-License-Identifier: Apache-2.0
#include "net/access_log.h"
#include <errno.h>
#include <unistd.h>

enum { FIELD_MAX = 2048, LINE_MAX = 4 * (3 * FIELD_MAX) + 512 };

void access_log_init(struct access_log *log, int fd)
{
    *log = (struct access_log){.fd = fd};
    buffer_init(&log->lines, ACCESS_LOG_SIZE + LINE_MAX);
}

void access_log_flush(struct access_log *log)
{
    const char *data = log->lines.data;
    size_t left = log->lines.size;
    while (left > 0) {
        ssize_t n = write(log->fd, data, left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        data += n;
        left -= (size_t)n;
    }
    log->lost += left;
    buffer_clear(&log->lines);
}

void access_log_free(struct access_log *log)
{
    if (log->fd >= 0)
        access_log_flush(log);
    buffer_free(&log->lines);
    log->fd = -1;
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

static char *put(char *to, struct view v)
{
    memcpy(to, v.data, v.size);
    return to + v.size;
}

static char *put_escaped(char *to, struct view v)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t size = v.size < FIELD_MAX ? v.size : FIELD_MAX;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)v.data[i];
        if (is_plain(c)) {
            *to++ = (char)c;
            continue;
        }
        *to++ = '\\';
        *to++ = 'x';
        *to++ = digits[c >> 4];
        *to++ = digits[c & 15];
    }
    return to;
}

static char *put_field(char *to, struct view v)
{
    *to++ = '"';
    to = v.size == 0 ? put(to, VIEW("-")) : put_escaped(to, v);
    *to++ = '"';
    return to;
}

static char *put_number(char *to, uint64_t n)
{
    char digits[24];
    size_t at = sizeof(digits);
    do {
        digits[--at] = (char)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    return put(to, view_make(digits + at, sizeof(digits) - at));
}

static char *put_request(char *to, const struct access_entry *entry)
{
    if (entry->method.size == 0)
        return put(to, VIEW("\"-\""));
    *to++ = '"';
    to = put_escaped(to, view_make(entry->method.data, entry->method.size < 32 ? entry->method.size : 32));
    *to++ = ' ';
    to = put_escaped(to, entry->target);
    to = put(to, entry->is_http10 ? VIEW(" HTTP/1.0\"") : VIEW(" HTTP/1.1\""));
    return to;
}

void access_log_add(struct access_log *log, const struct access_entry *entry)
{
    if (log->fd < 0 || !buffer_reserve(&log->lines, LINE_MAX))
        return;
    char *begin = log->lines.data + log->lines.size, *to = put(begin, entry->peer);
    to = put(to, VIEW(" - - "));
    to = put(to, entry->time);
    *to++ = ' ';
    to = put_request(to, entry);
    *to++ = ' ';
    to = put_number(to, (uint64_t)entry->status);
    *to++ = ' ';
    to = put_number(to, entry->bytes);
    *to++ = ' ';
    to = put_field(to, entry->referer);
    *to++ = ' ';
    to = put_field(to, entry->agent);
    *to++ = '\n';
    log->lines.size += (size_t)(to - begin);
    if (log->lines.size >= ACCESS_LOG_SIZE)
        access_log_flush(log);
}
