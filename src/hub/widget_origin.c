// SPDX-License-Identifier: Apache-2.0
#include "hub/widget_site.h"

static bool is_loopback(struct view text)
{
    return view_equal(text, VIEW("http://localhost")) || view_equal(text, VIEW("http://127.0.0.1"));
}

// "shop.example.org", "[::1]": what a browser writes for a host, in lower case.
static bool is_host(struct view host)
{
    for (size_t i = 0; i < host.size; i++) {
        char c = host.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' ||
              c == '[' || c == ']' || c == ':'))
            return false;
    }
    return host.size > 0;
}

static bool is_port(struct view port)
{
    long long number;
    return view_to_uint(port, &number) && number > 0 && number <= 65535 && port.data[0] != '0';
}

bool widget_origin_is_valid(struct view text)
{
    if (view_equal(text, VIEW("*")))
        return true;
    bool is_secure = view_starts(text, VIEW("https://"));
    if (text.size > WIDGET_ORIGIN_SIZE || (!is_secure && !view_starts(text, VIEW("http://"))))
        return false;
    size_t scheme = is_secure ? 8 : 7;
    struct view host = view_make(text.data + scheme, text.size - scheme);
    size_t end = host.size;
    while (end > 0 && host.data[end - 1] != ':' && host.data[end - 1] != ']')
        end--;
    if (end == 0 || host.data[end - 1] == ']') // no port
        return is_host(host) && memchr(host.data, ':', end == 0 ? host.size : 0) == NULL;
    struct view port = view_make(host.data + end, host.size - end);
    host.size = end - 1;
    bool is_usual = view_equal(port, is_secure ? VIEW("443") : VIEW("80"));
    bool is_bracketed = host.size > 0 && host.data[0] == '[';
    return is_host(host) && is_port(port) && !is_usual &&
           (is_bracketed || memchr(host.data, ':', host.size) == NULL);
}

bool widget_origin_fits(struct view text, struct view origin)
{
    if (view_equal(text, VIEW("*"))) // "null" is a page of nowhere: a sandbox, a file
        return view_starts(origin, VIEW("https://")) || view_starts(origin, VIEW("http://"));
    if (view_equal_nocase(text, origin))
        return true;
    return is_loopback(text) && origin.size > text.size && origin.data[text.size] == ':' &&
           view_equal_nocase(view_make(origin.data, text.size), text) &&
           is_port(view_make(origin.data + text.size + 1, origin.size - text.size - 1));
}
