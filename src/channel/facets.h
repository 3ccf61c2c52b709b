// SPDX-License-Identifier: Apache-2.0
// Larger abilities, asked for by name. Each is a const table with version and size first, as the others. An
// adapter's facet is called like its other slots: on the instance's thread, with its state.
#pragma once
#include "channel/channel.h"

// ---- what adapters may have

// The provider calls us: requests to /webhook/{channel}/{connector}.
#define CHANNEL_FACET_WEBHOOK "webhook/1"

struct channel_header {
    struct view name, value; // name in lower case
};

struct channel_request {
    size_t size;        // sizeof(struct channel_request)
    struct view method; // "POST"
    struct view query;  // behind the '?', encoded; no data: none
    struct view body;   // at most 1 MiB
    const struct channel_header *headers;
    uint32_t header_count;
};

struct channel_webhook {
    uint32_t version, size;
    // Tells what the request holds by received, moved and ended, inside the call. CHANNEL_OK: it is answered
    // 200 when all of that is durable. CHANNEL_REFUSED: 400, 401 by the field "signature"; what was told
    // before is kept, what is wrong is dropped. CHANNEL_BUSY: 503, the provider comes again.
    int (*receive)(void *state, const struct channel_request *request, struct channel_fault *ret_fault);
};

// Shows the customer that somebody is typing.
#define CHANNEL_FACET_TYPING "typing/1"

struct channel_typing {
    uint32_t version, size;
    // No end, no receipt; lost without harm.
    int (*type)(void *state, struct view to, bool is_typing);
};

// For tests: the hold that the conformance suite has on the provider behind an instance. An adapter without
// it is asked less.
#define CHANNEL_FACET_BENCH "bench/1"

enum channel_bench_fault {
    CHANNEL_BENCH_CUT,      // the connection breaks after the provider took the next `amount` messages
    CHANNEL_BENCH_THROTTLE, // the provider says "too many" to the next `amount` messages
    CHANNEL_BENCH_DOUBLE,   // the receipts of the next `amount` messages come twice
    CHANNEL_BENCH_REVERSE,  // theirs come in the wrong order
    CHANNEL_BENCH_REFUSE,   // the provider refuses the next `amount` messages for good
    CHANNEL_BENCH_STALL,    // the next `amount` messages are not answered
};

struct channel_bench {
    uint32_t version, size;
    // CHANNEL_NONE: this provider does not do that.
    int (*arrange)(void *state, enum channel_bench_fault fault, uint32_t amount);
    // How often the provider holds the message of this delivery.
    int (*count)(void *state, struct view id);
    // A customer says this; it arrives as the provider's messages do. The provider's id is `id`.
    int (*say)(void *state, struct view id, struct view from, struct view text);
};

// ---- what the hub may have

// Other adapters, for those that wrap one.
#define CHANNEL_HOST_ADAPTERS "adapters/1"

struct channel_adapters {
    uint32_t version, size;
    const struct channel_ops *(*find)(void *seat, struct view name); // NULL: there is none
};
