// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/handlers.h"
#include "api/row_page.h"
#include "base/error.h"
#include "hub/key.h"
#include <errno.h>

// A key as it is now, with the secret where it was made just now.
struct key_told {
    struct key key;
    struct key_secret secret;
};

static int refuse_unknown(struct call *call)
{
    return call_refuse(call, 404, VIEW("key.not_found"), VIEW("there is no such key, or it was revoked"));
}

// ---- GET /keys

static int write_key(void *ctx, const struct key *key)
{
    struct row_page *page = ctx;
    key_write_open(page->w, key);
    json_end_object(page->w);
    return row_page_count(page);
}

int key_list_rows(const struct call *call)
{
    return (int)((const struct key_list_args *)call->args)->limit;
}

int key_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct key_list_args *args = call->args;
    struct row_page page;
    struct arena rows;
    int64_t cursor;
    if (!cursor_row(args->cursor, INT64_MAX, &cursor))
        return cursor_refuse(call);
    arena_init(&rows, 4096, 1 << 20);
    row_page_begin(&page, w, VIEW("keys"), args->limit);
    int r = key_walk(snapshot->db, snapshot->tenant, &cursor, (int)args->limit, &rows, write_key, &page);
    row_page_end(&page, call, cursor, snapshot->position);
    arena_free(&rows);
    return r;
}

// ---- changes

static int tell(struct tx *tx, struct call *call, struct view id, const struct key_secret *secret)
{
    struct key_told *told = arena_zalloc(call_arena(call), sizeof(*told));
    if (told == NULL)
        return -ENOMEM;
    int r = key_find(tx->db, tx->tenant, id, call_arena(call), &told->key);
    if (r != KEY_OK)
        return error_fold(r);
    if (secret != NULL)
        told->secret = *secret;
    call->is_secret = secret != NULL;
    call->result = told;
    return 0;
}

int key_create_decide(struct tx *tx, struct call *call)
{
    const struct key_create_args *args = call->args;
    struct key_new fresh = {.name = args->name, .scope = args->scope, .expires_us = args->expires_at_us};
    struct key_secret secret;
    struct view id;
    if (args->has_expires_at_us && args->expires_at_us <= tx->now_us)
        return call_refuse(call, 422, VIEW("key.expired"), VIEW("expires_at lies in the past"));
    int r = key_create(tx, &call->principal.actor, &fresh, &secret, &id);
    if (r != KEY_OK)
        return error_fold(r);
    call->status = 201;
    return tell(tx, call, id, &secret);
}

int key_rotate_decide(struct tx *tx, struct call *call)
{
    const struct key_rotate_args *args = call->args;
    struct key_secret secret;
    int r = key_rotate(tx, &call->principal.actor, args->id, args->grace_s * 1000000, &secret);
    if (r != KEY_OK)
        return r < 0 ? r : refuse_unknown(call);
    return tell(tx, call, args->id, &secret);
}

int key_revoke_decide(struct tx *tx, struct call *call)
{
    const struct key_revoke_args *args = call->args;
    int r = key_revoke(tx, &call->principal.actor, args->id);
    if (r != KEY_OK)
        return r < 0 ? r : refuse_unknown(call);
    return tell(tx, call, args->id, NULL);
}

void key_render(struct call *call, struct json_writer *w)
{
    const struct key_told *told = call->result;
    key_write_open(w, &told->key);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_end_object(w);
}

void key_told_render(struct call *call, struct json_writer *w)
{
    const struct key_told *told = call->result;
    key_write_open(w, &told->key);
    json_key(w, VIEW("key"));
    json_string(w, view_from(told->secret.text));
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_end_object(w);
}
