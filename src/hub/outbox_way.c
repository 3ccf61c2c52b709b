// SPDX-License-Identifier: Apache-2.0
#include "hub/outbox_way.h"
#include "base/error.h"
#include "hub/cluster.h"
#include "hub/identity.h"
#include "hub/inbound.h"
#include "hub/row.h"
#include <errno.h>

int outbox_way_is_open(struct tx *tx, int64_t connector, struct view *ret_id, enum channel *ret_channel)
{
    struct query q = query_begin(tx->db, SQL_OUTBOX_CONNECTOR, tx->tenant);
    query_bind(&q, connector);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        *ret_channel = (enum channel)query_int(&q, 1);
        if (!tx_copy(tx, query_text(&q, 0), ret_id))
            r = -ENOMEM;
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_ROW;
}

int outbox_session_load(struct tx *tx, int64_t session, struct outbox_session *ret)
{
    *ret = (struct outbox_session){0};
    struct query q = query_begin(tx->db, SQL_OUTBOX_SESSION_OF, tx->tenant);
    query_bind(&q, session);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        struct row row = {.query = &q, .arena = &tx->batch->arena};
        ret->id = row_text(&row);
        ret->customer = row_int(&row);
        ret->reach_connector = row_int(&row);
        ret->reach_address = row_text(&row);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

// 1 when that one can be used for the channel.
static int try_way(struct tx *tx, int64_t connector, enum channel channel, struct outbox_way *ret)
{
    enum channel its;
    struct view id;
    int r = connector == 0 ? 0 : outbox_way_is_open(tx, connector, &id, &its);
    if (r != 1 || its != channel)
        return r < 0 ? r : 0;
    *ret = (struct outbox_way){.connector = connector, .id = id};
    return 1;
}

int outbox_find_way(struct tx *tx, int64_t session, enum channel channel, struct outbox_way *ret)
{
    struct outbox_session s;
    int64_t connector = 0;
    *ret = (struct outbox_way){0};
    int r = outbox_session_load(tx, session, &s);
    if (r == 0)
        r = try_way(tx, s.reach_connector, channel, ret);
    if (r != 0)
        return r < 0 ? r : 0;
    r = connector_of_channel(tx->db, tx->tenant, channel, &connector);
    if (r == 0)
        r = try_way(tx, connector, channel, ret);
    return r < 0 ? error_trace(r) : 0;
}

// ---- addresses

struct looking {
    struct tx *tx;
    enum channel channel;
    struct view connector_id, adapter;
    struct view found; // no data: nothing yet
    bool is_verified;
};

static int read_connector(struct looking *l, int64_t connector)
{
    struct query q = query_begin(l->tx->db, SQL_CONNECTOR_NAMED, l->tx->tenant);
    query_bind(&q, connector);
    int r = query_step(&q);
    if (r == QUERY_ROW && (!tx_copy(l->tx, query_text(&q, 0), &l->connector_id) ||
                           !tx_copy(l->tx, query_text(&q, 1), &l->adapter)))
        r = -ENOMEM;
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

// As hub/inbound.c keeps them: where an adapter speaks for a network the address is "adapter:address", where
// a channel's customers are known by nothing else "connector:address", with what fits of the connector's id.
static bool is_its(const struct looking *l, const struct identity *identity, struct view *address)
{
    int kind = identity_kind_of_channel(l->channel);
    *address = identity->address;
    if (identity->kind == IDENTITY_EXTERNAL) {
        struct view system = view_cut(address, ':');
        return system.size > 0 && view_starts(l->connector_id, system);
    }
    if (identity->kind == IDENTITY_SOCIAL)
        return kind == IDENTITY_SOCIAL && view_equal(view_cut(address, ':'), l->adapter);
    if (l->channel == CHANNEL_WHATSAPP && identity->kind == IDENTITY_PHONE)
        return true; // one number is one person
    return kind != 0 && (int)identity->kind == kind;
}

// The first, but what was verified before others.
static int look(void *ctx, const struct identity *identity)
{
    struct looking *l = ctx;
    struct view address;
    if (!is_its(l, identity, &address) || address.data == NULL)
        return 0;
    bool is_better = identity->verified_us != 0 && !l->is_verified;
    if (l->found.data != NULL && !is_better)
        return 0;
    l->found = address;
    l->is_verified = identity->verified_us != 0;
    return 0;
}

static int look_through(struct looking *l, int64_t customer)
{
    int64_t members[CLUSTER_MAX];
    int count;
    int r = cluster_members(l->tx->db, l->tx->tenant, customer, members, &count);
    for (int i = 0; r == 0 && i < count; i++)
        r = identity_walk(l->tx->db, l->tx->tenant, members[i], &l->tx->batch->arena, look, l);
    return error_trace(r);
}

int outbox_find_address(struct tx *tx, const struct outbox_session *session, enum channel channel,
                        int64_t connector, struct view *ret)
{
    struct looking l = {.tx = tx, .channel = channel};
    struct customer_key customer;
    *ret = (struct view){0};
    if (session->reach_address.data != NULL && session->reach_connector == connector) {
        *ret = session->reach_address;
        return 0;
    }
    int r = session->customer == 0 ? CUSTOMER_NONE : customer_key_load(tx, session->customer, &customer);
    if (r != CUSTOMER_OK)
        return r < 0 ? error_trace(r) : 0;
    r = read_connector(&l, connector);
    if (r == 0)
        r = look_through(&l, customer.row);
    if (r == 0)
        *ret = l.found;
    return r;
}
