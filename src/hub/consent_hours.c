// SPDX-License-Identifier: Apache-2.0
#include "hub/consent_rules.h"

static const int64_t SECOND_US = 1000000;

// What began the day before belongs to that day.
static bool is_quiet(const struct quiet_hours *h, const struct zone_time *now)
{
    bool today = (h->days >> now->weekday & 1) != 0;
    bool yesterday = (h->days >> (now->weekday + 6) % 7 & 1) != 0;
    if (h->from < h->to)
        return today && now->second >= h->from && now->second < h->to;
    return (today && now->second >= h->from) || (yesterday && now->second < h->to);
}

// Walks from end to end, and by the changes of clocks between: what they jump over ends there, what they
// repeat is quiet again.
bool quiet_hours_hold(const struct quiet_hours *hours, enum consent_purpose purpose, struct view zone,
                      int64_t at_us, int64_t *ret_until_us)
{
    enum { STEPS_MAX = 32 }; // a week of days, each with a change
    int64_t until_us = at_us;
    if (!(hours->purposes & consent_purpose_bit(purpose)))
        return false;
    for (int i = 0; i < STEPS_MAX; i++) {
        struct zone_time now = zone_local(zone, until_us);
        if (!is_quiet(hours, &now))
            break;
        int64_t part_us = until_us % SECOND_US;
        int64_t left_s =
            hours->to > now.second ? hours->to - now.second : hours->to - now.second + ZONE_DAY_S;
        until_us = zone_next_change(zone, until_us, until_us - part_us + left_s * SECOND_US);
    }
    *ret_until_us = until_us;
    return until_us > at_us;
}
