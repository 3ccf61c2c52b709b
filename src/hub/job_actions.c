// SPDX-License-Identifier: Apache-2.0
#include "hub/job_actions.h"
#include "hub/agent_change.h"

const struct job_action job_actions[JOB_KINDS] = {
    [0] = {.slice = NULL}, // no kind has this number
    [JOB_AGENT_LEAVES] = {.slice = agent_leave_slice},
};
