// SPDX-License-Identifier: Apache-2.0
// How long to wait after so many failures in a row: 1 s, 4 s, 16 s … up to an hour.
#pragma once
#include <stdint.h>

static inline int64_t backoff_us(int64_t failures)
{
    const int64_t most_us = (int64_t)3600 * 1000000;
    int64_t us = 1000000;
    for (int64_t i = 1; i < failures && us < most_us; i++)
        us *= 4;
    return us < most_us ? us : most_us;
}
