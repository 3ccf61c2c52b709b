// SPDX-License-Identifier: Apache-2.0
// Every route from request to reply, over a real store.
#include "api/testing_site.h"
#include "net/loop_inside.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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

static int say(struct site *s, const char *customer, const char *content)
{
    char json[400];
    snprintf(json, sizeof(json), "{\"customer_id\":\"%s\",\"channel\":\"chat\",\"content\":\"%s\"}", customer,
             content);
    return site_post(s, "/message/process", json);
}

static void a_message_is_stored_and_answered(void **state)
{
    struct site *s = *state;
    static const char json[] = "{\"customer_id\":\"ann\",\"channel\":\"whatsapp\",\"content\":\"hi\","
                               "\"message_id\":\"w1\",\"extra\":7}";
    char id[64];
    assert_int_equal(site_post(s, "/message/process", json), 200);
    assert_true(site_got(s, "\"success\":true"));
    assert_true(site_got(s, "\"duplicate\":false"));
    assert_true(site_got(s, "\"provider_message_id\":\"w1\""));
    assert_true(site_got(s, "X-Position: "));
    assert_true(site_got(s, "X-Request-Id: "));
    assert_true(site_got(s, "Cache-Control: no-store"));
    snprintf(id, sizeof(id), "%s", site_found(s, "\"message_id\":\""));
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction"), 1);
    assert_int_equal(site_post(s, "/v1/message/process", json), 200);
    assert_true(site_got(s, "\"duplicate\":true"));
    assert_string_equal(site_found(s, "\"message_id\":\""), id);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction"), 1);
}

static void a_message_is_refused_with_the_reason(void **state)
{
    static const struct {
        const char *json;
        int status;
        const char *part;
    } cases[] = {
        {"{\"channel\":\"chat\",\"content\":\"x\"}", 422, "customer_id"},
        {"{\"customer_id\":\"a\",\"content\":\"x\"}", 422, "channel"},
        {"{\"customer_id\":\"a\",\"channel\":\"fax\",\"content\":\"x\"}", 422, "channel"},
        {"{\"customer_id\":\"a b\",\"channel\":\"chat\",\"content\":\"x\"}", 422, "customer_id"},
        {"{\"customer_id\":\"a\",\"channel\":\"chat\",\"content\":\"\"}", 422, "content"},
        {"{\"customer_id\":\"a\",\"channel\":\"chat\",\"content\":\"x\",\"session_id\":\"none\"}", 404,
         "session.not_found"},
        {"{\"customer_id\":", 400, "application/problem+json"},
        {"[]", 422, "application/problem+json"},
        {"", 422, "application/problem+json"},
    };
    struct site *s = *state;
    int faults = 0;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int status = site_post(s, "/message/process", cases[i].json);
        bool is_client =
            cases[i].status == status || (cases[i].part[11] == '/' && (status == 400 || status == 422));
        if (!is_client || !site_got(s, cases[i].part)) {
            print_error("%s: %s\n", cases[i].json, s->reply.data);
            faults++;
        }
    }
    assert_int_equal(faults, 0);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM customer"), 0);
}

static void a_session_is_created_then_joined(void **state)
{
    struct site *s = *state;
    char id[64];
    assert_int_equal(site_post(s, "/session/create",
                               "{\"customer_id\":\"ann\",\"channel\":\"voice\",\"initial_message\":\"hello\","
                               "\"customer_profile\":{\"name\":\"Ann\"}}"),
                     201);
    snprintf(id, sizeof(id), "%s", site_found(s, "\"session_id\":\""));
    assert_true(site_got(s, "\"customer_name\":\"Ann\""));
    assert_true(site_got(s, "\"content\":\"hello\""));
    assert_true(site_got(s, "\"websocket_url\":\"ws://localhost/ws/"));
    assert_int_equal(site_post(s, "/session/create", "{\"customer_id\":\"ann\",\"channel\":\"email\"}"), 200);
    assert_string_equal(site_found(s, "\"session_id\":\""), id);
    assert_true(site_got(s, "\"active_channels\":[\"voice\",\"email\"]"));
    assert_int_equal(site_post(s, "/session/create",
                               "{\"customer_id\":\"ann\",\"channel\":\"email\",\"session_id\":\"mine\"}"),
                     201);
    assert_int_equal(site_post(s, "/session/create",
                               "{\"customer_id\":\"bob\",\"channel\":\"email\",\"session_id\":\"mine\"}"),
                     409);
    assert_true(site_got(s, "session.of_another_customer"));
}

static void what_was_written_can_be_read(void **state)
{
    struct site *s = *state;
    char path[200], id[64];
    assert_int_equal(say(s, "ann", "first"), 200);
    snprintf(id, sizeof(id), "%s", site_found(s, "\"session_id\":\""));
    assert_int_equal(say(s, "ann", "second"), 200);
    snprintf(path, sizeof(path), "/session/%s", id);
    assert_int_equal(site_get(s, path), 200);
    assert_true(strstr(s->reply.data, "\"first\"") < strstr(s->reply.data, "\"second\""));
    snprintf(path, sizeof(path), "/session/%s/messages", id);
    assert_int_equal(site_get(s, path), 200);
    assert_true(strstr(s->reply.data, "\"second\"") < strstr(s->reply.data, "\"first\""));
    assert_true(site_got(s, "\"next_cursor\":null"));
    assert_int_equal(site_get(s, "/customer/ann/unified-view"), 200);
    assert_true(site_got(s, "\"total_interactions\":2"));
    assert_true(site_got(s, "\"active_sessions\":1"));
    assert_int_equal(site_get(s, "/customer/ann/history"), 200);
    assert_true(site_got(s, "\"second\""));
    assert_int_equal(site_get(s, "/customers/ann/history"), 200);
    assert_int_equal(site_get(s, "/sessions/active"), 200);
    assert_true(site_got(s, id));
}

static void what_is_not_there_is_404(void **state)
{
    static const char *const paths[] = {"/session/none",
                                        "/session/none/messages",
                                        "/customer/none/unified-view",
                                        "/customer/none/history",
                                        "/nothing",
                                        "/session/none/",
                                        "/v2/health"};
    struct site *s = *state;
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        assert_int_equal(site_get(s, paths[i]), 404);
        assert_true(site_got(s, "application/problem+json"));
    }
}

static void a_wrong_method_is_405_with_the_right_ones(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_get(s, "/message/process"), 405);
    assert_true(site_got(s, "Allow: POST"));
    assert_int_equal(site_post(s, "/sessions/active", "{}"), 405);
    assert_true(site_got(s, "Allow: GET, HEAD"));
}

static void lists_are_paged_by_cursors(void **state)
{
    struct site *s = *state;
    char path[200], content[32], customer[32];
    int seen = 0, pages = 0;
    for (int i = 0; i < 11; i++) {
        snprintf(content, sizeof(content), "m%d.", i);
        snprintf(customer, sizeof(customer), "c%d", i);
        say(s, "ann", content);
        say(s, customer, "x");
        site_wait(s, 61000);
    }
    snprintf(path, sizeof(path), "/customer/ann/history?limit=4");
    for (bool more = true; more; pages++) {
        assert_int_equal(site_get(s, path), 200);
        for (char *at = s->reply.data; (at = strstr(at, "\"content\":\"m")) != NULL; at++, seen++)
            assert_int_equal(atoi(at + 12), 10 - seen);
        more = !site_got(s, "\"next_cursor\":null");
        if (more)
            snprintf(path, sizeof(path), "/customer/ann/history?limit=4&cursor=%s",
                     site_found(s, "\"next_cursor\":\""));
    }
    assert_int_equal(seen, 11);
    assert_int_equal(pages, 3);
    seen = 0;
    snprintf(path, sizeof(path), "/sessions/active?limit=5");
    for (bool more = true; more;) {
        assert_int_equal(site_get(s, path), 200);
        for (char *at = s->reply.data; (at = strstr(at, "\"session_id\"")) != NULL; at++)
            seen++;
        more = !site_got(s, "\"next_cursor\":null");
        if (more)
            snprintf(path, sizeof(path), "/sessions/active?limit=5&cursor=%s",
                     site_found(s, "\"next_cursor\":\""));
    }
    assert_int_equal(seen, 12);
}

static void a_cursor_that_is_none_is_422(void **state)
{
    static const char *const paths[] = {
        "/customer/ann/history?cursor=x",   "/customer/ann/history?cursor=p",
        "/customer/ann/history?cursor=p-1", "/customer/ann/history?cursor=s1.2",
        "/sessions/active?cursor=p5",       "/sessions/active?cursor=s1",
        "/sessions/active?cursor=s.1",      "/sessions/active?cursor=s1.",
        "/customer/ann/history?limit=0",    "/customer/ann/history?limit=x",
        "/sessions/active?limit=100000000",
    };
    struct site *s = *state;
    say(s, "ann", "x");
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        int status = site_get(s, paths[i]);
        if (status != 422)
            fail_msg("%s: %d", paths[i], status);
    }
}

static void a_long_list_is_read_by_a_worker(void **state)
{
    struct site *s = *state;
    for (int i = 0; i < 150; i++)
        say(s, "ann", "again");
    assert_int_equal(site_get(s, "/customer/ann/history?limit=140"), 200);
    int seen = 0;
    for (char *at = s->reply.data; (at = strstr(at, "\"content\"")) != NULL; at++)
        seen++;
    assert_int_equal(seen, 140);
    assert_int_equal(site_get(s, "/customer/none/history?limit=140"), 404);
}

static void the_hub_tells_about_itself(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_get(s, "/health"), 200);
    assert_true(site_got(s, "\"status\":\"healthy\"") && site_got(s, "\"version\":\"9.9\""));
    assert_int_equal(site_get(s, "/ready"), 200);
    assert_int_equal(site_get(s, "/version"), 200);
    assert_int_equal(site_get(s, "/openapi.json"), 200);
    assert_int_equal(site_get(s, "/metrics"), 200);
}

static void a_harmless_request_id_comes_back(void **state)
{
    struct site *s = *state;
    site_ask(s, "GET /health HTTP/1.1\nHost: localhost\nX-Request-Id: abc-1.2\n", NULL);
    assert_true(site_got(s, "X-Request-Id: abc-1.2\r\n"));
    site_ask(s, "GET /health HTTP/1.1\nHost: localhost\nX-Request-Id: a<b>\n", NULL);
    assert_false(site_got(s, "a<b>"));
    assert_true(site_got(s, "X-Request-Id: "));
}

static void a_traceparent_comes_back_if_it_is_one(void **state)
{
    static const struct {
        const char *text;
        bool is_good;
    } cases[] = {
        {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true},
        {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", true},
        {"00-00000000000000000000000000000000-b7ad6b7169203331-01", false},
        {"00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false},
        {"00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", false},
        {"ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false},
        {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x", false},
        {"00.0af7651916cd43dd8448eb211c80319c.b7ad6b7169203331.01", false},
        {"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x", false},
        {"0", false},
    };
    struct site *s = *state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char head[200];
        snprintf(head, sizeof(head), "GET /health HTTP/1.1\nHost: localhost\ntraceparent: %s\n",
                 cases[i].text);
        assert_int_equal(site_ask(s, head, NULL), 200);
        if (site_got(s, "traceparent: ") != cases[i].is_good)
            fail_msg("traceparent: %s", cases[i].text);
    }
}

static void every_code_has_its_place_on_a_page(void **state)
{
    struct site *s = *state;
    assert_int_equal(site_get(s, "/session/none"), 404);
    assert_true(site_got(s, "\"type\":\"/docs/errors#session.not_found\""));
    assert_int_equal(site_get(s, "/docs/errors"), 200);
    assert_true(site_got(s, "text/html"));
    assert_true(site_got(s, "id=\"session.not_found\""));
    assert_int_equal(site_get(s, "/docs/pages.css"), 200);
    assert_true(site_got(s, "text/css"));
}

// Fifty large messages fit in no reply: the newest that do are there.
static void a_timeline_too_large_for_a_reply_ends_earlier(void **state)
{
    enum { SIZE = 65000, COUNT = 50 };
    struct site *s = *state;
    struct buffer json;
    buffer_init(&json, 1 << 20);
    for (int i = 0; i < COUNT; i++) {
        buffer_clear(&json);
        buffer_append_view(&json, VIEW("{\"customer_id\":\"ann\",\"channel\":\"chat\",\"content\":\""));
        for (int k = 0; k < SIZE; k++)
            buffer_append_char(&json, 'x');
        buffer_append_view(&json, VIEW("\",\"metadata\":{\"x\":\""));
        for (int k = 0; k < SIZE; k++)
            buffer_append_char(&json, 'y');
        buffer_append_view(&json, VIEW("\"}}"));
        buffer_append_char(&json, '\0');
        assert_int_equal(site_post(s, "/message/process", json.data), 200);
    }
    buffer_free(&json);
    assert_int_equal(site_post(s, "/session/create", "{\"customer_id\":\"ann\",\"channel\":\"sms\"}"), 200);
    assert_in_range(s->reply.size, 2 << 20, 4 << 20);
    assert_int_equal(site_get(s, "/customer/ann/unified-view"), 200);
    assert_in_range(s->reply.size, 2 << 20, 4 << 20);
    assert_int_equal(site_get(s, "/customer/ann/history?limit=50"), 200);
    assert_true(site_got(s, "\"next_cursor\":\"p"));
}

// A body of its own, sent while the writer is held up, and what waits then.
static void a_waiting_body_counts_as_memory_of_the_queue(void **state)
{
    enum { SIZE = 500000 };
    struct site *s = *state;
    struct testing_gate gate;
    struct memory_transport m = {0};
    struct buffer text;
    buffer_init(&text, 1 << 20);
    buffer_printf(&text,
                  "POST /session/create HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n"
                  "Content-Type: application/json\r\n\r\n",
                  SIZE);
    size_t head = text.size;
    buffer_append_view(&text, VIEW("{\"customer_id\":\"a\",\"channel\":\"sms\",\"ignored\":\""));
    while (text.size < head + SIZE - 2)
        buffer_append_char(&text, 'm');
    buffer_append_view(&text, VIEW("\"}"));
    testing_gate_close(&gate, &s->store);
    assert_int_equal(memory_connect(&m, s->server, s->loop, "127.0.0.1"), 0);
    memory_send(&m, buffer_view(&text));
    memory_pump(&m);
    int count = 0;
    size_t bytes = 0;
    writer_level(store_writer(s->store.store), &count, &bytes);
    testing_gate_open(&gate);
    assert_int_equal(count, 1);
    assert_true(bytes >= SIZE);
    testing_settle(&s->store);
    memory_break(&m);
    memory_pump(&m);
    loop_turn(s->loop);
    loop_turn(s->loop);
    memory_free(&m);
    buffer_free(&text);
}

int main(void)
{
    alarm(100);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_message_is_stored_and_answered, begin, end),
        cmocka_unit_test_setup_teardown(a_message_is_refused_with_the_reason, begin, end),
        cmocka_unit_test_setup_teardown(a_session_is_created_then_joined, begin, end),
        cmocka_unit_test_setup_teardown(what_was_written_can_be_read, begin, end),
        cmocka_unit_test_setup_teardown(what_is_not_there_is_404, begin, end),
        cmocka_unit_test_setup_teardown(a_wrong_method_is_405_with_the_right_ones, begin, end),
        cmocka_unit_test_setup_teardown(lists_are_paged_by_cursors, begin, end),
        cmocka_unit_test_setup_teardown(a_cursor_that_is_none_is_422, begin, end),
        cmocka_unit_test_setup_teardown(a_long_list_is_read_by_a_worker, begin, end),
        cmocka_unit_test_setup_teardown(the_hub_tells_about_itself, begin, end),
        cmocka_unit_test_setup_teardown(a_harmless_request_id_comes_back, begin, end),
        cmocka_unit_test_setup_teardown(a_traceparent_comes_back_if_it_is_one, begin, end),
        cmocka_unit_test_setup_teardown(every_code_has_its_place_on_a_page, begin, end),
        cmocka_unit_test_setup_teardown(a_timeline_too_large_for_a_reply_ends_earlier, begin, end),
        cmocka_unit_test_setup_teardown(a_waiting_body_counts_as_memory_of_the_queue, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
