// SPDX-License-Identifier: Apache-2.0
// One request to the writer, embedded in what it is about, and the fair queue in which it waits.
#pragma once
#include "base/clock.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tx;
struct work;

enum work_class {
    WORK_LIVE, // somebody waits for it
    WORK_BULK, // jobs: at most 30 % of a batch while live work waits
};
enum { WORK_CLASSES = 2 };

enum work_outcome {
    WORK_COMMITTED = 0, // durable; or decided to be refused, with nothing written
    WORK_FAILED,        // the store failed it, nothing was written
    WORK_EXPIRED,       // its deadline passed before it began
    WORK_STORE_FULL,    // the disk is full, nothing was written; try later
    WORK_STOPPED,       // the writer ended before it began
};

struct work {
    struct work *next;
    int64_t tenant;
    enum work_class class;
    size_t bytes;        // memory that it holds while it waits
    int64_t deadline_us; // monotonic; 0: none
    // Writer thread. 0: done; positive: its own refusal, all it wrote is undone; negative: failed. At most
    // 200 rows and 1 ms; may be run more than once.
    int (*decide)(struct work *work, struct tx *tx);
    // Writer thread, once, after the commit that holds it; `result` is what decide returned last. Gives
    // the work back.
    void (*done)(struct work *work, enum work_outcome outcome, int result);
    int result; // the writer's own
};

struct work_queue;

// Bulk work has places of its own: its makers are few and keep few in the queue, and a crowd of requests
// shall not keep a timer out.
struct work_queue_limits {
    int tenant_max;   // live requests of one tenant, default 5,000
    int total_max;    // live requests, default 10,000
    int bulk_max;     // default 1,000
    size_t bytes_max; // of live requests, default 64 MiB
};

enum work_push_outcome {
    WORK_PUSHED = 0,
    WORK_TENANT_FULL = 1, // 429; never for bulk
    WORK_QUEUE_FULL,      // 503
    WORK_QUEUE_STOPPED,   // 503
};

int work_queue_new(struct work_queue_limits limits, struct work_queue **ret);
void work_queue_free(struct work_queue *queue); // must be empty; NULL is harmless

// Any thread. On a refusal the work stays with the caller.
int work_queue_push(struct work_queue *queue, struct work *work);

// Writer thread: waits until there is work or the queue was stopped, then takes at most `max`, tenants in
// turn (deficit round robin, each request costs one). NULL when stopped and empty.
struct work *work_queue_take(struct work_queue *queue, int max);

// Any thread. Nothing can be pushed any more; what waits is still taken.
void work_queue_stop(struct work_queue *queue);

// Requests and bytes that wait. Any thread.
void work_queue_level(struct work_queue *queue, int *ret_count, size_t *ret_bytes);
