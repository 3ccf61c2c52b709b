// SPDX-License-Identifier: Apache-2.0
#include "hub/timeline.h"
#include "base/error.h"
#include "hub/interaction_row.h"
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

int timeline_of_customer(struct db *db, int64_t tenant, const struct customer *customer, int64_t before,
                         int limit, struct arena *arena, struct timeline *ret)
{
    struct query q = query_begin(db, SQL_INTERACTIONS_OF_CUSTOMER, tenant);
    query_bind(&q, customer->row);
    query_bind(&q, before);
    query_bind(&q, limit + 1);
    int r = read_all(&q, limit, arena, ret);
    if (r == 0)
        fill_authors(ret, customer->id, customer->name);
    return r;
}

int timeline_of_session(struct db *db, int64_t tenant, const struct session *session, int64_t before,
                        int limit, struct arena *arena, struct timeline *ret)
{
    struct query q = query_begin(db, SQL_INTERACTIONS_OF_SESSION, tenant);
    query_bind(&q, session->row);
    query_bind(&q, before);
    query_bind(&q, limit + 1);
    int r = read_all(&q, limit, arena, ret);
    if (r == 0)
        fill_authors(ret, session->customer_id, session->customer_name);
    return r;
}

void timeline_write(struct json_writer *w, const struct timeline *t, bool oldest_first,
                    enum audience audience, struct view epoch)
{
    json_begin_array(w);
    for (int i = 0; i < t->count; i++) {
        const struct interaction *in = &t->items[oldest_first ? t->count - 1 - i : i];
        if (audience == AUDIENCE_INTERNAL || in->audience == AUDIENCE_PUBLIC)
            interaction_write(w, in, audience, epoch);
    }
    json_end_array(w);
}
