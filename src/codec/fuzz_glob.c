// SPDX-License-Identifier: Apache-2.0
// Input: a pattern and a text, with a line feed between them. Held against the plain table of a dynamic
// programme, which is slow and simple.
#include "codec/glob.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool matches_slowly(struct view p, struct view t)
{
    static bool row[4097];
    row[0] = true;
    for (size_t j = 1; j <= t.size; j++)
        row[j] = false;
    for (size_t i = 0; i < p.size; i++) {
        bool before = row[0]; // row[j - 1] of the shorter pattern
        row[0] = row[0] && p.data[i] == '*';
        for (size_t j = 1; j <= t.size; j++) {
            bool above = row[j];
            row[j] = p.data[i] == '*' ? above || row[j - 1] : before && p.data[i] == t.data[j - 1];
            before = above;
        }
    }
    return row[t.size];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view text = view_make((const char *)data, size);
    struct view pattern = view_cut(&text, '\n');
    bool is_match = glob_matches(pattern, text);
    if (pattern.size <= GLOB_MAX && text.size <= 4096 && is_match != matches_slowly(pattern, text))
        abort();
    return 0;
}
