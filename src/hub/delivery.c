// SPDX-License-Identifier: Apache-2.0
#include "hub/delivery.h"
#include "base/error.h"
#include "codec/json_merge.h"
#include "hub/event_body.h"
#include <errno.h>

// Of a store that nobody composed.
static const struct hub_setup usual = {.live_channels = 1u << CHANNEL_CHAT | 1u << CHANNEL_WEB_PORTAL |
                                                        1u << CHANNEL_MOBILE_APP};

enum delivery_state delivery_begin(const struct hub_setup *setup, enum channel channel)
{
    const struct hub_setup *s = setup == NULL ? &usual : setup;
    return channel_bit(channel) & s->live_channels ? DELIVERY_SENT : DELIVERY_WAITING;
}

// How far on the way; 0: not on it.
static int rank(enum delivery_state state)
{
    switch (state) {
    case DELIVERY_WAITING:
        return 1;
    case DELIVERY_QUEUED:
        return 2;
    case DELIVERY_UNKNOWN:
        return 3;
    case DELIVERY_SENT:
        return 4;
    case DELIVERY_DELIVERED:
        return 5;
    case DELIVERY_READ:
        return 6;
    case DELIVERY_NONE:
    case DELIVERY_FAILED:
    case DELIVERY_CANCELLED:
        break;
    }
    return 0;
}

bool delivery_is_forward(enum delivery_state from, enum delivery_state to)
{
    if (rank(from) == 0)
        return false;
    if (to == DELIVERY_FAILED)
        return rank(from) < rank(DELIVERY_DELIVERED);
    if (to == DELIVERY_CANCELLED)
        return rank(from) < rank(DELIVERY_SENT);
    return rank(to) > rank(from);
}

bool delivery_is_news(enum delivery_state from, enum delivery_state to)
{
    bool was_over = from == DELIVERY_FAILED || from == DELIVERY_CANCELLED;
    // That it was sent says nothing new of what failed behind that.
    return delivery_is_forward(from, to) || (was_over && rank(to) >= rank(DELIVERY_DELIVERED)) ||
           (from == DELIVERY_CANCELLED && to == DELIVERY_SENT);
}

int delivery_store(struct tx *tx, const struct interaction *in)
{
    struct query q = query_begin(tx->db, SQL_INTERACTION_SET_DELIVERY, tx->tenant);
    query_bind(&q, in->row);
    query_bind(&q, in->delivery);
    query_bind_text(&q, in->delivery_info);
    return error_trace(query_run(&q, NULL));
}

int delivery_move(struct tx *tx, struct session_change *change, int64_t interaction, enum delivery_state to)
{
    struct interaction *in = tx_alloc(tx, sizeof(*in));
    if (in == NULL)
        return error_trace(-ENOMEM);
    int r = interaction_load(tx->db, tx->tenant, interaction, &tx->batch->arena, in);
    if (r != INTERACTION_OK)
        return error_fold(r);
    if (!delivery_is_forward(in->delivery, to))
        return 0;
    in->delivery = to;
    interaction_fill_author(in, change->customer.id, change->customer.name);
    r = delivery_store(tx, in);
    if (r == 0)
        r = timeline_retell(tx, change, in, EVENT_DELIVERY_UPDATE);
    return error_trace(r);
}

// ---- without a change of the session

// Whom events of a session are for.
struct topics {
    int64_t agent, queue;
    struct view session_id;
    struct customer_key customer;
};

// 1, 0 when there is nobody to tell, or negative.
static int find_topics(struct tx *tx, int64_t session, struct topics *ret)
{
    struct query q = query_begin(tx->db, SQL_SESSION_TOPICS, tx->tenant);
    query_bind(&q, session);
    int64_t customer = 0;
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        customer = query_int(&q, 1);
        ret->agent = query_int(&q, 2);
        ret->queue = query_int(&q, 3);
        r = tx_copy(tx, query_text(&q, 0), &ret->session_id) ? QUERY_ROW : -ENOMEM;
    }
    query_end(&q);
    if (r != QUERY_ROW || customer == 0) // retention takes it
        return r < 0 ? error_trace(r) : 0;
    r = customer_key_load(tx, customer, &ret->customer);
    return r < 0 ? error_trace(r) : r == CUSTOMER_OK;
}

static int retell(struct tx *tx, const struct interaction *in, int64_t position)
{
    struct query q = query_begin(tx->db, SQL_SESSION_RETOLD, tx->tenant);
    query_bind(&q, in->session);
    query_bind(&q, position);
    query_bind(&q, in->audience == AUDIENCE_PUBLIC);
    return error_trace(query_run(&q, NULL));
}

int delivery_tell(struct tx *tx, struct interaction *in, enum event_kind kind)
{
    struct topics topics;
    struct event_body *body = tx_alloc(tx, sizeof(*body));
    if (body == NULL)
        return error_trace(-ENOMEM);
    int r = find_topics(tx, in->session, &topics);
    if (r <= 0)
        return r;
    interaction_fill_author(in, topics.customer.id, topics.customer.name);
    *body = (struct event_body){
        .session_id = topics.session_id, .customer_id = topics.customer.id, .interaction = in};
    int64_t position = tx_next_position(tx);
    r = retell(tx, in, position);
    if (r < 0)
        return r;
    return tx_announce(tx, &(struct event){.position = position,
                                           .session = in->session,
                                           .customer = topics.customer.row,
                                           .agent = topics.agent,
                                           .queue = topics.queue,
                                           .ref = in->row,
                                           .audience = in->audience,
                                           .kind = kind,
                                           .body = body});
}

// The id is unique in the connector for ever: a provider that gives one twice names the first.
static int store_name(struct tx *tx, struct interaction *in, const struct delivery_step *step)
{
    struct interaction_key other;
    if (step->connector == 0 || in->provider_id.data != NULL)
        return 0;
    int r = step->provider_id.data == NULL
                ? INTERACTION_NONE
                : interaction_by_provider(tx, step->connector, step->provider_id, &tx->batch->arena, &other);
    if (r < 0)
        return r;
    if (r == INTERACTION_NONE && !tx_copy(tx, step->provider_id, &in->provider_id))
        return error_trace(-ENOMEM);
    struct query q = query_begin(tx->db, SQL_INTERACTION_SET_PROVIDER, tx->tenant);
    query_bind(&q, in->row);
    query_bind(&q, step->connector);
    query_bind_text(&q, in->provider_id);
    return error_trace(query_run(&q, NULL));
}

static int merge(struct tx *tx, struct interaction *in, struct view patch)
{
    if (patch.data == NULL)
        return 0;
    int r = json_merge(&tx->batch->arena, in->delivery_info, patch, DELIVERY_INFO_MAX, &in->delivery_info);
    return r < 0 ? error_trace(r) : 0; // a provider's that is none, or too large, is left out
}

static bool is_taken(const struct interaction *in, const struct delivery_step *step)
{
    return step->is_forced || (step->is_word ? delivery_is_news(in->delivery, step->to)
                                             : delivery_is_forward(in->delivery, step->to));
}

int delivery_record(struct tx *tx, int64_t interaction, const struct delivery_step *step, bool *ret_moved)
{
    struct interaction *in = tx_alloc(tx, sizeof(*in));
    if (in == NULL)
        return error_trace(-ENOMEM);
    int r = interaction_load(tx->db, tx->tenant, interaction, &tx->batch->arena, in);
    if (ret_moved != NULL)
        *ret_moved = false;
    if (r != INTERACTION_OK) // erased
        return r < 0 ? error_trace(r) : 0;
    struct view before = in->delivery_info;
    bool is_moved = in->delivery != step->to && is_taken(in, step);
    r = store_name(tx, in, step);
    if (r < 0 || (!is_moved && in->delivery != step->to))
        return r;
    in->delivery = step->to;
    r = merge(tx, in, step->patch);
    if (r < 0 || (!is_moved && view_equal(before, in->delivery_info))) // told twice
        return r;
    r = delivery_store(tx, in);
    if (r == 0)
        r = delivery_tell(tx, in, EVENT_DELIVERY_UPDATE);
    if (r == 0 && ret_moved != NULL)
        *ret_moved = is_moved;
    return error_trace(r);
}
