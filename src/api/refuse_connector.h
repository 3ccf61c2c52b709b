// SPDX-License-Identifier: Apache-2.0
// Shared by the handlers of connectors and channels.
#pragma once
#include "api/connector_form.h"

// What hub/connector.h's outcomes mean to a caller: 0, positive after call_refuse, or negative.
int refuse_connector(struct call *call, int outcome);

// What is to become of a connector.
struct connector_wish {
    int64_t row; // 0: a new one
    enum channel channel;
    struct view name; // no data: "default"
    struct connector_given given;
    int64_t rate, concurrency; // 0: the adapter's own
    bool is_enabled;
};

// Fills the form, writes the row and keeps it for connector_done_render. `now` (NULL: none) is the row as it
// is. Returns what decide returns.
int connector_carry_out(struct tx *tx, struct call *call, const struct connector_row *now,
                        const struct connector_wish *wish);

// Keeps the row as it is now for connector_done_render. 0 or negative.
int connector_tell(struct tx *tx, struct call *call, int64_t row);

// By which a message is to leave: 404 for one that is not of the channel, 409 for one that is switched off.
// *ret its row; 0 without `asked`.
int connector_need_open(struct db *db, struct call *call, enum channel channel, struct view asked,
                        int64_t *ret);

// The connector of a channel that a caller means: by id or by name. Without `asked`: "default", or else the
// one by which the channel is left, or the only one. CONNECTOR_OK, CONNECTOR_NONE or negative.
int connector_meant(struct db *db, const struct call *call, enum channel channel, struct view asked,
                    struct arena *arena, struct connector_row *ret);
