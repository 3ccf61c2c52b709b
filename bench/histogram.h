// SPDX-License-Identifier: Apache-2.0
// Durations in logarithmic buckets: 128 to each power of two, so that a figure read from them is at most
// 0.8 % too large. Fixed size, no memory is taken. One thread.
#pragma once
#include <stdint.h>
#include <stdio.h>

enum { HISTOGRAM_SUB = 128, HISTOGRAM_BUCKETS = 58 * HISTOGRAM_SUB };

struct histogram {
    uint64_t count;
    uint64_t sum;
    uint64_t max;
    uint64_t buckets[HISTOGRAM_BUCKETS];
};

static inline unsigned histogram_bucket(uint64_t value)
{
    if (value < HISTOGRAM_SUB)
        return (unsigned)value;
    unsigned shift = 56 - (unsigned)__builtin_clzll(value);
    return (shift + 1) * HISTOGRAM_SUB + (unsigned)((value >> shift) - HISTOGRAM_SUB);
}

static inline void histogram_add(struct histogram *h, uint64_t value)
{
    h->count++;
    h->sum += value;
    if (value > h->max)
        h->max = value;
    h->buckets[histogram_bucket(value)]++;
}

// The value that `share` (0 to 1) of all values do not exceed; 0 when there are none.
uint64_t histogram_at(const struct histogram *h, double share);

// Values in ns as one JSON object in ms: {"p50":…,"p90":…,"p99":…,"p999":…,"max":…,"mean":…}; null when
// there are no values.
void histogram_print_ms(const struct histogram *h, FILE *out);
