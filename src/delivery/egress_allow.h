// SPDX-License-Identifier: Apache-2.0
// The operator's list of addresses that the hub may ask although they are not public. Pure, any thread.
#pragma once
#include "delivery/egress_address.h"

enum { EGRESS_ALLOW_MAX = 64 };

struct egress_allow {
    int count;
    struct {
        struct egress_address prefix;
        int bits;
        int port; // 0: any
    } entries[EGRESS_ALLOW_MAX];
};

// "127.0.0.1:9000, 10.1.0.0/16, [::1]:80, [fd00::/8]:443, fd00::/8": commas between, spaces around are
// harmless, an empty text is an empty list. -EINVAL leaves *ret_fault a sentence that lives for ever.
int egress_allow_read(struct view text, struct egress_allow *ret, const char **ret_fault);

bool egress_allow_has(const struct egress_allow *allow, const struct egress_address *address, int port);
