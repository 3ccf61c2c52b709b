// SPDX-License-Identifier: Apache-2.0
// Ways that are no straight one: another channel, the legs of transfers, what is held, taken back or trimmed.
#include "hub/consent.h"
#include "hub/delivery.h"
#include "hub/message_redact.h"
#include "hub/outbox_timer.h"
#include "hub/testing_outbox.h"
#include "hub/timer_actions.h"
#include "hub/transfer.h"
#include "hub/trim.h"
#include <stdio.h>

static const int64_t DAY_US = (int64_t)24 * 3600 * 1000000;

static int last(struct testing_outbox *s, const char *column)
{
    char sql[400];
    snprintf(sql, sizeof(sql),
             "SELECT %s FROM interaction WHERE direction = 2 ORDER BY interaction DESC LIMIT 1", column);
    return testing_outbox_count(s, sql);
}

static bool info_has(struct testing_outbox *s, const char *text)
{
    char column[160];
    snprintf(column, sizeof(column), "instr(coalesce(delivery_info, ''), '%s')", text);
    return last(s, column) > 0;
}

static void set(struct testing_outbox *s, const char *settings)
{
    char sql[300];
    snprintf(sql, sizeof(sql), "UPDATE tenant SET settings = '%s' WHERE tenant = 1 RETURNING 1", settings);
    assert_int_equal(testing_outbox_count(s, sql), 1);
}

// ---- another channel

static void what_fails_for_good_goes_on_by_the_next_channel(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_WHATSAPP);
    int64_t whatsapp = s->connector;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say_to(s, "+4366000001", CHANNEL_SMS, "one",
                          &(struct message_in){.fallback = VIEW("[\"email\",\"sms\",\"whatsapp\"]")});
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "two");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    char before[40];
    snprintf(before, sizeof(before), "%s", s->claims[0].id);
    testing_outbox_failed(s, &s->claims[0], "21211");
    assert_int_equal(testing_outbox_count(s, "SELECT channel FROM interaction WHERE content = 'one'"),
                     CHANNEL_WHATSAPP);
    assert_int_equal(testing_outbox_count(s, "SELECT delivery FROM interaction WHERE content = 'one'"),
                     DELIVERY_QUEUED);
    assert_int_equal(testing_outbox_count(
                         s, "SELECT instr(delivery_info, '\"fallback_from\":[{\"channel\":\"sms\",\"code\":"
                            "\"21211\"') > 0 FROM interaction WHERE content = 'one'"),
                     1);
    assert_int_equal(hub_event(&s->store, hub_events(&s->store) - 1)->kind, EVENT_MESSAGE_UPDATED);
    assert_int_equal(testing_outbox_claim(s, 64), 0); // its place in the order stays
    s->connector = whatsapp;
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_string_not_equal(s->claims[0].id, before);
    assert_int_equal(s->claims[0].attempt, 1);
    testing_outbox_failed(s, &s->claims[0], "63016"); // no other is left
    assert_int_equal(testing_outbox_count(s, "SELECT delivery FROM interaction WHERE content = 'one'"),
                     DELIVERY_FAILED);
    assert_int_equal(testing_outbox_count(s, "SELECT state FROM outbox ORDER BY outbox"), OUTBOX_FAILED);
}

static void settle_claim(struct testing_outbox *s, const struct testing_claim *claim,
                         enum outbox_ending ending, const char *info)
{
    testing_outbox_settle(s, &(struct outbox_result){.row = claim->row,
                                                     .id = view_from(claim->id),
                                                     .ending = ending,
                                                     .provider_id = VIEW("SM1"),
                                                     .info = hub_text(info)});
}

// The provider's word is faster than the answer to the request.
static void what_bounced_before_it_was_sent_is_not_lost(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_WHATSAPP);
    int64_t whatsapp = s->connector;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say_to(s, "+4366000001", CHANNEL_SMS, "one",
                          &(struct message_in){.fallback = VIEW("[\"whatsapp\"]")});
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    const struct testing_claim first = s->claims[0];
    testing_outbox_receive(s, first.id, NULL, DELIVERY_FAILED);
    settle_claim(s, &first, OUTBOX_ENDING_SENT, NULL);
    assert_int_equal(last(s, "channel"), CHANNEL_WHATSAPP);
    assert_int_equal(last(s, "delivery"), DELIVERY_QUEUED);
    s->connector = whatsapp;
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    settle_claim(s, &first, OUTBOX_ENDING_FAILED, NULL); // … while the next one is under way
    assert_int_equal(last(s, "delivery"), DELIVERY_QUEUED);
    settle_claim(s, &s->claims[0], OUTBOX_ENDING_SENT, NULL);
    assert_int_equal(last(s, "delivery"), DELIVERY_SENT);
}

static void an_opt_out_is_of_the_channel_that_was_told_it(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_WHATSAPP);
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say_to(s, "+4366000001", CHANNEL_SMS, "one",
                          &(struct message_in){.fallback = VIEW("[\"whatsapp\"]")});
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    settle_claim(s, &s->claims[0], OUTBOX_ENDING_FAILED, "{\"opted_out\":true}");
    assert_int_equal(last(s, "channel"), CHANNEL_WHATSAPP);
    assert_int_equal(testing_outbox_count(s, "SELECT channel FROM consent WHERE is_given = 0"), CHANNEL_SMS);
    assert_int_equal(testing_outbox_count(s, "SELECT count(*) FROM consent"), 1);
}

static void the_tenant_may_say_the_chain(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_WHATSAPP);
    testing_outbox_connect(s, CHANNEL_SMS);
    set(s, "{\"fallback_channels\":[\"chat\",\"whatsapp\"]}");
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "one");
    testing_outbox_claim(s, 64);
    testing_outbox_sent(s, &s->claims[0], "SM1");
    testing_outbox_receive(s, NULL, "SM1", DELIVERY_FAILED); // it bounced
    assert_int_equal(last(s, "channel"), CHANNEL_WHATSAPP);
    assert_int_equal(last(s, "delivery"), DELIVERY_QUEUED);
    // The first provider's word of it comes to nothing.
    assert_int_equal(testing_outbox_receive(s, NULL, "SM1", DELIVERY_DELIVERED), RECEIPT_NO_MESSAGE);
    assert_int_equal(last(s, "delivery"), DELIVERY_QUEUED);
}

static void what_expired_goes_nowhere_else(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_WHATSAPP);
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say_to(
        s, "+4366000001", CHANNEL_SMS, "one",
        &(struct message_in){.fallback = VIEW("[\"whatsapp\"]"), .expires_us = s->store.wall_us + 1000000});
    testing_outbox_pass(s, 2000000);
    assert_int_equal(testing_outbox_claim(s, 64), 0);
    assert_int_equal(last(s, "delivery"), DELIVERY_FAILED);
    assert_int_equal(last(s, "channel"), CHANNEL_SMS);
}

// Its time came while an attempt was under way, of which nothing came.
static void what_lost_its_connector_expires_too(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say_to(s, "+4366000001", CHANNEL_SMS, "one",
                          &(struct message_in){.expires_us = s->store.wall_us + 1000000});
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    testing_outbox_pass(s, 2000000);
    testing_outbox_fire(s);
    testing_outbox_later(s, &s->claims[0]);
    testing_outbox_disconnect(s);
    testing_outbox_fire(s);
    assert_int_equal(last(s, "delivery"), DELIVERY_FAILED);
}

// ---- consent

static int opt_out(void *ctx, struct tx *tx)
{
    static const struct actor actor = {.kind = ACTOR_OPERATOR};
    struct customer_key key;
    struct view id;
    int r = customer_need(tx, view_from(ctx), &key);
    return r != 0
               ? r
               : consent_add(
                     tx,
                     &(struct consent_new){
                         .customer = key.row, .channel = CHANNEL_SMS, .source = VIEW("api"), .actor = &actor},
                     &id);
}

static void who_opted_out_after_it_was_queued_is_not_written_to(void **state)
{
    struct testing_outbox *s = *state;
    char customer[] = "+4366000001";
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say(s, customer, CHANNEL_SMS, "one");
    assert_int_equal(testing_commit(&s->store, opt_out, customer), 0);
    assert_int_equal(testing_outbox_claim(s, 64), 0);
    assert_int_equal(s->seen, 1);
    assert_int_equal(last(s, "delivery"), DELIVERY_FAILED);
    assert_true(info_has(s, "\"code\":\"consent.opted_out\""));
}

static void quiet_hours_hold_what_is_held_and_nothing_else(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    set(s, "{\"quiet_hours\":{\"purposes\":[\"transactional\"],\"from\":\"00:00\",\"to\":\"23:59\"}}");
    testing_outbox_say_to(s, "+4366000001", CHANNEL_SMS, "held",
                          &(struct message_in){.purpose = CONSENT_TRANSACTIONAL});
    testing_outbox_say_to(s, "+4366000001", CHANNEL_SMS, "held too",
                          &(struct message_in){.purpose = CONSENT_TRANSACTIONAL});
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "an answer");
    assert_int_equal(testing_outbox_claim(s, 64), 0);
    assert_int_equal(s->seen, 1);
    assert_int_equal(testing_outbox_claim(s, 64), 0);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_string_equal(s->claims[0].text, "an answer");
    assert_int_equal(testing_outbox_count(s, "SELECT count(*) FROM interaction WHERE instr(delivery_info, "
                                             "'\"held\":\"quiet_hours\"') > 0 AND delivery = 2"),
                     2);
    set(s, "{}");
    testing_outbox_pass(s, DAY_US);
    assert_int_equal(testing_outbox_claim(s, 64), 1); // in their order
    assert_string_equal(s->claims[0].text, "held");
    testing_outbox_sent(s, &s->claims[0], "SM1");
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_string_equal(s->claims[0].text, "held too");
}

// ---- taken back

static int redact_it(void *ctx, struct tx *tx)
{
    static const struct actor actor = {.kind = ACTOR_OPERATOR};
    struct message_whole m;
    (void)ctx;
    struct interaction in;
    int r = interaction_load(tx->db, 1, 1, &tx->batch->arena, &in);
    if (r == 0)
        r = message_find(tx->db, 1, in.id, NULL, &tx->batch->arena, &m);
    return r != 0 ? r : message_redact(tx, &m, &actor, VIEW("wrong number"));
}

static void what_is_taken_back_does_not_leave(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_say(s, "+4366000001", CHANNEL_SMS, "a secret");
    assert_int_equal(testing_commit(&s->store, redact_it, NULL), 0);
    assert_int_equal(last(s, "delivery"), DELIVERY_CANCELLED);
    assert_int_equal(testing_outbox_claim(s, 64), 0);
    assert_int_equal(testing_outbox_count(s, "SELECT state FROM outbox"), OUTBOX_CANCELLED);
}

// ---- legs of transfers

static int move_it(void *ctx, struct tx *tx)
{
    static const struct actor actor = {.kind = ACTOR_KEY, .id = {"key-1", 5}};
    struct transfer t;
    return transfer_request(
        tx,
        &(struct transfer_in){
            .session_id = view_from(ctx), .to_channel = CHANNEL_SMS, .has_channel = true, .actor = &actor},
        &t);
}

static int fire_leg(void *ctx, struct tx *tx)
{
    struct timer timer;
    (void)ctx;
    int r = timer_find(tx->db, 1, TIMER_TRANSFER_LEG, 1, &tx->batch->arena, &timer);
    if (r == 0)
        r = timer_cancel(tx, TIMER_TRANSFER_LEG, 1);
    return r != 0 ? r : timer_actions[TIMER_TRANSFER_LEG].fire(tx, &timer);
}

// A session that goes to SMS; its leg is claimed.
static void move(struct testing_outbox *s)
{
    char id[160];
    assert_int_equal(hub_open(&s->store,
                              &(struct conversation_in){.customer_id = VIEW("+4366000001"),
                                                        .session_id = VIEW("call"),
                                                        .channel = CHANNEL_VOICE},
                              id, NULL),
                     0);
    char call[] = "call";
    assert_int_equal(testing_commit(&s->store, move_it, call), 0);
    assert_int_equal(last(s, "delivery"), DELIVERY_QUEUED);
    assert_int_equal(testing_outbox_count(s, "SELECT state FROM transfer"), TRANSFER_TELLING);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
    assert_string_equal(s->claims[0].to, "+4366000001");
}

static void a_leg_is_a_message_to_the_customer(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    set(s, "{\"locale\":\"de\",\"transfer_text\":{\"de\":\"Hier geht es weiter\",\"fr\":\"Par ici\"}}");
    move(s);
    assert_string_equal(s->claims[0].text, "Hier geht es weiter");
    testing_outbox_sent(s, &s->claims[0], "SM1");
    assert_int_equal(last(s, "delivery"), DELIVERY_SENT);
    assert_int_equal(testing_outbox_count(s, "SELECT state FROM transfer"), TRANSFER_TELLING);
    testing_outbox_receive(s, NULL, "SM1", DELIVERY_DELIVERED);
    assert_int_equal(last(s, "delivery"), DELIVERY_DELIVERED);
    assert_int_equal(testing_outbox_count(s, "SELECT state FROM transfer"), TRANSFER_TOLD);
    testing_outbox_receive(s, NULL, "SM1", DELIVERY_READ);
    assert_int_equal(last(s, "delivery"), DELIVERY_READ);
}

static void a_leg_that_bounces_moves_the_session_back(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    move(s);
    assert_string_equal(s->claims[0].text,
                        "Your conversation continues here. Reply to this message to go on.");
    testing_outbox_sent(s, &s->claims[0], "SM1");
    testing_outbox_receive(s, NULL, "SM1", DELIVERY_FAILED);
    assert_int_equal(testing_outbox_count(s, "SELECT state FROM transfer"), TRANSFER_REVERTED);
    assert_int_equal(testing_outbox_count(s, "SELECT channel FROM session"), CHANNEL_VOICE);
}

static void a_leg_of_which_nobody_says_more_was_told(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    move(s);
    testing_outbox_sent(s, &s->claims[0], "SM1");
    testing_outbox_pass(s, DAY_US + 1);
    assert_int_equal(testing_commit(&s->store, fire_leg, NULL), 0);
    assert_int_equal(testing_outbox_count(s, "SELECT state FROM transfer"), TRANSFER_TOLD);
    assert_int_equal(last(s, "delivery"), DELIVERY_SENT);
    assert_int_equal(testing_outbox_count(s, "SELECT channel FROM session"), CHANNEL_SMS);
}

static void a_leg_that_fails_moves_the_session_back(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    move(s);
    testing_outbox_failed(s, &s->claims[0], "21211");
    assert_int_equal(testing_outbox_count(s, "SELECT state FROM transfer"), TRANSFER_REVERTED);
    assert_int_equal(testing_outbox_count(s, "SELECT channel FROM session"), CHANNEL_VOICE);
}

static void a_leg_that_waits_is_told_when_there_is_a_connector(void **state)
{
    struct testing_outbox *s = *state;
    char id[160], call[] = "call";
    hub_open(&s->store,
             &(struct conversation_in){
                 .customer_id = VIEW("+4366000001"), .session_id = VIEW("call"), .channel = CHANNEL_VOICE},
             id, NULL);
    assert_int_equal(testing_commit(&s->store, move_it, call), 0);
    assert_int_equal(testing_outbox_count(s, "SELECT state FROM transfer"), TRANSFER_WAITING);
    testing_outbox_connect(s, CHANNEL_SMS);
    testing_outbox_fire(s);
    assert_int_equal(testing_outbox_count(s, "SELECT state FROM transfer"), TRANSFER_TELLING);
    assert_int_equal(last(s, "delivery"), DELIVERY_QUEUED);
    assert_int_equal(testing_outbox_claim(s, 64), 1);
}

// ---- trimmed

static const struct trim_rule *rule_named(const char *name)
{
    for (int i = 0; i < trim_rule_count; i++)
        if (strcmp(trim_rules[i].name, name) == 0)
            return &trim_rules[i];
    return NULL;
}

static int trim_it(void *ctx, struct tx *tx)
{
    static const char *const names[] = {"outbox", "dead_letters", "early_receipts"};
    int r = 0, gone;
    bool has_more;
    (void)ctx;
    for (size_t i = 0; r == 0 && i < 3; i++) {
        const struct trim_rule *rule = rule_named(names[i]);
        r = rule->slice(tx, rule, &gone, &has_more);
    }
    return r;
}

static void what_is_over_is_kept_for_days_and_dead_letters_for_weeks(void **state)
{
    struct testing_outbox *s = *state;
    testing_outbox_connect(s, CHANNEL_SMS);
    for (int i = 0; i < 4; i++)
        testing_outbox_say(s, i % 2 == 0 ? "+4366000001" : "+4366000002", CHANNEL_SMS, "hello");
    testing_outbox_claim(s, 64);
    struct testing_claim first = s->claims[0], second = s->claims[1];
    testing_outbox_sent(s, &first, "SM1");
    testing_outbox_receive(s, NULL, "SM9", DELIVERY_SENT); // parked
    testing_outbox_failed(s, &second, "21211");
    assert_int_equal(testing_outbox_count(s, "SELECT count(*) FROM early_receipt"), 1);
    testing_outbox_pass(s, 4 * DAY_US);
    assert_int_equal(testing_commit(&s->store, trim_it, NULL), 0);
    assert_int_equal(testing_outbox_count(s, "SELECT count(*) FROM outbox WHERE state = 4"), 0);
    assert_int_equal(testing_outbox_count(s, "SELECT count(*) FROM outbox"), 3);
    assert_int_equal(testing_outbox_count(s, "SELECT count(*) FROM early_receipt"), 0);
    assert_int_equal(testing_outbox_receive(s, NULL, "SM1", DELIVERY_READ), RECEIPT_OK); // still known
    assert_int_equal(testing_outbox_count(s, "SELECT delivery FROM interaction WHERE provider_id = 'SM1'"),
                     DELIVERY_READ);
    testing_outbox_pass(s, 27 * DAY_US);
    assert_int_equal(testing_commit(&s->store, trim_it, NULL), 0);
    assert_int_equal(testing_outbox_count(s, "SELECT count(*) FROM outbox WHERE state IN (1, 2)"), 2);
    assert_int_equal(testing_outbox_count(s, "SELECT count(*) FROM outbox"), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, testing_outbox_setup, testing_outbox_teardown)
        TEST(what_fails_for_good_goes_on_by_the_next_channel),
        TEST(what_bounced_before_it_was_sent_is_not_lost),
        TEST(an_opt_out_is_of_the_channel_that_was_told_it),
        TEST(the_tenant_may_say_the_chain),
        TEST(what_expired_goes_nowhere_else),
        TEST(what_lost_its_connector_expires_too),
        TEST(who_opted_out_after_it_was_queued_is_not_written_to),
        TEST(quiet_hours_hold_what_is_held_and_nothing_else),
        TEST(what_is_taken_back_does_not_leave),
        TEST(a_leg_is_a_message_to_the_customer),
        TEST(a_leg_that_bounces_moves_the_session_back),
        TEST(a_leg_of_which_nobody_says_more_was_told),
        TEST(a_leg_that_fails_moves_the_session_back),
        TEST(a_leg_that_waits_is_told_when_there_is_a_connector),
        TEST(what_is_over_is_kept_for_days_and_dead_letters_for_weeks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
