// SPDX-License-Identifier: Apache-2.0
#include "hub/timer_actions.h"
#include "hub/job_file.h"

const struct timer_action timer_actions[TIMER_KINDS] = {
    [TIMER_JOB_FILE] = {.fire = job_file_expire},
};
