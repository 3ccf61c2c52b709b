// SPDX-License-Identifier: Apache-2.0
// Two sessions of one person become one: the one merged ends and points to the other, nothing of it is
// rewritten. The other's timeline shows both in order, and what names the merged one goes to the other: as
// long as both are one person's. Once the customers are apart again, each has what was said in their own
// sessions.
#pragma once
#include "hub/session_state.h"

enum { SESSION_FAMILY_MAX = 16 }; // sessions in one, itself among them

// `from` goes on in `into`, which must be open. Both changes are begun by the caller; `from` is ended here,
// `into` by the caller. SESSION_ACT_SAME_SESSION, SESSION_ACT_OTHER_CUSTOMER, SESSION_ACT_MERGED,
// SESSION_ACT_CLOSED, SESSION_ACT_TOO_MANY.
int session_merge(struct tx *tx, struct session_change *into, struct session_change *from,
                  const struct actor *actor);

// The session and all of the same person that were merged into it, itself first. *ret_count is 1 for most.
int session_family(struct db *db, int64_t tenant, const struct session *session,
                   int64_t ret_rows[static SESSION_FAMILY_MAX], int *ret_count);
