// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "delivery/egress.h"
#include "delivery/testing_web.h"
#include <curl/curl.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct testing_web web;
static struct egress *e;
static struct clock machine;

struct told {
    int count;
    struct egress_answer answer;
    char body[4096], type[64], location[64], fault[256];
    uint64_t number;
    uint64_t *drops; // dropped when this is told
};

static void keep(char *to, size_t size, struct view v)
{
    snprintf(to, size, "%.*s", (int)(v.size < size ? v.size : size - 1), v.data == NULL ? "" : v.data);
}

static void done(void *ctx, const struct egress_answer *answer)
{
    struct told *t = ctx;

    t->count++;
    t->answer = *answer;
    keep(t->body, sizeof(t->body), answer->body);
    keep(t->type, sizeof(t->type), answer->type);
    keep(t->location, sizeof(t->location), answer->location);
    keep(t->fault, sizeof(t->fault), view_from(answer->fault));
    if (t->drops != NULL)
        egress_drop(e, *t->drops);
}

static struct egress *make(const char *allow)
{
    const char *fault = NULL;
    struct egress_config config = {.clock = machine, .allow = view_from(allow), .connections_max = 64};
    struct egress *made = NULL;

    assert_int_equal(egress_new(&config, &made, &fault), 0);
    return made;
}

static struct egress_request asking(struct told *t, const char *method, const char *url)
{
    *t = (struct told){0};
    return (struct egress_request){.method = method,
                                   .url = view_from(url),
                                   .deadline_us = clock_mono_us(&machine) + 5000000,
                                   .done = done,
                                   .ctx = t};
}

static const char *url_of(const char *path)
{
    static char text[128];

    snprintf(text, sizeof(text), "http://127.0.0.1:%d%s", web.port, path);
    return text;
}

static void give(struct told *t, const struct egress_request *r)
{
    assert_int_equal(egress_ask(e, r, &t->number), 0);
}

static void wait_for(struct told *t)
{
    while (t->count == 0)
        assert_int_equal(egress_turn(e, 100000, NULL, 0), 0);
    assert_int_equal(t->count, 1);
}

static void ask(struct told *t, const char *method, const char *url, const char *body)
{
    struct egress_request r = asking(t, method, url);

    r.body = view_from(body);
    give(t, &r);
    wait_for(t);
}

static void asks_and_is_answered(void **state)
{
    (void)state;
    struct told t;

    ask(&t, "POST", url_of("/ok"), "hello");
    assert_int_equal(t.answer.end, EGRESS_ANSWERED);
    assert_int_equal(t.answer.status, 200);
    assert_string_equal(t.body, "taken");
    assert_string_equal(t.type, "text/plain");
    assert_null(t.answer.fault);
    assert_true(t.answer.took_us > 0);
    assert_int_equal(egress_under_way(e), 0);
}

static void sends_what_it_is_given(void **state)
{
    (void)state;
    struct egress_header headers[] = {{VIEW("X-One"), VIEW("1; 2")},
                                      {VIEW("Content-Type"), VIEW("application/json")},
                                      {VIEW("X-Empty"), VIEW("")}};
    struct told t;
    struct egress_request r = asking(&t, "PUT", url_of("/echo/../a?b=c%20d"));

    r.headers = headers;
    r.header_count = 3;
    r.body = VIEW("{\"a\":1}");
    r.url = view_from(url_of("/echo/../a?b=c%20d"));
    give(&t, &r);
    wait_for(&t);
    assert_int_equal(strncmp(t.body, "PUT /echo/../a?b=c%20d HTTP/1.1\r\n", 33), 0);
    assert_non_null(strstr(t.body, "\r\nX-One: 1; 2\r\n"));
    assert_non_null(strstr(t.body, "\r\nContent-Type: application/json\r\n"));
    assert_non_null(strstr(t.body, "\r\nX-Empty:"));
    assert_non_null(strstr(t.body, "\r\nContent-Length: 7\r\n"));
    assert_non_null(strstr(t.body, "\r\n\r\n{\"a\":1}"));
    assert_non_null(strstr(t.body, "\r\nUser-Agent: Omnihub/1.0\r\n"));
    assert_null(strstr(t.body, "Expect"));
}

static void adds_no_type_of_its_own(void **state)
{
    (void)state;
    struct told t;

    ask(&t, "POST", url_of("/echo"), "x");
    assert_null(strstr(t.body, "Content-Type"));
    assert_null(strstr(t.body, "Accept-Encoding"));
    ask(&t, "GET", url_of("/echo"), NULL);
    assert_int_equal(strncmp(t.body, "GET /echo ", 10), 0);
    assert_null(strstr(t.body, "Content-Length"));
    ask(&t, "DELETE", url_of("/echo"), NULL);
    assert_int_equal(strncmp(t.body, "DELETE /echo ", 13), 0);
}

static void takes_no_more_than_it_said(void **state)
{
    (void)state;
    struct told t;
    struct egress_request r = asking(&t, "GET", url_of("/big"));

    r.answer_max = 1000;
    give(&t, &r);
    wait_for(&t);
    assert_int_equal(t.answer.end, EGRESS_TOO_LARGE);
    assert_int_equal(t.answer.status, 200);
    assert_int_equal(t.answer.body.size, 1000);
    ask(&t, "GET", url_of("/big"), NULL);
    assert_int_equal(t.answer.end, EGRESS_ANSWERED);
    assert_int_equal(t.answer.body.size, 300000);
    ask(&t, "GET", url_of("/heads"), NULL);
    assert_int_equal(t.answer.end, EGRESS_TOO_LARGE);
}

static void ends_at_its_deadline(void **state)
{
    (void)state;
    struct told t;
    struct egress_request r = asking(&t, "POST", url_of("/slow"));

    r.deadline_us = clock_mono_us(&machine) + 150000;
    give(&t, &r);
    wait_for(&t);
    assert_int_equal(t.answer.end, EGRESS_UNKNOWN);
    assert_int_equal(t.answer.status, 0);
    assert_in_range(t.answer.took_us, 140000, 3000000);
    r.deadline_us = clock_mono_us(&machine) - 1;
    t.count = 0;
    give(&t, &r);
    assert_int_equal(t.count, 0);
    wait_for(&t);
    assert_int_not_equal(t.answer.end, EGRESS_ANSWERED);
}

static void cannot_know_what_was_cut(void **state)
{
    (void)state;
    struct told t;
    int before;

    ask(&t, "POST", url_of("/cut"), "a");
    assert_int_equal(t.answer.end, EGRESS_UNKNOWN);
    assert_non_null(t.answer.fault);
    ask(&t, "POST", url_of("/half"), "a");
    assert_int_equal(t.answer.end, EGRESS_UNKNOWN);
    assert_int_equal(t.answer.status, 201);
    assert_string_equal(t.body, "half");
    // On a connection that was used before, libcurl alone would send it again: the other side would have two.
    ask(&t, "POST", url_of("/ok"), "a");
    before = atomic_load(&web.requests);
    ask(&t, "POST", url_of("/cut"), "a");
    assert_int_equal(t.answer.end, EGRESS_UNKNOWN);
    assert_int_equal(atomic_load(&web.requests), before + 1);
    ask(&t, "POST", url_of("/ok"), NULL);
    before = atomic_load(&web.requests);
    ask(&t, "POST", url_of("/cut"), NULL);
    assert_int_equal(t.answer.end, EGRESS_UNKNOWN);
    assert_int_equal(atomic_load(&web.requests), before + 1);
}

static void reading_is_done_again(void **state)
{
    (void)state;
    struct told t;
    int before;

    ask(&t, "GET", url_of("/ok"), NULL);
    before = atomic_load(&web.requests);
    ask(&t, "GET", url_of("/cut"), NULL);
    assert_int_equal(t.answer.end, EGRESS_UNKNOWN);
    assert_int_equal(atomic_load(&web.requests), before + 2);
}

static void knows_what_did_not_leave(void **state)
{
    (void)state;
    struct told t;
    char url[64];

    snprintf(url, sizeof(url), "http://127.0.0.1:%d/?secret=1", testing_web_no_port());
    ask(&t, "POST", url, "a");
    assert_int_equal(t.answer.end, EGRESS_NOT_SENT);
    assert_null(strstr(t.fault, "secret"));
    ask(&t, "POST", "http://nowhere.invalid./", "a");
    assert_int_equal(t.answer.end, EGRESS_NOT_SENT);
    snprintf(url, sizeof(url), "https://127.0.0.1:%d/ok", web.port);
    int before = atomic_load(&web.requests);
    ask(&t, "POST", url, "a");
    assert_int_equal(t.answer.end, EGRESS_NOT_SENT);
    assert_int_equal(atomic_load(&web.requests), before);
}

static void follows_nothing(void **state)
{
    (void)state;
    struct told t;
    int before = atomic_load(&web.requests);

    ask(&t, "GET", url_of("/redirect"), NULL);
    assert_int_equal(t.answer.end, EGRESS_ANSWERED);
    assert_int_equal(t.answer.status, 302);
    assert_string_equal(t.location, "/ok");
    assert_int_equal(atomic_load(&web.requests), before + 1);
}

static void refuses_addresses_that_are_not_public(void **state)
{
    (void)state;
    static const char *const hosts[] = {
        "127.0.0.1", "localhost",          "0x7f.1",          "017700000001",     "2130706433", "0",
        "[::1]",     "[::ffff:127.0.0.1]", "169.254.169.254", "[64:ff9b::7f00:1]"};
    struct egress *open = e;
    struct told t;
    char url[64];
    int before = atomic_load(&web.connections);

    for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]) * 2; i++) {
        const char *list = i % 2 == 0 ? "" : "127.0.0.1:1";

        e = make(list);
        snprintf(url, sizeof(url), "http://%s:%d/ok", hosts[i / 2], web.port);
        ask(&t, "GET", url, NULL);
        if (t.answer.end != EGRESS_FORBIDDEN)
            fail_msg("%s: %d %s", url, (int)t.answer.end, t.fault);
        assert_int_equal(t.answer.status, 0);
        assert_null(strstr(t.fault, "127"));
        egress_free(e);
    }
    e = open;
    assert_int_equal(atomic_load(&web.connections), before);
    ask(&t, "GET", url_of("/ok"), NULL);
    assert_int_equal(t.answer.end, EGRESS_ANSWERED);
    snprintf(url, sizeof(url), "http://localhost:%d/ok", web.port);
    ask(&t, "GET", url, NULL);
    assert_int_equal(t.answer.end, EGRESS_ANSWERED);
}

static void allows_by_text(void **state)
{
    (void)state;
    assert_true(egress_allows(e, VIEW("127.0.0.1"), 80));
    assert_true(egress_allows(e, VIEW("::ffff:127.0.0.1"), 80));
    assert_true(egress_allows(e, VIEW("1.1.1.1"), 80));
    assert_false(egress_allows(e, VIEW("127.0.0.2"), 80));
    assert_false(egress_allows(e, VIEW("localhost"), 80));
}

static void knows_no_proxy_of_the_environment(void **state)
{
    (void)state;
    struct told t;

    setenv("http_proxy", "http://127.0.0.1:1", 1);
    setenv("all_proxy", "http://127.0.0.1:1", 1);
    ask(&t, "GET", url_of("/ok"), NULL);
    unsetenv("http_proxy");
    unsetenv("all_proxy");
    assert_int_equal(t.answer.end, EGRESS_ANSWERED);
}

static void obeys_retry_after(void **state)
{
    (void)state;
    const int64_t s = 1000000;
    struct told t;

    ask(&t, "GET", url_of("/later"), NULL);
    assert_int_equal(t.answer.status, 429);
    assert_int_equal(t.answer.retry_after_us, 7 * s);
    ask(&t, "GET", url_of("/date"), NULL);
    assert_int_equal(t.answer.status, 503);
    assert_in_range(t.answer.retry_after_us, 95 * s, 100 * s);
    ask(&t, "GET", url_of("/long"), NULL);
    assert_int_equal(t.answer.retry_after_us, 86400 * s);
    ask(&t, "GET", url_of("/past"), NULL);
    assert_int_equal(t.answer.retry_after_us, 0);
    ask(&t, "GET", url_of("/ok"), NULL);
    assert_int_equal(t.answer.retry_after_us, 0);
}

static void refuses_what_cannot_be_asked(void **state)
{
    (void)state;
    static const char *const urls[] = {"",
                                       "/ok",
                                       "127.0.0.1/",
                                       "ftp://127.0.0.1/",
                                       "file:///etc/passwd",
                                       "gopher://127.0.0.1/",
                                       "http://user@127.0.0.1/",
                                       "http://user:pass@127.0.0.1/",
                                       "http://:pass@127.0.0.1/",
                                       "http://127.0.0.1/a b",
                                       "http://127.0.0.1/a\r\nX: y",
                                       "http://127.0.0.1:99999/",
                                       "http://"};
    struct told t;
    struct egress_request r;
    uint64_t number;

    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        r = asking(&t, "GET", urls[i]);
        if (egress_ask(e, &r, &number) != -EINVAL)
            fail_msg("\"%s\" cannot be asked", urls[i]);
    }
    r = asking(&t, "GE T", url_of("/ok"));
    assert_int_equal(egress_ask(e, &r, &number), -EINVAL);
    r = asking(&t, "GET\r\nX:", url_of("/ok"));
    assert_int_equal(egress_ask(e, &r, &number), -EINVAL);
    assert_int_equal(egress_under_way(e), 0);
}

static void refuses_headers_with_surprises(void **state)
{
    (void)state;
    struct egress_header none[] = {{VIEW("X"), VIEW("a\r\nY: b")},
                                   {VIEW("X"), VIEW("a\nb")},
                                   {VIEW("X"), VIEW("a\0b")},
                                   {VIEW("X: y\r\nZ"), VIEW("a")},
                                   {VIEW(""), VIEW("a")},
                                   {VIEW("X Y"), VIEW("a")},
                                   {VIEW("content-length"), VIEW("5")},
                                   {VIEW("Transfer-Encoding"), VIEW("chunked")},
                                   {VIEW("Host"), VIEW("other")},
                                   {VIEW("Connection"), VIEW("close")}};
    struct told t;
    struct egress_request r = asking(&t, "GET", url_of("/ok"));
    uint64_t number;

    r.header_count = 1;
    for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
        r.headers = &none[i];
        if (egress_ask(e, &r, &number) != -EINVAL)
            fail_msg("header %zu cannot be sent", i);
    }
}

static void uses_a_connection_again(void **state)
{
    (void)state;
    struct told t;
    int before;

    ask(&t, "POST", url_of("/ok"), "a");
    before = atomic_load(&web.connections);
    for (int i = 0; i < 20; i++)
        ask(&t, i % 2 == 0 ? "POST" : "GET", url_of("/ok"), i % 2 == 0 ? "a" : NULL);
    assert_int_equal(atomic_load(&web.connections), before);
}

static void asks_many_at_once(void **state)
{
    (void)state;
    struct told *many = calloc(64, sizeof(*many));
    struct egress_request r;
    struct told more;
    uint64_t number;
    int left = 64;

    for (int i = 0; i < 64; i++) {
        r = asking(&many[i], "POST", url_of("/ok"));
        r.body = VIEW("x");
        give(&many[i], &r);
    }
    r = asking(&more, "POST", url_of("/ok"));
    assert_int_equal(egress_ask(e, &r, &number), -ENOBUFS);
    assert_int_equal(egress_under_way(e), 64);
    while (left > 0) {
        assert_int_equal(egress_turn(e, 100000, NULL, 0), 0);
        left = egress_under_way(e);
    }
    for (int i = 0; i < 64; i++) {
        assert_int_equal(many[i].count, 1);
        assert_int_equal(many[i].answer.end, EGRESS_ANSWERED);
    }
    free(many);
}

static void asks_anew(void *ctx, const struct egress_answer *answer)
{
    struct told *second = ctx;
    struct egress_request r = asking(second, "POST", url_of("/ok"));

    assert_int_equal(answer->end, EGRESS_ANSWERED);
    give(second, &r);
}

static void may_ask_when_told(void **state)
{
    (void)state;
    struct told first, second = {0};
    struct egress_request r = asking(&first, "POST", url_of("/ok"));

    r.done = asks_anew;
    r.ctx = &second;
    give(&first, &r);
    wait_for(&second);
    assert_int_equal(second.answer.end, EGRESS_ANSWERED);
}

// Until the server has it.
static void wait_until_taken(int requests)
{
    for (int i = 0; i < 500 && atomic_load(&web.requests) < requests; i++)
        egress_turn(e, 10000, NULL, 0);
    assert_int_equal(atomic_load(&web.requests), requests);
}

static void drops(void **state)
{
    (void)state;
    struct told t;
    struct egress_request r = asking(&t, "POST", url_of("/slow"));
    int taken = atomic_load(&web.requests);

    give(&t, &r);
    egress_drop(e, t.number);
    assert_int_equal(t.count, 1);
    assert_int_equal(t.answer.end, EGRESS_NOT_SENT);
    egress_drop(e, t.number);
    egress_drop(e, 0);
    egress_drop(e, UINT64_MAX);
    t.count = 0;
    give(&t, &r);
    wait_until_taken(taken + 1);
    egress_drop(e, t.number);
    assert_int_equal(t.count, 1);
    assert_int_equal(t.answer.end, EGRESS_UNKNOWN);
    assert_int_equal(egress_under_way(e), 0);
}

static void drops_what_was_answered_truthfully(void **state)
{
    (void)state;
    struct told a, b;
    struct egress_request r = asking(&a, "POST", url_of("/soon")), s = asking(&b, "POST", url_of("/soon"));
    int taken = atomic_load(&web.requests);

    give(&a, &r);
    give(&b, &s);
    a.drops = &b.number;
    b.drops = &a.number;
    for (int i = 0; i < 500 && atomic_load(&web.requests) < taken + 2; i++)
        egress_turn(e, 0, NULL, 0);
    usleep(300000);
    while (a.count == 0 || b.count == 0)
        egress_turn(e, 10000, NULL, 0);
    assert_int_equal(a.count + b.count, 2);
    assert_int_equal(a.answer.end, EGRESS_ANSWERED);
    assert_int_equal(b.answer.end, EGRESS_ANSWERED);
}

static void tells_all_when_it_is_freed(void **state)
{
    (void)state;
    struct egress *other = e;
    struct told t, never;
    struct egress_request r, s;
    int taken = atomic_load(&web.requests);

    e = make("127.0.0.1");
    r = asking(&t, "POST", url_of("/slow"));
    give(&t, &r);
    wait_until_taken(taken + 1);
    s = asking(&never, "POST", url_of("/ok"));
    give(&never, &s);
    egress_free(e);
    e = other;
    assert_int_equal(t.count, 1);
    assert_int_equal(t.answer.end, EGRESS_UNKNOWN);
    assert_int_equal(never.count, 1);
    assert_int_equal(never.answer.end, EGRESS_NOT_SENT);
    egress_free(NULL);
}

static void *wakes(void *ctx)
{
    (void)ctx;
    usleep(50000);
    egress_wakeup(e);
    return NULL;
}

static void wakes_from_another_thread(void **state)
{
    (void)state;
    int64_t began = clock_mono_us(&machine);
    pthread_t thread;

    assert_int_equal(pthread_create(&thread, NULL, wakes, NULL), 0);
    assert_int_equal(egress_turn(e, 20000000, NULL, 0), 0);
    assert_true(clock_mono_us(&machine) - began < 10000000);
    pthread_join(thread, NULL);
}

static void waits_for_others_too(void **state)
{
    (void)state;
    int ends[2];
    struct curl_waitfd extra = {.events = CURL_WAIT_POLLIN, .revents = 77};
    int64_t began = clock_mono_us(&machine);

    assert_int_equal(pipe(ends), 0);
    extra.fd = ends[0];
    assert_int_equal(egress_turn(e, 1000, &extra, 1), 0);
    assert_int_equal(extra.revents, 0);
    assert_int_equal(write(ends[1], "x", 1), 1);
    assert_int_equal(egress_turn(e, 20000000, &extra, 1), 0);
    assert_int_equal(extra.revents, CURL_WAIT_POLLIN);
    assert_true(clock_mono_us(&machine) - began < 10000000);
    close(ends[0]);
    close(ends[1]);
}

static void refuses_a_list_that_is_none(void **state)
{
    (void)state;
    struct egress_config config = {.clock = machine, .allow = VIEW("localhost")};
    struct egress *none = NULL;
    const char *fault = NULL;

    assert_int_equal(egress_new(&config, &none, &fault), -EINVAL);
    assert_non_null(fault);
    assert_null(none);
}

static int set_up(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    machine = clock_system();
    testing_web_start(&web, NULL);
    e = make("127.0.0.1");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    egress_free(e);
    testing_web_stop(&web);
    return 0;
}

// How many more may be under way for them, all of which stall.
static int fill(struct told *told, int64_t tenant, int64_t caller)
{
    int count = 0;

    for (;; count++) {
        struct egress_request r = asking(&told[count], "POST", url_of("/slow"));

        r.tenant = tenant;
        r.caller = caller;
        if (egress_ask(e, &r, &told[count].number) < 0)
            return count;
    }
}

static void who_stalls_leaves_places_for_others(void **state)
{
    (void)state;
    static struct told told[5][64];
    struct told t;
    struct egress_request r;

    assert_int_equal(fill(told[0], 1, 7), 32); // of 64
    assert_int_equal(fill(told[1], 1, 8), 8);  // another connector of the same tenant
    assert_int_equal(fill(told[2], 1, EGRESS_OF_EVENTS), 2);
    assert_int_equal(fill(told[3], 2, 9), 11); // another tenant
    r = asking(&t, "POST", url_of("/ok"));
    r.tenant = 3;
    r.caller = 10;
    give(&t, &r);
    wait_for(&t);
    assert_int_equal(t.answer.status, 200);
    assert_int_equal(fill(told[4], 0, 0), 11); // nobody's: what there is
    for (int i = 0; i < 32; i++)
        egress_drop(e, told[0][i].number);
    assert_int_equal(fill(told[0], 1, 8), 12); // it grows as others leave
    for (int i = 0; i < 5; i++)
        for (int k = 0; k < 64; k++)
            egress_drop(e, told[i][k].number);
    assert_int_equal(egress_under_way(e), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_and_is_answered),
        cmocka_unit_test(sends_what_it_is_given),
        cmocka_unit_test(adds_no_type_of_its_own),
        cmocka_unit_test(takes_no_more_than_it_said),
        cmocka_unit_test(ends_at_its_deadline),
        cmocka_unit_test(cannot_know_what_was_cut),
        cmocka_unit_test(reading_is_done_again),
        cmocka_unit_test(knows_what_did_not_leave),
        cmocka_unit_test(follows_nothing),
        cmocka_unit_test(refuses_addresses_that_are_not_public),
        cmocka_unit_test(allows_by_text),
        cmocka_unit_test(knows_no_proxy_of_the_environment),
        cmocka_unit_test(obeys_retry_after),
        cmocka_unit_test(refuses_what_cannot_be_asked),
        cmocka_unit_test(refuses_headers_with_surprises),
        cmocka_unit_test(uses_a_connection_again),
        cmocka_unit_test(asks_many_at_once),
        cmocka_unit_test(who_stalls_leaves_places_for_others),
        cmocka_unit_test(may_ask_when_told),
        cmocka_unit_test(drops),
        cmocka_unit_test(drops_what_was_answered_truthfully),
        cmocka_unit_test(tells_all_when_it_is_freed),
        cmocka_unit_test(wakes_from_another_thread),
        cmocka_unit_test(waits_for_others_too),
        cmocka_unit_test(refuses_a_list_that_is_none),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
