// SPDX-License-Identifier: Apache-2.0
// Coarse deadlines for very many connections: one list a kind, each with one period, so that a list
// is in order by itself. Setting is a few pointer moves; no timer a connection.
#pragma once
#include "base/list.h"
#include <stdint.h>

enum deadline_kind {
    DEADLINE_IDLE,
    DEADLINE_HEAD,
    DEADLINE_BODY,
    DEADLINE_LINGER,
    DEADLINE_WRITE,
    DEADLINE_PING,
    DEADLINE_DEAD,
    DEADLINE_CLOSE,
    DEADLINE_KINDS
};

struct deadline {
    struct list link;
    void (*expired)(struct deadline *d); // once; it is no longer set then
    int64_t due_us;
    enum deadline_kind kind;
};

struct deadlines {
    struct {
        struct list list;
        int64_t period_us;
    } kinds[DEADLINE_KINDS];
};

// Periods in ms; below 1 is 1.
void deadlines_init(struct deadlines *all, const int periods_ms[static DEADLINE_KINDS]);

void deadline_init(struct deadline *d, void (*expired)(struct deadline *d));

// (Re)starts the period of that kind. To save moves a running deadline of the same kind younger than
// 1/64 of its period stays as it is, so it may come that much early.
void deadline_set(struct deadlines *all, struct deadline *d, enum deadline_kind kind, int64_t now_us);
void deadline_clear(struct deadline *d);
bool deadline_is_set(const struct deadline *d);

// Calls what is due.
void deadlines_sweep(struct deadlines *all, int64_t now_us);
