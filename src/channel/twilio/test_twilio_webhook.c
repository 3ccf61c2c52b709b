// SPDX-License-Identifier: Apache-2.0
// What the provider calls the hub with.
#include "channel/twilio/testing_twilio.h"
#include <stdio.h>

static void hook(struct testing_twilio *s, const char *query, const char *body)
{
    struct channel_fault fault;
    if (testing_hook(s, query, body, NULL, &fault) != CHANNEL_OK)
        fail_msg("%s: %s", fault.field, fault.text);
}

static void a_customers_words_arrive(void **state)
{
    struct testing_twilio s;
    (void)state;
    testing_open(&s, TESTING_CONFIG);
    hook(&s, "",
         "MessageSid=SM1&SmsStatus=received&From=%2B49301&To=%2B4930999&Body=Hi+there%21&NumMedia=0&"
         "NumSegments=1");
    testing_expect(&s, "SM1: +49301 says 'Hi there!'  "
                       "{\"from\":\"+49301\",\"to\":\"+4930999\",\"segments\":\"1\"} answered\n");
    assert_string_equal(s.answer, "text/xml <?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>");
    testing_close(&s);
}

static void pictures_come_as_addresses(void **state)
{
    struct testing_twilio s;
    (void)state;
    testing_open(&s, TESTING_CONFIG);
    hook(&s, "",
         "MessageSid=MM1&From=%2B49301&Body=&NumMedia=2&MediaUrl0=https%3A%2F%2Fa%2F0&"
         "MediaContentType0=image%2Fpng&MediaUrl1=https%3A%2F%2Fa%2F1");
    testing_expect(&s, "MM1: +49301 says '' [{\"url\":\"https://a/0\",\"type\":\"image/png\"},"
                       "{\"url\":\"https://a/1\",\"type\":null}] {\"from\":\"+49301\"} answered\n");
    testing_close(&s);
}

static void who_answers_stop_is_told(void **state)
{
    struct testing_twilio s;
    (void)state;
    testing_open(&s, "{\"account_sid\":\"AC1\",\"from\":\"1\",\"provider_answers_stop\":false}");
    hook(&s, "", "MessageSid=SM1&From=1&Body=hi");
    testing_expect(&s, "SM1: 1 says 'hi'  {\"from\":\"1\"}\n");
    hook(&s, "", "MessageSid=SM2&From=1&Body=STOP&OptOutType=STOP");
    testing_expect(&s, "SM2: 1 says 'STOP'  {\"from\":\"1\",\"opt_out_type\":\"STOP\"} answered\n");
    testing_close(&s);
}

static void receipts_are_passed_on_as_they_come(void **state)
{
    struct testing_twilio s;
    (void)state;
    testing_open(&s, TESTING_CONFIG);
    hook(&s, "delivery=m-1", "MessageSid=SM1&MessageStatus=delivered");
    hook(&s, "delivery=m-1", "MessageSid=SM1&MessageStatus=sent");
    hook(&s, "delivery=m-1", "MessageSid=SM1&MessageStatus=queued");
    hook(&s, "", "SmsSid=SM1&SmsStatus=read");
    testing_expect(&s, "m-1/SM1 delivered\nm-1/SM1 taken\n/SM1 read\n");
    hook(&s, "delivery=m-1", "MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30003");
    testing_expect(&s, "m-1/SM1 bounced 30003: the phone was off or out of reach\n");
    hook(&s, "delivery=m-1", "MessageSid=SM1&MessageStatus=failed&ErrorCode=12&ErrorMessage=Odd");
    testing_expect(&s, "m-1/SM1 bounced 12: Odd\n");
    hook(&s, "delivery=m-1", "MessageSid=SM1&MessageStatus=failed");
    testing_expect(&s, "m-1/SM1 bounced failed: the provider could not deliver it\n");
    hook(&s, "delivery=m-1", "MessageSid=SM1&MessageStatus=undelivered&ErrorCode=21610");
    testing_expect(&s,
                   "m-1/SM1 bounced 21610: the customer told the provider to hear no more from this sender\n"
                   "m-1/SM1 {\"opted_out\":true}\n");
    hook(&s, "delivery=a%0Ab", "MessageSid=SM1&MessageStatus=delivered"); // no id of ours
    testing_expect(&s, "/SM1 delivered\n");
    testing_close(&s);
}

static void what_is_of_no_known_kind_is_told_as_that(void **state)
{
    struct testing_twilio s;
    (void)state;
    testing_open(&s, TESTING_CONFIG);
    hook(&s, "", "MessageSid=SM1&MessageStatus=teleported");
    testing_expect(&s, "unknown status teleported MessageSid=SM1&MessageStatus=teleported\n");
    hook(&s, "", "CallSid=CA1&CallStatus=ringing");
    testing_expect(&s, "unknown call CallSid=CA1&CallStatus=ringing\n");
    hook(&s, "", "a=b");
    testing_expect(&s, "unknown form a=b\n");
    hook(&s, "", "MessageSid=SM1&Body=x");
    testing_expect(&s, "unknown message without From MessageSid=SM1&Body=x\n");
    hook(&s, "bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a", "{}");
    testing_expect(&s, "unknown json {}\n");
    testing_close(&s);
}

static void nothing_is_believed_without_a_signature(void **state)
{
    static const char *const signatures[] = {"", "x", "RSOYDt4T1cUTdK1PDd93/VVr8B8="};
    struct testing_twilio s;
    struct channel_fault fault;
    (void)state;
    testing_open(&s, TESTING_CONFIG);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(testing_hook(&s, "", "MessageSid=SM1&From=1&Body=x", signatures[i], &fault),
                         CHANNEL_REFUSED);
        assert_string_equal(fault.field, "signature");
    }
    testing_expect(&s, "");
    testing_close(&s);
}

// Nobody told the hub its address: the request says it, and is signed with it.
static void without_a_place_the_request_says_where_it_went(void **state)
{
    struct testing_twilio s;
    struct channel_fault fault;
    (void)state;
    testing_open(&s, TESTING_CONFIG);
    s.is_nowhere = true;
    assert_int_equal(testing_hook(&s, "", "MessageSid=SM1&From=1&Body=x", NULL, &fault), CHANNEL_OK);
    testing_close(&s);
    testing_open(&s, "{\"account_sid\":\"AC1\",\"from\":\"1\",\"webhook_url\":\"https://other.example/w\"}");
    assert_int_equal(testing_hook(&s, "", "MessageSid=SM1&From=1&Body=x", NULL, &fault), CHANNEL_REFUSED);
    testing_close(&s);
}

static void what_the_hub_cannot_take_is_said(void **state)
{
    struct testing_twilio s;
    struct channel_fault fault;
    (void)state;
    testing_open(&s, TESTING_CONFIG);
    s.hears = CHANNEL_BUSY;
    assert_int_equal(testing_hook(&s, "", "MessageSid=SM1&From=1&Body=x", NULL, &fault), CHANNEL_BUSY);
    assert_string_equal(s.answer, "");
    s.hears = CHANNEL_REFUSED;
    assert_int_equal(testing_hook(&s, "", "MessageSid=SM1&From=1&Body=x", NULL, &fault), CHANNEL_REFUSED);
    assert_string_equal(fault.field, "Body");
    testing_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_customers_words_arrive),
        cmocka_unit_test(pictures_come_as_addresses),
        cmocka_unit_test(who_answers_stop_is_told),
        cmocka_unit_test(receipts_are_passed_on_as_they_come),
        cmocka_unit_test(what_is_of_no_known_kind_is_told_as_that),
        cmocka_unit_test(nothing_is_believed_without_a_signature),
        cmocka_unit_test(without_a_place_the_request_says_where_it_went),
        cmocka_unit_test(what_the_hub_cannot_take_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
