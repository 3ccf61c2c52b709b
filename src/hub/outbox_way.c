// SPDX-License-Identifier: Apache-2.0
#include "hub/outbox_way.h"
#include "base/error.h"
#include "hub/cluster.h"
#include "hub/identity.h"
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
    struct view connector_id;
    struct view found; // no data: nothing yet
};

static bool is_kind_of(enum identity_kind kind, enum channel channel)
{
    switch (channel) {
    case CHANNEL_VOICE:
    case CHANNEL_SMS:
        return kind == IDENTITY_PHONE;
    case CHANNEL_WHATSAPP:
        return kind == IDENTITY_WHATSAPP || kind == IDENTITY_PHONE;
    case CHANNEL_EMAIL:
        return kind == IDENTITY_EMAIL;
    case CHANNEL_SOCIAL_MEDIA:
        return kind == IDENTITY_SOCIAL;
    case CHANNEL_MOBILE_APP:
        return kind == IDENTITY_DEVICE;
    case CHANNEL_VIDEO:
    case CHANNEL_CHAT:
    case CHANNEL_WEB_PORTAL:
        break;
    }
    return false;
}

// Of a custom connector's customers the address is "connector:address", of a network's "network:address".
static int look(void *ctx, const struct identity *identity)
{
    struct looking *l = ctx;
    struct view address = identity->address;
    bool is_its = false;
    if (identity->kind == IDENTITY_EXTERNAL)
        is_its = view_equal(view_cut(&address, ':'), l->connector_id);
    else if (l->found.data == NULL)
        is_its = is_kind_of(identity->kind, l->channel);
    if (is_its && identity->kind == IDENTITY_SOCIAL)
        view_cut(&address, ':');
    if (is_its && address.data != NULL)
        l->found = address;
    return 0;
}

static int look_through(struct looking *l, int64_t customer)
{
    int64_t members[CLUSTER_MAX];
    int count;
    int r = cluster_members(l->tx->db, l->tx->tenant, customer, members, &count);
    for (int i = 0; r == 0 && l->found.data == NULL && i < count; i++)
        r = identity_walk(l->tx->db, l->tx->tenant, members[i], &l->tx->batch->arena, look, l);
    return error_trace(r);
}

int outbox_find_address(struct tx *tx, const struct outbox_session *session, enum channel channel,
                        int64_t connector, struct view connector_id, struct view *ret)
{
    struct looking l = {.tx = tx, .channel = channel, .connector_id = connector_id};
    struct customer_key customer;
    *ret = (struct view){0};
    if (session->reach_address.data != NULL && session->reach_connector == connector) {
        *ret = session->reach_address;
        return 0;
    }
    int r = session->customer == 0 ? CUSTOMER_NONE : customer_key_load(tx, session->customer, &customer);
    if (r != CUSTOMER_OK)
        return r < 0 ? error_trace(r) : 0;
    r = look_through(&l, customer.row);
    if (r == 0)
        *ret = l.found;
    return r;
}
