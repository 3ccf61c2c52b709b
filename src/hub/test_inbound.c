// SPDX-License-Identifier: Apache-2.0
#include "hub/customer_edit.h"
#include "hub/inbound.h"
#include "hub/testing_hub.h"
#include <stdio.h>
#include <stdlib.h>

enum { SMS = 7, WHATSAPP = 8, TELEGRAM = 9, CUSTOM = 10 }; // rows of connectors

struct setting {
    struct testing_store store; // first
    struct arena arena;
};

static int make_connectors(void *ctx, struct tx *tx)
{
    (void)ctx;
    return db_exec(tx->db, "INSERT INTO connector (connector, tenant, id, name, channel, adapter, config,"
                           " is_enabled, version, created_us, updated_us) VALUES"
                           " (7, 1, 'c7', 'default', 4, 'twilio', '{}', 1, 1, 1, 1),"
                           " (8, 1, 'c8', 'default', 6, 'cloud', '{}', 1, 1, 1, 1),"
                           " (9, 1, 'c9', 'default', 7, 'telegram', '{}', 1, 1, 1, 1),"
                           " (10, 1, 'c10', 'default', 5, 'custom', '{}', 1, 1, 1, 1)");
}

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    arena_init(&s->arena, 4096, 1 << 20);
    assert_int_equal(testing_commit(&s->store, make_connectors, NULL), 0);
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

struct taking {
    const struct inbound *in;
    struct said said;
    char customer_id[64];
    int outcome;
};

static int take(void *ctx, struct tx *tx)
{
    struct taking *t = ctx;
    struct message_result result = {.position = 0};
    struct customer c;
    int r = t->outcome = inbound_store(tx, t->in, &result);
    if (r != 0)
        return r < 0 ? r : 0;
    snprintf(t->said.id, sizeof(t->said.id), "%.*s", VIEW_ARG(result.id));
    snprintf(t->said.session_id, sizeof(t->said.session_id), "%.*s", VIEW_ARG(result.session_id));
    t->said.is_duplicate = result.is_duplicate;
    assert_int_equal(customer_load(tx->db, tx->tenant, result.customer, &tx->batch->arena, &c), 0);
    snprintf(t->customer_id, sizeof(t->customer_id), "%.*s", VIEW_ARG(c.id));
    return 0;
}

static int receive(struct setting *s, const struct inbound *in, struct taking *ret)
{
    struct taking t = {.in = in};
    assert_int_equal(testing_commit(&s->store, take, &t), 0);
    if (ret != NULL)
        *ret = t;
    return t.outcome;
}

static struct inbound sms(const char *from, const char *text, const char *provider)
{
    return (struct inbound){.connector = SMS,
                            .channel = CHANNEL_SMS,
                            .provider_id = view_from(provider),
                            .from = view_from(from),
                            .text = view_from(text)};
}

static int64_t count(struct setting *s, const char *sql)
{
    return testing_count(&s->store, sql);
}

static void the_first_sms_makes_its_customer(void **state)
{
    struct setting *s = *state;
    struct taking t;
    struct inbound in = sms("+49 170 1234567", "hello", "SM1");
    in.from_name = VIEW("Ann");
    assert_int_equal(receive(s, &in, &t), INBOUND_OK);
    assert_memory_equal(t.customer_id, "cust_", 5);
    struct customer c = hub_customer(&s->store, t.customer_id, &s->arena);
    assert_true(view_equal(c.name, VIEW("Ann")));
    assert_true(view_equal(c.phone, VIEW("+491701234567")));
    assert_int_equal(count(s, "SELECT count(*) FROM identity WHERE kind = 1 AND address = '+491701234567' AND"
                              " verified_us > 0"),
                     1);
    assert_int_equal(count(s, "SELECT count(*) FROM session WHERE reach_connector = 7 AND reach_address ="
                              " '+491701234567' AND is_default = 1"),
                     1);
    // A better name than nobody's is not replaced.
    in = sms("+491701234567", "again", "SM2");
    in.from_name = VIEW("Somebody");
    assert_int_equal(receive(s, &in, NULL), INBOUND_OK);
    assert_true(view_equal(hub_customer(&s->store, t.customer_id, &s->arena).name, VIEW("Ann")));
}

static int two_hundred(void *ctx, struct tx *tx)
{
    struct inbound *in = ctx;
    struct message_result result;
    return inbound_store(tx, in, &result);
}

static void two_hundred_first_messages_are_of_one_customer(void **state)
{
    enum { COUNT = 200 };
    struct setting *s = *state;
    struct inbound in[COUNT];
    struct testing_work works[COUNT];
    struct testing_gate gate;
    char ids[COUNT][16];
    testing_gate_close(&gate, &s->store);
    for (int i = 0; i < COUNT; i++) {
        snprintf(ids[i], sizeof(ids[i]), "SM%d", i);
        in[i] = sms(i % 2 ? "+4917012345" : "0049 170 12345", "hello", ids[i]);
        testing_work_init(&works[i], &s->store, 1, two_hundred, &in[i]);
        testing_submit(&works[i]);
    }
    testing_gate_open(&gate);
    for (int i = 0; i < COUNT; i++) {
        testing_wait(&works[i]);
        assert_int_equal(works[i].outcome, WORK_COMMITTED);
        assert_int_equal(works[i].result, INBOUND_OK);
    }
    assert_int_equal(count(s, "SELECT count(*) FROM customer"), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM session"), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction"), COUNT);
}

static void an_sms_joins_the_chat_of_this_morning(void **state)
{
    struct setting *s = *state;
    char session[160];
    struct taking t;
    assert_int_equal(
        hub_open(&s->store,
                 &(struct conversation_in){.customer_id = VIEW("ann"),
                                           .channel = CHANNEL_CHAT,
                                           .news = {.profile = VIEW("{\"phone\":\"+49 170 99 88 776\"}")}},
                 session, NULL),
        0);
    struct inbound in = sms("+491709988776", "it is me again", "SM1");
    assert_int_equal(receive(s, &in, &t), INBOUND_OK);
    assert_string_equal(t.customer_id, "ann");
    assert_string_equal(t.said.session_id, session);
    // WhatsApp of the same number is the same person.
    in.channel = CHANNEL_WHATSAPP;
    in.connector = WHATSAPP;
    assert_int_equal(receive(s, &in, &t), INBOUND_OK);
    assert_string_equal(t.customer_id, "ann");
    assert_int_equal(count(s, "SELECT count(*) FROM identity WHERE kind = 3"), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM session WHERE reach_connector = 8"), 1);
}

static void replays_are_harmless(void **state)
{
    struct setting *s = *state;
    struct taking first, again;
    struct inbound in = sms("+491701234567", "hello", "SM1");
    assert_int_equal(receive(s, &in, &first), INBOUND_OK);
    int events = hub_events(&s->store);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(receive(s, &in, &again), INBOUND_OK);
        assert_true(again.said.is_duplicate);
        assert_string_equal(again.said.id, first.said.id);
    }
    assert_int_equal(hub_events(&s->store), events);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction"), 1);
    // The same id by another account is another message.
    in.connector = 70;
    assert_int_equal(receive(s, &in, &again), INBOUND_OK);
    assert_false(again.said.is_duplicate);
}

static void the_survivor_of_a_merge_gets_it(void **state)
{
    struct setting *s = *state;
    struct taking t;
    struct inbound in = sms("+491701234567", "hello", "SM1");
    assert_int_equal(receive(s, &in, &t), INBOUND_OK);
    hub_says(&s->store, "ann", CHANNEL_CHAT, "hi");
    assert_int_equal(hub_merge(&s->store, "ann", t.customer_id), 0);
    in.provider_id = VIEW("SM2");
    assert_int_equal(receive(s, &in, &t), INBOUND_OK);
    // It is stored with the survivor's default session.
    assert_string_equal(t.customer_id, "ann");
}

static void what_is_no_address_makes_nobody(void **state)
{
    struct setting *s = *state;
    static const char *const bad[] = {"", "12345", "Vodafone", "+0123456789"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct inbound in = sms(bad[i], "hello", "SM1");
        assert_int_equal(receive(s, &in, NULL), INBOUND_BAD_ADDRESS);
    }
    assert_int_equal(count(s, "SELECT count(*) FROM customer"), 0);
}

static int block(void *ctx, struct tx *tx)
{
    struct cluster cluster;
    struct actor nobody = {.kind = ACTOR_OPERATOR};
    assert_int_equal(cluster_find(tx->db, tx->tenant, view_from(ctx), &tx->batch->arena, &cluster), 0);
    return customer_block(tx, &nobody, &cluster, true, (struct view){0});
}

static void the_blocked_are_dropped_but_their_stop_is_heard(void **state)
{
    struct setting *s = *state;
    struct taking t;
    struct inbound in = sms("+491701234567", "hello", "SM1");
    assert_int_equal(receive(s, &in, &t), INBOUND_OK);
    assert_int_equal(testing_commit(&s->store, block, t.customer_id), 0);
    in.provider_id = VIEW("SM2");
    assert_int_equal(receive(s, &in, NULL), INBOUND_BLOCKED);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction"), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM consent"), 0);
    in.provider_id = VIEW("SM3");
    in.text = VIEW("Stop");
    assert_int_equal(receive(s, &in, NULL), INBOUND_BLOCKED);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction"), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM consent WHERE is_given = 0"), 1);
}

static void handles_are_of_their_network_and_the_rest_of_its_connector(void **state)
{
    struct setting *s = *state;
    struct inbound in = {.connector = TELEGRAM,
                         .channel = CHANNEL_SOCIAL_MEDIA,
                         .provider_id = VIEW("T1"),
                         .from = VIEW("@Ann"),
                         .text = VIEW("hi")};
    assert_int_equal(receive(s, &in, NULL), INBOUND_OK);
    assert_int_equal(count(s, "SELECT count(*) FROM identity WHERE kind = 4 AND address = 'telegram:ann'"),
                     1);
    assert_int_equal(count(s, "SELECT count(*) FROM session WHERE reach_address = '@Ann'"), 1);
    in = (struct inbound){.connector = CUSTOM,
                          .channel = CHANNEL_MOBILE_APP,
                          .provider_id = VIEW("X1"),
                          .from = VIEW("user-77"),
                          .text = VIEW("hi")};
    assert_int_equal(receive(s, &in, NULL), INBOUND_OK);
    assert_int_equal(count(s, "SELECT count(*) FROM identity WHERE kind = 5 AND address = 'c10:user-77'"), 1);
}

static void metadata_holds_what_was_chosen_and_when_it_was_sent(void **state)
{
    struct setting *s = *state;
    struct inbound in = sms("+491701234567", "Yes, please", "SM1");
    in.payload = VIEW("confirm");
    in.metadata = VIEW("{\"to\":\"+4930123\"}");
    in.at_us = 1750000000000000;
    assert_int_equal(receive(s, &in, NULL), INBOUND_OK);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction WHERE metadata = '{\"to\":\"+4930123\","
                              "\"quick_reply\":\"confirm\",\"provider_time\":\"2025-06-15T15:06:40.000Z\"}'"),
                     1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_first_sms_makes_its_customer, begin, end),
        cmocka_unit_test_setup_teardown(two_hundred_first_messages_are_of_one_customer, begin, end),
        cmocka_unit_test_setup_teardown(an_sms_joins_the_chat_of_this_morning, begin, end),
        cmocka_unit_test_setup_teardown(replays_are_harmless, begin, end),
        cmocka_unit_test_setup_teardown(the_survivor_of_a_merge_gets_it, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_address_makes_nobody, begin, end),
        cmocka_unit_test_setup_teardown(the_blocked_are_dropped_but_their_stop_is_heard, begin, end),
        cmocka_unit_test_setup_teardown(handles_are_of_their_network_and_the_rest_of_its_connector, begin,
                                        end),
        cmocka_unit_test_setup_teardown(metadata_holds_what_was_chosen_and_when_it_was_sent, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
