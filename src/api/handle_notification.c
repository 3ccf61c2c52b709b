// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/handlers.h"
#include "api/row_page.h"
#include "base/error.h"
#include "hub/agent.h"
#include "hub/device.h"
#include "hub/notification.h"
#include <errno.h>

static int refuse_agent(struct call *call)
{
    return call_refuse(call, 404, VIEW("agent.not_found"), VIEW("there is no agent of this id"));
}

// Whose notifications are meant: of who asks, or of whom they name. *ret is 0 for a program that names
// nobody.
static int find_whose(struct db *db, struct call *call, struct view id, int64_t *ret)
{
    const struct principal *p = &call->principal;
    struct agent agent;
    *ret = p->actor.agent;
    if (id.data == NULL)
        return 0;
    int r = agent_find(db, p->tenant, id, call_arena(call), &agent);
    if (r != AGENT_OK)
        return r < 0 ? r : refuse_agent(call);
    if (!access_sees_all(p->view) && agent.row != p->actor.agent)
        return refuse_agent(call);
    *ret = agent.row;
    return 0;
}

// ---- lists

static int write_notification(void *ctx, const struct notification *n)
{
    struct row_page *page = ctx;
    notification_write_json(page->w, n);
    return row_page_count(page);
}

struct list_wish {
    struct view agent_id, cursor;
    int64_t limit;
    bool unread_only;
};

static int list(struct snapshot *snapshot, struct call *call, const struct list_wish *wish,
                struct json_writer *w)
{
    struct row_page page;
    struct arena rows;
    int64_t cursor, agent;
    if (!cursor_row(wish->cursor, INT64_MAX, &cursor))
        return cursor_refuse(call);
    int r = find_whose(snapshot->db, call, wish->agent_id, &agent);
    if (r != 0)
        return r;
    arena_init(&rows, 4096, 1 << 20);
    row_page_begin(&page, w, VIEW("notifications"), wish->limit);
    r = notification_walk(snapshot->db, snapshot->tenant, agent, wish->unread_only, &cursor, (int)wish->limit,
                          &rows, write_notification, &page);
    row_page_end(&page, call, cursor, snapshot->position);
    arena_free(&rows);
    return r;
}

int notification_list_rows(const struct call *call)
{
    return (int)((const struct notification_list_args *)call->args)->limit;
}

int notification_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct notification_list_args *args = call->args;
    return list(snapshot, call,
                &(struct list_wish){args->agent_id, args->cursor, args->limit, args->unread_only}, w);
}

int notification_history_rows(const struct call *call)
{
    return (int)((const struct notification_history_args *)call->args)->limit;
}

int notification_history_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct notification_history_args *args = call->args;
    return list(snapshot, call, &(struct list_wish){args->agent_id, args->cursor, args->limit, false}, w);
}

// ---- PUT /notifications/{id}/read

int notification_read_decide(struct tx *tx, struct call *call)
{
    const struct notification_read_args *args = call->args;
    const struct principal *p = &call->principal;
    struct notification *n = arena_zalloc(call_arena(call), sizeof(*n));
    if (n == NULL)
        return -ENOMEM;
    int r = notification_find(tx->db, tx->tenant, args->id, call_arena(call), n);
    bool is_hidden = r == NOTIFICATION_OK && !access_sees_all(p->view) && n->agent != p->actor.agent;
    if (r == NOTIFICATION_NONE || is_hidden)
        return call_refuse(call, 404, VIEW("notification.not_found"),
                           VIEW("there is no notification of this id"));
    if (r == 0)
        r = notification_set_read(tx, n);
    if (n->read_us == 0)
        n->read_us = tx->now_us;
    call->result = n;
    return r;
}

void notification_read_render(struct call *call, struct json_writer *w)
{
    notification_write_json(w, call->result);
}

// ---- POST /notifications/send

int notification_send_decide(struct tx *tx, struct call *call)
{
    const struct notification_send_args *args = call->args;
    int *sent = arena_zalloc(call_arena(call), sizeof(*sent));
    if (sent == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < args->agents_count; i++) {
        struct agent agent;
        int64_t row;
        int r = agent_find(tx->db, tx->tenant, args->agents_items[i], call_arena(call), &agent);
        if (r != AGENT_OK)
            return r < 0 ? r : refuse_agent(call);
        r = notification_write(
            tx,
            &(struct notification_new){.agent = agent.row,
                                       .type = args->type.data != NULL ? args->type : VIEW("message"),
                                       .title = args->title,
                                       .message = args->message},
            &row);
        if (r < 0)
            return r;
        *sent += row != 0;
    }
    call->result = sent;
    call->status = 201;
    return 0;
}

void notification_send_render(struct call *call, struct json_writer *w)
{
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("sent"));
    json_integer(w, *(const int *)call->result);
    json_end_object(w);
}

// ---- PUT /notifications/preferences

static void write_muted(struct json_writer *w, const struct notification_preferences_args *args)
{
    json_key(w, VIEW("muted"));
    json_begin_array(w);
    for (size_t i = 0; i < args->muted_count; i++)
        json_string(w, args->muted_items[i]);
    json_end_array(w);
}

int notification_preferences_decide(struct tx *tx, struct call *call)
{
    const struct notification_preferences_args *args = call->args;
    struct buffer text;
    int64_t agent;
    int r = find_whose(tx->db, call, args->agent_id, &agent);
    if (r != 0)
        return r;
    if (agent == 0)
        return call_refuse(call, 422, VIEW("agent.needed"), VIEW("agent_id says whose preferences they are"));
    buffer_init(&text, 16 << 10);
    struct json_writer w = json_writer(&text);
    json_begin_object(&w);
    write_muted(&w, args);
    json_end_object(&w);
    r = text.failed ? -ENOMEM : notification_set_preferences(tx, agent, buffer_view(&text));
    buffer_free(&text);
    return r;
}

void notification_preferences_render(struct call *call, struct json_writer *w)
{
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    write_muted(w, call->args);
    json_end_object(w);
}

// ---- devices

int device_subscribe_decide(struct tx *tx, struct call *call)
{
    const struct device_subscribe_args *args = call->args;
    struct view id, *kept = arena_zalloc(call_arena(call), sizeof(*kept));
    int r = device_put(
        tx,
        &(struct device_new){.agent = call->principal.actor.agent,
                             .platform = args->platform.data != NULL ? args->platform : VIEW("web"),
                             .address = args->token,
                             .body = args->keys},
        &id);
    if (r != 0)
        return r;
    if (kept == NULL || !call_copy(call, id, kept))
        return -ENOMEM;
    call->result = kept;
    call->status = 201;
    return 0;
}

void device_subscribe_render(struct call *call, struct json_writer *w)
{
    const struct device_subscribe_args *args = call->args;
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("id"));
    json_string(w, *(const struct view *)call->result);
    json_key(w, VIEW("platform"));
    json_string(w, args->platform.data != NULL ? args->platform : VIEW("web"));
    json_key(w, VIEW("push"));
    json_string(w, VIEW("not configured"));
    json_end_object(w);
}

int device_remove_decide(struct tx *tx, struct call *call)
{
    const struct device_remove_args *args = call->args;
    int r = device_remove(tx, call->principal.actor.agent, args->token);
    if (r == DEVICE_NONE)
        return call_refuse(call, 404, VIEW("device.not_found"), VIEW("there is no such device"));
    return r;
}
