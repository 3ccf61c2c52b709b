// SPDX-License-Identifier: Apache-2.0
// For tests of this folder: the outbox on a store of its own, with connectors that nobody opens, as if what
// the delivery calls were functions.
#pragma once
#include "hub/outbox.h"
#include "hub/testing_hub.h"

struct testing_claim {
    int64_t row;
    char id[40], to[64], text[128];
    int attempt;
    bool may_be_there, is_question;
    int64_t doubtful_us;
};

struct testing_outbox {
    struct testing_store store;                    // first
    int64_t connector;                             // by which it claims, settles and receives
    const char *run;                               // "run-1"
    enum outbox_doubt doubt;                       // OUTBOX_DOUBT_GIVE_UP
    struct testing_claim claims[OUTBOX_CLAIM_MAX]; // of the last claim
    int count, seen;
    int names; // connectors made
};

void testing_outbox_open(struct testing_outbox *s);
void testing_outbox_close(struct testing_outbox *s);
// One as a test's state.
int testing_outbox_setup(void **state);
int testing_outbox_teardown(void **state);
// The one number that the statement selects.
int testing_outbox_count(struct testing_outbox *s, const char *sql);

// An enabled connector of the channel, which becomes s->connector; and it goes.
void testing_outbox_connect(struct testing_outbox *s, enum channel channel);
void testing_outbox_disconnect(struct testing_outbox *s);

// A message to the customer; `like` says to, due_us, expires_us, purpose, is_bulk and fallback.
void testing_outbox_say(struct testing_outbox *s, const char *customer, enum channel channel,
                        const char *text);
void testing_outbox_say_to(struct testing_outbox *s, const char *customer, enum channel channel,
                           const char *text, const struct message_in *like);

// How many claims there are.
int testing_outbox_claim(struct testing_outbox *s, int max);
void testing_outbox_settle(struct testing_outbox *s, const struct outbox_result *result);
void testing_outbox_sent(struct testing_outbox *s, const struct testing_claim *claim,
                         const char *provider_id);
void testing_outbox_failed(struct testing_outbox *s, const struct testing_claim *claim, const char *code);
void testing_outbox_retry(struct testing_outbox *s, const struct testing_claim *claim);
void testing_outbox_later(struct testing_outbox *s, const struct testing_claim *claim);
void testing_outbox_unknown(struct testing_outbox *s, const struct testing_claim *claim);
// How many rows were recovered.
int testing_outbox_recover(struct testing_outbox *s, const char *run);
int testing_outbox_receive(struct testing_outbox *s, const char *id, const char *provider_id,
                           enum delivery_state state);

void testing_outbox_pass(struct testing_outbox *s, int64_t us);
// Fires the timers of the outbox that are due, until none is.
void testing_outbox_fire(struct testing_outbox *s);
