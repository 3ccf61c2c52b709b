// SPDX-License-Identifier: Apache-2.0
// The routes of text messages.
#include "api/testing_site.h"
#include "hub/inbound.h"
#include <sqlite3.h>
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

static int64_t count(const struct site *s, const char *sql)
{
    char path[128];
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    snprintf(path, sizeof(path), "%s/hub.db", s->store.dir);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return value;
}

static void send_ok(struct site *s, const char *json)
{
    if (site_post(s, "/sms/send", json) != 200)
        fail_msg("%s", s->reply.data);
}

static void a_number_becomes_a_customer_with_a_session(void **state)
{
    struct site *s = *state;
    send_ok(s, "{\"to\":\"+49 30 901820\",\"message\":\"Your parcel is here \xe2\x82\xac\"}");
    assert_true(site_got(s, "\"success\":true"));
    assert_true(site_got(s, "\"customer_id\":\"cust_"));
    assert_true(site_got(s, "\"to\":\"+4930901820\",\"status\":\"waiting\",\"segments\":1,"
                            "\"encoding\":\"GSM-7\",\"characters\":21,\"delivery\":{\"status\":\"waiting\","
                            "\"waiting\":\"no connector\""));
    send_ok(s, "{\"to\":\"004930901820\",\"content\":\"again \xf0\x9f\x98\x80\"}");
    assert_true(site_got(s, "\"encoding\":\"UCS-2\",\"characters\":7"));
    assert_int_equal(count(s, "SELECT count(*) FROM customer"), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM session"), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM outbox WHERE address = '+4930901820'"), 2);
}

static void who_is_known_is_found(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_post(s, "/session/create",
                               "{\"customer_id\":\"ann\",\"session_id\":\"s1\",\"channel\":\"chat\","
                               "\"customer_profile\":{\"phone\":\"+4930111\"}}"),
                     201);
    send_ok(s, "{\"to\":\"+4930111\",\"message\":\"x\"}");
    assert_true(site_got(s, "\"customer_id\":\"ann\""));
    send_ok(s, "{\"customer_id\":\"ann\",\"message\":\"x\"}");
    assert_true(site_got(s, "\"to\":\"+4930111\""));
    send_ok(s, "{\"session_id\":\"s1\",\"message\":\"x\"}");
    assert_true(site_got(s, "\"session_id\":\"s1\",\"customer_id\":\"ann\",\"to\":null"));
}

static void what_makes_no_sense_is_refused(void **state)
{
    static const struct {
        const char *json;
        int status;
        const char *code;
    } cases[] = {
        {"{\"message\":\"x\"}", 422, "sms.nobody"},
        {"{\"to\":\"hello\",\"message\":\"x\"}", 422, "sms.bad_number"},
        {"{\"to\":\"+4930111\"}", 422, "arguments.invalid"},
        {"{\"to\":\"+4930111\",\"media_urls\":[\"ftp://a.example/b\"]}", 422, "arguments.invalid"},
        {"{\"customer_id\":\"nobody\",\"message\":\"x\"}", 422, "sms.no_number"},
        {"{\"session_id\":\"none\",\"message\":\"x\"}", 404, "session.not_found"},
        {"{\"to\":\"+4930111\",\"message\":\"x\",\"purpose\":\"marketing\"}", 409, "consent.no_opt_in"},
        {"{\"to\":\"+4930111\",\"message\":\"x\",\"purpose\":\"marketing\"}", 409,
         "\"address\":\"+4930111\""},
        {"{\"to\":\"+4930111\",\"message\":\"x\",\"purpose\":\"fun\"}", 422, "request.invalid"},
    };
    struct site *s = *state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (site_post(s, "/sms/send", cases[i].json) != cases[i].status || !site_got(s, cases[i].code))
            fail_msg("%s: %s", cases[i].json, s->reply.data);
    char json[2000], text[1700];
    memset(text, 'x', 1601);
    text[1601] = '\0';
    snprintf(json, sizeof(json), "{\"to\":\"+4930111\",\"message\":\"%s\"}", text);
    assert_int_equal(site_post(s, "/sms/send", json), 422);
    assert_true(site_got(s, "sms.too_long"));
    assert_int_equal(count(s, "SELECT count(*) FROM customer"), 0);
}

static void files_may_lie_elsewhere(void **state)
{
    struct site *s = *state;
    send_ok(s, "{\"to\":\"+4930111\",\"media_urls\":[\"https://a.example/b.png\"]}");
    assert_true(site_got(s, "\"segments\":0"));
    assert_int_equal(count(s, "SELECT count(*) FROM interaction WHERE attachments LIKE "
                              "'%\"url\":\"https://a.example/b.png\"%'"),
                     1);
}

static void what_is_to_be_sent_later_is_held(void **state)
{
    struct site *s = *state;
    send_ok(s, "{\"to\":\"+4930111\",\"message\":\"x\",\"send_at\":\"2099-01-01T00:00:00Z\"}");
    assert_true(site_got(s, "\"held\":\"scheduled\""));
    assert_int_equal(count(s, "SELECT count(*) FROM outbox WHERE due_us = 4070908800000000"), 1);
}

static void its_status_is_told(void **state)
{
    struct site *s = *state;
    char path[128], id[64];
    send_ok(s, "{\"to\":\"+4930111\",\"message\":\"x\"}");
    snprintf(id, sizeof(id), "%s", site_found(s, "\"message_id\":\""));
    snprintf(path, sizeof(path), "/sms/%s/status", id);
    assert_int_equal(site_get(s, path), 200);
    assert_true(site_got(s, id));
    assert_true(site_got(s, "\"direction\":\"outbound\",\"status\":\"waiting\",\"provider_message_id\":null,"
                            "\"segments\":1,\"encoding\":\"GSM-7\",\"delivery\":{\"status\":\"waiting\""));
    assert_int_equal(site_get(s, "/sms/nothing/status"), 404);
    site_post(s, "/message/process", "{\"customer_id\":\"bob\",\"channel\":\"chat\",\"content\":\"hi\"}");
    snprintf(path, sizeof(path), "/sms/%s/status", site_found(s, "\"message_id\":\""));
    assert_int_equal(site_get(s, path), 404); // no text message
}

// ---- what customers write

struct hearing {
    const char *id, *from, *text;
};

static int hear_it(void *ctx, struct tx *tx)
{
    const struct hearing *h = ctx;
    struct message_result result;
    return inbound_store(tx,
                         &(struct inbound){.connector = 7,
                                           .channel = CHANNEL_SMS,
                                           .provider_id = view_from(h->id),
                                           .from = view_from(h->from),
                                           .text = view_from(h->text)},
                         &result);
}

static void the_inbox_has_what_came_newest_first(void **state)
{
    struct site *s = *state;
    static struct hearing words[] = {
        {"SM1", "+4930111", "first"}, {"SM2", "+4930222", "second"}, {"SM3", "+4930111", "third"}};
    for (int i = 0; i < 3; i++)
        assert_int_equal(testing_commit(&s->store, hear_it, &words[i]), 0);
    send_ok(s, "{\"to\":\"+4930111\",\"message\":\"ours\"}");
    site_post(s, "/message/process",
              "{\"customer_id\":\"bob\",\"channel\":\"chat\",\"content\":\"chatted\"}");
    assert_int_equal(site_get(s, "/sms/inbox?limit=2"), 200);
    const char *third = strstr(s->reply.data, "third"), *second = strstr(s->reply.data, "second");
    assert_true(third != NULL && second != NULL && third < second);
    assert_false(site_got(s, "first") || site_got(s, "ours") || site_got(s, "chatted"));
    assert_true(site_got(s, "\"customer_id\":\"cust_"));
    char path[256];
    snprintf(path, sizeof(path), "/sms/inbox?limit=2&cursor=%s", site_found(s, "\"next_cursor\":\""));
    assert_int_equal(site_get(s, path), 200);
    assert_true(site_got(s, "first") && site_got(s, "\"next_cursor\":null"));
    assert_false(site_got(s, "second"));
    assert_int_equal(site_get(s, "/sms/inbox?cursor=nonsense"), 422);
}

// ---- to many

static void many_are_a_job(void **state)
{
    struct site *s = *state;
    assert_int_equal(
        site_post(s, "/sms/bulk-send",
                  "{\"message\":\"hi {{name}}\",\"recipients\":[{\"to\":\"+4930111\",\"variables\":"
                  "{\"name\":\"Ann\"}},{\"to\":\"+4930222\"}]}"),
        202);
    assert_true(site_got(s, "\"state\":\"queued\",\"total\":2"));
    char path[128];
    snprintf(path, sizeof(path), "/jobs/%s", site_found(s, "\"job_id\":\""));
    assert_int_equal(site_get(s, path), 200);
    assert_true(site_got(s, "\"kind\":\"bulk_sms\""));
    assert_int_equal(site_post(s, "/sms/bulk-send", "{\"message\":\"hi\",\"numbers\":[\"+4930111\"]}"), 202);
    static const char *const bad[] = {
        "{\"message\":\"hi\"}",
        "{\"message\":\"hi\",\"recipients\":[{\"to\":\"1\"}],\"numbers\":[\"1\"]}",
        "{\"message\":\"hi\",\"recipients\":[{\"to\":\"+4930111\"},{}]}",
        "{\"message\":\"hi\",\"recipients\":[{\"to\":\"+4930111\",\"variables\":[]}]}",
        "{\"message\":\"hi\",\"recipients\":[]}",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (site_post(s, "/sms/bulk-send", bad[i]) != 422)
            fail_msg("%s: %s", bad[i], s->reply.data);
    assert_true(site_post(s, "/sms/bulk-send", bad[2]) == 422 && site_got(s, "/recipients/1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_number_becomes_a_customer_with_a_session, begin, end),
        cmocka_unit_test_setup_teardown(who_is_known_is_found, begin, end),
        cmocka_unit_test_setup_teardown(what_makes_no_sense_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(files_may_lie_elsewhere, begin, end),
        cmocka_unit_test_setup_teardown(what_is_to_be_sent_later_is_held, begin, end),
        cmocka_unit_test_setup_teardown(its_status_is_told, begin, end),
        cmocka_unit_test_setup_teardown(the_inbox_has_what_came_newest_first, begin, end),
        cmocka_unit_test_setup_teardown(many_are_a_job, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
