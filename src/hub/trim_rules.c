// SPDX-License-Identifier: Apache-2.0
#include "hub/attachment.h"
#include "hub/event_trim.h"
#include "hub/session_retain.h"
#include "hub/trim.h"

static const int64_t DAY_US = (int64_t)24 * 3600 * 1000000;

const struct trim_rule trim_rules[] = {
    {.name = "events", .keep_us = 3 * DAY_US, .keep_count = 5000000, .slice = event_trim_slice},
    {.name = "idempotency", .keep_us = DAY_US, .statement = SQL_IDEMPOTENCY_TRIM, .slice = trim_by_age},
    {.name = "logins", .keep_us = 7 * DAY_US, .statement = SQL_LOGIN_TRIM, .slice = trim_by_age},
    {.name = "invitations", .keep_us = 30 * DAY_US, .statement = SQL_INVITATION_TRIM, .slice = trim_by_age},
    {.name = "notifications",
     .keep_us = 90 * DAY_US,
     .statement = SQL_NOTIFICATION_TRIM,
     .slice = trim_by_age},
    {.name = "contact_counts",
     .keep_us = 14 * DAY_US,
     .statement = SQL_CONTACT_COUNT_TRIM,
     .slice = trim_by_age},
    {.name = "webhook_deliveries",
     .keep_us = 30 * DAY_US,
     .statement = SQL_WEBHOOK_DELIVERY_TRIM,
     .slice = trim_by_age},
    {.name = "jobs", .keep_us = 30 * DAY_US, .statement = SQL_JOB_TRIM, .slice = trim_by_age},
    {.name = "attachments", .keep_us = DAY_US, .slice = attachments_trim}, // those that were never sent
    {.name = "outbox", .keep_us = 3 * DAY_US, .statement = SQL_OUTBOX_TRIM, .slice = trim_by_age},
    {.name = "dead_letters", .keep_us = 30 * DAY_US, .statement = SQL_OUTBOX_TRIM_DEAD, .slice = trim_by_age},
    {.name = "early_receipts", .keep_us = DAY_US, .statement = SQL_EARLY_RECEIPT_TRIM, .slice = trim_by_age},
    {.name = "unknown_kinds",
     .keep_us = 90 * DAY_US,
     .statement = SQL_WEBHOOK_UNKNOWN_TRIM,
     .slice = trim_by_age},
    {.name = "sessions", .slice = session_retain_slice}, // as each tenant has set it
};

const int trim_rule_count = sizeof(trim_rules) / sizeof(trim_rules[0]);
