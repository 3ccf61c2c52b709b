// SPDX-License-Identifier: Apache-2.0
#include "hub/message_out.h"
#include "base/error.h"
#include "hub/delivery.h"
#include "hub/outbox.h"
#include "hub/outbox_way.h"
#include <errno.h>

static void write_info(struct json_writer *w, const struct tx *tx, const struct message_in *in,
                       struct view connector)
{
    json_begin_object(w);
    if (connector.data != NULL) {
        json_key(w, VIEW("connector"));
        json_string(w, connector);
    }
    if (in->due_us > tx->now_us) {
        json_key(w, VIEW("held"));
        json_string(w, VIEW("scheduled"));
        json_key(w, VIEW("next_attempt_us"));
        json_integer(w, in->due_us);
    }
    if (in->fallback.data != NULL) {
        json_key(w, VIEW("fallback"));
        json_raw(w, in->fallback);
    }
    json_end_object(w);
}

static int make_info(struct tx *tx, const struct message_in *in, struct view connector, struct view *ret)
{
    struct buffer out;
    buffer_init(&out, DELIVERY_INFO_MAX);
    struct json_writer w = json_writer(&out);
    write_info(&w, tx, in, connector);
    bool is_kept = !out.failed && (out.size <= 2 || tx_copy(tx, buffer_view(&out), ret)); // "{}"
    buffer_free(&out);
    return is_kept ? 0 : error_trace(-ENOMEM);
}

// The one that the sender named, or the session's, or the channel's own.
static int find_connector(struct tx *tx, const struct message_in *in, const struct session *session,
                          enum channel channel, struct outbox_way *ret)
{
    enum channel its;
    if (in->leave_by == 0)
        return outbox_find_way(tx, session->row, channel, ret);
    ret->connector = in->leave_by;
    int r = outbox_way_is_open(tx, in->leave_by, &ret->id, &its);
    return r < 0 ? r : r == 1 && its == channel ? MESSAGE_OK : MESSAGE_NO_WAY;
}

int message_find_way(struct tx *tx, const struct message_in *in, const struct session *session,
                     struct message_way *ret)
{
    enum channel channel = in->has_channel ? in->channel : session->channel;
    struct outbox_way way;
    *ret = (struct message_way){.delivery = delivery_begin(tx->setup, channel)};
    if (ret->delivery != DELIVERY_WAITING)
        return in->due_us > tx->now_us ? MESSAGE_NOT_LATER : MESSAGE_OK;
    int r = find_connector(tx, in, session, channel, &way);
    if (r != 0)
        return r < 0 ? error_trace(r) : r;
    if (way.connector != 0)
        ret->delivery = DELIVERY_QUEUED;
    ret->connector = way.connector;
    return make_info(tx, in, way.id, &ret->info);
}

int message_intend(struct tx *tx, const struct message_in *in, const struct session *session,
                   const struct message_way *way, const struct interaction *i)
{
    int64_t row;
    if (way->delivery != DELIVERY_WAITING && way->delivery != DELIVERY_QUEUED)
        return 0;
    int r = outbox_add(tx,
                       &(struct outbox_new){.kind = OUTBOX_MESSAGE,
                                            .channel = i->channel,
                                            .purpose = in->purpose,
                                            .lane = session->id,
                                            .session = session->row,
                                            .ref = i->row,
                                            .connector = way->connector,
                                            .address = in->to,
                                            .due_us = in->due_us,
                                            .expires_us = in->expires_us,
                                            .is_bulk = in->is_bulk},
                       &row);
    if (r < 0 || in->job.data == NULL)
        return r;
    struct query q = query_begin(tx->db, SQL_OUTBOX_MARK_JOB, tx->tenant);
    query_bind(&q, row);
    query_bind_text(&q, in->job);
    return error_trace(query_run(&q, NULL));
}
