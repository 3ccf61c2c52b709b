// SPDX-License-Identifier: Apache-2.0
// Messages: the one way in which something said becomes part of a session, whoever said it.
#pragma once
#include "hub/attachment.h"
#include "hub/consent_purpose.h"
#include "hub/session.h"

struct message_in {
    struct view customer_id; // who it is about: made if unknown; no data: session_id says it
    struct view session_id;  // no data: the default session
    enum channel channel;
    bool has_channel; // else where the session is held now
    enum direction direction;
    enum author_type author_type;
    struct view author_id, author_name; // of agents
    struct view content;
    struct view provider_id; // no data: none. Unique per connector, or else channel
    int64_t connector;       // 0: none
    struct view attachments; // JSON array; no data: none
    enum attachment_rule attachment_rule;
    struct view uploader_id;   // for ATTACHMENT_OWN: as whom the author uploaded them
    struct view metadata;      // JSON object; no data: none
    struct view quick_replies; // JSON array of {title, payload}; no data: none
    int64_t author_agent; // row, of an agent: what they say they have read the session up to; 0: nobody known
    enum priority priority;
    bool has_priority; // raises the session's
    // Of what goes to the customer by a connector:
    enum consent_purpose purpose; // 0: service
    struct view to;               // address; no data: where they are reached in the session, or known
    struct view fallback;         // JSON array of channels, tried in order when one fails for good; no data:
                                  // the tenant's
    int64_t due_us;               // not before; 0: now
    int64_t expires_us;           // not sent any more after it; 0: never
    bool is_bulk;                 // after everything that somebody waits for
    struct view job;              // id, of the job that says it; no data: none
    int64_t leave_by;             // row of the connector; 0: the session's way, or the channel's
};

struct message_result {
    struct view id;
    struct view session_id;
    int64_t customer; // row
    int64_t position;
    int64_t created_us;
    enum channel channel;
    enum delivery_state delivery; // of what goes to the customer
    struct view delivery_info;    // as struct interaction's
    bool is_duplicate; // this provider id was here before: nothing was written, the rest is of then
};

enum message_outcome {
    MESSAGE_OK = 0,
    MESSAGE_NO_SESSION = 1, // no session of that id
    MESSAGE_SESSION_OF_ANOTHER,
    MESSAGE_SESSION_CLOSED,
    MESSAGE_CUSTOMER_BLOCKED, // inbound only
    MESSAGE_NO_CHANNEL,       // none is said, and there is no open session that would tell
    MESSAGE_NO_ATTACHMENT,    // a file that it should carry is not there, or not one's own
    MESSAGE_ATTACHMENT_SENT,  // … is in another message already
    MESSAGE_ATTACHMENTS_TOO_LARGE,
    MESSAGE_NOT_LATER, // a live channel is told at once, and cannot be told later
    MESSAGE_NO_WAY,    // leave_by is switched off, gone, or of another channel
};

// Stores the message and announces it; what goes to the customer also as an intent of the outbox, where the
// live event is not all that it takes. What a customer says is heard where words mean something for consent.
// Texts of the result lie in the transaction's memory.
int message_store(struct tx *tx, const struct message_in *in, struct message_result *ret);
