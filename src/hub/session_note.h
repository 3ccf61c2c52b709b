// SPDX-License-Identifier: Apache-2.0
// Notes: what agents write to each other about a session. Customers never see them.
#pragma once
#include "hub/session_state.h"

enum { NOTE_MENTIONS_MAX = 20 };

struct session_note {
    struct view content;         // "@id" mentions that agent, where there is one of that id
    const struct view *mentions; // ids of agents
    size_t mention_count;
};

// Adds it and notifies each agent that it mentions, once, but its author. SESSION_ACT_NO_AGENT for an unknown
// one among `mentions`; SESSION_ACT_TOO_MANY beyond NOTE_MENTIONS_MAX. Any session takes notes, closed ones
// too.
int session_note(struct tx *tx, struct session_change *change, const struct actor *actor,
                 const struct session_note *note, struct interaction **ret);
