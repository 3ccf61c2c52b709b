// SPDX-License-Identifier: Apache-2.0
// A round: random operations on a store of its own, each predicted by the model. What an operation draws
// depends on the seed and its number only, so that it stays the same when others are left out.
#pragma once
#include "model.h"
#include "store/testing_store.h"

struct fold;

struct round {
    struct testing_store store; // first
    struct m_tenant tenants[TENANTS];
    struct fold *fold;
    uint64_t seed, dice;
    long long op, ops;
    const unsigned char *skip; // by operation; NULL: none
    long long done, refused;
    long long *counts; // by operation of the table: done, refused
    bool is_quiet;
    const char *dir; // where the store's directory is made
};

// A number below `below` that belongs to the operation at hand.
int draw(struct round *r, int below);
static inline bool chance(struct round *r, int of)
{
    return draw(r, of) == 0;
}

// Says what does not hold and ends the process with 1.
_Noreturn void mismatch(const struct round *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

// What an operation runs in.
struct act {
    struct round *round;
    struct tx *tx;
    struct m_tenant *t;
    struct m_now now;
    const char *name;
};

// Answers what the hub answered, and has compared it with the model's.
struct operation {
    const char *name;
    int weight;
    int (*run)(struct act *a);
};
extern const struct operation operations[];
extern const int operation_count;

void judge(const struct act *a, int expected, int got);

// One more operation in a savepoint of its own, undone as the writer undoes it when it is refused.
void round_step(struct round *r, struct tx *tx, struct m_tenant *t);

// Everything against the model.
void round_check(struct round *r, bool is_whole);
void round_check_lists(struct round *r, struct m_tenant *t);

// Opens the store, runs and compares.
void round_run(struct round *r);

// What live clients know, from the events alone.
struct fold *fold_new(void);
void fold_publish(void *ctx, struct event_batch *batch);
void fold_check(const struct round *r);

// One integer of the committed rows; `sql` counts what must not be.
int64_t round_count(struct round *r, const char *sql);
