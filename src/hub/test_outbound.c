// SPDX-License-Identifier: Apache-2.0
// What the company says, and how it leaves.
#include "hub/delivery.h"
#include "hub/outbox.h"
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

static struct message_in reply_to(const char *customer)
{
    return (struct message_in){.customer_id = view_from(customer),
                               .direction = DIRECTION_OUTBOUND,
                               .author_type = AUTHOR_AGENT,
                               .author_id = VIEW("mia"),
                               .content = VIEW("good day")};
}

static int count(struct setting *s, const char *sql)
{
    return (int)testing_count(&s->store, sql);
}

static void live_channels_are_told_by_the_event_itself(void **state)
{
    struct setting *s = *state;
    for (int c = 0; c < CHANNELS; c++) {
        bool is_live = c == CHANNEL_CHAT || c == CHANNEL_WEB_PORTAL || c == CHANNEL_MOBILE_APP;
        assert_int_equal(delivery_begin(NULL, (enum channel)c), is_live ? DELIVERY_SENT : DELIVERY_WAITING);
    }
    hub_says(&s->store, "ann", CHANNEL_CHAT, "hello");
    struct message_in in = reply_to("ann");
    assert_int_equal(hub_say(&s->store, &in, NULL), MESSAGE_OK);
    assert_int_equal(count(s, "SELECT count(*) FROM outbox"), 0);
    assert_int_equal(count(s, "SELECT delivery FROM interaction WHERE direction = 2"), DELIVERY_SENT);
    assert_int_equal(count(s, "SELECT delivery FROM interaction WHERE direction = 1"), DELIVERY_NONE);
}

static void which_channels_are_live_is_told_by_the_composition(void **state)
{
    struct setting *s = *state;
    static const struct hub_setup setup = {.live_channels = 1u << CHANNEL_SMS};
    testing_store_reopen(&s->store, &(struct store_config){.setup = &setup});
    hub_says(&s->store, "ann", CHANNEL_CHAT, "hello");
    hub_says(&s->store, "bob", CHANNEL_SMS, "hello");
    struct message_in in = reply_to("bob");
    assert_int_equal(hub_say(&s->store, &in, NULL), MESSAGE_OK);
    assert_int_equal(count(s, "SELECT count(*) FROM outbox"), 0);
    in = reply_to("ann");
    assert_int_equal(hub_say(&s->store, &in, NULL), MESSAGE_OK);
    assert_int_equal(count(s, "SELECT count(*) FROM outbox"), 1);
}

static void others_wait_in_the_outbox_in_the_lane_of_their_session(void **state)
{
    struct setting *s = *state;
    struct said said;
    hub_says(&s->store, "ann", CHANNEL_WHATSAPP, "hello");
    struct message_in in = reply_to("ann");
    assert_int_equal(hub_say(&s->store, &in, &said), MESSAGE_OK);
    assert_int_equal(count(s, "SELECT delivery FROM interaction WHERE direction = 2"), DELIVERY_WAITING);
    assert_int_equal(count(s, "SELECT count(*) FROM outbox o JOIN session s ON s.session = o.session "
                              "JOIN interaction i ON i.interaction = o.ref AND i.direction = 2 "
                              "WHERE o.kind = 1 AND o.state = 1 AND o.is_due = 0 AND o.lane = s.id"),
                     1);
    struct session session = hub_session(&s->store, said.session_id, &s->arena);
    assert_int_equal(session.responses, 1);
    assert_int_equal(session.waiting_since_us, 0);
}

static void it_goes_where_the_customer_spoke_last(void **state)
{
    struct setting *s = *state;
    hub_says(&s->store, "ann", CHANNEL_VOICE, "hello");
    hub_says(&s->store, "ann", CHANNEL_EMAIL, "as I said");
    struct message_in in = reply_to("ann");
    assert_int_equal(hub_say(&s->store, &in, NULL), MESSAGE_OK);
    assert_int_equal(count(s, "SELECT channel FROM interaction WHERE direction = 2"), CHANNEL_EMAIL);
    in.channel = CHANNEL_SMS;
    in.has_channel = true;
    assert_int_equal(hub_say(&s->store, &in, NULL), MESSAGE_OK);
    assert_int_equal(count(s, "SELECT channel FROM session"), CHANNEL_EMAIL);
}

static void a_first_word_to_somebody_needs_a_channel(void **state)
{
    struct setting *s = *state;
    struct message_in in = reply_to("new");
    assert_int_equal(hub_say(&s->store, &in, NULL), MESSAGE_NO_CHANNEL);
    assert_int_equal(count(s, "SELECT count(*) FROM customer"), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM session"), 0);
    in.channel = CHANNEL_SMS;
    in.has_channel = true;
    assert_int_equal(hub_say(&s->store, &in, NULL), MESSAGE_OK);
    assert_int_equal(count(s, "SELECT count(*) FROM session WHERE is_default = 1"), 1);
}

static void deliveries_only_go_forward(void **state)
{
    (void)state;
    assert_true(delivery_is_forward(DELIVERY_WAITING, DELIVERY_QUEUED));
    assert_true(delivery_is_forward(DELIVERY_SENT, DELIVERY_READ));
    assert_true(delivery_is_forward(DELIVERY_SENT, DELIVERY_FAILED));
    assert_false(delivery_is_forward(DELIVERY_SENT, DELIVERY_SENT));
    assert_false(delivery_is_forward(DELIVERY_READ, DELIVERY_DELIVERED));
    assert_false(delivery_is_forward(DELIVERY_DELIVERED, DELIVERY_FAILED));
    assert_false(delivery_is_forward(DELIVERY_FAILED, DELIVERY_SENT));
    assert_false(delivery_is_forward(DELIVERY_NONE, DELIVERY_SENT));
}

struct ending {
    int64_t row;
    enum outbox_state state;
};

static int end_it(void *ctx, struct tx *tx)
{
    const struct ending *e = ctx;
    return outbox_end(tx, e->row, e->state);
}

static void what_is_over_stays_over(void **state)
{
    struct setting *s = *state;
    hub_says(&s->store, "ann", CHANNEL_SMS, "hello");
    struct message_in in = reply_to("ann");
    assert_int_equal(hub_say(&s->store, &in, NULL), MESSAGE_OK);
    struct ending done = {count(s, "SELECT outbox FROM outbox"), OUTBOX_DONE};
    struct ending late = {done.row, OUTBOX_CANCELLED};
    assert_int_equal(testing_commit(&s->store, end_it, &done), 0);
    assert_int_equal(testing_commit(&s->store, end_it, &late), 0);
    assert_int_equal(count(s, "SELECT state FROM outbox"), OUTBOX_DONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(live_channels_are_told_by_the_event_itself, begin, end),
        cmocka_unit_test_setup_teardown(which_channels_are_live_is_told_by_the_composition, begin, end),
        cmocka_unit_test_setup_teardown(others_wait_in_the_outbox_in_the_lane_of_their_session, begin, end),
        cmocka_unit_test_setup_teardown(it_goes_where_the_customer_spoke_last, begin, end),
        cmocka_unit_test_setup_teardown(a_first_word_to_somebody_needs_a_channel, begin, end),
        cmocka_unit_test_setup_teardown(deliveries_only_go_forward, begin, end),
        cmocka_unit_test_setup_teardown(what_is_over_stays_over, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
