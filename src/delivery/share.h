// SPDX-License-Identifier: Apache-2.0
// Places that several want at once. Whoever holds n of them gets one more while more than n are free: one
// alone comes to half of them, two to a third each, and for whoever holds none there is a place as long as
// there is one at all. It needs to know neither who else there is nor who will come. Pure.
#pragma once
#include <stdbool.h>

static inline bool share_allows(int held, int free)
{
    return held < free;
}

// What one of several shares can still grow by: for those who share it in turn.
static inline int share_left(int held, int free)
{
    return free - held;
}
