// SPDX-License-Identifier: Apache-2.0
#include "hub/connector.h"
#include "hub/delivery.h"
#include "hub/outbox.h"
#include "hub/outbox_timer.h"
#include "hub/testing_outbox.h"
#include <stdio.h>

static int delivery_of_last(struct testing_outbox *s)
{
    return testing_outbox_count(
        s, "SELECT delivery FROM interaction WHERE direction = 2 ORDER BY interaction DESC LIMIT 1");
}

static bool info_has(struct testing_outbox *s, const char *text)
{
    char sql[256];
    snprintf(sql, sizeof(sql),
             "SELECT instr(coalesce(delivery_info, ''), '%s') FROM interaction WHERE direction = 2 "
             "ORDER BY interaction DESC LIMIT 1",
             text);
    return testing_outbox_count(s, sql) > 0;
}

// ---- on its way

static void a_message_is_queued_taken_and_sent(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say(s, "+4366012345", CHANNEL_SMS, "hello");
    assert_int_equal(delivery_of_last(s), DELIVERY_QUEUED);
    assert_true(info_has(s, "\"connector\":\"con_"));
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    const struct testing_claim *c = &s->claims[0];
    assert_string_equal(c->to, "+4366012345");
    assert_string_equal(c->text, "hello");
    assert_int_equal(c->attempt, 1);
    assert_false(c->may_be_there);
    assert_int_equal(testing_outbox_claim(s, 64), 0);
    int events = hub_events(&s->store);
    testing_outbox_sent(s, c, "SM1");
    assert_int_equal(delivery_of_last(s), DELIVERY_SENT);
    assert_int_equal(hub_events(&s->store), events + 1);
    assert_int_equal(hub_event(&s->store, events)->kind, EVENT_DELIVERY_UPDATE);
    assert_int_equal(testing_outbox_count(
                         s, "SELECT count(*) FROM interaction WHERE provider_id = 'SM1' AND connector > 0"),
                     1);
    assert_int_equal(testing_outbox_count(s, "SELECT state FROM outbox"), OUTBOX_DONE);
    testing_outbox_sent(s, c, "SM1"); // twice
    assert_int_equal(hub_events(&s->store), events + 1);
}

static void what_is_said_in_a_session_leaves_in_its_order(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    for (int i = 0; i < 3; i++)
        testing_outbox_say(s, "+4366000001", CHANNEL_SMS, i == 0 ? "one" : i == 1 ? "two" : "three");
    testing_outbox_say(s, "+4366000002", CHANNEL_SMS, "other");
    assert_int_equal(testing_outbox_claim(s, 64), 2);
    struct testing_claim first = s->claims[0];
    assert_string_equal(first.text, "one");
    assert_string_equal(s->claims[1].text, "other");
    assert_int_equal(testing_outbox_claim(s, 64), 0);
    testing_outbox_retry(s, &first);
    assert_int_equal(testing_outbox_claim(s, 64), 0); // nobody overtakes what is tried again
    testing_outbox_pass(s, 2000000);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_string_equal(s->claims[0].text, "one");
    assert_int_equal(s->claims[0].attempt, 2);
    testing_outbox_sent(s, &s->claims[0], "SM1");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_string_equal(s->claims[0].text, "two");
    testing_outbox_failed(s, &s->claims[0], "21211");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_string_equal(s->claims[0].text, "three");
}

static void what_fails_says_why(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "hello");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_failed(s, &s->claims[0], "21211");
    assert_int_equal(delivery_of_last(s), DELIVERY_FAILED);
    assert_true(info_has(s, "\"code\":\"21211\""));
    assert_true(info_has(s, "\"attempts\":1"));
    assert_int_equal(testing_outbox_count(s, "SELECT state FROM outbox"), OUTBOX_FAILED);
}

// The customer told the provider, and it tells us: nothing more goes to them, and the ledger says why.
static void an_opt_out_with_the_provider_is_heard(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "hello");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_settle(s, &(struct outbox_result){.row = s->claims[0].row,
                                                     .run = view_from(s->run),
                                                     .ending = OUTBOX_ENDING_FAILED,
                                                     .code = VIEW("21610"),
                                                     .info = VIEW("{\"opted_out\":true}")});
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "hello");
    assert_int_equal(testing_outbox_claim(s, 64), 0); // the second is not even tried
    assert_int_equal(
        testing_outbox_count(s, "SELECT count(*) FROM consent WHERE is_given = 0 AND source = 'provider' AND "
                                "proof LIKE '%opted_out%' AND address = '+4366000001'"),
        1);
    assert_int_equal(testing_outbox_count(s, "SELECT count(*) FROM outbox WHERE state = 5"), 2);
}

static void retries_end_after_twenty_or_a_day(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "hello");
    int tries = 0;
    int64_t begun_us = s->store.wall_us;
    while (testing_outbox_claim(s, 64) == 1) {
        tries++;
        testing_outbox_retry(s, &s->claims[0]);
        testing_outbox_pass(s, (int64_t)1200 * 1000000);
    }
    assert_int_equal(tries, 20);
    assert_true(s->store.wall_us - begun_us < (int64_t)24 * 3600 * 1000000);
    assert_int_equal(delivery_of_last(s), DELIVERY_FAILED);
}

static void a_busy_provider_costs_no_attempt(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "hello");
    int events = hub_events(&s->store);
    for (int i = 0; i < 30; i++) {
        assert_int_equal(testing_outbox_claim(s, 64), 1);
        assert_int_equal(s->claims[0].attempt, 1);
        testing_outbox_later(s, &s->claims[0]);
        assert_int_equal(testing_outbox_claim(s, 64), 0);
        testing_outbox_pass(s, 1100000);
    }
    assert_int_equal(hub_events(&s->store), events);
}

// ---- crashes

static void after_a_crash_it_is_sent_again_only_where_the_provider_knows_the_id(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "hello");
    s->doubt = OUTBOX_DOUBT_SEND;
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    struct testing_claim lost = s->claims[0];
    assert_int_equal(testing_outbox_recover(s, "run-1"), 0); // its own lease holds
    assert_int_equal(testing_outbox_recover(s, "run-2"), 1);
    s->run = "run-2";
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_true(s->claims[0].may_be_there);
    assert_string_equal(s->claims[0].id, lost.id);
    testing_outbox_recover(s, "run-3");
    s->run = "run-3";
    s->doubt = OUTBOX_DOUBT_GIVE_UP;
    assert_int_equal(testing_outbox_claim(s, 64), 0);
    assert_int_equal(delivery_of_last(s), DELIVERY_UNKNOWN);
    assert_int_equal(testing_outbox_count(s, "SELECT state FROM outbox"), OUTBOX_UNKNOWN);
    s->run = "run-1";
    testing_outbox_failed(s, &lost, "late"); // says less
    assert_int_equal(delivery_of_last(s), DELIVERY_UNKNOWN);
    testing_outbox_sent(s, &lost, "SM1"); // says more
    assert_int_equal(delivery_of_last(s), DELIVERY_SENT);
    assert_int_equal(testing_outbox_count(s, "SELECT state FROM outbox"), OUTBOX_DONE);
}

static void an_unknown_end_is_tried_again_where_the_provider_knows_the_id(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "hello");
    s->doubt = OUTBOX_DOUBT_SEND;
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_unknown(s, &s->claims[0]);
    assert_int_equal(delivery_of_last(s), DELIVERY_QUEUED);
    testing_outbox_pass(s, 2000000);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_true(s->claims[0].may_be_there);
    s->doubt = OUTBOX_DOUBT_GIVE_UP;
    testing_outbox_unknown(s, &s->claims[0]);
    assert_int_equal(delivery_of_last(s), DELIVERY_UNKNOWN);
}

// ---- receipts

static void receipts_only_go_forward(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "hello");
    testing_outbox_claim(s, 64);
    testing_outbox_sent(s, &s->claims[0], "SM1");
    assert_int_equal(testing_outbox_receive(s, NULL, "SM1", DELIVERY_READ), RECEIPT_OK);
    int events = hub_events(&s->store);
    assert_int_equal(testing_outbox_receive(s, NULL, "SM1", DELIVERY_DELIVERED), RECEIPT_OK);
    assert_int_equal(testing_outbox_receive(s, NULL, "SM1", DELIVERY_FAILED), RECEIPT_OK);
    assert_int_equal(testing_outbox_receive(s, NULL, "SM1", DELIVERY_READ), RECEIPT_OK);
    assert_int_equal(delivery_of_last(s), DELIVERY_READ);
    assert_int_equal(hub_events(&s->store), events);
    assert_int_equal(testing_outbox_receive(s, NULL, "SM2", DELIVERY_READ), RECEIPT_NO_MESSAGE);
    assert_int_equal(testing_outbox_count(s, "SELECT count(*) FROM early_receipt"),
                     0); // nothing is under way
}

static void what_bounced_may_have_arrived_after_all(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "hello");
    testing_outbox_claim(s, 64);
    testing_outbox_sent(s, &s->claims[0], "SM1");
    testing_outbox_receive(s, NULL, "SM1", DELIVERY_FAILED);
    assert_int_equal(delivery_of_last(s), DELIVERY_FAILED);
    assert_int_equal(testing_outbox_count(s, "SELECT state FROM outbox"), OUTBOX_FAILED);
    testing_outbox_receive(s, NULL, "SM1", DELIVERY_SENT);
    assert_int_equal(delivery_of_last(s), DELIVERY_FAILED);
    testing_outbox_receive(s, NULL, "SM1", DELIVERY_DELIVERED);
    assert_int_equal(delivery_of_last(s), DELIVERY_DELIVERED);
}

static void a_receipt_before_its_own_end_is_not_lost(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "by the hub's id");
    testing_outbox_claim(s, 64);
    assert_int_equal(testing_outbox_receive(s, s->claims[0].id, "SM1", DELIVERY_DELIVERED), RECEIPT_OK);
    assert_int_equal(delivery_of_last(s), DELIVERY_DELIVERED);
    testing_outbox_sent(s, &s->claims[0], "SM1");
    assert_int_equal(delivery_of_last(s), DELIVERY_DELIVERED);
    assert_int_equal(testing_outbox_count(s, "SELECT state FROM outbox"), OUTBOX_DONE);

    testing_outbox_say(s, "+4366000002", CHANNEL_SMS, "by the provider's");
    testing_outbox_claim(s, 64);
    assert_int_equal(testing_outbox_receive(s, NULL, "SM2", DELIVERY_DELIVERED), RECEIPT_NO_MESSAGE);
    assert_int_equal(testing_outbox_receive(s, NULL, "SM2", DELIVERY_SENT), RECEIPT_NO_MESSAGE);
    assert_int_equal(delivery_of_last(s), DELIVERY_QUEUED);
    testing_outbox_sent(s, &s->claims[0], "SM2");
    assert_int_equal(delivery_of_last(s), DELIVERY_DELIVERED);
    assert_int_equal(testing_outbox_count(s, "SELECT count(*) FROM early_receipt"), 0);
}

static void another_connectors_receipts_are_nothing_to_it(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "hello");
    testing_outbox_claim(s, 64);
    int64_t own = s->connector;
    testing_outbox_connect(s, CHANNEL_WHATSAPP);
    assert_int_equal(testing_outbox_receive(s, s->claims[0].id, NULL, DELIVERY_READ), RECEIPT_NO_MESSAGE);
    assert_int_equal(delivery_of_last(s), DELIVERY_QUEUED);
    s->connector = own;
    assert_int_equal(testing_outbox_receive(s, s->claims[0].id, NULL, DELIVERY_READ), RECEIPT_OK);
}

// ---- what cannot be taken

struct aside {
    int64_t row;
    bool is_for_good;
};

static int put_aside(void *ctx, struct tx *tx)
{
    const struct aside *a = ctx;
    return outbox_put_aside(tx, a->row, a->is_for_good);
}

static void what_cannot_be_taken_is_put_off_or_fails(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    testing_outbox_say(s, "+4366000002", CHANNEL_SMS, "two");
    struct aside a = {.row = testing_outbox_count(s, "SELECT max(outbox) FROM outbox")};
    assert_int_equal(testing_commit(&s->store, put_aside, &a), OUTBOX_ACT_OK);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_string_equal(s->claims[0].text, "one");
    a.row = s->claims[0].row;
    assert_int_equal(testing_commit(&s->store, put_aside, &a), OUTBOX_ACT_DONE); // it is taken
    testing_outbox_pass(s, (int64_t)16 * 60 * 1000000);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_string_equal(s->claims[0].text, "two");
    assert_int_equal(s->claims[0].attempt, 1);
    testing_outbox_later(s, &s->claims[0]);
    a = (struct aside){s->claims[0].row, true};
    assert_int_equal(testing_commit(&s->store, put_aside, &a), OUTBOX_ACT_OK);
    assert_int_equal(delivery_of_last(s), DELIVERY_FAILED);
    assert_true(info_has(s, "internal"));
    a.row = 99;
    assert_int_equal(testing_commit(&s->store, put_aside, &a), OUTBOX_ACT_NONE);
}

static int claim_at(void *ctx, struct tx *tx)
{
    struct outbox_claim claims[OUTBOX_CLAIM_MAX];
    int claimed, seen;
    const struct outbox_claiming claiming = {
        .connector = 1, .run = VIEW("run-1"), .max = OUTBOX_CLAIM_MAX, .at_row = ctx};
    return outbox_claim(tx, &claiming, claims, &claimed, &seen);
}

static int run_sql(void *ctx, struct tx *tx)
{
    return db_exec(tx->db, ctx);
}

static void a_claim_that_fails_says_at_which_row(void **state)
{
    static char poison[] = "CREATE TRIGGER poison BEFORE UPDATE ON outbox WHEN old.outbox = 2 "
                           "BEGIN SELECT RAISE(ABORT, 'poison'); END";
    struct testing_outbox *s = *state;
    enum work_outcome outcome;
    int64_t at_row = 0;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    testing_outbox_say(s, "+4366000002", CHANNEL_SMS, "two");
    testing_outbox_say(s, "+4366000003", CHANNEL_SMS, "three");
    assert_int_equal(testing_commit(&s->store, run_sql, poison), 0);
    assert_true(testing_run(&s->store, 1, claim_at, &at_row, &outcome) < 0);
    assert_int_equal(outcome, WORK_FAILED);
    assert_int_equal(at_row, 2);
}

// ---- connectors that come and go

static void what_waits_leaves_when_there_is_a_connector(void **state)
{
    struct testing_outbox *s = *state;
    for (int i = 0; i < 3; i++)
        testing_outbox_say(s, "+4366000001", CHANNEL_SMS, i == 0 ? "one" : i == 1 ? "two" : "three");
    assert_int_equal(delivery_of_last(s), DELIVERY_WAITING);
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_fire(s);
    assert_int_equal(delivery_of_last(s), DELIVERY_QUEUED);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_string_equal(s->claims[0].text, "one");
    testing_outbox_disconnect(s);
    testing_outbox_fire(s);
    assert_int_equal(delivery_of_last(s), DELIVERY_WAITING);
    assert_int_equal(
        testing_outbox_count(s, "SELECT count(*) FROM outbox WHERE state = 1 AND connector IS NULL"), 2);
    testing_outbox_retry(s, &s->claims[0]);
    testing_outbox_fire(s);
    assert_int_equal(
        testing_outbox_count(s, "SELECT count(*) FROM outbox WHERE state = 1 AND connector IS NULL"), 3);
}

static void a_message_without_a_connector_is_in_nobodys_way(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_say(s, "ann@example.org", CHANNEL_EMAIL, "waits");
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say_to(s, "ann@example.org", CHANNEL_SMS, "leaves",
                          &(struct message_in){.to = VIEW("+4366000001")});
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_string_equal(s->claims[0].text, "leaves");
    assert_string_equal(s->claims[0].to, "+4366000001");
}

static void without_an_address_it_fails(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say(s, "ann", CHANNEL_SMS, "hello");
    assert_int_equal(testing_outbox_claim(s, 64), 0);
    assert_int_equal(s->seen, 1);
    assert_int_equal(delivery_of_last(s), DELIVERY_FAILED);
    assert_true(info_has(s, "no_address"));
}

// ---- times

static void a_scheduled_message_waits_alone(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say_to(s, "+4366000001", CHANNEL_SMS, "later",
                          &(struct message_in){.due_us = s->store.wall_us + 60000000});
    assert_true(info_has(s, "\"held\":\"scheduled\""));
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "now");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_string_equal(s->claims[0].text, "now");
    testing_outbox_pass(s, 61000000);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_string_equal(s->claims[0].text, "later");
    testing_outbox_sent(s, &s->claims[0], "SM1");
    assert_false(info_has(s, "scheduled"));
}

static void what_expires_is_not_sent(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_say_to(s, "+4366000001", CHANNEL_SMS, "waits in vain",
                          &(struct message_in){.expires_us = s->store.wall_us + 60000000});
    testing_outbox_connect(s, CHANNEL_WHATSAPP);
    testing_outbox_pass(s, 61000000);
    testing_outbox_fire(s);
    assert_int_equal(delivery_of_last(s), DELIVERY_FAILED);
    assert_true(info_has(s, "\"code\":\"expired\""));
}

static void live_channels_cannot_be_told_later(void **state)
{
    struct testing_outbox *s = *state;
    struct message_in in = {.customer_id = VIEW("ann"),
                            .channel = CHANNEL_CHAT,
                            .has_channel = true,
                            .direction = DIRECTION_OUTBOUND,
                            .author_type = AUTHOR_AGENT,
                            .content = VIEW("later"),
                            .due_us = s->store.wall_us + 60000000};
    assert_int_equal(hub_say(&s->store, &in, NULL), MESSAGE_NOT_LATER);
    assert_int_equal(testing_outbox_count(s, "SELECT count(*) FROM interaction"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, testing_outbox_setup, testing_outbox_teardown)
        TEST(a_message_is_queued_taken_and_sent),
        TEST(what_is_said_in_a_session_leaves_in_its_order),
        TEST(what_fails_says_why),
        TEST(an_opt_out_with_the_provider_is_heard),
        TEST(retries_end_after_twenty_or_a_day),
        TEST(a_busy_provider_costs_no_attempt),
        TEST(after_a_crash_it_is_sent_again_only_where_the_provider_knows_the_id),
        TEST(an_unknown_end_is_tried_again_where_the_provider_knows_the_id),
        TEST(receipts_only_go_forward),
        TEST(what_bounced_may_have_arrived_after_all),
        TEST(a_receipt_before_its_own_end_is_not_lost),
        TEST(another_connectors_receipts_are_nothing_to_it),
        TEST(what_cannot_be_taken_is_put_off_or_fails),
        TEST(a_claim_that_fails_says_at_which_row),
        TEST(what_waits_leaves_when_there_is_a_connector),
        TEST(a_message_without_a_connector_is_in_nobodys_way),
        TEST(without_an_address_it_fails),
        TEST(a_scheduled_message_waits_alone),
        TEST(what_expires_is_not_sent),
        TEST(live_channels_cannot_be_told_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
