// SPDX-License-Identifier: Apache-2.0
#include "hub/consent_provider.h"
#include "hub/consent_word.h"
#include "hub/inbound.h"
#include "hub/testing_hub.h"
#include <stdio.h>
#include <stdlib.h>

#define FROM "+491701234567"
#define OTHER "+491709999999"

struct setting {
    struct testing_store store; // first
    int number;                 // of messages so far
    bool provider_answers;
};

static int run_sql(void *ctx, struct tx *tx)
{
    return db_exec(tx->db, ctx);
}

static void sql(struct setting *s, const char *text)
{
    char copy[2048];
    snprintf(copy, sizeof(copy), "%s", text);
    assert_int_equal(testing_commit(&s->store, run_sql, copy), 0);
}

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    sql(s,
        "INSERT INTO connector (connector, tenant, id, name, channel, adapter, config, is_enabled, version,"
        " created_us, updated_us) VALUES (7, 1, 'c7', 'default', 4, 'twilio', '{}', 1, 1, 1, 1)");
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

struct hearing {
    struct setting *s;
    const char *text;
    enum channel channel;
};

static int take(void *ctx, struct tx *tx)
{
    struct hearing *h = ctx;
    char id[16];
    struct message_result result;
    snprintf(id, sizeof(id), "SM%d", h->s->number);
    return inbound_store(tx,
                         &(struct inbound){.connector = 7,
                                           .channel = h->channel,
                                           .provider_id = view_from(id),
                                           .from = VIEW(FROM),
                                           .text = view_from(h->text),
                                           .provider_answers = h->s->provider_answers},
                         &result);
}

static void hear_on(struct setting *s, enum channel channel, const char *text)
{
    struct hearing h = {s, text, channel};
    s->number++;
    assert_int_equal(testing_commit(&s->store, take, &h), 0);
}

static void hear(struct setting *s, const char *text)
{
    hear_on(s, CHANNEL_SMS, text);
}

static int64_t count(struct setting *s, const char *text)
{
    return testing_count(&s->store, text);
}

static int64_t decisions(struct setting *s)
{
    return count(s, "SELECT count(*) FROM consent");
}

static int64_t answers(struct setting *s)
{
    return count(s, "SELECT count(*) FROM interaction WHERE direction = 2 AND type = 1");
}

static int64_t notes(struct setting *s)
{
    return count(s, "SELECT count(*) FROM interaction WHERE type = 9 AND audience = 0");
}

static bool may_write_to(struct setting *s, const char *number)
{
    struct consent_answer answer;
    assert_int_equal(consent_ask(s->store.reader, 1,
                                 &(struct consent_question){.customer = 1,
                                                            .channel = CHANNEL_SMS,
                                                            .purpose = CONSENT_SERVICE,
                                                            .address = view_from(number)},
                                 &answer),
                     0);
    return answer.verdict == CONSENT_ALLOW;
}

static bool may_write(struct setting *s)
{
    return may_write_to(s, FROM);
}

static void stop_is_written_down_noted_and_answered_once(void **state)
{
    struct setting *s = *state;
    hear(s, "hello");
    hear(s, "  Stop! ");
    assert_false(may_write(s));
    assert_int_equal(decisions(s), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM consent WHERE source = 'keyword' AND address = '" FROM "'"
                              " AND channel = 4 AND purpose = 0 AND actor_kind = 3 AND proof LIKE"
                              " '{\"text\":\"  Stop! \",\"message_id\":\"%\",\"provider_id\":\"SM2\"}'"),
                     1);
    assert_int_equal(notes(s), 1);
    assert_int_equal(answers(s), 1);
    // Once more says nothing new; the message is a message like any other.
    hear(s, "STOP");
    assert_int_equal(decisions(s), 1);
    assert_int_equal(answers(s), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction WHERE direction = 1 AND type = 1"), 3);
}

static void start_takes_it_back_and_yes_only_then(void **state)
{
    struct setting *s = *state;
    hear(s, "yes");
    assert_int_equal(decisions(s), 0);
    assert_int_equal(answers(s), 0);
    hear(s, "STOPALL");
    hear(s, "Yes");
    assert_true(may_write(s));
    assert_int_equal(decisions(s), 2);
    assert_int_equal(answers(s), 2);
    assert_int_equal(notes(s), 2);
    hear(s, "START");
    assert_int_equal(decisions(s), 2);
}

static void start_takes_back_what_the_company_wrote_down_too(void **state)
{
    struct setting *s = *state;
    hear(s, "hello");
    sql(s, "INSERT INTO consent (tenant, id, customer, channel, purpose, is_given, source, actor_kind, "
           "created_us)"
           " VALUES (1, 'x', 1, -1, 0, 0, 'api', 1, 1)");
    sql(s, "UPDATE customer SET has_consent = 1");
    assert_false(may_write(s));
    hear(s, "start");
    assert_true(may_write(s));
}

static void help_is_answered_and_decides_nothing(void **state)
{
    struct setting *s = *state;
    hear(s, "STOP");
    hear(s, "help");
    assert_int_equal(decisions(s), 1);
    assert_int_equal(answers(s), 2); // though they opted out: it was asked for
}

static void what_only_holds_the_word_is_a_message(void **state)
{
    static const char *const texts[] = {
        "please stop", "stop calling me", "Don't stop", "st op", "", "how do I cancel my order?",
        "STOP\nSTOP"};
    struct setting *s = *state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        hear(s, texts[i]);
    assert_int_equal(decisions(s), 0);
    assert_int_equal(answers(s), 0);
}

static void a_provider_that_answers_is_not_doubled(void **state)
{
    struct setting *s = *state;
    s->provider_answers = true;
    hear(s, "STOP");
    assert_int_equal(count(s, "SELECT count(*) FROM consent WHERE source = 'provider'"), 1);
    assert_int_equal(notes(s), 1);
    assert_int_equal(answers(s), 0);
}

static void words_and_answers_are_in_the_tenants_language(void **state)
{
    struct setting *s = *state;
    hear(s, "abmelden");
    assert_int_equal(decisions(s), 0);
    sql(s, "UPDATE tenant SET settings = '{\"locale\":\"de-AT\"}'");
    hear(s, "Abmelden.");
    assert_int_equal(decisions(s), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction WHERE content LIKE 'Sie sind abgemeldet%'"),
                     1);
    sql(s, "UPDATE tenant SET settings = '{\"locale\":\"fr\",\"consent_words\":{\"start\":[\"Encore une "
           "fois\"]},"
           "\"opt_in_reply\":\"Bienvenue, \\u00e0 bient\\u00f4t\"}'");
    hear(s, "encore  UNE fois");
    assert_int_equal(decisions(s), 2);
    assert_int_equal(
        count(s, "SELECT count(*) FROM interaction WHERE content = 'Bienvenue, \303\240 bient\303\264t'"), 1);
    hear(s, "ARR\303\212T");
    assert_int_equal(decisions(s), 3);
}

static int tell_opt_out(void *ctx, struct tx *tx)
{
    const struct outbox_row *o = ctx;
    int r = consent_hear_provider(tx, o, VIEW("{\"segments\":1,\"opted_out\":false}"));
    if (r == 0)
        r = consent_hear_provider(tx, o, (struct view){0});
    return r < 0 ? r : consent_hear_provider(tx, o, VIEW("{\"opted_out\":true,\"price\":null}"));
}

// The provider refuses what goes to somebody who told it so.
static void what_the_provider_heard_is_written_down(void **state)
{
    struct setting *s = *state;
    hear(s, "hello");
    struct outbox_row o = {.connector = 7, .session = 1, .channel = CHANNEL_SMS};
    assert_int_equal(testing_commit(&s->store, tell_opt_out, &o), 0);
    assert_false(may_write(s));
    assert_int_equal(count(s,
                           "SELECT count(*) FROM consent WHERE source = 'provider' AND address = '" FROM "'"
                           " AND proof = '{\"opted_out\":true,\"price\":null}'"),
                     1);
    assert_int_equal(testing_commit(&s->store, tell_opt_out, &o), 0);
    assert_int_equal(decisions(s), 1);
}

static void other_channels_have_no_words(void **state)
{
    struct setting *s = *state;
    hear_on(s, CHANNEL_VOICE, "STOP");
    assert_int_equal(decisions(s), 0);
    hear_on(s, CHANNEL_WHATSAPP, "STOP");
    assert_int_equal(decisions(s), 1);
}

// ---- what a company's own gateway hands in

static void say(struct setting *s, const char *customer, enum channel channel, const char *text)
{
    char id[16];
    snprintf(id, sizeof(id), "GW%d", ++s->number);
    assert_int_equal(hub_say(&s->store,
                             &(struct message_in){.customer_id = view_from(customer),
                                                  .channel = channel,
                                                  .has_channel = true,
                                                  .direction = DIRECTION_INBOUND,
                                                  .author_type = AUTHOR_CUSTOMER,
                                                  .provider_id = view_from(id),
                                                  .content = view_from(text)},
                             NULL),
                     0);
}

static void what_a_gateway_hands_in_counts_too(void **state)
{
    struct setting *s = *state;
    hear(s, "hello"); // whoever they are is known, with how they are reached
    sql(s, "UPDATE customer SET id = 'ann' WHERE customer = 1");
    say(s, "ann", CHANNEL_SMS, "Stop.");
    assert_false(may_write(s));
    assert_int_equal(decisions(s), 1);
    assert_int_equal(notes(s), 1);
    assert_int_equal(answers(s), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM consent WHERE source = 'keyword' AND customer = 1 AND "
                              "address IS NULL AND instr(proof, '\"provider_id\":\"GW2\"') > 0"),
                     1);
    assert_int_equal(count(s, "SELECT count(*) FROM outbox WHERE connector = 7 AND address = '" FROM "' AND "
                              "purpose = 4"),
                     1);
    say(s, "ann", CHANNEL_SMS, "STOP");
    assert_int_equal(decisions(s), 1);
    assert_int_equal(answers(s), 1);
    say(s, "ann", CHANNEL_SMS, "HELP");
    assert_int_equal(answers(s), 2);
    say(s, "ann", CHANNEL_SMS, "START");
    assert_true(may_write(s));
    assert_int_equal(answers(s), 3);
    say(s, "ann", CHANNEL_CHAT, "STOP");
    assert_int_equal(decisions(s), 2);
}

// Whoever hands it in does not say from which of their numbers it came: none of them is written to, and none
// is answered.
static void of_two_numbers_neither_is_guessed(void **state)
{
    struct setting *s = *state;
    hear(s, "hello");
    sql(s, "UPDATE customer SET id = 'ann' WHERE customer = 1");
    sql(s, "INSERT INTO identity (tenant, kind, address, customer, created_us) SELECT tenant, kind, '" OTHER
           "', customer, created_us + 1 FROM identity LIMIT 1");
    say(s, "ann", CHANNEL_SMS, "STOP"); // from the other one
    assert_false(may_write(s));
    assert_false(may_write_to(s, OTHER));
    assert_int_equal(decisions(s), 1);
    assert_int_equal(notes(s), 1);
    assert_int_equal(answers(s), 0);
    say(s, "ann", CHANNEL_SMS, "START");
    assert_true(may_write(s));
    assert_true(may_write_to(s, OTHER));
    assert_int_equal(answers(s), 0);
    // What one of them said by a connector is that one's, until they agree wherever they are.
    hear(s, "STOP");
    assert_false(may_write(s));
    assert_true(may_write_to(s, OTHER));
    say(s, "ann", CHANNEL_SMS, "yes");
    assert_true(may_write(s));
}

static void without_a_way_to_answer_it_is_heard_all_the_same(void **state)
{
    struct setting *s = *state;
    say(s, "zoe", CHANNEL_SMS, "STOP"); // whose number nobody knows
    assert_int_equal(
        count(s, "SELECT count(*) FROM consent WHERE is_given = 0 AND channel = 4 AND address IS NULL"), 1);
    assert_int_equal(notes(s), 1);
    assert_false(may_write(s));
    say(s, "+4930555666", CHANNEL_WHATSAPP, "STOP"); // a channel without a connector
    assert_int_equal(decisions(s), 2);
    assert_int_equal(answers(s), 0);
    assert_int_equal(count(s, "SELECT count(*) FROM outbox"), 0);
}

static void every_language_has_its_words(void **state)
{
    (void)state;
    static const struct {
        const char *settings, *text;
        enum consent_word word;
    } cases[] = {
        {"{}", "UNSUBSCRIBE", CONSENT_WORD_STOP},
        {"{}", "Cancel", CONSENT_WORD_STOP},
        {"{}", "END", CONSENT_WORD_STOP},
        {"{}", "quit", CONSENT_WORD_STOP},
        {"{}", "unstop", CONSENT_WORD_START},
        {"{}", "INFO", CONSENT_WORD_HELP},
        {"{}", "hilfe", CONSENT_WORD_NONE},
        {"{\"locale\":\"de\"}", "HILFE", CONSENT_WORD_HELP},
        {"{\"locale\":\"es\"}", "S\303\255", CONSENT_WORD_START},
        {"{\"locale\":\"fr\"}", "D\303\211SABONNER", CONSENT_WORD_STOP},
        {"{\"locale\":\"it_IT\"}", "Aiuto", CONSENT_WORD_HELP},
        {"{\"locale\":\"pt-BR\"}", "Sair", CONSENT_WORD_STOP},
        {"{\"locale\":\"nl\"}", "afmelden", CONSENT_WORD_STOP},
        {"{\"locale\":\"pl\"}", "Rezygnuj\304\231", CONSENT_WORD_STOP},
        {"{\"locale\":\"xx\"}", "stop", CONSENT_WORD_STOP},
        {"{\"consent_words\":{\"languages\":[\"nl\",\"pl\"]}}", "pomoc", CONSENT_WORD_HELP},
        {"{\"consent_words\":{\"stop\":[\"Raus Hier\"]}}", "raus hier", CONSENT_WORD_STOP},
        {"not json", "stop", CONSENT_WORD_STOP},
        {"{\"consent_words\":7}", "stop", CONSENT_WORD_STOP},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(consent_word_of(view_from(cases[i].text), view_from(cases[i].settings)),
                         cases[i].word);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(stop_is_written_down_noted_and_answered_once, begin, end),
        cmocka_unit_test_setup_teardown(start_takes_it_back_and_yes_only_then, begin, end),
        cmocka_unit_test_setup_teardown(start_takes_back_what_the_company_wrote_down_too, begin, end),
        cmocka_unit_test_setup_teardown(help_is_answered_and_decides_nothing, begin, end),
        cmocka_unit_test_setup_teardown(what_only_holds_the_word_is_a_message, begin, end),
        cmocka_unit_test_setup_teardown(a_provider_that_answers_is_not_doubled, begin, end),
        cmocka_unit_test_setup_teardown(words_and_answers_are_in_the_tenants_language, begin, end),
        cmocka_unit_test_setup_teardown(what_the_provider_heard_is_written_down, begin, end),
        cmocka_unit_test_setup_teardown(other_channels_have_no_words, begin, end),
        cmocka_unit_test_setup_teardown(what_a_gateway_hands_in_counts_too, begin, end),
        cmocka_unit_test_setup_teardown(of_two_numbers_neither_is_guessed, begin, end),
        cmocka_unit_test_setup_teardown(without_a_way_to_answer_it_is_heard_all_the_same, begin, end),
        cmocka_unit_test(every_language_has_its_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
