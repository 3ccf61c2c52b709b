// SPDX-License-Identifier: Apache-2.0
// The statuses of a session as one table of moves: from, event, to, action. Every change of a status is a
// session_apply.
#pragma once
#include "hub/session_change.h"

enum session_event {
    SESSION_RESOLVE, // what it was about is settled
    SESSION_CLOSE,   // it is over, settled or not
    SESSION_REOPEN,  // by hand: from any end but a merge
    SESSION_PEND,    // it waits for something, perhaps until a time
    SESSION_WAKE,    // it waits no longer
    SESSION_SPEAK,   // the customer said something
    SESSION_JOIN,    // it goes on in another session
    SESSION_EVENTS
};

// What the operations on sessions answer.
enum session_act_outcome {
    SESSION_ACT_OK = 0,
    SESSION_ACT_NO_SESSION = 1,
    SESSION_ACT_CLOSED, // this cannot be done with one that is resolved or closed
    SESSION_ACT_MERGED, // it goes on in another session
    SESSION_ACT_NO_AGENT,
    SESSION_ACT_NO_QUEUE,
    SESSION_ACT_BAD_TAG,
    SESSION_ACT_TOO_MANY_TAGS,
    SESSION_ACT_BAD_TIME,     // in the past, or beyond what the tenant allows
    SESSION_ACT_TOO_LARGE,    // the context would be
    SESSION_ACT_SAME_SESSION, // a session is not merged into itself
    SESSION_ACT_OTHER_CUSTOMER,
    SESSION_ACT_TOO_MANY, // sessions in one, or mentions in a note
    SESSION_ACT_CROWDED,  // SESSIONS_OPEN_MAX of the customer are open
};

// The event's move, an internal entry of the timeline where the status changes. What is so already stays so:
// SESSION_ACT_OK, nothing is written. SESSION_ACT_CLOSED, SESSION_ACT_MERGED, SESSION_ACT_CROWDED. `note` (no
// data: none) becomes the entry's content, `reason` stands beside from and to.
int session_apply(struct tx *tx, struct session_change *change, enum session_event event,
                  const struct actor *actor, struct view reason, struct view note);

struct view session_status_name(enum session_status status);

// {"from", "to", "reason"}: text of a timeline_entry.change, in the transaction's memory; no data is null.
int session_change_text(struct tx *tx, struct view from, struct view to, struct view reason,
                        struct view *ret);
