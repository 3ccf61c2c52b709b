// SPDX-License-Identifier: Apache-2.0
// The operator's list: what is read has bounds that hold, and allows the first address of each of its
// entries.
#include "delivery/egress_allow.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view text = view_make((const char *)data, size);
    struct egress_allow allow;
    struct egress_address a;
    const char *fault = NULL;

    if (egress_address_read(text, &a))
        egress_address_is_public(&a);
    if (egress_allow_read(text, &allow, &fault) < 0) {
        check(fault != NULL);
        return 0;
    }
    check(allow.count >= 0 && allow.count <= EGRESS_ALLOW_MAX);
    for (int i = 0; i < allow.count; i++) {
        int bits = allow.entries[i].bits, port = allow.entries[i].port;

        check(bits >= 0 && bits <= (allow.entries[i].prefix.is_v4 ? 32 : 128) && port >= 0 && port <= 65535);
        check(egress_allow_has(&allow, &allow.entries[i].prefix, port > 0 ? port : 1));
    }
    return 0;
}
