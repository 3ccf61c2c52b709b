// SPDX-License-Identifier: Apache-2.0
// Timelines, the unified view and events, each against what can be worked out from the rows.
#include "hub/event_body.h"
#include "hub/event_walk.h"
#include "hub/position.h"
#include "hub/testing_hub.h"
#include "hub/unified_view.h"
#include <stdio.h>
#include <stdlib.h>

struct setting {
    struct testing_store store; // first
    struct arena arena;
};

static const struct view epoch = {"0011aabb", 8};

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

static void open_own(struct setting *s, const char *customer, const char *session, const char *first)
{
    assert_int_equal(hub_open(&s->store,
                              &(struct conversation_in){.customer_id = view_from(customer),
                                                        .session_id = view_from(session),
                                                        .channel = CHANNEL_EMAIL,
                                                        .first_message = view_from(first)},
                              NULL, NULL),
                     0);
}

// ---- timelines

static void a_timeline_is_read_in_pages_newest_first(void **state)
{
    struct setting *s = *state;
    char text[16];
    int seen = 0;
    for (int i = 0; i < 23; i++) {
        snprintf(text, sizeof(text), "m%d", i);
        hub_says(&s->store, "ann", CHANNEL_CHAT, text);
        hub_says(&s->store, "bob", CHANNEL_CHAT, "not hers");
    }
    struct cluster c = hub_cluster(&s->store, "ann", &s->arena);
    struct timeline page = {.has_more = true};
    for (int64_t before = INT64_MAX; page.has_more; before = page.items[page.count - 1].position) {
        assert_int_equal(timeline_of_cluster(s->store.reader, 1, &c, before, 5, &s->arena, &page), 0);
        assert_true(page.count == 5 || !page.has_more);
        for (int i = 0; i < page.count; i++, seen++) {
            snprintf(text, sizeof(text), "m%d", 22 - seen);
            assert_true(view_equal(page.items[i].content, view_from(text)));
            assert_true(view_equal(page.items[i].author_id, VIEW("ann")));
        }
    }
    assert_int_equal(seen, 23);
}

static void a_last_page_that_is_full_has_no_more(void **state)
{
    struct setting *s = *state;
    struct timeline page;
    for (int i = 0; i < 10; i++)
        hub_says(&s->store, "ann", CHANNEL_CHAT, "x");
    struct cluster c = hub_cluster(&s->store, "ann", &s->arena);
    timeline_of_cluster(s->store.reader, 1, &c, INT64_MAX, 10, &s->arena, &page);
    assert_int_equal(page.count, 10);
    assert_false(page.has_more);
    timeline_of_cluster(s->store.reader, 1, &c, page.items[9].position, 10, &s->arena, &page);
    assert_int_equal(page.count, 0);
    assert_false(page.has_more);
}

static void sessions_of_one_customer_stand_apart(void **state)
{
    struct setting *s = *state;
    struct timeline page;
    open_own(s, "ann", "one", "first of one");
    hub_says(&s->store, "ann", CHANNEL_CHAT, "default");
    open_own(s, "ann", "two", "first of two");
    open_own(s, "ann", "one", "second of one");
    struct session one = hub_session(&s->store, "one", &s->arena);
    assert_int_equal(timeline_of_session(s->store.reader, 1, &one, INT64_MAX, 10, &s->arena, &page), 0);
    assert_int_equal(page.count, 2);
    assert_true(view_equal(page.items[0].content, VIEW("second of one")));
    assert_true(view_equal(page.items[1].content, VIEW("first of one")));
    struct cluster c = hub_cluster(&s->store, "ann", &s->arena);
    timeline_of_cluster(s->store.reader, 1, &c, INT64_MAX, 10, &s->arena, &page);
    assert_int_equal(page.count, 4);
}

// ---- random use

enum { CUSTOMERS = 9, OPERATIONS = 2500 };

static void act(struct setting *s, unsigned *seed)
{
    char customer[16], session[32], provider[16];
    snprintf(customer, sizeof(customer), "c%d", rand_r(seed) % CUSTOMERS);
    snprintf(session, sizeof(session), "%s-%d", customer, rand_r(seed) % 3);
    snprintf(provider, sizeof(provider), "p%d", rand_r(seed) % 300);
    bool is_own = rand_r(seed) % 3 == 0, is_reply = rand_r(seed) % 3 == 0;
    enum channel channel = rand_r(seed) % CHANNELS;
    atomic_fetch_add(&s->store.wall_us, rand_r(seed) % 90000000);
    if (rand_r(seed) % 8 == 0) {
        hub_open(&s->store,
                 &(struct conversation_in){.customer_id = view_from(customer),
                                           .session_id = hub_text(is_own ? session : NULL),
                                           .channel = channel,
                                           .first_message = hub_text(is_reply ? "hi" : NULL)},
                 NULL, NULL);
        return;
    }
    hub_say(&s->store,
            &(struct message_in){.customer_id = view_from(customer),
                                 .session_id = hub_text(is_own ? session : NULL),
                                 .channel = channel,
                                 .has_channel = true,
                                 .direction = is_reply ? DIRECTION_OUTBOUND : DIRECTION_INBOUND,
                                 .author_type = is_reply ? AUTHOR_AGENT : AUTHOR_CUSTOMER,
                                 .content = VIEW("text"),
                                 .provider_id = hub_text(rand_r(seed) % 4 == 0 ? provider : NULL)},
            NULL);
}

// `what` ends where the customer's id follows.
static int64_t ask(struct setting *s, const char *with, const char *what, const char *customer,
                   const char *rest)
{
    char sql[1200];
    snprintf(sql, sizeof(sql), "%s%s JOIN customer c USING (customer) WHERE c.id = '%s'%s", with, what,
             customer, rest);
    return testing_count(&s->store, sql);
}

static unsigned channels_of(struct setting *s, const char *customer)
{
    unsigned set = 0;
    for (int c = 0; c < CHANNELS; c++) {
        char sql[200];
        snprintf(sql, sizeof(sql),
                 "SELECT count(*) FROM session s JOIN customer c USING (customer) WHERE c.id = '%s' "
                 "AND (s.channels >> %d) & 1",
                 customer, c);
        if (testing_count(&s->store, sql) > 0)
            set |= 1u << c;
    }
    return set;
}

static void check_view(struct setting *s, const char *customer)
{
    struct snapshot snapshot;
    struct unified_view v;
    assert_int_equal(snapshot_begin(s->store.reader, 1, &snapshot), 0);
    int r = unified_view_load(&snapshot, view_from(customer), &s->arena, &v);
    snapshot_end(&snapshot);
    assert_int_equal(r, CUSTOMER_OK);
    assert_int_equal(v.total_interactions, ask(s, "", "SELECT count(*) FROM interaction i", customer, ""));
    assert_int_equal(v.active_sessions, ask(s, "", "SELECT count(*) FROM session s", customer, ""));
    assert_int_equal(v.last_activity_us,
                     ask(s, "",
                         "SELECT max(t) FROM (SELECT customer, created_us AS t FROM session UNION ALL "
                         "SELECT customer, created_us FROM interaction)",
                         customer, ""));
    assert_int_equal(v.active_channels, channels_of(s, customer));
    assert_int_equal(v.customer.channels, v.active_channels);
    // An answer ends the wait of the first inbound entry behind the outbound one before it.
    static const char turns[] =
        "WITH e AS (SELECT i.*, coalesce(sum(direction = 2) OVER (PARTITION BY i.session "
        "ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS turn "
        "FROM interaction i";
    static const char count[] = "), g AS (SELECT min(CASE direction WHEN 1 THEN created_us END) AS asked, "
                                "max(CASE direction WHEN 2 THEN created_us END) AS answered FROM e "
                                "GROUP BY session, turn) SELECT count(*) FROM g WHERE asked < answered";
    static const char sum[] = "), g AS (SELECT min(CASE direction WHEN 1 THEN created_us END) AS asked, "
                              "max(CASE direction WHEN 2 THEN created_us END) AS answered FROM e "
                              "GROUP BY session, turn) SELECT coalesce(sum(answered - asked), 0) FROM g "
                              "WHERE asked < answered";
    assert_int_equal(v.responses, ask(s, "", turns, customer, count));
    assert_int_equal(v.response_sum_us, ask(s, "", turns, customer, sum));
}

static void the_view_is_what_the_rows_say(void **state)
{
    struct setting *s = *state;
    unsigned seed = 42;
    for (int i = 0; i < OPERATIONS; i++)
        act(s, &seed);
    for (int i = 0; i < CUSTOMERS; i++) {
        char customer[16];
        snprintf(customer, sizeof(customer), "c%d", i);
        check_view(s, customer);
    }
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM (SELECT customer FROM session WHERE "
                                              "is_default = 1 GROUP BY 1 HAVING count(*) > 1)"),
                     0);
    assert_int_equal(
        testing_count(&s->store,
                      "SELECT count(*) FROM session s WHERE last_position <> (SELECT max(position) "
                      "FROM event e WHERE e.session = s.session)"),
        0);
    assert_int_equal(testing_count(&s->store, "SELECT max(position) - count(*) FROM event"), 0);
    assert_true(testing_count(&s->store, "SELECT count(*) FROM interaction") > OPERATIONS / 3);
}

// ---- events

static void render(struct buffer *out, const struct event *e, const struct event_body *body,
                   enum audience audience)
{
    struct json_writer w = json_writer(out);
    buffer_clear(out);
    event_payload_write(&w, e, body, audience, epoch);
    assert_false(out->failed);
}

// Each is read again right after it happened, for a session's row goes on changing.
static void events_read_again_are_as_they_were_live(void **state)
{
    struct setting *s = *state;
    struct buffer live, again;
    unsigned seed = 9;
    int compared = 0;
    buffer_init(&live, 1 << 20);
    buffer_init(&again, 1 << 20);
    for (int i = 0; i < 300; i++) {
        int before = hub_events(&s->store);
        act(s, &seed);
        int after = hub_events(&s->store);
        if (after == before)
            continue;
        const struct event *e = hub_event(&s->store, after - 1);
        struct event stored = *e;
        struct event_body body;
        stored.body = NULL;
        assert_int_equal(event_body_load(s->store.reader, &stored, &s->arena, &body), EVENT_BODY_OK);
        for (int a = AUDIENCE_INTERNAL; a <= AUDIENCE_PUBLIC; a++) {
            render(&live, e, e->body, (enum audience)a);
            render(&again, &stored, &body, (enum audience)a);
            if (!view_equal(buffer_view(&live), buffer_view(&again)))
                fail_msg("live  %.*s\nagain %.*s", VIEW_ARG(buffer_view(&live)),
                         VIEW_ARG(buffer_view(&again)));
            compared++;
        }
        const struct event_body *own = e->body;
        assert_true(view_equal(body.session_id, own->session_id));
        assert_true(view_equal(body.customer_id, own->customer_id));
        arena_reset(&s->arena);
    }
    assert_true(compared > 300);
    buffer_free(&live);
    buffer_free(&again);
}

static void the_event_table_tells_what_was_published(void **state)
{
    struct setting *s = *state;
    struct snapshot snapshot;
    struct event_walk walk;
    struct event stored;
    unsigned seed = 77;
    for (int i = 0; i < 100; i++)
        act(s, &seed);
    int count = hub_events(&s->store), at = 0;
    assert_int_equal(snapshot_begin(s->store.reader, 1, &snapshot), 0);
    assert_int_equal(event_walk_begin(&snapshot, 0, 10000, &walk), 0);
    while (event_walk_next(&walk, &stored) == EVENT_WALK_ROW) {
        const struct event *e = hub_event(&s->store, at++);
        assert_int_equal(stored.position, e->position);
        assert_int_equal(stored.session, e->session);
        assert_int_equal(stored.customer, e->customer);
        assert_int_equal(stored.audience, e->audience);
        assert_int_equal(stored.kind, e->kind);
        assert_int_equal(stored.ref, e->ref);
        assert_int_equal(stored.created_us, e->created_us);
        assert_int_equal(stored.tenant, 1);
        assert_null(stored.body);
    }
    event_walk_end(&walk);
    snapshot_end(&snapshot);
    assert_int_equal(at, count);
}

static int trim(void *ctx, struct tx *tx)
{
    struct query q = query_begin(tx->db, SQL_EVENT_TRIM, tx->tenant);
    query_bind(&q, *(int64_t *)ctx);
    return query_run(&q, NULL);
}

static void trimmed_events_are_told_as_gone(void **state)
{
    struct setting *s = *state;
    struct snapshot snapshot;
    struct event_walk walk;
    int64_t floor = 5;
    for (int i = 0; i < 9; i++)
        hub_says(&s->store, "ann", CHANNEL_CHAT, "x");
    testing_commit(&s->store, trim, &floor);
    for (int64_t after = 0; after <= 11; after++) {
        assert_int_equal(snapshot_begin(s->store.reader, 1, &snapshot), 0);
        assert_int_equal(event_walk_begin(&snapshot, after, 100, &walk), after < 4 ? EVENT_WALK_GONE : 0);
        event_walk_end(&walk);
        snapshot_end(&snapshot);
    }
    floor = 1000;
    testing_commit(&s->store, trim, &floor);
    assert_int_equal(snapshot_begin(s->store.reader, 1, &snapshot), 0);
    assert_int_equal(event_walk_begin(&snapshot, 9, 100, &walk), EVENT_WALK_GONE);
    event_walk_end(&walk);
    assert_int_equal(event_walk_begin(&snapshot, 10, 100, &walk), 0);
    event_walk_end(&walk);
    snapshot_end(&snapshot);
}

static void an_event_whose_rows_are_gone_has_no_body(void **state)
{
    struct setting *s = *state;
    struct event_body body;
    hub_says(&s->store, "ann", CHANNEL_CHAT, "x");
    struct event e = *hub_event(&s->store, 1);
    e.ref = 999;
    assert_int_equal(event_body_load(s->store.reader, &e, &s->arena, &body), EVENT_BODY_GONE);
    e.session = 999;
    assert_int_equal(event_body_load(s->store.reader, &e, &s->arena, &body), EVENT_BODY_GONE);
}

// ---- what the public sees

static void the_public_sees_nothing_internal(void **state)
{
    static const char *const secrets[] = {"secret",     "sentiment", "metadata",   "profile", "preferences",
                                          "agent_id",   "queue",     "priority",   "context", "provider",
                                          "visibility", "phone",     "engagement", "+49170"};
    struct setting *s = *state;
    struct buffer out;
    struct snapshot snapshot;
    struct unified_view v;
    buffer_init(&out, 1 << 20);
    hub_open(&s->store,
             &(struct conversation_in){.customer_id = VIEW("ann"),
                                       .session_id = VIEW("one"),
                                       .channel = CHANNEL_CHAT,
                                       .news.profile = VIEW("{\"phone\":\"+491701234567\",\"x\":\"secret\"}"),
                                       .news.preferences = VIEW("{\"p\":\"secret\"}"),
                                       .campaign_context = VIEW("{\"c\":\"secret\"}")},
             NULL, NULL);
    hub_say(&s->store,
            &(struct message_in){.session_id = VIEW("one"),
                                 .channel = CHANNEL_CHAT,
                                 .has_channel = true,
                                 .direction = DIRECTION_INBOUND,
                                 .author_type = AUTHOR_CUSTOMER,
                                 .content = VIEW("hello"),
                                 .provider_id = VIEW("provider-secret"),
                                 .metadata = VIEW("{\"m\":\"secret\"}")},
            NULL);
    assert_int_equal(snapshot_begin(s->store.reader, 1, &snapshot), 0);
    assert_int_equal(unified_view_load(&snapshot, VIEW("ann"), &s->arena, &v), 0);
    snapshot_end(&snapshot);
    for (int i = 0; i < hub_events(&s->store) + 1; i++) {
        if (i < hub_events(&s->store)) {
            const struct event *e = hub_event(&s->store, i);
            render(&out, e, e->body, AUDIENCE_PUBLIC);
        } else {
            struct json_writer w = json_writer(&out);
            buffer_clear(&out);
            unified_view_write(&w, &v, AUDIENCE_PUBLIC, epoch, 2);
        }
        buffer_append_char(&out, '\0');
        for (size_t k = 0; k < sizeof(secrets) / sizeof(secrets[0]); k++)
            if (strstr(out.data, secrets[k]) != NULL)
                fail_msg("'%s' in %s", secrets[k], out.data);
    }
    render(&out, hub_event(&s->store, 1), hub_event(&s->store, 1)->body, AUDIENCE_INTERNAL);
    buffer_append_char(&out, '\0');
    assert_non_null(strstr(out.data, "provider-secret"));
    buffer_free(&out);
}

static void an_internal_entry_is_not_in_a_public_timeline(void **state)
{
    struct interaction items[2] = {{.id = VIEW("a"), .content = VIEW("open"), .audience = AUDIENCE_PUBLIC},
                                   {.id = VIEW("b"), .content = VIEW("note"), .audience = AUDIENCE_INTERNAL}};
    struct timeline t = {.items = items, .count = 2};
    struct buffer out;
    (void)state;
    buffer_init(&out, 1 << 16);
    struct json_writer w = json_writer(&out);
    timeline_write(&w, &t, true, AUDIENCE_PUBLIC, epoch);
    assert_null(memmem(out.data, out.size, "note", 4));
    assert_non_null(memmem(out.data, out.size, "open", 4));
    buffer_clear(&out);
    w = json_writer(&out);
    timeline_write(&w, &t, true, AUDIENCE_INTERNAL, epoch);
    assert_non_null(memmem(out.data, out.size, "note", 4));
    buffer_free(&out);
}

// ---- positions

static void positions_are_of_one_epoch(void **state)
{
    char text[POSITION_TEXT_MAX];
    int64_t position = -1;
    (void)state;
    struct view whole = view_make(text, position_text(text, epoch, INT64_MAX / 10));
    assert_true(position_from(whole, epoch, &position));
    assert_int_equal(position, INT64_MAX / 10);
    static const char *const bad[] = {"",           "0011aabb",    "0011aabb-",   "0011aabc-5",
                                      "0011aabb-x", "0011aabb--5", "0011aabb-5 ", "5",
                                      "-5",         "0011aabb-5-6"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_false(position_from(view_from(bad[i]), epoch, &position));
    assert_false(position_from((struct view){0}, epoch, &position));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_timeline_is_read_in_pages_newest_first, begin, end),
        cmocka_unit_test_setup_teardown(a_last_page_that_is_full_has_no_more, begin, end),
        cmocka_unit_test_setup_teardown(sessions_of_one_customer_stand_apart, begin, end),
        cmocka_unit_test_setup_teardown(the_view_is_what_the_rows_say, begin, end),
        cmocka_unit_test_setup_teardown(events_read_again_are_as_they_were_live, begin, end),
        cmocka_unit_test_setup_teardown(the_event_table_tells_what_was_published, begin, end),
        cmocka_unit_test_setup_teardown(trimmed_events_are_told_as_gone, begin, end),
        cmocka_unit_test_setup_teardown(an_event_whose_rows_are_gone_has_no_body, begin, end),
        cmocka_unit_test_setup_teardown(the_public_sees_nothing_internal, begin, end),
        cmocka_unit_test(an_internal_entry_is_not_in_a_public_timeline),
        cmocka_unit_test(positions_are_of_one_epoch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
