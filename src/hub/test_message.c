// SPDX-License-Identifier: Apache-2.0
#include "hub/event_body.h"
#include "hub/testing_hub.h"
#include <stdio.h>
#include <stdlib.h>

enum { SECOND = 1000000 };

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

static struct message_in inbound(const char *customer, const char *session, const char *provider)
{
    return (struct message_in){.customer_id = hub_text(customer),
                               .session_id = hub_text(session),
                               .channel = CHANNEL_SMS,
                               .has_channel = true,
                               .direction = DIRECTION_INBOUND,
                               .author_type = AUTHOR_CUSTOMER,
                               .content = VIEW("hello"),
                               .provider_id = hub_text(provider)};
}

static struct message_in answer(const char *session)
{
    struct message_in in = inbound(NULL, session, NULL);
    in.direction = DIRECTION_OUTBOUND;
    in.author_type = AUTHOR_AGENT;
    in.author_id = VIEW("agent-1");
    return in;
}

static void rows_are(struct setting *s, int customers, int sessions, int interactions, int events)
{
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM customer"), customers);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM session"), sessions);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction"), interactions);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM event"), events);
    assert_int_equal(hub_events(&s->store), events);
}

static void the_first_word_makes_customer_session_and_message(void **state)
{
    struct setting *s = *state;
    struct said said;
    struct message_in in = inbound("ann", NULL, NULL);
    assert_int_equal(hub_say(&s->store, &in, &said), MESSAGE_OK);
    assert_int_equal(said.position, 2); // behind the session's own event
    rows_are(s, 1, 1, 1, 2);
    struct session session = hub_session(&s->store, said.session_id, &s->arena);
    assert_true(session.is_default && session.is_open);
    assert_int_equal(session.interactions, 1);
    assert_int_equal(session.first_position, 1);
    assert_int_equal(session.last_position, 2);
    assert_int_equal(session.last_public_position, 2);
    assert_int_equal(session.primary_channel, CHANNEL_SMS);
}

static void what_follows_goes_to_the_same_session(void **state)
{
    struct setting *s = *state;
    struct said first, next;
    struct message_in in = inbound("ann", NULL, NULL);
    hub_say(&s->store, &in, &first);
    for (int i = 0; i < 5; i++) {
        in.channel = i % 2 ? CHANNEL_EMAIL : CHANNEL_CHAT;
        assert_int_equal(hub_say(&s->store, &in, &next), MESSAGE_OK);
        assert_string_equal(next.session_id, first.session_id);
        assert_int_equal(next.position, first.position + 1 + i);
    }
    struct session session = hub_session(&s->store, first.session_id, &s->arena);
    assert_int_equal(session.channels,
                     channel_bit(CHANNEL_SMS) | channel_bit(CHANNEL_EMAIL) | channel_bit(CHANNEL_CHAT));
    assert_int_equal(session.primary_channel, CHANNEL_SMS);
    assert_int_equal(hub_customer(&s->store, "ann", &s->arena).channels, session.channels);
    rows_are(s, 1, 1, 6, 7);
}

static void a_provider_id_is_taken_once_per_channel(void **state)
{
    struct setting *s = *state;
    struct said first, again, other;
    struct message_in in = inbound("ann", NULL, "p-1");
    assert_int_equal(hub_say(&s->store, &in, &first), MESSAGE_OK);
    in.content = VIEW("something else");
    assert_int_equal(hub_say(&s->store, &in, &again), MESSAGE_OK);
    assert_true(again.is_duplicate && !first.is_duplicate);
    assert_string_equal(again.id, first.id);
    assert_string_equal(again.session_id, first.session_id);
    assert_int_equal(again.position, first.position);
    in.channel = CHANNEL_WHATSAPP;
    assert_int_equal(hub_say(&s->store, &in, &other), MESSAGE_OK);
    assert_false(other.is_duplicate);
    rows_are(s, 1, 1, 2, 3);
}

static void a_provider_id_without_a_channel_is_of_the_sessions_own(void **state)
{
    struct setting *s = *state;
    struct said first, again;
    hub_says(&s->store, "ann", CHANNEL_EMAIL, "hi");
    struct message_in in = inbound("ann", NULL, NULL);
    in.channel = CHANNEL_EMAIL;
    hub_say(&s->store, &in, &first);
    struct message_in reply = answer(first.session_id);
    reply.has_channel = false;
    reply.channel = CHANNEL_VOICE;
    reply.provider_id = VIEW("p-9");
    assert_int_equal(hub_say(&s->store, &reply, &first), MESSAGE_OK);
    assert_int_equal(hub_say(&s->store, &reply, &again), MESSAGE_OK);
    assert_true(again.is_duplicate);
    assert_string_equal(again.id, first.id);
}

static void refusals_leave_no_row(void **state)
{
    struct setting *s = *state;
    struct said said;
    struct message_in in = inbound("ann", NULL, NULL);
    hub_say(&s->store, &in, &said);
    struct message_in lost = inbound("newcomer", "no-such-session", NULL);
    assert_int_equal(hub_say(&s->store, &lost, NULL), MESSAGE_NO_SESSION);
    struct message_in foreign = inbound("newcomer", said.session_id, NULL);
    assert_int_equal(hub_say(&s->store, &foreign, NULL), MESSAGE_SESSION_OF_ANOTHER);
    struct message_in nobody = inbound(NULL, "no-such-session", NULL);
    assert_int_equal(hub_say(&s->store, &nobody, NULL), MESSAGE_NO_SESSION);
    rows_are(s, 1, 1, 1, 2);
    assert_int_equal(testing_count(&s->store, "SELECT position FROM tenant"), 2);
}

static int close_sessions(void *ctx, struct tx *tx)
{
    (void)ctx;
    return db_exec(tx->db, "UPDATE session SET is_open = 0, is_default = 0, status = 3");
}

static void a_closed_session_takes_nothing_and_a_new_one_is_opened(void **state)
{
    struct setting *s = *state;
    struct said said, next;
    struct message_in in = inbound("ann", NULL, NULL);
    hub_say(&s->store, &in, &said);
    testing_commit(&s->store, close_sessions, NULL);
    struct message_in late = inbound("ann", said.session_id, NULL);
    assert_int_equal(hub_say(&s->store, &late, NULL), MESSAGE_SESSION_CLOSED);
    assert_int_equal(hub_say(&s->store, &in, &next), MESSAGE_OK);
    assert_string_not_equal(next.session_id, said.session_id);
}

static void waiting_and_answers_are_timed(void **state)
{
    struct setting *s = *state;
    struct said said;
    struct message_in in = inbound("ann", NULL, NULL);
    hub_say(&s->store, &in, &said);
    int64_t asked = said.created_us;
    atomic_fetch_add(&s->store.wall_us, 10 * SECOND);
    hub_say(&s->store, &in, NULL); // still waiting since the first
    assert_int_equal(hub_session(&s->store, said.session_id, &s->arena).waiting_since_us, asked);
    atomic_fetch_add(&s->store.wall_us, 20 * SECOND);
    struct message_in reply = answer(said.session_id);
    struct said replied;
    assert_int_equal(hub_say(&s->store, &reply, &replied), MESSAGE_OK);
    hub_say(&s->store, &reply, NULL); // nobody waited for the second
    struct session session = hub_session(&s->store, said.session_id, &s->arena);
    assert_int_equal(session.messages_in, 2);
    assert_int_equal(session.messages_out, 2);
    assert_int_equal(session.interactions, 4);
    assert_int_equal(session.responses, 1);
    assert_int_equal(session.response_sum_us, replied.created_us - asked);
    assert_int_equal(session.waiting_since_us, 0);
}

static void priority_is_raised_and_never_lowered(void **state)
{
    struct setting *s = *state;
    struct said said;
    static const enum priority asked[] = {PRIORITY_LOW, PRIORITY_HIGH, PRIORITY_NORMAL, PRIORITY_URGENT,
                                          PRIORITY_LOW};
    static const enum priority wanted[] = {PRIORITY_LOW, PRIORITY_HIGH, PRIORITY_HIGH, PRIORITY_URGENT,
                                           PRIORITY_URGENT};
    struct message_in in = inbound("ann", NULL, NULL);
    in.has_priority = true;
    for (int i = 0; i < 5; i++) {
        in.priority = asked[i];
        hub_say(&s->store, &in, &said);
        assert_int_equal(hub_session(&s->store, said.session_id, &s->arena).priority, wanted[i]);
    }
    in.has_priority = false;
    hub_say(&s->store, &in, &said);
    assert_int_equal(hub_session(&s->store, said.session_id, &s->arena).priority, PRIORITY_URGENT);
}

// Live clients learn of it, behind the message; nothing is said when nothing changes.
static void a_raised_priority_is_announced(void **state)
{
    struct setting *s = *state;
    struct said said;
    struct message_in in = inbound("ann", NULL, NULL);
    hub_say(&s->store, &in, &said);
    int64_t before = testing_count(&s->store, "SELECT max(position) FROM event");
    in.has_priority = true;
    in.priority = PRIORITY_HIGH;
    hub_say(&s->store, &in, &said);
    hub_say(&s->store, &in, &said);
    assert_int_equal(testing_count(&s->store, "SELECT max(position) FROM event"), before + 3);
    assert_int_equal(
        testing_count(&s->store, "SELECT kind FROM event ORDER BY position DESC LIMIT 1 OFFSET 1"),
        EVENT_SESSION_UPDATE);
    assert_int_equal(testing_count(&s->store, "SELECT last_public_position FROM session"), before + 3);
    const struct event *last = s->store.batches[s->store.batch_count - 2]->last;
    assert_int_equal(last->kind, EVENT_SESSION_UPDATE);
    assert_int_equal(((const struct event_body *)last->body)->session->priority, PRIORITY_HIGH);
}

static void a_sessions_id_says_whose_it_is(void **state)
{
    struct setting *s = *state;
    struct said said;
    struct message_in in = inbound("ann", NULL, NULL);
    hub_say(&s->store, &in, &said);
    struct message_in reply = answer(said.session_id);
    assert_int_equal(hub_say(&s->store, &reply, NULL), MESSAGE_OK);
    const struct event *e = hub_event(&s->store, 2);
    const struct event_body *body = e->body;
    assert_true(view_equal(body->customer_id, VIEW("ann")));
    assert_true(view_equal(body->interaction->author_id, VIEW("agent-1")));
    assert_int_equal(e->session, hub_session(&s->store, said.session_id, &s->arena).row);
}

static void two_hundred_first_words_make_one_customer_and_one_session(void **state)
{
    struct setting *s = *state;
    char provider[32];
    for (int i = 0; i < 200; i++) {
        snprintf(provider, sizeof(provider), "p-%d", i);
        struct message_in in = inbound("ann", NULL, provider);
        assert_int_equal(hub_say(&s->store, &in, NULL), MESSAGE_OK);
    }
    rows_are(s, 1, 1, 200, 201);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_first_word_makes_customer_session_and_message, begin, end),
        cmocka_unit_test_setup_teardown(what_follows_goes_to_the_same_session, begin, end),
        cmocka_unit_test_setup_teardown(a_provider_id_is_taken_once_per_channel, begin, end),
        cmocka_unit_test_setup_teardown(a_provider_id_without_a_channel_is_of_the_sessions_own, begin, end),
        cmocka_unit_test_setup_teardown(refusals_leave_no_row, begin, end),
        cmocka_unit_test_setup_teardown(a_closed_session_takes_nothing_and_a_new_one_is_opened, begin, end),
        cmocka_unit_test_setup_teardown(waiting_and_answers_are_timed, begin, end),
        cmocka_unit_test_setup_teardown(priority_is_raised_and_never_lowered, begin, end),
        cmocka_unit_test_setup_teardown(a_raised_priority_is_announced, begin, end),
        cmocka_unit_test_setup_teardown(a_sessions_id_says_whose_it_is, begin, end),
        cmocka_unit_test_setup_teardown(two_hundred_first_words_make_one_customer_and_one_session, begin,
                                        end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
