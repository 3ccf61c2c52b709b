// SPDX-License-Identifier: Apache-2.0
// Rounds of bare SQLite on the power-cut VFS: a writer commits numbered batches of rows, a second
// connection checkpoints, a third reads snapshots; the power is cut, a few times over, and what is
// left on disk is compared with what was acknowledged. Shows that the VFS is neither too kind (the
// settings that may lose rows lose some) nor too cruel (those that must not, do not).
#pragma once
#include "powercut_vfs.h"

struct bare_setup {
    const char *journal_mode; // as in PRAGMA journal_mode
    const char *synchronous;  // as in PRAGMA synchronous
    enum disk_fate fate;
    bool damages_neighbours;
    struct powercut_vfs_faults faults; // while rows are written, not while the database is made
};

enum bare_verdict {
    BARE_HOLDS,   // clean, complete
    BARE_LOST,    // an acknowledged batch is missing
    BARE_DAMAGED, // does not open, or integrity_check finds something
    BARE_WRONG    // a half batch, a row twice, a wrong body, a batch nobody wrote
};

struct bare_report {
    enum bare_verdict verdict;
    char text[200]; // what was found
    long long acknowledged;
    struct powercut_vfs_counts counts;
};

// Works in a directory of its own under TMPDIR or /tmp, which is kept when the verdict is not
// BARE_HOLDS and `keeps` is set. 0, or -E… when the machinery itself failed. Not for two threads with
// the same seed.
int bare_round(const struct bare_setup *setup, uint64_t seed, bool keeps, struct bare_report *ret_report);
