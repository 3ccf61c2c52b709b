// SPDX-License-Identifier: Apache-2.0
#include "delivery/egress_allow.h"
#include <errno.h>

// One entry in its parts, none of them judged.
struct parts {
    struct view address, bits, port; // no data: not there
};

// More than one colon outside of brackets is a v6 address without a port.
static bool has_port(struct view entry)
{
    const char *colon = memchr(entry.data, ':', entry.size);

    return colon != NULL && memchr(colon + 1, ':', entry.size - (size_t)(colon + 1 - entry.data)) == NULL;
}

static bool split_brackets(struct view entry, struct parts *p)
{
    struct view rest = view_make(entry.data + 1, entry.size - 1);

    p->bits = view_cut(&rest, ']');
    p->address = view_cut(&p->bits, '/');
    if (rest.data == NULL || memchr(p->address.data, ':', p->address.size) == NULL)
        return false;
    if (rest.size == 0)
        return true;
    if (rest.data[0] != ':')
        return false;
    p->port = view_make(rest.data + 1, rest.size - 1);
    return true;
}

static bool split(struct view entry, struct parts *p)
{
    *p = (struct parts){0};
    if (entry.size > 0 && entry.data[0] == '[')
        return split_brackets(entry, p);
    p->bits = entry;
    if (has_port(entry)) {
        p->port = entry;
        p->bits = view_cut(&p->port, ':');
    }
    p->address = view_cut(&p->bits, '/');
    return true;
}

static bool read_number(struct view text, long long min, long long max, int *ret)
{
    long long n;

    if (text.data == NULL)
        return true;
    if (!view_to_uint(text, &n) || n < min || n > max)
        return false;
    *ret = (int)n;
    return true;
}

// A v4 address in v6 clothes: counting its bits either way would surprise somebody.
static bool is_hiding(struct view address, const struct egress_address *a)
{
    return a->is_v4 && memchr(address.data, ':', address.size) != NULL;
}

static bool is_clean(const struct egress_address *a, int bits)
{
    for (int i = bits; i < (a->is_v4 ? 32 : 128); i++)
        if ((a->bytes[i / 8] >> (7 - i % 8) & 1) != 0)
            return false;
    return true;
}

static const char *read_entry(struct view entry, struct egress_allow *allow)
{
    struct parts p;
    struct egress_address a;
    int bits = -1, port = 0;

    if (!split(entry, &p) || !egress_address_read(p.address, &a))
        return "an entry is no address, no prefix and neither with a port";
    if (!read_number(p.bits, 0, 128, &bits))
        return "a prefix's length is no number from 0 to 32 or 128";
    if (!read_number(p.port, 1, 65535, &port))
        return "a port is no number from 1 to 65535";
    if (bits >= 0 && is_hiding(p.address, &a))
        return "a prefix of v4 addresses is to be written as v4";
    if (bits > (a.is_v4 ? 32 : 128))
        return "a prefix's length is no number from 0 to 32 or 128";
    if (bits < 0)
        bits = a.is_v4 ? 32 : 128;
    if (!is_clean(&a, bits))
        return "an address has bits behind its prefix";
    if (allow->count == EGRESS_ALLOW_MAX)
        return "there are more than 64 entries";
    allow->entries[allow->count].prefix = a;
    allow->entries[allow->count].bits = bits;
    allow->entries[allow->count++].port = port;
    return NULL;
}

int egress_allow_read(struct view text, struct egress_allow *ret, const char **ret_fault)
{
    struct egress_allow allow = {0};

    if (view_trim(text).size == 0) {
        *ret = allow;
        return 0;
    }
    for (struct view rest = text; rest.data != NULL;) {
        const char *fault = read_entry(view_trim(view_cut(&rest, ',')), &allow);

        if (fault != NULL) {
            *ret_fault = fault;
            return -EINVAL;
        }
    }
    *ret = allow;
    return 0;
}

bool egress_allow_has(const struct egress_allow *allow, const struct egress_address *address, int port)
{
    for (int i = 0; i < allow->count; i++) {
        int wanted = allow->entries[i].port;

        if ((wanted == 0 || wanted == port) &&
            egress_address_within(address, &allow->entries[i].prefix, allow->entries[i].bits))
            return true;
    }
    return false;
}
