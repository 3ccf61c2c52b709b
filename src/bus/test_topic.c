// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "bus/topic.h"
#include <stdlib.h>

static const struct topic_key key = {1, TOPIC_SESSION, 7};

static struct topics topics;

static int begin(void **state)
{
    (void)state;
    topics = (struct topics){0};
    return 0;
}

static int end(void **state)
{
    (void)state;
    assert_int_equal(topics.by_key.count, 0);
    topics_free(&topics);
    return 0;
}

static bool move(struct topic *topic, int64_t position, enum audience audience,
                 int64_t ret_previous[static AUDIENCES])
{
    return topic_move(topic, &(struct event){.position = position, .audience = audience}, ret_previous);
}

static void lives_while_somebody_listens(void **state)
{
    struct subscription a = {.audience = AUDIENCE_INTERNAL}, b = {.audience = AUDIENCE_PUBLIC};
    (void)state;
    assert_null(topic_get(&topics, key));
    struct topic *topic = topic_add(&topics, key, VIEW("session/x and more"));
    topic_join(topic, &a);
    topic_join(topic, &b);
    assert_ptr_equal(topic_get(&topics, key), topic);
    assert_string_equal(topic->name, "session/x and more");
    topic_leave(&topics, &a);
    assert_null(a.topic);
    assert_ptr_equal(topic_get(&topics, key), topic);
    topic_leave(&topics, &b);
    assert_null(topic_get(&topics, key));
}

static void listeners_stand_by_their_audience(void **state)
{
    struct subscription s[4];
    (void)state;
    struct topic *topic = topic_add(&topics, key, VIEW("t"));
    for (int i = 0; i < 4; i++) {
        s[i] = (struct subscription){.audience = i % 2 ? AUDIENCE_PUBLIC : AUDIENCE_INTERNAL};
        topic_join(topic, &s[i]);
    }
    assert_ptr_equal(topic->subscriptions[AUDIENCE_INTERNAL].next, &s[0].node);
    assert_ptr_equal(topic->subscriptions[AUDIENCE_INTERNAL].prev, &s[2].node);
    assert_ptr_equal(topic->subscriptions[AUDIENCE_PUBLIC].next, &s[1].node);
    for (int i = 0; i < 4; i++)
        topic_leave(&topics, &s[i]);
}

static void tells_each_audience_its_own_previous_event(void **state)
{
    struct subscription s = {0};
    int64_t previous[AUDIENCES];
    (void)state;
    struct topic *topic = topic_add(&topics, key, VIEW("t"));
    topic_join(topic, &s);
    topic->last[AUDIENCE_INTERNAL] = 5;
    topic->last[AUDIENCE_PUBLIC] = 3;
    assert_true(move(topic, 8, AUDIENCE_INTERNAL, previous));
    assert_int_equal(previous[AUDIENCE_INTERNAL], 5);
    assert_int_equal(previous[AUDIENCE_PUBLIC], 3);
    assert_true(move(topic, 9, AUDIENCE_PUBLIC, previous));
    assert_int_equal(previous[AUDIENCE_INTERNAL], 8);
    assert_int_equal(previous[AUDIENCE_PUBLIC], 3);
    assert_true(move(topic, 12, AUDIENCE_PUBLIC, previous));
    assert_int_equal(previous[AUDIENCE_INTERNAL], 9);
    assert_int_equal(previous[AUDIENCE_PUBLIC], 9);
    topic_leave(&topics, &s);
}

static void counts_no_event_twice_that_it_was_made_with(void **state)
{
    struct subscription s = {0};
    int64_t previous[AUDIENCES] = {-1, -1};
    (void)state;
    struct topic *topic = topic_add(&topics, key, VIEW("t"));
    topic_join(topic, &s);
    topic->floor = 10;
    topic->last[AUDIENCE_INTERNAL] = topic->last[AUDIENCE_PUBLIC] = 9;
    assert_false(move(topic, 9, AUDIENCE_PUBLIC, previous));
    assert_false(move(topic, 10, AUDIENCE_PUBLIC, previous));
    assert_int_equal(previous[0], -1);
    assert_int_equal(topic->last[AUDIENCE_PUBLIC], 9);
    assert_true(move(topic, 11, AUDIENCE_PUBLIC, previous));
    assert_int_equal(previous[AUDIENCE_PUBLIC], 9);
    topic_leave(&topics, &s);
}

static void keys_differ_by_tenant_kind_and_row(void **state)
{
    const struct topic_key keys[] = {
        {1, TOPIC_SESSION, 7}, {2, TOPIC_SESSION, 7}, {1, TOPIC_CUSTOMER, 7}, {1, TOPIC_SESSION, 8}};
    struct subscription s[4] = {0};
    (void)state;
    for (int i = 0; i < 4; i++)
        topic_join(topic_add(&topics, keys[i], VIEW("t")), &s[i]);
    for (int i = 0; i < 4; i++)
        assert_ptr_equal(topic_get(&topics, keys[i]), s[i].topic);
    assert_int_equal(topics.by_key.count, 4);
    for (int i = 0; i < 4; i++)
        topic_leave(&topics, &s[i]);
}

static void an_event_belongs_to_everybody_it_is_about(void **state)
{
    struct topic_key keys[TOPICS_OF_EVENT];
    (void)state;
    assert_int_equal(
        topics_of(&(struct event){.tenant = 4, .session = 5, .customer = 6, .agent = 7, .queue = 8}, keys),
        5);
    assert_true(keys[0].kind == TOPIC_SESSION && keys[0].ref == 5 && keys[0].tenant == 4);
    assert_true(keys[1].kind == TOPIC_CUSTOMER && keys[1].ref == 6 && keys[1].tenant == 4);
    assert_true(keys[2].kind == TOPIC_AGENT && keys[2].ref == 7 && keys[2].tenant == 4);
    assert_true(keys[3].kind == TOPIC_QUEUE && keys[3].ref == 8 && keys[3].tenant == 4);
    assert_true(keys[4].kind == TOPIC_DASHBOARD && keys[4].ref == 0 && keys[4].tenant == 4);
    assert_int_equal(topics_of(&(struct event){.tenant = 4}, keys), 1);
    assert_int_equal(keys[0].kind, TOPIC_DASHBOARD);
    // A notification is its agent's alone; a change of keys is nobody's.
    assert_int_equal(topics_of(&(struct event){.tenant = 4, .agent = 7, .kind = EVENT_NOTIFICATION}, keys),
                     1);
    assert_int_equal(keys[0].kind, TOPIC_AGENT);
    assert_int_equal(topics_of(&(struct event){.tenant = 4, .kind = EVENT_ACCESS_CHANGE}, keys), 0);
}

static void the_public_sees_public_events_only(void **state)
{
    const struct event internal = {.audience = AUDIENCE_INTERNAL}, open = {.audience = AUDIENCE_PUBLIC};
    (void)state;
    assert_true(event_is_for(&internal, AUDIENCE_INTERNAL));
    assert_false(event_is_for(&internal, AUDIENCE_PUBLIC));
    assert_true(event_is_for(&open, AUDIENCE_INTERNAL));
    assert_true(event_is_for(&open, AUDIENCE_PUBLIC));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lives_while_somebody_listens, begin, end),
        cmocka_unit_test_setup_teardown(listeners_stand_by_their_audience, begin, end),
        cmocka_unit_test_setup_teardown(tells_each_audience_its_own_previous_event, begin, end),
        cmocka_unit_test_setup_teardown(counts_no_event_twice_that_it_was_made_with, begin, end),
        cmocka_unit_test_setup_teardown(keys_differ_by_tenant_kind_and_row, begin, end),
        cmocka_unit_test_setup_teardown(an_event_belongs_to_everybody_it_is_about, begin, end),
        cmocka_unit_test_setup_teardown(the_public_sees_public_events_only, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
