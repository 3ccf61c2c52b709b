// SPDX-License-Identifier: Apache-2.0
// Tags of a session: names on its row, and a row for each in the lists by tag.
#pragma once
#include "hub/session_state.h"

struct session_tagging {
    struct view tags;        // JSON array of names: all of them; no data: those that there are
    struct view add, remove; // JSON arrays; no data: none
};

// SESSION_ACT_BAD_TAG, SESSION_ACT_TOO_MANY_TAGS.
int session_retag(struct tx *tx, struct session_change *change, const struct session_tagging *tagging);
