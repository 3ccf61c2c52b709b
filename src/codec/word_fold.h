// SPDX-License-Identifier: Apache-2.0
// Shared by word_*.c: a text character by character, folded.
#pragma once
#include "base/view.h"
#include <stdint.h>

struct folding {
    struct view text;
    size_t at;
    bool after_blank;
};

// One folded character, of at most 4 bytes, and where it stood.
struct folded {
    char bytes[4];
    uint8_t size;
    bool is_letter; // or a digit: part of a word
    size_t from, to;
};

// False at the end. What nobody sees is passed over.
bool fold_next(struct folding *folding, struct folded *ret);
