// SPDX-License-Identifier: Apache-2.0
#include "api/outside.h"

static bool give_hook(void *ctx, struct delivery_hook *hook)
{
    return delivery_give_hook(ctx, hook);
}

static bool give_probe(void *ctx, struct delivery_probe *probe)
{
    return delivery_give_probe(ctx, probe);
}

static bool figures(void *ctx, int64_t connector, struct delivery_figures *ret)
{
    return delivery_connector_figures(ctx, connector, ret);
}

static void count_stored(void *ctx, int64_t connector, int received, int dropped)
{
    delivery_count_stored(ctx, connector, received, dropped);
}

static void each_connector(void *ctx,
                           void (*each)(void *each_ctx, int64_t connector,
                                        const struct delivery_figures *figures),
                           void *each_ctx)
{
    delivery_each_connector(ctx, each, each_ctx);
}

static void events_out(void *ctx, struct webhook_run_figures *ret)
{
    delivery_events_out(ctx, ret);
}

const struct outside outside_delivery = {.give_hook = give_hook,
                                         .give_probe = give_probe,
                                         .figures = figures,
                                         .count_stored = count_stored,
                                         .each = each_connector,
                                         .events_out = events_out};
