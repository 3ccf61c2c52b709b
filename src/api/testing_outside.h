// SPDX-License-Identifier: Apache-2.0
// For tests of this folder: a delivery that is played, with a thread of its own, and an adapter to configure.
#pragma once
#include "api/outside.h"
#include <pthread.h>

struct testing_outside {
    // What it answers; set before anything is given to it.
    int probe_outcome;
    const char *probe_fault;
    bool is_full;
    struct delivery_figures figures;
    bool knows;                                     // connectors
    void (*judge_hook)(struct delivery_hook *hook); // on its thread
    int hooks, probes;                              // that were given
    // ---- its own
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
    struct delivery_hook *hook, *last_hook;
    struct delivery_probe *probe;
    bool is_stopped;
};

extern const struct outside testing_outside;

void testing_outside_start(struct testing_outside *o);
void testing_outside_stop(struct testing_outside *o); // answers what waits

// An adapter for sms and whatsapp, called pigeon: account (needed), rate_limit (1 to 9), token (secret,
// needed), loud (boolean), script (JSON). It takes webhooks.
extern const struct channel_ops testing_pigeon;
