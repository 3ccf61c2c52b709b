// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/connector_reply.h"
#include "api/handlers.h"
#include "api/refuse_connector.h"
#include "hub/delivery.h"
#include "hub/position.h"

// ---- which connector is meant

static int by_name_or_id(struct db *db, const struct call *call, enum channel channel, struct view asked,
                         struct arena *arena, struct connector_row *ret)
{
    struct connector_row found;
    int r = connector_find(db, call->principal.tenant, asked, arena, &found);
    if (r == CONNECTOR_OK && found.channel != channel)
        r = CONNECTOR_NONE;
    if (r == CONNECTOR_NONE)
        r = connector_by_name(db, call->principal.tenant, channel, asked, arena, &found);
    if (r == CONNECTOR_OK)
        *ret = found;
    return r;
}

struct only {
    enum channel channel;
    int64_t row;
    int count;
};

static int count_one(void *ctx, const struct connector_row *connector)
{
    struct only *only = ctx;
    if (connector->channel == only->channel) {
        only->count++;
        only->row = connector->row;
    }
    return 0;
}

static int way_or_only(struct db *db, const struct call *call, enum channel channel, struct arena *arena,
                       struct connector_row *ret)
{
    struct only only = {.channel = channel};
    int64_t row = 0, cursor = 0;
    int r = connector_of_channel(db, call->principal.tenant, channel, &row);
    if (r == 0 && row == 0)
        r = connector_walk(db, call->principal.tenant, &cursor, CONNECTORS_MAX, arena, count_one, &only);
    if (r < 0)
        return r;
    if (row == 0 && only.count == 1)
        row = only.row;
    return row == 0 ? CONNECTOR_NONE : connector_load(db, row, arena, ret);
}

int connector_meant(struct db *db, const struct call *call, enum channel channel, struct view asked,
                    struct arena *arena, struct connector_row *ret)
{
    if (asked.data != NULL)
        return by_name_or_id(db, call, channel, asked, arena, ret);
    int r = connector_by_name(db, call->principal.tenant, channel, VIEW("default"), arena, ret);
    return r == CONNECTOR_NONE ? way_or_only(db, call, channel, arena, ret) : r;
}

int connector_need_open(struct db *db, struct call *call, enum channel channel, struct view asked,
                        int64_t *ret)
{
    struct connector_row row = {0};
    if (asked.data != NULL) {
        int r = by_name_or_id(db, call, channel, asked, call_arena(call), &row);
        if (r != CONNECTOR_OK)
            return refuse_connector(call, r);
        if (!row.is_enabled)
            return call_refuse(call, 409, VIEW("connector.disabled"), VIEW("this connector is switched off"));
    }
    *ret = row.row;
    return 0;
}

// ---- POST /channels/{channel}/configure

// By an id nothing is made.
static bool is_id(struct view asked)
{
    return view_starts(asked, VIEW("con_"));
}

int channel_configure_decide(struct tx *tx, struct call *call)
{
    const struct channel_configure_args *args = call->args;
    struct view asked = args->connector_id.data != NULL ? args->connector_id : VIEW("default");
    struct connector_row now;
    int r = by_name_or_id(tx->db, call, args->channel, asked, call_arena(call), &now);
    bool is_there = r == CONNECTOR_OK;
    if (r < 0 || (r == CONNECTOR_NONE && is_id(asked)))
        return refuse_connector(call, r);
    return connector_carry_out(
        tx, call, is_there ? &now : NULL,
        &(struct connector_wish){
            .channel = args->channel,
            .name = is_there ? now.name : asked,
            .given = {.adapter = args->adapter, .config = args->config_json, .beside = args->fields_json},
            .rate = args->has_rate || !is_there ? args->rate : now.rate,
            .concurrency = args->has_concurrency || !is_there ? args->concurrency : now.concurrency,
            .is_enabled = args->has_enabled || !is_there ? args->enabled : now.is_enabled,
        });
}

// ---- PUT /channels/{channel}/enable

int channel_enable_decide(struct tx *tx, struct call *call)
{
    const struct channel_enable_args *args = call->args;
    struct connector_row now;
    int r = connector_meant(tx->db, call, args->channel, args->connector_id, call_arena(call), &now);
    if (r == CONNECTOR_NONE && delivery_begin(tx->setup, args->channel) == DELIVERY_SENT)
        return call_refuse(call, 409, VIEW("channel.live"),
                           VIEW("this channel is the hub's own and needs no connector"));
    if (r == CONNECTOR_OK)
        r = connector_enable(tx, &call->principal.actor, now.row, args->enabled);
    return r == CONNECTOR_OK ? connector_tell(tx, call, now.row) : refuse_connector(call, r);
}

// ---- GET /channels/{channel}/status, GET /integrations/status

static void write_position(struct json_writer *w, const struct call *call, int64_t position)
{
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, position);
}

int channel_status_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct channel_status_args *args = call->args;
    struct connector_crowd crowd;
    struct channel_look look;
    int r = connector_crowd_load(snapshot->db, snapshot->tenant, call, &crowd);
    if (r < 0)
        return r;
    channel_look_at(call, &crowd, args->channel, &look);
    json_begin_object(w);
    json_key(w, VIEW("channel"));
    json_string(w, channel_name(args->channel));
    json_key(w, VIEW("status"));
    json_string(w, connector_health_name(look.worst.health));
    json_key(w, VIEW("detail"));
    json_string_or_null(w, look.worst.detail);
    json_key(w, VIEW("live"));
    json_bool(w, look.is_live);
    json_key(w, VIEW("connectors"));
    json_begin_array(w);
    for (int i = 0; i < crowd.count; i++)
        if (crowd.items[i].channel == args->channel)
            connector_write(w, call, &crowd.items[i]);
    json_end_array(w);
    write_position(w, call, snapshot->position);
    json_end_object(w);
    return 0;
}

int integration_status_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    struct connector_crowd crowd;
    struct channel_look looks[CHANNELS];
    bool is_degraded = false;
    int r = connector_crowd_load(snapshot->db, snapshot->tenant, call, &crowd);
    if (r < 0)
        return r;
    for (int c = 0; c < CHANNELS; c++) {
        channel_look_at(call, &crowd, (enum channel)c, &looks[c]);
        is_degraded = is_degraded || looks[c].worst.health == CONNECTOR_WARNING;
    }
    json_begin_object(w);
    json_key(w, VIEW("status"));
    json_string(w, is_degraded ? VIEW("degraded") : VIEW("healthy"));
    json_key(w, VIEW("integrations"));
    json_begin_array(w);
    for (int c = 0; c < CHANNELS; c++) {
        json_begin_object(w);
        channel_look_write(w, (enum channel)c, &looks[c]);
        json_end_object(w);
    }
    json_end_array(w);
    write_position(w, call, snapshot->position);
    json_end_object(w);
    return 0;
}
