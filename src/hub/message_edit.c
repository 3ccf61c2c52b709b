// SPDX-License-Identifier: Apache-2.0
#include "hub/message_edit.h"
#include "base/error.h"
#include "hub/audit.h"
#include "hub/message_tell.h"
#include "hub/session_change.h"
#include <errno.h>

enum { TOLD_MAX = 50 }; // earlier contents that a read gives

int message_find(struct db *db, int64_t tenant, struct view id, const struct access_view *view,
                 struct arena *arena, struct message_whole *ret)
{
    struct message_whole m;
    struct session session;
    int r = interaction_find(db, tenant, id, arena, &m.in);
    if (r != INTERACTION_OK)
        return r < 0 ? r : MESSAGE_EDIT_NONE;
    r = session_load(db, tenant, m.in.session, arena, &session);
    if (r != SESSION_OK) // its customer is being erased, or retention takes it
        return r < 0 ? error_trace(r) : MESSAGE_EDIT_NONE;
    if (!access_sees_session(view, &session))
        return MESSAGE_EDIT_NONE;
    interaction_fill_author(&m.in, session.customer_id, session.customer_name);
    m.session_id = session.id;
    m.customer_id = session.customer_id;
    m.version = 1 + m.in.edits + (m.in.redacted_us != 0);
    *ret = m;
    return MESSAGE_EDIT_OK;
}

static int judge(const struct interaction *in, const struct actor *actor, const struct access_view *view)
{
    if (in->type != INTERACTION_MESSAGE && in->type != INTERACTION_NOTE)
        return MESSAGE_EDIT_NO_MESSAGE;
    if (in->author_type == AUTHOR_CUSTOMER)
        return MESSAGE_EDIT_OF_CUSTOMER;
    if (in->redacted_us != 0)
        return MESSAGE_EDIT_REDACTED;
    if (!access_sees_all(view) && !view_equal(in->author_id, actor->id))
        return MESSAGE_EDIT_OF_ANOTHER;
    return in->edits < MESSAGE_EDITS_MAX ? MESSAGE_EDIT_OK : MESSAGE_EDIT_TOO_OFTEN;
}

static int keep_before(struct tx *tx, const struct interaction *in, const struct actor *actor)
{
    struct query q = query_begin(tx->db, SQL_INTERACTION_EDIT_INSERT, tx->tenant);
    query_bind(&q, in->row);
    query_bind_text(&q, in->content);
    query_bind(&q, actor->kind);
    query_bind_text(&q, actor->id);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

static int store(struct tx *tx, const struct interaction *in)
{
    struct query q = query_begin(tx->db, SQL_INTERACTION_EDIT, tx->tenant);
    query_bind(&q, in->row);
    query_bind_text(&q, in->content);
    query_bind(&q, in->edited_us);
    query_bind(&q, in->edits);
    return error_trace(query_run(&q, NULL));
}

static int audit(struct tx *tx, const struct message_whole *message, const struct actor *actor)
{
    char text[320];
    struct buffer detail = buffer_fixed(text, sizeof(text));
    struct json_writer w = json_writer(&detail);
    json_begin_object(&w);
    json_key(&w, VIEW("session_id"));
    json_string(&w, message->session_id);
    json_key(&w, VIEW("version"));
    json_integer(&w, message->version);
    json_end_object(&w);
    return audit_write(tx, actor,
                       &(struct audit_entry){.action = VIEW("message.edit"),
                                             .object = VIEW("message"),
                                             .object_id = message->in.id,
                                             .customer = message->in.customer,
                                             .detail = buffer_view(&detail)});
}

// It outlives the request.
int message_tell(struct tx *tx, const struct message_whole *message)
{
    struct session_change change;
    struct interaction *in = tx_alloc(tx, sizeof(*in));
    if (in == NULL)
        return error_trace(-ENOMEM);
    int r = interaction_load(tx->db, tx->tenant, message->in.row, &tx->batch->arena, in);
    if (r == INTERACTION_OK)
        r = session_change_load(tx, in->session, &change);
    if (r != 0)
        return error_fold(r);
    interaction_fill_author(in, change.customer.id, change.customer.name);
    r = timeline_retell(tx, &change, in, EVENT_MESSAGE_UPDATED);
    return r == 0 ? session_change_end(tx, &change) : r;
}

int message_edit(struct tx *tx, struct message_whole *message, struct view content, const struct actor *actor,
                 const struct access_view *view)
{
    struct interaction *in = &message->in;
    int r = judge(in, actor, view);
    if (r != MESSAGE_EDIT_OK || view_equal(in->content, content))
        return r;
    r = keep_before(tx, in, actor);
    if (!tx_copy(tx, content, &in->content))
        return error_trace(-ENOMEM);
    in->edited_us = tx->now_us;
    in->edits++;
    message->version++;
    if (r == 0)
        r = store(tx, in);
    if (r == 0)
        r = audit(tx, message, actor);
    return r == 0 ? message_tell(tx, message) : r;
}

// ---- text

static int write_edits(struct json_writer *w, const struct interaction *in, struct db *db, int64_t tenant)
{
    struct query q = query_begin(db, SQL_INTERACTION_EDITS, tenant);
    query_bind(&q, in->row);
    query_bind(&q, TOLD_MAX);
    int r;
    json_key(w, VIEW("edit_history"));
    json_begin_array(w);
    while ((r = query_step(&q)) == QUERY_ROW) {
        json_begin_object(w);
        json_key(w, VIEW("content"));
        json_string(w, query_text(&q, 0));
        json_key(w, VIEW("replaced_at"));
        json_time(w, query_int(&q, 3));
        json_key(w, VIEW("by"));
        actor_write(w, (enum actor_kind)query_int(&q, 1), query_text(&q, 2));
        json_end_object(w);
    }
    query_end(&q);
    json_end_array(w);
    return r < 0 ? error_trace(r) : 0;
}

int message_write(struct json_writer *w, const struct message_whole *message, struct db *db, int64_t tenant,
                  enum audience audience, struct view epoch)
{
    int r = 0;
    interaction_write_open(w, &message->in, audience, epoch);
    json_key(w, VIEW("session_id"));
    json_string(w, message->session_id);
    json_key(w, VIEW("customer_id"));
    json_string(w, message->customer_id);
    json_key(w, VIEW("version"));
    json_integer(w, message->version);
    if (db != NULL && audience == AUDIENCE_INTERNAL)
        r = write_edits(w, &message->in, db, tenant);
    json_end_object(w);
    return r;
}
