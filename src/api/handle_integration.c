// SPDX-License-Identifier: Apache-2.0
// GET /channels/integrations and GET /channels/performance: every channel with its state and figures.
#include "api/api_state.h"
#include "api/connector_reply.h"
#include "api/handlers.h"
#include "hub/outbox.h"
#include "hub/position.h"
#include <stdio.h>

enum { SESSIONS_MOST = 5000, OUTCOMES_MOST = 50000, COUNT_US = 200000 };
static const int64_t DAY_US = INT64_C(86400000000);

struct channel_metrics {
    int64_t active, messages, responses, response_sum_us, done, failed;
};

struct metrics {
    struct channel_metrics of[CHANNELS + 1]; // the last: of no channel
    bool has_messages;
};

// ---- reading

static struct channel_metrics *metrics_of(struct metrics *m, int64_t channel)
{
    return &m->of[channel >= 0 && channel < CHANNELS ? channel : CHANNELS];
}

static int read_sessions(struct db *db, int64_t tenant, struct metrics *m)
{
    int r;
    struct query q = query_begin(db, SQL_CHANNEL_OPEN_SESSIONS, tenant);
    while ((r = query_step(&q)) == QUERY_ROW)
        metrics_of(m, query_int(&q, 0))->active = query_int(&q, 1);
    query_end(&q);
    return r;
}

static int read_response_times(struct db *db, int64_t tenant, struct metrics *m)
{
    int r;
    struct query q = query_begin(db, SQL_CHANNEL_RESPONSE_TIMES, tenant);
    query_bind(&q, SESSIONS_MOST);
    while ((r = query_step(&q)) == QUERY_ROW) {
        struct channel_metrics *c = metrics_of(m, query_int(&q, 0));
        c->responses = query_int(&q, 1);
        c->response_sum_us = query_int(&q, 2);
    }
    query_end(&q);
    return r;
}

static int read_outcomes(struct db *db, int64_t tenant, int64_t now_us, struct metrics *m)
{
    int r;
    struct query q = query_begin(db, SQL_CHANNEL_OUTCOMES, tenant);
    query_bind(&q, now_us - DAY_US);
    query_bind(&q, OUTCOMES_MOST);
    while ((r = query_step(&q)) == QUERY_ROW) {
        struct channel_metrics *c = metrics_of(m, query_int(&q, 0));
        int64_t state = query_int(&q, 1);
        if (state == OUTBOX_DONE)
            c->done += query_int(&q, 2);
        else if (state != OUTBOX_CANCELLED)
            c->failed += query_int(&q, 2);
    }
    query_end(&q);
    return r;
}

static int read_messages(struct db *db, const struct call *call, struct metrics *m)
{
    int64_t counts[CHANNELS];
    int r = message_counts_read(&call->loop->shared->counts, db, &call->api->config.clock, COUNT_US,
                                call->principal.tenant, counts, &m->has_messages);
    for (int c = 0; c < CHANNELS && r == 0; c++)
        m->of[c].messages = counts[c];
    return r;
}

static int read_metrics(struct snapshot *snapshot, const struct call *call, struct metrics *ret)
{
    *ret = (struct metrics){0};
    int r = read_sessions(snapshot->db, snapshot->tenant, ret);
    if (r == 0)
        r = read_response_times(snapshot->db, snapshot->tenant, ret);
    if (r == 0)
        r = read_outcomes(snapshot->db, snapshot->tenant, api_now_us(call->api), ret);
    return r == 0 ? read_messages(snapshot->db, call, ret) : r;
}

// ---- writing

static void write_response_time(struct json_writer *w, const struct channel_metrics *c)
{
    char text[32];
    double seconds = c->responses == 0 ? 0 : (double)c->response_sum_us / (double)c->responses / 1e6;
    snprintf(text, sizeof(text), "%.1fs", seconds);
    json_key(w, VIEW("response_time"));
    if (c->responses == 0)
        json_null(w);
    else
        json_real(w, (double)(int64_t)(seconds * 1000 + 0.5) / 1000);
    json_key(w, VIEW("responseTime"));
    json_string_or_null(w, c->responses == 0 ? (struct view){0} : view_from(text));
}

static void write_metrics(struct json_writer *w, const struct metrics *m, enum channel channel)
{
    const struct channel_metrics *c = &m->of[channel];
    int64_t over = c->done + c->failed;
    json_key(w, VIEW("metrics"));
    json_begin_object(w);
    json_key(w, VIEW("active_sessions"));
    json_integer(w, c->active);
    json_key(w, VIEW("total_messages"));
    if (m->has_messages)
        json_integer(w, c->messages);
    else
        json_null(w);
    write_response_time(w, c);
    json_key(w, VIEW("successRate"));
    if (over == 0)
        json_null(w);
    else
        json_real(w, (double)(c->done * 1000 / over) / 10);
    json_end_object(w);
}

static void write_integration(struct json_writer *w, const struct call *call, enum channel channel,
                              const struct channel_look *look, const struct metrics *m)
{
    json_begin_object(w);
    channel_look_write(w, channel, look);
    json_key(w, VIEW("config"));
    if (look->way != NULL) {
        connector_write_config(w, call, look->way);
    } else {
        json_begin_object(w);
        json_end_object(w);
    }
    json_key(w, VIEW("activeCount"));
    json_integer(w, m->of[channel].active);
    write_metrics(w, m, channel);
    json_end_object(w);
}

static void write_connector(struct json_writer *w, const struct call *call, const struct connector_row *c)
{
    struct connector_look look;
    connector_look_at(call, c, &look);
    json_begin_object(w);
    json_key(w, VIEW("id"));
    json_string(w, c->id);
    json_key(w, VIEW("name"));
    json_string(w, c->name);
    json_key(w, VIEW("adapter"));
    json_string(w, c->adapter);
    json_key(w, VIEW("status"));
    json_string(w, connector_health_name(look.health));
    connector_write_figures(w, &look);
    json_end_object(w);
}

static void write_performance(struct json_writer *w, const struct call *call, enum channel channel,
                              const struct connector_crowd *crowd, const struct metrics *m)
{
    struct channel_look look;
    channel_look_at(call, crowd, channel, &look);
    json_begin_object(w);
    json_key(w, VIEW("channel"));
    json_string(w, channel_name(channel));
    json_key(w, VIEW("status"));
    json_string(w, connector_health_name(look.worst.health));
    write_metrics(w, m, channel);
    json_key(w, VIEW("connectors"));
    json_begin_array(w);
    for (int i = 0; i < crowd->count; i++)
        if (crowd->items[i].channel == channel)
            write_connector(w, call, &crowd->items[i]);
    json_end_array(w);
    json_end_object(w);
}

static void end_list(struct json_writer *w, const struct call *call, int64_t position)
{
    json_end_array(w);
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, position);
    json_end_object(w);
}

int channel_integrations_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    struct connector_crowd crowd;
    struct metrics m;
    int r = connector_crowd_load(snapshot->db, snapshot->tenant, call, &crowd);
    if (r == 0)
        r = read_metrics(snapshot, call, &m);
    if (r < 0)
        return r;
    json_begin_object(w);
    json_key(w, VIEW("channels"));
    json_begin_array(w);
    for (int c = 0; c < CHANNELS; c++) {
        struct channel_look look;
        channel_look_at(call, &crowd, (enum channel)c, &look);
        write_integration(w, call, (enum channel)c, &look, &m);
    }
    end_list(w, call, snapshot->position);
    return 0;
}

int channel_performance_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    struct connector_crowd crowd;
    struct metrics m;
    int r = connector_crowd_load(snapshot->db, snapshot->tenant, call, &crowd);
    if (r == 0)
        r = read_metrics(snapshot, call, &m);
    if (r < 0)
        return r;
    json_begin_object(w);
    json_key(w, VIEW("channels"));
    json_begin_array(w);
    for (int c = 0; c < CHANNELS; c++)
        write_performance(w, call, (enum channel)c, &crowd, &m);
    end_list(w, call, snapshot->position);
    return 0;
}
