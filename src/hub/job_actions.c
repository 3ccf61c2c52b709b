// SPDX-License-Identifier: Apache-2.0
#include "hub/job_actions.h"
#include "hub/agent_change.h"
#include "hub/customer_erase.h"
#include "hub/customer_export.h"
#include "hub/sms_bulk.h"
#include "hub/transfer_bulk.h"

const struct job_action job_actions[JOB_KINDS] = {
    [0] = {.slice = NULL}, // no kind has this number
    [JOB_BULK_TRANSFER] = {.slice = transfer_bulk_slice},
    [JOB_CUSTOMER_EXPORT] = {.errand = customer_export_errand},
    [JOB_CUSTOMER_ERASE] = {.errand = customer_erase_errand, .slice = customer_erase_slice},
    [JOB_AGENT_LEAVES] = {.slice = agent_leave_slice},
    [JOB_BULK_SMS] = {.slice = sms_bulk_slice, .cancel = sms_bulk_cancel},
};
