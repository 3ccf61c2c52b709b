// SPDX-License-Identifier: Apache-2.0
#include "histogram.h"
#include <math.h>

static uint64_t bucket_top(unsigned bucket)
{
    if (bucket < HISTOGRAM_SUB)
        return bucket;
    unsigned shift = bucket / HISTOGRAM_SUB - 1;
    uint64_t next = (uint64_t)(bucket % HISTOGRAM_SUB) + HISTOGRAM_SUB + 1;
    return (next << shift) - 1;
}

uint64_t histogram_at(const struct histogram *h, double share)
{
    uint64_t wanted = (uint64_t)ceil(share * (double)h->count);
    uint64_t seen = 0;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += h->buckets[i];
        if (seen >= wanted && seen > 0)
            return bucket_top(i) < h->max ? bucket_top(i) : h->max;
    }
    return h->max;
}

void histogram_print_ms(const struct histogram *h, FILE *out)
{
    if (h->count == 0) {
        fputs("null", out);
        return;
    }
    fprintf(out, "{\"p50\":%.4f,\"p90\":%.4f,\"p99\":%.4f,\"p999\":%.4f,\"max\":%.4f,\"mean\":%.4f}",
            (double)histogram_at(h, 0.50) / 1e6, (double)histogram_at(h, 0.90) / 1e6,
            (double)histogram_at(h, 0.99) / 1e6, (double)histogram_at(h, 0.999) / 1e6, (double)h->max / 1e6,
            (double)h->sum / (double)h->count / 1e6);
}
