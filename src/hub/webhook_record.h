// SPDX-License-Identifier: Apache-2.0
// What became of requests to endpoints, written down many at a time: the place of each in the log, what was
// sent, and what is given up, of which the tenant's administrators are told.
#pragma once
#include "hub/webhook_delivery.h"

enum webhook_result_kind {
    WEBHOOK_PASSED, // what the endpoint does not want, or what is not there any more
    WEBHOOK_ARRIVED,
    WEBHOOK_TRY_AGAIN, // at head.due_us
    WEBHOOK_GIVEN_UP,  // this one: the next one's turn
    WEBHOOK_DISABLED,  // this one and the endpoint
};

// Where an endpoint stands.
struct webhook_head {
    char epoch[16];
    int64_t position;
    int64_t attempts, due_us, since_us;
    int status, refusals;
    char fault[192]; // "": none
};

struct webhook_result {
    enum webhook_result_kind kind;
    int64_t webhook;
    int64_t delivery;         // row, of a test or a replay; 0: it comes from the log
    struct webhook_head head; // afterwards; of a test or a replay due_us counts
    int64_t event_position;
    enum webhook_type type;
    char event_id[WEBHOOK_EVENT_ID_MAX];
    bool is_sent;    // there was an attempt
    bool is_again;   // and one before it
    bool is_expired; // of a replay: there is nothing to send any more
    int status;
    int64_t duration_us;
    char fault[192];
    struct view reason; // of WEBHOOK_DISABLED; a text that lives for ever
    int64_t version;    // of the endpoint when it was asked: one that was changed since is not disabled
    int prune;          // how many of those that arrived before are to go
};

enum { WEBHOOK_RESULTS_MAX = 48 }; // of one transaction: at most four rows each

// All of one tenant, those of an endpoint in their order.
int webhook_results_record(struct tx *tx, const struct webhook_result *results, int count);

// Whether WEBHOOK_KEPT_MAX that arrived are kept. 1, 0 or negative.
int webhook_keeps_many(struct db *db, int64_t tenant, int64_t webhook);

// Whom an event of the log names that was erased: WEBHOOK_NONE when it was told to nobody then.
int webhook_erased_at(struct db *db, int64_t tenant, int64_t position, struct arena *arena, struct view *ret);
// Notes it, where somebody is told. In the transaction that announces it.
int webhook_note_erased(struct tx *tx, int64_t position, struct view customer_id);
