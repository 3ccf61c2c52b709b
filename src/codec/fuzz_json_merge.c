// SPDX-License-Identifier: Apache-2.0
// Input: target and patch, with a line feed between them. The result is JSON, and the same patch again
// changes nothing.
#include "codec/json_merge.h"
#include <stdlib.h>

enum { MAX = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view patch = view_make((const char *)data, size);
    struct view target = view_cut(&patch, '\n');
    struct view once, twice;
    const struct json *parsed;
    struct arena arena;
    arena_init(&arena, 4096, 16 << 20);
    if (patch.data != NULL && json_merge(&arena, target, patch, MAX, &once) == JSON_MERGE_OK) {
        if (json_parse(&arena, once, NULL, &parsed) != JSON_OK ||
            json_merge(&arena, once, patch, 2 * MAX, &twice) != JSON_MERGE_OK || !view_equal(once, twice))
            abort();
    }
    arena_free(&arena);
    return 0;
}
