// SPDX-License-Identifier: Apache-2.0
// Takes from the process what it does not need any more, for good: a process that decodes what strangers
// sent.
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct confinement {
    int64_t memory; // bytes of address space
    int cpu_s;
};

// Before confine: closes everything but the first three descriptors.
int confine_descriptors(void);

// No new files, processes or privileges; of the system's calls only those with which memory is taken and
// given back, and open descriptors read and written; no memory that can run. Any other call ends the process.
// Linux, x86-64 and arm64; -ENOSYS elsewhere.
int confine(const struct confinement *limits);

// Whether the limit of memory is set: not where a sanitizer needs more than any limit.
bool confine_limits_memory(void);
