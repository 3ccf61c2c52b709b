// SPDX-License-Identifier: Apache-2.0
#include "hub/event_body.h"
#include "hub/testing_hub.h"
#include <stdlib.h>

struct setting {
    struct testing_store store; // first
    struct arena arena;
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    arena_init(&s->arena, 4096, 1 << 20);
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

static struct conversation_in on(const char *customer, const char *session, enum channel channel)
{
    return (struct conversation_in){
        .customer_id = view_from(customer), .session_id = hub_text(session), .channel = channel};
}

static void is_created_once_and_joined_after(void **state)
{
    struct setting *s = *state;
    char first[160], second[160];
    bool is_new;
    struct conversation_in in = on("ann", NULL, CHANNEL_VOICE);
    assert_int_equal(hub_open(&s->store, &in, first, &is_new), CONVERSATION_OK);
    assert_true(is_new);
    assert_int_equal(hub_events(&s->store), 1);
    in.channel = CHANNEL_CHAT;
    assert_int_equal(hub_open(&s->store, &in, second, &is_new), CONVERSATION_OK);
    assert_false(is_new);
    assert_string_equal(first, second);
    assert_int_equal(hub_events(&s->store), 2);
    struct session session = hub_session(&s->store, first, &s->arena);
    assert_int_equal(session.channels, channel_bit(CHANNEL_VOICE) | channel_bit(CHANNEL_CHAT));
    assert_int_equal(session.primary_channel, CHANNEL_VOICE);
    assert_int_equal(session.last_position, 2);
    assert_true(session.is_default);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM session"), 1);
}

static void it_is_held_where_the_customer_came_or_spoke_last(void **state)
{
    struct setting *s = *state;
    char id[160];
    struct conversation_in in = on("ann", NULL, CHANNEL_VOICE);
    hub_open(&s->store, &in, id, NULL);
    assert_int_equal(hub_session(&s->store, id, &s->arena).channel, CHANNEL_VOICE);
    hub_says(&s->store, "ann", CHANNEL_EMAIL, "by post");
    assert_int_equal(hub_session(&s->store, id, &s->arena).channel, CHANNEL_EMAIL);
    in.channel = CHANNEL_CHAT;
    hub_open(&s->store, &in, id, NULL);
    assert_int_equal(hub_session(&s->store, id, &s->arena).channel, CHANNEL_CHAT);
    struct message_in reply = {.session_id = view_from(id),
                               .channel = CHANNEL_SMS,
                               .has_channel = true,
                               .direction = DIRECTION_OUTBOUND,
                               .author_type = AUTHOR_AGENT,
                               .content = VIEW("sent elsewhere")};
    assert_int_equal(hub_say(&s->store, &reply, NULL), MESSAGE_OK);
    struct session session = hub_session(&s->store, id, &s->arena);
    assert_int_equal(session.channel, CHANNEL_CHAT);
    assert_int_equal(session.primary_channel, CHANNEL_VOICE);
    assert_true(session_is_on(&session, CHANNEL_EMAIL));
    assert_false(session_is_on(&session, CHANNEL_VIDEO));
}

static void nothing_is_announced_when_nothing_changed(void **state)
{
    struct setting *s = *state;
    struct conversation_in in = on("ann", NULL, CHANNEL_VOICE);
    in.has_priority = true;
    in.priority = PRIORITY_HIGH;
    in.news.profile = VIEW("{\"name\":\"Ann\"}");
    in.news.preferences = VIEW("{\"quiet\": true}");
    in.campaign_context = VIEW("{\"campaign\": \"spring\", \"step\": [1, 2]}");
    assert_int_equal(hub_open(&s->store, &in, NULL, NULL), CONVERSATION_OK);
    int64_t version = testing_count(&s->store, "SELECT version FROM session");
    for (int i = 0; i < 3; i++)
        assert_int_equal(hub_open(&s->store, &in, NULL, NULL), CONVERSATION_OK);
    assert_int_equal(hub_events(&s->store), 1);
    assert_int_equal(testing_count(&s->store, "SELECT version FROM session"), version);
    assert_int_equal(testing_count(&s->store, "SELECT position FROM tenant"), 1);
}

static void each_change_is_announced_once(void **state)
{
    struct setting *s = *state;
    char id[160];
    struct conversation_in in = on("ann", NULL, CHANNEL_VOICE);
    hub_open(&s->store, &in, id, NULL);
    in.news.profile = VIEW("{\"name\":\"Ann\"}");
    hub_open(&s->store, &in, NULL, NULL);
    in.has_priority = true;
    in.priority = PRIORITY_LOW;
    hub_open(&s->store, &in, NULL, NULL);
    in.campaign_context = VIEW("{\"a\":1}");
    hub_open(&s->store, &in, NULL, NULL);
    assert_int_equal(hub_events(&s->store), 4);
    struct session session = hub_session(&s->store, id, &s->arena);
    assert_int_equal(session.priority, PRIORITY_LOW);
    assert_true(view_equal(session.context, VIEW("{\"campaign_context\":{\"a\":1}}")));
    assert_int_equal(session.last_position, 4);
    for (int i = 0; i < 4; i++)
        assert_int_equal(hub_event(&s->store, i)->kind, EVENT_SESSION_UPDATE);
    const struct event_body *body = hub_event(&s->store, 1)->body;
    assert_true(view_equal(body->session->customer_name, VIEW("Ann")));
}

static void a_customer_has_one_default_session_and_any_of_its_own(void **state)
{
    struct setting *s = *state;
    char id[160];
    bool is_new;
    struct conversation_in in = on("ann", "ticket-1", CHANNEL_EMAIL);
    assert_int_equal(hub_open(&s->store, &in, id, &is_new), CONVERSATION_OK);
    assert_string_equal(id, "ticket-1");
    assert_true(is_new);
    assert_int_equal(hub_open(&s->store, &in, id, &is_new), CONVERSATION_OK);
    assert_false(is_new);
    in.session_id = (struct view){0};
    assert_int_equal(hub_open(&s->store, &in, id, &is_new), CONVERSATION_OK);
    assert_true(is_new);
    assert_string_not_equal(id, "ticket-1");
    in.session_id = VIEW("ticket-2");
    assert_int_equal(hub_open(&s->store, &in, id, &is_new), CONVERSATION_OK);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM session"), 3);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM session WHERE is_default = 1"), 1);
}

static void anothers_session_is_refused_and_nothing_is_kept(void **state)
{
    struct setting *s = *state;
    struct conversation_in in = on("ann", "ticket-1", CHANNEL_EMAIL);
    hub_open(&s->store, &in, NULL, NULL);
    in = on("bob", "ticket-1", CHANNEL_EMAIL);
    in.news.profile = VIEW("{\"email\":\"bob@example.org\"}");
    assert_int_equal(hub_open(&s->store, &in, NULL, NULL), CONVERSATION_SESSION_OF_ANOTHER);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM customer"), 1);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM identity"), 0);
    assert_int_equal(hub_events(&s->store), 1);
}

static int close_sessions(void *ctx, struct tx *tx)
{
    (void)ctx;
    return db_exec(tx->db, "UPDATE session SET is_open = 0, is_default = 0, status = 3");
}

static void a_closed_session_of_ones_own_is_refused(void **state)
{
    struct setting *s = *state;
    bool is_new;
    struct conversation_in in = on("ann", "ticket-1", CHANNEL_EMAIL);
    hub_open(&s->store, &in, NULL, NULL);
    testing_commit(&s->store, close_sessions, NULL);
    assert_int_equal(hub_open(&s->store, &in, NULL, NULL), CONVERSATION_SESSION_CLOSED);
    in.session_id = (struct view){0};
    assert_int_equal(hub_open(&s->store, &in, NULL, &is_new), CONVERSATION_OK);
    assert_true(is_new);
}

static void the_first_message_comes_with_it(void **state)
{
    struct setting *s = *state;
    char id[160];
    struct conversation_in in = on("ann", NULL, CHANNEL_CHAT);
    in.first_message = VIEW("Where is my parcel?");
    in.news.profile = VIEW("{\"name\":\"Ann\"}");
    assert_int_equal(hub_open(&s->store, &in, id, NULL), CONVERSATION_OK);
    assert_int_equal(hub_events(&s->store), 2);
    assert_int_equal(s->store.batch_count, 1);
    const struct event_body *body = hub_event(&s->store, 1)->body;
    assert_true(view_equal(body->interaction->content, VIEW("Where is my parcel?")));
    assert_true(view_equal(body->interaction->author_name, VIEW("Ann")));
    struct session session = hub_session(&s->store, id, &s->arena);
    assert_int_equal(session.messages_in, 1);
    assert_int_equal(session.last_position, 2);
}

static void news_that_are_too_large_undo_everything(void **state)
{
    struct setting *s = *state;
    char *big = malloc(70 << 10);
    strcpy(big, "{\"x\":\"");
    memset(big + 6, 'x', 66 << 10);
    strcpy(big + 6 + (66 << 10), "\"}");
    struct conversation_in in = on("ann", NULL, CHANNEL_CHAT);
    in.news.profile = view_from(big);
    assert_int_equal(hub_open(&s->store, &in, NULL, NULL), CONVERSATION_PROFILE_TOO_LARGE);
    free(big);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM customer"), 0);
    assert_int_equal(hub_events(&s->store), 0);
}

static void context_is_merged_into_what_is_known(void **state)
{
    struct setting *s = *state;
    char id[160];
    struct conversation_in in = on("ann", NULL, CHANNEL_CHAT);
    in.campaign_context = VIEW("{\"a\":1,\"b\":2}");
    hub_open(&s->store, &in, id, NULL);
    in.campaign_context = VIEW("{\"b\":null,\"c\":3}");
    hub_open(&s->store, &in, NULL, NULL);
    struct session session = hub_session(&s->store, id, &s->arena);
    assert_true(view_equal(session.context, VIEW("{\"campaign_context\":{\"a\":1,\"c\":3}}")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(is_created_once_and_joined_after, begin, end),
        cmocka_unit_test_setup_teardown(it_is_held_where_the_customer_came_or_spoke_last, begin, end),
        cmocka_unit_test_setup_teardown(nothing_is_announced_when_nothing_changed, begin, end),
        cmocka_unit_test_setup_teardown(each_change_is_announced_once, begin, end),
        cmocka_unit_test_setup_teardown(a_customer_has_one_default_session_and_any_of_its_own, begin, end),
        cmocka_unit_test_setup_teardown(anothers_session_is_refused_and_nothing_is_kept, begin, end),
        cmocka_unit_test_setup_teardown(a_closed_session_of_ones_own_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(the_first_message_comes_with_it, begin, end),
        cmocka_unit_test_setup_teardown(news_that_are_too_large_undo_everything, begin, end),
        cmocka_unit_test_setup_teardown(context_is_merged_into_what_is_known, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
