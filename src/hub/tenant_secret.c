// SPDX-License-Identifier: Apache-2.0
#include "hub/tenant_secret.h"
#include "base/error.h"
#include "hub/audit.h"

static struct secret_place place_of(int64_t tenant, struct view name)
{
    return (struct secret_place){.table = VIEW("tenant_secret"), .tenant = tenant, .row = name};
}

static bool is_name(struct view name)
{
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-'))
            return false;
    }
    return name.size > 0 && name.size <= TENANT_SECRET_NAME_MAX;
}

// ---- changing

static int drop(struct tx *tx, int64_t tenant, struct view name)
{
    struct query q = query_begin(tx->db, SQL_TENANT_SECRET_DROP, tenant);
    query_bind_text(&q, name);
    return error_trace(query_run(&q, NULL));
}

static int put(struct tx *tx, const struct secret_keys *keys, int64_t tenant, struct view name,
               struct view value)
{
    struct buffer sealed;
    buffer_init(&sealed, 4 * TENANT_SECRET_VALUE_MAX);
    int r = error_fold(secret_seal(keys, tx->random, place_of(tenant, name), value, &sealed));
    if (r == 0) {
        struct query q = query_begin(tx->db, SQL_TENANT_SECRET_PUT, tenant);
        query_bind_text(&q, name);
        query_bind_text(&q, buffer_view(&sealed));
        query_bind(&q, tx->now_us);
        r = query_run(&q, NULL);
    }
    buffer_free(&sealed);
    return error_trace(r);
}

static int audit(struct tx *tx, const struct actor *actor, const struct tenant *tenant, struct view action,
                 struct view name)
{
    char text[2 * TENANT_SECRET_NAME_MAX];
    struct buffer detail = buffer_fixed(text, sizeof(text));
    struct json_writer w = json_writer(&detail);
    json_begin_object(&w);
    json_key(&w, VIEW("name"));
    json_string(&w, name);
    json_end_object(&w);
    return audit_write(tx, actor,
                       &(struct audit_entry){.action = action,
                                             .object = VIEW("tenant"),
                                             .object_id = tenant->name,
                                             .detail = buffer_view(&detail)});
}

static int change_one(struct tx *tx, const struct actor *actor, const struct secret_keys *keys,
                      const struct tenant *tenant, struct view name, const struct json *value)
{
    struct view text;
    bool is_null = value->type == JSON_NULL;
    if (!is_name(name))
        return TENANT_SECRET_BAD;
    if (!is_null && (value->type != JSON_STRING || value->size > 6 * TENANT_SECRET_VALUE_MAX ||
                     !json_text(value, &tx->batch->arena, &text) || text.size == 0 ||
                     text.size > TENANT_SECRET_VALUE_MAX))
        return TENANT_SECRET_BAD;
    int r = is_null ? drop(tx, tenant->row, name) : put(tx, keys, tenant->row, name, text);
    if (r == 0)
        r = audit(tx, actor, tenant, is_null ? VIEW("tenant.secret.remove") : VIEW("tenant.secret.set"),
                  name);
    return error_trace(r);
}

static int check_room(struct tx *tx, int64_t tenant)
{
    struct query q = query_begin(tx->db, SQL_TENANT_SECRET_CROWD, tenant);
    query_bind(&q, TENANT_SECRETS_MAX);
    int r = query_step(&q);
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_ROW ? TENANT_SECRET_TOO_MANY : TENANT_SECRET_OK;
}

int tenant_secrets_change(struct tx *tx, const struct actor *actor, const struct secret_keys *keys,
                          const struct tenant *tenant, const struct json *secrets, struct view *ret_name)
{
    int r = secrets->count > TENANT_SECRETS_MAX ? TENANT_SECRET_TOO_MANY : 0;
    for (const struct json *key = json_first(secrets); key != NULL && r == 0;
         key = json_next_member(secrets, key)) {
        if (!json_text(key, &tx->batch->arena, ret_name))
            return error_trace(-ENOMEM);
        r = change_one(tx, actor, keys, tenant, *ret_name, json_value_of(key));
    }
    return r == 0 ? check_room(tx, tenant->row) : r;
}

// ---- reading

int tenant_secrets_write(struct json_writer *w, struct db *db, int64_t tenant)
{
    struct query q = query_begin(db, SQL_TENANT_SECRET_NAMES, tenant);
    int r;
    json_key(w, VIEW("secrets"));
    json_begin_array(w);
    while ((r = query_step(&q)) == QUERY_ROW)
        json_string(w, query_text(&q, 0));
    json_end_array(w);
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

int tenant_secret_open(struct db *db, const struct secret_keys *keys, int64_t tenant, struct view name,
                       struct buffer *out)
{
    struct query q = query_begin(db, SQL_TENANT_SECRET_GET, tenant);
    query_bind_text(&q, name);
    int r = query_step(&q), opened = TENANT_SECRET_NONE;
    if (r == QUERY_ROW) {
        opened = secret_open(keys, place_of(tenant, name), query_text(&q, 0), out);
        if (opened > 0)
            opened = TENANT_SECRET_SHUT;
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : opened < 0 ? error_trace(opened) : opened;
}
