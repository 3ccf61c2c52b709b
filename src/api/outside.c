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

const struct outside outside_delivery = {
    .give_hook = give_hook, .give_probe = give_probe, .figures = figures};
