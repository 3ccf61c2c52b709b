// SPDX-License-Identifier: Apache-2.0
// Lists of sessions against a model: every filter and order, page by page, is what filtering and sorting all
// open sessions by hand gives.
#include "hub/agent_change.h"
#include "hub/queue.h"
#include "hub/session_list.h"
#include "hub/session_snooze.h"
#include "hub/session_tags.h"
#include "hub/tag.h"
#include "hub/testing_hub.h"
#include <stdio.h>
#include <stdlib.h>

enum { SESSIONS = 1500, CUSTOMERS = 60, MINUTE = 60000000 };

struct setting {
    struct testing_store store; // first
    struct arena arena, kept;
    struct session *sessions; // as they are stored
    bool *has_tag;            // "vip", by session
    int count;
    unsigned seed;
};

static int draw(struct setting *s, int below)
{
    return rand_r(&s->seed) % below;
}

// ---- filling

struct filling {
    struct setting *setting;
    int number;
};

static int say(struct tx *tx, struct view customer, struct view session, enum direction direction)
{
    struct message_result result;
    return message_store(
        tx,
        &(struct message_in){.customer_id = customer,
                             .session_id = session,
                             .channel = CHANNEL_CHAT,
                             .has_channel = direction == DIRECTION_INBOUND,
                             .direction = direction,
                             .author_type = direction == DIRECTION_INBOUND ? AUTHOR_CUSTOMER : AUTHOR_AGENT,
                             .content = VIEW("hello")},
        &result);
}

static int change_one(struct tx *tx, struct setting *s, struct view id)
{
    static const struct actor actor = {.kind = ACTOR_OPERATOR};
    struct session_change change;
    int r = session_change_begin(tx, id, &change);
    if (r != 0)
        return r;
    // Agent 1 has more than are put in order by hand, agents 2 and 3 few.
    session_set_owner(&change, draw(s, 2) == 0 ? 1 : draw(s, 20) == 0 ? 2 + draw(s, 2) : 0, draw(s, 4));
    change.now.priority = (enum priority)(draw(s, 3) > 0 ? PRIORITY_NORMAL : draw(s, 4));
    if (draw(s, 4) == 0)
        r = session_retag(tx, &change, &(struct session_tagging){.add = VIEW("[\"vip\",\"new\"]")});
    if (r == 0 && draw(s, 5) == 0)
        r = session_apply(tx, &change, SESSION_PEND, &actor, VIEW("later"), (struct view){0});
    if (r == 0 && change.now.status == SESSION_PENDING && draw(s, 2) == 0)
        r = session_snooze(tx, &change, &actor, tx->now_us + 3600000000, (struct view){0});
    if (r == 0 && draw(s, 20) == 0)
        r = session_apply(tx, &change, SESSION_RESOLVE, &actor, (struct view){0}, (struct view){0});
    return r == 0 ? session_change_end(tx, &change) : r;
}

// Rows 1 to 3 of each.
static int make_people(void *ctx, struct tx *tx)
{
    static const struct actor actor = {.kind = ACTOR_OPERATOR};
    static const char *const ids[] = {"one", "two", "three"};
    struct agent agent;
    struct queue queue;
    int r = 0;
    (void)ctx;
    for (int i = 0; r == 0 && i < 3; i++) {
        r = agent_create(tx, &actor, view_from(ids[i]),
                         &(struct agent_change){.name = view_from(ids[i]),
                                                .has_role = true,
                                                .role = ACCESS_AGENT,
                                                .has_capacity = true,
                                                .capacity = 5},
                         &agent);
        if (r == 0)
            r = queue_create(tx, &actor, view_from(ids[i]), &(struct queue_change){.name = view_from(ids[i])},
                             &queue);
    }
    return r;
}

static int fill_one(void *ctx, struct tx *tx)
{
    struct filling *f = ctx;
    struct conversation_result result;
    char customer[32], id[32];
    snprintf(customer, sizeof(customer), "customer-%d", draw(f->setting, CUSTOMERS));
    snprintf(id, sizeof(id), "session-%d", f->number);
    int r = conversation_open(tx,
                              &(struct conversation_in){.customer_id = view_from(customer),
                                                        .session_id = view_from(id),
                                                        .channel = (enum channel)draw(f->setting, 3)},
                              &result);
    if (r == 0 && draw(f->setting, 2) == 0)
        r = say(tx, view_from(customer), view_from(id), DIRECTION_INBOUND);
    return r == 0 ? change_one(tx, f->setting, view_from(id)) : r;
}

// Something is said in a session, somewhat later: it moves in the lists, also in those by tag.
static int move_one(void *ctx, struct tx *tx)
{
    struct filling *f = ctx;
    char id[32];
    snprintf(id, sizeof(id), "session-%d", f->number);
    int r = say(tx, (struct view){0}, view_from(id),
                draw(f->setting, 3) == 0 ? DIRECTION_OUTBOUND : DIRECTION_INBOUND);
    return r == MESSAGE_SESSION_CLOSED ? 0 : r;
}

static void read_all(struct setting *s)
{
    int64_t vip;
    assert_int_equal(tag_find(s->store.reader, 1, VIEW("vip"), &vip), TAG_OK);
    for (int i = 1; i <= SESSIONS; i++) {
        struct session one;
        assert_int_equal(session_load(s->store.reader, 1, i, &s->kept, &one), SESSION_OK);
        if (!one.is_open)
            continue;
        s->has_tag[s->count] = one.tags.data != NULL;
        s->sessions[s->count++] = one;
    }
}

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    arena_init(&s->arena, 64 << 10, 64 << 20);
    arena_init(&s->kept, 64 << 10, 64 << 20);
    s->sessions = calloc(SESSIONS, sizeof(*s->sessions));
    s->has_tag = calloc(SESSIONS, sizeof(*s->has_tag));
    s->seed = 7;
    assert_int_equal(testing_commit(&s->store, make_people, NULL), 0);
    for (int i = 0; i < SESSIONS; i++) {
        struct filling f = {s, i};
        s->store.wall_us += draw(s, 3) * MINUTE / 2;
        assert_int_equal(testing_commit(&s->store, fill_one, &f), 0);
    }
    for (int i = 0; i < SESSIONS / 2; i++) {
        struct filling f = {s, draw(s, SESSIONS)};
        s->store.wall_us += draw(s, 3) * MINUTE / 2;
        assert_int_equal(testing_commit(&s->store, move_one, &f), 0);
    }
    read_all(s);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    arena_free(&s->arena);
    arena_free(&s->kept);
    free(s->sessions);
    free(s->has_tag);
    testing_store_close(&s->store);
    free(s);
    return 0;
}

// ---- the model

static bool is_wanted(const struct setting *s, const struct session_query *q, int number)
{
    const struct session *one = &s->sessions[number];
    if (q->has_status && q->status == SESSION_LIST_ACTIVE && one->status != SESSION_ACTIVE)
        return false;
    if (q->has_status && q->status != SESSION_LIST_ACTIVE && one->status != SESSION_PENDING)
        return false;
    if (q->has_status && q->status == SESSION_LIST_SNOOZED && one->snoozed_until_us == 0)
        return false;
    bool is_seen = q->viewer == NULL || one->agent == q->viewer->agent || one->queue == 0 ||
                   one->queue == q->viewer->queues[0];
    return (!q->has_channel || one->channel == q->channel) &&
           (!q->has_priority || one->priority == q->priority) && (q->agent == 0 || one->agent == q->agent) &&
           (q->queue == 0 || one->queue == q->queue) && (!q->is_unassigned || one->agent == 0) &&
           (q->tag == 0 || s->has_tag[number]) &&
           (q->customer == NULL || one->customer == q->customer->members[0]) &&
           (q->sort != SESSION_SORT_WAITING || one->waiting_since_us != 0) && is_seen;
}

static int64_t key_of(const struct session *one, enum session_sort sort)
{
    switch (sort) {
    case SESSION_SORT_LAST_ACTIVITY:
        return one->activity_position;
    case SESSION_SORT_CREATED_AT:
        return one->row;
    case SESSION_SORT_PRIORITY:
        return (int64_t)one->priority * 1000000 + one->row;
    case SESSION_SORT_WAITING:
        return -one->waiting_since_us; // longest first
    }
    return 0;
}

static const struct session_query *sorted_by;

static int compare(const void *a, const void *b)
{
    int64_t x = key_of(*(const struct session *const *)a, sorted_by->sort);
    int64_t y = key_of(*(const struct session *const *)b, sorted_by->sort);
    int order = (x < y) - (x > y);
    return sorted_by->is_reversed ? -order : order;
}

static int model(struct setting *s, const struct session_query *q, const struct session *ret[])
{
    int count = 0;
    for (int i = 0; i < s->count; i++)
        if (is_wanted(s, q, i))
            ret[count++] = &s->sessions[i];
    sorted_by = q;
    qsort(ret, (size_t)count, sizeof(*ret), compare);
    return count;
}

// ---- comparing

static void check(struct setting *s, const struct session_query *q, int limit)
{
    const struct session *wanted[SESSIONS];
    struct session_cursor cursor = session_list_start(q);
    struct snapshot snapshot;
    int count = model(s, q, wanted), seen = 0, pages = 0;
    bool has_more = true;
    assert_int_equal(snapshot_begin(s->store.reader, 1, &snapshot), 0);
    while (has_more) {
        struct session_rows rows;
        assert_int_equal(session_list_read(&snapshot, q, cursor, limit, &s->arena, &rows), 0);
        assert_true(rows.count <= limit);
        assert_true(seen + rows.count <= count);
        for (int i = 0; i < rows.count; i++)
            assert_int_equal(rows.rows[i], wanted[seen++]->row);
        if (rows.count == limit) { // a page may end anywhere, and goes on behind its last session
            struct session_cursor at = session_list_cursor(q, wanted[seen - 1]);
            assert_int_equal(at.key, rows.next.key);
            assert_int_equal(at.row, rows.next.row);
        }
        cursor = rows.next;
        has_more = rows.has_more;
        arena_reset(&s->arena);
        assert_true(++pages < 3 * SESSIONS);
    }
    snapshot_end(&snapshot);
    assert_int_equal(seen, count);
}

static void each_filter_in_each_order_is_what_the_model_says(void **state)
{
    struct setting *s = *state;
    struct cluster customer = {.count = 1, .members = {5}};
    int64_t vip;
    assert_true(s->count > 1200);
    assert_int_equal(tag_find(s->store.reader, 1, VIEW("vip"), &vip), TAG_OK);
    const struct session_query filters[] = {
        {.is_reversed = false},
        {.has_status = true, .status = SESSION_LIST_ACTIVE},
        {.has_status = true, .status = SESSION_LIST_PENDING},
        {.has_status = true, .status = SESSION_LIST_SNOOZED},
        {.has_channel = true, .channel = CHANNEL_VIDEO},
        {.has_priority = true, .priority = PRIORITY_URGENT},
        {.has_priority = true, .priority = PRIORITY_NORMAL},
        {.agent = 1},
        {.agent = 2},
        {.is_unassigned = true},
        {.queue = 3},
        {.tag = vip},
        {.customer = &customer},
        {.agent = SESSION_LIST_NOBODY},
    };
    for (size_t i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
        for (int sort = 0; sort < 8; sort++) {
            struct session_query q = filters[i];
            q.sort = (enum session_sort)(sort / 2);
            q.is_reversed = sort % 2 == 1;
            check(s, &q, 50);
            check(s, &q, 500);
        }
    }
}

static void filters_together_are_what_the_model_says(void **state)
{
    struct setting *s = *state;
    const struct access_view viewer = {.role = ACCESS_AGENT, .agent = 2, .queue_count = 1, .queues = {1}};
    int64_t vip;
    assert_int_equal(tag_find(s->store.reader, 1, VIEW("vip"), &vip), TAG_OK);
    for (int i = 0; i < 400; i++) {
        struct cluster customer = {.count = 1, .members = {1 + draw(s, CUSTOMERS)}};
        struct session_query q = {
            .sort = (enum session_sort)draw(s, 4),
            .is_reversed = draw(s, 2) == 1,
            .has_status = draw(s, 4) == 0,
            .status = (enum session_list_status)draw(s, 3),
            .has_channel = draw(s, 4) == 0,
            .channel = (enum channel)draw(s, 3),
            .has_priority = draw(s, 4) == 0,
            .priority = (enum priority)draw(s, 4),
            .agent = draw(s, 3) == 0 ? 1 + draw(s, 3) : 0,
            .queue = draw(s, 4) == 0 ? 1 + draw(s, 3) : 0,
            .tag = draw(s, 4) == 0 ? vip : 0,
            .customer = draw(s, 10) == 0 ? &customer : NULL,
            .viewer = draw(s, 4) == 0 ? &viewer : NULL,
        };
        q.is_unassigned = q.agent == 0 && draw(s, 5) == 0;
        check(s, &q, 1 + draw(s, 120));
    }
}

static void a_cursor_belongs_to_its_list(void **state)
{
    struct session_query a = {.agent = 1}, b = {.queue = 1}, c = {.agent = 1, .is_reversed = true};
    struct session_query d = {.agent = 1, .sort = SESSION_SORT_CREATED_AT};
    (void)state;
    assert_int_not_equal(session_list_mark(&a), session_list_mark(&b));
    assert_int_not_equal(session_list_mark(&a), session_list_mark(&c));
    assert_int_not_equal(session_list_mark(&a), session_list_mark(&d));
    c.is_reversed = false;
    assert_int_equal(session_list_mark(&a), session_list_mark(&c));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_filter_in_each_order_is_what_the_model_says),
        cmocka_unit_test(filters_together_are_what_the_model_says),
        cmocka_unit_test(a_cursor_belongs_to_its_list),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
