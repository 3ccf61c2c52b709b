// SPDX-License-Identifier: Apache-2.0
// The bytes of one file in memory. 0 or -ENOMEM, the image then unchanged.
#pragma once
#include <stddef.h>
#include <stdint.h>

struct disk_image {
    unsigned char *data;
    size_t size;
    size_t capacity;
};

// Makes room for `size` bytes without changing the content.
int disk_image_reserve(struct disk_image *i, size_t size);

// Writes behind the end leave zeros between.
int disk_image_write(struct disk_image *i, uint64_t offset, const void *data, size_t size);

// A longer size is filled with zeros.
int disk_image_truncate(struct disk_image *i, uint64_t size);

// Replaces the real file atomically (a new file, then rename).
int disk_image_save(const struct disk_image *i, const char *path);

// Reads a real file into an empty image. -E… leaves it empty.
int disk_image_load(struct disk_image *i, const char *path);
