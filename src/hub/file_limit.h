// SPDX-License-Identifier: Apache-2.0
// What a tenant allows to be uploaded: its settings file_max_bytes, file_types (an array of media types, a
// group as "image/*"), files_max_bytes (of all its files).
#pragma once
#include "codec/media_type.h"
#include "store/db.h"

enum { FILE_TYPES_MAX = 2048 };

struct file_limits {
    int64_t file_bytes;         // of one; no more than what the operator allows
    int64_t files_bytes;        // of all; 0: no limit
    char types[FILE_TYPES_MAX]; // comma-separated
};

// Point read. `max_bytes` is the operator's limit. 0 or negative.
int file_limits_load(struct db *db, int64_t tenant, int64_t max_bytes, struct file_limits *ret);

// Whether something of this kind may be uploaded. Programs never.
bool file_limits_allow(const struct file_limits *limits, const struct media *media);
