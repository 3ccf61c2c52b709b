// SPDX-License-Identifier: Apache-2.0
#include "hub/event_body.h"
#include "hub/message_redact.h"
#include "hub/testing_hub.h"
#include <stdio.h>
#include <stdlib.h>

static const struct actor mia = {.kind = ACTOR_AGENT, .id = {"mia", 3}, .agent = 1};

struct setting {
    struct testing_store store; // first
    struct said said;
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    assert_int_equal(hub_say(&s->store,
                             &(struct message_in){.customer_id = VIEW("ann"),
                                                  .channel = CHANNEL_CHAT,
                                                  .has_channel = true,
                                                  .direction = DIRECTION_INBOUND,
                                                  .author_type = AUTHOR_CUSTOMER,
                                                  .content = VIEW("a secret word"),
                                                  .attachments = VIEW("[{\"url\":\"secret\"}]"),
                                                  .quick_replies = VIEW("[{\"title\":\"secret\"}]"),
                                                  .metadata = VIEW("{\"moderation\":\"flag\",\"a\":1}")},
                             &s->said),
                     MESSAGE_OK);
    *state = s;
    return 0;
}

static int end(void **state)
{
    struct setting *s = *state;
    testing_store_close(&s->store);
    free(s);
    return 0;
}

enum act { REDACT, APPROVE, EDIT };

struct acting {
    struct setting *s;
    enum act act;
};

static int act_on(void *ctx, struct tx *tx)
{
    struct acting *a = ctx;
    struct message_whole m;
    int r = message_find(tx->db, tx->tenant, view_from(a->s->said.id), NULL, &tx->batch->arena, &m);
    if (r != MESSAGE_EDIT_OK)
        return r;
    switch (a->act) {
    case REDACT:
        return message_redact(tx, &m, &mia, VIEW("insult"));
    case APPROVE:
        return message_approve(tx, &m, &mia);
    case EDIT:
        return message_edit(tx, &m, VIEW("another secret"), &mia, NULL);
    }
    return -1;
}

static int act(struct setting *s, enum act act)
{
    return testing_commit(&s->store, act_on, &(struct acting){s, act});
}

static int count(struct setting *s, const char *sql)
{
    return (int)testing_count(&s->store, sql);
}

static void nothing_is_left_of_what_was_said(void **state)
{
    struct setting *s = *state;
    assert_int_equal(act(s, REDACT), 0);
    assert_int_equal(count(s,
                           "SELECT count(*) FROM interaction WHERE content = '' AND attachments IS NULL AND "
                           "metadata IS NULL AND quick_replies IS NULL AND redacted_us > 0"),
                     1);
    const struct event *event = hub_event(&s->store, hub_events(&s->store) - 1);
    const struct event_body *body = event->body;
    assert_int_equal(event->kind, EVENT_MESSAGE_UPDATED);
    assert_int_equal(event->audience, AUDIENCE_PUBLIC);
    assert_int_equal(body->interaction->content.size, 0);
    assert_true(body->interaction->redacted_us > 0);
    assert_int_equal(count(s, "SELECT count(*) FROM audit WHERE action = 'message.redact' AND detail LIKE "
                              "'%insult%' AND detail NOT LIKE '%secret%'"),
                     1);
}

static void once_is_enough(void **state)
{
    struct setting *s = *state;
    assert_int_equal(act(s, REDACT), 0);
    int events = hub_events(&s->store);
    assert_int_equal(act(s, REDACT), 0);
    assert_int_equal(act(s, APPROVE), 0); // nothing is flagged any more
    assert_int_equal(hub_events(&s->store), events);
    assert_int_equal(count(s, "SELECT count(*) FROM audit"), 1);
}

static void what_was_said_before_edits_goes_too(void **state)
{
    struct setting *s = *state;
    assert_int_equal(hub_say(&s->store,
                             &(struct message_in){.customer_id = VIEW("ann"),
                                                  .direction = DIRECTION_OUTBOUND,
                                                  .author_type = AUTHOR_AGENT,
                                                  .author_id = VIEW("mia"),
                                                  .content = VIEW("first")},
                             &s->said),
                     MESSAGE_OK);
    assert_int_equal(act(s, EDIT), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction_edit"), 1);
    assert_int_equal(act(s, REDACT), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction_edit"), 0);
    assert_int_equal(act(s, EDIT), MESSAGE_EDIT_REDACTED);
}

static void a_flag_is_taken_off(void **state)
{
    struct setting *s = *state;
    assert_int_equal(act(s, APPROVE), 0);
    assert_int_equal(count(s,
                           "SELECT count(*) FROM interaction WHERE content = 'a secret word' AND metadata = "
                           "'{\"moderation\":\"approved\",\"a\":1}'"),
                     1);
    int events = hub_events(&s->store);
    assert_int_equal(act(s, APPROVE), 0);
    assert_int_equal(hub_events(&s->store), events);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_left_of_what_was_said, begin, end),
        cmocka_unit_test_setup_teardown(once_is_enough, begin, end),
        cmocka_unit_test_setup_teardown(what_was_said_before_edits_goes_too, begin, end),
        cmocka_unit_test_setup_teardown(a_flag_is_taken_off, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
