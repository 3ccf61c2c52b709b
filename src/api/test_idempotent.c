// SPDX-License-Identifier: Apache-2.0
// The same POST again: one write, one answer.
#include "api/idempotent.h"
#include "api/testing_site.h"
#include "net/loop_inside.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const hello = "{\"customer_id\":\"ann\",\"channel\":\"chat\",\"content\":\"hi\"}";

static int begin(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    site_open(s, NULL);
    *state = s;
    return 0;
}

static int begin_with_key(void **state)
{
    struct site *s = calloc(1, sizeof(*s));
    site_open(s, &(struct api_config){.api_key = VIEW("good-key-good-key")});
    *state = s;
    return 0;
}

static int end(void **state)
{
    site_close(*state);
    free(*state);
    return 0;
}

static int post(struct site *s, const char *path, const char *key, const char *json)
{
    char head[2000];
    snprintf(head, sizeof(head),
             "POST %s HTTP/1.1\nHost: localhost\nContent-Type: application/json\n"
             "X-API-Key: good-key-good-key\nIdempotency-Key: %s\n",
             path, key);
    return site_ask(s, head, json);
}

// What stands behind the head, in memory of the caller's.
static char *body_of(const struct site *s)
{
    return strdup(strstr(s->reply.data, "\r\n\r\n") + 4);
}

static void assert_same_answer(struct site *s, int status, const char *path, const char *key,
                               const char *json)
{
    assert_int_equal(post(s, path, key, json), status);
    assert_false(site_got(s, "Idempotent-Replayed"));
    char *first = body_of(s);
    bool had_position = site_got(s, "X-Position: ");
    assert_int_equal(post(s, path, key, json), status);
    assert_true(site_got(s, "Idempotent-Replayed: true"));
    assert_int_equal(site_got(s, "X-Position: "), had_position);
    char *second = body_of(s);
    assert_string_equal(first, second);
    free(first);
    free(second);
}

static void a_message_sent_twice_is_stored_once(void **state)
{
    struct site *s = *state;
    assert_same_answer(s, 200, "/message/process", "k1", hello);
    assert_same_answer(s, 200, "/message/process", "k2", hello);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction"), 2);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM idempotency i JOIN customer c "
                                              "ON c.customer = i.customer WHERE c.id = 'ann'"),
                     2);
}

static void a_session_opened_twice_says_its_first_message_once(void **state)
{
    struct site *s = *state;
    static const char json[] = "{\"customer_id\":\"ann\",\"channel\":\"chat\",\"initial_message\":\"hi\"}";
    assert_same_answer(s, 201, "/session/create", "k1", json);
    assert_true(site_got(s, "ETag: \"v"));
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction"), 1);
    // An alias is the same route.
    assert_int_equal(post(s, "/v1/sessions/create", "k1", json), 201);
    assert_true(site_got(s, "Idempotent-Replayed: true"));
    // Another route is another request.
    assert_int_equal(post(s, "/message/process", "k1", hello), 200);
    assert_false(site_got(s, "Idempotent-Replayed"));
}

static void another_body_is_refused(void **state)
{
    struct site *s = *state;
    assert_int_equal(post(s, "/message/process", "k", hello), 200);
    assert_int_equal(
        post(s, "/message/process", "k", "{\"customer_id\":\"ann\",\"channel\":\"chat\",\"content\":\"ho\"}"),
        409);
    assert_true(site_got(s, "idempotency.mismatch"));
    assert_int_equal(post(s, "/message/process?x=1", "k", hello), 409);
    assert_int_equal(post(s, "/message/process", "k", hello), 200);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction"), 1);
}

// A refusal undoes what was written, but is itself kept.
static void a_refusal_comes_again_though_it_would_succeed_now(void **state)
{
    struct site *s = *state;
    static const char json[] =
        "{\"customer_id\":\"ann\",\"channel\":\"chat\",\"content\":\"x\",\"session_id\":\"later\"}";
    assert_same_answer(s, 404, "/message/process", "k", json);
    assert_true(site_got(s, "application/problem+json"));
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM customer"), 0);
    assert_int_equal(site_post(s, "/session/create",
                               "{\"customer_id\":\"ann\",\"channel\":\"chat\",\"session_id\":\"later\"}"),
                     201);
    assert_int_equal(post(s, "/message/process", "k", json), 404);
    assert_true(site_got(s, "Idempotent-Replayed: true"));
    assert_int_equal(post(s, "/message/process", "fresh", json), 200);
}

static void send_only(struct site *s, struct memory_transport *m, const char *path, const char *key,
                      const char *json)
{
    struct buffer text;
    buffer_init(&text, 4096);
    buffer_printf(&text,
                  "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                  "Content-Length: %zu\r\n%s%s%s\r\n%s",
                  path, strlen(json), key == NULL ? "" : "Idempotency-Key: ", key == NULL ? "" : key,
                  key == NULL ? "" : "\r\n", json);
    assert_int_equal(memory_connect(m, s->server, s->loop, "127.0.0.1"), 0);
    memory_send(m, buffer_view(&text));
    memory_pump(m);
    buffer_free(&text);
}

static const char *body_behind(const struct memory_transport *m)
{
    return strstr(m->out.data, "\r\n\r\n") + 4;
}

// Three requests in one batch: the first is refused, the second makes what it wanted, the third is the first
// again and succeeds. Nothing came of the first, so the third was the first to be decided.
static void who_comes_between_a_refusal_and_its_keeping_was_the_first(void **state)
{
    static const char json[] =
        "{\"customer_id\":\"ann\",\"channel\":\"chat\",\"content\":\"x\",\"session_id\":\"later\"}";
    struct site *s = *state;
    struct memory_transport m[3] = {0};
    struct testing_gate gate;
    testing_gate_close(&gate, &s->store);
    send_only(s, &m[0], "/message/process", "k", json);
    send_only(s, &m[1], "/session/create", NULL,
              "{\"customer_id\":\"ann\",\"channel\":\"chat\",\"session_id\":\"later\"}");
    send_only(s, &m[2], "/message/process", "k", json);
    testing_gate_open(&gate);
    for (int turns = 0; m[0].out.size == 0 || m[1].out.size == 0 || m[2].out.size == 0; turns++) {
        assert_true(turns < 20000);
        usleep(100);
        loop_turn(s->loop);
    }
    for (int i = 0; i < 3; i++)
        buffer_append_char(&m[i].out, '\0');
    assert_true(strncmp(m[1].out.data, "HTTP/1.1 201", 12) == 0);
    assert_true(strncmp(m[2].out.data, "HTTP/1.1 200", 12) == 0);
    assert_null(strstr(m[2].out.data, "Idempotent-Replayed"));
    assert_true(strncmp(m[0].out.data, "HTTP/1.1 200", 12) == 0);
    assert_non_null(strstr(m[0].out.data, "Idempotent-Replayed"));
    assert_string_equal(body_behind(&m[0]), body_behind(&m[2]));
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction WHERE content = 'x'"), 1);
    for (int i = 0; i < 3; i++) {
        memory_break(&m[i]);
        memory_pump(&m[i]);
    }
    for (int i = 0; i < 5; i++)
        loop_turn(s->loop);
    for (int i = 0; i < 3; i++)
        memory_free(&m[i]);
}

static void what_was_never_decided_is_not_kept(void **state)
{
    struct site *s = *state;
    assert_int_equal(post(s, "/message/process", "k", "{\"customer_id\":\"ann\"}"), 422);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM idempotency"), 0);
    assert_int_equal(post(s, "/message/process", "k", hello), 200);
}

static void a_key_must_be_one(void **state)
{
    struct site *s = *state;
    char text[300];
    memset(text, 'k', sizeof(text));
    text[255] = '\0';
    assert_int_equal(post(s, "/message/process", text, hello), 200);
    text[255] = 'k';
    text[256] = '\0';
    assert_int_equal(post(s, "/message/process", text, hello), 400);
    assert_true(site_got(s, "idempotency.bad_key"));
    assert_int_equal(post(s, "/message/process", "a b", hello), 400);
    assert_int_equal(post(s, "/message/process", "\xc3\xa4", hello), 400);
    assert_int_equal(post(s, "/message/process", "", hello), 400);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction"), 1);
}

static void the_row_says_whose_it_is(void **state)
{
    struct site *s = *state;
    assert_int_equal(post(s, "/message/process", "k", hello), 200);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM idempotency WHERE owner = 'key:env' AND "
                                              "route = 'message_process' AND status = 200 AND is_kept = 1"),
                     1);
}

static void a_day_later_it_is_a_new_request(void **state)
{
    struct site *s = *state;
    assert_int_equal(post(s, "/message/process", "k", hello), 200);
    atomic_fetch_add(&s->store.wall_us, (int64_t)25 * 3600 * 1000000);
    assert_int_equal(post(s, "/message/process", "k", hello), 200);
    assert_false(site_got(s, "Idempotent-Replayed"));
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction"), 2);
}

static void answers_too_large_to_keep_are_not_made_twice(void **state)
{
    struct site *s = *state;
    struct buffer json;
    buffer_init(&json, 1 << 20);
    // What is kept of a session grows by 60 KiB with each of these; its answer holds all of them.
    for (int i = 0; i < 5; i++) {
        buffer_clear(&json);
        buffer_printf(
            &json, "{\"customer_id\":\"ann\",\"channel\":\"chat\",\"initial_message\":\"%060000d\"}%c", i, 0);
        char key[8];
        snprintf(key, sizeof(key), "k%d", i);
        int status = i == 0 ? 201 : 200;
        assert_int_equal(post(s, "/session/create", key, json.data), status);
    }
    assert_int_equal(post(s, "/session/create", "k4", json.data), 409);
    assert_true(site_got(s, "idempotency.answer_not_kept"));
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM interaction"), 5);
    buffer_free(&json);
}

// The owner of a key is who showed a key of the API; nobody else has answers to come back to.
static void strangers_own_nothing(void **state)
{
    struct site *s = *state;
    assert_int_equal(post(s, "/message/process", "k", hello), 200);
    assert_int_equal(site_ask(s,
                              "POST /message/process HTTP/1.1\nHost: localhost\nContent-Type: "
                              "application/json\nIdempotency-Key: k\n",
                              hello),
                     401);
    assert_false(site_got(s, "Idempotent-Replayed"));
    assert_same_answer(s, 200, "/message/process", "k2", hello);
}

static void reads_know_no_such_keys(void **state)
{
    struct site *s = *state;
    assert_int_equal(
        site_ask(s, "GET /sessions/active HTTP/1.1\nHost: localhost\nIdempotency-Key: k\n", NULL), 200);
    assert_int_equal(testing_count(&s->store, "SELECT count(*) FROM idempotency"), 0);
}

int main(void)
{
    alarm(50);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_message_sent_twice_is_stored_once, begin, end),
        cmocka_unit_test_setup_teardown(a_session_opened_twice_says_its_first_message_once, begin, end),
        cmocka_unit_test_setup_teardown(another_body_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(a_refusal_comes_again_though_it_would_succeed_now, begin, end),
        cmocka_unit_test_setup_teardown(who_comes_between_a_refusal_and_its_keeping_was_the_first, begin,
                                        end),
        cmocka_unit_test_setup_teardown(what_was_never_decided_is_not_kept, begin, end),
        cmocka_unit_test_setup_teardown(a_key_must_be_one, begin, end),
        cmocka_unit_test_setup_teardown(the_row_says_whose_it_is, begin, end),
        cmocka_unit_test_setup_teardown(a_day_later_it_is_a_new_request, begin, end),
        cmocka_unit_test_setup_teardown(answers_too_large_to_keep_are_not_made_twice, begin, end),
        cmocka_unit_test_setup_teardown(strangers_own_nothing, begin_with_key, end),
        cmocka_unit_test_setup_teardown(reads_know_no_such_keys, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
