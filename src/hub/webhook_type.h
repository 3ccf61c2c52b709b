// SPDX-License-Identifier: Apache-2.0
// What other systems can be told about: the types of outgoing events, and which of them an endpoint wants.
#pragma once
#include "bus/event.h"

enum webhook_type {
    WEBHOOK_MESSAGE_CREATED,
    WEBHOOK_MESSAGE_UPDATED,
    WEBHOOK_MESSAGE_DELIVERY,
    WEBHOOK_SESSION_UPDATED,
    WEBHOOK_TRANSFER_CREATED,
    WEBHOOK_CUSTOMER_UPDATED,
    WEBHOOK_CUSTOMER_MERGED,
    WEBHOOK_CUSTOMER_ERASED,
    WEBHOOK_LOGGED, // types of stored events stand above; the rest every endpoint gets
    WEBHOOK_TEST = WEBHOOK_LOGGED,
    WEBHOOK_GAP,
    WEBHOOK_TYPES,
};

enum { WEBHOOK_ALL = (1 << WEBHOOK_LOGGED) - 1 };

struct view webhook_type_name(enum webhook_type type); // "message.created"
bool webhook_type_from(struct view name, enum webhook_type *ret);

// The types that one pattern stands for, as a set of bits: a type, "message.*" or "*". 0: it is none.
unsigned webhook_pattern_types(struct view pattern);

// False for what is not told: notes to agents, the hub's own, and what another event tells already.
bool webhook_type_of(const struct event *event, enum webhook_type *ret);
