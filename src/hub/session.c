// SPDX-License-Identifier: Apache-2.0
#include "hub/session.h"
#include "base/error.h"
#include "base/id.h"
#include "hub/cluster.h"
#include "hub/event_body.h"
#include "hub/row.h"
#include "hub/session_hear.h"
#include <errno.h>

// ---- rows to structs

static void read_head(struct row *row, struct session *s)
{
    *s = (struct session){.row = row_int(row)};
    s->id = row_text(row);
    s->customer = row_int(row);
    s->is_open = row_int(row) != 0;
    s->status = (enum session_status)row_int(row);
    s->priority = (enum priority)row_int(row);
    s->primary_channel = (enum channel)row_int(row);
    s->channels = (unsigned)row_int(row);
    s->channel = (enum channel)row_int(row);
    s->left_channels = (unsigned)row_int(row);
    s->interactions = row_int(row);
    s->messages_in = row_int(row);
    s->messages_out = row_int(row);
    s->responses = row_int(row);
    s->response_sum_us = row_int(row);
    s->waiting_since_us = row_int(row);
    s->first_position = row_int(row);
    s->last_position = row_int(row);
    s->last_public_position = row_int(row);
    s->last_activity_us = row_int(row);
    s->created_us = row_int(row);
    s->agent = row_int(row);
    s->queue = row_int(row);
    s->snoozed_until_us = row_int(row);
    s->merged_into = row_int(row);
    s->rating = (int)row_int(row);
    s->version = row_int(row);
    s->activity_position = row_int(row);
    s->has_tags = row_int(row) != 0;
}

// What a row says of its customer's cluster.
struct links {
    int64_t merged_into, members;
};

static void read_whole(struct row *row, struct session *s, struct links *links)
{
    read_head(row, s);
    s->is_default = row_int(row) != 0;
    s->was_default = row_int(row) != 0;
    s->reopened = row_int(row);
    s->merged_into_id = row_text(row);
    s->sentiment = row_text(row);
    s->context = row_text(row);
    s->tags = row_text(row);
    s->rating_comment = row_text(row);
    s->rated_us = row_int(row);
    s->updated_us = row_int(row);
    s->resolved_us = row_int(row);
    s->closed_us = row_int(row);
    s->customer_id = row_text(row);
    s->customer_name = row_text(row);
    s->customer_phone = row_text(row);
    s->customer_email = row_text(row);
    s->profile = row_text(row);
    s->preferences = row_text(row);
    links->merged_into = row_int(row);
    links->members = row_int(row);
    s->agent_id = row_text(row);
    s->agent_name = row_text(row);
    s->queue_id = row_text(row);
}

// Customers that were merged are shown as one.
static int show_person(struct db *db, int64_t tenant, const struct links *links, struct arena *arena,
                       struct session *s)
{
    struct cluster cluster;
    s->person = s->customer;
    if (links->merged_into == 0 && links->members == 0)
        return 0;
    int r = cluster_load(db, tenant, s->customer, arena, &cluster);
    if (r != CUSTOMER_OK)
        return error_fold(r);
    const struct customer *c = &cluster.shown;
    s->person = c->row;
    s->customer_id = c->id;
    s->customer_name = c->name;
    s->customer_phone = c->phone;
    s->customer_email = c->email;
    s->profile = c->profile;
    s->preferences = c->preferences;
    return 0;
}

// The one row of a bound query.
static int load_whole(struct query *q, int64_t tenant, struct arena *arena, struct session *ret)
{
    struct session s;
    struct links links;
    struct db *db = q->db;
    int r = query_step(q);
    if (r == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        read_whole(&row, &s, &links);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(q);
    if (r == QUERY_DONE)
        return SESSION_NONE;
    if (r == QUERY_ROW)
        r = show_person(db, tenant, &links, arena, &s);
    if (r < 0)
        return error_trace(r);
    *ret = s;
    return SESSION_OK;
}

static int load_head(struct query *q, struct arena *arena, struct session *ret)
{
    int r = query_step(q);
    if (r == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        read_head(&row, ret);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? SESSION_OK : SESSION_NONE;
}

int session_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct session *ret)
{
    struct query q = query_begin(db, SQL_SESSION_BY_ID, tenant);
    query_bind_text(&q, id);
    return load_whole(&q, tenant, arena, ret);
}

int session_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct session *ret)
{
    struct query q = query_begin(db, SQL_SESSION_BY_ROW, tenant);
    query_bind(&q, row);
    return load_whole(&q, tenant, arena, ret);
}

int session_head_find(struct tx *tx, struct view id, struct session *ret)
{
    struct query q = query_begin(tx->db, SQL_SESSION_HEAD_BY_ID, tx->tenant);
    query_bind_text(&q, id);
    return load_head(&q, &tx->batch->arena, ret);
}

static int head_load(struct tx *tx, int64_t row, struct session *ret)
{
    struct query q = query_begin(tx->db, SQL_SESSION_HEAD_BY_ROW, tx->tenant);
    query_bind(&q, row);
    return load_head(&q, &tx->batch->arena, ret);
}

// ---- making

// What session_insert writes, as the struct that reading it again would give.
static struct session fresh_session(struct tx *tx, int64_t customer, const struct session_new *fresh)
{
    int64_t position = tx_next_position(tx);
    return (struct session){
        .id = fresh->id,
        .customer = customer,
        .is_open = true,
        .is_new = true,
        .priority = fresh->priority,
        .primary_channel = fresh->channel,
        .channels = channel_bit(fresh->channel),
        .channel = fresh->channel,
        .first_position = position,
        .activity_position = position,
        .last_activity_us = tx->now_us,
        .created_us = tx->now_us,
        .context = fresh->context,
        .version = 1,
    };
}

static int insert(struct tx *tx, struct session *s, bool is_default)
{
    struct query q = query_begin(tx->db, SQL_SESSION_INSERT, tx->tenant);
    query_bind_text(&q, s->id);
    query_bind(&q, s->customer);
    query_bind(&q, is_default);
    query_bind(&q, s->priority);
    query_bind(&q, s->primary_channel);
    query_bind(&q, s->channels);
    query_bind_text(&q, s->context);
    query_bind(&q, s->first_position);
    query_bind(&q, tx->now_us);
    int r = query_insert(&q, &s->row);
    if (r == QUERY_ROW)
        return 0;
    return error_trace(r < 0 ? r : -EAGAIN); // looked first, so somebody else was between: run again
}

static int create(struct tx *tx, int64_t customer, const struct session_new *fresh, bool is_default,
                  struct session *ret)
{
    struct session s = fresh_session(tx, customer, fresh);
    int r = insert(tx, &s, is_default);
    if (r == 0)
        r = session_announce(tx, &s, s.first_position);
    if (r < 0)
        return error_trace(r);
    *ret = s;
    return 0;
}

// The default session that the customer has open itself.
static int find_default(struct tx *tx, int64_t customer, int64_t *row, int64_t *activity_us)
{
    struct query q = query_begin(tx->db, SQL_SESSION_OPEN_DEFAULT, tx->tenant);
    query_bind(&q, customer);
    int r = query_step(&q);
    if (r == QUERY_ROW && query_int(&q, 1) > *activity_us) {
        *row = query_int(&q, 0);
        *activity_us = query_int(&q, 1);
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

// The last active default session of those that were merged into the customer.
static int merged_default(struct tx *tx, int64_t customer, struct session *ret)
{
    int64_t members[CLUSTER_MAX], row = 0, activity_us = 0;
    int count;
    int r = cluster_members(tx->db, tx->tenant, customer, members, &count);
    for (int i = 1; r == 0 && i < count; i++)
        r = find_default(tx, members[i], &row, &activity_us);
    if (r < 0)
        return error_trace(r);
    return row == 0 ? SESSION_NONE : head_load(tx, row, ret);
}

int session_head_default(struct tx *tx, int64_t customer, const struct session_new *fresh,
                         struct session *ret)
{
    struct query q = query_begin(tx->db, SQL_SESSION_HEAD_DEFAULT, tx->tenant);
    query_bind(&q, customer);
    int r = load_head(&q, &tx->batch->arena, ret);
    if (r == SESSION_NONE)
        r = merged_default(tx, customer, ret);
    if (r == SESSION_NONE)
        r = session_find_resumable(tx, customer, ret);
    if (r != SESSION_NONE)
        return r;
    struct session_new named = *fresh;
    char *id = tx_alloc(tx, ID_SIZE + 1);
    if (id == NULL)
        return error_trace(-ENOMEM);
    id_make(id, tx->now_us, tx->random);
    named.id = view_make(id, ID_SIZE);
    return create(tx, customer, &named, true, ret);
}

int session_has_default(struct tx *tx, int64_t customer)
{
    struct query q = query_begin(tx->db, SQL_SESSION_OPEN_DEFAULT, tx->tenant);
    query_bind(&q, customer);
    int r = query_step(&q);
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_ROW;
}

int session_has_room(struct tx *tx, int64_t customer)
{
    struct query q = query_begin(tx->db, SQL_SESSION_CROWD, tx->tenant);
    query_bind(&q, customer);
    query_bind(&q, SESSIONS_OPEN_MAX - 1);
    int r = query_step(&q);
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r != QUERY_ROW;
}

static int create_own(struct tx *tx, int64_t customer, const struct session_new *fresh, struct session *ret)
{
    int r = session_has_room(tx, customer);
    if (r != 1)
        return r < 0 ? r : SESSION_TOO_MANY;
    return create(tx, customer, fresh, false, ret);
}

int session_head_own(struct tx *tx, int64_t customer, const struct session_new *fresh, struct session *ret)
{
    struct session found;
    int r = session_head_find(tx, fresh->id, &found);
    if (r == SESSION_NONE)
        return create_own(tx, customer, fresh, ret);
    if (r != SESSION_OK)
        return r;
    r = cluster_is_same(tx->db, tx->tenant, found.customer, customer);
    if (r != 1)
        return r < 0 ? r : SESSION_OF_ANOTHER;
    *ret = found;
    return SESSION_OK;
}

// ---- changing

static void count_response(struct session *s, const struct interaction *in)
{
    if (in->type != INTERACTION_MESSAGE)
        return;
    if (in->direction == DIRECTION_INBOUND) {
        s->messages_in++;
        if (s->waiting_since_us == 0)
            s->waiting_since_us = in->created_us;
        return;
    }
    s->messages_out++;
    if (s->waiting_since_us != 0) {
        s->responses++;
        s->response_sum_us += in->created_us - s->waiting_since_us;
        s->waiting_since_us = 0;
    }
}

static void move_position(struct session *s, int64_t position, enum audience audience)
{
    s->last_position = position;
    if (audience == AUDIENCE_PUBLIC)
        s->last_public_position = position;
}

// The session's place in the list of open sessions.
static int move_in_list(struct tx *tx, struct session *s, int64_t position, int64_t before_us)
{
    if (session_is_same_minute(s->last_activity_us, before_us))
        return 0;
    s->activity_position = position;
    struct query q = query_begin(tx->db, SQL_SESSION_MOVE, tx->tenant);
    query_bind(&q, s->row);
    query_bind(&q, s->activity_position);
    int r = query_run(&q, NULL);
    return r == 0 && s->has_tags ? session_move_tags(tx, s) : r;
}

// Columns that stand in an index are set apart, and only when they changed: naming one rewrites its entry.
static int set_waiting(struct tx *tx, const struct session *s, int64_t before_us)
{
    if (s->waiting_since_us == before_us)
        return 0;
    struct query q = query_begin(tx->db, SQL_SESSION_SET_WAITING, tx->tenant);
    query_bind(&q, s->row);
    query_bind_or_null(&q, s->waiting_since_us);
    return query_run(&q, NULL);
}

static int set_channel(struct tx *tx, const struct session *s, enum channel before)
{
    if (s->channel == before)
        return 0;
    struct query q = query_begin(tx->db, SQL_SESSION_SET_CHANNEL, tx->tenant);
    query_bind(&q, s->row);
    query_bind(&q, s->channel);
    return query_run(&q, NULL);
}

static int touch(struct tx *tx, const struct session *s)
{
    struct query q = query_begin(tx->db, SQL_SESSION_TOUCH, tx->tenant);
    query_bind(&q, s->row);
    query_bind(&q, s->channels);
    query_bind(&q, s->interactions);
    query_bind(&q, s->messages_in);
    query_bind(&q, s->messages_out);
    query_bind(&q, s->responses);
    query_bind(&q, s->response_sum_us);
    query_bind(&q, s->last_position);
    query_bind(&q, s->last_public_position);
    query_bind(&q, s->last_activity_us);
    query_bind(&q, s->left_channels);
    return query_run(&q, NULL);
}

int session_move_tags(struct tx *tx, const struct session *s)
{
    struct query q = query_begin(tx->db, SQL_SESSION_TAGS_MOVE, tx->tenant);
    query_bind(&q, s->row);
    query_bind(&q, s->is_open);
    query_bind(&q, s->activity_position);
    return error_trace(query_run(&q, NULL));
}

int session_set_priority(struct tx *tx, struct session *s, enum priority priority)
{
    s->priority = priority;
    s->version++;
    struct query q = query_begin(tx->db, SQL_SESSION_SET_PRIORITY, tx->tenant);
    query_bind(&q, s->row);
    query_bind(&q, priority);
    return error_trace(query_run(&q, NULL));
}

int session_add_interaction(struct tx *tx, struct session *s, const struct interaction *in, int64_t last)
{
    int64_t before_us = s->last_activity_us, waiting_us = s->waiting_since_us;
    enum channel before_channel = s->channel;
    s->interactions++;
    s->channels |= channel_bit(in->channel);
    if (in->author_type == AUTHOR_CUSTOMER)
        session_come_to(s, in->channel);
    s->last_activity_us = in->created_us;
    count_response(s, in);
    move_position(s, in->position, in->audience);
    if (last > in->position)
        move_position(s, last, AUDIENCE_PUBLIC);
    int r = touch(tx, s);
    if (r == 0)
        r = move_in_list(tx, s, in->position, before_us);
    if (r == 0)
        r = set_waiting(tx, s, waiting_us);
    if (r == 0)
        r = set_channel(tx, s, before_channel);
    return error_trace(r);
}

int session_amend(struct tx *tx, const struct session *s)
{
    struct query q = query_begin(tx->db, SQL_SESSION_AMEND, tx->tenant);
    query_bind(&q, s->row);
    query_bind(&q, s->priority);
    query_bind(&q, s->channels);
    query_bind_text(&q, s->context);
    query_bind(&q, s->last_position);
    query_bind(&q, s->last_public_position);
    query_bind(&q, tx->now_us);
    query_bind(&q, s->channel);
    query_bind(&q, s->left_channels);
    return error_trace(query_run(&q, NULL));
}

int session_announce(struct tx *tx, struct session *s, int64_t position)
{
    struct session *whole = tx_alloc(tx, sizeof(*whole));
    struct event_body *body = tx_alloc(tx, sizeof(*body));
    if (whole == NULL || body == NULL)
        return error_trace(-ENOMEM);
    int r = session_load(tx->db, tx->tenant, s->row, &tx->batch->arena, whole);
    if (r != SESSION_OK)
        return error_fold(r);
    *body = (struct event_body){.session_id = whole->id, .customer_id = whole->customer_id, .session = whole};
    move_position(s, position, AUDIENCE_PUBLIC);
    return tx_announce(tx, &(struct event){.position = position,
                                           .session = s->row,
                                           .customer = whole->person,
                                           .agent = s->agent,
                                           .queue = s->queue,
                                           .ref = s->row,
                                           .audience = AUDIENCE_PUBLIC,
                                           .kind = EVENT_SESSION_UPDATE,
                                           .body = body});
}
