// SPDX-License-Identifier: Apache-2.0
#include "hub/delivery.h"
#include "base/error.h"
#include <errno.h>

// Of a store that nobody composed.
static const struct hub_setup usual = {.live_channels = 1u << CHANNEL_CHAT | 1u << CHANNEL_WEB_PORTAL |
                                                        1u << CHANNEL_MOBILE_APP};

enum delivery_state delivery_begin(const struct hub_setup *setup, enum channel channel)
{
    const struct hub_setup *s = setup == NULL ? &usual : setup;
    return channel_bit(channel) & s->live_channels ? DELIVERY_SENT : DELIVERY_WAITING;
}

bool delivery_is_forward(enum delivery_state from, enum delivery_state to)
{
    bool is_over = from == DELIVERY_NONE || from == DELIVERY_FAILED;
    bool is_undone = to == DELIVERY_FAILED && from >= DELIVERY_DELIVERED;
    return !is_over && !is_undone && to > from;
}

static int store(struct tx *tx, const struct interaction *in)
{
    struct query q = query_begin(tx->db, SQL_INTERACTION_SET_DELIVERY, tx->tenant);
    query_bind(&q, in->row);
    query_bind(&q, in->delivery);
    return query_run(&q, NULL);
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
    r = store(tx, in);
    if (r == 0)
        r = timeline_retell(tx, change, in, EVENT_DELIVERY_UPDATE);
    return error_trace(r);
}
