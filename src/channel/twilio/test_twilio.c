// SPDX-License-Identifier: Apache-2.0
// What is asked of the provider, and what each of its answers is taken for.
#include "channel/twilio/testing_twilio.h"
#include <errno.h>
#include <stdio.h>

#define MESSAGES "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json"
#define TAKEN "{\"sid\":\"SM1\",\"status\":\"queued\",\"num_segments\":\"1\",\"price\":null}"
#define INFO "m/SM1 {\"segments\":1,\"encoding\":\"GSM-7\"}\n"

static void a_message_is_a_form(void **state)
{
    struct testing_twilio s;
    (void)state;
    testing_open(&s, TESTING_CONFIG);
    testing_send_text(&s, "m", "a&b c");
    assert_string_equal(s.method, "POST");
    assert_string_equal(s.url, MESSAGES);
    assert_string_equal(s.headers, "Authorization: Basic QUMxOjEyMzQ1\nAccept: application/json\n"
                                   "Content-Type: application/x-www-form-urlencoded\n");
    assert_string_equal(s.body, "To=%2B49301&From=%2B4930999&Body=a%26b+c&StatusCallback="
                                "https%3A%2F%2Fhub.example.org%2Fwebhook%2Fsms%2Fsms-1%3Fdelivery%3Dm");
    assert_true(s.deadline_us == s.clock.mono_us + 30 * (int64_t)TESTING_SECOND);
    testing_answer(&s, 201, TAKEN);
    testing_expect(&s, INFO "m sent as SM1\n");
    testing_close(&s);
}

static void keys_services_and_other_places_are_obeyed(void **state)
{
    struct testing_twilio s;
    (void)state;
    testing_open(&s, "{\"account_sid\":\"AC1\",\"messaging_service_sid\":\"MG1\",\"api_key_sid\":\"SK1\","
                     "\"base_url\":\"http://peer.example/\",\"webhook_url\":\"https://p.example/w\"}");
    testing_send_text(&s, "m", "x");
    assert_string_equal(s.url, "http://peer.example/2010-04-01/Accounts/AC1/Messages.json");
    assert_true(strncmp(s.headers, "Authorization: Basic U0sxOnNlc2FtZQ==\n", 38) == 0);
    assert_string_equal(s.body, "To=%2B49301&MessagingServiceSid=MG1&Body=x&StatusCallback="
                                "https%3A%2F%2Fp.example%2Fw%3Fdelivery%3Dm");
    testing_close(&s);
    testing_open(&s, "{\"account_sid\":\"AC1\",\"from\":\"Shop\",\"status_callbacks\":false}");
    testing_send_text(&s, "m", "x");
    assert_string_equal(s.body, "To=%2B49301&From=Shop&Body=x");
    assert_false(channel_abilities(s.connector) & CHANNEL_RECEIPTS);
    testing_close(&s);
    testing_open(&s, TESTING_CONFIG);
    s.is_nowhere = true;
    testing_send_text(&s, "m", "x");
    assert_null(strstr(s.body, "StatusCallback"));
    assert_int_equal(channel_abilities(s.connector), CHANNEL_RECEIVES | CHANNEL_ATTACHMENTS);
    s.is_nowhere = false;
    assert_true(channel_abilities(s.connector) & CHANNEL_RECEIPTS);
    testing_close(&s);
}

static void files_go_by_their_address(void **state)
{
    struct testing_twilio s;
    struct channel_fault fault;
    struct channel_attachment files[] = {{.id = VIEW("1"), .url = VIEW("https://hub.example.org/a?b=1")},
                                         {.id = VIEW("2"), .url = VIEW("https://hub.example.org/c")}};
    struct channel_message m = {
        .id = VIEW("m"), .to = VIEW("+49301"), .attachments = files, .attachment_count = 2};
    (void)state;
    testing_open(&s, "{\"account_sid\":\"AC1\",\"from\":\"1\",\"status_callbacks\":false}");
    assert_int_equal(testing_send(&s, &m, &fault), CHANNEL_OK);
    assert_string_equal(s.body, "To=%2B49301&From=1&MediaUrl=https%3A%2F%2Fhub.example.org%2Fa%3Fb%3D1&"
                                "MediaUrl=https%3A%2F%2Fhub.example.org%2Fc");
    files[1].url = (struct view){0};
    m.id = VIEW("n");
    assert_int_equal(testing_send(&s, &m, &fault), CHANNEL_REFUSED);
    assert_string_equal(fault.field, "/attachments");
    testing_close(&s);
}

static void a_text_that_is_too_long_is_refused(void **state)
{
    static char text[1601 * 2 + 1];
    struct testing_twilio s;
    struct channel_fault fault;
    (void)state;
    for (int i = 0; i < 1601; i++)
        memcpy(text + (size_t)i * 2, "\xc3\xa9", 2);
    testing_open(&s, TESTING_CONFIG);
    struct channel_message m = {.id = VIEW("m"), .to = VIEW("+49301"), .text = view_from(text)};
    assert_int_equal(testing_send(&s, &m, &fault), CHANNEL_REFUSED);
    assert_string_equal(fault.field, "/text");
    m.text.size -= 2;
    assert_int_equal(testing_send(&s, &m, &fault), CHANNEL_OK);
    s.ask_answer = CHANNEL_BUSY;
    m.id = VIEW("n");
    assert_int_equal(testing_send(&s, &m, &fault), CHANNEL_BUSY);
    testing_close(&s);
}

// ---- answers

static void expect_end(int status, const char *body, int retry_s, const char *said)
{
    struct testing_twilio s;
    testing_open(&s, TESTING_CONFIG);
    testing_send_text(&s, "m", "x");
    testing_answer_with(&s,
                        (struct channel_http_answer){.end = CHANNEL_HTTP_ANSWERED,
                                                     .status = status,
                                                     .body = view_from(body),
                                                     .retry_after_us = retry_s * (int64_t)TESTING_SECOND});
    testing_expect(&s, said);
    testing_close(&s);
}

static void each_answer_is_taken_for_what_it_says(void **state)
{
    (void)state;
    expect_end(201, "{\"sid\":\"SM1\",\"num_segments\":\"3\",\"price\":\"-0.0079\",\"price_unit\":\"USD\"}",
               0,
               "m/SM1 {\"segments\":3,\"encoding\":\"GSM-7\",\"price\":\"-0.0079\",\"price_unit\":\"USD\"}\n"
               "m sent as SM1\n");
    expect_end(400, "{\"code\":21211,\"message\":\"Invalid 'To' Phone Number\",\"status\":400}", 0,
               "m failed 21211: the number is no valid phone number\n");
    expect_end(400, "{\"code\":99999,\"message\":\"Something new\",\"status\":400}", 0,
               "m failed 99999: the provider says: Something new\n");
    expect_end(404, "<html>", 0, "m failed http_404: the provider answered 404\n");
    expect_end(302, "", 0, "m failed http_302: the provider answered 302\n");
    expect_end(429, "{\"code\":20429}", 0, "m retry 20429: too many requests at once after 1000 ms\n");
    expect_end(
        401, "{\"code\":20003}", 0,
        "m retry 20003: the provider does not know the account, or the token is another after 30000 ms\n");
    expect_end(503, "{\"code\":20503}", 0, "m retry 20503: the provider is out of service for the moment\n");
    expect_end(503, "", 7, "m retry http_503: the provider answered 503 after 7000 ms\n");
    // Of these nobody can say; it is asked, and nothing is told yet.
    expect_end(500, "{\"code\":20500}", 0, "");
    expect_end(503, "", 0, "");
    expect_end(502, "<html>", 0, "");
    expect_end(201, "{}", 0, "");
    expect_end(200, "not json", 0, "");
}

static void an_opt_out_at_the_provider_is_told(void **state)
{
    (void)state;
    expect_end(400, "{\"code\":21610,\"message\":\"unsubscribed\"}", 0,
               "m/ {\"opted_out\":true}\n"
               "m failed 21610: the customer told the provider to hear no more from this sender\n");
}

static void what_did_not_leave_is_tried_again(void **state)
{
    struct testing_twilio s;
    (void)state;
    testing_open(&s, TESTING_CONFIG);
    testing_send_text(&s, "m", "x");
    testing_answer_with(
        &s, (struct channel_http_answer){.end = CHANNEL_HTTP_NOT_SENT, .fault = VIEW("connection refused")});
    testing_expect(&s, "m retry not_reached: connection refused\n");
    testing_send_text(&s, "m", "x");
    testing_answer_with(
        &s, (struct channel_http_answer){.end = CHANNEL_HTTP_FORBIDDEN, .fault = VIEW("a private address")});
    testing_expect(&s, "m failed forbidden_address: a private address\n");
    testing_close(&s);
}

static void who_is_throttled_waits(void **state)
{
    struct testing_twilio s;
    struct channel_fault fault;
    struct channel_message m = {.id = VIEW("n"), .to = VIEW("+49301"), .text = VIEW("x")};
    (void)state;
    testing_open(&s, TESTING_CONFIG);
    testing_send_text(&s, "m", "x");
    testing_answer_with(&s, (struct channel_http_answer){.end = CHANNEL_HTTP_ANSWERED,
                                                         .status = 429,
                                                         .retry_after_us = 5 * (int64_t)TESTING_SECOND});
    assert_int_equal(testing_send(&s, &m, &fault), CHANNEL_BUSY);
    assert_true(fault.retry_us == 5 * (int64_t)TESTING_SECOND);
    testing_pass(&s, 5);
    assert_int_equal(testing_send(&s, &m, &fault), CHANNEL_OK);
    testing_close(&s);
}

// ---- what nobody knows is asked

#define LISTED(sid, to, body, at) LISTED_AS("\"from\":\"+4930999\"", sid, to, body, at)
#define LISTED_AS(more, sid, to, body, at)                                                                   \
    "{\"sid\":\"" sid "\",\"to\":\"" to "\",\"body\":\"" body "\",\"direction\":\"outbound-api\"," more ","  \
    "\"num_segments\":\"1\",\"date_created\":\"Sun, 23 Nov 2025 00:" at " +0000\"}"

static void cut(struct testing_twilio *s)
{
    testing_open(s, TESTING_CONFIG);
    testing_send_text(s, "m", "x");
    testing_answer_with(s, (struct channel_http_answer){.end = CHANNEL_HTTP_UNKNOWN, .fault = VIEW("cut")});
    testing_expect(s, "");
    testing_pass(s, 1);
    assert_string_equal(s->method, "GET");
    assert_string_equal(s->url, MESSAGES "?PageSize=50&To=%2B49301");
    assert_string_equal(s->body, "");
}

static void what_the_provider_shows_was_sent(void **state)
{
    struct testing_twilio s;
    (void)state;
    cut(&s);
    testing_answer(&s, 200, "{\"messages\":[" LISTED("SM1", "+49301", "x", "00:01") "]}");
    testing_expect(&s, INFO "m asked: sent as SM1\n");
    testing_close(&s);
}

static void what_is_another_message_does_not_count(void **state)
{
    struct testing_twilio s;
    (void)state;
    cut(&s);
    testing_answer(&s, 200,
                   "{\"messages\":[" LISTED("SM2", "+49301", "y", "00:01") "," LISTED(
                       "SM3", "+49302", "x", "00:01") "," LISTED("", "+49301", "x", "00:01") ",1,{}]}");
    testing_expect(&s, "");
    testing_pass(&s, 5);
    assert_int_equal(s.asked, 3);
    // An hour ago the same was said to the same: that was another message.
    s.clock.wall_us += 3600 * (int64_t)TESTING_SECOND;
    testing_close(&s);
    testing_open(&s, TESTING_CONFIG);
    s.clock.wall_us += 3600 * (int64_t)TESTING_SECOND;
    testing_send_text(&s, "m", "x");
    testing_answer_with(&s, (struct channel_http_answer){.end = CHANNEL_HTTP_UNKNOWN});
    testing_pass(&s, 1);
    testing_answer(&s, 200, "{\"messages\":[" LISTED("SM1", "+49301", "x", "59:00") "]}");
    testing_expect(&s, "");
    testing_close(&s);
}

static void one_that_has_its_name_is_not_found_for_another(void **state)
{
    struct testing_twilio s;
    (void)state;
    testing_open(&s, TESTING_CONFIG);
    testing_send_text(&s, "m", "x");
    testing_answer(&s, 201, TAKEN);
    testing_expect(&s, INFO "m sent as SM1\n");
    testing_send_text(&s, "n", "x");
    testing_answer(&s, 502, "");
    testing_pass(&s, 1);
    testing_answer(&s, 200,
                   "{\"messages\":[" LISTED("SM2", "+49301", "x", "00:01") "," LISTED("SM1", "+49301", "x",
                                                                                      "00:00") "]}");
    testing_expect(&s, "n/SM2 {\"segments\":1,\"encoding\":\"GSM-7\"}\nn asked: sent as SM2\n");
    testing_close(&s);
}

static void two_that_look_alike_leave_it_unknown(void **state)
{
    struct testing_twilio s;
    (void)state;
    cut(&s);
    testing_answer(&s, 200,
                   "{\"messages\":[" LISTED("SM1", "+49301", "x", "00:01") "," LISTED("SM2", "+49301", "x",
                                                                                      "00:02") "]}");
    testing_expect(&s, "m asked: unknown: no answer, and the provider shows several messages like it\n");
    testing_close(&s);
}

static void what_it_never_shows_stays_unknown(void **state)
{
    struct testing_twilio s;
    (void)state;
    cut(&s);
    for (int i = 0; i < 3; i++) {
        testing_expect(&s, "");
        testing_answer(&s, 200, "{\"messages\":[]}");
        testing_pass(&s, i == 0 ? 4 : 10);
    }
    testing_expect(&s, "m asked: unknown: no answer, and the provider does not show the message\n");
    assert_int_equal(s.asked, 4);
    testing_close(&s);
}

// The provider is gone altogether: the attempt ends at its deadline, and is asked for a while longer.
static void who_cannot_be_asked_leaves_it_unknown(void **state)
{
    struct testing_twilio s;
    (void)state;
    cut(&s);
    int asked = 0;
    for (int i = 0; i < 100; i++) {
        if (s.asked > asked)
            testing_answer_with(&s, (struct channel_http_answer){.end = CHANNEL_HTTP_NOT_SENT});
        asked = s.asked;
        testing_pass(&s, 1);
    }
    testing_expect(&s, "m unknown: no answer in time\n"
                       "late m unknown: no answer, and the provider could not be asked for it\n");
    assert_true(asked > 3 && asked < 10);
    testing_close(&s);
}

// A stalled provider: at the deadline the question begins, and a late answer still counts.
static void a_stalled_attempt_is_asked_for_at_its_deadline(void **state)
{
    struct testing_twilio s;
    (void)state;
    testing_open(&s, TESTING_CONFIG);
    testing_send_text(&s, "m", "x");
    testing_pass(&s, 31);
    assert_int_equal(s.dropped, 1);
    assert_string_equal(s.method, "GET");
    testing_expect(&s, "m unknown: no answer in time\n");
    testing_answer(&s, 200, "{\"messages\":[" LISTED("SM1", "+49301", "x", "00:01") "]}");
    testing_expect(&s, INFO "late m asked: sent as SM1\n");
    testing_close(&s);
}

// Somebody replays what was unknown: it is looked for before it is sent again, by whichever instance.
static void what_may_be_there_is_looked_for_first(void **state)
{
    struct testing_twilio s;
    struct channel_fault fault;
    struct channel_message m = {
        .id = VIEW("m"), .to = VIEW("+49301"), .text = VIEW("x"), .may_be_there = true};
    (void)state;
    testing_open(&s, TESTING_CONFIG);
    m.doubtful_us = s.clock.wall_us;
    testing_pass(&s, 60);
    assert_int_equal(testing_send(&s, &m, &fault), CHANNEL_OK);
    testing_pass(&s, 0);
    assert_string_equal(s.method, "GET");
    testing_answer(&s, 200, "{\"messages\":[]}");
    assert_string_equal(s.method, "POST");
    testing_answer(&s, 201, TAKEN);
    testing_expect(&s, INFO "m sent as SM1\n");
    m.id = VIEW("n");
    assert_int_equal(testing_send(&s, &m, &fault), CHANNEL_OK);
    testing_pass(&s, 0);
    testing_answer(&s, 200, "{\"messages\":[" LISTED("SM2", "+49301", "x", "00:01") "]}");
    testing_expect(&s, "n/SM2 {\"segments\":1,\"encoding\":\"GSM-7\"}\nn asked: sent as SM2\n");
    m.id = VIEW("never-seen"); // nobody knows since when
    m.doubtful_us = 0;
    assert_int_equal(testing_send(&s, &m, &fault), CHANNEL_OK);
    assert_string_equal(s.method, "POST");
    testing_close(&s);
}

// It could not be asked, and so it was not sent: that is tried again as it was.
static void what_cannot_be_looked_for_first_is_not_sent(void **state)
{
    struct testing_twilio s;
    struct channel_fault fault;
    struct channel_message m = {
        .id = VIEW("m"), .to = VIEW("+49301"), .text = VIEW("x"), .may_be_there = true};
    (void)state;
    testing_open(&s, TESTING_CONFIG);
    m.doubtful_us = s.clock.wall_us;
    assert_int_equal(testing_send(&s, &m, &fault), CHANNEL_OK);
    for (int i = 0, asked = 0; i < 40; i++) {
        if (s.asked > asked)
            testing_answer_with(&s, (struct channel_http_answer){.end = CHANNEL_HTTP_NOT_SENT});
        asked = s.asked;
        testing_pass(&s, 1);
    }
    testing_expect(&s, "m retry: no answer, and the provider could not be asked for it\n");
    assert_string_equal(s.method, "GET");
    testing_close(&s);
}

// ---- the hub asks what became of those of an earlier instance

static void ask_for_it(struct testing_twilio *s)
{
    testing_open(s, TESTING_CONFIG);
    int64_t since_us = s->clock.wall_us;
    testing_pass(s, 5);
    assert_int_equal(testing_look(s, "m", "x", since_us), CHANNEL_OK);
    testing_pass(s, 0);
    assert_string_equal(s->method, "GET");
    assert_string_equal(s->url, MESSAGES "?PageSize=50&To=%2B49301");
}

static void what_an_earlier_instance_sent_is_found(void **state)
{
    struct testing_twilio s;
    (void)state;
    ask_for_it(&s);
    testing_answer(&s, 200, "{\"messages\":[" LISTED("SM1", "+49301", "x", "00:01") "]}");
    testing_expect(&s, INFO "m asked: sent as SM1\n");
    assert_int_equal(s.asked, 1);
    // Its end was not recorded: it is asked for once more, and is not taken for another.
    assert_int_equal(testing_look(&s, "m", "x", s.clock.wall_us), CHANNEL_OK);
    testing_pass(&s, 0);
    testing_answer(&s, 200, "{\"messages\":[" LISTED("SM1", "+49301", "x", "00:01") "]}");
    testing_expect(&s, INFO "m asked: sent as SM1\n");
    testing_close(&s);
}

static void what_never_came_is_denied_several_times(void **state)
{
    struct testing_twilio s;
    (void)state;
    ask_for_it(&s);
    for (int i = 0; i < 3; i++) {
        testing_expect(&s, "");
        testing_answer(&s, 200, "{\"messages\":[]}");
        testing_pass(&s, 10);
    }
    testing_expect(&s, "m asked: unknown: no answer, and the provider does not show the message\n");
    assert_int_equal(s.asked, 3);
    assert_string_equal(s.method, "GET");
    testing_close(&s);
}

static void alike_ones_are_not_told_apart(void **state)
{
    struct testing_twilio s;
    (void)state;
    ask_for_it(&s);
    testing_answer(&s, 200,
                   "{\"messages\":[" LISTED("SM1", "+49301", "x", "00:01") "," LISTED("SM2", "+49301", "x",
                                                                                      "00:02") "]}");
    testing_expect(&s, "m asked: unknown: no answer, and the provider shows several messages like it\n");
    testing_close(&s);
}

static void look_on(struct testing_twilio *s, const char *more, const char *said)
{
    char body[1024];
    snprintf(body, sizeof(body), "{\"messages\":[%s]}", more);
    testing_answer(s, 200, body);
    testing_expect(s, said);
}

// The account has other senders.
static void what_another_sender_sent_is_not_ours(void **state)
{
    struct testing_twilio s;
    (void)state;
    ask_for_it(&s);
    look_on(&s, LISTED_AS("\"from\":\"+19998887777\"", "SM9", "+49301", "x", "00:01"), "");
    testing_pass(&s, 10);
    look_on(&s, LISTED_AS("\"from\":null", "SM9", "+49301", "x", "00:01"), "");
    testing_pass(&s, 10);
    look_on(&s, LISTED("SM1", "+49301", "x", "00:01"), INFO "m asked: sent as SM1\n");
    testing_close(&s);
}

static void what_another_service_sent_is_not_ours(void **state)
{
    static const char *const others[] = {
        LISTED_AS("\"from\":\"+4930999\",\"messaging_service_sid\":\"MG2\"", "SM9", "+49301", "x", "00:01"),
        LISTED("SM9", "+49301", "x", "00:01"),
        LISTED_AS("\"from\":\"+4930888\",\"messaging_service_sid\":\"MG1\"", "SM9", "+49301", "x", "00:01")};
    struct testing_twilio s;
    (void)state;
    for (int i = 0; i < 3; i++) {
        testing_open(&s, "{\"account_sid\":\"AC1\",\"from\":\"+4930999\",\"messaging_service_sid\":\"MG1\"}");
        assert_int_equal(testing_look(&s, "m", "x", s.clock.wall_us), CHANNEL_OK);
        testing_pass(&s, 0);
        look_on(&s, others[i], "");
        testing_pass(&s, 10); // the service has not chosen yet
        look_on(&s,
                LISTED_AS("\"from\":null,\"messaging_service_sid\":\"MG1\"", "SM1", "+49301", "x", "00:01"),
                INFO "m asked: sent as SM1\n");
        testing_close(&s);
    }
}

// The provider took it, and it did not arrive: both is said.
static void what_is_found_failed_has_bounced(void **state)
{
    struct testing_twilio s;
    (void)state;
    ask_for_it(&s);
    look_on(&s,
            LISTED_AS("\"from\":\"+4930999\",\"status\":\"failed\",\"error_code\":30003", "SM1", "+49301",
                      "x", "00:01"),
            INFO "m asked: sent as SM1\n/SM1 bounced 30003: the phone was off or out of reach\n");
    assert_int_equal(testing_look(&s, "m", "x", s.clock.wall_us), CHANNEL_OK);
    testing_pass(&s, 0);
    look_on(&s,
            LISTED_AS("\"from\":\"+4930999\",\"status\":\"undelivered\",\"error_code\":null", "SM1", "+49301",
                      "x", "00:01"),
            INFO "m asked: sent as SM1\n/SM1 bounced undelivered: the provider could not deliver it\n");
    testing_close(&s);
}

// It says nothing of the message, so the hub asks again.
static void who_cannot_be_asked_has_said_nothing(void **state)
{
    struct testing_twilio s;
    (void)state;
    ask_for_it(&s);
    testing_answer_with(&s, (struct channel_http_answer){.end = CHANNEL_HTTP_NOT_SENT});
    testing_expect(&s, "m unknown: no answer, and the provider could not be asked for it\n");
    assert_int_equal(testing_look(&s, "m", "x", s.clock.wall_us), CHANNEL_OK);
    testing_pass(&s, 0);
    testing_answer_with(&s, (struct channel_http_answer){.end = CHANNEL_HTTP_ANSWERED,
                                                         .status = 429,
                                                         .retry_after_us = 7 * (int64_t)TESTING_SECOND});
    testing_expect(&s, "m unknown: no answer, and the provider could not be asked for it after 7000 ms\n");
    assert_int_equal(testing_look(&s, "m", "x", s.clock.wall_us), CHANNEL_BUSY);
    testing_pass(&s, 7);
    assert_int_equal(testing_look(&s, "m", "x", s.clock.wall_us), CHANNEL_OK);
    testing_pass(&s, 29);
    testing_answer(&s, 200, "{\"messages\":[]}"); // nobody waits for it any more
    testing_pass(&s, 2);
    testing_expect(&s, "m unknown: no answer, and the provider could not be asked for it\n");
    assert_int_equal(testing_look(&s, "m", "x", 0), CHANNEL_REFUSED);
    testing_close(&s);
}

static void closing_ends_questions(void **state)
{
    struct testing_twilio s;
    (void)state;
    ask_for_it(&s);
    testing_close(&s);
    assert_int_equal(s.dropped, 1);
    testing_expect(&s, "m unknown: the connector was closed before the provider answered\n");
}

static void closing_leaves_nobody_without_an_end(void **state)
{
    struct testing_twilio s;
    (void)state;
    testing_open(&s, TESTING_CONFIG);
    testing_send_text(&s, "m", "x");
    testing_close(&s);
    assert_int_equal(s.dropped, 1);
    testing_expect(&s, "m unknown: the connector was closed before the provider answered\n");
}

// ---- the account

static void expect_refused(const char *config, const char *field)
{
    struct testing_twilio s = {0};
    struct channel_fault fault;
    assert_int_equal(testing_try(&s, config, &fault), CHANNEL_REFUSED);
    assert_string_equal(fault.field, field);
}

static void a_configuration_that_makes_no_sense_is_refused(void **state)
{
    (void)state;
    expect_refused("{\"account_sid\":\"AC1\"}", "from");
    expect_refused("{\"account_sid\":\"AC/1\",\"from\":\"1\"}", "account_sid");
    expect_refused("{\"account_sid\":\"AC1\",\"from\":\"1\",\"base_url\":\"ftp://x\"}", "base_url");
    expect_refused("{\"account_sid\":\"AC1\",\"from\":\"1\",\"base_url\":\"https://u@x.example\"}",
                   "base_url");
    expect_refused("{\"account_sid\":\"AC1\",\"from\":\"1\",\"webhook_url\":\"https://x/y?z\"}",
                   "webhook_url");
}

static void probe(struct testing_twilio *s, int status, const char *body, const char *said)
{
    const struct channel_probe *facet = channel_facet(s->connector, CHANNEL_FACET_PROBE);
    struct channel_fault fault = {0};
    channel_enter(s->connector);
    assert_int_equal(facet->probe(channel_state(s->connector), s->clock.mono_us + TESTING_SECOND, &fault),
                     CHANNEL_OK);
    channel_leave(s->connector);
    assert_string_equal(s->url, "https://api.twilio.com/2010-04-01/Accounts/AC1.json");
    testing_answer(s, status, body);
    testing_expect(s, said);
}

static void a_probe_tells_what_is_wrong(void **state)
{
    struct testing_twilio s;
    (void)state;
    testing_open(&s, TESTING_CONFIG);
    probe(&s, 200, "{\"sid\":\"AC1\",\"status\":\"active\"}", "probed 0  \n");
    probe(&s, 200, "{\"status\":\"suspended\"}",
          "probed 1 account_sid the provider says that it is not active\n");
    probe(&s, 401, "{}", "probed 1 auth_token the provider does not know the account, or not this token\n");
    probe(&s, 404, "", "probed 1 account_sid the provider knows no such account\n");
    probe(&s, 503, "", "probed 2  the provider answered 503\n");
    testing_close(&s);
}

static void the_token_goes_to_the_accounts_files_only(void **state)
{
    struct testing_twilio s;
    char headers[128] = "";
    (void)state;
    testing_open(&s, TESTING_CONFIG);
    const struct channel_media *media = channel_facet(s.connector, CHANNEL_FACET_MEDIA);
    void *in = channel_state(s.connector);
    struct view own = VIEW("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1");
    assert_int_equal(media->headers(in, own, headers, sizeof(headers)), CHANNEL_OK);
    assert_string_equal(headers, "Authorization: Basic QUMxOjEyMzQ1");
    assert_int_equal(media->headers(in, own, headers, 10), -ENOSPC);
    static const char *const others[] = {
        "https://api.twilio.com/2010-04-01/Accounts/AC2/Messages/MM1/Media/ME1",
        "https://api.twilio.com.evil.example/2010-04-01/Accounts/AC1/x",
        "http://api.twilio.com/2010-04-01/Accounts/AC1/x", ""};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_int_equal(media->headers(in, view_from(others[i]), headers, sizeof(headers)), CHANNEL_NONE);
    testing_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_a_form),
        cmocka_unit_test(keys_services_and_other_places_are_obeyed),
        cmocka_unit_test(files_go_by_their_address),
        cmocka_unit_test(a_text_that_is_too_long_is_refused),
        cmocka_unit_test(each_answer_is_taken_for_what_it_says),
        cmocka_unit_test(an_opt_out_at_the_provider_is_told),
        cmocka_unit_test(what_did_not_leave_is_tried_again),
        cmocka_unit_test(who_is_throttled_waits),
        cmocka_unit_test(what_the_provider_shows_was_sent),
        cmocka_unit_test(what_is_another_message_does_not_count),
        cmocka_unit_test(one_that_has_its_name_is_not_found_for_another),
        cmocka_unit_test(two_that_look_alike_leave_it_unknown),
        cmocka_unit_test(what_it_never_shows_stays_unknown),
        cmocka_unit_test(who_cannot_be_asked_leaves_it_unknown),
        cmocka_unit_test(a_stalled_attempt_is_asked_for_at_its_deadline),
        cmocka_unit_test(what_may_be_there_is_looked_for_first),
        cmocka_unit_test(what_cannot_be_looked_for_first_is_not_sent),
        cmocka_unit_test(what_an_earlier_instance_sent_is_found),
        cmocka_unit_test(what_never_came_is_denied_several_times),
        cmocka_unit_test(alike_ones_are_not_told_apart),
        cmocka_unit_test(what_another_sender_sent_is_not_ours),
        cmocka_unit_test(what_another_service_sent_is_not_ours),
        cmocka_unit_test(what_is_found_failed_has_bounced),
        cmocka_unit_test(who_cannot_be_asked_has_said_nothing),
        cmocka_unit_test(closing_ends_questions),
        cmocka_unit_test(closing_leaves_nobody_without_an_end),
        cmocka_unit_test(a_configuration_that_makes_no_sense_is_refused),
        cmocka_unit_test(a_probe_tells_what_is_wrong),
        cmocka_unit_test(the_token_goes_to_the_accounts_files_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
