// SPDX-License-Identifier: Apache-2.0
#include "hub/customer_event.h"
#include "base/error.h"
#include "hub/customer_text.h"
#include "hub/event_body.h"
#include "hub/webhook_record.h"

static int set_last(struct tx *tx, int64_t customer, int64_t position)
{
    struct query q = query_begin(tx->db, SQL_CUSTOMER_SET_LAST, tx->tenant);
    query_bind(&q, customer);
    query_bind(&q, position);
    return error_trace(query_run(&q, NULL));
}

static int announce(struct tx *tx, enum event_kind kind, int64_t listener, int64_t ref, int64_t position,
                    const struct event_body *body)
{
    return tx_announce(tx, &(struct event){.position = position,
                                           .customer = listener,
                                           .ref = ref,
                                           .audience = AUDIENCE_INTERNAL,
                                           .kind = kind,
                                           .body = body});
}

static int announce_cluster(struct tx *tx, enum event_kind kind, int64_t listener, int64_t ref)
{
    struct event_body *body = tx_alloc(tx, sizeof(*body));
    if (body == NULL)
        return error_trace(-ENOMEM);
    int64_t position = tx_next_position(tx);
    int r = set_last(tx, listener, position);
    if (r == 0)
        r = event_body_of_customer(tx->db, tx->tenant, ref, &tx->batch->arena, body);
    if (r != EVENT_BODY_OK)
        return error_fold(r);
    return announce(tx, kind, listener, ref, position, body);
}

int customer_announce(struct tx *tx, int64_t survivor)
{
    return announce_cluster(tx, EVENT_CUSTOMER_UPDATE, survivor, survivor);
}

int customer_announce_merge(struct tx *tx, int64_t listener, int64_t member)
{
    return announce_cluster(tx, EVENT_CUSTOMER_MERGED, listener, member);
}

int customer_announce_erasure(struct tx *tx, const struct customer *customer)
{
    struct event_body *body = tx_alloc(tx, sizeof(*body));
    if (body == NULL)
        return error_trace(-ENOMEM);
    *body = (struct event_body){0};
    if (!tx_copy(tx, customer->id, &body->customer_id))
        return error_trace(-ENOMEM);
    int64_t position = tx_next_position(tx);
    int r = webhook_note_erased(tx, position, customer->id);
    return r < 0 ? r : announce(tx, EVENT_CUSTOMER_ERASED, customer->row, customer->row, position, body);
}

static void write_merge(struct json_writer *w, const struct event_body *body)
{
    const struct cluster *c = body->cluster;
    bool is_merged = !view_equal(body->member_id, c->survivor.id);
    json_begin_object(w);
    json_key(w, VIEW("activity"));
    json_string(w, is_merged ? VIEW("merged") : VIEW("unmerged"));
    json_key(w, VIEW("member_id"));
    json_string(w, body->member_id);
    json_key(w, VIEW("customer_id"));
    json_string(w, c->survivor.id);
    json_key(w, VIEW("customer"));
    customer_write(w, c);
    json_end_object(w);
}

static void write_update(struct json_writer *w, const struct event_body *body)
{
    json_begin_object(w);
    json_key(w, VIEW("activity"));
    json_string(w, VIEW("updated"));
    json_key(w, VIEW("customer"));
    customer_write(w, body->cluster);
    json_end_object(w);
}

static void write_erasure(struct json_writer *w, const struct event_body *body)
{
    json_begin_object(w);
    json_key(w, VIEW("activity"));
    json_string(w, VIEW("erased"));
    json_key(w, VIEW("customer_id"));
    json_string_or_null(w, body->customer_id);
    json_end_object(w);
}

void customer_payload_write(struct json_writer *w, enum event_kind kind, const struct event_body *body)
{
    if (kind == EVENT_CUSTOMER_MERGED)
        write_merge(w, body);
    else if (kind == EVENT_CUSTOMER_UPDATE)
        write_update(w, body);
    else
        write_erasure(w, body);
}
