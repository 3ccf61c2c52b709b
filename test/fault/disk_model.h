// SPDX-License-Identifier: Apache-2.0
// What a disk may hold after a power cut, as far as a program that calls fsync may rely on it.
//
// The model keeps, for each file, its durable bytes (as of its last successful sync) and every write
// and truncation since, in order; for each name, the file it stands for on disk and every creation
// and removal since its directory was last synced. When the power fails, each of these later
// operations is kept, lost or torn:
//
// - Without fsync the operating system writes in any order, or never (https://sqlite.org/howtocorrupt.html,
//   "Failure to sync"). Operations of one file take effect in order, but any of them may be missing.
// - A write is torn at sectors of 512 bytes, some new, some old; one sector may be written from its
//   start up to any byte: a sector write is linear, not atomic (https://sqlite.org/atomiccommit.html,
//   "Hardware Assumptions").
// - Where a torn write made the file longer, the new sectors may hold garbage: the size may reach the
//   disk before the content (same place; SQLITE_IOCAP_SAFE_APPEND would promise otherwise).
// - With `damages_neighbours` the bytes beside a torn write in its first and last sector may be
//   garbage too; without it they stay, which is "powersafe overwrite" (https://sqlite.org/psow.html).
// - A file synced but whose name never was is gone, a removed name may come back: fsync of a file does
//   not sync its directory (fsync(2)). One name's operations take effect in order; names are
//   independent of one another.
// - After a sync that failed, what was to be synced may be lost although later syncs succeed and
//   reading still shows it: Linux marks the pages clean and tells each open descriptor once (fsync(2):
//   "since Linux 4.13, errors from write-back will be reported to all file descriptors").
//
// Not modelled: bits that rot, disks that lie about having synced, directories created or renamed.
//
// One thread at a time. Files live until disk_model_clear. Functions that return int: 0, or -ENOMEM
// with the model as it was (disk_model_settle: also -E… of the real disk).
#pragma once
#include "base/list.h"
#include "base/random.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DISK_SECTOR = 512 };

enum disk_fate {
    DISK_RANDOM,   // a random part of what was not synced survives
    DISK_KEEP_ALL, // everything survives, as after kill -9
    DISK_DROP_ALL  // only what was synced survives
};

struct disk_file;

struct disk_model {
    struct list files;
    struct list names;
    struct random random;
    bool damages_neighbours;
    uint64_t moment; // number of the newest operation
    // What settling and failed syncs did so far, to show that a test meant something.
    uint64_t kept, lost, torn;
};

void disk_model_init(struct disk_model *d, struct random random, bool damages_neighbours);

// Forgets all files and names; the disk_file pointers are void.
void disk_model_clear(struct disk_model *d);

// The file behind the name, NULL if the name is unknown or removed.
struct disk_file *disk_model_find(const struct disk_model *d, const char *path);

// A file that was there before: name and bytes are taken as durable. Takes over `data` (from malloc,
// may be NULL) also on failure. The name must be unknown.
int disk_model_adopt(struct disk_model *d, const char *path, void *data, size_t size,
                     struct disk_file **ret_file);

// A new empty file under a name that is unknown or removed.
int disk_model_create(struct disk_model *d, const char *path, struct disk_file **ret_file);

// Harmless for an unknown name.
int disk_model_remove(struct disk_model *d, const char *path);

int disk_model_write(struct disk_model *d, struct disk_file *f, uint64_t offset, const void *data,
                     size_t size);
int disk_model_truncate(struct disk_model *d, struct disk_file *f, uint64_t size);

// What was done to the file up to that moment is durable.
int disk_model_sync(struct disk_model *d, struct disk_file *f, uint64_t moment);

// What was done up to that moment to the names in the directory of `path` is durable.
void disk_model_sync_directory(struct disk_model *d, const char *path, uint64_t moment);

// A sync that failed: a random part of what was to be synced is durable, no later sync brings the rest.
int disk_model_fail_sync(struct disk_model *d, struct disk_file *f, uint64_t moment);

// How many syncs of the file failed; whoever has it open is to be told of each new one.
uint64_t disk_model_failures(const struct disk_file *f);

// The power comes back: every known name is written anew on the real disk (or removed) as the fate
// has it, NAME-shm is removed, and the model is cleared. Real files are replaced, never written into,
// so that descriptors still open elsewhere keep the old ones.
int disk_model_settle(struct disk_model *d, enum disk_fate fate);

// A process ends and the machine stays on: real files are replaced by copies of themselves and NAME-shm
// is removed, so that whoever still has them open keeps the old ones. Nothing becomes durable by that.
int disk_model_renew(struct disk_model *d);
