// SPDX-License-Identifier: Apache-2.0
// A circuit breaker: when a provider fails again and again, it is left alone for a while, then asked with one
// message, and with all when that went well. Pure; times are monotonic.
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum breaker_state {
    BREAKER_CLOSED = 0, // everything goes
    BREAKER_OPEN,       // nothing goes until `until_us`
    BREAKER_HALF,       // one goes, to see
};

enum { BREAKER_BAD_MAX = 5 }; // failures in a row until it opens

// All zeros: closed.
struct breaker {
    enum breaker_state state;
    int bad; // failures in a row
    int64_t pause_us, until_us;
    bool is_trying; // in BREAKER_HALF: one is under way
};

// How many of `wanted` may go now.
int breaker_room(struct breaker *b, int64_t now_us, int wanted);

// From when on one may go; 0: now, INT64_MAX: when the one that is under way has ended.
int64_t breaker_due(const struct breaker *b);

void breaker_begin(struct breaker *b); // one goes
void breaker_good(struct breaker *b);  // the provider answered, be it that it does not want the message
void breaker_bad(struct breaker *b, int64_t now_us);
void breaker_neither(struct breaker *b); // it went, and says nothing of the provider
