// SPDX-License-Identifier: Apache-2.0
#include "hub/session_history.h"
#include "base/error.h"

enum { KEYS_MAX = 501 };

struct keys {
    int64_t rows[KEYS_MAX]; // newest first
    int count, max;
};

// Merges the newest rows of one more member into those found so far.
static int add_keys(const struct snapshot *snapshot, int64_t customer, int64_t before, struct keys *keys)
{
    struct keys old = *keys;
    struct query q = query_begin(snapshot->db, SQL_SESSION_KEYS_OF_CUSTOMER, snapshot->tenant);
    query_bind(&q, customer);
    query_bind(&q, before);
    query_bind(&q, keys->max);
    int at = 0, r = query_step(&q);
    keys->count = 0;
    while (r >= 0 && keys->count < keys->max && (r == QUERY_ROW || at < old.count)) {
        bool is_new = r == QUERY_ROW && (at == old.count || query_int(&q, 0) > old.rows[at]);
        keys->rows[keys->count++] = is_new ? query_int(&q, 0) : old.rows[at++];
        if (is_new)
            r = query_step(&q);
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

int session_history_walk(const struct snapshot *snapshot, const struct cluster *cluster, int64_t *cursor,
                         int limit, struct arena *arena, int (*each)(void *ctx, const struct session *s),
                         void *ctx, bool *ret_has_more)
{
    struct keys keys = {.max = limit < KEYS_MAX ? limit + 1 : KEYS_MAX};
    int r = 0, at = 0;
    for (int i = 0; i < cluster->count && r == 0; i++)
        r = add_keys(snapshot, cluster->members[i], *cursor, &keys);
    while (r == 0 && at < keys.count && at < keys.max - 1) {
        struct session s;
        r = error_fold(session_load(snapshot->db, snapshot->tenant, keys.rows[at], arena, &s));
        if (r == 0)
            r = each(ctx, &s);
        if (r >= 0)
            *cursor = keys.rows[at++];
        arena_reset(arena);
    }
    if (r < 0)
        return error_trace(r);
    *ret_has_more = at < keys.count;
    return 0;
}
