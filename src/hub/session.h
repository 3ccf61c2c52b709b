// SPDX-License-Identifier: Apache-2.0
// Sessions: one conversation with a customer, across channels. Each customer has at most one open default
// session, which takes what names no session.
#pragma once
#include "hub/customer.h"
#include "hub/interaction.h"

// Stored as numbers: append only.
enum session_status { SESSION_ACTIVE, SESSION_PENDING, SESSION_RESOLVED, SESSION_CLOSED };
enum priority { PRIORITY_LOW, PRIORITY_NORMAL, PRIORITY_HIGH, PRIORITY_URGENT };

struct session {
    int64_t row;
    struct view id;
    int64_t customer;
    bool is_open;
    bool is_new; // made in this transaction
    enum session_status status;
    enum priority priority;
    enum channel primary_channel;
    unsigned channels; // set: every one that it was on
    enum channel
        channel; // where it is held now: where the customer came or spoke last, or was transferred to
    unsigned left_channels; // set, of `channels`: transferred away from, and the customer did not come back
    int64_t interactions, messages_in, messages_out;
    int64_t responses, response_sum_us;
    int64_t waiting_since_us; // the first inbound message without an answer; 0: none
    int64_t first_position, last_position, last_public_position;
    int64_t last_activity_us, created_us;
    int64_t agent, queue; // rows; 0: none
    int64_t snoozed_until_us;
    int64_t merged_into;       // the session that went on with it; 0: none
    int rating;                // 1 to 5; 0: none
    int64_t version;           // grows with every change that a client could overwrite
    int64_t activity_position; // its place in the lists: of the first event in the minute of its last
    bool has_tags;
    // Below: not read by session_head_…
    bool is_default;
    bool was_default; // it was the default session when it was closed: a message may reopen it
    int64_t reopened; // times
    struct view merged_into_id;
    struct view sentiment; // JSON object {label, score}; no data: not known
    struct view context;   // JSON object; no data: none
    struct view tags;      // JSON array of names; no data: none
    struct view rating_comment;
    int64_t rated_us, updated_us, resolved_us, closed_us;
    struct view customer_id, customer_name, customer_phone, customer_email;
    struct view profile, preferences; // the customer's
    int64_t person; // row: the customer, or the survivor of those that were merged; whose id,
                    // name and the rest these are
    struct view agent_id, agent_name, queue_id;
};

enum session_outcome {
    SESSION_OK = 0,
    SESSION_NONE = 1,
    SESSION_OF_ANOTHER, // customer
    SESSION_TOO_MANY,   // SESSIONS_OPEN_MAX of the customer are open
};

enum { SESSIONS_OPEN_MAX = 100 }; // of one customer, and its default session

// Whether the conversation is held on that channel, perhaps on others too.
static inline bool session_is_on(const struct session *s, enum channel channel)
{
    return (s->channels & ~s->left_channels & channel_bit(channel)) != 0;
}

// The conversation goes on there. Only in the struct.
static inline void session_come_to(struct session *s, enum channel channel)
{
    s->channel = channel;
    s->channels |= channel_bit(channel);
    s->left_channels &= ~channel_bit(channel);
}

// ---- in a transaction

struct session_new {
    struct view id; // no data: the default session, with an id of the hub's
    enum channel channel;
    enum priority priority;
    struct view context; // JSON object; no data: none
};

// The head of an existing session.
int session_head_find(struct tx *tx, struct view id, struct session *ret);

// The customer's default open session, made if there is none (ret->is_new). One of those that were merged
// into it goes on where the customer has none itself: the last active. One that was resolved within the
// tenant's window is given as it is rather than another made: session_hear (hub/session_hear.h) opens it
// again.
int session_head_default(struct tx *tx, int64_t customer, const struct session_new *fresh,
                         struct session *ret);

// The session of that id, made if there is none. That of somebody who is the same person now is the
// customer's too. SESSION_OF_ANOTHER, SESSION_TOO_MANY.
int session_head_own(struct tx *tx, int64_t customer, const struct session_new *fresh, struct session *ret);

// Whether the customer has a default session open, not counting those that were merged into it. 1, 0 or
// negative.
int session_has_default(struct tx *tx, int64_t customer);

// Whether the customer may have one more open session that is not the default one. 1, 0 or negative.
int session_has_room(struct tx *tx, int64_t customer);

// Counts a new interaction in the session's row. in->position must be taken. `last` is the position of the
// last event that goes with it, which is public: in->position, or one behind it.
int session_add_interaction(struct tx *tx, struct session *session, const struct interaction *in,
                            int64_t last);

// Writes the priority, at once.
int session_set_priority(struct tx *tx, struct session *session, enum priority priority);

// Its place in the lists by tag, from the struct.
int session_move_tags(struct tx *tx, const struct session *session);

// Writes priority, channels (all three of them) and context as they stand in the struct.
int session_amend(struct tx *tx, const struct session *session);

// Tells live clients about the session as its row is now (read anew), at a position of its own, which
// becomes session->last_position and last_public_position. Stored with session_amend or
// session_add_interaction afterwards, or by itself for a new session.
int session_announce(struct tx *tx, struct session *session, int64_t position);

// Sessions move in the lists by activity once a minute at most.
enum { SESSION_MINUTE_US = 60000000 };
static inline bool session_is_same_minute(int64_t us, int64_t other_us)
{
    return us / SESSION_MINUTE_US == other_us / SESSION_MINUTE_US;
}

// ---- reading

int session_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct session *ret);
int session_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct session *ret);

// As the API's Session without its timeline; the object is left open for more members.
void session_write_open(struct json_writer *w, const struct session *s, enum audience audience,
                        int64_t now_us);
