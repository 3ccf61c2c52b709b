// SPDX-License-Identifier: Apache-2.0
// Who says something, or types, in a chat: the visitor, the agent who is logged in, or whom a program names.
#pragma once
#include "api/call.h"
#include "hub/interaction.h"

struct chat_sender {
    enum author_type type; // AUTHOR_CUSTOMER or AUTHOR_AGENT
    int64_t agent;         // row; 0: no agent is known
    struct view id, name;  // of the agent; no data: nobody is named
};

// `sender` and agent_id as a caller gave them. 0, positive after call_refuse, or negative.
int chat_sender_find(struct db *db, struct call *call, const struct chat_sender_args *sender,
                     struct view agent_id, struct chat_sender *ret);
