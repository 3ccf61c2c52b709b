// SPDX-License-Identifier: Apache-2.0
// Sends events to other systems: follows the log of each tenant for each of its endpoints, one request of an
// endpoint at a time, in order; what was answered is written down in batches behind it, so that a crash sends
// the last ones again with the same ids, and loses none. It has no thread: whoever drives egress turns it.
#pragma once
#include "bus/event.h"
#include "delivery/egress.h"
#include "store/store.h"

struct webhook_run;

struct webhook_run_config {
    struct store *store; // borrowed
    struct clock clock;
    struct random random; // of the thread that turns it
    // egress_ask and egress_drop, or a test's own.
    struct egress *egress;
    int (*ask)(struct egress *egress, const struct egress_request *request, uint64_t *ret);
    void (*drop)(struct egress *egress, uint64_t number);
    // Have webhook_run_turn called soon. Any thread; may not block.
    void (*ring)(void *ctx);
    void *ctx;
    struct view source; // who tells, in CloudEvents: the public url; no data: "urn:omnihub"; copied
    int under_way_max;  // 0: 128
    int64_t timeout_us; // of one request; 0: 15 s
};

int webhook_run_new(const struct webhook_run_config *config, struct webhook_run **ret);

// There are new events. Writer thread; only sets a bit, and rings where an endpoint waits. NULL is harmless.
void webhook_run_publish(struct webhook_run *run, const struct event_batch *batch);

// WAKE_WEBHOOKS: endpoints or what waits for them were changed. Any thread; NULL is harmless.
void webhook_run_wake(struct webhook_run *run);

// ---- of one thread, which is the one that turns egress

// Does what is due, and returns when to be called again at the latest (monotonic; INT64_MAX: when it rings).
// After egress_turn too.
int64_t webhook_run_turn(struct webhook_run *run);

// Requests under way are dropped, to be sent again by the next start; what was answered is written down as
// far as the store still takes it. Before store_close_writer. NULL is harmless.
void webhook_run_stop(struct webhook_run *run);
void webhook_run_free(
    struct webhook_run *run); // after webhook_run_stop and store_close_writer; NULL is harmless

struct webhook_run_figures {
    int64_t arrived, failed, refused, disabled, expired; // requests, but `disabled`: endpoints
    int64_t answer_us_sum;
    int endpoints, under_way, waiting; // waiting: that failed and are tried again later
};
// Any thread.
void webhook_run_figures(struct webhook_run *run, struct webhook_run_figures *ret);
