// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "base/id.h"
#include "hub/audit.h"
#include "hub/row.h"
#include "hub/transfer_act.h"
#include <errno.h>

enum { LATER_MAX = 200 }; // entries that are looked through

// ---- reading

static void read_transfer(struct row *row, struct transfer *t)
{
    *t = (struct transfer){.row = row_int(row)};
    t->id = row_text(row);
    t->session = row_int(row);
    t->customer = row_int(row);
    t->interaction = row_int(row);
    t->state = (enum transfer_state)row_int(row);
    t->from.channel = (enum channel)row_int(row);
    t->from.agent = row_int(row);
    t->from.queue = row_int(row);
    t->to.channel = (enum channel)row_int(row);
    t->to.agent = row_int(row);
    t->to.queue = row_int(row);
    t->reason = row_text(row);
    t->outbox = row_int(row);
    t->fault = row_text(row);
    t->actor.kind = (enum actor_kind)row_int(row);
    t->actor.id = row_text(row);
    t->created_us = row_int(row);
    t->updated_us = row_int(row);
    t->session_id = row_text(row);
    t->customer_id = row_text(row);
    t->from_agent = row_text(row);
    t->from_queue = row_text(row);
    t->to_agent = row_text(row);
    t->to_queue = row_text(row);
}

// The one row of a bound query.
static int load(struct query *q, struct arena *arena, struct transfer *ret)
{
    struct transfer found;
    int r = query_step(q);
    if (r == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        read_transfer(&row, &found);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(q);
    if (r != QUERY_ROW)
        return r < 0 ? error_trace(r) : TRANSFER_NONE;
    *ret = found;
    return TRANSFER_OK;
}

static int load_by(struct tx *tx, enum statement statement, int64_t key, struct transfer *ret)
{
    struct query q = query_begin(tx->db, statement, tx->tenant);
    query_bind(&q, key);
    return load(&q, &tx->batch->arena, ret);
}

int transfer_find_by_row(struct tx *tx, int64_t row, struct transfer *ret)
{
    return load_by(tx, SQL_TRANSFER_BY_ROW, row, ret);
}

int transfer_find_by_outbox(struct tx *tx, int64_t outbox, struct transfer *ret)
{
    return load_by(tx, SQL_TRANSFER_BY_OUTBOX, outbox, ret);
}

int transfer_find_by_entry(struct tx *tx, int64_t session, int64_t interaction, struct transfer *ret)
{
    struct query q = query_begin(tx->db, SQL_TRANSFER_BY_ENTRY, tx->tenant);
    query_bind(&q, session);
    query_bind(&q, interaction);
    return load(&q, &tx->batch->arena, ret);
}

int transfer_find_untold(struct tx *tx, int64_t session, struct transfer *ret)
{
    return load_by(tx, SQL_TRANSFER_UNTOLD, session, ret);
}

int transfer_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct transfer *ret)
{
    struct query q = query_begin(db, SQL_TRANSFER_BY_ID, tenant);
    query_bind_text(&q, id);
    return load(&q, arena, ret);
}

int transfer_customer_came(struct tx *tx, const struct transfer *t)
{
    struct interaction entry;
    int r = interaction_load(tx->db, tx->tenant, t->interaction, &tx->batch->arena, &entry);
    if (r != INTERACTION_OK)
        return error_fold(r);
    struct query q = query_begin(tx->db, SQL_SESSION_ENTRIES_AFTER, tx->tenant);
    query_bind(&q, t->session);
    query_bind(&q, entry.position);
    query_bind(&q, LATER_MAX);
    bool came = false;
    while (!came && (r = query_step(&q)) == QUERY_ROW)
        came = query_int(&q, 0) == (int64_t)t->to.channel && query_int(&q, 1) == AUTHOR_CUSTOMER &&
               query_int(&q, 2) == AUDIENCE_PUBLIC; // that they woke the session is no word of theirs
    query_end(&q);
    return r < 0 ? error_trace(r) : came;
}

// ---- writing

static int audit(struct tx *tx, const struct transfer_step *s)
{
    const struct transfer *t = s->transfer;
    char action_text[32], detail_text[256];
    struct buffer action = buffer_fixed(action_text, sizeof(action_text));
    struct buffer detail = buffer_fixed(detail_text, sizeof(detail_text));
    struct json_writer w = json_writer(&detail);
    buffer_append_view(&action, VIEW("transfer."));
    buffer_append_view(&action, transfer_step_name(t->state));
    json_begin_object(&w);
    json_key(&w, VIEW("session_id"));
    json_string(&w, t->session_id);
    json_end_object(&w);
    return audit_write(tx, s->actor,
                       &(struct audit_entry){.action = buffer_view(&action),
                                             .object = VIEW("transfer"),
                                             .object_id = t->id,
                                             .customer = t->customer,
                                             .detail = buffer_view(&detail)});
}

static int insert(struct tx *tx, const struct transfer_in *in, struct transfer *t)
{
    struct query q = query_begin(tx->db, SQL_TRANSFER_INSERT, tx->tenant);
    query_bind_text(&q, t->id);
    query_bind(&q, t->session);
    query_bind(&q, t->customer);
    query_bind(&q, t->state);
    query_bind(&q, t->from.channel);
    query_bind_or_null(&q, t->from.agent);
    query_bind_or_null(&q, t->from.queue);
    query_bind(&q, t->to.channel);
    query_bind_or_null(&q, t->to.agent);
    query_bind_or_null(&q, t->to.queue);
    query_bind_text(&q, t->reason);
    query_bind_text(&q, in->context);
    query_bind(&q, t->actor.kind);
    query_bind_text(&q, t->actor.id);
    query_bind(&q, tx->now_us);
    int r = query_insert(&q, &t->row);
    if (r == QUERY_ROW)
        return 0;
    return error_trace(r < 0 ? r : -EEXIST); // a random id of the hub's own
}

int transfer_insert(struct tx *tx, const struct transfer_in *in, struct transfer_step *s)
{
    struct transfer *t = s->transfer;
    char *id = tx_alloc(tx, ID_SIZE + 1);
    if (id == NULL)
        return error_trace(-ENOMEM);
    id_make(id, tx->now_us, tx->random);
    t->id = view_make(id, ID_SIZE);
    t->created_us = t->updated_us = tx->now_us;
    int r = insert(tx, in, t);
    return r == 0 ? audit(tx, s) : r;
}

int transfer_store(struct tx *tx, const struct transfer_step *s)
{
    const struct transfer *t = s->transfer;
    struct query q = query_begin(tx->db, SQL_TRANSFER_STEP, tx->tenant);
    query_bind(&q, t->row);
    query_bind(&q, t->state);
    query_bind_or_null(&q, t->interaction);
    query_bind_or_null(&q, t->outbox);
    query_bind_text(&q, t->fault);
    query_bind(&q, tx->now_us);
    int r = query_run(&q, NULL);
    return r == 0 ? audit(tx, s) : error_trace(r);
}
