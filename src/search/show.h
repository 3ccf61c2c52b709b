// SPDX-License-Identifier: Apache-2.0
// What was found, read again in the hub's store: who may not see it, what is gone and what no longer says the
// words is left out.
#pragma once
#include "search/find.h"

// Resolves the customer and the session that were asked for. 0 or negative.
int show_resolve(struct snapshot *snapshot, struct search_find *find, struct arena *arena);

// Fills in hits and the next cursor. 0 or negative.
int show_hits(struct snapshot *snapshot, struct words *words, const struct search_find *find,
              struct arena *arena, struct search_result *ret);
