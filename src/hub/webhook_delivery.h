// SPDX-License-Identifier: Apache-2.0
// What was sent to endpoints: the last ones that arrived, what is being tried, and what was given up; sent
// again on request, and what does not come from the log.
#pragma once
#include "hub/webhook.h"

// Stored as numbers: append only.
enum webhook_delivery_state {
    WEBHOOK_DELIVERY_DELIVERED = 1,
    WEBHOOK_DELIVERY_RETRYING = 2, // what the endpoint waits at
    WEBHOOK_DELIVERY_DEAD = 3,     // given up
    WEBHOOK_DELIVERY_PENDING = 4,  // a test, or a replay: goes out beside the order
    WEBHOOK_DELIVERY_EXPIRED = 5,  // what it told of is not stored any more
};

enum {
    WEBHOOK_EVENT_ID_MAX = 96,
    WEBHOOK_KEPT_MAX = 1000, // that arrived, of one endpoint
};

struct webhook_delivery {
    int64_t row, tenant;
    struct view id;
    int64_t webhook; // row
    struct view event_id;
    int64_t position;
    struct view type;
    enum webhook_delivery_state state;
    int64_t attempts, status, duration_us;
    struct view fault;
    int64_t due_us; // 0: nothing waits
    int64_t created_us, updated_us;
};

int webhook_delivery_find(struct db *db, int64_t tenant, int64_t webhook, struct view id, struct arena *arena,
                          struct webhook_delivery *ret); // WEBHOOK_NONE
// The newest one of an endpoint.
int webhook_delivery_last(struct db *db, int64_t tenant, int64_t webhook, struct arena *arena,
                          struct webhook_delivery *ret); // WEBHOOK_NONE

// At most `limit`, newest first, before the row *cursor (INT64_MAX at the start), which it moves. `state` 0:
// all. As webhook_walk.
int webhook_delivery_walk(struct db *db, int64_t tenant, int64_t webhook, int state, int64_t *cursor,
                          int limit, struct arena *arena,
                          int (*each)(void *ctx, const struct webhook_delivery *delivery), void *ctx);

enum webhook_beside { WEBHOOK_BESIDE_TEST, WEBHOOK_BESIDE_ANY };
// The first test, or the first of both, of the tenant's next endpoint behind that row that has some, due or
// not. An endpoint may be deleted.
int webhook_delivery_turn(struct db *db, int64_t tenant, int64_t after, enum webhook_beside which,
                          struct arena *arena, struct webhook_delivery *ret); // WEBHOOK_NONE
// The next tenant behind this one that has some, due or not; 0: none.
int webhook_deliveries_tenant(struct db *db, int64_t after, int64_t *ret);
// When the first one is due that is not due by after_us; INT64_MAX: none.
int webhook_delivery_next_due(struct db *db, int64_t after_us, int64_t *ret_us);

// Sends a test event, at once and whether it is enabled or not. *ret_id is the delivery's.
int webhook_test(struct tx *tx, const struct actor *actor, const struct webhook *webhook,
                 struct view *ret_id);

enum webhook_replay_outcome {
    WEBHOOK_REPLAY_OK = 0,
    WEBHOOK_REPLAY_BUSY = 1, // it is being tried
    WEBHOOK_REPLAY_GONE,     // it is of no stored event
};
// Sends it again, with the same event id, beside the order.
int webhook_replay(struct tx *tx, const struct actor *actor, const struct webhook *webhook,
                   const struct webhook_delivery *delivery);

// As the API's WebhookDelivery.
void webhook_delivery_write(struct json_writer *w, const struct webhook_delivery *delivery);
