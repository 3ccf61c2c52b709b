// SPDX-License-Identifier: Apache-2.0
// A job's part that reads for long or writes a file: outside of the writer, with a connection of its own.
#pragma once
#include "hub/job.h"

struct job_errand {
    struct db *db; // reads in snapshots of at most 500 ms each (store/snapshot.h), as many as it takes
    int64_t tenant;
    int64_t now_us;        // when it began
    const struct job *job; // as it stood then
    struct arena *arena;   // until it is recorded
    // To be set, and recorded by a write behind it:
    int64_t done, total;
    struct view result; // JSON object, as job.result
    struct view fault;
    // The driver's own, see the functions below.
    struct job_folder *folder;
    struct view file, file_type;
    int64_t file_size;
};

// False once the job was cancelled or the hub stops: return 0 soon, nothing is recorded. Reads a row: ask
// every some hundred rows.
bool job_errand_is_wanted(const struct job_errand *errand);

// Makes the job's one file, for writing, readable by the hub only. `extension` ("zip") ends its name, `type`
// is its media type; both are literals. The caller closes *ret_fd when it is whole. The driver syncs and
// names it once the errand returned 0, keeps it JOB_FILE_KEEP_US, and removes what is left of it after a
// failure.
int job_errand_file(struct job_errand *errand, struct view extension, struct view type, int *ret_fd);
