// SPDX-License-Identifier: Apache-2.0
#include "hub/webhook_url.h"

enum { PORT_MAX = 65535 };

static bool has_only_url_bytes(struct view text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c <= ' ' || c >= 127 || strchr("\"<>\\^`{|}#", c) != NULL)
            return false;
    }
    return true;
}

static bool take_scheme(struct view *rest, struct webhook_url *url)
{
    static const struct view secure = {"https://", 8}, plain = {"http://", 7};
    url->is_plain = rest->size > plain.size && view_equal_nocase(view_make(rest->data, plain.size), plain);
    bool is_secure =
        rest->size > secure.size && view_equal_nocase(view_make(rest->data, secure.size), secure);
    size_t size = url->is_plain ? plain.size : secure.size;
    url->port = url->is_plain ? 80 : 443;
    if (!url->is_plain && !is_secure)
        return false;
    *rest = view_make(rest->data + size, rest->size - size);
    return true;
}

static struct view take_authority(struct view rest)
{
    size_t size = 0;
    while (size < rest.size && rest.data[size] != '/' && rest.data[size] != '?')
        size++;
    return view_make(rest.data, size);
}

static bool is_host(struct view host, bool is_v6)
{
    const char *letters = is_v6 ? "0123456789abcdefABCDEF:."
                                : "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._";
    for (size_t i = 0; i < host.size; i++)
        if (strchr(letters, host.data[i]) == NULL)
            return false;
    return host.size > 0 && host.size <= 253;
}

static bool take_port(struct view text, int *ret)
{
    long long port;
    if (text.data == NULL)
        return true;
    if (text.size > 5 || !view_to_uint(text, &port) || port == 0 || port > PORT_MAX)
        return false;
    *ret = (int)port;
    return true;
}

bool webhook_url_parse(struct view text, struct webhook_url *ret)
{
    struct webhook_url url;
    struct view rest = text;
    if (text.size > WEBHOOK_URL_MAX || !has_only_url_bytes(text) || !take_scheme(&rest, &url))
        return false;
    struct view authority = take_authority(rest);
    bool is_v6 = authority.size > 0 && authority.data[0] == '[';
    if (is_v6) {
        authority = view_make(authority.data + 1, authority.size - 1);
        url.host = view_cut(&authority, ']');
        if (authority.data == NULL || (authority.size > 0 && authority.data[0] != ':'))
            return false;
        authority =
            authority.size == 0 ? (struct view){0} : view_make(authority.data + 1, authority.size - 1);
    } else {
        url.host = view_cut(&authority, ':');
    }
    if (!is_host(url.host, is_v6) || !take_port(authority, &url.port))
        return false;
    *ret = url;
    return true;
}
