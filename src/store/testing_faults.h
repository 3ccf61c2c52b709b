// SPDX-License-Identifier: Apache-2.0
// For tests: the system's file layer with faults that a test switches on. Registered once as "faults".
#pragma once
#include <stdatomic.h>

enum testing_fault {
    FAULT_NONE,
    FAULT_FULL,  // writes to the log find no space
    FAULT_WRITE, // writes to the log fail
    FAULT_SYNC,  // the log cannot be synced
};

// From now on; any thread.
void testing_faults_set(enum testing_fault fault);

// How often the fault was met since it was set.
int testing_faults_met(void);

// The name for store_config.vfs.
const char *testing_faults_vfs(void);
