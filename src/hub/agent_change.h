// SPDX-License-Identifier: Apache-2.0
// Making, changing and letting go of agents. Whatever changes what they may do is told to every loop.
#pragma once
#include "hub/agent.h"
#include "hub/job.h"

// What a change says; without data, or has_… false: nothing.
struct agent_change {
    struct view name;
    struct view email;    // as it was given; empty: none any more
    struct view password; // hashed (hub/password.h)
    bool has_role, has_capacity, has_queues, has_skills, has_disabled;
    enum access_scope role; // agent, supervisor or admin
    int capacity;
    const struct view *queues; // ids, of queues that exist; the agent's queues from now on
    size_t queue_count;        // at most ACCESS_QUEUES_MAX
    const struct view *skills; // ids
    size_t skill_count;        // at most AGENT_SKILLS_MAX
    bool disabled;
};

// `id` without data: one of the hub's. Without a name the id. *ret is read anew, in the transaction's memory.
int agent_create(struct tx *tx, const struct actor *actor, struct view id, const struct agent_change *first,
                 struct agent *ret);

// AGENT_IS_SELF when actors would take away what makes them administrators.
int agent_change(struct tx *tx, const struct actor *actor, const struct agent *agent,
                 const struct agent_change *change);

int agent_set_status(struct tx *tx, const struct agent *agent, enum agent_status status);

// The agent is gone: no login, no queue, no address; history keeps the name. A job gives the open sessions
// back.
int agent_delete(struct tx *tx, const struct actor *actor, const struct agent *agent);

// JOB_AGENT_LEAVES: open sessions of the agent `ref` are nobody's, and stay in their queues.
int agent_leave_slice(struct tx *tx, struct job *job, bool *ret_done);
