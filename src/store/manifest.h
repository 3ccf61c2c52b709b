// SPDX-License-Identifier: Apache-2.0
// What a backup says of itself: manifest.json, written last. A directory without it is no backup.
#pragma once
#include "base/arena.h"
#include "store/files.h"

enum { MANIFEST_FILES_MAX = 4 };

struct manifest_file {
    struct view name;
    int64_t size;
    char sha256[FILE_HASH_SIZE + 1];
};

struct manifest_tenant {
    int64_t tenant;
    struct view name;
    int64_t position;
};

struct manifest {
    struct view version; // of the program that wrote it
    int schema;
    struct view epoch;
    int64_t created_us;
    int file_count;
    struct manifest_file files[MANIFEST_FILES_MAX];
    int tenant_count;
    struct manifest_tenant *tenants;
    bool has_attachments; // the directory files, of uploaded ones, which check themselves by their names
    int64_t attachments, attachment_bytes;
};

enum manifest_outcome {
    MANIFEST_OK = 0,
    MANIFEST_MISSING = 1, // no manifest: no backup, or one that was interrupted
    MANIFEST_INVALID,     // a manifest that is none
    MANIFEST_FILE_BAD,    // a file is missing, or is not as it was
};

// Writes DIR/manifest.json, synced.
int manifest_write(const char *dir, const struct manifest *m);

// Reads it; texts live in the arena.
int manifest_read(const char *dir, struct arena *arena, struct manifest *ret);

// Whether every file that it names is there and as it was. *ret_file is the one that is not.
int manifest_check_files(const char *dir, const struct manifest *m, struct view *ret_file);

// Notes DIR/NAME with its size and hash. `name` must live as long.
int manifest_add_file(struct manifest *m, const char *dir, const char *name);
