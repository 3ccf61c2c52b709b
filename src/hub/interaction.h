// SPDX-License-Identifier: Apache-2.0
// Interactions: the entries of a session's timeline.
#pragma once
#include "hub/channel.h"
#include "store/snapshot.h"
#include "store/tx.h"

// Stored as numbers: append only.
enum interaction_type {
    INTERACTION_MESSAGE = 1,
    INTERACTION_TRANSFER = 2,   // change: from, to, reason
    INTERACTION_NOTE = 3,       // of the company, internal
    INTERACTION_ASSIGNMENT = 4, // change: from, to: agent and queue; internal
    INTERACTION_STATUS = 5,     // change: from, to: of the session's status; internal
    INTERACTION_RATING = 6,     // the customer's; metadata: score
    INTERACTION_CALL = 7,
    INTERACTION_VIDEO = 8,
    INTERACTION_SYSTEM = 9,
    INTERACTION_MERGE = 10, // change: from: the session that was merged into this one; internal
};
enum direction { DIRECTION_INBOUND = 1, DIRECTION_OUTBOUND = 2 };
enum author_type { AUTHOR_CUSTOMER = 1, AUTHOR_AGENT = 2, AUTHOR_SYSTEM = 3 };
// An outbound message's way: only moves forward (hub/delivery.h). Stored as numbers: append only.
enum delivery_state {
    DELIVERY_NONE = 0,
    DELIVERY_WAITING = 1, // nothing is configured that could send it
    DELIVERY_QUEUED = 2,
    DELIVERY_SENT = 3,
    DELIVERY_DELIVERED = 4,
    DELIVERY_READ = 5,
    DELIVERY_FAILED = 6,
    DELIVERY_UNKNOWN = 7,   // nobody can say whether it was sent
    DELIVERY_CANCELLED = 8, // not wanted any more before it was sent
};

// What it waits for; no data: nothing.
struct view delivery_waiting(enum delivery_state state);
// "waiting"; no data for DELIVERY_NONE.
struct view delivery_name(enum delivery_state state);
// The member `delivery`, or null where there is nothing to deliver. To the public audience {status, waiting};
// the company is also told what `info`, as stored, holds: how often it was tried, and why it is where it is.
void delivery_write(struct json_writer *w, enum delivery_state state, struct view info,
                    enum audience audience);

struct interaction {
    int64_t row;
    int64_t position;
    struct view id;
    int64_t customer, session;
    int64_t connector; // the connector's row, or interaction_no_connector
    enum channel channel;
    enum interaction_type type;
    enum direction direction;
    enum audience audience;
    enum author_type author_type;
    struct view author_id, author_name; // not stored for customers: filled in from the customer
    struct view content;
    struct view attachments;   // JSON array; no data: none
    struct view metadata;      // JSON object; no data: none
    struct view quick_replies; // JSON array of {title, payload}; no data: none
    struct view change;        // JSON object with from, to, reason; no data: none
    struct view provider_id;
    struct view sentiment;
    enum delivery_state delivery;
    struct view delivery_info; // JSON object, internal; no data: nothing to say
    int64_t created_us, edited_us;
    int64_t redacted_us; // 0: not; else its content is gone
    int edits;           // how often its content was replaced
    bool is_hidden;      // its session is not for the eyes of who asks (timeline_hide)
};

// The "connector" of live clients' own messages: their ids are apart from any provider's.
enum { INTERACTION_LIVE_CONNECTOR = -1000 };

// Stands for "none" in the unique key of provider ids: then they are unique by channel.
int64_t interaction_no_connector(enum channel channel);

enum interaction_outcome {
    INTERACTION_OK = 0,
    INTERACTION_NONE = 1,
};

// Writes the row; position, id and created_us are set by the caller. Sets in->row. A provider id that came
// meanwhile is -EAGAIN: the caller looked first, so somebody else was between.
int interaction_insert(struct tx *tx, struct interaction *in);

struct interaction_key {
    int64_t row, position, customer;
    struct view id, session_id;
};

// The interaction that came with this provider id; texts in the arena.
int interaction_by_provider(struct tx *tx, int64_t connector, struct view provider_id, struct arena *arena,
                            struct interaction_key *ret);

int interaction_find(struct db *db, int64_t tenant, struct view id, struct arena *arena,
                     struct interaction *ret);
int interaction_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena,
                     struct interaction *ret);

// Fills in the author of what customers wrote.
void interaction_fill_author(struct interaction *in, struct view customer_id, struct view customer_name);

// As the API's Interaction; for the public audience without what is internal (sentiment, metadata, reasons).
// _open leaves the object open for more members.
void interaction_write_open(struct json_writer *w, const struct interaction *in, enum audience audience,
                            struct view epoch);
void interaction_write(struct json_writer *w, const struct interaction *in, enum audience audience,
                       struct view epoch);
