// SPDX-License-Identifier: Apache-2.0
// Who has a session: an agent, a queue, both or nobody.
#pragma once
#include "hub/session_state.h"

struct session_assignment {
    bool has_agent, has_queue;      // else it stays as it is
    struct view agent_id, queue_id; // no data: nobody, no queue
    struct view reason;
};

// An internal entry of the timeline, an audit row, and a notification to the agent who has it now, unless
// that is the actor. SESSION_ACT_NO_AGENT, SESSION_ACT_NO_QUEUE; SESSION_ACT_CLOSED and SESSION_ACT_MERGED as
// an ended session is nobody's work.
int session_assign(struct tx *tx, struct session_change *change, const struct actor *actor,
                   const struct session_assignment *assignment);
