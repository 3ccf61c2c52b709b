// SPDX-License-Identifier: Apache-2.0
// Writes in parts: many messages in one request.
#include "api/testing_site.h"
#include <stdio.h>
#include <stdlib.h>

static int begin(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    site_open(s, NULL);
    *state = s;
    return 0;
}

static int end(void **state)
{
    site_close(*state);
    free(*state);
    return 0;
}

// A request of `count` messages of one customer; those whose number is in `bad` name a session that is not
// there.
static void write_request(struct buffer *out, int count, int bad_from, int bad_to)
{
    buffer_append_view(out, VIEW("{\"messages\":["));
    for (int i = 0; i < count; i++) {
        buffer_printf(
            out,
            "%s{\"customer_id\":\"c%d\",\"channel\":\"sms\",\"content\":\"no. %d\",\"message_id\":\"m%d\"",
            i > 0 ? "," : "", i % 7, i, i);
        if (i >= bad_from && i < bad_to)
            buffer_append_view(out, VIEW(",\"session_id\":\"nowhere\""));
        buffer_append_char(out, '}');
    }
    buffer_append(out, "]}", 3); // with its NUL
}

static int send(struct site *s, int count, int bad_from, int bad_to, const char *key)
{
    char head[300];
    struct buffer body;
    buffer_init(&body, 1 << 20);
    write_request(&body, count, bad_from, bad_to);
    snprintf(head, sizeof(head),
             "POST /message/bulk-process HTTP/1.1\nHost: localhost\nContent-Type: application/json\n%s%s%s",
             key == NULL ? "" : "Idempotency-Key: ", key == NULL ? "" : key, key == NULL ? "" : "\n");
    int status = site_ask(s, head, body.data);
    buffer_free(&body);
    return status;
}

static void many_are_stored_in_parts_and_once(void **state)
{
    struct site *s = *state;
    assert_int_equal(send(s, 130, 0, 0, NULL), 200);
    assert_true(site_got(s, "\"stored\":130,\"duplicates\":0,\"refused\":0"));
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction"), 130);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM session"), 7);
    assert_int_equal(send(s, 131, 0, 0, NULL), 200);
    assert_true(site_got(s, "\"stored\":1,\"duplicates\":130,\"refused\":0"));
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction"), 131);
}

static void one_that_is_refused_leaves_nothing_and_keeps_none_from_coming(void **state)
{
    struct site *s = *state;
    assert_int_equal(send(s, 60, 20, 30, NULL), 200);
    assert_true(site_got(s, "\"stored\":50,\"duplicates\":0,\"refused\":10"));
    assert_true(site_got(s, "\"code\":\"session.not_found\""));
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction"), 50);
    static const char mixed[] =
        "{\"messages\":[{\"customer_id\":\"ann\",\"channel\":\"fax\",\"content\":\"x\"},"
        "{\"customer_id\":\"new\",\"session_id\":\"nowhere\",\"channel\":\"sms\",\"content\":\"x\"},"
        "{\"customer_id\":\"ann\",\"channel\":\"sms\",\"content\":\"x\",\"tone\":\"kind\"}]}";
    assert_int_equal(site_post(s, "/message/bulk-process", mixed), 200);
    assert_true(site_got(s, "\"stored\":1,\"duplicates\":0,\"refused\":2"));
    assert_true(site_got(s, "/channel"));
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM customer WHERE id = 'new'"), 0);
    assert_int_equal(
        testing_count(&s->store, "SELECT count(*) FROM interaction WHERE metadata = '{\"tone\":\"kind\"}'"),
        1);
}

static void all_of_them_may_be_refused(void **state)
{
    struct site *s = *state;
    assert_int_equal(send(s, 55, 0, 55, NULL), 200);
    assert_true(site_got(s, "\"stored\":0,\"duplicates\":0,\"refused\":55"));
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM customer"), 0);
    assert_int_equal(testing_count(&s->store, "SELECT position FROM tenant"), 0);
}

static void an_idempotency_key_keeps_the_whole_answer(void **state)
{
    struct site *s = *state;
    assert_int_equal(send(s, 60, 0, 1, "k-1"), 200);
    assert_true(site_got(s, "\"stored\":59"));
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM idempotency"), 1);
    assert_int_equal(send(s, 60, 0, 1, "k-1"), 200);
    assert_true(site_got(s, "\"stored\":59,\"duplicates\":0,\"refused\":1"));
    assert_true(site_got(s, "Idempotent-Replayed"));
    assert_int_equal(send(s, 61, 0, 1, "k-1"), 409);
}

static void what_is_no_list_is_refused_whole(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_post(s, "/message/bulk-process", "{\"messages\":[]}"), 422);
    assert_int_equal(site_post(s, "/message/bulk-process", "{\"messages\":[1]}"), 422);
    assert_int_equal(site_post(s, "/message/bulk-process", "{}"), 422);
    assert_int_equal(send(s, 1001, 0, 0, NULL), 422);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(many_are_stored_in_parts_and_once, begin, end),
        cmocka_unit_test_setup_teardown(one_that_is_refused_leaves_nothing_and_keeps_none_from_coming, begin,
                                        end),
        cmocka_unit_test_setup_teardown(all_of_them_may_be_refused, begin, end),
        cmocka_unit_test_setup_teardown(an_idempotency_key_keeps_the_whole_answer, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_list_is_refused_whole, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
