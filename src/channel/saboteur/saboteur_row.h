// SPDX-License-Identifier: Apache-2.0
// Shared by the files saboteur*.c.
#pragma once
#include "base/list.h"
#include "channel/facets.h"
#include "channel/host.h"

enum saboteur_field {
    SABOTEUR_ADAPTER,
    SABOTEUR_CONFIG,
    SABOTEUR_SECRETS,
    SABOTEUR_SEED,
    SABOTEUR_STALL_MS,
    SABOTEUR_JUMP_MS,
    SABOTEUR_FAILS, // the first of the chances
    SABOTEUR_REFUSES,
    SABOTEUR_THROTTLES,
    SABOTEUR_CUTS,
    SABOTEUR_STALLS,
    SABOTEUR_DUPLICATES,
    SABOTEUR_LIES,
    SABOTEUR_BREACHES,
    SABOTEUR_FIELDS,
};

// An end that is held back.
struct saboteur_held {
    struct list node; // in saboteur.held, by due_us
    int64_t due_us;
    struct channel_ended end; // its texts are in `texts`
    char *texts;
};

struct saboteur {
    struct host host;
    const struct channel_ops *inner;
    void *state; // the wrapped one's; NULL while it opens
    uint64_t random;
    int64_t number[SABOTEUR_FIELDS];
    int64_t inner_due_us;
    struct list held;
    bool is_closing;
};

// Draws whether this is one of the bad days.
bool saboteur_does(struct saboteur *s, enum saboteur_field chance);
int64_t saboteur_below(struct saboteur *s, int64_t limit);

extern const struct channel_host saboteur_host; // for the wrapped one; its seat is the saboteur

void saboteur_arm(struct saboteur *s);
void saboteur_release(struct saboteur *s, int64_t now_us); // tells held ends that are due

const void *saboteur_facet(const char *name);

// What the hub can do besides, for the wrapped one: with the saboteur's seat in front.
const void *saboteur_ask(struct saboteur *s, const char *name);
