// SPDX-License-Identifier: Apache-2.0
// A ZIP file written as it goes (libarchive): what goes in need not be known beforehand, and nothing of it is
// kept in memory. One thread at a time.
#pragma once
#include "base/view.h"
#include <stdint.h>

struct zip_file;

// Writes to the descriptor, which stays the caller's.
int zip_file_begin(int fd, struct zip_file **ret);

// The next entry; `name` is ASCII. What is written from now on is its content.
int zip_file_entry(struct zip_file *zip, const char *name, int64_t time_us);
int zip_file_write(struct zip_file *zip, struct view bytes);

// Completes the file, and frees. Until then it cannot be read.
int zip_file_end(struct zip_file *zip);
// Frees what was begun and will not be completed. NULL is harmless.
void zip_file_drop(struct zip_file *zip);
