// SPDX-License-Identifier: Apache-2.0
// Connectors as rows: configured accounts of channels. What an adapter's configuration means the domain does
// not know; it was checked (channel/fields.h) before it comes here. The open instance is
// channel/connector.h's.
#pragma once
#include "hub/actor.h"
#include "hub/channel.h"
#include "store/secret.h"
#include "store/tx.h"

enum {
    CONNECTOR_NAME_LEN_MAX = 64,
    CONNECTOR_CONFIG_MAX = 64 << 10, // bytes, of configuration and secrets each
    CONNECTORS_MAX = 100,            // of a tenant
};

struct connector_row {
    int64_t row, tenant;
    struct view id;   // "con_…", random, of the whole hub
    struct view name; // unique in tenant and channel
    enum channel channel;
    struct view adapter;
    struct view config;  // JSON object
    struct view secrets; // sealed; no data: none
    int64_t rate;        // messages a second; 0: the adapter's own
    int64_t concurrency; // attempts at once; 0: the adapter's own
    bool is_enabled;
    int64_t version, deleted_us, created_us, updated_us;
};

enum connector_outcome {
    CONNECTOR_OK = 0,
    CONNECTOR_NONE = 1,
    CONNECTOR_NAME_TAKEN,
    CONNECTOR_TOO_MANY,
    CONNECTOR_TOO_LARGE,
};

// Texts lie in the arena. By id: of any tenant, unless `tenant` is not 0; a deleted one is CONNECTOR_NONE.
int connector_find(struct db *db, int64_t tenant, struct view id, struct arena *arena,
                   struct connector_row *ret);
int connector_by_name(struct db *db, int64_t tenant, enum channel channel, struct view name,
                      struct arena *arena, struct connector_row *ret);
// By row, whatever became of it: of any tenant, and with deleted_us where it was deleted.
int connector_load(struct db *db, int64_t row, struct arena *arena, struct connector_row *ret);

// Behind the row *cursor (0 at the start), which it moves; `tenant` 0: of all. What is not 0 of `each` ends
// it; negative is a fault. The arena grows with each.
int connector_walk(struct db *db, int64_t tenant, int64_t *cursor, int limit, struct arena *arena,
                   int (*each)(void *ctx, const struct connector_row *connector), void *ctx);

// The connector by which the channel is left when nothing says more: the enabled one called "default", else
// the enabled one that is oldest. 0: the channel has none. Point read, cheap: it is asked for each message.
int connector_of_channel(struct db *db, int64_t tenant, enum channel channel, int64_t *ret);

// The JSON object of secrets, opened, appended to `out`, which the caller wipes. CONNECTOR_NONE: sealed with
// a key that is gone.
int connector_secrets_open(const struct connector_row *connector, const struct secret_keys *keys,
                           struct buffer *out);

struct connector_put {
    struct view name; // no data: "default"
    enum channel channel;
    struct view adapter;
    struct view config;  // JSON object, whole
    struct view secrets; // JSON object, whole and open; no data: those that there are
    int64_t rate, concurrency;
    bool is_enabled;
};

// Makes it, or changes the one of `row` (0: a new one); wakes the delivery, which opens it anew; what waits
// for the channel becomes its own. *ret_row.
int connector_put(struct tx *tx, const struct actor *actor, const struct secret_keys *keys, int64_t row,
                  const struct connector_put *put, int64_t *ret_row);
int connector_enable(struct tx *tx, const struct actor *actor, int64_t row, bool is_enabled);
// Its messages and their receipts stay; what it has not begun waits for another.
int connector_delete(struct tx *tx, const struct actor *actor, int64_t row);
