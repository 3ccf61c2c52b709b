// SPDX-License-Identifier: Apache-2.0
// Makes a data directory from a backup, beside, and puts it in place at the end: the directory is the old one
// or the restored one, whole, whenever the power goes. No hub may hold it.
#pragma once
#include "base/clock.h"
#include "base/random.h"
#include "store/manifest.h"
#include <limits.h>

struct restore_config {
    const char *from, *to; // the backup, the data directory
    const char *erasures;  // one more list of erasures, or NULL
    bool may_replace;      // an existing directory is kept as TO.before-TIME
    struct clock clock;
    struct random random;
};

enum restore_outcome {
    RESTORE_OK = 0,
    RESTORE_NO_BACKUP = 1, // no manifest: none, or an interrupted one
    RESTORE_BAD_BACKUP,    // `detail` says what of it
    RESTORE_NEWER,         // made by a newer program
    RESTORE_NOT_EMPTY,     // and may_replace is not set
    RESTORE_IN_USE,        // a hub holds the directory
    RESTORE_BAD_ERASURES,  // `detail` is the file that is damaged
};

struct restore_result {
    char kept[PATH_MAX];   // where the old directory is; "" when there was none
    char detail[PATH_MAX]; // of an outcome
    char epoch[16];        // the new one: live clients of before are told to reload
    int erasures;          // on the list that the next start applies again
    int schema;            // of the backup
};

// Positive outcomes and negative errors leave everything as it was.
int restore(const struct restore_config *config, struct restore_result *ret);
