// SPDX-License-Identifier: Apache-2.0
// Files of the data directory beside the database, written so that a power cut leaves the old one or the new
// one, whole. Any thread; they block for the disk.
#pragma once
#include "base/view.h"
#include <stdint.h>

enum { FILE_HASH_SIZE = 64 }; // hexadecimal digits of a SHA-256

// DIR/NAME into `path`, of PATH_MAX bytes. -ENAMETOOLONG.
int file_path(char *path, const char *dir, const char *name);

// All of DIR/NAME. -ENOENT, -EFBIG when it is longer than `size`, ….
int file_read(const char *dir, const char *name, char *data, size_t size, size_t *ret_size);
int file_read_path(const char *path, char *data, size_t size, size_t *ret_size);

// Writes DIR/NAME beside, syncs it, puts it in place of the old one (0600), and syncs the directory.
int file_replace(const char *dir, const char *name, struct view text);

// Copies a file to one that must not exist yet (0600), and syncs it. -ENOENT, -EEXIST, -ENOSPC, ….
int file_copy(const char *from, const char *to);

int file_sync(const char *path);
int dir_sync(const char *path);

// Removes the files in a directory (no directory in it) and the directory. For what nobody uses any more.
void dir_remove(const char *path);

// Whether the directory has nothing in it but (may be NULL) a file of that name; -ENOENT, ….
int dir_is_empty(const char *path, const char *but, bool *ret);

// SHA-256 of a file, with a NUL behind it, and its length (may be NULL).
int file_hash(const char *path, char ret_hash[static FILE_HASH_SIZE + 1], int64_t *ret_size);
