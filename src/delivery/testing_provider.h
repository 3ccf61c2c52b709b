// SPDX-License-Identifier: Apache-2.0
// For tests: a provider whose memory outlives the connector and the hub, and which does what it is told to.
// Adapters "provider" (it knows the hub's ids), "plain" (it does not) and "asked" (it does not, and tells
// what it has by its text, of the time that is asked for). One at a time in a process.
#pragma once
#include "channel/channel.h"
#include <stdatomic.h>

enum { PROVIDER_HELD_MAX = 20000 };

struct provider_held {
    char id[CHANNEL_ID_MAX + 1], text[256], conversation[CHANNEL_ID_MAX + 1];
    int count;       // how often a customer sees it
    int64_t wall_us; // when it came
};

struct provider {
    int64_t latency_us;
    int busy, retry, cut, stall, refuse, die; // that many of the next messages, in this order
    int lose;                                 // that many are neither taken nor answered
    int mistake;                              // likewise, and late it is told that the first held one is it
    int deaf;                                 // that many questions cannot be asked
    int looks;                                // questions
    int64_t retry_us;                         // what it asks to wait
    bool tells_receipts, says_more;
    struct provider_held held[PROVIDER_HELD_MAX]; // in the order in which it took them
    atomic_int count;
    int taken; // times it was handed a message
    int opened, closed, cancelled;
    int under_way, most_under_way;
    char says[64];     // a customer does, in the next step, until it is taken; empty: nobody
    int64_t kept_mark; // of the last one that the hub said was durable
};

extern struct provider provider;
extern const struct channel_ops provider_ops, provider_plain_ops, provider_asked_ops;

void provider_reset(void);
// NULL: it does not have it.
const struct provider_held *provider_find(const char *text);
