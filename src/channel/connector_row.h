// SPDX-License-Identifier: Apache-2.0
// Shared by the files connector*.c: what a connector holds.
#pragma once
#include "base/list.h"
#include "channel/connector.h"
#include <pthread.h>

// An attempt that the adapter took.
struct connector_send {
    int64_t until_us; // its deadline; when expired: until when its end is still expected
    bool is_used, is_expired, is_question;
    uint8_t id_size;
    char id[CHANNEL_ID_MAX];
};

struct connector {
    struct connector_config config; // without the fields, which are the opener's
    void *state;                    // NULL before open and after close
    char id[CHANNEL_ID_MAX + 1];
    pthread_t thread; // of the call that is under way
    int depth;        // calls under way
    int64_t due_us;
    struct connector_send *sends;
    int sends_max;
    struct connector_watch watches[CHANNEL_WATCHES_MAX];
    int watch_count;
    struct list blocks; // the adapter's memory
    struct connector_figures figures;
};

extern const struct channel_host connector_host; // its seat is the connector

__attribute__((format(printf, 2, 3))) void connector_breach(struct connector *c, const char *format, ...);

// NULL: none.
struct connector_send *connector_send_find(const struct connector *c, struct view id);
void connector_forget(struct connector *c, struct connector_send *send);
void connector_end_unknown(struct connector *c, struct connector_send *send, struct view text);

// Frees what the adapter did not give back; how many blocks those were.
int connector_reclaim(struct connector *c);
void *connector_memory(struct connector *c, void *old, size_t size);
