// SPDX-License-Identifier: Apache-2.0
#include "hub/webhook.h"
#include "base/error.h"
#include "hub/audit.h"
#include "hub/position.h"
#include "hub/row.h"
#include <errno.h>
#include <openssl/crypto.h>

enum { SEALED_MAX = 512, OPENED_MAX = 256 };

// ---- reading

static void read_webhook(struct row *row, struct webhook *w)
{
    *w = (struct webhook){.row = row_int(row)};
    w->tenant = row_int(row);
    w->id = row_text(row);
    w->url = row_text(row);
    w->description = row_text(row);
    w->events = row_text(row);
    w->format = (enum webhook_format)row_int(row);
    w->secret = row_text(row);
    w->previous_secret = row_text(row);
    w->previous_until_us = row_int(row);
    w->key = row_text(row);
    w->previous_key = row_text(row);
    w->public_key = row_text(row);
    w->is_enabled = row_int(row) != 0;
    w->disabled_reason = row_text(row);
    w->epoch = row_text(row);
    w->position = row_int(row);
    w->attempts = row_int(row);
    w->due_us = row_int(row);
    w->head_since_us = row_int(row);
    w->head_status = row_int(row);
    w->head_refusals = row_int(row);
    w->head_fault = row_text(row);
    w->version = row_int(row);
    w->created_us = row_int(row);
    w->updated_us = row_int(row);
}

int webhook_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct webhook *ret)
{
    struct query q = query_begin(db, SQL_WEBHOOK_BY_ID, tenant);
    query_bind_text(&q, id);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        read_webhook(&row, ret);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? WEBHOOK_OK : WEBHOOK_NONE;
}

static int walk(struct query *q, int64_t *cursor, struct arena *arena,
                int (*each)(void *ctx, const struct webhook *webhook), void *ctx)
{
    int r = 0, end = 0;
    while (end == 0 && (r = query_step(q)) == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        struct webhook webhook;
        read_webhook(&row, &webhook);
        end = row.failed ? -ENOMEM : each(ctx, &webhook);
        *cursor = webhook.row;
        arena_reset(arena);
    }
    query_end(q);
    if (end != 0)
        r = end;
    return r < 0 ? error_trace(r) : 0;
}

int webhook_walk(struct db *db, int64_t tenant, int64_t *cursor, int limit, struct arena *arena,
                 int (*each)(void *ctx, const struct webhook *webhook), void *ctx)
{
    struct query q = query_begin(db, SQL_WEBHOOKS, tenant);
    query_bind(&q, *cursor);
    query_bind(&q, limit);
    return walk(&q, cursor, arena, each, ctx);
}

int webhooks_open(struct db *db, int64_t *cursor, int limit, struct arena *arena,
                  int (*each)(void *ctx, const struct webhook *webhook), void *ctx)
{
    struct query q = query_begin(db, SQL_WEBHOOKS_OPEN, 0);
    query_bind(&q, *cursor);
    query_bind(&q, limit);
    return walk(&q, cursor, arena, each, ctx);
}

unsigned webhook_types(const struct webhook *webhook, struct arena *arena)
{
    const struct json *root;
    struct view pattern;
    unsigned types = 0;
    if (json_parse(arena, webhook->events, NULL, &root) != JSON_OK || root->type != JSON_ARRAY)
        return 0;
    for (const struct json *item = json_first(root); item != NULL; item = json_next(root, item))
        if (json_text(item, arena, &pattern))
            types |= webhook_pattern_types(pattern);
    return types;
}

// ---- secrets

static struct secret_place place_of(int64_t tenant, struct view id, bool is_key)
{
    return (struct secret_place){
        .table = is_key ? VIEW("webhook.key") : VIEW("webhook"), .tenant = tenant, .row = id};
}

static int seal(struct tx *tx, const struct secret_keys *keys, struct view id, bool is_key, const char *text,
                struct view *ret)
{
    char bytes[SEALED_MAX];
    struct buffer sealed = buffer_fixed(bytes, sizeof(bytes));
    int r =
        error_fold(secret_seal(keys, tx->random, place_of(tx->tenant, id, is_key), view_from(text), &sealed));
    if (r == 0 && (sealed.failed || !tx_copy(tx, buffer_view(&sealed), ret)))
        r = error_trace(-ENOMEM);
    return r;
}

static int make_secret(struct tx *tx, const struct secret_keys *keys, struct view id, struct view chosen,
                       struct webhook_told *told, struct view *ret_sealed)
{
    struct webhook_secret secret = {.size = WEBHOOK_SECRET_BYTES};
    if (chosen.data == NULL)
        random_fill(tx->random, secret.bytes, WEBHOOK_SECRET_BYTES);
    else if (!webhook_secret_from(chosen, &secret))
        return WEBHOOK_BAD_SECRET;
    webhook_secret_text(&secret, told->secret);
    OPENSSL_cleanse(&secret, sizeof(secret));
    return seal(tx, keys, id, false, told->secret, ret_sealed);
}

static int make_key(struct tx *tx, const struct secret_keys *keys, struct view id, struct view *ret_sealed,
                    struct view *ret_public)
{
    char text[WEBHOOK_KEY_TEXT_SIZE + 1], public_text[WEBHOOK_KEY_TEXT_SIZE + 1];
    struct webhook_key key = {.is_set = true};
    random_fill(tx->random, key.bytes, sizeof(key.bytes));
    webhook_key_text(&key, text);
    int r = webhook_key_public(&key, public_text);
    if (r == 0)
        r = seal(tx, keys, id, true, text, ret_sealed);
    if (r == 0 && !tx_copy(tx, view_from(public_text), ret_public))
        r = error_trace(-ENOMEM);
    OPENSSL_cleanse(&key, sizeof(key));
    OPENSSL_cleanse(text, sizeof(text));
    return r;
}

// WEBHOOK_NONE when nothing is sealed there. `text` has room for OPENED_MAX and a NUL.
static int open_text(const struct secret_keys *keys, const struct webhook *webhook, struct view sealed,
                     bool is_key, char *text)
{
    struct buffer out = buffer_fixed(text, OPENED_MAX);
    if (sealed.size == 0)
        return WEBHOOK_NONE;
    int r = secret_open(keys, place_of(webhook->tenant, webhook->id, is_key), sealed, &out);
    if (r != SECRET_OK)
        return r < 0 ? error_trace(r) : WEBHOOK_SECRET_SHUT;
    text[out.size] = '\0';
    return WEBHOOK_OK;
}

static int open_secret(const struct secret_keys *keys, const struct webhook *webhook, struct view sealed,
                       struct webhook_secret *ret)
{
    char text[OPENED_MAX + 1];
    int r = open_text(keys, webhook, sealed, false, text);
    if (r == WEBHOOK_OK && !webhook_secret_from(view_from(text), ret))
        r = WEBHOOK_SECRET_SHUT;
    OPENSSL_cleanse(text, sizeof(text));
    return r == WEBHOOK_NONE ? WEBHOOK_OK : r;
}

static int open_key(const struct secret_keys *keys, const struct webhook *webhook, struct view sealed,
                    struct webhook_key *ret)
{
    char text[OPENED_MAX + 1];
    int r = open_text(keys, webhook, sealed, true, text);
    if (r == WEBHOOK_OK && !webhook_key_from(view_from(text), ret))
        r = WEBHOOK_SECRET_SHUT;
    OPENSSL_cleanse(text, sizeof(text));
    return r == WEBHOOK_NONE ? WEBHOOK_OK : r;
}

int webhook_signers_open(const struct secret_keys *keys, const struct webhook *webhook, int64_t now_us,
                         struct webhook_signers *ret)
{
    struct webhook_signers signers = {0};
    int r = open_secret(keys, webhook, webhook->secret, &signers.secrets[0]);
    if (r == WEBHOOK_OK)
        r = open_key(keys, webhook, webhook->key, &signers.keys[0]);
    // A previous one whose key is gone is no reason to be silent.
    if (r == WEBHOOK_OK && now_us < webhook->previous_until_us &&
        (open_secret(keys, webhook, webhook->previous_secret, &signers.secrets[1]) < 0 ||
         open_key(keys, webhook, webhook->previous_key, &signers.keys[1]) < 0))
        r = -EIO;
    if (r == WEBHOOK_OK)
        *ret = signers;
    OPENSSL_cleanse(&signers, sizeof(signers));
    return r;
}

// ---- changing

static int conclude(struct tx *tx, const struct actor *actor, struct view action, struct view id)
{
    tx_wake(tx, WAKE_WEBHOOKS, tx->now_us);
    return audit_write(tx, actor,
                       &(struct audit_entry){.action = action, .object = VIEW("webhook"), .object_id = id});
}

static int has_room(struct tx *tx)
{
    struct query q = query_begin(tx->db, SQL_WEBHOOK_CROWD, tx->tenant);
    query_bind(&q, WEBHOOKS_MAX - 1);
    int r = query_step(&q);
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_DONE;
}

static int insert(struct tx *tx, const struct webhook *webhook)
{
    int64_t row;
    struct query q = query_begin(tx->db, SQL_WEBHOOK_INSERT, tx->tenant);
    query_bind_text(&q, webhook->id);
    query_bind_text(&q, webhook->url);
    query_bind_text(&q, webhook->description);
    query_bind_text(&q, webhook->events);
    query_bind(&q, webhook->format);
    query_bind_text(&q, webhook->secret);
    query_bind_text(&q, webhook->key);
    query_bind_text(&q, webhook->public_key);
    query_bind(&q, webhook->is_enabled);
    query_bind_text(&q, webhook->epoch);
    query_bind(&q, webhook->position);
    query_bind(&q, tx->now_us);
    int r = query_insert(&q, &row);
    return r == QUERY_ROW ? 0 : error_trace(r < 0 ? r : -EAGAIN);
}

// Behind everything that was committed. What the same batch decided before is told too: nobody has seen it.
static int read_position(struct tx *tx, int64_t *ret)
{
    struct query q = query_begin(tx->db, SQL_TENANT_POSITION, tx->tenant);
    int r = query_step(&q);
    if (r == QUERY_ROW)
        *ret = query_int(&q, 0);
    query_end(&q);
    return r == QUERY_ROW ? 0 : error_trace(r < 0 ? r : -ENOENT);
}

int webhook_create(struct tx *tx, const struct actor *actor, const struct secret_keys *keys,
                   const struct webhook_new *fresh, struct webhook_told *ret)
{
    struct webhook_told told;
    struct webhook made = *fresh->webhook;
    made.epoch = fresh->epoch;
    int r = has_room(tx);
    if (r <= 0)
        return r < 0 ? r : WEBHOOK_TOO_MANY;
    r = make_secret(tx, keys, made.id, fresh->secret, &told, &made.secret);
    if (r == 0 && fresh->has_ed25519)
        r = make_key(tx, keys, made.id, &made.key, &made.public_key);
    if (r == 0)
        r = read_position(tx, &made.position);
    if (r == 0)
        r = insert(tx, &made);
    if (r == 0)
        r = conclude(tx, actor, VIEW("webhook.create"), made.id);
    if (r == 0)
        *ret = told;
    OPENSSL_cleanse(&told, sizeof(told));
    return r;
}

int webhook_store(struct tx *tx, const struct actor *actor, const struct webhook *webhook)
{
    struct query q = query_begin(tx->db, SQL_WEBHOOK_STORE, tx->tenant);
    query_bind(&q, webhook->row);
    query_bind_text(&q, webhook->url);
    query_bind_text(&q, webhook->description);
    query_bind_text(&q, webhook->events);
    query_bind(&q, webhook->format);
    query_bind(&q, webhook->is_enabled);
    query_bind_text(&q, webhook->disabled_reason);
    query_bind(&q, tx->now_us);
    int r = query_run(&q, NULL);
    return r < 0 ? error_trace(r) : conclude(tx, actor, VIEW("webhook.change"), webhook->id);
}

int webhook_delete(struct tx *tx, const struct actor *actor, const struct webhook *webhook)
{
    struct query q = query_begin(tx->db, SQL_WEBHOOK_DELETE, tx->tenant);
    query_bind(&q, webhook->row);
    query_bind(&q, tx->now_us);
    int r = query_run(&q, NULL);
    return r < 0 ? error_trace(r) : conclude(tx, actor, VIEW("webhook.delete"), webhook->id);
}

int webhook_rotate(struct tx *tx, const struct actor *actor, const struct secret_keys *keys,
                   const struct webhook *webhook, bool has_ed25519, int64_t grace_us,
                   struct webhook_told *ret)
{
    struct webhook_told told;
    struct view secret, key = {0}, public_key = {0};
    int r = make_secret(tx, keys, webhook->id, (struct view){0}, &told, &secret);
    if (r == 0 && has_ed25519)
        r = make_key(tx, keys, webhook->id, &key, &public_key);
    if (r == 0) {
        struct query q = query_begin(tx->db, SQL_WEBHOOK_ROTATE, tx->tenant);
        query_bind(&q, webhook->row);
        query_bind(&q, tx->now_us + grace_us);
        query_bind_text(&q, secret);
        query_bind_text(&q, key);
        query_bind_text(&q, public_key);
        query_bind(&q, tx->now_us);
        r = query_run(&q, NULL);
    }
    if (r == 0)
        r = conclude(tx, actor, VIEW("webhook.rotate"), webhook->id);
    if (r == 0)
        *ret = told;
    OPENSSL_cleanse(&told, sizeof(told));
    return error_trace(r);
}

// ---- as JSON

static struct view format_name(enum webhook_format format)
{
    switch (format) {
    case WEBHOOK_FORMAT_STANDARD:
        return VIEW("standard");
    case WEBHOOK_FORMAT_CLOUDEVENTS_STRUCTURED:
        return VIEW("cloudevents_structured");
    case WEBHOOK_FORMAT_CLOUDEVENTS_BINARY:
        return VIEW("cloudevents_binary");
    }
    return VIEW("standard");
}

static void write_failing(struct json_writer *w, const struct webhook *webhook)
{
    json_key(w, VIEW("failing"));
    if (webhook->head_since_us == 0 || !webhook->is_enabled) {
        json_null(w);
        return;
    }
    json_begin_object(w);
    json_key(w, VIEW("since"));
    json_time(w, webhook->head_since_us);
    json_key(w, VIEW("attempts"));
    json_integer(w, webhook->attempts);
    json_key(w, VIEW("status"));
    if (webhook->head_status == 0)
        json_null(w);
    else
        json_integer(w, webhook->head_status);
    json_key(w, VIEW("fault"));
    json_string_or_null(w, webhook->head_fault);
    json_key(w, VIEW("next_attempt_at"));
    json_time(w, webhook->due_us);
    json_end_object(w);
}

void webhook_write_open(struct json_writer *w, const struct webhook *webhook)
{
    json_begin_object(w);
    json_key(w, VIEW("id"));
    json_string(w, webhook->id);
    json_key(w, VIEW("url"));
    json_string(w, webhook->url);
    json_key(w, VIEW("description"));
    json_string_or_null(w, webhook->description);
    json_key(w, VIEW("events"));
    json_raw(w, webhook->events);
    json_key(w, VIEW("format"));
    json_string(w, format_name(webhook->format));
    json_key(w, VIEW("enabled"));
    json_bool(w, webhook->is_enabled);
    json_key(w, VIEW("disabled_reason"));
    json_string_or_null(w, webhook->disabled_reason);
    json_key(w, VIEW("public_key"));
    json_string_or_null(w, webhook->public_key);
    json_key(w, VIEW("previous_secret_until"));
    json_time(w, webhook->previous_until_us);
    json_key(w, VIEW("told_to"));
    position_write(w, webhook->epoch, webhook->position);
    write_failing(w, webhook);
    json_key(w, VIEW("version"));
    json_integer(w, webhook->version);
    json_key(w, VIEW("created_at"));
    json_time(w, webhook->created_us);
    json_key(w, VIEW("updated_at"));
    json_time(w, webhook->updated_us);
}
