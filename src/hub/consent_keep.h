// SPDX-License-Identifier: Apache-2.0
// What remains of an opt-out when who said it is erased: that this address is not to be written to, with the
// address hashed by the tenant's own salt (HMAC-SHA-256) and nothing else. Without it whoever bought a list
// with that address on it would write to the person again.
#pragma once
#include "hub/consent_ledger.h"

// "#" and the hash in hex, in `hash`; no data: the tenant keeps nothing (`salt` without data).
struct view consent_keep_hash(struct view salt, struct view address, char hash[static CONSENT_HASH_SIZE + 1]);

// The tenant's salt, in the arena; no data: it has none.
int consent_keep_salt(struct db *db, int64_t tenant, struct arena *arena, struct view *ret);

// The same, made when it has none. Writer thread.
int consent_keep_salt_need(struct tx *tx, struct view *ret);
