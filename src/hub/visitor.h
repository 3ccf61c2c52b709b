// SPDX-License-Identifier: Apache-2.0
// Visitors of a widget as customers. A random visitor is a customer from the first message on and sees what
// was said as that customer; one whom the shop's server named is that customer, with all who were merged into
// it. When agents merge a random visitor with somebody, nobody has asked the page for a proof: it keeps the
// conversation that it has, sees nothing of the other's, and begins anew when that is over.
#pragma once
#include "hub/identity_token.h"
#include "hub/message.h"
#include "hub/widget_site.h"

struct visitor_who {
    struct view customer_id;
    bool is_identified; // the shop named it
    bool is_known;      // there was such a customer when the page was last told so
};

enum visitor_outcome {
    VISITOR_OK = 0,
    VISITOR_OVER = 1, // erased, or one with somebody else and without a conversation of its own
    VISITOR_BLOCKED,
    VISITOR_NO_SESSION, // that is the visitor's
};

// Whether the visitor may be heard. *ret_customer is the row, 0 for one who has said nothing yet.
int visitor_judge(struct db *db, int64_t tenant, const struct visitor_who *who, int64_t *ret_customer);

// The session in which the visitor goes on, in the transaction's memory: the open one, or one that a message
// would open again; no data: none. VISITOR_OK, VISITOR_OVER.
int visitor_session(struct tx *tx, const struct visitor_who *who, struct view *ret);

// Says in *in whose message it is and where it goes. `session_id` (no data: none) must be the visitor's; one
// that takes no more gives way to the session in which the visitor goes on. VISITOR_OK, VISITOR_OVER,
// VISITOR_NO_SESSION.
int visitor_aim(struct tx *tx, const struct visitor_who *who, struct view session_id, struct message_in *in);

// Makes or finds the customer whom the shop named, notes what it said of them, and merges the random visitor
// into them if that one is nobody else's yet. VISITOR_OK, VISITOR_BLOCKED.
int visitor_identify(struct tx *tx, const struct widget_site *site, const struct identity_claims *claims,
                     struct view device_id);

// Whether an agent is there to answer. 1, 0 or negative.
int visitor_agents_online(struct db *db, int64_t tenant);
