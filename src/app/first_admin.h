// SPDX-License-Identifier: Apache-2.0
// The link by which a new hub gets its first administrator.
#pragma once
#include "store/store.h"

// When nobody can administer the tenant `default` by logging in: makes a link for one day, in place of any
// before, and prints it. `base` is what stands before /setup. Blocks for a commit. 0, also when there is no
// need, or negative.
int first_admin_offer(struct store *store, const char *base);
