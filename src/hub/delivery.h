// SPDX-License-Identifier: Apache-2.0
// The delivery slot of an entry that is for the customer: how it leaves, and how that moves on.
#pragma once
#include "hub/session_change.h"
#include "hub/setup.h"

enum { DELIVERY_INFO_MAX = 16 << 10 }; // bytes of delivery_info

// How something leaves on a channel now. Customers on a live channel (hub/setup.h) hear the live event, and
// read it when they come back: DELIVERY_SENT with the commit. Any other channel needs a connector:
// DELIVERY_WAITING until one is found (hub/outbox_way.h). `setup` is tx->setup; NULL: chat, web_portal and
// mobile_app are live.
enum delivery_state delivery_begin(const struct hub_setup *setup, enum channel channel);

// Whether that is a step forward: waiting, queued, unknown, sent, delivered, read; failed from anything that
// was not delivered. Nothing that was delivered becomes undelivered, what failed or was cancelled is over.
bool delivery_is_forward(enum delivery_state from, enum delivery_state to);

// Whether a provider's word moves it: a step forward, and what failed or was cancelled may have arrived after
// all.
bool delivery_is_news(enum delivery_state from, enum delivery_state to);

// Moves an entry of the session on and tells live clients, at the next position; anything but a step forward
// does nothing.
int delivery_move(struct tx *tx, struct session_change *change, int64_t interaction, enum delivery_state to);

// ---- the same where nobody changes the session itself

struct delivery_step {
    enum delivery_state to;
    bool is_word;            // of a provider: delivery_is_news
    bool is_forced;          // back too: a connector was taken away, a dead letter is tried again
    struct view patch;       // JSON object, merged into delivery_info (RFC 7396); no data: none
    int64_t connector;       // row: the provider calls it so from now on; 0: as before
    struct view provider_id; // with it; no data: it has no name
};

// Writes a step that is taken, or what is new about the state that it is in, and tells live clients; of any
// other only the provider's name is kept, where there was none. *ret_moved (may be NULL): the state is
// another. Of a customer who is being erased nothing is told.
int delivery_record(struct tx *tx, int64_t interaction, const struct delivery_step *step, bool *ret_moved);

// Writes the entry's delivery and delivery_info as they stand in the struct.
int delivery_store(struct tx *tx, const struct interaction *in);

// Tells live clients of the entry, which lies in the transaction's memory, as it is now.
int delivery_tell(struct tx *tx, struct interaction *in, enum event_kind kind);
