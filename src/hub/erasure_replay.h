// SPDX-License-Identifier: Apache-2.0
// Erasures that this database does not know of, because it was restored from before them, are applied again.
#pragma once
#include "store/store.h"

// At start, before anybody is served: walks DIR/erasures and starts a job for everybody on it who is there
// and was made before. Blocks until they are hidden. *ret_count of them. ERASURE_LOG_DAMAGED
// (store/erasure_log.h).
int erasure_replay(struct store *store, const char *dir, int *ret_count);
