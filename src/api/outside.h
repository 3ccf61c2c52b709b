// SPDX-License-Identifier: Apache-2.0
// What the API asks of the delivery (delivery/delivery.h): one const table, so that it is played in tests.
#pragma once
#include "delivery/delivery.h"
#include "delivery/webhook_run.h"

struct outside {
    // As delivery_give_hook, delivery_give_probe and delivery_connector_figures; any thread.
    bool (*give_hook)(void *ctx, struct delivery_hook *hook);
    bool (*give_probe)(void *ctx, struct delivery_probe *probe);
    bool (*figures)(void *ctx, int64_t connector, struct delivery_figures *ret);
    // As delivery_count_stored; any thread.
    void (*count_stored)(void *ctx, int64_t connector, int received, int dropped);
    // As delivery_each_connector, for metrics; NULL: there are none.
    void (*each)(void *ctx,
                 void (*each)(void *each_ctx, int64_t connector, const struct delivery_figures *figures),
                 void *each_ctx);
    // As delivery_events_out, for metrics; NULL: nothing is told to other systems.
    void (*events_out)(void *ctx, struct webhook_run_figures *ret);
};

// The real one; its ctx is the delivery.
extern const struct outside outside_delivery;
