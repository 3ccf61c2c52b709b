// SPDX-License-Identifier: Apache-2.0
// Customers merged and set free in any order: every interaction has one owner, and what is shown is what can
// be worked out from the rows.
#include "hub/customer_merge.h"
#include "hub/event_body.h"
#include "hub/testing_hub.h"
#include "hub/unified_view.h"
#include <stdio.h>
#include <stdlib.h>

struct setting {
    struct testing_store store; // first
    struct arena arena;
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    arena_init(&s->arena, 64 << 10, 64 << 20);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    arena_free(&s->arena);
    testing_store_close(&s->store);
    free(s);
    return 0;
}

static int merge(struct setting *s, const char *survivor, const char *other)
{
    return hub_merge(&s->store, survivor, other);
}

static int unmerge(struct setting *s, const char *survivor, const char *other)
{
    return hub_unmerge(&s->store, survivor, other);
}

static struct unified_view view(struct setting *s, const char *id)
{
    struct snapshot snapshot;
    struct unified_view v;
    assert_int_equal(snapshot_begin(s->store.reader, 1, &snapshot), 0);
    assert_int_equal(unified_view_load(&snapshot, view_from(id), &s->arena, &v), CUSTOMER_OK);
    snapshot_end(&snapshot);
    return v;
}

static void open_own(struct setting *s, const char *customer, const char *session, const char *first)
{
    assert_int_equal(hub_open(&s->store,
                              &(struct conversation_in){.customer_id = view_from(customer),
                                                        .session_id = view_from(session),
                                                        .channel = CHANNEL_EMAIL,
                                                        .first_message = hub_text(first)},
                              NULL, NULL),
                     0);
}

static struct said say_in(struct setting *s, const char *customer, const char *session, const char *content)
{
    struct said said;
    assert_int_equal(hub_say(&s->store,
                             &(struct message_in){.customer_id = hub_text(customer),
                                                  .session_id = hub_text(session),
                                                  .channel = CHANNEL_CHAT,
                                                  .has_channel = true,
                                                  .direction = DIRECTION_INBOUND,
                                                  .author_type = AUTHOR_CUSTOMER,
                                                  .content = view_from(content)},
                             &said),
                     0);
    return said;
}

static void two_ids_are_one_person_with_one_story(void **state)
{
    struct setting *s = *state;
    open_own(s, "caller", "call", "on the phone");
    open_own(s, "writer", "mail", "by mail");
    hub_says(&s->store, "writer", CHANNEL_CHAT, "in the chat");
    assert_int_equal(merge(s, "writer", "caller"), MERGE_OK);
    for (int i = 0; i < 2; i++) {
        struct unified_view v = view(s, i == 0 ? "caller" : "writer");
        assert_true(view_equal(v.customer.id, VIEW("writer")));
        assert_int_equal(v.total_interactions, 3);
        assert_int_equal(v.active_sessions, 3);
        assert_int_equal(v.timeline.count, 3);
        assert_true(view_equal(v.timeline.items[0].content, VIEW("in the chat")));
        assert_true(view_equal(v.timeline.items[2].content, VIEW("on the phone")));
        assert_true(view_equal(v.timeline.items[2].author_id, VIEW("writer")));
    }
    assert_true(view_equal(hub_session(&s->store, "call", &s->arena).customer_id, VIEW("writer")));
}

static void the_survivor_is_shown_with_what_it_lacks(void **state)
{
    struct setting *s = *state;
    static const char *const profiles[] = {"{\"name\":\"Ann\",\"a\":1,\"n\":{\"x\":1}}",
                                           "{\"name\":\"A. Lee\",\"phone\":\"+491701234567\",\"b\":2,\"a\":9,"
                                           "\"n\":{\"y\":2,\"x\":7}}"};
    for (int i = 0; i < 2; i++)
        hub_open(&s->store,
                 &(struct conversation_in){.customer_id = i == 0 ? VIEW("ann") : VIEW("lee"),
                                           .channel = CHANNEL_CHAT,
                                           .news.profile = view_from(profiles[i])},
                 NULL, NULL);
    merge(s, "ann", "lee");
    struct cluster c = hub_cluster(&s->store, "lee", &s->arena);
    assert_int_equal(c.count, 2);
    assert_true(view_equal(c.shown.name, VIEW("Ann")));
    assert_true(view_equal(c.shown.phone, VIEW("+491701234567")));
    assert_non_null(memmem(c.shown.profile.data, c.shown.profile.size, "\"a\":1", 5));
    assert_non_null(memmem(c.shown.profile.data, c.shown.profile.size, "\"b\":2", 5));
    assert_non_null(memmem(c.shown.profile.data, c.shown.profile.size, "\"x\":1", 5));
    assert_null(c.survivor.phone.data);
    assert_true(view_equal(hub_cluster(&s->store, "+491701234567", &s->arena).shown.id, VIEW("ann")));
    unmerge(s, "ann", "lee");
    assert_null(hub_cluster(&s->store, "ann", &s->arena).shown.phone.data);
    assert_true(view_equal(hub_cluster(&s->store, "+491701234567", &s->arena).shown.id, VIEW("lee")));
}

static void what_was_opened_before_goes_back(void **state)
{
    struct setting *s = *state;
    hub_says(&s->store, "a", CHANNEL_CHAT, "a1");
    hub_says(&s->store, "b", CHANNEL_CHAT, "b1");
    merge(s, "a", "b");
    struct said said = say_in(s, "b", NULL, "to a's default");
    open_own(s, "b", "during", "d1");
    unmerge(s, "b", "b");
    assert_int_equal(view(s, "a").total_interactions, 3);
    assert_int_equal(view(s, "b").total_interactions, 1);
    assert_int_equal(view(s, "a").active_sessions, 2);
    struct session session = hub_session(&s->store, said.session_id, &s->arena);
    assert_true(view_equal(session.customer_id, VIEW("a")));
    assert_true(view_equal(hub_session(&s->store, "during", &s->arena).customer_id, VIEW("a")));
}

static void either_customer_may_name_a_session_of_the_other(void **state)
{
    struct setting *s = *state;
    struct message_in in = {.customer_id = VIEW("a"),
                            .session_id = VIEW("of-b"),
                            .channel = CHANNEL_CHAT,
                            .has_channel = true,
                            .direction = DIRECTION_INBOUND,
                            .author_type = AUTHOR_CUSTOMER,
                            .content = VIEW("x")};
    open_own(s, "a", "of-a", NULL);
    open_own(s, "b", "of-b", NULL);
    assert_int_equal(hub_say(&s->store, &in, NULL), MESSAGE_SESSION_OF_ANOTHER);
    merge(s, "a", "b");
    assert_int_equal(hub_say(&s->store, &in, NULL), MESSAGE_OK);
    in.customer_id = VIEW("b");
    in.session_id = VIEW("of-a");
    assert_int_equal(hub_say(&s->store, &in, NULL), MESSAGE_OK);
    open_own(s, "a", "of-b", NULL); // joined, not refused
    const struct event *e = hub_event(&s->store, hub_events(&s->store) - 1);
    assert_int_equal(e->customer, hub_customer(&s->store, "a", &s->arena).row);
    unmerge(s, "a", "b");
    assert_int_equal(hub_say(&s->store, &in, NULL), MESSAGE_SESSION_OF_ANOTHER);
    assert_int_equal(view(s, "b").total_interactions, 1);
    assert_int_equal(view(s, "a").total_interactions, 1);
}

static void the_default_session_of_a_merged_customer_goes_on(void **state)
{
    struct setting *s = *state;
    struct said before = say_in(s, "old", NULL, "first");
    open_own(s, "new", "own", NULL);
    merge(s, "new", "old");
    struct said after = say_in(s, "new", NULL, "second");
    assert_string_equal(before.session_id, after.session_id);
    for (int i = 0; i < 200; i++)
        assert_string_equal(say_in(s, i % 2 == 0 ? "new" : "old", NULL, "more").session_id,
                            before.session_id);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM session"), 2);
    unmerge(s, "new", "old");
    assert_string_not_equal(say_in(s, "new", NULL, "alone").session_id, before.session_id);
    assert_string_equal(say_in(s, "old", NULL, "alone").session_id, before.session_id);
    // Each has its own now: merged again, the survivor's takes what names none.
    merge(s, "new", "old");
    assert_string_not_equal(say_in(s, "old", NULL, "again").session_id, before.session_id);
}

static void what_makes_no_sense_is_refused(void **state)
{
    struct setting *s = *state;
    char name[16];
    hub_says(&s->store, "a", CHANNEL_CHAT, "x");
    hub_says(&s->store, "b", CHANNEL_CHAT, "x");
    assert_int_equal(merge(s, "a", "a"), MERGE_SAME);
    assert_int_equal(merge(s, "nobody", "a"), MERGE_NO_SURVIVOR);
    assert_int_equal(merge(s, "a", "nobody"), MERGE_NO_OTHER);
    assert_int_equal(unmerge(s, "a", "b"), MERGE_NOT_MERGED);
    assert_int_equal(merge(s, "a", "b"), MERGE_OK);
    assert_int_equal(merge(s, "b", "a"), MERGE_SAME); // would be a circle
    assert_int_equal(unmerge(s, "a", "a"), MERGE_NOT_MERGED);
    for (int i = 2; i <= CLUSTER_MAX; i++) {
        snprintf(name, sizeof(name), "m%d", i);
        hub_says(&s->store, name, CHANNEL_CHAT, "x");
        assert_int_equal(merge(s, "a", name), i < CLUSTER_MAX ? MERGE_OK : MERGE_TOO_MANY);
    }
    assert_int_equal(view(s, "b").total_interactions, CLUSTER_MAX);
    assert_int_equal(view(s, "b").active_sessions, CLUSTER_MAX);
}

static void both_topics_are_told(void **state)
{
    struct setting *s = *state;
    hub_says(&s->store, "a", CHANNEL_CHAT, "x");
    hub_says(&s->store, "b", CHANNEL_CHAT, "x");
    int64_t a = hub_customer(&s->store, "a", &s->arena).row, b = hub_customer(&s->store, "b", &s->arena).row;
    for (int i = 0; i < 2; i++) {
        int count = hub_events(&s->store);
        assert_int_equal(i == 0 ? merge(s, "a", "b") : unmerge(s, "a", "b"), MERGE_OK);
        assert_int_equal(hub_events(&s->store), count + 2);
        for (int k = 0; k < 2; k++) {
            const struct event *e = hub_event(&s->store, count + k);
            const struct event_body *body = e->body;
            int64_t last;
            struct cluster c = hub_cluster(&s->store, k == 0 ? "b" : "a", &s->arena);
            assert_int_equal(e->kind, EVENT_CUSTOMER_MERGED);
            assert_int_equal(e->customer, k == 0 ? b : a);
            assert_true(view_equal(body->member_id, VIEW("b")));
            assert_true(view_equal(body->customer_id, i == 0 ? VIEW("a") : VIEW("b")));
            assert_int_equal(cluster_last_position(s->store.reader, 1, &c, &last), 0);
            assert_true(last >= e->position);
        }
    }
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM audit WHERE object_id = 'a'"), 2);
}

static int exec(void *ctx, struct tx *tx)
{
    return db_exec(tx->db, *(const char *const *)ctx);
}

static void sql(struct setting *s, const char *text)
{
    assert_int_equal(testing_commit(&s->store, exec, &text), 0);
}

// However it ended, and wherever the last thing happened.
static void the_last_event_is_found_of_open_and_of_ended_sessions(void **state)
{
    struct setting *s = *state;
    int64_t last;
    for (int i = 0; i < 3; i++) {
        hub_says(&s->store, "a", CHANNEL_CHAT, "x");
        hub_says(&s->store, "b", CHANNEL_CHAT, "x");
        struct cluster c = hub_cluster(&s->store, "a", &s->arena);
        assert_int_equal(cluster_last_position(s->store.reader, 1, &c, &last), 0);
        assert_int_equal(last, testing_count(&s->store, "SELECT max(e.position) FROM event e JOIN customer c "
                                                        "USING (customer) WHERE c.id = 'a'"));
        sql(s, i == 0 ? "UPDATE session SET is_open = 0, is_default = 0, status = 3, closed_us = 1"
                      : "SELECT 1");
        assert_int_equal(cluster_last_position(s->store.reader, 1, &c, &last), 0);
        assert_int_equal(last, testing_count(&s->store, "SELECT max(e.position) FROM event e JOIN customer c "
                                                        "USING (customer) WHERE c.id = 'a'"));
    }
}

// ---- any order

enum { PEOPLE = 7, STEPS = 700 };

static unsigned next(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

struct model {
    int parent[PEOPLE]; // -1: none
};

static int top_of(const struct model *m, int i)
{
    while (m->parent[i] >= 0)
        i = m->parent[i];
    return i;
}

static void act(struct setting *s, struct model *m, unsigned *seed)
{
    char a[16], b[16], text[16];
    int i = (int)(next(seed) % PEOPLE), k = (int)(next(seed) % PEOPLE);
    unsigned what = next(seed) % 10;
    snprintf(a, sizeof(a), "c%d", i);
    snprintf(b, sizeof(b), "c%d", k);
    snprintf(text, sizeof(text), "%u", next(seed));
    if (what == 0) {
        bool is_same = top_of(m, i) == top_of(m, k);
        assert_int_equal(merge(s, a, b), is_same ? MERGE_SAME : MERGE_OK);
        if (!is_same)
            m->parent[top_of(m, k)] = top_of(m, i);
    } else if (what == 1) {
        bool is_member = m->parent[k] >= 0 && top_of(m, i) == top_of(m, k);
        assert_int_equal(unmerge(s, a, b), is_member ? MERGE_OK : MERGE_NOT_MERGED);
        if (is_member)
            m->parent[k] = -1;
    } else if (what == 2) {
        struct conversation_in in = {.customer_id = view_from(a),
                                     .session_id = view_from(text),
                                     .channel = CHANNEL_EMAIL,
                                     .first_message = VIEW("hello")};
        hub_open(&s->store, &in, NULL, NULL);
    } else {
        hub_says(&s->store, a, (enum channel)(what % 4), text);
    }
}

static void check_pages(struct setting *s, const struct cluster *c, int64_t count, int limit)
{
    struct timeline page = {.has_more = true};
    int64_t seen = 0, last = INT64_MAX;
    while (page.has_more) {
        assert_int_equal(timeline_of_cluster(s->store.reader, 1, c, last, limit, &s->arena, &page), 0);
        for (int i = 0; i < page.count; i++, seen++) {
            assert_true(page.items[i].position < last);
            last = page.items[i].position;
        }
        assert_true(page.count == limit || !page.has_more);
    }
    assert_int_equal(seen, count);
}

static void check(struct setting *s, const struct model *m, int i)
{
    char id[16], top[16], sql[200];
    snprintf(id, sizeof(id), "c%d", i);
    snprintf(top, sizeof(top), "c%d", top_of(m, i));
    struct unified_view v = view(s, id);
    struct cluster c = hub_cluster(&s->store, id, &s->arena);
    assert_true(view_equal(v.customer.id, view_from(top)));
    int64_t interactions = 0, sessions = 0, expected = 0;
    for (int k = 0; k < PEOPLE; k++) {
        if (top_of(m, k) != top_of(m, i))
            continue;
        expected++;
        snprintf(sql, sizeof(sql),
                 "SELECT count(*) FROM interaction i JOIN customer c USING (customer) WHERE c.id = 'c%d'", k);
        interactions += testing_count(&s->store, sql);
        snprintf(
            sql, sizeof(sql),
            "SELECT count(*) FROM session s JOIN customer c USING (customer) WHERE is_open AND c.id = 'c%d'",
            k);
        sessions += testing_count(&s->store, sql);
    }
    assert_int_equal(c.count, expected);
    assert_int_equal(v.total_interactions, interactions);
    assert_int_equal(v.active_sessions, sessions);
    check_pages(s, &c, interactions, 1 + i * 3);
}

static void in_any_order_views_are_what_the_rows_say(void **state)
{
    struct setting *s = *state;
    struct model m;
    unsigned seed = 4711;
    for (int i = 0; i < PEOPLE; i++) {
        char id[16];
        m.parent[i] = -1;
        snprintf(id, sizeof(id), "c%d", i);
        hub_says(&s->store, id, CHANNEL_CHAT, "x");
    }
    for (int step = 0; step < STEPS; step++) {
        act(s, &m, &seed);
        if (step % 20 == 0)
            for (int i = 0; i < PEOPLE; i++)
                check(s, &m, i);
        arena_reset(&s->arena);
    }
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction i LEFT JOIN session s USING "
                                              "(session) WHERE s.customer IS NOT i.customer"),
                     0);
    assert_int_equal(testing_count(&s->store,
                                   "SELECT count(*) FROM customer c WHERE members <> (SELECT count(*) "
                                   "FROM customer m WHERE m.merged_into = c.customer)"),
                     0);
}

static void a_customer_has_a_hundred_open_sessions_at_most(void **state)
{
    struct setting *s = *state;
    struct conversation_in in = {.customer_id = VIEW("a"), .channel = CHANNEL_EMAIL};
    char id[16];
    for (int i = 0; i <= SESSIONS_OPEN_MAX; i++) {
        snprintf(id, sizeof(id), "s%d", i);
        in.session_id = view_from(id);
        assert_int_equal(hub_open(&s->store, &in, NULL, NULL),
                         i < SESSIONS_OPEN_MAX ? CONVERSATION_OK : CONVERSATION_TOO_MANY_SESSIONS);
    }
    in.session_id = VIEW("s7");
    assert_int_equal(hub_open(&s->store, &in, NULL, NULL), CONVERSATION_OK);
    assert_int_equal(view(s, "a").active_sessions, SESSIONS_OPEN_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(two_ids_are_one_person_with_one_story, begin, end),
        cmocka_unit_test_setup_teardown(the_survivor_is_shown_with_what_it_lacks, begin, end),
        cmocka_unit_test_setup_teardown(what_was_opened_before_goes_back, begin, end),
        cmocka_unit_test_setup_teardown(either_customer_may_name_a_session_of_the_other, begin, end),
        cmocka_unit_test_setup_teardown(the_default_session_of_a_merged_customer_goes_on, begin, end),
        cmocka_unit_test_setup_teardown(what_makes_no_sense_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(both_topics_are_told, begin, end),
        cmocka_unit_test_setup_teardown(the_last_event_is_found_of_open_and_of_ended_sessions, begin, end),
        cmocka_unit_test_setup_teardown(in_any_order_views_are_what_the_rows_say, begin, end),
        cmocka_unit_test_setup_teardown(a_customer_has_a_hundred_open_sessions_at_most, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
