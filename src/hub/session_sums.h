// SPDX-License-Identifier: Apache-2.0
// Inside hub: what a session gives to the sums on its customer's row. Open sessions carry their own figures
// and give only their rating; closed ones give all, so that a view needs no more than the open ones.
#pragma once
#include "hub/session.h"

// Moves the customer's sums by what the session gives now and did not give before.
int session_sums_move(struct tx *tx, const struct session *before, const struct session *now);

// The session is about to go: its customer's sums are what they would be without it.
int session_sums_take_back(struct tx *tx, const struct session *session);
