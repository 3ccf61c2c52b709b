// SPDX-License-Identifier: Apache-2.0
// The files that rows name (DIR/files/TENANT/ab/HASH, hub/file_vault.h), as a backup and a restore take them.
#pragma once
#include "store/db.h"
#include "store/files.h"
#include <limits.h>

struct file_tree {
    const char *from, *to;           // data directories; TO/files is made
    bool (*is_cancelled)(void *ctx); // NULL: never
    void *ctx;
    int64_t count, bytes; // that were copied
    char fault[PATH_MAX]; // of FILE_TREE_BAD: below FROM
};

enum file_tree_outcome {
    FILE_TREE_OK = 0,
    FILE_TREE_BAD = 1, // a file does not hold what its name says
};

// Copies what the store `db` names, with its thumbnails, synced with all directories. What is not there any
// more is left out: it was removed since. -ECANCELED, -ENOSPC, ….
int file_tree_copy(struct file_tree *tree, struct db *db);

// Removes the directory and what is in it, at most four deep. For what nobody uses any more.
void file_tree_remove(const char *path);
