// SPDX-License-Identifier: Apache-2.0
// Time zones by their IANA names, from the system's tzdata. Any thread. What is known of a zone is kept in
// memory once it was asked for.
#pragma once
#include "base/view.h"
#include <stdint.h>

enum { ZONE_NAME_MAX = 64, ZONE_DAY_S = 86400 };

// The IANA name of what people write: that itself ("Europe/Berlin", "UTC"), or an abbreviation, which means
// the zone of most of those who use it with its summer time ("PST" and "PDT": "America/Los_Angeles"). False
// for what is neither, and for all when the system has no tzdata.
bool zone_resolve(struct view given, char ret[static ZONE_NAME_MAX + 1]);

struct zone_time {
    int64_t day;  // since 1970-01-01, of the local date
    int second;   // of the local day: 0 to 86399
    int weekday;  // 0: Sunday
    int offset_s; // east of UTC
};

// The local time at an instant. An unknown zone is UTC.
struct zone_time zone_local(struct view zone, int64_t at_us);

// The first instant behind `at_us` and not behind `end_us` at which clocks change there; `end_us` where they
// do not.
int64_t zone_next_change(struct view zone, int64_t at_us, int64_t end_us);

// The first instant, not before `at_us`, at which clocks there show that second of the day, or have jumped
// over it.
int64_t zone_next(struct view zone, int64_t at_us, int second);

// The first instant of the local day (since 1970), or what follows one that was left out.
int64_t zone_day_begin(struct view zone, int64_t day);
