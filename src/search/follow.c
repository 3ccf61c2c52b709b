// SPDX-License-Identifier: Apache-2.0
// Following the log of events, tenant by tenant.
#include "search/follow.h"
#include "base/error.h"
#include "hub/event_walk.h"

enum { SLICE = 500, TENANTS_AT_ONCE = 1024 };

// What an event of each kind changes in the index. Whatever its kind, the customer it names is learned.
enum lesson { LESSON_NONE, LESSON_MESSAGE, LESSON_EDIT, LESSON_CUSTOMER, LESSON_CUSTOMER_OF, LESSON_ERASED };

static enum lesson lesson_of(enum event_kind kind)
{
    switch (kind) {
    case EVENT_NEW_MESSAGE:
    case EVENT_CHANNEL_TRANSFER:
        return LESSON_MESSAGE;
    case EVENT_MESSAGE_UPDATED:
        return LESSON_EDIT;
    case EVENT_SESSION_UPDATE: // told after POST /session/create, which may tell a profile
        return LESSON_CUSTOMER_OF;
    case EVENT_CUSTOMER_UPDATE:
    case EVENT_CUSTOMER_MERGED:
        return LESSON_CUSTOMER;
    case EVENT_CUSTOMER_ERASED:
        return LESSON_ERASED;
    case EVENT_DELIVERY_UPDATE:
    case EVENT_NOTIFICATION:
    case EVENT_ACCESS_CHANGE:
    case EVENT_RULE_CHANGE:
        return LESSON_NONE;
    }
    return LESSON_NONE;
}

static int learn_message(struct follower *f, const struct event *e)
{
    struct batch *b = &f->batch;
    int r = source_message(f->hub, e->tenant, e->ref, &b->arena, &b->messages[b->message_count]);
    if (r == SOURCE_OK)
        b->message_count++;
    return r < 0 ? r : 0; // gone meanwhile: there is nothing to find
}

static void add_purge(struct batch *b, int64_t tenant, int what, int64_t row)
{
    b->purges[b->purge_count].tenant = tenant;
    b->purges[b->purge_count].what = what;
    b->purges[b->purge_count].row = row;
    b->purge_count++;
}

static int learn(struct follower *f, const struct event *e)
{
    struct batch *b = &f->batch;
    enum lesson lesson = lesson_of(e->kind);
    if (e->customer != 0)
        batch_add_customer(b, e->tenant, e->customer, lesson == LESSON_CUSTOMER_OF);
    switch (lesson) {
    case LESSON_NONE:
    case LESSON_CUSTOMER_OF:
        return 0;
    case LESSON_EDIT:
        add_purge(b, e->tenant, PURGE_MESSAGE, e->ref);
        return learn_message(f, e);
    case LESSON_MESSAGE:
        return learn_message(f, e);
    case LESSON_CUSTOMER:
        batch_add_customer(b, e->tenant, e->ref, true);
        return 0;
    case LESSON_ERASED:
        add_purge(b, e->tenant, PURGE_CUSTOMER, e->ref);
        return 0;
    }
    return 0;
}

enum slice_outcome { SLICE_DONE = 0, SLICE_GONE = 1 };

static int walk(struct follower *f, const struct snapshot *snapshot, int64_t *position)
{
    struct event_walk events;
    struct event e;
    int r = event_walk_begin(snapshot, *position, SLICE, &events);
    if (r == EVENT_WALK_GONE)
        return SLICE_GONE;
    while (r >= 0 && f->batch.arena.used < BATCH_BYTES &&
           (r = event_walk_next(&events, &e)) == EVENT_WALK_ROW) {
        r = learn(f, &e);
        *position = e.position;
        atomic_store(&f->search->waiting_since_us, e.created_us);
    }
    event_walk_end(&events);
    return r < 0 ? r : SLICE_DONE;
}

// One slice of a tenant's events into the batch, read in one snapshot. Positions without an event are passed
// by.
static int read_slice(struct follower *f, int64_t tenant, int64_t *position, bool *ret_more)
{
    struct snapshot snapshot;
    int64_t before = *position;
    int r = snapshot_begin(f->hub, tenant, &snapshot);
    if (r < 0)
        return error_trace(r);
    r = walk(f, &snapshot, position);
    snapshot_end(&snapshot);
    if (r == SLICE_DONE && *position == before)
        *position = snapshot.position;
    *ret_more = *position < snapshot.position;
    return r;
}

static int read_position(struct follower *f, int64_t tenant, int64_t *ret)
{
    struct index_query q = index_begin(f->index, INDEX_FOLLOW_GET);
    index_bind(&q, tenant);
    int r = index_step(&q);
    *ret = r == INDEX_ROW ? index_int(&q, 0) : 0;
    index_end(&q);
    return r < 0 ? r : 0;
}

// As many slices as fit.
static int read_tenant(struct follower *f, int64_t tenant, int64_t *position, bool *ret_more)
{
    struct batch *b = &f->batch;
    int r = 0;
    *ret_more = true;
    while (r == 0 && *ret_more && batch_has_room(b, SLICE))
        r = read_slice(f, tenant, position, ret_more);
    return r;
}

struct tenants {
    int count;
    struct {
        int64_t tenant, position;
    } items[TENANTS_AT_ONCE];
};

static int read_tenants(struct db *hub, int64_t behind, struct tenants *ret)
{
    int r;
    struct query q = query_begin(hub, SQL_TENANTS_ALL, 0);
    ret->count = 0;
    while ((r = query_step(&q)) == QUERY_ROW && ret->count < TENANTS_AT_ONCE) {
        if (query_int(&q, 0) <= behind)
            continue;
        ret->items[ret->count].tenant = query_int(&q, 0);
        ret->items[ret->count++].position = query_int(&q, 2);
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

static int write_batch(struct follower *f)
{
    int r = index_do(f->index, INDEX_BEGIN);
    if (r == 0)
        r = batch_put(&f->batch, f->index, f->hub);
    if (r == 0)
        r = index_do(f->index, INDEX_COMMIT);
    if (r < 0)
        index_do(f->index, INDEX_ROLLBACK);
    else
        atomic_fetch_add(&f->search->indexed, f->batch.indexed);
    return error_trace(r);
}

// What the tenant at hand adds; its position with it.
static int take_tenant(struct follower *f, int64_t tenant, int64_t position, bool *ret_more)
{
    struct batch *b = &f->batch;
    int64_t at = 0;
    *ret_more = false;
    int r = read_position(f, tenant, &at);
    if (r < 0 || at >= position) {
        f->followed += at;
        return r;
    }
    r = read_tenant(f, tenant, &at, ret_more);
    if (r == SLICE_DONE) {
        b->positions[b->position_count].tenant = tenant;
        b->positions[b->position_count++].position = at;
    }
    f->followed += at;
    return r;
}

static int take_tenants(struct follower *f, const struct tenants *tenants, int64_t *committed, bool *ret_more)
{
    int r = 0;
    for (int i = 0; i < tenants->count && r == 0; i++) {
        bool more = true;
        if (batch_has_room(&f->batch, SLICE))
            r = take_tenant(f, tenants->items[i].tenant, tenants->items[i].position, &more);
        *ret_more |= more;
        *committed += tenants->items[i].position;
    }
    return r;
}

int follow_events(struct follower *f, bool *ret_more)
{
    struct tenants tenants;
    int64_t behind = 0, committed = 0;
    int r;
    *ret_more = false;
    batch_clear(&f->batch);
    f->followed = 0;
    do {
        r = read_tenants(f->hub, behind, &tenants);
        if (r == 0 && tenants.count > 0) {
            behind = tenants.items[tenants.count - 1].tenant;
            r = take_tenants(f, &tenants, &committed, ret_more);
        }
    } while (r == 0 && tenants.count == TENANTS_AT_ONCE);
    if (r == 0 && f->batch.position_count > 0)
        r = write_batch(f);
    if (r == SLICE_GONE)
        return FOLLOW_TOO_FAR;
    if (r == 0) {
        atomic_store(&f->search->followed, f->followed);
        atomic_store(&f->search->committed, committed);
        if (!*ret_more)
            atomic_store(&f->search->waiting_since_us, 0);
    }
    return r;
}
