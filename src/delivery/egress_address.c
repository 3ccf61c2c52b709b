// SPDX-License-Identifier: Apache-2.0
#include "delivery/egress_address.h"
#include <arpa/inet.h>
#include <netinet/in.h>

struct range {
    uint8_t prefix[16];
    int bits;
};

static const struct range closed_v4[] = {
    {{0}, 8},                 // this network
    {{10}, 8},                // private
    {{100, 64}, 10},          // carriers' NAT
    {{127}, 8},               // loopback
    {{168, 63, 129, 16}, 32}, // a cloud's own services, on a public address
    {{169, 254}, 16},         // link-local, metadata
    {{172, 16}, 12},          // private
    {{192, 0, 0}, 24},        // protocol assignments
    {{192, 0, 2}, 24},        // documentation
    {{192, 88, 99}, 24},      // former 6to4 relays
    {{192, 168}, 16},         // private
    {{198, 18}, 15},          // benchmarks
    {{198, 51, 100}, 24},     // documentation
    {{203, 0, 113}, 24},      // documentation
    {{224}, 4},               // multicast
    {{240}, 4},               // reserved, broadcast
};

static const struct range closed_v6[] = {
    {{0x20, 0x01}, 23},             // protocol assignments: Teredo, ORCHID, benchmarks
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, // documentation
    {{0x3f, 0xff}, 20},             // documentation
};

// Global unicast is 2000::/3; loopback, unique local, link-local, site-local and multicast lie outside.
static const struct range global_v6 = {{0x20}, 3};

// Where a v4 address lies in a v6 one.
static const struct {
    struct range range;
    int at;
} hiding[] = {
    {{{[10] = 0xff, [11] = 0xff}, 96}, 12},           // v4-mapped
    {{{[1] = 0x64, [2] = 0xff, [3] = 0x9b}, 96}, 12}, // NAT64 (RFC 6052)
    {{{0x20, 0x02}, 16}, 2},                          // 6to4
};

static bool same_bits(const uint8_t *a, const uint8_t *b, int bits)
{
    int whole = bits / 8, rest = bits % 8;

    if (memcmp(a, b, (size_t)whole) != 0)
        return false;
    return rest == 0 || (a[whole] ^ b[whole]) >> (8 - rest) == 0;
}

static void take_v6(const uint8_t bytes[16], struct egress_address *ret)
{
    *ret = (struct egress_address){0};
    for (size_t i = 0; i < sizeof(hiding) / sizeof(hiding[0]); i++)
        if (same_bits(bytes, hiding[i].range.prefix, hiding[i].range.bits)) {
            ret->is_v4 = true;
            memcpy(ret->bytes, bytes + hiding[i].at, 4);
            return;
        }
    memcpy(ret->bytes, bytes, 16);
}

bool egress_address_read(struct view text, struct egress_address *ret)
{
    char copy[INET6_ADDRSTRLEN];
    uint8_t bytes[16];

    if (text.size == 0 || text.size >= sizeof(copy) || memchr(text.data, 0, text.size) != NULL)
        return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = 0;
    if (inet_pton(AF_INET6, copy, bytes) == 1) {
        take_v6(bytes, ret);
        return true;
    }
    if (inet_pton(AF_INET, copy, bytes) != 1)
        return false;
    *ret = (struct egress_address){.is_v4 = true};
    memcpy(ret->bytes, bytes, 4);
    return true;
}

bool egress_address_of(const struct sockaddr *address, size_t size, struct egress_address *ret)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;

    if (address->sa_family == AF_INET && size >= sizeof(v4)) {
        memcpy(&v4, (const void *)address, sizeof(v4));
        *ret = (struct egress_address){.is_v4 = true};
        memcpy(ret->bytes, &v4.sin_addr, 4);
        return true;
    }
    if (address->sa_family != AF_INET6 || size < sizeof(v6))
        return false;
    memcpy(&v6, (const void *)address, sizeof(v6));
    take_v6(v6.sin6_addr.s6_addr, ret);
    return true;
}

bool egress_address_within(const struct egress_address *a, const struct egress_address *prefix, int bits)
{
    return a->is_v4 == prefix->is_v4 && same_bits(a->bytes, prefix->bytes, bits);
}

static bool is_in(const struct egress_address *a, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (same_bits(a->bytes, ranges[i].prefix, ranges[i].bits))
            return true;
    return false;
}

bool egress_address_is_public(const struct egress_address *a)
{
    if (a->is_v4)
        return !is_in(a, closed_v4, sizeof(closed_v4) / sizeof(closed_v4[0]));
    return is_in(a, &global_v6, 1) && !is_in(a, closed_v6, sizeof(closed_v6) / sizeof(closed_v6[0]));
}
