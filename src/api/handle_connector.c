// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/connector_reply.h"
#include "api/cursor.h"
#include "api/etag.h"
#include "api/handlers.h"
#include "api/refuse_connector.h"
#include "api/row_page.h"
#include "base/error.h"
#include <errno.h>

int refuse_connector(struct call *call, int outcome)
{
    switch ((enum connector_outcome)outcome) {
    case CONNECTOR_OK:
        return 0;
    case CONNECTOR_NONE:
        return call_refuse(call, 404, VIEW("connector.not_found"), VIEW("there is no such connector"));
    case CONNECTOR_NAME_TAKEN:
        return call_blame(call, VIEW("/name"),
                          call_refuse(call, 409, VIEW("connector.name_taken"),
                                      VIEW("the channel has a connector of this name already")));
    case CONNECTOR_TOO_MANY:
        return call_refuse(call, 409, VIEW("connector.too_many"),
                           VIEW("a tenant has at most 100 connectors"));
    case CONNECTOR_TOO_LARGE:
        return call_refuse(call, 422, VIEW("connector.too_large"),
                           VIEW("configuration and secrets have at most 64 KiB each"));
    }
    return outcome < 0 ? outcome : -ENOTRECOVERABLE;
}

static int need(struct db *db, struct call *call, struct view id, struct connector_row *ret)
{
    int r = connector_find(db, call->principal.tenant, id, call_arena(call), ret);
    return r == CONNECTOR_OK ? 0 : refuse_connector(call, r);
}

// ---- reading

struct listing {
    struct row_page page;
    const struct call *call;
    struct arena *rows;
};

static int write_row(void *ctx, const struct connector_row *connector)
{
    struct listing *l = ctx;
    connector_write(l->page.w, l->call, connector);
    arena_reset(l->rows);
    return row_page_count(&l->page);
}

int connector_list_rows(const struct call *call)
{
    return (int)((const struct connector_list_args *)call->args)->limit;
}

int connector_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct connector_list_args *args = call->args;
    struct listing l = {.call = call};
    struct arena rows;
    int64_t cursor;
    if (!cursor_row(args->cursor, 0, &cursor))
        return cursor_refuse(call);
    arena_init(&rows, 4096, 1 << 20);
    l.rows = &rows;
    row_page_begin(&l.page, w, VIEW("connectors"), args->limit);
    int r = connector_walk(snapshot->db, snapshot->tenant, &cursor, (int)args->limit, &rows, write_row, &l);
    row_page_end(&l.page, call, cursor, snapshot->position);
    arena_free(&rows);
    return r;
}

int connector_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct connector_get_args *args = call->args;
    struct connector_row connector;
    int r = need(snapshot->db, call, args->id, &connector);
    if (r != 0)
        return r;
    call_etag(call, connector.version);
    connector_write(w, call, &connector);
    return 0;
}

// ---- changing

int connector_tell(struct tx *tx, struct call *call, int64_t row)
{
    struct connector_row *told = arena_zalloc(call_arena(call), sizeof(*told));
    if (told == NULL)
        return error_trace(-ENOMEM);
    int r = connector_load(tx->db, row, call_arena(call), told);
    if (r != CONNECTOR_OK)
        return error_fold(r);
    call->result = told;
    call_etag(call, told->version);
    return 0;
}

int connector_carry_out(struct tx *tx, struct call *call, const struct connector_row *now,
                        const struct connector_wish *wish)
{
    struct connector_form form;
    int64_t row;
    int r = connector_form_fill(call, wish->channel, now, &wish->given, &form);
    if (r != 0)
        return r;
    r = connector_put(tx, &call->principal.actor, store_secrets(call->api->config.store),
                      now == NULL ? 0 : now->row,
                      &(struct connector_put){.name = wish->name,
                                              .channel = wish->channel,
                                              .adapter = view_from(form.ops->name),
                                              .config = form.config,
                                              .secrets = form.secrets,
                                              .rate = wish->rate,
                                              .concurrency = wish->concurrency,
                                              .is_enabled = wish->is_enabled},
                      &row);
    return r == CONNECTOR_OK ? connector_tell(tx, call, row) : refuse_connector(call, r);
}

int connector_create_decide(struct tx *tx, struct call *call)
{
    const struct connector_create_args *args = call->args;
    call->status = 201;
    return connector_carry_out(tx, call, NULL,
                               &(struct connector_wish){
                                   .channel = args->channel,
                                   .name = args->name,
                                   .given = {.adapter = args->adapter, .config = args->config_json},
                                   .rate = args->rate,
                                   .concurrency = args->concurrency,
                                   .is_enabled = args->enabled,
                               });
}

int connector_change_decide(struct tx *tx, struct call *call)
{
    const struct connector_change_args *args = call->args;
    struct connector_row now;
    int r = need(tx->db, call, args->id, &now);
    if (r == 0)
        r = call_need_match(call, now.version);
    if (r != 0)
        return r;
    return connector_carry_out(tx, call, &now,
                               &(struct connector_wish){
                                   .channel = now.channel,
                                   .name = args->name.data != NULL ? args->name : now.name,
                                   .given = {.adapter = args->adapter, .config = args->config_json},
                                   .rate = args->has_rate ? args->rate : now.rate,
                                   .concurrency = args->has_concurrency ? args->concurrency : now.concurrency,
                                   .is_enabled = args->has_enabled ? args->enabled : now.is_enabled,
                               });
}

int connector_delete_decide(struct tx *tx, struct call *call)
{
    const struct connector_delete_args *args = call->args;
    struct connector_row now;
    int r = need(tx->db, call, args->id, &now);
    if (r == 0)
        r = call_need_match(call, now.version);
    return r != 0 ? r : refuse_connector(call, connector_delete(tx, &call->principal.actor, now.row));
}

void connector_done_render(struct call *call, struct json_writer *w)
{
    const struct connector_row *told = call->result;
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("channel"));
    json_string(w, channel_name(told->channel));
    json_key(w, VIEW("connector"));
    connector_write(w, call, told);
    json_end_object(w);
}
