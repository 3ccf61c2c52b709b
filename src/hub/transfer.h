// SPDX-License-Identifier: Apache-2.0
// Transfers: a session moves to another channel, agent or queue. It has moved when that is committed; telling
// the customer is a leg of its own, and when that fails for good the session moves back. One state machine,
// its transitions the table of transfer.c, each of them written to the audit log.
#pragma once
#include "hub/access.h"
#include "hub/delivery.h"
#include "hub/timer.h"

// Stored as numbers: append only.
enum transfer_state {
    TRANSFER_REQUESTED = 1,  // never committed: the same transaction moves the session
    TRANSFER_COMPLETED = 2,  // moved; nobody has to be told but by the live event
    TRANSFER_WAITING = 3,    // moved; what tells the customer waits for a connector
    TRANSFER_TELLING = 4,    // moved; what tells the customer is on its way
    TRANSFER_TOLD = 5,       // moved, and the customer knows
    TRANSFER_REVERTED = 6,   // the customer could not be told: the session is back where it was
    TRANSFER_SUPERSEDED = 7, // not told before the session went on elsewhere: nothing moves back
};

// Where a session is: the channel, and exactly one owner (the agent, else the queue, else nobody).
struct transfer_place {
    enum channel channel;
    int64_t agent, queue; // rows; 0: none
};

struct transfer {
    int64_t row;
    struct view id;
    int64_t session, customer, interaction; // rows; the interaction is its entry in the timeline
    enum transfer_state state;
    struct transfer_place from, to;
    struct view reason;
    int64_t outbox;    // the leg that tells the customer; 0: none
    struct view fault; // why it was not told; no data: none
    struct actor actor;
    int64_t created_us, updated_us;
    struct view session_id, customer_id;
    struct view from_agent, from_queue, to_agent, to_queue; // ids; no data: none
};

enum transfer_outcome {
    TRANSFER_OK = 0,
    TRANSFER_NONE = 1, // of this id
    TRANSFER_NO_SESSION,
    TRANSFER_OF_ANOTHER, // customer
    TRANSFER_SESSION_CLOSED,
    TRANSFER_ELSEWHERE, // the session is not on from_channel, but on ret->to.channel
    TRANSFER_NOWHERE,   // the session is there already
    TRANSFER_NO_AGENT,
    TRANSFER_NO_QUEUE,
    TRANSFER_TOO_LARGE, // the context would pass 64 KiB
    TRANSFER_CROWDED,   // of a bulk: too many jobs wait
};

struct transfer_in {
    struct view session_id;
    struct view customer_id;   // whose session the caller takes it for; no data: not said
    enum channel from_channel; // likewise, where it is
    bool has_from;
    enum channel to_channel;
    bool has_channel;
    struct view to_agent; // id; no data: a queue's is nobody's yet, else it stays
    struct view to_queue; // id; no data: stays
    struct view reason;   // no data: none
    struct view context;  // JSON object, merged into the session's; no data: none
    const struct actor *actor;
    const struct access_view *view; // NULL: sees everything
};

// Moves the session, and begins to tell the customer. Texts of *ret lie in the transaction's memory.
int transfer_request(struct tx *tx, const struct transfer_in *in, struct transfer *ret);

// Whether agent and queue of a request exist. TRANSFER_NO_AGENT, TRANSFER_NO_QUEUE. Writes nothing.
int transfer_check_target(struct tx *tx, const struct transfer_in *in);

// What became of the leg, by its row of the outbox; what comes late or twice does nothing. `fault`: a short
// sentence without names and addresses.
int transfer_leg_taken(struct tx *tx, int64_t outbox);
int transfer_leg_delivered(struct tx *tx, int64_t outbox);
int transfer_leg_failed(struct tx *tx, int64_t outbox, struct view fault);

// TIMER_TRANSFER_LEG: the customer was not told in time.
int transfer_leg_expire(struct tx *tx, const struct timer *timer);

// ---- reading

// TRANSFER_NONE for an unknown id. What a view shows of it is its session's: ask access_sees_session.
int transfer_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct transfer *ret);

// The members state ("completed" as long as the session has moved and was not moved back), waiting (for what)
// and delivery (how the customer is told), into the object that is open.
void transfer_write_state(struct json_writer *w, enum transfer_state state);

// As the API's Transfer, with the history of its states.
int transfer_write(struct json_writer *w, const struct transfer *t, struct db *db, int64_t tenant);
