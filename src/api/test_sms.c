// SPDX-License-Identifier: Apache-2.0
// The routes of text messages.
#include "api/testing_site.h"
#include "base/time_text.h"
#include "hub/connector.h"
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
    char json[200], sql[100];
    int64_t due_us = s->store.wall_us / 1000000 * 1000000 + (int64_t)3600 * 1000000;
    snprintf(json, sizeof(json), "{\"to\":\"+4930111\",\"message\":\"x\",\"send_at\":\"");
    time_text(json + strlen(json), due_us);
    strcat(json, "\"}");
    send_ok(s, json);
    assert_true(site_got(s, "\"held\":\"scheduled\""));
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM outbox WHERE due_us = %lld", (long long)due_us);
    assert_int_equal(count(s, sql), 1);
}

// ---- by which connector, until when, and else where

struct connecting {
    struct view name;
    enum channel channel;
    bool is_enabled;
    int64_t row;
};

static int connect_it(void *ctx, struct tx *tx)
{
    static const struct actor actor = {.kind = ACTOR_OPERATOR};
    struct connecting *c = ctx;
    return connector_put(tx, &actor, NULL, 0,
                         &(struct connector_put){.name = c->name,
                                                 .channel = c->channel,
                                                 .adapter = VIEW("fake"),
                                                 .config = VIEW("{}"),
                                                 .is_enabled = c->is_enabled},
                         &c->row);
}

static int64_t connect_one(struct site *s, const char *name, enum channel channel, bool is_enabled)
{
    struct connecting c = {.name = view_from(name), .channel = channel, .is_enabled = is_enabled};
    assert_int_equal(testing_commit(&s->store, connect_it, &c), 0);
    return c.row;
}

static int64_t count_leaving(const struct site *s, int64_t connector)
{
    char sql[128];
    snprintf(sql, sizeof(sql), "SELECT count(*) FROM outbox WHERE connector = %lld", (long long)connector);
    return count(s, sql);
}

static void a_connector_may_be_named(void **state)
{
    struct site *s = *state;
    int64_t first = connect_one(s, "default", CHANNEL_SMS, true);
    int64_t second = connect_one(s, "second", CHANNEL_SMS, true);
    connect_one(s, "off", CHANNEL_SMS, false);
    connect_one(s, "letters", CHANNEL_EMAIL, true);
    send_ok(s, "{\"to\":\"+4930111\",\"message\":\"x\"}");
    assert_int_equal(count_leaving(s, first), 1);
    send_ok(s, "{\"to\":\"+4930111\",\"message\":\"x\",\"connector_id\":\"second\"}");
    assert_int_equal(count_leaving(s, second), 1);
    static const struct {
        const char *connector, *code;
        int status;
    } cases[] = {{"off", "connector.disabled", 409},
                 {"letters", "connector.not_found", 404},
                 {"con_none", "connector.not_found", 404}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char json[200];
        snprintf(json, sizeof(json), "{\"to\":\"+4930111\",\"message\":\"x\",\"connector_id\":\"%s\"}",
                 cases[i].connector);
        assert_int_equal(site_post(s, "/sms/send", json), cases[i].status);
        assert_true(site_got(s, cases[i].code));
        snprintf(json, sizeof(json), "{\"numbers\":[\"+4930111\"],\"message\":\"x\",\"connector_id\":\"%s\"}",
                 cases[i].connector);
        assert_int_equal(site_post(s, "/sms/bulk-send", json), cases[i].status);
        assert_true(site_got(s, cases[i].code));
    }
    assert_int_equal(count(s, "SELECT count(*) FROM outbox"), 2);
    assert_int_equal(count(s, "SELECT count(*) FROM job"), 0);
}

static void its_end_and_its_other_ways_are_kept(void **state)
{
    struct site *s = *state;
    send_ok(s, "{\"to\":\"+4930111\",\"message\":\"x\",\"expires_at\":\"2099-01-01T00:00:00Z\","
               "\"fallback\":[\"whatsapp\",\"email\"]}");
    assert_int_equal(count(s, "SELECT count(*) FROM outbox WHERE expires_us = 4070908800000000"), 1);
    assert_int_equal(count(s, "SELECT count(*) FROM interaction WHERE instr(delivery_info, "
                              "'\"fallback\":[\"whatsapp\",\"email\"]') > 0 AND metadata IS NULL"),
                     1);
    static const char *const bad[] = {
        "\"expires_at\":\"2001-01-01T00:00:00Z\"", "\"send_at\":\"2999-01-01T00:00:00Z\"",
        "\"fallback\":[\"pigeon\"]",
        "\"expires_at\":\"2030-01-01T00:00:00Z\",\"send_at\":\"2030-01-01T00:00:01Z\""};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        char json[300];
        snprintf(json, sizeof(json), "{\"to\":\"+4930111\",\"message\":\"x\",%s}", bad[i]);
        assert_int_equal(site_post(s, "/sms/send", json), 422);
        snprintf(json, sizeof(json), "{\"numbers\":[\"+4930111\"],\"message\":\"x\",%s}", bad[i]);
        assert_int_equal(site_post(s, "/sms/bulk-send", json), 422);
    }
}

static int reach_it(void *ctx, struct tx *tx)
{
    struct message_result result;
    return inbound_store(tx,
                         &(struct inbound){.connector = *(const int64_t *)ctx,
                                           .channel = CHANNEL_SMS,
                                           .provider_id = VIEW("SM1"),
                                           .from = VIEW("+4930222"),
                                           .text = VIEW("hello")},
                         &result);
}

// Of an address alone: whoever has it.
static int shut_it(void *ctx, struct tx *tx)
{
    static const struct actor hub = {.kind = ACTOR_SYSTEM};
    struct view id;
    (void)ctx;
    return consent_add(tx,
                       &(struct consent_new){.customer = 2, // zoe, who had the number once
                                             .channel = CHANNEL_SMS,
                                             .address = VIEW("+4930222"),
                                             .source = VIEW("test"),
                                             .actor = &hub},
                       &id);
}

static void a_session_is_asked_for_the_address_that_it_leads_to(void **state)
{
    struct site *s = *state;
    int64_t connector = connect_one(s, "default", CHANNEL_SMS, true);
    connect_one(s, "second", CHANNEL_SMS, true);
    assert_int_equal(testing_commit(&s->store, reach_it, &connector), 0);
    assert_int_equal(site_get(s, "/sms/inbox"), 200);
    char session[64], json[200];
    snprintf(session, sizeof(session), "%s", site_found(s, "\"session_id\":\""));
    snprintf(json, sizeof(json), "{\"session_id\":\"%s\",\"message\":\"x\"}", session);
    send_ok(s, json);
    assert_true(site_got(s, "\"to\":null"));
    snprintf(json, sizeof(json), "{\"session_id\":\"%s\",\"message\":\"x\",\"connector_id\":\"second\"}",
             session);
    send_ok(s, json);
    assert_true(site_got(s, "\"to\":\"+4930222\""));
    assert_int_equal(
        site_post(s, "/message/process", "{\"customer_id\":\"zoe\",\"channel\":\"chat\",\"content\":\"hi\"}"),
        200);
    assert_int_equal(testing_commit(&s->store, shut_it, NULL), 0);
    snprintf(json, sizeof(json), "{\"session_id\":\"%s\",\"message\":\"x\"}", session);
    assert_int_equal(site_post(s, "/sms/send", json), 409);
    assert_true(site_got(s, "consent.opted_out"));
    assert_true(site_got(s, "\"address\":\"+4930222\""));
}

// By a gateway of the company's own, one by one or many at once.
static void stop_is_heard_whoever_hands_it_in(void **state)
{
    static const char *const ways[][2] = {
        {"/message/process", "{\"customer_id\":\"+4930111\",\"channel\":\"sms\",\"content\":\"STOP\"}"},
        {"/message/bulk-process",
         "{\"messages\":[{\"customer_id\":\"+4930222\",\"channel\":\"sms\",\"content\":\"stop\"}]}"},
        {"/session/create",
         "{\"customer_id\":\"+4930333\",\"channel\":\"sms\",\"initial_message\":\"Stop!\"}"}};
    static const char *const numbers[] = {"+4930111", "+4930222", "+4930333"};
    struct site *s = *state;
    for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
        char json[100];
        snprintf(json, sizeof(json), "{\"to\":\"%s\",\"message\":\"x\"}", numbers[i]);
        send_ok(s, json);
        int status = site_post(s, ways[i][0], ways[i][1]);
        if (status != 200 && status != 201)
            fail_msg("%s: %s", ways[i][0], s->reply.data);
        snprintf(json, sizeof(json), "{\"to\":\"%s\",\"message\":\"x\"}", numbers[i]);
        if (site_post(s, "/sms/send", json) != 409 || !site_got(s, "consent.opted_out"))
            fail_msg("%s: %s", ways[i][0], s->reply.data);
    }
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
        cmocka_unit_test_setup_teardown(a_connector_may_be_named, begin, end),
        cmocka_unit_test_setup_teardown(its_end_and_its_other_ways_are_kept, begin, end),
        cmocka_unit_test_setup_teardown(a_session_is_asked_for_the_address_that_it_leads_to, begin, end),
        cmocka_unit_test_setup_teardown(stop_is_heard_whoever_hands_it_in, begin, end),
        cmocka_unit_test_setup_teardown(its_status_is_told, begin, end),
        cmocka_unit_test_setup_teardown(the_inbox_has_what_came_newest_first, begin, end),
        cmocka_unit_test_setup_teardown(many_are_a_job, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
