// SPDX-License-Identifier: Apache-2.0
// A thread that keeps the files in order: at its start it removes what no row names, then it makes thumbnails
// and removes files that nothing is any more, whenever it is woken and once a minute. Rows go first, then
// files.
#pragma once
#include "hub/file_vault.h"
#include "hub/thumbnail.h"
#include "store/store.h"

struct file_keeper;

struct file_keeper_config {
    struct store *store; // borrowed, as the next two
    struct file_vault *vault;
    const char *dir;     // the data directory
    const char *program; // that is run as a thumbnailer (hub/thumbnail.h); NULL: no thumbnails are made
    int deadline_ms;     // of a thumbnail; default 10,000
};

int file_keeper_new(const struct file_keeper_config *config, struct file_keeper **ret);
// Starts the thread.
int file_keeper_start(struct file_keeper *keeper);
// Ends it, before store_close_writer. NULL is harmless.
void file_keeper_stop(struct file_keeper *keeper);
// After store_close_writer, before store_close. NULL is harmless.
void file_keeper_free(struct file_keeper *keeper);

// WAKE_BLOBS. Any thread; NULL is harmless.
void file_keeper_wake(struct file_keeper *keeper);

struct file_counters {
    atomic_llong thumbnails_made, thumbnails_failed;
    atomic_llong files_removed;
};
const struct file_counters *file_keeper_counters(const struct file_keeper *keeper);
