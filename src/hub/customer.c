// SPDX-License-Identifier: Apache-2.0
#include "hub/customer.h"
#include "base/error.h"
#include "base/zone.h"
#include "codec/json_merge.h"
#include "hub/cluster.h"
#include "hub/identity.h"
#include "hub/row.h"
#include <errno.h>

enum { PROFILE_MAX = 64 << 10, MERGES_MAX = 16 };

// ---- finding and making

// The key of the one row, and where it was merged into. QUERY_ROW, QUERY_DONE or negative.
static int read_key(struct tx *tx, struct query *q, struct customer_key *key, int64_t *ret_merged_into)
{
    int r = query_step(q);
    if (r == QUERY_ROW) {
        struct row row = {.query = q, .arena = &tx->batch->arena};
        *key = (struct customer_key){.row = row_int(&row)};
        *ret_merged_into = row_int(&row);
        key->channels = (unsigned)row_int(&row);
        key->members = row_int(&row);
        key->is_blocked = row_int(&row) != 0;
        key->id = row_text(&row);
        key->name = row_text(&row);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(q);
    return r;
}

static int load_key(struct tx *tx, int64_t row, struct customer_key *key)
{
    for (int i = 0; i < MERGES_MAX; i++) {
        struct query q = query_begin(tx->db, SQL_CUSTOMER_KEY_BY_ROW, tx->tenant);
        query_bind(&q, row);
        int64_t merged_into = 0;
        int r = read_key(tx, &q, key, &merged_into);
        if (r != QUERY_ROW)
            return r < 0 ? error_trace(r) : CUSTOMER_NONE;
        if (merged_into == 0)
            return CUSTOMER_OK;
        row = merged_into;
    }
    return error_trace(-ELOOP);
}

static int add_member(struct tx *tx, int64_t row, struct customer_key *key)
{
    struct customer_key member;
    int64_t merged_into;
    struct query q = query_begin(tx->db, SQL_CUSTOMER_KEY_BY_ROW, tx->tenant);
    query_bind(&q, row);
    int r = read_key(tx, &q, &member, &merged_into);
    if (r != QUERY_ROW)
        return error_trace(r);
    if (key->name.data == NULL)
        key->name = member.name;
    key->is_blocked |= member.is_blocked;
    return 0;
}

// What those that were merged into it add to the survivor's key: as cluster.shown has it, but read without
// their profiles, for every message needs it.
static int complete_key(struct tx *tx, struct customer_key *key)
{
    int64_t members[CLUSTER_MAX];
    int count = 0;
    if (key->members == 0)
        return CUSTOMER_OK;
    int r = cluster_members(tx->db, tx->tenant, key->row, members, &count);
    for (int i = 1; r == 0 && i < count; i++)
        r = add_member(tx, members[i], key);
    return r;
}

int customer_key_load(struct tx *tx, int64_t row, struct customer_key *ret)
{
    struct customer_key key;
    int r = load_key(tx, row, &key);
    if (r == CUSTOMER_OK)
        r = complete_key(tx, &key);
    if (r == CUSTOMER_OK)
        *ret = key;
    return r;
}

// QUERY_ROW, QUERY_DONE or negative.
static int find_key(struct tx *tx, struct view id, struct customer_key *key)
{
    struct query q = query_begin(tx->db, SQL_CUSTOMER_KEY, tx->tenant);
    query_bind_text(&q, id);
    int64_t merged_into = 0;
    int r = read_key(tx, &q, key, &merged_into);
    if (r == QUERY_ROW && merged_into != 0)
        r = error_fold(load_key(tx, merged_into, key)) < 0 ? -EIO : QUERY_ROW;
    if (r == QUERY_ROW && complete_key(tx, key) < 0)
        r = -EIO;
    return r;
}

static int insert(struct tx *tx, struct view id, struct customer_key *key)
{
    struct query q = query_begin(tx->db, SQL_CUSTOMER_INSERT, tx->tenant);
    query_bind_text(&q, id);
    query_bind(&q, tx->now_us);
    *key = (struct customer_key){.is_new = true};
    int r = query_insert(&q, &key->row);
    if (r == QUERY_ROW && !tx_copy(tx, id, &key->id))
        r = -ENOMEM;
    return r;
}

// An id that nobody has may be the address by which somebody is known. QUERY_ROW, QUERY_DONE or negative.
static int find_by_address(struct tx *tx, struct view id, struct customer_key *key)
{
    int64_t owner;
    int r = identity_owner_of_text(tx->db, tx->tenant, id, &owner);
    if (r != IDENTITY_OK)
        return r < 0 ? r : QUERY_DONE;
    r = customer_key_load(tx, owner, key);
    return r == CUSTOMER_OK ? QUERY_ROW : error_fold(r);
}

// Whoever is named by an address is known by it.
static int make(struct tx *tx, struct view id, struct customer_key *key)
{
    int r = insert(tx, id, key);
    if (r == QUERY_ROW && id.data[0] == '+')
        r = identity_add(tx, key->row, IDENTITY_PHONE, id) < 0 ? -EIO : QUERY_ROW;
    else if (r == QUERY_ROW && memchr(id.data, '@', id.size) != NULL)
        r = identity_add(tx, key->row, IDENTITY_EMAIL, id) < 0 ? -EIO : QUERY_ROW;
    return r;
}

int customer_need(struct tx *tx, struct view id, struct customer_key *ret)
{
    struct customer_key key;
    int r = find_key(tx, id, &key);
    if (r == QUERY_DONE)
        r = find_by_address(tx, id, &key);
    if (r == QUERY_DONE)
        r = make(tx, id, &key);
    if (r != QUERY_ROW)
        return error_trace(r < 0 ? r : -EAGAIN); // somebody else made it meanwhile: run again
    *ret = key;
    return 0;
}

int customer_use_channel(struct tx *tx, const struct customer_key *key, enum channel channel)
{
    if (key->channels & channel_bit(channel))
        return 0;
    struct query q = query_begin(tx->db, SQL_CUSTOMER_SET_CHANNELS, tx->tenant);
    query_bind(&q, key->row);
    query_bind(&q, key->channels | channel_bit(channel));
    return error_trace(query_run(&q, NULL));
}

// ---- what is told about them

// A text member of the told profile replaces *known; JSON null forgets it.
static int take_member(struct arena *arena, const struct json *told, struct view name, struct view *known)
{
    const struct json *value = json_member(told, name);
    if (value == NULL)
        return 0;
    if (value->type == JSON_NULL)
        *known = (struct view){0};
    else if (value->type == JSON_STRING && !json_text(value, arena, known))
        return -ENOMEM;
    return 0;
}

// What is no zone stays in the profile, and none is known.
static int take_zone(struct arena *arena, const struct json *told, struct customer *c)
{
    char name[ZONE_NAME_MAX + 1];
    struct view zone = c->time_zone;
    int r = take_member(arena, told, VIEW("timezone"), &zone);
    if (r == 0)
        r = take_member(arena, told, VIEW("time_zone"), &zone);
    if (r < 0 || view_equal(zone, c->time_zone))
        return r;
    c->time_zone = (struct view){0};
    if (zone.data != NULL && zone_resolve(zone, name) && !arena_copy(arena, view_from(name), &c->time_zone))
        return -ENOMEM;
    return 0;
}

static int take_members(struct arena *arena, struct view profile, struct customer *c)
{
    const struct json *told;
    if (json_parse(arena, profile, NULL, &told) != JSON_OK)
        return error_trace(-EINVAL); // it was checked when it came
    int r = take_member(arena, told, VIEW("name"), &c->name);
    if (r == 0)
        r = take_member(arena, told, VIEW("phone"), &c->phone);
    if (r == 0)
        r = take_member(arena, told, VIEW("email"), &c->email);
    if (r == 0)
        r = take_zone(arena, told, c);
    return r;
}

static int store_profile(struct tx *tx, const struct customer *c)
{
    struct query q = query_begin(tx->db, SQL_CUSTOMER_UPDATE_PROFILE, tx->tenant);
    query_bind(&q, c->row);
    query_bind_text(&q, c->name);
    query_bind_text(&q, c->phone);
    query_bind_text(&q, c->email);
    query_bind_text(&q, c->profile);
    query_bind_text(&q, c->preferences);
    query_bind_text(&q, c->context);
    query_bind_text(&q, c->time_zone);
    query_bind(&q, tx->now_us);
    int r = query_run(&q, NULL);
    if (r == 0)
        r = identity_add(tx, c->row, IDENTITY_PHONE, c->phone);
    if (r == 0)
        r = identity_add(tx, c->row, IDENTITY_EMAIL, c->email);
    return error_trace(r);
}

static int merge_text(struct arena *arena, struct view news, struct view *known)
{
    if (news.data == NULL)
        return 0;
    return json_merge(arena, *known, news, PROFILE_MAX, known);
}

int customer_tell(struct tx *tx, int64_t row, const struct customer_news *news, bool *ret_changed)
{
    struct arena *arena = &tx->batch->arena;
    struct customer c, before;
    *ret_changed = false;
    if (news->profile.data == NULL && news->preferences.data == NULL && news->context.data == NULL)
        return 0;
    int r = customer_load(tx->db, tx->tenant, row, arena, &c);
    if (r != 0)
        return error_fold(r);
    before = c;
    if (news->profile.data != NULL)
        r = take_members(arena, news->profile, &c);
    if (r == 0)
        r = merge_text(arena, news->profile, &c.profile);
    if (r == 0)
        r = merge_text(arena, news->preferences, &c.preferences);
    if (r == 0)
        r = merge_text(arena, news->context, &c.context);
    if (r != 0)
        return r < 0 ? error_trace(r) : CUSTOMER_TOO_LARGE;
    if (view_equal(c.profile, before.profile) && view_equal(c.preferences, before.preferences) &&
        view_equal(c.context, before.context))
        return 0;
    *ret_changed = true;
    return store_profile(tx, &c);
}

// ---- reading whole

static int load(struct query *q, struct arena *arena, struct customer *ret)
{
    int r = query_step(q);
    if (r == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        struct customer c = {.row = row_int(&row)};
        c.id = row_text(&row);
        c.name = row_text(&row);
        c.phone = row_text(&row);
        c.email = row_text(&row);
        c.time_zone = row_text(&row);
        c.profile = row_text(&row);
        c.preferences = row_text(&row);
        c.context = row_text(&row);
        c.channels = (unsigned)row_int(&row);
        c.closed_sessions = row_int(&row);
        c.resolved_sessions = row_int(&row);
        c.interactions = row_int(&row);
        c.responses = row_int(&row);
        c.response_sum_us = row_int(&row);
        c.ratings = row_int(&row);
        c.rating_sum = row_int(&row);
        c.merged_into = row_int(&row);
        c.members = row_int(&row);
        c.blocked_us = row_int(&row);
        c.block_reason = row_text(&row);
        c.tags = row_text(&row);
        c.last_position = row_int(&row);
        c.version = row_int(&row);
        c.created_us = row_int(&row);
        c.updated_us = row_int(&row);
        if (row.failed)
            r = error_trace(-ENOMEM);
        else
            *ret = c;
    }
    query_end(q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? CUSTOMER_OK : CUSTOMER_NONE;
}

int customer_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct customer *ret)
{
    struct query q = query_begin(db, SQL_CUSTOMER_BY_ID, tenant);
    query_bind_text(&q, id);
    return load(&q, arena, ret);
}

int customer_load(struct db *db, int64_t tenant, int64_t row, struct arena *arena, struct customer *ret)
{
    struct query q = query_begin(db, SQL_CUSTOMER_BY_ROW, tenant);
    query_bind(&q, row);
    return load(&q, arena, ret);
}
