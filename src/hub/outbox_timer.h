// SPDX-License-Identifier: Apache-2.0
// Inside hub: timers of the outbox.
#pragma once
#include "hub/outbox.h"
#include "hub/timer.h"

// TIMER_OUTBOX_CONNECTOR: a part of what waits goes to a connector that came, or away from one that went.
int outbox_connector_fire(struct tx *tx, const struct timer *timer);
// TIMER_OUTBOX_EXPIRY: a part of what expired.
int outbox_expiry_fire(struct tx *tx, const struct timer *timer);
