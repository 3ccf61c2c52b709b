// SPDX-License-Identifier: Apache-2.0
// What remains of an opt-out when who said it is erased: that this address is not to be written to, with the
// address hashed by the tenant's own salt (HMAC-SHA-256) and nothing else. Without it whoever bought a list
// with that address on it would write to the person again.
#pragma once
#include "hub/consent_ledger.h"

// "#" and the hash in hex, in `hash`; no data: the tenant keeps nothing (`salt` without data).
struct view consent_keep_hash(struct view salt, struct view address, char hash[static CONSENT_HASH_SIZE + 1]);
