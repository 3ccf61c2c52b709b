// SPDX-License-Identifier: Apache-2.0
#include "hub/widget_site.h"
#include "base/error.h"
#include "hub/audit.h"
#include "hub/row.h"
#include <errno.h>
#include <openssl/crypto.h>

#define SECRET_PREFIX VIEW("ohw_")

enum { SEALED_MAX = 512 };

static struct secret_place place_of(int64_t tenant, struct view id)
{
    return (struct secret_place){.table = VIEW("widget_site"), .tenant = tenant, .row = id};
}

// ---- reading

static void read_site(struct row *row, struct widget_site *s)
{
    *s = (struct widget_site){.row = row_int(row)};
    s->tenant = row_int(row);
    s->id = row_text(row);
    s->name = row_text(row);
    s->origins = row_text(row);
    s->settings = row_text(row);
    s->secret = row_text(row);
    s->previous_secret = row_text(row);
    s->previous_until_us = row_int(row);
    s->visitors_per_minute = row_int(row);
    s->version = row_int(row);
    s->disabled_us = row_int(row);
    s->created_us = row_int(row);
    s->updated_us = row_int(row);
}

static int read_one(struct query *q, struct arena *arena, struct widget_site *ret)
{
    int r = query_step(q);
    if (r == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        read_site(&row, ret);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? WIDGET_SITE_OK : WIDGET_SITE_NONE;
}

int widget_site_find(struct db *db, int64_t tenant, struct view id, struct arena *arena,
                     struct widget_site *ret)
{
    struct query q = query_begin(db, SQL_WIDGET_SITE_BY_ID, tenant);
    query_bind_text(&q, id);
    return read_one(&q, arena, ret);
}

int widget_site_visited(struct db *db, struct view id, struct arena *arena, struct widget_site *ret)
{
    struct query q = query_begin(db, SQL_WIDGET_SITE_VISITED, 0);
    query_bind_text(&q, id);
    return read_one(&q, arena, ret);
}

static int walk(struct query *q, struct arena *arena, int64_t *cursor,
                int (*each)(void *ctx, const struct widget_site *site), void *ctx)
{
    int r = 0, end = 0;
    while (end == 0 && (r = query_step(q)) == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        struct widget_site site;
        read_site(&row, &site);
        end = row.failed ? -ENOMEM : each(ctx, &site);
        *cursor = site.row;
        arena_reset(arena);
    }
    query_end(q);
    if (end != 0)
        r = end;
    return r < 0 ? error_trace(r) : 0;
}

int widget_site_walk(struct db *db, int64_t tenant, int64_t *cursor, int limit, struct arena *arena,
                     int (*each)(void *ctx, const struct widget_site *site), void *ctx)
{
    struct query q = query_begin(db, SQL_WIDGET_SITES, tenant);
    query_bind(&q, *cursor);
    query_bind(&q, limit);
    return walk(&q, arena, cursor, each, ctx);
}

int widget_sites_open(struct db *db, struct arena *arena,
                      int (*each)(void *ctx, const struct widget_site *site), void *ctx)
{
    int64_t cursor = 0;
    struct query q = query_begin(db, SQL_WIDGET_SITES_OPEN, 0);
    query_bind(&q, cursor);
    return walk(&q, arena, &cursor, each, ctx);
}

// ---- secrets

static int make_secret(struct tx *tx, const struct secret_keys *keys, struct view id,
                       struct widget_secret *ret, struct buffer *sealed)
{
    token_make(ret->text, SECRET_PREFIX, tx->random);
    return error_fold(secret_seal(keys, tx->random, place_of(tx->tenant, id), view_from(ret->text), sealed));
}

int widget_secret_open(const struct secret_keys *keys, const struct widget_site *site,
                       enum widget_secret_which which, int64_t now_us, struct widget_secret *ret)
{
    struct buffer out = buffer_fixed(ret->text, sizeof(ret->text));
    bool is_now = which == WIDGET_SECRET_NOW;
    struct view sealed = is_now ? site->secret : site->previous_secret;
    if (sealed.data == NULL || (!is_now && now_us >= site->previous_until_us))
        return WIDGET_SITE_NONE;
    int r = secret_open(keys, place_of(site->tenant, site->id), sealed, &out);
    if (r != SECRET_OK || out.size != TOKEN_TEXT_SIZE)
        return r < 0 ? error_trace(r) : WIDGET_SITE_NONE;
    ret->text[TOKEN_TEXT_SIZE] = '\0';
    return WIDGET_SITE_OK;
}

void widget_secret_proof(const struct widget_secret *secret, char ret[static VISITOR_PROOF_SIZE + 1])
{
    unsigned char hash[TOKEN_HASH_SIZE];
    char text[TOKEN_HASH_TEXT_SIZE + 1];
    token_hash(view_from(secret->text), hash);
    token_hash_text(hash, text);
    memcpy(ret, text, VISITOR_PROOF_SIZE);
    ret[VISITOR_PROOF_SIZE] = '\0';
}

// ---- changing

int widget_sites_changed(struct tx *tx, int64_t row)
{
    return tx_announce(tx, &(struct event){.position = tx_next_position(tx),
                                           .audience = AUDIENCE_INTERNAL,
                                           .kind = EVENT_ACCESS_CHANGE,
                                           .ref = row});
}

static int conclude(struct tx *tx, const struct actor *actor, struct view action,
                    const struct widget_site *site)
{
    int r = audit_write(
        tx, actor,
        &(struct audit_entry){.action = action, .object = VIEW("widget_site"), .object_id = site->id});
    return r < 0 ? error_trace(r) : widget_sites_changed(tx, site->row);
}

static int has_room(struct tx *tx)
{
    struct query q = query_begin(tx->db, SQL_WIDGET_SITE_CROWD, tx->tenant);
    query_bind(&q, WIDGET_SITES_MAX - 1);
    int r = query_step(&q);
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_DONE;
}

static int insert(struct tx *tx, const struct widget_site *site, struct view sealed, int64_t *ret)
{
    struct query q = query_begin(tx->db, SQL_WIDGET_SITE_INSERT, tx->tenant);
    query_bind_text(&q, site->id);
    query_bind_text(&q, site->name);
    query_bind_text(&q, site->origins);
    query_bind_text(&q, site->settings);
    query_bind_text(&q, sealed);
    query_bind(&q, site->visitors_per_minute);
    query_bind_or_null(&q, site->disabled_us);
    query_bind(&q, tx->now_us);
    int r = query_insert(&q, ret);
    return r == QUERY_DONE ? WIDGET_SITE_ID_TAKEN : r < 0 ? error_trace(r) : WIDGET_SITE_OK;
}

int widget_site_create(struct tx *tx, const struct actor *actor, const struct secret_keys *keys,
                       const struct widget_site *site, struct widget_secret *ret)
{
    char text[SEALED_MAX];
    struct buffer sealed = buffer_fixed(text, sizeof(text));
    struct widget_secret secret;
    struct widget_site made = *site;
    int r = has_room(tx);
    if (r <= 0)
        return r < 0 ? r : WIDGET_SITE_TOO_MANY;
    r = make_secret(tx, keys, site->id, &secret, &sealed);
    if (r == 0)
        r = insert(tx, site, buffer_view(&sealed), &made.row);
    if (r == 0)
        r = conclude(tx, actor, VIEW("widget_site.create"), &made);
    if (r == 0)
        *ret = secret;
    OPENSSL_cleanse(&secret, sizeof(secret));
    return r;
}

int widget_site_store(struct tx *tx, const struct actor *actor, const struct widget_site *site)
{
    struct query q = query_begin(tx->db, SQL_WIDGET_SITE_STORE, tx->tenant);
    query_bind(&q, site->row);
    query_bind_text(&q, site->name);
    query_bind_text(&q, site->origins);
    query_bind_text(&q, site->settings);
    query_bind(&q, site->visitors_per_minute);
    query_bind_or_null(&q, site->disabled_us);
    query_bind(&q, tx->now_us);
    int r = query_run(&q, NULL);
    return r < 0 ? error_trace(r) : conclude(tx, actor, VIEW("widget_site.change"), site);
}

int widget_site_delete(struct tx *tx, const struct actor *actor, const struct widget_site *site)
{
    struct query q = query_begin(tx->db, SQL_WIDGET_SITE_DELETE, tx->tenant);
    query_bind(&q, site->row);
    int r = query_run(&q, NULL);
    return r < 0 ? error_trace(r) : conclude(tx, actor, VIEW("widget_site.delete"), site);
}

int widget_site_rotate(struct tx *tx, const struct actor *actor, const struct secret_keys *keys,
                       const struct widget_site *site, int64_t grace_us, struct widget_secret *ret)
{
    char text[SEALED_MAX];
    struct buffer sealed = buffer_fixed(text, sizeof(text));
    struct widget_secret secret;
    int r = make_secret(tx, keys, site->id, &secret, &sealed);
    if (r == 0) {
        struct query q = query_begin(tx->db, SQL_WIDGET_SITE_ROTATE, tx->tenant);
        query_bind(&q, site->row);
        query_bind(&q, tx->now_us + grace_us);
        query_bind_text(&q, buffer_view(&sealed));
        query_bind(&q, tx->now_us);
        r = query_run(&q, NULL);
    }
    if (r == 0)
        r = conclude(tx, actor, VIEW("widget_site.rotate"), site);
    if (r == 0)
        *ret = secret;
    OPENSSL_cleanse(&secret, sizeof(secret));
    return error_trace(r);
}

// ---- as JSON

void widget_site_write_open(struct json_writer *w, const struct widget_site *s)
{
    json_begin_object(w);
    json_key(w, VIEW("id"));
    json_string(w, s->id);
    json_key(w, VIEW("name"));
    json_string(w, s->name);
    json_key(w, VIEW("origins"));
    json_raw(w, s->origins);
    json_key(w, VIEW("settings"));
    json_raw(w, s->settings.data == NULL ? VIEW("{}") : s->settings);
    json_key(w, VIEW("visitors_per_minute"));
    json_integer(w, s->visitors_per_minute);
    json_key(w, VIEW("enabled"));
    json_bool(w, s->disabled_us == 0);
    json_key(w, VIEW("previous_secret_until"));
    json_time(w, s->previous_until_us);
    json_key(w, VIEW("version"));
    json_integer(w, s->version);
    json_key(w, VIEW("created_at"));
    json_time(w, s->created_us);
    json_key(w, VIEW("updated_at"));
    json_time(w, s->updated_us);
}
