// SPDX-License-Identifier: Apache-2.0
// Tenants as rows; their settings are read in tenant.c.
#include "base/error.h"
#include "codec/json_merge.h"
#include "hub/audit.h"
#include "hub/channel.h"
#include "hub/consent_rules.h"
#include "hub/row.h"
#include "hub/tenant.h"
#include "hub/widget_site.h"
#include <errno.h>

static void read_tenant(struct row *row, struct tenant *t)
{
    *t = (struct tenant){.row = row_int(row)};
    t->name = row_text(row);
    t->title = row_text(row);
    t->settings = row_text(row);
    t->version = row_int(row);
    t->disabled_us = row_int(row);
    t->created_us = row_int(row);
    t->updated_us = row_int(row);
}

static int load(struct query *q, struct arena *arena, struct tenant *ret)
{
    int r = query_step(q);
    if (r == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        read_tenant(&row, ret);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? TENANT_OK : TENANT_NONE;
}

int tenant_find(struct db *db, struct view name, struct arena *arena, struct tenant *ret)
{
    struct query q = query_begin(db, SQL_TENANT_BY_NAME, 0);
    query_bind_text(&q, name);
    return load(&q, arena, ret);
}

int tenant_load(struct db *db, int64_t row, struct arena *arena, struct tenant *ret)
{
    struct query q = query_begin(db, SQL_TENANT_BY_ROW, row);
    return load(&q, arena, ret);
}

int tenant_walk(struct db *db, int64_t *cursor, int limit, struct arena *arena,
                int (*each)(void *ctx, const struct tenant *tenant), void *ctx)
{
    struct query q = query_begin(db, SQL_TENANTS_WALK, 0);
    query_bind(&q, *cursor);
    query_bind(&q, limit);
    int r, end = 0;
    while (end == 0 && (r = query_step(&q)) == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        struct tenant t;
        read_tenant(&row, &t);
        end = row.failed ? -ENOMEM : each(ctx, &t);
        *cursor = t.row;
        arena_reset(arena);
    }
    query_end(&q);
    if (end != 0)
        r = end;
    return r < 0 ? error_trace(r) : 0;
}

// ---- settings

enum { TENANT_WORD_MAX = 128 }; // bytes of one of a list

struct setting_rule {
    struct view name;
    enum json_type type;
    int64_t low, high; // characters of text, value of numbers, items of a list of texts
};

static const struct setting_rule rules[] = {
    {{"time_zone", 9}, JSON_STRING, 1, TENANT_ZONE_MAX},
    {{"locale", 6}, JSON_STRING, 1, TENANT_LOCALE_MAX},
    {{"reopen_window_s", 15}, JSON_NUMBER, 0, 31536000},
    {{"retention_days", 14}, JSON_NUMBER, 0, 36500},
    {{"file_max_bytes", 14}, JSON_NUMBER, 1, (int64_t)1 << 30},
    {{"files_max_bytes", 15}, JSON_NUMBER, 1, (int64_t)1 << 50},
    {{"file_types", 10}, JSON_ARRAY, 0, 64},
    {{"snooze_max_s", 12}, JSON_NUMBER, 60, 31536000},
    {{"idle_close_s", 12}, JSON_NUMBER, 0, 31536000},
    {{"fallback_channels", 17}, JSON_ARRAY, 0, CHANNELS},
};

static bool are_texts(const struct json *array)
{
    for (const struct json *v = json_first(array); v != NULL; v = json_next(array, v))
        if (v->type != JSON_STRING || v->has_escapes || v->size > TENANT_WORD_MAX)
            return false;
    return true;
}

static bool keeps(const struct setting_rule *rule, const struct json *value)
{
    int64_t number;
    if (value->type == JSON_NULL)
        return true;
    if (value->type != rule->type)
        return false;
    if (rule->type == JSON_ARRAY)
        return value->count <= rule->high && are_texts(value);
    if (rule->type == JSON_STRING)
        return !value->has_escapes && value->size >= rule->low && value->size <= rule->high;
    return json_int(value, &number) && number >= rule->low && number <= rule->high;
}

// Names that nobody knows yet are kept as they are.
static int check_settings(const struct json *settings, struct view *ret_setting)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
        const struct json *value = json_member(settings, rules[i].name);
        if (value != NULL && !keeps(&rules[i], value)) {
            *ret_setting = rules[i].name;
            return TENANT_BAD_SETTING;
        }
    }
    return TENANT_OK;
}

static int merge_settings(struct tx *tx, struct view before, struct view patch, struct view *ret_settings,
                          struct view *ret_setting)
{
    const struct json *root, *merged;
    struct arena *arena = &tx->batch->arena;
    *ret_settings = before;
    if (patch.data == NULL)
        return TENANT_OK;
    if (json_parse(arena, patch, NULL, &root) != JSON_OK || root->type != JSON_OBJECT)
        return TENANT_TOO_LARGE;
    int r = check_settings(root, ret_setting);
    if (r == TENANT_OK &&
        json_merge(arena, before, patch, TENANT_SETTINGS_MAX, ret_settings) != JSON_MERGE_OK)
        r = TENANT_TOO_LARGE;
    if (r == TENANT_OK && json_parse(arena, *ret_settings, NULL, &merged) != JSON_OK)
        r = error_trace(-EINVAL);
    if (r == TENANT_OK && !consent_settings_are_good(root, merged, ret_setting))
        r = TENANT_BAD_SETTING;
    return r;
}

// ---- changing

static int update(struct tx *tx, int64_t row, struct view title, struct view settings, int64_t disabled_us)
{
    struct query q = query_begin(tx->db, SQL_TENANT_UPDATE, row);
    query_bind_text(&q, title);
    query_bind_text(&q, settings);
    query_bind_or_null(&q, disabled_us);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

static int audit(struct tx *tx, const struct actor *actor, struct view action, struct view name)
{
    return audit_write(tx, actor,
                       &(struct audit_entry){.action = action, .object = VIEW("tenant"), .object_id = name});
}

static int next_row(struct tx *tx, int64_t *ret)
{
    struct query q = query_begin(tx->db, SQL_TENANT_LAST, 0);
    int r = query_step(&q);
    *ret = r == QUERY_ROW ? query_int(&q, 0) + 1 : TENANT_DEFAULT;
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

static int insert(struct tx *tx, struct view name, int64_t *ret_row)
{
    int64_t row;
    int changes = 0;
    int r = next_row(tx, &row);
    if (r < 0)
        return r;
    struct query q = query_begin(tx->db, SQL_TENANT_INSERT, row);
    query_bind_text(&q, name);
    query_bind(&q, tx->now_us);
    r = query_run(&q, &changes);
    if (r < 0)
        return error_trace(r);
    *ret_row = row;
    return changes == 0 ? TENANT_NAME_TAKEN : TENANT_OK;
}

int tenant_create(struct tx *tx, const struct actor *actor, struct view name,
                  const struct tenant_change *first, struct view *ret_setting, int64_t *ret_row)
{
    struct view settings;
    int64_t row;
    int r = merge_settings(tx, VIEW("{}"), first->settings, &settings, ret_setting);
    if (r == TENANT_OK)
        r = insert(tx, name, &row);
    if (r == TENANT_OK)
        r = update(tx, row, first->title, settings, 0);
    if (r == TENANT_OK)
        r = audit(tx, actor, VIEW("tenant.create"), name);
    if (r == TENANT_OK)
        *ret_row = row;
    return r < 0 ? error_trace(r) : r;
}

int tenant_change(struct tx *tx, const struct actor *actor, const struct tenant *tenant,
                  const struct tenant_change *change, struct view *ret_setting)
{
    struct view settings;
    int64_t disabled_us = tenant->disabled_us;
    if (change->has_disabled)
        disabled_us = !change->disabled ? 0 : disabled_us != 0 ? disabled_us : tx->now_us;
    if (disabled_us != 0 && tenant->row == TENANT_DEFAULT)
        return TENANT_IS_DEFAULT;
    int r = merge_settings(tx, tenant->settings, change->settings, &settings, ret_setting);
    if (r == TENANT_OK)
        r = update(tx, tenant->row, change->title.data != NULL ? change->title : tenant->title, settings,
                   disabled_us);
    if (r == TENANT_OK)
        r = audit(tx, actor, VIEW("tenant.change"), tenant->name);
    if (r == TENANT_OK && (disabled_us != 0) != (tenant->disabled_us != 0)) {
        tx_wake(tx, WAKE_WEBHOOKS, tx->now_us);    // its endpoints
        r = widget_sites_changed(tx, tenant->row); // and what its keys are good for
    }
    return r < 0 ? error_trace(r) : r;
}

// ---- as JSON

void tenant_write_open(struct json_writer *w, const struct tenant *t)
{
    json_begin_object(w);
    json_key(w, VIEW("id"));
    json_string(w, t->name);
    json_key(w, VIEW("title"));
    json_string_or_null(w, t->title);
    json_key(w, VIEW("settings"));
    json_raw(w, t->settings);
    json_key(w, VIEW("disabled"));
    json_bool(w, t->disabled_us != 0);
    json_key(w, VIEW("version"));
    json_integer(w, t->version);
    json_key(w, VIEW("created_at"));
    json_time(w, t->created_us);
    json_key(w, VIEW("updated_at"));
    json_time(w, t->updated_us);
}
