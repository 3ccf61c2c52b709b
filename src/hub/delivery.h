// SPDX-License-Identifier: Apache-2.0
// The delivery slot of an entry that is for the customer: how it leaves, and how that moves on.
#pragma once
#include "hub/session_change.h"
#include "hub/setup.h"

// How something leaves on a channel now. Customers on a live channel (hub/setup.h) hear the live event, and
// read it when they come back: DELIVERY_SENT with the commit. Any other channel needs a connector, and none
// can be configured yet: DELIVERY_WAITING. `setup` is tx->setup; NULL: chat, web_portal and mobile_app are
// live.
enum delivery_state delivery_begin(const struct hub_setup *setup, enum channel channel);

// Whether that is a step forward: nothing that was delivered becomes undelivered, and what failed is over.
bool delivery_is_forward(enum delivery_state from, enum delivery_state to);

// Moves an entry of the session on and tells live clients, at the next position; anything but a step forward
// does nothing.
int delivery_move(struct tx *tx, struct session_change *change, int64_t interaction, enum delivery_state to);
