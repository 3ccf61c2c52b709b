// SPDX-License-Identifier: Apache-2.0
// Editing a session's own fields.
#pragma once
#include "hub/session_assign.h"
#include "hub/session_tags.h"

enum { SESSION_CONTEXT_MAX = 64 << 10 };

struct session_edit {
    bool has_priority, has_status;
    enum priority priority;
    enum session_status status; // by the moves of hub/session_state.h
    struct view context;        // JSON object, merged member by member (RFC 7396); no data: as it is
    struct view sentiment;      // JSON object {label, score}; no data: as it is
    struct view tags;           // JSON array; no data: as they are
    struct session_assignment assignment;
};

// All of it or nothing. SESSION_ACT_TOO_LARGE and what the parts answer.
int session_edit(struct tx *tx, struct session_change *change, const struct actor *actor,
                 const struct session_edit *edit);
