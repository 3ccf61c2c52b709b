// SPDX-License-Identifier: Apache-2.0
// POST /channels/{channel}/test: the provider is asked by the delivery; the call waits for it.
#include "api/api_state.h"
#include "api/dispatch.h"
#include "api/handlers.h"
#include "api/refuse_connector.h"
#include "hub/delivery.h"
#include <errno.h>

struct trial {
    struct delivery_probe probe; // first
    struct call *call;
    enum channel channel;
    bool has_connector;
    struct connector_row connector;
};

static const int64_t SECOND_US = 1000000;

int channel_test_prepare(struct snapshot *snapshot, struct call *call)
{
    const struct channel_test_args *args = call->args;
    struct trial *t = arena_zalloc(call_arena(call), sizeof(*t));
    if (t == NULL)
        return -ENOMEM;
    t->call = call;
    t->channel = args->channel;
    int r = connector_meant(snapshot->db, call, args->channel, args->connector_id, call_arena(call),
                            &t->connector);
    bool is_live = delivery_begin(call->api->config.setup, args->channel) == DELIVERY_SENT;
    if (r == CONNECTOR_NONE && args->connector_id.data == NULL && is_live)
        r = CONNECTOR_OK;
    else
        t->has_connector = r == CONNECTOR_OK;
    call->outing = t;
    return refuse_connector(call, r);
}

static void probed(struct delivery_probe *probe)
{
    struct trial *t = (struct trial *)(void *)probe;
    dispatch_return(t->call, 0);
}

// What there is to say without asking.
static bool is_known(const struct trial *t)
{
    return !t->has_connector || !t->connector.is_enabled;
}

int channel_test_send(struct call *call)
{
    const struct channel_test_args *args = call->args;
    const struct api_config *config = &call->api->config;
    struct trial *t = call->outing;
    if (is_known(t)) {
        dispatch_return(call, 0);
        return 0;
    }
    t->probe.connector = t->connector.row;
    t->probe.deadline_us = clock_mono_us(&config->clock) + args->deadline * SECOND_US;
    t->probe.done = probed;
    if (config->outside != NULL && config->outside->give_probe(config->outside_ctx, &t->probe))
        return 0;
    return call_refuse(call, 503, VIEW("delivery.busy"), VIEW("too much waits for connectors; try again"));
}

// ---- the answer

struct verdict {
    struct view outcome, detail;
};

static struct verdict judge(const struct trial *t)
{
    const struct channel_fault *fault = &t->probe.fault;
    struct view said = view_from(fault->text);
    if (!t->has_connector)
        return (struct verdict){VIEW("ok"), VIEW("this channel is the hub's own; there is nobody to ask")};
    if (!t->connector.is_enabled)
        return (struct verdict){VIEW("closed"), VIEW("the connector is switched off")};
    switch (t->probe.outcome) {
    case CHANNEL_OK:
        return (struct verdict){VIEW("ok"), VIEW("the provider takes the configuration")};
    case CHANNEL_REFUSED:
        return (struct verdict){VIEW("refused"),
                                said.size > 0 ? said : VIEW("the provider does not take the configuration")};
    case CHANNEL_BUSY:
        return (struct verdict){VIEW("unreachable"),
                                said.size > 0 ? said : VIEW("the provider does not answer")};
    case CHANNEL_NONE:
        return (struct verdict){VIEW("untestable"),
                                VIEW("this adapter cannot ask its provider; messages will tell")};
    default:
        return (struct verdict){VIEW("failed"), said.size > 0 ? said : VIEW("the hub could not ask")};
    }
}

void channel_test_render(struct call *call, struct json_writer *w)
{
    const struct trial *t = call->outing;
    struct verdict verdict = judge(t);
    struct view none = {0};
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, view_equal(verdict.outcome, VIEW("ok")));
    json_key(w, VIEW("channel"));
    json_string(w, channel_name(t->channel));
    json_key(w, VIEW("connector_id"));
    json_string_or_null(w, t->has_connector ? t->connector.id : none);
    json_key(w, VIEW("adapter"));
    json_string_or_null(w, t->has_connector ? t->connector.adapter : none);
    json_key(w, VIEW("outcome"));
    json_string(w, verdict.outcome);
    json_key(w, VIEW("detail"));
    json_string(w, verdict.detail);
    json_key(w, VIEW("took_ms"));
    json_integer(w, t->probe.took_us / 1000);
    json_end_object(w);
}
