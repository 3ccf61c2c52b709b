// SPDX-License-Identifier: Apache-2.0
// Thumbnails are made by another process, for a picture is a program for whoever decodes it: the hub's own
// binary, run as `omnihub thumbnailer` with the picture as its standard input and nothing else of the hub's
// (decision 52). What it answers on its standard output is a JPEG or nothing.
#pragma once
#include "base/buffer.h"
#include <stdint.h>

enum {
    THUMBNAIL_SIDE = 320,            // pixels of the longer side
    THUMBNAIL_PIXELS_MAX = 40 << 20, // of a picture that is worth trying
    THUMBNAIL_SIDE_MAX = 16384,
    THUMBNAIL_BYTES_MAX = 256 << 10,
};

enum thumbnail_outcome {
    THUMBNAIL_OK = 0,
    THUMBNAIL_REFUSED = 1, // it could not, was killed, or took too long
};

// Whether a picture of that size is worth trying; what its head says, before anything is decoded.
bool thumbnail_is_sane(int64_t width, int64_t height);

// -EOPNOTSUPP when it can make none of any picture here. Runs `program thumbnailer`, which gets `picture`,
// for at most `deadline_ms`; then it is killed. Blocks.
int thumbnail_make(const char *program, int picture, int deadline_ms, struct buffer *out);
