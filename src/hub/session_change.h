// SPDX-License-Identifier: Apache-2.0
// Changing a session: begin reads it whole, the caller sets members of `now` and adds entries to the
// timeline, end writes the row once, keeps the sums of its customer right and tells live clients. Begin and
// end belong to one decision; between them nobody else writes the session's row.
#pragma once
#include "hub/actor.h"
#include "hub/session.h"

struct session_change {
    struct session before, now;
    struct customer_key customer; // the survivor: whose topics and timelines the entries are for
};

// SESSION_OK or SESSION_NONE. Texts lie in the transaction's memory. A session that was merged into another
// is read as what it is: session_follow (hub/session_hear.h) goes on to the other.
int session_change_begin(struct tx *tx, struct view id, struct session_change *ret);
int session_change_load(struct tx *tx, int64_t row, struct session_change *ret);

// Something that happened to a session: an entry of its timeline that is no message.
struct timeline_entry {
    enum interaction_type type;
    enum audience audience;
    enum event_kind kind;    // as what it is announced; 0: EVENT_NEW_MESSAGE
    bool is_inbound;         // said by the customer
    struct view content;     // no data: ""
    struct view attachments; // JSON array; no data: none
    struct view metadata;    // JSON object; no data: none
    struct view change;      // JSON object of the hub's own: from, to, reason; no data: none
    enum delivery_state delivery;
};

// Writes it on the session's channel as it is in change->now, at the next position, counts it in change->now
// and announces it. *ret (may be NULL) is the entry, in the transaction's memory.
int timeline_add(struct tx *tx, struct session_change *change, const struct actor *actor,
                 const struct timeline_entry *entry, struct interaction **ret);

// Tells live clients of an entry that is different now than it was, at the next position. The entry lies in
// the transaction's memory and has its author filled in.
int timeline_retell(struct tx *tx, struct session_change *change, const struct interaction *entry,
                    enum event_kind kind);

// Who has the session from now on; 0: nobody, no queue.
void session_set_owner(struct session_change *change, int64_t agent, int64_t queue);
// The same for a session that gets back who had it before: an agent or a queue that was deleted meanwhile has
// it no more.
int session_restore_owner(struct tx *tx, struct session_change *change, int64_t agent, int64_t queue);

// Whether anything but its timeline is different now.
bool session_is_changed(const struct session_change *change);

// Writes change->now. When session_is_changed the version grows and the session is announced, at a position
// of its own behind the entries', to its agent and to the one that it had before.
int session_change_end(struct tx *tx, struct session_change *change);
