// SPDX-License-Identifier: Apache-2.0
#include "base/testing.h"
#include "net/head_scan.h"
#include <stdio.h>
#include <time.h>

static const struct head_limits limits = {.size_max = 1024, .headers_max = 10};

// The outcome must be the same in one piece and byte by byte.
static int scan(const char *data, size_t size, struct head_scan *ret)
{
    struct head_scan whole = {0}, cut = {0};
    int r = head_scan(&whole, &limits, data, size), by_byte = HEAD_MORE;
    for (size_t n = 1; n <= size && by_byte == HEAD_MORE; n++)
        by_byte = head_scan(&cut, &limits, data, n);
    assert_int_equal(r, by_byte);
    assert_int_equal(whole.status, cut.status);
    assert_ptr_equal(whole.detail, cut.detail);
    *ret = whole;
    return r;
}

static int status_of_bytes(const char *data, size_t size)
{
    struct head_scan s;
    int r = scan(data, size, &s);
    return r == HEAD_REFUSED ? s.status : r;
}

static int status_of(const char *text)
{
    return status_of_bytes(text, strlen(text));
}

#define HEAD(lines) "GET / HTTP/1.1\r\nHost: a\r\n" lines "\r\n"

static void takes_an_ordinary_head(void **state)
{
    (void)state;
    struct head_scan s;
    const char *text = HEAD("Content-Length: 12\r\nExpect: 100-continue\r\nX-Empty:\r\n") "rest";
    assert_int_equal(scan(text, strlen(text), &s), HEAD_DONE);
    assert_int_equal(s.at, strlen(text) - 4);
    assert_int_equal(s.header_count, 4);
    assert_int_equal(s.content_length, 12);
    assert_true(s.expects_continue);
    assert_false(s.is_http10);
    assert_int_equal(status_of("GET / HTTP/1.1\r\nHost: a\r\n"), HEAD_MORE);
    assert_int_equal(status_of("GET / HTTP/1.0\r\n\r\n"), HEAD_DONE);
}

static void refuses_a_bare_line_feed(void **state)
{
    (void)state;
    assert_int_equal(status_of("GET / HTTP/1.1\nHost: a\r\n\r\n"), 400);
    assert_int_equal(status_of(HEAD("X: y\n")), 400);
    assert_int_equal(status_of("GET / HTTP/1.1\r\nHost: a\r\n\n"), 400);
    assert_int_equal(status_of("\n"), 400);
}

static void refuses_a_bare_carriage_return(void **state)
{
    (void)state;
    assert_int_equal(status_of(HEAD("X: y\rZ: 1\r\n")), 400);
    assert_int_equal(status_of(HEAD("X: y\r\r\n")), 400);
    assert_int_equal(status_of("GET /\r HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
}

static void refuses_control_characters(void **state)
{
    (void)state;
    const char nul[] = "GET / HTTP/1.1\r\nHost: a\r\nX: long enough for a block\0of sixteen\r\n\r\n";
    assert_int_equal(status_of_bytes(nul, sizeof(nul) - 1), 400);
    assert_int_equal(status_of(HEAD("X: \x01\r\n")), 400);
    assert_int_equal(status_of(HEAD("X-Rather-Long-Name: and a value \x7f here\r\n")), 400);
    assert_int_equal(status_of(HEAD("X: tab\tand caf\xc3\xa9\r\n")), HEAD_DONE);
}

static void refuses_a_folded_line(void **state)
{
    (void)state;
    assert_int_equal(status_of(HEAD("X: a\r\n b\r\n")), 400);
    assert_int_equal(status_of(HEAD("X: a\r\n\tb\r\n")), 400);
    assert_int_equal(status_of("GET / HTTP/1.1\r\n Host: a\r\n\r\n"), 400);
}

static void refuses_a_malformed_name(void **state)
{
    (void)state;
    assert_int_equal(status_of(HEAD("X : a\r\n")), 400);
    assert_int_equal(status_of(HEAD("X\t: a\r\n")), 400);
    assert_int_equal(status_of(HEAD(": a\r\n")), 400);
    assert_int_equal(status_of(HEAD("no colon\r\n")), 400);
    assert_int_equal(status_of(HEAD("nocolon\r\n")), 400);
    assert_int_equal(status_of(HEAD("X(y): a\r\n")), 400);
}

static void wants_exactly_one_host(void **state)
{
    (void)state;
    assert_int_equal(status_of("GET / HTTP/1.1\r\n\r\n"), 400);
    assert_int_equal(status_of(HEAD("hOST: a\r\n")), 400);
    assert_int_equal(status_of("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"), 400);
}

static void wants_one_way_to_frame_the_body(void **state)
{
    (void)state;
    assert_int_equal(status_of(HEAD("Transfer-Encoding: chunked\r\n")), HEAD_DONE);
    assert_int_equal(status_of(HEAD("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n")), 400);
    assert_int_equal(status_of(HEAD("Content-Length: 1\r\ntransfer-encoding: chunked\r\n")), 400);
    assert_int_equal(status_of(HEAD("Content-Length: 1\r\nContent-Length: 1\r\n")), 400);
    assert_int_equal(status_of(HEAD("Content-Length: 1, 1\r\n")), 400);
    assert_int_equal(status_of(HEAD("Content-Length: +1\r\n")), 400);
    assert_int_equal(status_of(HEAD("Content-Length: -1\r\n")), 400);
    assert_int_equal(status_of(HEAD("Content-Length: 0x1\r\n")), 400);
    assert_int_equal(status_of(HEAD("Content-Length:\r\n")), 400);
    assert_int_equal(status_of(HEAD("Transfer-Encoding: gzip, chunked\r\n")), 400);
    assert_int_equal(status_of(HEAD("Transfer-Encoding: identity\r\n")), 400);
    assert_int_equal(status_of(HEAD("Transfer-Encoding: chunked, chunked\r\n")), 400);
    assert_int_equal(status_of(HEAD("Transfer-Encoding: xchunked\r\n")), 400);
    assert_int_equal(status_of(HEAD("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")), 400);
    assert_int_equal(status_of("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
    struct head_scan s;
    const char *text = HEAD("Content-Length: 99999999999999999999\r\n");
    assert_int_equal(scan(text, strlen(text), &s), HEAD_DONE);
    assert_true(s.content_length == UINT64_MAX);
}

static void judges_the_request_line(void **state)
{
    (void)state;
    const char *bad[] = {"\r\n\r\n",
                         "GET\r\n\r\n",
                         "GET /\r\n\r\n",
                         "GET  / HTTP/1.1\r\n\r\n",
                         "GET / HTTP/1.1 \r\n\r\n",
                         "GET / http/1.1\r\n\r\n",
                         "GET / HTTP/1\r\n\r\n",
                         " GET / HTTP/1.1\r\n\r\n",
                         "G(T / HTTP/1.1\r\n\r\n",
                         "GET /a#b HTTP/1.1\r\n\r\n",
                         "GET /\xc3\xa9 HTTP/1.1\r\n\r\n",
                         "GET\t/ HTTP/1.1\r\n\r\n",
                         "GET / HTTP/11.1\r\n\r\n"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(status_of(bad[i]), 400);
    assert_int_equal(status_of("GET / HTTP/2.0\r\n\r\n"), 505);
    assert_int_equal(status_of("GET / HTTP/1.2\r\n\r\n"), 505);
    assert_int_equal(status_of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505);
    assert_int_equal(status_of("CONNECT a:1 HTTP/1.1\r\n\r\n"), 501);
}

static void keeps_to_its_limits(void **state)
{
    (void)state;
    char text[1200];
    memset(text, 'a', sizeof(text));
    memcpy(text, "GET /", 5);
    assert_int_equal(status_of_bytes(text, sizeof(text)), 414);
    memcpy(text, "GET / HTTP/1.1\r\nHost: a\r\nX: ", 28);
    assert_int_equal(status_of_bytes(text, sizeof(text)), 431);
    memcpy(text + 1020, "\r\n\r\n", 4);
    assert_int_equal(status_of_bytes(text, 1024), HEAD_DONE);
    text[1020] = 'a';
    memcpy(text + 1021, "\r\n\r\n", 4);
    assert_int_equal(status_of_bytes(text, 1100), 431);
    assert_int_equal(status_of(HEAD("A:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\n")), HEAD_DONE);
    assert_int_equal(status_of(HEAD("A:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\nA:\r\n")), 431);
}

// Not a test of speed (machines differ): it prints what a head of about 600 bytes costs.
static void tells_what_a_head_costs(void **state)
{
    (void)state;
    static const char text[] =
        "GET /session/01990000-0000-7000-8000-000000000000 HTTP/1.1\r\nHost: localhost:8302\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
        "Accept: application/json, text/plain, */*\r\nAccept-Language: en-GB,en;q=0.7,de;q=0.3\r\n"
        "Accept-Encoding: gzip, deflate, br\r\nAuthorization: Bearer 0123456789abcdef0123456789abcdef0123\r\n"
        "Referer: http://localhost:8302/console/\r\nConnection: keep-alive\r\n"
        "Cookie: session=0123456789abcdef0123456789abcdef; theme=dark\r\nX-Request-Id: 7f3a\r\n\r\n";
    enum { ROUNDS = 200000 };
    struct timespec a, b;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
    unsigned done = 0;
    for (int i = 0; i < ROUNDS; i++) {
        struct head_scan s = {0};
        struct head_limits l = {.size_max = 16384, .headers_max = 100};
        done += head_scan(&s, &l, text, sizeof(text) - 1) == HEAD_DONE;
    }
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
    assert_int_equal(done, ROUNDS);
    double ns = ((double)(b.tv_sec - a.tv_sec) * 1e9 + (double)(b.tv_nsec - a.tv_nsec)) / ROUNDS;
    printf("head of %zu bytes: %.0f ns\n", sizeof(text) - 1, ns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_an_ordinary_head),         cmocka_unit_test(refuses_a_bare_line_feed),
        cmocka_unit_test(refuses_a_bare_carriage_return), cmocka_unit_test(refuses_control_characters),
        cmocka_unit_test(refuses_a_folded_line),          cmocka_unit_test(refuses_a_malformed_name),
        cmocka_unit_test(wants_exactly_one_host),         cmocka_unit_test(wants_one_way_to_frame_the_body),
        cmocka_unit_test(judges_the_request_line),        cmocka_unit_test(keeps_to_its_limits),
        cmocka_unit_test(tells_what_a_head_costs),
    };
    return cmocka_run_group_tests_name("net/head_scan", tests, NULL, NULL);
}
