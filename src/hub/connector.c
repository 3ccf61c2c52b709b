// SPDX-License-Identifier: Apache-2.0
#include "hub/connector.h"
#include "base/error.h"
#include "hub/audit.h"
#include "hub/outbox.h"
#include "hub/row.h"
#include <errno.h>

enum {
    ID_RANDOM = 16, // bytes: whoever has the id may call the webhook
    SEALED_MAX = 4 * CONNECTOR_CONFIG_MAX,
};
#define ID_PREFIX "con_"
enum { CONNECTOR_ID_SIZE = sizeof(ID_PREFIX) - 1 + 2 * ID_RANDOM };

static struct secret_place place_of(int64_t tenant, struct view id)
{
    return (struct secret_place){.table = VIEW("connector"), .tenant = tenant, .row = id};
}

// ---- reading

static void read_connector(struct row *row, struct connector_row *c)
{
    *c = (struct connector_row){.row = row_int(row)};
    c->tenant = row_int(row);
    c->id = row_text(row);
    c->name = row_text(row);
    c->channel = (enum channel)row_int(row);
    c->adapter = row_text(row);
    c->config = row_text(row);
    c->secrets = row_text(row);
    c->rate = row_int(row);
    c->concurrency = row_int(row);
    c->is_enabled = row_int(row) != 0;
    c->version = row_int(row);
    c->deleted_us = row_int(row);
    c->created_us = row_int(row);
    c->updated_us = row_int(row);
}

static int read_one(struct query *q, struct arena *arena, struct connector_row *ret)
{
    int r = query_step(q);
    if (r == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        struct connector_row found;
        read_connector(&row, &found);
        if (row.failed)
            r = -ENOMEM;
        else
            *ret = found;
    }
    query_end(q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? CONNECTOR_OK : CONNECTOR_NONE;
}

int connector_find(struct db *db, int64_t tenant, struct view id, struct arena *arena,
                   struct connector_row *ret)
{
    struct query q = query_begin(db, tenant == 0 ? SQL_CONNECTOR_ANYWHERE : SQL_CONNECTOR_BY_ID, tenant);
    query_bind_text(&q, id);
    return read_one(&q, arena, ret);
}

int connector_by_name(struct db *db, int64_t tenant, enum channel channel, struct view name,
                      struct arena *arena, struct connector_row *ret)
{
    struct query q = query_begin(db, SQL_CONNECTOR_BY_NAME, tenant);
    query_bind(&q, channel);
    query_bind_text(&q, name);
    return read_one(&q, arena, ret);
}

int connector_load(struct db *db, int64_t row, struct arena *arena, struct connector_row *ret)
{
    struct query q = query_begin(db, SQL_CONNECTOR_BY_ROW, 0);
    query_bind(&q, row);
    return read_one(&q, arena, ret);
}

int connector_walk(struct db *db, int64_t tenant, int64_t *cursor, int limit, struct arena *arena,
                   int (*each)(void *ctx, const struct connector_row *connector), void *ctx)
{
    struct query q = query_begin(db, tenant == 0 ? SQL_CONNECTORS_ANYWHERE : SQL_CONNECTORS, tenant);
    int r = 0, end = 0;
    query_bind(&q, *cursor);
    query_bind(&q, limit);
    while (end == 0 && (r = query_step(&q)) == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        struct connector_row connector;
        read_connector(&row, &connector);
        end = row.failed ? -ENOMEM : each(ctx, &connector);
        *cursor = connector.row;
    }
    query_end(&q);
    if (end != 0)
        r = end;
    return r < 0 ? error_trace(r) : 0;
}

int connector_of_channel(struct db *db, int64_t tenant, enum channel channel, int64_t *ret)
{
    struct query q = query_begin(db, SQL_CONNECTOR_OF_CHANNEL, tenant);
    query_bind(&q, channel);
    int r = query_step(&q);
    if (r == QUERY_ROW)
        *ret = query_int(&q, 0);
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? 0 : error_trace(-EIO);
}

int connector_secrets_open(const struct connector_row *connector, const struct secret_keys *keys,
                           struct buffer *out)
{
    if (connector->secrets.data == NULL) {
        buffer_append_view(out, VIEW("{}"));
        return out->failed ? error_trace(-ENOMEM) : CONNECTOR_OK;
    }
    int r = secret_open(keys, place_of(connector->tenant, connector->id), connector->secrets, out);
    return r < 0 ? error_trace(r) : r == SECRET_OK ? CONNECTOR_OK : CONNECTOR_NONE;
}

// ---- changing

static int audit(struct tx *tx, const struct actor *actor, struct view action,
                 const struct connector_row *connector)
{
    char text[256];
    struct buffer detail = buffer_fixed(text, sizeof(text));
    struct json_writer w = json_writer(&detail);
    json_begin_object(&w);
    json_key(&w, VIEW("channel"));
    json_string(&w, channel_name(connector->channel));
    json_key(&w, VIEW("adapter"));
    json_string(&w, connector->adapter);
    json_key(&w, VIEW("enabled"));
    json_bool(&w, connector->is_enabled);
    json_end_object(&w);
    return audit_write(tx, actor,
                       &(struct audit_entry){.action = action,
                                             .object = VIEW("connector"),
                                             .object_id = connector->id,
                                             .detail = buffer_view(&detail)});
}

// What waits goes with it, loops forget what they knew of connectors, and the delivery looks at its own.
static int conclude(struct tx *tx, const struct actor *actor, struct view action,
                    const struct connector_row *connector)
{
    int r = audit(tx, actor, action, connector);
    if (r == 0)
        r = outbox_connector_changed(tx, connector->row);
    if (r == 0)
        r = tx_announce(tx, &(struct event){.position = tx_next_position(tx),
                                            .audience = AUDIENCE_INTERNAL,
                                            .kind = EVENT_ACCESS_CHANGE});
    tx_wake(tx, WAKE_CONNECTORS, tx->now_us);
    return error_trace(r);
}

static int has_room(struct tx *tx)
{
    struct query q = query_begin(tx->db, SQL_CONNECTOR_CROWD, tx->tenant);
    query_bind(&q, CONNECTORS_MAX - 1);
    int r = query_step(&q);
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_DONE;
}

static void make_id(struct tx *tx, char ret[static CONNECTOR_ID_SIZE + 1])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[ID_RANDOM];
    char *p = ret + sizeof(ID_PREFIX) - 1;
    random_fill(tx->random, bytes, sizeof(bytes));
    memcpy(ret, ID_PREFIX, sizeof(ID_PREFIX) - 1);
    for (size_t i = 0; i < sizeof(bytes); i++) {
        *p++ = digits[bytes[i] >> 4];
        *p++ = digits[bytes[i] & 15];
    }
    *p = '\0';
}

static int insert(struct tx *tx, const struct connector_put *put, struct view id, struct view sealed,
                  int64_t *ret)
{
    struct query q = query_begin(tx->db, SQL_CONNECTOR_INSERT, tx->tenant);
    query_bind_text(&q, id);
    query_bind_text(&q, put->name);
    query_bind(&q, put->channel);
    query_bind_text(&q, put->adapter);
    query_bind_text(&q, put->config);
    query_bind_text(&q, sealed);
    query_bind_or_null(&q, put->rate);
    query_bind_or_null(&q, put->concurrency);
    query_bind(&q, put->is_enabled);
    query_bind(&q, tx->now_us);
    int r = query_insert(&q, ret);
    return r == QUERY_DONE ? CONNECTOR_NAME_TAKEN : r < 0 ? error_trace(r) : CONNECTOR_OK;
}

static int store(struct tx *tx, const struct connector_put *put, int64_t row, struct view sealed)
{
    int changes = 0;
    struct query q = query_begin(tx->db, SQL_CONNECTOR_STORE, tx->tenant);
    query_bind(&q, row);
    query_bind_text(&q, put->name);
    query_bind_text(&q, put->adapter);
    query_bind_text(&q, put->config);
    query_bind_text(&q, sealed);
    query_bind_or_null(&q, put->rate);
    query_bind_or_null(&q, put->concurrency);
    query_bind(&q, put->is_enabled);
    query_bind(&q, tx->now_us);
    int r = query_run(&q, &changes);
    return r < 0 ? error_trace(r) : changes == 0 ? CONNECTOR_NAME_TAKEN : CONNECTOR_OK;
}

// What of the tenant's is there to be changed.
static int need(struct tx *tx, int64_t row, struct connector_row *ret)
{
    int r = connector_load(tx->db, row, &tx->batch->arena, ret);
    if (r != CONNECTOR_OK)
        return r;
    return ret->tenant == tx->tenant && ret->deleted_us == 0 ? CONNECTOR_OK : CONNECTOR_NONE;
}

// What is changed, or what is made with its own row 0.
static int prepare(struct tx *tx, int64_t row, const struct connector_put *put, struct view new_id,
                   struct connector_row *ret)
{
    if (row != 0)
        return need(tx, row, ret);
    *ret = (struct connector_row){.tenant = tx->tenant, .id = new_id, .channel = put->channel};
    int r = has_room(tx);
    return r < 0 ? r : r ? CONNECTOR_OK : CONNECTOR_TOO_MANY;
}

static int seal(struct tx *tx, const struct secret_keys *keys, const struct connector_row *connector,
                struct view secrets, struct buffer *out)
{
    int r = secret_seal(keys, tx->random, place_of(tx->tenant, connector->id), secrets, out);
    return r == SECRET_TOO_LONG ? CONNECTOR_TOO_LARGE : error_fold(r);
}

int connector_put(struct tx *tx, const struct actor *actor, const struct secret_keys *keys, int64_t row,
                  const struct connector_put *given, int64_t *ret_row)
{
    char id[CONNECTOR_ID_SIZE + 1];
    struct connector_put put = *given;
    struct connector_row connector;
    struct buffer sealed;
    if (put.config.size > CONNECTOR_CONFIG_MAX || put.secrets.size > CONNECTOR_CONFIG_MAX)
        return CONNECTOR_TOO_LARGE;
    if (put.name.data == NULL)
        put.name = VIEW("default");
    make_id(tx, id);
    int r = prepare(tx, row, &put, view_make(id, CONNECTOR_ID_SIZE), &connector);
    if (r != CONNECTOR_OK)
        return r;
    buffer_init(&sealed, SEALED_MAX);
    if (put.secrets.data != NULL)
        r = seal(tx, keys, &connector, put.secrets, &sealed);
    struct view secrets = put.secrets.data != NULL ? buffer_view(&sealed) : connector.secrets;
    if (r == CONNECTOR_OK && row == 0)
        r = insert(tx, &put, connector.id, secrets, &row);
    else if (r == CONNECTOR_OK)
        r = store(tx, &put, row, secrets);
    buffer_free(&sealed);
    if (r != CONNECTOR_OK)
        return r;
    struct view action = connector.row == 0 ? VIEW("connector.create") : VIEW("connector.change");
    connector.row = row;
    connector.adapter = put.adapter;
    connector.is_enabled = put.is_enabled;
    r = conclude(tx, actor, action, &connector);
    if (r == 0)
        r = outbox_connector_changed(tx, row);
    if (r == 0)
        *ret_row = row;
    return r;
}

int connector_enable(struct tx *tx, const struct actor *actor, int64_t row, bool is_enabled)
{
    struct connector_row connector;
    int r = need(tx, row, &connector);
    if (r != CONNECTOR_OK || connector.is_enabled == is_enabled)
        return r;
    struct query q = query_begin(tx->db, SQL_CONNECTOR_ENABLE, tx->tenant);
    query_bind(&q, row);
    query_bind(&q, is_enabled);
    query_bind(&q, tx->now_us);
    r = query_run(&q, NULL);
    connector.is_enabled = is_enabled;
    if (r == 0)
        r = conclude(tx, actor, is_enabled ? VIEW("connector.enable") : VIEW("connector.disable"),
                     &connector);
    return r == 0 ? outbox_connector_changed(tx, row) : error_trace(r);
}

static int drop_unknown(struct tx *tx, int64_t row)
{
    struct query q = query_begin(tx->db, SQL_WEBHOOK_UNKNOWN_DROP, tx->tenant);
    query_bind(&q, row);
    return error_trace(query_run(&q, NULL));
}

int connector_delete(struct tx *tx, const struct actor *actor, int64_t row)
{
    struct connector_row connector;
    int r = need(tx, row, &connector);
    if (r != CONNECTOR_OK)
        return r;
    struct query q = query_begin(tx->db, SQL_CONNECTOR_DELETE, tx->tenant);
    query_bind(&q, row);
    query_bind(&q, tx->now_us);
    r = query_run(&q, NULL);
    connector.is_enabled = false;
    if (r == 0)
        r = drop_unknown(tx, row);
    if (r == 0)
        r = conclude(tx, actor, VIEW("connector.delete"), &connector);
    return r == 0 ? outbox_connector_changed(tx, row) : error_trace(r);
}
