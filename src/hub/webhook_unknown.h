// SPDX-License-Identifier: Apache-2.0
// What came in by webhooks and is of no kind that its adapter knows: counted by connector and kind, the last
// one kept, so that somebody can look.
#pragma once
#include "base/arena.h"
#include "store/tx.h"

enum {
    WEBHOOK_UNKNOWN_KINDS = 100,   // of a connector; what comes beyond them is counted as "other"
    WEBHOOK_UNKNOWN_NAME = 64,     // bytes; longer names are cut
    WEBHOOK_UNKNOWN_SAMPLE = 4096, // bytes; longer samples are cut
};

int webhook_unknown_note(struct tx *tx, int64_t connector, struct view kind, struct view sample);

struct webhook_unknown {
    struct view kind, sample;
    int64_t count, first_us, last_us;
};

// All of a connector, by kind. A negative answer of `each` ends it.
int webhook_unknown_walk(struct db *db, int64_t tenant, int64_t connector, struct arena *arena,
                         int (*each)(void *ctx, const struct webhook_unknown *unknown), void *ctx);
