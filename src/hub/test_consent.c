// SPDX-License-Identifier: Apache-2.0
#include "base/time_text.h"
#include "hub/consent.h"
#include "hub/consent_decide.h"
#include "hub/testing_hub.h"
#include <stdio.h>
#include <stdlib.h>

static const struct actor program = {.kind = ACTOR_KEY, .id = {"key_1", 5}};

struct setting {
    struct testing_store store; // first
    struct arena arena;
};

static int begin(void **state)
{
    struct setting *s = calloc(1, sizeof(*s));
    testing_store_open(&s->store, NULL);
    arena_init(&s->arena, 4096, 1 << 20);
    hub_says(&s->store, "ann", CHANNEL_SMS, "hello");
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

static void set(struct setting *s, const char *settings)
{
    char text[2048];
    snprintf(text, sizeof(text), "UPDATE tenant SET settings = '%s' WHERE tenant = 1", settings);
    sql(s, text);
}

static int64_t row_of(struct setting *s, const char *id)
{
    char text[200];
    snprintf(text, sizeof(text), "SELECT customer FROM customer WHERE id = '%s'", id);
    return testing_count(&s->store, text);
}

static int64_t at(const char *text)
{
    int64_t us;
    assert_true(time_text_parse(view_from(text), &us));
    return us;
}

static struct consent_answer ask_at(struct setting *s, const char *id, enum consent_purpose purpose,
                                    const char *address, int64_t at_us)
{
    struct consent_answer answer;
    assert_int_equal(consent_ask(s->store.reader, 1,
                                 &(struct consent_question){.customer = row_of(s, id),
                                                            .channel = CHANNEL_SMS,
                                                            .purpose = purpose,
                                                            .address = hub_text(address),
                                                            .at_us = at_us},
                                 &answer),
                     0);
    return answer;
}

static enum consent_reason ask(struct setting *s, const char *id, enum consent_purpose purpose,
                               const char *address)
{
    return ask_at(s, id, purpose, address, 0).reason;
}

static int decide(void *ctx, struct tx *tx)
{
    return consent_decide(tx, ctx, NULL);
}

// Of a customer, or with an address of the address.
static void say(struct setting *s, const char *id, int channel, int purpose, const char *address,
                bool is_given)
{
    struct consent_new fresh = {.customer = row_of(s, id),
                                .channel = channel,
                                .purpose = purpose,
                                .address = hub_text(address),
                                .is_given = is_given,
                                .source = VIEW("api"),
                                .actor = &program};
    assert_int_equal(testing_commit(&s->store, decide, &fresh), 0);
}

static void marketing_needs_an_opt_in_and_answers_do_not(void **state)
{
    struct setting *s = *state;
    assert_int_equal(ask(s, "ann", CONSENT_SERVICE, NULL), CONSENT_REASON_NONE);
    assert_int_equal(ask(s, "ann", CONSENT_TRANSACTIONAL, NULL), CONSENT_REASON_NONE);
    assert_int_equal(ask(s, "ann", CONSENT_MARKETING, NULL), CONSENT_REASON_NO_OPT_IN);
    say(s, "ann", CHANNEL_EMAIL, CONSENT_MARKETING, NULL, true);
    assert_int_equal(ask(s, "ann", CONSENT_MARKETING, NULL), CONSENT_REASON_NO_OPT_IN);
    say(s, "ann", CHANNEL_SMS, CONSENT_MARKETING, NULL, true);
    struct consent_answer answer = ask_at(s, "ann", CONSENT_MARKETING, NULL, 0);
    assert_int_equal(answer.verdict, CONSENT_ALLOW);
    assert_int_equal(answer.decision, 2);
}

static void the_last_decision_counts_and_required_always_goes(void **state)
{
    struct setting *s = *state;
    say(s, "ann", -1, 0, NULL, false);
    assert_int_equal(ask(s, "ann", CONSENT_SERVICE, NULL), CONSENT_REASON_OPTED_OUT);
    assert_int_equal(ask(s, "ann", CONSENT_REQUIRED, NULL), CONSENT_REASON_NONE);
    say(s, "ann", CHANNEL_SMS, CONSENT_TRANSACTIONAL, NULL, true);
    assert_int_equal(ask(s, "ann", CONSENT_SERVICE, NULL), CONSENT_REASON_OPTED_OUT);
    assert_int_equal(ask(s, "ann", CONSENT_TRANSACTIONAL, NULL), CONSENT_REASON_NONE);
    say(s, "ann", -1, 0, NULL, true);
    assert_int_equal(ask(s, "ann", CONSENT_MARKETING, NULL), CONSENT_REASON_NONE);
    say(s, "ann", CHANNEL_SMS, CONSENT_MARKETING, NULL, false);
    assert_int_equal(ask(s, "ann", CONSENT_MARKETING, NULL), CONSENT_REASON_OPTED_OUT);
    assert_int_equal(ask(s, "ann", CONSENT_SERVICE, NULL), CONSENT_REASON_NONE);
}

static void an_address_is_opted_out_whoever_has_it(void **state)
{
    struct setting *s = *state;
    hub_says(&s->store, "bob", CHANNEL_SMS, "hello");
    say(s, "ann", CHANNEL_SMS, 0, "+491701234567", false);
    assert_int_equal(ask(s, "bob", CONSENT_SERVICE, "+491701234567"), CONSENT_REASON_OPTED_OUT);
    assert_int_equal(ask(s, "bob", CONSENT_SERVICE, "+491700000000"), CONSENT_REASON_NONE);
    assert_int_equal(ask(s, "ann", CONSENT_SERVICE, "+491700000000"), CONSENT_REASON_NONE);
    // Who has it now may take it back.
    say(s, "bob", CHANNEL_SMS, 0, "+491701234567", true);
    assert_int_equal(ask(s, "ann", CONSENT_SERVICE, "+491701234567"), CONSENT_REASON_NONE);
}

static void what_one_of_a_person_said_all_of_them_said(void **state)
{
    struct setting *s = *state;
    hub_says(&s->store, "ann2", CHANNEL_SMS, "hello");
    say(s, "ann2", CHANNEL_SMS, 0, NULL, false);
    assert_int_equal(ask(s, "ann", CONSENT_SERVICE, NULL), CONSENT_REASON_NONE);
    assert_int_equal(hub_merge(&s->store, "ann", "ann2"), 0);
    assert_int_equal(ask(s, "ann", CONSENT_SERVICE, NULL), CONSENT_REASON_OPTED_OUT);
    assert_int_equal(ask(s, "ann2", CONSENT_SERVICE, NULL), CONSENT_REASON_OPTED_OUT);
    // Agreed before the merge, elsewhere: the opt-out wins. Agreed as one person: it is taken back.
    say(s, "ann", CHANNEL_SMS, 0, NULL, true);
    assert_int_equal(ask(s, "ann", CONSENT_MARKETING, NULL), CONSENT_REASON_NONE);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM consent"), 3);
    assert_int_equal(hub_unmerge(&s->store, "ann", "ann2"), 0);
    say(s, "ann2", CHANNEL_SMS, 0, NULL, false);
    assert_int_equal(ask(s, "ann", CONSENT_SERVICE, NULL), CONSENT_REASON_NONE);
}

static void agreeing_takes_back_what_an_address_of_theirs_said(void **state)
{
    struct setting *s = *state;
    sql(s, "INSERT INTO identity (tenant, customer, kind, address, created_us) VALUES (1, 1, 1, "
           "'+491701234567', 1)");
    say(s, "ann", CHANNEL_SMS, 0, "+491701234567", false);
    say(s, "ann", CHANNEL_SMS, CONSENT_SERVICE, NULL, true);
    assert_int_equal(ask(s, "ann", CONSENT_SERVICE, "+491701234567"), CONSENT_REASON_NONE);
    assert_int_equal(ask(s, "ann", CONSENT_MARKETING, "+491701234567"), CONSENT_REASON_OPTED_OUT);
}

static void the_blocked_are_not_written_to(void **state)
{
    struct setting *s = *state;
    sql(s, "UPDATE customer SET blocked_us = 5");
    assert_int_equal(ask(s, "ann", CONSENT_SERVICE, NULL), CONSENT_REASON_BLOCKED);
    assert_int_equal(ask(s, "ann", CONSENT_REQUIRED, NULL), CONSENT_REASON_NONE);
}

static void decisions_are_audited_and_told(void **state)
{
    struct setting *s = *state;
    int events = hub_events(&s->store);
    say(s, "ann", CHANNEL_SMS, CONSENT_MARKETING, "+491701234567", false);
    assert_int_equal(testing_count(&s->store,
                                   "SELECT count(*) FROM audit WHERE action = 'consent.withdraw' AND"
                                   " object_id = 'ann' AND detail = '{\"channel\":\"sms\","
                                   "\"purpose\":\"marketing\",\"source\":\"api\"}'"),
                     1);
    assert_int_equal(hub_events(&s->store), events + 1);
    assert_int_equal(hub_event(&s->store, events)->kind, EVENT_CUSTOMER_UPDATE);
}

static void another_tenant_knows_nothing_of_it(void **state)
{
    struct setting *s = *state;
    struct consent_answer answer;
    say(s, "ann", -1, 0, "+491701234567", false);
    assert_int_equal(consent_ask(s->store.reader, 2,
                                 &(struct consent_question){.customer = 1,
                                                            .channel = CHANNEL_SMS,
                                                            .purpose = CONSENT_SERVICE,
                                                            .address = VIEW("+491701234567")},
                                 &answer),
                     0);
    assert_int_equal(answer.reason, CONSENT_REASON_NONE);
}

// ---- quiet hours

static void held_until(struct setting *s, const char *zone, const char *from, const char *until)
{
    char text[TIME_TEXT_SIZE + 1], update[200];
    snprintf(update, sizeof(update), "UPDATE customer SET time_zone = %s%s%s", zone[0] ? "'" : "",
             zone[0] ? zone : "NULL", zone[0] ? "'" : "");
    sql(s, update);
    struct consent_answer answer = ask_at(s, "ann", CONSENT_TRANSACTIONAL, NULL, at(from));
    assert_int_equal(answer.verdict, until == NULL ? CONSENT_ALLOW : CONSENT_HOLD);
    assert_int_equal(answer.is_zone_assumed, zone[0] == '\0');
    if (until == NULL)
        return;
    assert_int_equal(answer.reason, CONSENT_REASON_QUIET);
    time_text(text, answer.until_us);
    assert_string_equal(text, until);
    answer = ask_at(s, "ann", CONSENT_TRANSACTIONAL, NULL, answer.until_us);
    assert_int_equal(answer.verdict, CONSENT_ALLOW);
}

static void quiet_hours_are_those_of_the_customers_clock(void **state)
{
    struct setting *s = *state;
    set(s, "{\"time_zone\":\"America/New_York\",\"quiet_hours\":{\"purposes\":[\"transactional\"],"
           "\"from\":\"21:00\",\"to\":\"08:00\"}}");
    held_until(s, "Europe/Berlin", "2026-01-15T12:00:00Z", NULL);
    held_until(s, "Europe/Berlin", "2026-01-15T19:59:59Z", NULL);
    held_until(s, "Europe/Berlin", "2026-01-15T20:00:00Z", "2026-01-16T07:00:00.000Z");
    held_until(s, "Europe/Berlin", "2026-01-16T06:59:59.999Z", "2026-01-16T07:00:00.000Z");
    held_until(s, "Europe/Berlin", "2026-01-16T07:00:00Z", NULL);
    held_until(s, "Asia/Kathmandu", "2026-01-15T20:00:00Z", "2026-01-16T02:15:00.000Z");
    // Summer time begins and ends in the night.
    held_until(s, "Europe/Berlin", "2026-03-28T22:00:00Z", "2026-03-29T06:00:00.000Z");
    held_until(s, "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T07:00:00.000Z");
    held_until(s, "America/New_York", "2026-03-08T04:00:00Z", "2026-03-08T12:00:00.000Z");
    held_until(s, "Australia/Lord_Howe", "2026-10-03T12:00:00Z", "2026-10-03T21:00:00.000Z");
    held_until(s, "Australia/Lord_Howe", "2026-04-04T12:00:00Z", "2026-04-04T21:30:00.000Z");
    // Samoa went to sleep on Thursday and woke on Saturday.
    held_until(s, "Pacific/Apia", "2011-12-30T09:00:00Z", "2011-12-30T18:00:00.000Z");
    // No zone is known: the tenant's. One that is unknown: likewise.
    held_until(s, "", "2026-01-15T12:59:00Z", "2026-01-15T13:00:00.000Z");
    sql(s, "UPDATE customer SET time_zone = 'Mars/Olympus'");
    struct consent_answer answer = ask_at(s, "ann", CONSENT_TRANSACTIONAL, NULL, at("2026-01-15T12:59:00Z"));
    assert_true(answer.is_zone_assumed);
    assert_string_equal(answer.zone, "America/New_York");
    // What it is not about is not held, nor looked at.
    answer = ask_at(s, "ann", CONSENT_SERVICE, NULL, at("2026-01-15T12:59:00Z"));
    assert_int_equal(answer.verdict, CONSENT_ALLOW);
    assert_string_equal(answer.zone, "");
}

static void quiet_hours_that_clocks_jump_into_out_of_and_back(void **state)
{
    struct setting *s = *state;
    set(s, "{\"quiet_hours\":{\"purposes\":[\"transactional\"],\"from\":\"01:00\",\"to\":\"02:30\"}}");
    held_until(s, "Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00.000Z"); // 02:00 is 03:00
    held_until(s, "Europe/Berlin", "2026-10-25T00:15:00Z", "2026-10-25T00:30:00.000Z");
    held_until(s, "Europe/Berlin", "2026-10-25T00:45:00Z", NULL);
    held_until(s, "Europe/Berlin", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00.000Z"); // 02:00 again
    set(s, "{\"quiet_hours\":{\"purposes\":[\"transactional\"],\"from\":\"02:30\",\"to\":\"05:00\"}}");
    held_until(s, "Europe/Berlin", "2026-10-25T00:45:00Z", "2026-10-25T01:00:00.000Z");
}

static void quiet_days_begin_where_they_begin(void **state)
{
    struct setting *s = *state;
    set(s, "{\"quiet_hours\":{\"purposes\":[\"transactional\"],\"from\":\"00:00\",\"to\":\"00:00\","
           "\"days\":[\"sat\",\"sun\"]}}");
    held_until(s, "Europe/Berlin", "2026-11-20T22:59:00Z", NULL); // a Friday
    held_until(s, "Europe/Berlin", "2026-11-20T23:00:00Z", "2026-11-22T23:00:00.000Z");
    set(s, "{\"quiet_hours\":{\"purposes\":[\"transactional\"],\"from\":\"20:00\",\"to\":\"06:00\","
           "\"days\":[\"fri\"]}}");
    held_until(s, "Europe/Berlin", "2026-11-20T23:00:00Z", "2026-11-21T05:00:00.000Z");
    held_until(s, "Europe/Berlin", "2026-11-20T04:00:00Z", NULL);
    held_until(s, "Europe/Berlin", "2026-11-21T23:00:00Z", NULL);
}

// ---- caps

static int count(void *ctx, struct tx *tx)
{
    int64_t day;
    return consent_count(tx, ctx, &day);
}

static void write_to(struct setting *s, const char *id, enum channel channel, enum consent_purpose purpose,
                     const char *when)
{
    struct consent_question q = {
        .customer = row_of(s, id), .channel = channel, .purpose = purpose, .at_us = at(when)};
    assert_int_equal(testing_commit(&s->store, count, &q), 0);
}

static void caps_hold_until_there_is_room(void **state)
{
    struct setting *s = *state;
    struct consent_answer answer;
    set(s, "{\"time_zone\":\"Europe/Berlin\",\"frequency_caps\":["
           "{\"purpose\":\"transactional\",\"channel\":\"sms\",\"per\":\"day\",\"max\":2},"
           "{\"purpose\":\"transactional\",\"per\":\"week\",\"max\":4}]}");
    write_to(s, "ann", CHANNEL_SMS, CONSENT_TRANSACTIONAL, "2026-11-16T10:00:00Z");
    write_to(s, "ann", CHANNEL_SMS, CONSENT_SERVICE, "2026-11-16T11:00:00Z"); // under no cap: not counted
    assert_int_equal(testing_count(&s->store, "SELECT sum(count) FROM contact_count"), 1);
    assert_int_equal(ask_at(s, "ann", CONSENT_TRANSACTIONAL, NULL, at("2026-11-16T12:00:00Z")).verdict,
                     CONSENT_ALLOW);
    write_to(s, "ann", CHANNEL_SMS, CONSENT_TRANSACTIONAL, "2026-11-16T12:00:00Z");
    answer = ask_at(s, "ann", CONSENT_TRANSACTIONAL, NULL, at("2026-11-16T13:00:00Z"));
    assert_int_equal(answer.reason, CONSENT_REASON_CAP);
    assert_int_equal(answer.until_us, at("2026-11-16T23:00:00Z")); // midnight in Berlin
    write_to(s, "ann", CHANNEL_EMAIL, CONSENT_TRANSACTIONAL, "2026-11-17T12:00:00Z");
    write_to(s, "ann", CHANNEL_SMS, CONSENT_TRANSACTIONAL, "2026-11-18T12:00:00Z");
    answer = ask_at(s, "ann", CONSENT_TRANSACTIONAL, NULL, at("2026-11-19T12:00:00Z"));
    assert_int_equal(answer.reason, CONSENT_REASON_CAP);
    assert_int_equal(answer.until_us, at("2026-11-22T23:00:00Z")); // a week after the first day began
    assert_int_equal(ask_at(s, "ann", CONSENT_TRANSACTIONAL, NULL, answer.until_us).verdict, CONSENT_ALLOW);
}

static void a_persons_messages_are_counted_together(void **state)
{
    struct setting *s = *state;
    set(s, "{\"frequency_caps\":[{\"purpose\":\"transactional\",\"per\":\"day\",\"max\":1}]}");
    hub_says(&s->store, "ann2", CHANNEL_SMS, "hello");
    write_to(s, "ann2", CHANNEL_SMS, CONSENT_TRANSACTIONAL, "2026-11-16T10:00:00Z");
    assert_int_equal(ask_at(s, "ann", CONSENT_TRANSACTIONAL, NULL, at("2026-11-16T12:00:00Z")).verdict,
                     CONSENT_ALLOW);
    assert_int_equal(hub_merge(&s->store, "ann", "ann2"), 0);
    assert_int_equal(ask_at(s, "ann", CONSENT_TRANSACTIONAL, NULL, at("2026-11-16T12:00:00Z")).verdict,
                     CONSENT_HOLD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(marketing_needs_an_opt_in_and_answers_do_not, begin, end),
        cmocka_unit_test_setup_teardown(the_last_decision_counts_and_required_always_goes, begin, end),
        cmocka_unit_test_setup_teardown(an_address_is_opted_out_whoever_has_it, begin, end),
        cmocka_unit_test_setup_teardown(what_one_of_a_person_said_all_of_them_said, begin, end),
        cmocka_unit_test_setup_teardown(agreeing_takes_back_what_an_address_of_theirs_said, begin, end),
        cmocka_unit_test_setup_teardown(the_blocked_are_not_written_to, begin, end),
        cmocka_unit_test_setup_teardown(decisions_are_audited_and_told, begin, end),
        cmocka_unit_test_setup_teardown(another_tenant_knows_nothing_of_it, begin, end),
        cmocka_unit_test_setup_teardown(quiet_hours_are_those_of_the_customers_clock, begin, end),
        cmocka_unit_test_setup_teardown(quiet_hours_that_clocks_jump_into_out_of_and_back, begin, end),
        cmocka_unit_test_setup_teardown(quiet_days_begin_where_they_begin, begin, end),
        cmocka_unit_test_setup_teardown(caps_hold_until_there_is_room, begin, end),
        cmocka_unit_test_setup_teardown(a_persons_messages_are_counted_together, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
