// SPDX-License-Identifier: Apache-2.0
// Snoozing: a session that waits until a time, for the customer, or until somebody wakes it. Reminders: an
// agent is told about a session at a time.
#pragma once
#include "hub/session_state.h"
#include "hub/timer.h"

// Pending until then; 0: active again now. SESSION_ACT_BAD_TIME for what has passed or is beyond the tenant's
// snooze_max.
int session_snooze(struct tx *tx, struct session_change *change, const struct actor *actor, int64_t until_us,
                   struct view reason);

// Tells the session's agent then, or the one named (a row; 0: the session's at that time). One a session: a
// new time replaces the one before, 0 forgets it. SESSION_ACT_BAD_TIME. Nothing of the session itself
// changes.
int session_remind(struct tx *tx, const struct session_change *change, int64_t at_us, int64_t agent,
                   struct view note);

// timer_action.fire of TIMER_SNOOZE and TIMER_REMINDER.
int session_snooze_fire(struct tx *tx, const struct timer *timer);
int session_remind_fire(struct tx *tx, const struct timer *timer);
