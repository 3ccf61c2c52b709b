// SPDX-License-Identifier: Apache-2.0
#include "hub/job_actions.h"
#include "hub/agent_change.h"
#include "hub/transfer_bulk.h"

const struct job_action job_actions[JOB_KINDS] = {
    [JOB_BULK_TRANSFER] = {.slice = transfer_bulk_slice},
    [JOB_AGENT_LEAVES] = {.slice = agent_leave_slice},
};
