// SPDX-License-Identifier: Apache-2.0
// A backup of a store that goes on serving: a directory with hub.db, secret.key, erasures and, written last
// and only when all of it was verified, manifest.json. One at a time.
//
// The copy is made on the writer's own connection, between two of its transactions, 1.5 ms at a time as bulk
// work. On any other connection it would begin anew with every commit; held open in one long transaction, it
// would keep the log from being restarted. It is the store as of the last slice. Any thread.
#pragma once
#include "base/clock.h"
#include "store/writer.h"
#include <limits.h>

struct backup;

enum backup_state {
    BACKUP_NONE, // none since the start
    BACKUP_COPYING,
    BACKUP_VERIFYING,
    BACKUP_DONE,
    BACKUP_FAILED,
};

struct backup_status {
    enum backup_state state;
    int pages_done, pages_total;
    int restarts;      // how often a rollback made the copy begin anew
    int64_t began_us;  // wall clock
    int64_t ended_us;  // 0: not yet
    char to[PATH_MAX]; // the directory
    char fault[300];   // of BACKUP_FAILED
};

struct backup_config {
    struct writer *writer; // borrowed
    const char *dir;       // the data directory
    struct clock clock;
    int slice_pages; // how many at least in a slice, default 32
};

int backup_new(const struct backup_config *config, struct backup **ret);
// Ends one that runs. Before writer_stop. NULL is harmless.
void backup_free(struct backup *backup);

enum backup_outcome {
    BACKUP_STARTED = 0,
    BACKUP_BUSY = 1,   // one runs
    BACKUP_BAD_TARGET, // no absolute path
};
// Begins one into a directory that is missing or empty. What goes wrong later is told by the status.
// `version` is the program's.
int backup_start(struct backup *backup, struct view to, struct view version);

void backup_status(struct backup *backup, struct backup_status *ret);
