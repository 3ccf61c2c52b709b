// SPDX-License-Identifier: Apache-2.0
// Position and time of every tenant, kept by the writer and stored once a batch. Writer thread only.
#pragma once
#include "base/map.h"
#include "store/db.h"

struct tenant_clock {
    struct tenant_clock *next_touched;
    int64_t tenant;
    int64_t position;  // the last one given out in the open transaction
    int64_t committed; // the last one that is durable
    bool is_touched;   // position was taken in the open transaction
};

struct tenant_clocks {
    struct map by_tenant;
    struct tenant_clock *touched;
    int64_t clock_us; // time of the last transaction of any tenant
};

// Reads all tenants.
int tenant_clocks_load(struct tenant_clocks *clocks, struct db *db);
void tenant_clocks_free(struct tenant_clocks *clocks);

// NULL for one that was not read yet.
struct tenant_clock *tenant_clock_get(const struct tenant_clocks *clocks, int64_t tenant);

// The same, read now where the tenant was made since the start. 0 with *ret NULL: there is no such tenant.
int tenant_clock_need(struct tenant_clocks *clocks, struct db *db, int64_t tenant, struct tenant_clock **ret);

void tenant_clock_touch(struct tenant_clocks *clocks, struct tenant_clock *clock);

// The last statements before the commit: what was taken becomes rows.
int tenant_clocks_store(struct tenant_clocks *clocks, struct db *db);

// After the commit, or after the transaction was lost.
void tenant_clocks_keep(struct tenant_clocks *clocks);
void tenant_clocks_undo(struct tenant_clocks *clocks);
