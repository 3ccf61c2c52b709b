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
    int64_t position;
    int64_t attempts, due_us, since_us;
    int status, refusals;
    char fault[192]; // "": none
};

struct webhook_result {
    enum webhook_result_kind kind;
    int64_t webhook;
    int64_t delivery;         // row, of a test or a replay; 0: it comes from the log
    struct webhook_head head; // afterwards; of a test or a replay: its own
    int64_t event_position;
    enum webhook_type type;
    char event_id[WEBHOOK_EVENT_ID_MAX];
    int64_t attempts, duration_us; // of this event; 0 attempts: nothing was sent
    int status;
    char fault[192];
    struct view reason; // of WEBHOOK_DISABLED; a text that lives for ever
    bool is_expired;    // of a replay: there is nothing to send any more
    int prune;          // how many of those that arrived before are to go
};

enum { WEBHOOK_RESULTS_MAX = 48 }; // of one transaction: at most four rows each

// All of one tenant, those of an endpoint in their order. `epoch` is of their positions.
int webhook_results_record(struct tx *tx, struct view epoch, const struct webhook_result *results, int count);

// How many arrived and are kept, counted up to WEBHOOK_KEPT_MAX + 1.
int webhook_kept(struct db *db, int64_t tenant, int64_t webhook, int64_t *ret);

// Whom an event of the log names that was erased: WEBHOOK_NONE when it was told to nobody then.
int webhook_erased_at(struct db *db, int64_t tenant, int64_t position, struct arena *arena, struct view *ret);
// Notes it, where somebody is told. In the transaction that announces it.
int webhook_note_erased(struct tx *tx, int64_t position, struct view customer_id);
