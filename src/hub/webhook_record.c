// SPDX-License-Identifier: Apache-2.0
#include "hub/webhook_record.h"
#include "base/error.h"
#include "base/id.h"
#include "hub/audit.h"
#include "hub/notification.h"
#include <errno.h>
#include <stdio.h>

enum { ADMINISTRATORS_MAX = 20 };

static enum webhook_delivery_state state_of(const struct webhook_result *result)
{
    if (result->is_expired)
        return WEBHOOK_DELIVERY_EXPIRED;
    switch (result->kind) {
    case WEBHOOK_ARRIVED:
        return WEBHOOK_DELIVERY_DELIVERED;
    case WEBHOOK_TRY_AGAIN:
        return result->delivery != 0 ? WEBHOOK_DELIVERY_PENDING : WEBHOOK_DELIVERY_RETRYING;
    case WEBHOOK_PASSED:
    case WEBHOOK_GIVEN_UP:
    case WEBHOOK_DISABLED:
        break;
    }
    return WEBHOOK_DELIVERY_DEAD;
}

static void bind_end(struct query *q, const struct webhook_result *result)
{
    query_bind_or_null(q, result->status);
    query_bind_text(q, result->fault[0] == '\0' ? (struct view){0} : view_from(result->fault));
    query_bind(q, result->duration_us);
}

// ---- tests and replays, by their rows

static int set_delivery(struct tx *tx, const struct webhook_result *result)
{
    struct query q = query_begin(tx->db, SQL_WEBHOOK_DELIVERY_END, tx->tenant);
    query_bind(&q, result->delivery);
    query_bind(&q, state_of(result));
    query_bind(&q, result->is_sent);
    bind_end(&q, result);
    query_bind_or_null(&q, result->kind == WEBHOOK_TRY_AGAIN ? result->head.due_us : 0);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

// ---- events of the log

// QUERY_ROW when it was tried before and stands there.
static int go_on(struct tx *tx, const struct webhook_result *result, enum statement statement)
{
    int64_t row;
    struct query q = query_begin(tx->db, statement, tx->tenant);
    query_bind(&q, result->webhook);
    query_bind_text(&q, view_from(result->event_id));
    query_bind(&q, state_of(result));
    bind_end(&q, result);
    query_bind(&q, tx->now_us);
    return query_insert(&q, &row);
}

static int insert(struct tx *tx, const struct webhook_result *result)
{
    char id[ID_SIZE + 1];
    int64_t row;
    id_make(id, tx->now_us, tx->random);
    struct query q = query_begin(tx->db, SQL_WEBHOOK_DELIVERY_INSERT, tx->tenant);
    query_bind_text(&q, view_make(id, ID_SIZE));
    query_bind(&q, result->webhook);
    query_bind_text(&q, view_from(result->event_id));
    query_bind(&q, result->event_position);
    query_bind_text(&q, webhook_type_name(result->type));
    query_bind(&q, state_of(result));
    query_bind(&q, 1); // attempt
    bind_end(&q, result);
    query_bind_null(&q);
    query_bind(&q, tx->now_us);
    int r = query_insert(&q, &row);
    return r == QUERY_ROW ? 0 : error_trace(r < 0 ? r : -EAGAIN);
}

static int prune(struct tx *tx, const struct webhook_result *result)
{
    struct query q = query_begin(tx->db, SQL_WEBHOOK_DELIVERY_PRUNE, tx->tenant);
    query_bind(&q, result->webhook);
    query_bind(&q, result->prune);
    return error_trace(query_run(&q, NULL));
}

static int record_event(struct tx *tx, const struct webhook_result *result)
{
    int r = QUERY_DONE;
    if (!result->is_sent)
        return 0;
    if (result->is_again)
        r = go_on(tx, result, SQL_WEBHOOK_DELIVERY_GO_ON);
    if (result->is_again && r == QUERY_DONE)
        r = go_on(tx, result, SQL_WEBHOOK_DELIVERY_REVIVE);
    if (r == QUERY_DONE)
        r = insert(tx, result);
    if (r >= 0 && result->prune > 0)
        r = prune(tx, result);
    return r < 0 ? error_trace(r) : 0;
}

static int move(struct tx *tx, const struct webhook_result *result)
{
    const struct webhook_head *head = &result->head;
    struct query q = query_begin(tx->db, SQL_WEBHOOK_MOVE, tx->tenant);
    query_bind(&q, result->webhook);
    query_bind_text(&q, view_from(head->epoch));
    query_bind(&q, head->position);
    query_bind(&q, head->attempts);
    query_bind(&q, head->due_us);
    query_bind_or_null(&q, head->since_us);
    query_bind_or_null(&q, head->status);
    query_bind(&q, head->refusals);
    query_bind_text(&q, head->fault[0] == '\0' ? (struct view){0} : view_from(head->fault));
    return error_trace(query_run(&q, NULL));
}

// ---- an endpoint that is disabled

static int read_name(struct tx *tx, int64_t webhook, struct view *ret_id, struct view *ret_url)
{
    struct query q = query_begin(tx->db, SQL_WEBHOOK_OF_ROW, tx->tenant);
    query_bind(&q, webhook);
    int r = query_step(&q);
    if (r == QUERY_ROW &&
        (!tx_copy(tx, query_text(&q, 0), ret_id) || !tx_copy(tx, query_text(&q, 1), ret_url)))
        r = -ENOMEM;
    query_end(&q);
    return r == QUERY_ROW ? 0 : error_trace(r < 0 ? r : -ENOENT);
}

static int read_administrators(struct tx *tx, int64_t *agents, int *ret_count)
{
    int r, count = 0;
    struct query q = query_begin(tx->db, SQL_WEBHOOK_ADMINISTRATORS, tx->tenant);
    query_bind(&q, ADMINISTRATORS_MAX);
    while ((r = query_step(&q)) == QUERY_ROW)
        agents[count++] = query_int(&q, 0);
    query_end(&q);
    *ret_count = count;
    return r < 0 ? error_trace(r) : 0;
}

static int notify(struct tx *tx, struct view url, struct view reason)
{
    int64_t agents[ADMINISTRATORS_MAX];
    char text[512];
    int count;
    int r = read_administrators(tx, agents, &count);
    // Of a long address the beginning: secrets stand in queries.
    struct view shown = view_make(url.data, url.size < 200 ? url.size : 200);
    const char *query = memchr(shown.data, '?', shown.size);
    if (query != NULL)
        shown.size = (size_t)(query - shown.data);
    snprintf(text, sizeof(text), "%.*s gets no more events: %s. Enable it again when it is repaired.",
             VIEW_ARG(shown),
             view_equal(reason, WEBHOOK_REASON_GONE) ? "it answered 410, gone"
                                                     : "nothing arrived there for three days");
    for (int i = 0; r == 0 && i < count; i++)
        r = notification_write(tx,
                               &(struct notification_new){.agent = agents[i],
                                                          .type = VIEW("webhook_disabled"),
                                                          .title = VIEW("An endpoint was disabled"),
                                                          .message = view_from(text)},
                               NULL);
    return r;
}

static int disable(struct tx *tx, const struct webhook_result *result)
{
    struct view id, url;
    struct actor hub = {.kind = ACTOR_SYSTEM};
    int64_t row;
    struct query q = query_begin(tx->db, SQL_WEBHOOK_DISABLE, tx->tenant);
    query_bind(&q, result->webhook);
    query_bind_text(&q, result->reason);
    query_bind(&q, tx->now_us);
    query_bind(&q, result->version);
    int r = query_insert(&q, &row);
    if (r != QUERY_ROW) // it is already, or changed, or deleted
        return error_trace(r);
    r = read_name(tx, result->webhook, &id, &url);
    if (r == 0)
        r = audit_write(tx, &hub,
                        &(struct audit_entry){
                            .action = VIEW("webhook.disable"), .object = VIEW("webhook"), .object_id = id});
    return r == 0 ? notify(tx, url, result->reason) : r;
}

// ---- all of them

static bool is_last_of_log(const struct webhook_result *results, int at, int count)
{
    if (results[at].delivery != 0)
        return false;
    for (int i = at + 1; i < count; i++)
        if (results[i].webhook == results[at].webhook && results[i].delivery == 0)
            return false;
    return true;
}

int webhook_results_record(struct tx *tx, const struct webhook_result *results, int count)
{
    int r = 0;
    for (int i = 0; r == 0 && i < count; i++) {
        const struct webhook_result *result = &results[i];
        r = result->delivery != 0 ? set_delivery(tx, result) : record_event(tx, result);
        if (r == 0 && is_last_of_log(results, i, count))
            r = move(tx, result);
        if (r == 0 && result->kind == WEBHOOK_DISABLED)
            r = disable(tx, result);
    }
    return r;
}

int webhook_keeps_many(struct db *db, int64_t tenant, int64_t webhook)
{
    struct query q = query_begin(db, SQL_WEBHOOK_DELIVERY_CROWD, tenant);
    query_bind(&q, webhook);
    query_bind(&q, WEBHOOK_KEPT_MAX - 1);
    int r = query_step(&q);
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_ROW;
}

// ---- who was erased

int webhook_erased_at(struct db *db, int64_t tenant, int64_t position, struct arena *arena, struct view *ret)
{
    struct query q = query_begin(db, SQL_WEBHOOK_ERASED_AT, tenant);
    query_bind(&q, position);
    int r = query_step(&q);
    if (r == QUERY_ROW && !arena_copy(arena, query_text(&q, 0), ret))
        r = -ENOMEM;
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_ROW ? WEBHOOK_OK : WEBHOOK_NONE;
}

int webhook_note_erased(struct tx *tx, int64_t position, struct view customer_id)
{
    struct query q = query_begin(tx->db, SQL_WEBHOOK_IS_TOLD, tx->tenant);
    int r = query_step(&q);
    query_end(&q);
    if (r != QUERY_ROW)
        return error_trace(r);
    q = query_begin(tx->db, SQL_WEBHOOK_ERASED_INSERT, tx->tenant);
    query_bind(&q, position);
    query_bind_text(&q, customer_id);
    return error_trace(query_run(&q, NULL));
}
