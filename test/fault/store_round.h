// SPDX-License-Identifier: Apache-2.0
// Rounds of the real store on the power-cut VFS, through its public interface: threads submit messages,
// readers take snapshots, the power is cut a few times over; what is left is compared with what was
// answered and published.
#pragma once
#include "powercut_vfs.h"

struct store_setup {
    enum disk_fate fate;
    bool has_faults;
    struct powercut_vfs_faults faults; // while the store is open
};

struct store_report {
    const char *fault; // what does not hold; NULL: everything does
    char text[240];
    long long acknowledged, refused, turned_away, failed; // answers
    long long lives, losses;                              // cuts; commits of unknown outcome
    struct powercut_vfs_counts counts;
};

// As bare_round: 0 with the report, or -E… when the machinery itself failed. Not for two threads with the
// same seed. `keeps`: leaves the directory there when something does not hold.
int store_round(const struct store_setup *setup, uint64_t seed, bool keeps, struct store_report *ret_report);
