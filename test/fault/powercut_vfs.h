// SPDX-License-Identifier: Apache-2.0
// A VFS for SQLite whose machine can lose its power, and whose disk can fail or fill up.
//
// Reads, writes and locks pass through to the "unix" VFS; beside it a disk_model keeps what would have
// reached the disk (disk_model.h says what a cut may do). A test runs the program on this VFS, cuts
// the power at any instant, lets powercut_vfs_apply write what is left to the real disk, opens the
// store again and compares it with what was acknowledged. Kill -9 cannot show that: the page cache
// survives it.
//
// What the model takes as a sync: xSync of a file (the real fsync is not called); of a directory,
// what "unix" does: xDelete with its sync flag, and the first xSync of a journal or WAL opened with
// SQLITE_OPEN_CREATE. The file's own fsync never makes its name durable.
//
// Device characteristics: none of the "unix" promises are repeated but, unless `damages_neighbours`,
// SQLITE_IOCAP_POWERSAFE_OVERWRITE, which is then modelled: a torn write leaves the bytes beside it
// alone. Sectors are of 512 bytes. Memory mapping of files (xFetch) is off. Wal-index files (-shm) pass
// through and are gone after a cut. Temporary files pass through and are not modelled. Files that the
// program writes without SQLite are not seen.
//
// Thread-safe, any number of connections. What is found on disk when a file is first opened counts as
// durable. No other VFS may open the same files between open and apply.
#pragma once
#include "disk_model.h"

struct powercut_vfs;

struct powercut_vfs_options {
    const char *name; // of the VFS, for sqlite3_open_v2; borrowed, outlives the VFS
    uint64_t seed;    // what is lost depends on it (and on the order in which threads come)
    bool is_default;  // also for connections that name no VFS
    bool damages_neighbours;
    unsigned sync_us; // each sync takes that long; writes that come meanwhile are not covered by it
};

// Chances in a million, each asked once a call.
struct powercut_vfs_faults {
    unsigned read;        // SQLITE_IOERR_READ
    unsigned write;       // SQLITE_IOERR_WRITE; a part may have been written
    unsigned sync;        // SQLITE_IOERR_FSYNC; see the disk model for what it costs
    unsigned full;        // SQLITE_FULL for any write; a part may have been written
    unsigned full_growth; // SQLITE_FULL for a write behind the end of its file
};

struct powercut_vfs_counts {
    uint64_t writes, syncs, faults; // calls so far
    uint64_t kept, lost, torn;      // operations that were not synced, settled so far
};

// 0, -ENOMEM, or -EINVAL when SQLite takes no such VFS.
int powercut_vfs_open(const struct powercut_vfs_options *options, struct powercut_vfs **ret_vfs);

// After every connection is closed. Leaves NULL behind; harmless on NULL.
void powercut_vfs_close(struct powercut_vfs **vfs);

// The machine is off: from now on all I/O fails with SQLITE_IOERR (unlocking and closing do not).
void powercut_vfs_cut(struct powercut_vfs *v);

// Cuts in the middle of the n-th operation from now that changes the disk (write, truncate, sync,
// create, delete); 0 takes the order back.
void powercut_vfs_cut_after(struct powercut_vfs *v, uint64_t operations);

bool powercut_vfs_is_cut(struct powercut_vfs *v);

// Cuts if that has not happened, writes to the real disk what the fate leaves, and switches on again.
// Connections that were open are dead: close them, best before. 0 or -E… (the disk, memory).
int powercut_vfs_apply(struct powercut_vfs *v, enum disk_fate fate);

// The process ends (kill -9) and starts again, the machine stays on: connections are dead as after
// powercut_vfs_apply, everything written is still there, but what failed syncs lost is still not on
// disk. A cut before it stands for the instant of the kill.
int powercut_vfs_restart(struct powercut_vfs *v);

// Replaces all chances at once; zeros turn the faults off.
void powercut_vfs_set_faults(struct powercut_vfs *v, struct powercut_vfs_faults faults);

struct powercut_vfs_counts powercut_vfs_counts(struct powercut_vfs *v);
