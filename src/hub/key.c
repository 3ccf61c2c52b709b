// SPDX-License-Identifier: Apache-2.0
#include "hub/key.h"
#include "base/error.h"
#include "hub/audit.h"
#include "hub/row.h"
#include <errno.h>

static void read_key(struct row *row, struct key *k)
{
    *k = (struct key){.row = row_int(row)};
    k->id = row_text(row);
    k->name = row_text(row);
    k->scope = (enum access_scope)row_int(row);
    k->hint = row_text(row);
    k->previous_until_us = row_int(row);
    k->expires_us = row_int(row);
    k->revoked_us = row_int(row);
    k->created_by = row_text(row);
    k->created_us = row_int(row);
    k->updated_us = row_int(row);
}

int key_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct key *ret)
{
    struct query q = query_begin(db, SQL_API_KEY_BY_ID, tenant);
    query_bind_text(&q, id);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        read_key(&row, ret);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? KEY_OK : KEY_NONE;
}

int key_walk(struct db *db, int64_t tenant, int64_t *cursor, int limit, struct arena *arena,
             int (*each)(void *ctx, const struct key *key), void *ctx)
{
    struct query q = query_begin(db, SQL_API_KEYS, tenant);
    query_bind(&q, *cursor);
    query_bind(&q, limit);
    int r, end = 0;
    while (end == 0 && (r = query_step(&q)) == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        struct key k;
        read_key(&row, &k);
        end = row.failed ? -ENOMEM : each(ctx, &k);
        *cursor = k.row;
        arena_reset(arena);
    }
    query_end(&q);
    if (end != 0)
        r = end;
    return r < 0 ? error_trace(r) : 0;
}

// ---- changing

static int audit(struct tx *tx, const struct actor *actor, struct view action, struct view id)
{
    return audit_write(tx, actor,
                       &(struct audit_entry){.action = action, .object = VIEW("key"), .object_id = id});
}

static void make_secret(struct tx *tx, struct key_secret *secret,
                        char hash_text[static TOKEN_HASH_TEXT_SIZE + 1])
{
    unsigned char hash[TOKEN_HASH_SIZE];
    token_make(secret->text, CREDENTIAL_KEY_PREFIX, tx->random);
    token_hash(view_from(secret->text), hash);
    token_hash_text(hash, hash_text);
}

int key_insert(struct tx *tx, int64_t tenant, const struct actor *actor, const struct key_new *fresh,
               struct key_secret *ret_secret, struct view *ret_id)
{
    char hash[TOKEN_HASH_TEXT_SIZE + 1];
    struct key_secret secret;
    char *id = tx_alloc(tx, ID_SIZE + 1);
    if (id == NULL)
        return error_trace(-ENOMEM);
    id_make(id, tx->now_us, tx->random);
    make_secret(tx, &secret, hash);
    struct query q = query_begin(tx->db, SQL_API_KEY_INSERT, tenant);
    query_bind_text(&q, view_make(id, ID_SIZE));
    query_bind_text(&q, fresh->name);
    query_bind(&q, fresh->scope);
    query_bind_text(&q, view_make(hash, TOKEN_HASH_TEXT_SIZE));
    query_bind_text(&q, view_make(secret.text, KEY_HINT_SIZE));
    query_bind_or_null(&q, fresh->expires_us);
    query_bind_text(&q, actor->id);
    query_bind(&q, tx->now_us);
    int r = query_run(&q, NULL);
    if (r < 0)
        return error_trace(r);
    *ret_secret = secret;
    *ret_id = view_make(id, ID_SIZE);
    return KEY_OK;
}

int key_create(struct tx *tx, const struct actor *actor, const struct key_new *fresh,
               struct key_secret *ret_secret, struct view *ret_id)
{
    struct view id = {0};
    int r = key_insert(tx, tx->tenant, actor, fresh, ret_secret, &id);
    if (r == 0)
        r = audit(tx, actor, VIEW("key.create"), id);
    if (r == 0)
        r = credential_changed(tx);
    if (r == 0)
        *ret_id = id;
    return r;
}

// A key that was not revoked.
static int find_good(struct tx *tx, struct view id, struct key *ret)
{
    int r = key_find(tx->db, tx->tenant, id, &tx->batch->arena, ret);
    return r == KEY_OK && ret->revoked_us != 0 ? KEY_NONE : r;
}

int key_rotate(struct tx *tx, const struct actor *actor, struct view id, int64_t grace_us,
               struct key_secret *ret_secret)
{
    char hash[TOKEN_HASH_TEXT_SIZE + 1];
    struct key_secret secret;
    struct key key;
    int r = find_good(tx, id, &key);
    if (r != KEY_OK)
        return r;
    make_secret(tx, &secret, hash);
    struct query q = query_begin(tx->db, SQL_API_KEY_ROTATE, tx->tenant);
    query_bind(&q, key.row);
    query_bind_text(&q, view_make(hash, TOKEN_HASH_TEXT_SIZE));
    query_bind_text(&q, view_make(secret.text, KEY_HINT_SIZE));
    query_bind(&q, tx->now_us + grace_us);
    query_bind(&q, tx->now_us);
    r = query_run(&q, NULL);
    if (r == 0)
        r = audit(tx, actor, VIEW("key.rotate"), id);
    if (r == 0)
        r = credential_changed(tx);
    if (r < 0)
        return error_trace(r);
    *ret_secret = secret;
    return KEY_OK;
}

int key_revoke(struct tx *tx, const struct actor *actor, struct view id)
{
    struct key key;
    int r = find_good(tx, id, &key);
    if (r != KEY_OK)
        return r;
    struct query q = query_begin(tx->db, SQL_API_KEY_REVOKE, tx->tenant);
    query_bind(&q, key.row);
    query_bind(&q, tx->now_us);
    r = query_run(&q, NULL);
    if (r == 0)
        r = audit(tx, actor, VIEW("key.revoke"), id);
    if (r == 0)
        r = credential_changed(tx);
    return error_trace(r);
}

// ---- as JSON

void key_write_open(struct json_writer *w, const struct key *k)
{
    json_begin_object(w);
    json_key(w, VIEW("id"));
    json_string(w, k->id);
    json_key(w, VIEW("name"));
    json_string(w, k->name);
    json_key(w, VIEW("scope"));
    json_string(w, access_scope_name(k->scope));
    json_key(w, VIEW("hint"));
    json_string(w, k->hint);
    json_key(w, VIEW("previous_until"));
    json_time(w, k->previous_until_us);
    json_key(w, VIEW("expires_at"));
    json_time(w, k->expires_us);
    json_key(w, VIEW("revoked_at"));
    json_time(w, k->revoked_us);
    json_key(w, VIEW("created_by"));
    json_string_or_null(w, k->created_by);
    json_key(w, VIEW("created_at"));
    json_time(w, k->created_us);
    json_key(w, VIEW("updated_at"));
    json_time(w, k->updated_us);
}
