// SPDX-License-Identifier: Apache-2.0
#include "hub/unified_view.h"
#include "base/error.h"
#include "hub/position.h"

static int add_open_sessions(const struct snapshot *snapshot, int64_t customer, struct unified_view *v)
{
    struct query q = query_begin(snapshot->db, SQL_SESSIONS_OPEN_OF_CUSTOMER, snapshot->tenant);
    query_bind(&q, customer);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW) {
        v->active_sessions++;
        v->active_channels |= (unsigned)query_int(&q, 0);
        v->total_interactions += query_int(&q, 1);
        v->responses += query_int(&q, 2);
        v->response_sum_us += query_int(&q, 3);
        if (query_int(&q, 4) > v->last_activity_us)
            v->last_activity_us = query_int(&q, 4);
    }
    query_end(&q);
    return error_trace(r);
}

int unified_view_load(const struct snapshot *snapshot, struct view customer_id, struct arena *arena,
                      struct unified_view *ret)
{
    struct unified_view v = {0};
    struct cluster cluster;
    int r = cluster_find(snapshot->db, snapshot->tenant, customer_id, arena, &cluster);
    if (r != CUSTOMER_OK)
        return r;
    v.customer = cluster.shown;
    v.total_interactions = v.customer.interactions;
    v.responses = v.customer.responses;
    v.response_sum_us = v.customer.response_sum_us;
    for (int i = 0; i < cluster.count && r == 0; i++)
        r = add_open_sessions(snapshot, cluster.members[i], &v);
    if (r == 0)
        r = timeline_of_cluster(snapshot->db, snapshot->tenant, &cluster, INT64_MAX, TIMELINE_LAST, arena,
                                &v.timeline);
    if (r < 0)
        return error_trace(r);
    *ret = v;
    return CUSTOMER_OK;
}

static int count_bits(unsigned set)
{
    return __builtin_popcount(set);
}

// "2.3 minutes" and the like; null without responses.
static void write_response_time(struct json_writer *w, const struct unified_view *v)
{
    char text[64];
    struct buffer out = buffer_fixed(text, sizeof(text));
    if (v->responses == 0) {
        json_null(w);
        return;
    }
    buffer_printf(&out, "%.1f minutes", (double)v->response_sum_us / (double)v->responses / 60e6);
    json_string(w, buffer_view(&out));
}

static void write_resolution_rate(struct json_writer *w, const struct customer *c)
{
    char text[16];
    struct buffer out = buffer_fixed(text, sizeof(text));
    if (c->closed_sessions == 0) {
        json_null(w);
        return;
    }
    buffer_append_int(&out, (c->resolved_sessions * 100 + c->closed_sessions / 2) / c->closed_sessions);
    buffer_append_char(&out, '%');
    json_string(w, buffer_view(&out));
}

static void write_metrics(struct json_writer *w, const struct unified_view *v)
{
    json_begin_object(w);
    json_key(w, VIEW("total_channels_used"));
    json_integer(w, count_bits(v->customer.channels));
    json_key(w, VIEW("average_response_time"));
    write_response_time(w, v);
    json_key(w, VIEW("resolution_rate"));
    write_resolution_rate(w, &v->customer);
    json_key(w, VIEW("satisfaction_score"));
    if (v->customer.ratings == 0)
        json_null(w);
    else
        json_real(w, (double)v->customer.rating_sum / (double)v->customer.ratings);
    json_end_object(w);
}

static void write_internal(struct json_writer *w, const struct unified_view *v)
{
    const struct customer *c = &v->customer;
    json_key(w, VIEW("engagement_metrics"));
    write_metrics(w, v);
    json_key(w, VIEW("customer_info"));
    json_begin_object(w);
    json_key(w, VIEW("name"));
    json_string_or_null(w, c->name);
    json_key(w, VIEW("phone"));
    json_string_or_null(w, c->phone);
    json_key(w, VIEW("email"));
    json_string_or_null(w, c->email);
    json_end_object(w);
    json_key(w, VIEW("customer_profile"));
    json_raw(w, c->profile.data == NULL ? VIEW("{}") : c->profile);
}

void unified_view_write(struct json_writer *w, const struct unified_view *v, enum audience audience,
                        struct view epoch, int64_t position)
{
    json_begin_object(w);
    json_key(w, VIEW("customer_id"));
    json_string(w, v->customer.id);
    json_key(w, VIEW("active_sessions"));
    json_integer(w, v->active_sessions);
    json_key(w, VIEW("active_channels"));
    channel_set_write(w, v->active_channels);
    json_key(w, VIEW("total_interactions"));
    json_integer(w, v->total_interactions);
    json_key(w, VIEW("last_activity"));
    json_time(w, v->last_activity_us);
    json_key(w, VIEW("interaction_timeline"));
    timeline_write(w, &v->timeline, true, audience, epoch);
    if (audience == AUDIENCE_INTERNAL)
        write_internal(w, v);
    json_key(w, VIEW("position"));
    position_write(w, epoch, position);
    json_end_object(w);
}
