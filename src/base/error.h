// SPDX-License-Identifier: Apache-2.0
// Errors in three kinds: 0 done; negative, the system failed (-E…), traced as it climbs and never
// matched; positive, the callee's own outcome, an enum that the caller must handle.
#pragma once
#include <errno.h>

// Log place and error.
void error_note(int error, const char *file, int line);
void error_note_outcome(int outcome, const char *file, int line);

// What they return is visible to the compiler and the static analyser. Use the macros.
static inline int error_trace_at(int error, const char *file, int line)
{
    if (error < 0)
        error_note(error, file, line);
    return error;
}

static inline int error_fold_at(int outcome, const char *file, int line)
{
    if (outcome <= 0)
        return error_trace_at(outcome, file, line);
    error_note_outcome(outcome, file, line);
    return -ENOTRECOVERABLE;
}

// For a negative error on its way up: `return error_trace(r);`
#define error_trace(error) error_trace_at((error), __FILE__, __LINE__)

// Turns an outcome that nobody here expects into -ENOTRECOVERABLE; 0 and negative pass (traced).
#define error_fold(outcome) error_fold_at((outcome), __FILE__, __LINE__)
