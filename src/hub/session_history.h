// SPDX-License-Identifier: Apache-2.0
// The sessions of a person, open and closed, of all who were merged into one, newest first.
#pragma once
#include "hub/cluster.h"
#include "hub/session.h"

// Calls `each` for at most `limit` (≤ 500) sessions behind *cursor (a row; INT64_MAX: from the newest on),
// which it moves. The session's texts die with the call. A positive answer of `each` ends it behind this
// session. *ret_has_more tells whether there are others behind the cursor.
int session_history_walk(const struct snapshot *snapshot, const struct cluster *cluster, int64_t *cursor,
                         int limit, struct arena *arena, int (*each)(void *ctx, const struct session *s),
                         void *ctx, bool *ret_has_more);
