// SPDX-License-Identifier: Apache-2.0
#include "hub/event_body.h"
#include "hub/message_edit.h"
#include "hub/testing_hub.h"
#include <stdio.h>
#include <stdlib.h>

static const struct actor mia = {.kind = ACTOR_AGENT, .id = {"mia", 3}, .agent = 1};

struct setting {
    struct testing_store store; // first
    struct arena arena;
    char question[64], answer[64]; // ids
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    struct said said;
    testing_store_open(&s->store, NULL);
    arena_init(&s->arena, 4096, 1 << 20);
    struct message_in in = {.customer_id = VIEW("ann"),
                            .channel = CHANNEL_CHAT,
                            .has_channel = true,
                            .direction = DIRECTION_INBOUND,
                            .author_type = AUTHOR_CUSTOMER,
                            .content = VIEW("how much is it?")};
    assert_int_equal(hub_say(&s->store, &in, &said), MESSAGE_OK);
    snprintf(s->question, sizeof(s->question), "%s", said.id);
    in.direction = DIRECTION_OUTBOUND;
    in.author_type = AUTHOR_AGENT;
    in.author_id = VIEW("mia");
    in.content = VIEW("eleven");
    assert_int_equal(hub_say(&s->store, &in, &said), MESSAGE_OK);
    snprintf(s->answer, sizeof(s->answer), "%s", said.id);
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

struct editing {
    const char *id, *content;
    const struct access_view *view;
    int64_t version;
};

static int edit_it(void *ctx, struct tx *tx)
{
    struct editing *e = ctx;
    struct message_whole m;
    int r = message_find(tx->db, tx->tenant, view_from(e->id), e->view, &tx->batch->arena, &m);
    if (r == MESSAGE_EDIT_OK)
        r = message_edit(tx, &m, view_from(e->content), &mia, e->view);
    if (r == MESSAGE_EDIT_OK)
        e->version = m.version;
    return r;
}

static int edit(struct setting *s, const char *id, const char *content, const struct access_view *view)
{
    struct editing e = {.id = id, .content = content, .view = view};
    return testing_commit(&s->store, edit_it, &e);
}

static int count(struct setting *s, const char *sql)
{
    return (int)testing_count(&s->store, sql);
}

static void what_it_said_before_is_kept_and_clients_are_told(void **state)
{
    struct setting *s = *state;
    int events = hub_events(&s->store);
    struct editing e = {.id = s->answer, .content = "twelve"};
    assert_int_equal(testing_commit(&s->store, edit_it, &e), MESSAGE_EDIT_OK);
    assert_int_equal(e.version, 2);
    assert_int_equal(hub_events(&s->store), events + 1);
    const struct event *event = hub_event(&s->store, events);
    const struct event_body *body = event->body;
    assert_int_equal(event->kind, EVENT_MESSAGE_UPDATED);
    assert_true(view_equal(body->interaction->content, VIEW("twelve")));
    assert_true(body->interaction->edited_us > body->interaction->created_us);
    assert_int_equal(count(s, "SELECT last_position FROM session"), event->position);
    assert_int_equal(count(s, "SELECT last_public_position FROM session"), event->position);
    assert_int_equal(
        count(s, "SELECT count(*) FROM interaction_edit WHERE content = 'eleven' AND actor_id = 'mia'"), 1);
    assert_int_equal(
        count(s, "SELECT count(*) FROM audit WHERE action = 'message.edit' AND object = 'message'"), 1);
    assert_int_equal(
        count(s, "SELECT count(*) FROM audit WHERE detail LIKE '%twelve%' OR detail LIKE '%eleven%'"), 0);
}

static void the_same_again_is_nothing_new(void **state)
{
    struct setting *s = *state;
    int events = hub_events(&s->store);
    assert_int_equal(edit(s, s->answer, "eleven", NULL), MESSAGE_EDIT_OK);
    assert_int_equal(hub_events(&s->store), events);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction_edit"), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM audit"), 0);
}

static void nobody_puts_words_into_anothers_mouth(void **state)
{
    struct setting *s = *state;
    struct access_view other = {.role = ACCESS_AGENT, .agent = 2};
    struct access_view lead = {.role = ACCESS_SUPERVISOR, .agent = 3};
    assert_int_equal(edit(s, s->question, "it is cheap", NULL), MESSAGE_EDIT_OF_CUSTOMER);
    assert_int_equal(edit(s, "none", "x", NULL), MESSAGE_EDIT_NONE);
    assert_int_equal(edit(s, s->answer, "thirteen", &other), MESSAGE_EDIT_OK); // mia herself
    struct message_in in = {.customer_id = VIEW("ann"),
                            .direction = DIRECTION_OUTBOUND,
                            .author_type = AUTHOR_AGENT,
                            .author_id = VIEW("tom"),
                            .content = VIEW("no, ten")};
    struct said said;
    assert_int_equal(hub_say(&s->store, &in, &said), MESSAGE_OK);
    assert_int_equal(edit(s, said.id, "x", &other), MESSAGE_EDIT_OF_ANOTHER);
    assert_int_equal(edit(s, said.id, "x", &lead), MESSAGE_EDIT_OK);
}

static void reads_tell_the_history_to_the_company_only(void **state)
{
    struct setting *s = *state;
    struct message_whole m;
    assert_int_equal(edit(s, s->answer, "twelve", NULL), MESSAGE_EDIT_OK);
    assert_int_equal(edit(s, s->answer, "thirteen", NULL), MESSAGE_EDIT_OK);
    assert_int_equal(message_find(s->store.reader, 1, view_from(s->answer), NULL, &s->arena, &m),
                     MESSAGE_EDIT_OK);
    for (int audience = AUDIENCE_INTERNAL; audience <= AUDIENCE_PUBLIC; audience++) {
        struct buffer out;
        buffer_init(&out, 8192);
        struct json_writer w = json_writer(&out);
        assert_int_equal(message_write(&w, &m, s->store.reader, 1, (enum audience)audience, VIEW("e")), 0);
        buffer_append_char(&out, '\0');
        const char *twelve = strstr(out.data, "\"twelve\""), *eleven = strstr(out.data, "\"eleven\"");
        assert_non_null(strstr(out.data, "\"content\":\"thirteen\""));
        assert_null(strstr(out.data, "\"edited_at\":null"));
        assert_int_equal(twelve != NULL && twelve < eleven, audience == AUDIENCE_INTERNAL);
        assert_int_equal(strstr(out.data, "\"edits\":2") != NULL, audience == AUDIENCE_INTERNAL);
        buffer_free(&out);
    }
}

static void there_is_an_end_to_it(void **state)
{
    struct setting *s = *state;
    char content[16];
    for (int i = 0; i < MESSAGE_EDITS_MAX; i++) {
        snprintf(content, sizeof(content), "no. %d", i);
        assert_int_equal(edit(s, s->answer, content, NULL), MESSAGE_EDIT_OK);
    }
    assert_int_equal(edit(s, s->answer, "one more", NULL), MESSAGE_EDIT_TOO_OFTEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_it_said_before_is_kept_and_clients_are_told, begin, end),
        cmocka_unit_test_setup_teardown(the_same_again_is_nothing_new, begin, end),
        cmocka_unit_test_setup_teardown(nobody_puts_words_into_anothers_mouth, begin, end),
        cmocka_unit_test_setup_teardown(reads_tell_the_history_to_the_company_only, begin, end),
        cmocka_unit_test_setup_teardown(there_is_an_end_to_it, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
