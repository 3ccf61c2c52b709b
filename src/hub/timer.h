// SPDX-License-Identifier: Apache-2.0
// Timers: what is due is a row. Each has one owner, (tenant, kind, ref), and fires once, at its time or a
// little later, also when the program was down meanwhile. What a kind does then stands in timer_actions.c.
#pragma once
#include "store/tx.h"

// Stored as numbers: append only, a line in timer_actions.c for each.
enum timer_kind {
    TIMER_SNOOZE = 1,       // ref: session
    TIMER_REMINDER,         // ref: session
    TIMER_TRANSFER_LEG,     // ref: transfer
    TIMER_RETENTION,        // ref: 0, one of each tenant
    TIMER_SESSION_IDLE,     // ref: session
    TIMER_JOB_FILE,         // ref: job whose file expires
    TIMER_OUTBOX_CONNECTOR, // ref: connector that came or went
    TIMER_OUTBOX_EXPIRY,    // ref: 0, one of each tenant
    TIMER_KINDS
};

struct timer {
    int64_t row;
    enum timer_kind kind;
    int64_t ref;
    int64_t due_us;
    struct view body;  // as it was set
    int64_t attempts;  // that failed
    int64_t parked_us; // failed too often: not tried any more until it is set again
};

// Sets it, or moves the one that there is: time, body, and it has not failed yet. `body` is JSON or no data,
// at most a few hundred bytes. A time that has passed fires at once.
int timer_set(struct tx *tx, enum timer_kind kind, int64_t ref, int64_t due_us, struct view body);

// Harmless when there is none.
int timer_cancel(struct tx *tx, enum timer_kind kind, int64_t ref);

enum timer_outcome {
    TIMER_OK = 0,
    TIMER_NONE = 1,
};

// The body lies in the arena.
int timer_find(struct db *db, int64_t tenant, enum timer_kind kind, int64_t ref, struct arena *arena,
               struct timer *ret);
