// SPDX-License-Identifier: Apache-2.0
#include "hub/timeline.h"
#include "base/error.h"
#include "hub/interaction_row.h"
#include "hub/session_merge.h"
#include <errno.h>

static size_t size_of(const struct interaction *in)
{
    return in->content.size + in->attachments.size + in->metadata.size + in->change.size;
}

// One more than asked for is read: it tells whether there are more.
static int read_all(struct query *q, int limit, struct arena *arena, struct timeline *ret)
{
    struct timeline t = {.items = arena_alloc(arena, (size_t)limit * sizeof(*t.items))};
    size_t bytes = 0;
    int r = t.items == NULL ? -ENOMEM : query_step(q);
    while (r == QUERY_ROW && t.count < limit && bytes < TIMELINE_BYTES) {
        struct row row = {.query = q, .arena = arena};
        struct interaction *in = &t.items[t.count++];
        interaction_read(&row, in);
        bytes += size_of(in);
        r = row.failed ? -ENOMEM : query_step(q);
    }
    t.has_more = r == QUERY_ROW;
    query_end(q);
    if (r < 0)
        return error_trace(r);
    *ret = t;
    return 0;
}

static void fill_authors(struct timeline *t, struct view customer_id, struct view customer_name)
{
    for (int i = 0; i < t->count; i++)
        interaction_fill_author(&t->items[i], customer_id, customer_name);
}

// Whose entries a timeline holds: customers, or sessions, and by which statements they are read.
struct owners {
    const int64_t *rows;
    int count;
    enum statement entries; // of one
    enum statement keys;    // of one, only their places
};

static int read_one(struct db *db, int64_t tenant, const struct owners *owners, int64_t before, int limit,
                    struct arena *arena, struct timeline *ret)
{
    struct query q = query_begin(db, owners->entries, tenant);
    query_bind(&q, owners->rows[0]);
    query_bind(&q, before);
    query_bind(&q, limit + 1);
    return read_all(&q, limit, arena, ret);
}

// ---- of several: the newest places first, and only then what stands there

struct place {
    int64_t position, row;
};

struct places {
    struct place *items; // newest first
    int count, max;
};

// Merges the places of one more into those found so far. Once there are enough, nothing older than the last
// of them is read.
static int add_places(struct db *db, int64_t tenant, enum statement keys, int64_t owner, int64_t before,
                      struct places *found, struct place *scratch)
{
    int64_t floor = found->count == found->max ? found->items[found->max - 1].position : -1;
    struct query q = query_begin(db, keys, tenant);
    query_bind(&q, owner);
    query_bind(&q, floor);
    query_bind(&q, before);
    query_bind(&q, found->max);
    int count = 0, at = 0, r = query_step(&q);
    while (count < found->max && (r == QUERY_ROW || at < found->count)) {
        if (r == QUERY_ROW && (at == found->count || query_int(&q, 0) > found->items[at].position)) {
            scratch[count++] = (struct place){query_int(&q, 0), query_int(&q, 1)};
            r = query_step(&q);
        } else if (r >= 0) {
            scratch[count++] = found->items[at++];
        }
        if (r < 0)
            break;
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    memcpy(found->items, scratch, (size_t)count * sizeof(*scratch));
    found->count = count;
    return 0;
}

static int find_places(struct db *db, int64_t tenant, const struct owners *owners, int64_t before, int max,
                       struct arena *arena, struct places *ret)
{
    struct places found = {.items = arena_alloc(arena, (size_t)max * sizeof(*found.items)), .max = max};
    struct place *scratch = arena_alloc(arena, (size_t)max * sizeof(*scratch));
    int r = found.items == NULL || scratch == NULL ? -ENOMEM : 0;
    for (int i = 0; i < owners->count && r == 0; i++)
        r = add_places(db, tenant, owners->keys, owners->rows[i], before, &found, scratch);
    if (r == 0)
        *ret = found;
    return error_trace(r);
}

static int read_places(struct db *db, int64_t tenant, const struct places *places, int limit,
                       struct arena *arena, struct timeline *ret)
{
    struct timeline t = {.items = arena_alloc(arena, (size_t)limit * sizeof(*t.items))};
    size_t bytes = 0;
    int r = t.items == NULL ? -ENOMEM : 0;
    while (r == 0 && t.count < limit && t.count < places->count && bytes < TIMELINE_BYTES) {
        struct interaction *in = &t.items[t.count];
        r = error_fold(interaction_load(db, tenant, places->items[t.count].row, arena, in));
        if (r == 0)
            bytes += size_of(&t.items[t.count++]);
    }
    if (r < 0)
        return error_trace(r);
    t.has_more = t.count < places->count;
    *ret = t;
    return 0;
}

static int read_owners(struct db *db, int64_t tenant, const struct owners *owners, int64_t before, int limit,
                       struct arena *arena, struct timeline *ret)
{
    struct places places;
    if (owners->count == 1)
        return read_one(db, tenant, owners, before, limit, arena, ret);
    int r = find_places(db, tenant, owners, before, limit + 1, arena, &places);
    return r < 0 ? r : read_places(db, tenant, &places, limit, arena, ret);
}

int timeline_of_cluster(struct db *db, int64_t tenant, const struct cluster *cluster, int64_t before,
                        int limit, struct arena *arena, struct timeline *ret)
{
    const struct owners owners = {cluster->members, cluster->count, SQL_INTERACTIONS_OF_CUSTOMER,
                                  SQL_INTERACTION_KEYS_OF_CUSTOMER};
    int r = read_owners(db, tenant, &owners, before, limit, arena, ret);
    if (r == 0)
        fill_authors(ret, cluster->shown.id, cluster->shown.name);
    return r;
}

// With all that were merged into it and are the same person's.
static int read_session(struct db *db, int64_t tenant, const struct session *session, enum statement entries,
                        enum statement keys, int64_t before, int limit, struct arena *arena,
                        struct timeline *ret)
{
    int64_t rows[SESSION_FAMILY_MAX];
    struct owners owners = {.rows = rows, .entries = entries, .keys = keys};
    int r = session_family(db, tenant, session, rows, &owners.count);
    if (r == 0)
        r = read_owners(db, tenant, &owners, before, limit, arena, ret);
    if (r == 0)
        fill_authors(ret, session->customer_id, session->customer_name);
    return r;
}

int timeline_of_session(struct db *db, int64_t tenant, const struct session *session, int64_t before,
                        int limit, struct arena *arena, struct timeline *ret)
{
    return read_session(db, tenant, session, SQL_INTERACTIONS_OF_SESSION, SQL_INTERACTION_KEYS_OF_SESSION,
                        before, limit, arena, ret);
}

int timeline_events_of_session(struct db *db, int64_t tenant, const struct session *session, int64_t before,
                               int limit, struct arena *arena, struct timeline *ret)
{
    return read_session(db, tenant, session, SQL_EVENTS_OF_SESSION, SQL_EVENT_KEYS_OF_SESSION, before, limit,
                        arena, ret);
}

// The verdict on an earlier entry of the same session; -1: there is none.
static int known_verdict(const struct timeline *t, int at)
{
    for (int i = at - 1; i >= 0; i--)
        if (t->items[i].session == t->items[at].session)
            return !t->items[i].is_hidden;
    return -1;
}

int timeline_hide(struct db *db, int64_t tenant, const struct access_view *view, struct timeline *t)
{
    for (int i = 0; i < t->count && !access_sees_all(view); i++) {
        int r = known_verdict(t, i);
        if (r < 0)
            r = access_sees_session_row(db, tenant, view, t->items[i].session);
        if (r < 0)
            return error_trace(r);
        t->items[i].is_hidden = r == 0;
    }
    return 0;
}

bool timeline_tells(const struct interaction *entry, enum audience audience)
{
    return !entry->is_hidden && (audience == AUDIENCE_INTERNAL || entry->audience == AUDIENCE_PUBLIC);
}

void timeline_write(struct json_writer *w, const struct timeline *t, bool oldest_first,
                    enum audience audience, struct view epoch)
{
    json_begin_array(w);
    for (int i = 0; i < t->count; i++) {
        const struct interaction *in = &t->items[oldest_first ? t->count - 1 - i : i];
        if (timeline_tells(in, audience))
            interaction_write(w, in, audience, epoch);
    }
    json_end_array(w);
}
