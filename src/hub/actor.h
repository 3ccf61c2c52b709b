// SPDX-License-Identifier: Apache-2.0
// Who does something: told to every operation that changes what people see, and kept in timeline and audit.
#pragma once
#include "codec/json.h"

// Stored as numbers: append only.
enum actor_kind {
    ACTOR_SYSTEM = 0,   // the hub itself: timers, jobs
    ACTOR_KEY = 1,      // a program with an API key
    ACTOR_AGENT = 2,    // a person of the company
    ACTOR_CUSTOMER = 3, // a customer
    ACTOR_OPERATOR = 4, // at the machine: commands, or no key configured
};

// Texts live as long as the request; copy them (tx_copy) into what outlives it.
struct actor {
    enum actor_kind kind;
    struct view id, name; // no data: none
    int64_t agent;        // row, of ACTOR_AGENT; else 0
};

struct view actor_kind_name(enum actor_kind kind); // "agent"

// {"type": "agent", "id": …}, for the company's eyes.
void actor_write(struct json_writer *w, enum actor_kind kind, struct view id);
