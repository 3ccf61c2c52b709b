// SPDX-License-Identifier: Apache-2.0
// The conformance suite: what every adapter must do, asked of one. Runs under a simulated clock on one
// thread.
#pragma once
#include "channel/fields.h"
#include "channel/registry.h"
#include <stdio.h>

struct provider_dialect;

struct conformance_subject {
    const struct channel_ops *ops;   // checked by table_take
    const struct registry *registry; // for adapters that wrap others; may be NULL
    struct view config;              // that opens; no data: made from the fields
    const struct channel_secret *secrets;
    size_t secret_count;
    uint64_t seed;
    const struct provider_dialect *dialect; // of the provider behind http/1 (http_provider.h); NULL: none
    bool is_sabotaged;                      // attempts may end worse than the provider says
    bool breaks_contract;                   // it is told to: then it is the connector's guard that is asked
};

struct conformance_report {
    int passed, failed, skipped;
};

// Writes TAP to `out`. True when nothing failed.
bool conformance_run(const struct conformance_subject *subject, FILE *out, struct conformance_report *ret);
