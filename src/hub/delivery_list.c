// SPDX-License-Identifier: Apache-2.0
#include "hub/delivery_list.h"
#include "base/error.h"
#include "hub/outbox_row.h"
#include "hub/row.h"
#include <errno.h>

struct item {
    struct outbox_row row;
    struct view message_id, session_id, customer_id;
    enum delivery_state delivery;
    struct view info;
};

static struct view state_name(const struct outbox_row *o)
{
    switch (o->state) {
    case OUTBOX_WAITING:
        return VIEW("waiting");
    case OUTBOX_DUE:
        return o->held != OUTBOX_NOT_HELD ? VIEW("held") : VIEW("queued");
    case OUTBOX_TAKEN:
        return VIEW("under_way");
    case OUTBOX_DONE:
        return VIEW("done");
    case OUTBOX_FAILED:
        return VIEW("failed");
    case OUTBOX_CANCELLED:
        return VIEW("cancelled");
    case OUTBOX_UNKNOWN:
        return VIEW("unknown");
    }
    return VIEW("unknown");
}

static struct view purpose_name(enum consent_purpose purpose)
{
    switch (purpose) {
    case CONSENT_SERVICE:
        return VIEW("service");
    case CONSENT_TRANSACTIONAL:
        return VIEW("transactional");
    case CONSENT_MARKETING:
        return VIEW("marketing");
    case CONSENT_REQUIRED:
        return VIEW("required");
    }
    return VIEW("service");
}

static void write_text(struct json_writer *w, struct view name, struct view text)
{
    json_key(w, name);
    json_string_or_null(w, text);
}

static void write_time(struct json_writer *w, struct view name, int64_t us)
{
    json_key(w, name);
    json_time(w, us);
}

static void write_item(struct json_writer *w, const struct item *item)
{
    const struct outbox_row *o = &item->row;
    json_begin_object(w);
    write_text(w, VIEW("id"), item->message_id);
    write_text(w, VIEW("message_id"), item->message_id);
    write_text(w, VIEW("session_id"), item->session_id);
    write_text(w, VIEW("customer_id"), item->customer_id);
    write_text(w, VIEW("channel"), channel_name(o->channel));
    write_text(w, VIEW("state"), state_name(o));
    write_text(w, VIEW("purpose"), purpose_name(o->purpose));
    write_text(w, VIEW("to"), o->address);
    json_key(w, VIEW("bulk"));
    json_bool(w, o->is_bulk);
    json_key(w, VIEW("attempts"));
    json_integer(w, o->attempts);
    delivery_write(w, item->delivery, item->info, AUDIENCE_INTERNAL);
    write_time(w, VIEW("due_at"), o->state == OUTBOX_WAITING || o->state == OUTBOX_DUE ? o->due_us : 0);
    write_time(w, VIEW("expires_at"), o->expires_us);
    write_time(w, VIEW("created_at"), o->created_us);
    write_time(w, VIEW("updated_at"), o->updated_us);
    json_end_object(w);
}

static int read_item(struct query *q, struct arena *arena, struct item *ret)
{
    struct row row = {.query = q, .arena = arena};
    outbox_read(&row, &ret->row);
    ret->message_id = row_text(&row);
    ret->delivery = (enum delivery_state)row_int(&row);
    ret->info = row_text(&row);
    ret->session_id = row_text(&row);
    ret->customer_id = row_text(&row);
    return row.failed ? -ENOMEM : 0;
}

static bool passes(const struct outbox_row *o, enum delivery_filter filter, int channel)
{
    if (channel >= 0 && (int)o->channel != channel)
        return false;
    switch (filter) {
    case DELIVERIES_DEAD:
    case DELIVERIES_OPEN:
        return true;
    case DELIVERIES_FAILED:
        return o->state == OUTBOX_FAILED;
    case DELIVERIES_UNKNOWN:
        return o->state == OUTBOX_UNKNOWN;
    case DELIVERIES_QUEUED:
        return o->state == OUTBOX_TAKEN || (o->state == OUTBOX_DUE && o->held == OUTBOX_NOT_HELD);
    case DELIVERIES_WAITING:
        return o->state == OUTBOX_WAITING;
    case DELIVERIES_HELD:
        return o->state == OUTBOX_DUE && o->held != OUTBOX_NOT_HELD;
    }
    return false;
}

int delivery_walk(struct db *db, int64_t tenant, enum delivery_filter filter, int channel, int64_t *cursor,
                  struct arena *arena, struct json_writer *w, bool (*is_full)(void *ctx), void *ctx,
                  bool *ret_is_over)
{
    int looked = 0, r;
    bool is_over = true;
    struct query q =
        query_begin(db, filter < DELIVERIES_OPEN ? SQL_DELIVERIES_DEAD : SQL_DELIVERIES_OPEN, tenant);
    query_bind(&q, *cursor);
    query_bind(&q, DELIVERIES_LOOKED_MAX);
    while ((r = query_step(&q)) == QUERY_ROW) {
        struct item item;
        r = read_item(&q, arena, &item);
        if (r < 0)
            break;
        looked++;
        *cursor = item.row.row;
        if (!passes(&item.row, filter, channel))
            continue;
        write_item(w, &item);
        is_over = !is_full(ctx);
        if (!is_over)
            break;
    }
    query_end(&q);
    *ret_is_over = is_over && looked < DELIVERIES_LOOKED_MAX;
    return r < 0 ? error_trace(r) : 0;
}

int delivery_write_one(struct db *db, int64_t tenant, int64_t session, int64_t message, struct arena *arena,
                       struct json_writer *w)
{
    struct item item;
    struct query q = query_begin(db, SQL_DELIVERY_OF_MESSAGE, tenant);
    query_bind(&q, session);
    query_bind(&q, message);
    int r = query_step(&q);
    if (r == QUERY_ROW && read_item(&q, arena, &item) < 0)
        r = -ENOMEM;
    query_end(&q);
    if (r == QUERY_ROW)
        write_item(w, &item);
    return r < 0 ? error_trace(r) : r == QUERY_ROW;
}
