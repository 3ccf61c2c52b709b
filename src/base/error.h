// SPDX-License-Identifier: Apache-2.0
// Errors in three kinds: 0 done; negative, the system failed (-E…), traced as it climbs and never
// matched; positive, the callee's own outcome, an enum that the caller must handle.
#pragma once

// Logs place and error, returns the error. Use the macros.
int error_trace_at(int error, const char *file, int line);
int error_fold_at(int outcome, const char *file, int line);

// For a negative error on its way up: `return error_trace(r);`
#define error_trace(error) error_trace_at((error), __FILE__, __LINE__)

// Turns an outcome that nobody here expects into -ENOTRECOVERABLE; 0 and negative pass (traced).
#define error_fold(outcome) error_fold_at((outcome), __FILE__, __LINE__)
