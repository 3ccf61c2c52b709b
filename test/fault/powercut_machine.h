// SPDX-License-Identifier: Apache-2.0
// Shared by the two halves of the power-cut VFS: its names (powercut_vfs.c) and its open files
// (powercut_file.c).
#pragma once
#include "powercut_vfs.h"
#include <pthread.h>
#include <sqlite3.h>

struct powercut_vfs {
    sqlite3_vfs base; // pAppData is this struct
    sqlite3_vfs *real;
    unsigned sync_us;
    uint64_t seed;
    pthread_mutex_t lock; // everything below
    struct disk_model disk;
    bool is_cut;
    uint64_t boot;      // counts restarts; files of an earlier one are dead
    uint64_t countdown; // operations until the cut, 0: none ordered
    struct powercut_vfs_faults faults;
    struct powercut_vfs_counts counts;
};

// What SQLite gets as its sqlite3_file; `real` is the file of the VFS below.
struct powercut_file {
    sqlite3_file base;
    struct powercut_vfs *vfs;
    struct disk_file *file; // NULL: temporary, not modelled
    uint64_t boot;
    const char *path;   // SQLite keeps it as long as the file is open
    uint64_t failures;  // failed syncs of the file that were told here
    bool names_durably; // the next xSync syncs the directory too
    sqlite3_file *real;
};

extern const sqlite3_io_methods powercut_file_methods;

// Counts an operation that changes the disk; true if the power is cut now or was before. Locked.
bool powercut_vfs_strikes(struct powercut_vfs *v);

// Locked.
bool powercut_vfs_rolls(struct powercut_vfs *v, unsigned chance);
