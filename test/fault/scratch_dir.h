// SPDX-License-Identifier: Apache-2.0
// A directory for one test round, under TMPDIR or /tmp.
#pragma once
#include <stddef.h>

// 0 or -E….
int scratch_dir_make(char *ret_path, size_t path_size);

// With everything in it.
void scratch_dir_remove(const char *path);
