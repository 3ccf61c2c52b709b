// SPDX-License-Identifier: Apache-2.0
// An address of the internet, and whether it lies in the public part of it. Pure, any thread.
#pragma once
#include "base/view.h"
#include <stdint.h>

struct sockaddr;

// What hides a v4 address in a v6 one (v4-mapped, NAT64 64:ff9b::/96, 6to4) counts as that v4 address.
struct egress_address {
    uint8_t bytes[16]; // v4: the first four
    bool is_v4;
};

// From text, "192.0.2.1" or "2001:db8::1", nothing around it. False: it is none.
bool egress_address_read(struct view text, struct egress_address *ret);

// From what a socket is to be connected to. False: neither v4 nor v6.
bool egress_address_of(const struct sockaddr *address, size_t size, struct egress_address *ret);

// Whether the first `bits` are the same; both of one family.
bool egress_address_within(const struct egress_address *a, const struct egress_address *prefix, int bits);

// Outside of what the IANA special-purpose registries keep (RFC 6890 and successors), and no cloud's
// metadata.
bool egress_address_is_public(const struct egress_address *a);
