// SPDX-License-Identifier: Apache-2.0
// What becomes of a session that is not active when the customer says something: one that waits is woken, one
// that was resolved within the tenant's window is opened again, and one that was merged leads to the other.
// Closed sessions stay closed: whoever closed one, rather than resolving it, wants to hear no more of it.
#pragma once
#include "hub/session_state.h"

// Goes on from a session that was merged to the one that it goes on in, as far as that is the same person's:
// after the customers were parted again, what named the merged one means nobody else's. Costs nothing where
// there is none.
int session_follow(struct tx *tx, struct session *head);

// The session as it is when the message comes; *head is read anew where it changed. SESSION_ACT_OK or
// SESSION_ACT_CLOSED, of one that was merged too. An active one costs nothing.
int session_hear(struct tx *tx, struct session *head);

// The last default session of the customer, or of those that were merged into it, if it was resolved within
// the window: as it is, session_hear opens it again. SESSION_OK or SESSION_NONE.
int session_find_resumable(struct tx *tx, int64_t customer, struct session *ret);
