// SPDX-License-Identifier: Apache-2.0
// What each kind of timer does when it is due.
#pragma once
#include "hub/timer.h"

struct timer_action {
    // On the writer, in the transaction that also removes the timer's row (so it may be set anew here): at
    // most 200 rows and 1 ms. What has changed since it was set is looked at here: a timer that means nothing
    // any more does nothing and returns 0. Anything but 0 is a failure: all of it is undone and tried again
    // later, TIMER_TRIES times, then the timer is parked and told about.
    int (*fire)(struct tx *tx, const struct timer *timer);
};

// By enum timer_kind. A kind without a line here is parked when it is due.
extern const struct timer_action timer_actions[TIMER_KINDS];
