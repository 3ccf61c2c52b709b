// SPDX-License-Identifier: Apache-2.0
// For tests: a store, a delivery without its thread, and a clock that jumps from one thing that is due to the
// next.
#pragma once
#include "delivery/engine.h"
#include "delivery/testing_provider.h"
#include "hub/testing_hub.h"

struct testing_engine {
    struct testing_store store; // first
    struct registry *adapters;
    _Atomic(struct delivery *) delivery; // the writer wakes it
    uint64_t seed;
    const char *egress_allow; // of the next delivery; NULL: public addresses only
    uint64_t crowd[512];      // requests that take places
    int crowd_count;
};

void testing_engine_open(struct testing_engine *t);
// `limits` of the store's queue; NULL: the usual ones.
void testing_engine_open_limited(struct testing_engine *t, const struct work_queue_limits *limits);
void testing_engine_close(struct testing_engine *t);
// One as a test's state.
int testing_engine_setup(void **state);
int testing_engine_teardown(void **state);
// The one number that the statement selects.
int64_t testing_engine_count(struct testing_engine *t, const char *sql);

// A delivery anew, as after a restart. `die` frees it without recording anything, as a crash does.
void testing_engine_begin(struct testing_engine *t);
void testing_engine_die(struct testing_engine *t);

// Makes a connector, or changes the one called so; its row.
int64_t testing_connector(struct testing_engine *t, const char *name, const char *adapter,
                          const char *config);
int64_t testing_connector_with(struct testing_engine *t, const char *name, const char *adapter,
                               const char *config, const char *secrets);
// With messages a second and attempts at once at most.
int64_t testing_connector_limited(struct testing_engine *t, const char *config, int64_t rate,
                                  int64_t concurrency);
void testing_connector_enable(struct testing_engine *t, int64_t row, bool is_enabled);
void testing_connector_delete(struct testing_engine *t, int64_t row);
// One more adapter, before there is a connector of it.
void testing_engine_add(struct testing_engine *t, const struct channel_ops *ops);
struct engine_account *testing_account(struct testing_engine *t, int64_t row);

// The company says this to a customer by SMS.
void testing_engine_say(struct testing_engine *t, const char *customer, const char *text);

// With files, JSON array, and quick replies, JSON array; NULL: none.
void testing_engine_say_more(struct testing_engine *t, const char *customer, const char *text,
                             const char *attachments, const char *quick_replies);

// Rounds of the thread, and of the writer, without the clock moving.
void testing_engine_turn(struct testing_engine *t);
// The same while so much time passes, or until the count (testing_count) is `value`: then true.
void testing_engine_run(struct testing_engine *t, int64_t us);
bool testing_engine_until(struct testing_engine *t, const char *sql, int64_t value, int64_t us);

// Takes all places that the egress has for this caller of tenant 1, by requests for /slow at a testing_web,
// and gives them back.
void testing_engine_crowd(struct testing_engine *t, int64_t caller, int port);
void testing_engine_uncrowd(struct testing_engine *t);
