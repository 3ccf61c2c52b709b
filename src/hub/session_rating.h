// SPDX-License-Identifier: Apache-2.0
// What the customer says of a session: a score from 1 to 5 and perhaps a comment.
#pragma once
#include "hub/session_state.h"

// Once, or another time in its place, while it is open and afterwards; the customer's ratings follow. An
// entry of the timeline that the customer sees too. SESSION_ACT_MERGED.
int session_rate(struct tx *tx, struct session_change *change, const struct actor *actor, int score,
                 struct view comment);
