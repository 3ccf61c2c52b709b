// SPDX-License-Identifier: Apache-2.0
// Looks at a data directory for what is wrong, and changes nothing. A hub may serve it meanwhile: no read
// lasts longer than 400 ms then, and what cannot be read in slices so short is said to be left out.
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum finding_level { FINDING_OK, FINDING_WARN, FINDING_FAULT };

struct finding {
    enum finding_level level;
    const char *check;  // "disk", "sessions", …: never changes
    const char *text;   // what was seen
    const char *advice; // what to do; NULL: nothing
};

struct examine_config {
    const char *dir;
    int64_t now_us;    // wall clock
    int counters_most; // sessions whose counters are summed again, default 20,000
};

// Calls `tell` for each check, in order. The texts live for the call. 0; or -ENOENT where there is no store,
// or negative when nothing could be looked at.
int examine(const struct examine_config *config, void (*tell)(void *ctx, const struct finding *finding),
            void *ctx);
