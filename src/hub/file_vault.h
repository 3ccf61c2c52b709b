// SPDX-License-Identifier: Apache-2.0
// Where files lie: DIR/files/TENANT/ab/HASH, by the SHA-256 of what they hold, so that the same bytes lie
// there once; what is not whole yet in DIR/files/new. A file is synced, and its directories are, before a row
// names it; it is removed after the row is gone. Any thread; calls block for the disk.
#pragma once
#include "base/buffer.h"
#include "store/db.h"
#include "store/files.h"
#include <limits.h>

struct file_vault;

// Makes the directories, and empties DIR/files/new of what a crash left there.
int file_vault_open(const char *dir, struct file_vault **ret);
void file_vault_close(struct file_vault *vault); // NULL is harmless

// How many bytes of the disk stay free of files: writing beyond is -ENOSPC. Without this a fiftieth of it, at
// most 1 GiB. Not while others write.
void file_vault_reserve(struct file_vault *vault, int64_t bytes);

// ---- one that is being written; one thread at a time

struct file_writer {
    struct file_vault *vault;
    int64_t tenant;
    int fd; // -1: none
    void *md;
    int64_t size;
    char path[PATH_MAX];           // in DIR/files/new
    char hash[FILE_HASH_SIZE + 1]; // once it has landed
    bool has_landed;
};

int file_writer_begin(struct file_vault *vault, int64_t tenant, struct file_writer *w);
int file_writer_add(struct file_writer *w, struct view data);

// The first bytes of what was written, at most `size`. How many, or negative.
int file_writer_front(const struct file_writer *w, char *ret, size_t size);

// Syncs it and puts it where its hash says. Until file_writer_settle it is not swept, whatever rows say.
int file_writer_land(struct file_writer *w);

// The end, whether it landed or not: with `is_named` a committed row names it; else it is removed, unless
// another row does. Harmless on a zeroed writer and a second time. `db` may be NULL where it has not landed.
void file_writer_settle(struct file_writer *w, struct db *db, bool is_named);

// ---- those that lie there

enum file_part { FILE_WHOLE, FILE_THUMBNAIL };

// A descriptor for reading, or -ENOENT, ….
int file_open(const char *dir, int64_t tenant, struct view hash, enum file_part part);

// Removes it and its thumbnail unless a row names it or somebody is about to write one. 1 when it is gone, 0
// when it stays, or negative.
int file_vault_remove(struct file_vault *vault, struct db *db, int64_t tenant, struct view hash);

// Puts a thumbnail beside its file, synced.
int file_vault_add_thumbnail(struct file_vault *vault, int64_t tenant, struct view hash, struct view bytes);

// Removes every file that no row names: for the start. How many, or negative.
int file_vault_sweep(struct file_vault *vault, struct db *db);
