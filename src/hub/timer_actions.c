// SPDX-License-Identifier: Apache-2.0
#include "hub/timer_actions.h"
#include "hub/job_file.h"
#include "hub/outbox_timer.h"
#include "hub/session_snooze.h"
#include "hub/transfer.h"

const struct timer_action timer_actions[TIMER_KINDS] = {
    [TIMER_SNOOZE] = {.fire = session_snooze_fire},
    [TIMER_REMINDER] = {.fire = session_remind_fire},
    [TIMER_TRANSFER_LEG] = {.fire = transfer_leg_expire},
    [TIMER_JOB_FILE] = {.fire = job_file_expire},
    [TIMER_OUTBOX_CONNECTOR] = {.fire = outbox_connector_fire},
    [TIMER_OUTBOX_EXPIRY] = {.fire = outbox_expiry_fire},
};
