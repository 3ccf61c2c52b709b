// SPDX-License-Identifier: Apache-2.0
// What an answer of an endpoint means and when it is asked again: the schedule that Standard Webhooks 1.0.0
// proposes (at once, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h: about three days), each wait up to
// a tenth longer by chance. Pure.
#pragma once
#include "delivery/egress.h"

enum { WEBHOOK_ATTEMPTS_MAX = 10, WEBHOOK_REFUSALS_MAX = 3, WEBHOOK_DEAD_IN_ROW_MAX = 10 };

enum webhook_verdict {
    WEBHOOK_VERDICT_DONE,    // 2xx
    WEBHOOK_VERDICT_AGAIN,   // at due_us
    WEBHOOK_VERDICT_REFUSED, // the endpoint is alive and will not have this one: the next one's turn
    WEBHOOK_VERDICT_EXHAUSTED,
    WEBHOOK_VERDICT_GONE, // 410
};

// How often the event at hand was tried. Zeroed: not yet.
struct webhook_tries {
    int64_t attempts; // that count: one that was told when to come again does not
    int64_t since_us; // of the first
    int refusals;     // 400, 404, 405, 413, 415, 422, one after the other
    int dead_in_row;  // events that were refused for good since one arrived
};

// Judges the answer and counts it in *tries. `chance` is any random number. *ret_due_us for VERDICT_AGAIN.
enum webhook_verdict webhook_judge(const struct egress_answer *answer, struct webhook_tries *tries,
                                   int64_t now_us, uint32_t chance, int64_t *ret_due_us);
