// SPDX-License-Identifier: Apache-2.0
// What a customer can read of a session that is transferred, noted and assigned: the public story, whole.
#include "api/testing_site.h"
#include "hub/event_body.h"
#include "hub/event_walk.h"
#include "hub/position.h"
#include "hub/timeline.h"
#include "hub/transfer.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static int begin(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    site_open(s, NULL);
    *state = s;
    return 0;
}

static int end(void **state)
{
    site_close(*state);
    free(*state);
    return 0;
}

static void put(const struct site *s, const char *sql)
{
    char path[128];
    sqlite3 *db = NULL;
    snprintf(path, sizeof(path), "%s/hub.db", s->store.dir);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static int note_it(void *ctx, struct tx *tx)
{
    static const struct actor mia = {.kind = ACTOR_AGENT, .id = {"mia", 3}, .name = {"Mia", 3}};
    struct session_change change;
    (void)ctx;
    int r = session_change_begin(tx, VIEW("call"), &change);
    if (r == 0)
        r = timeline_add(tx, &change, &mia,
                         &(struct timeline_entry){.type = INTERACTION_NOTE,
                                                  .audience = AUDIENCE_INTERNAL,
                                                  .content = VIEW("a secret note")},
                         NULL);
    return r == 0 ? session_change_end(tx, &change) : r;
}

// A life of a session with much that is nobody else's business.
static void live_it(struct site *s)
{
    put(s, "INSERT INTO agent (tenant, id, name, role, status, capacity, version, status_us, created_us, "
           "updated_us) VALUES (1, 'mia', 'Mia', 3, 1, 5, 1, 1, 1, 1);"
           "INSERT INTO queue (tenant, id, name, version, created_us, updated_us) "
           "VALUES (1, 'secret-queue', 'Q', 1, 1, 1)");
    static const struct {
        const char *path, *json;
    } steps[] = {
        {"/session/create", "{\"customer_id\":\"ann\",\"session_id\":\"call\",\"channel\":\"voice\","
                            "\"initial_message\":\"hello there\"}"},
        {"/session/call/transfer", "{\"to_queue\":\"secret-queue\",\"reason\":\"a secret reason\"}"},
        {"/session/call/transfer", "{\"to_agent\":\"mia\"}"},
        {"/transfer/channel", "{\"customer_id\":\"ann\",\"session_id\":\"call\",\"from_channel\":\"voice\","
                              "\"to_channel\":\"chat\",\"reason\":\"a secret reason\","
                              "\"context_data\":{\"agent_notes\":\"a secret note\"}}"},
        {"/message/respond",
         "{\"session_id\":\"call\",\"content\":\"how can I help?\",\"shift\":\"secret\"}"},
        {"/session/call/transfer", "{\"to_channel\":\"sms\",\"to_queue\":\"secret-queue\"}"},
    };
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        int status = site_post(s, steps[i].path, steps[i].json);
        if (status != 200 && status != 201)
            fail_msg("%s: %s", steps[i].path, s->reply.data);
        assert_int_equal(testing_commit(&s->store, note_it, NULL), 0);
    }
}

static void has_no_secrets(const struct buffer *text)
{
    static const char *const secrets[] = {"secret", "\"mia\"", "agent_id", "\"queue\"", "metadata", "note"};
    for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
        if (memmem(text->data, text->size, secrets[i], strlen(secrets[i])) != NULL)
            fail_msg("%s in %.*s", secrets[i], (int)text->size, text->data);
}

static void the_timeline_tells_the_public_story(void **state)
{
    struct site *s = *state;
    struct arena arena;
    struct session session;
    struct timeline timeline;
    struct buffer text;
    live_it(s);
    arena_init(&arena, 4096, 1 << 20);
    buffer_init(&text, 1 << 20);
    assert_int_equal(session_find(s->store.reader, 1, VIEW("call"), &arena, &session), SESSION_OK);
    assert_int_equal(timeline_of_session(s->store.reader, 1, &session, INT64_MAX, 50, &arena, &timeline), 0);
    struct json_writer w = json_writer(&text);
    timeline_write(&w, &timeline, true, AUDIENCE_PUBLIC, VIEW("e"));
    has_no_secrets(&text);
    buffer_append_char(&text, '\0');
    const char *hello = strstr(text.data, "hello there"),
               *chat = strstr(text.data, "\"from\":\"voice\",\"to\":\"chat\""),
               *help = strstr(text.data, "how can I help?"),
               *sms = strstr(text.data, "\"from\":\"chat\",\"to\":\"sms\"");
    assert_true(hello != NULL && hello < chat && chat < help && help < sms);
    buffer_clear(&text);
    session_write_open(&w, &session, AUDIENCE_PUBLIC, 0);
    has_no_secrets(&text);
    buffer_free(&text);
    arena_free(&arena);
}

// As a client of that audience hears it: each public event's text, and no hole but where the topic says so.
static void live_and_resumed_events_tell_the_same(void **state)
{
    struct site *s = *state;
    struct arena arena;
    struct event_walk walk;
    struct snapshot snapshot;
    struct event event;
    struct buffer text;
    struct session session;
    int64_t last = 0;
    int r, count = 0;
    live_it(s);
    arena_init(&arena, 4096, 1 << 20);
    buffer_init(&text, 1 << 20);
    assert_int_equal(snapshot_begin(s->store.reader, 1, &snapshot), 0);
    assert_int_equal(event_walk_begin(&snapshot, 0, 1000, &walk), 0);
    while ((r = event_walk_next(&walk, &event)) == EVENT_WALK_ROW) {
        struct event_body body;
        if (event.audience != AUDIENCE_PUBLIC || event.session == 0)
            continue;
        assert_int_equal(event_body_load(s->store.reader, &event, &arena, &body), EVENT_BODY_OK);
        struct json_writer w = json_writer(&text);
        buffer_clear(&text);
        event_payload_write(&w, &event, &body, AUDIENCE_PUBLIC, VIEW("e"));
        has_no_secrets(&text);
        assert_true(event.position > last);
        last = event.position;
        count++;
    }
    event_walk_end(&walk);
    assert_int_equal(r, EVENT_WALK_DONE);
    assert_int_equal(session_find(s->store.reader, 1, VIEW("call"), &arena, &session), SESSION_OK);
    // What a subscriber is told to have seen is the last of them, and no internal one.
    assert_int_equal(session.last_public_position, last);
    assert_true(session.last_position > last);
    assert_true(count >= 8);
    snapshot_end(&snapshot);
    buffer_free(&text);
    arena_free(&arena);
}

static void owners_move_by_the_api(void **state)
{
    struct site *s = *state;
    live_it(s);
    assert_int_equal(site_get(s, "/session/call"), 200);
    assert_true(site_got(s, "\"queue\":\"secret-queue\""));
    assert_true(site_got(s, "\"agent_id\":null"));
    assert_int_equal(
        site_post(s, "/session/call/transfer", "{\"to_agent\":\"mia\",\"to_channel\":\"web_portal\"}"), 200);
    assert_true(site_got(s, "\"agent_id\":\"mia\""));
    assert_true(site_got(s, "\"state\":\"completed\",\"waiting\":null"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_timeline_tells_the_public_story, begin, end),
        cmocka_unit_test_setup_teardown(live_and_resumed_events_tell_the_same, begin, end),
        cmocka_unit_test_setup_teardown(owners_move_by_the_api, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
