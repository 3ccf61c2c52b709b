// SPDX-License-Identifier: Apache-2.0
// Loops on threads and connections on real sockets.
#include "base/testing.h"
#include "net/http.h"
#include "net/loop.h"
#include "net/websocket_conn.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SENDERS = 4, MAILS = 5000 };

struct counted_mail {
    struct mail mail; // first
    int sender, number;
};

struct counts {
    int next[SENDERS];
    int out_of_order, delivered;
};

static void deliver_counted(struct mail *mail, struct loop *loop)
{
    struct counted_mail *m = (struct counted_mail *)(void *)mail;
    struct counts *c = loop_user(loop);
    if (c->next[m->sender]++ != m->number)
        c->out_of_order++;
    if (++c->delivered == SENDERS * MAILS)
        loop_stop(loop, 0);
    free(m);
}

struct sender {
    pthread_t thread;
    struct loop *loop;
    int number;
};

static void *send_mails(void *arg)
{
    struct sender *s = arg;
    for (int i = 0; i < MAILS; i++) {
        struct counted_mail *m = calloc(1, sizeof(*m));
        m->mail.deliver = deliver_counted;
        m->sender = s->number;
        m->number = i;
        loop_post(s->loop, &m->mail);
    }
    return NULL;
}

static void delivers_mail_of_several_threads_in_order(void **state)
{
    (void)state;
    struct counts counts = {0};
    struct loop_config config = {.clock = clock_system(), .user = &counts};
    struct loop *loop = NULL;
    assert_int_equal(loop_new(&config, &loop), 0);
    struct sender senders[SENDERS];
    for (int i = 0; i < SENDERS; i++) {
        senders[i] = (struct sender){.loop = loop, .number = i};
        pthread_create(&senders[i].thread, NULL, send_mails, &senders[i]);
    }
    loop_run(loop);
    for (int i = 0; i < SENDERS; i++)
        pthread_join(senders[i].thread, NULL);
    assert_int_equal(counts.delivered, SENDERS * MAILS);
    assert_int_equal(counts.out_of_order, 0);
    loop_free(loop);
}

static void delivers_what_is_left_when_freed(void **state)
{
    (void)state;
    struct counts counts = {0};
    struct loop_config config = {.clock = clock_system(), .user = &counts};
    struct loop *loop = NULL;
    assert_int_equal(loop_new(&config, &loop), 0);
    struct sender one = {.loop = loop};
    send_mails(&one);
    loop_free(loop);
    assert_int_equal(counts.delivered, MAILS);
    loop_free(NULL);
}

// ---- a server on a thread

struct house {
    struct loop *loop;
    struct http_server *server;
    pthread_t thread;
    int port;
    struct http_exchange *_Atomic parked;
    atomic_int closed_code;
};

static void on_message(void *ctx, struct websocket *ws, bool is_text, struct view payload)
{
    (void)ctx;
    (void)is_text;
    websocket_send_text(ws, payload);
}

static void on_closed(void *ctx, struct websocket *ws, uint16_t code)
{
    (void)ws;
    atomic_store(&((struct house *)ctx)->closed_code, code);
}

static void on_request(void *ctx, struct http_exchange *x)
{
    static const struct websocket_handler handler = {.message = on_message, .closed = on_closed};
    struct house *h = ctx;
    if (websocket_wanted(&x->request) == 1)
        websocket_upgrade(x, (struct view){0}, &handler, h);
    else if (view_equal(x->request.path, VIEW("/park")))
        atomic_store(&h->parked, x);
    else
        http_reply(x, 200, NULL, 0, x->request.body.size > 0 ? x->request.body : x->request.peer, false);
}

static void *run_house(void *arg)
{
    loop_run(((struct house *)arg)->loop);
    return NULL;
}

static void open_house(struct house *h)
{
    *h = (struct house){0};
    int fd = -1;
    struct loop_config config = {.clock = clock_system()};
    assert_int_equal(loop_new(&config, &h->loop), 0);
    assert_int_equal(http_listen("localhost", 0, &fd, &h->port), 0);
    struct http_server_config server = {
        .loop = h->loop,
        .app = {.ctx = h, .request = on_request},
        .limits = http_limits_default(),
        .listen_fd = fd,
        .access_log_fd = -1,
    };
    assert_int_equal(http_server_new(&server, &h->server), 0);
    pthread_create(&h->thread, NULL, run_house, h);
}

static void close_house(struct house *h, int grace_ms)
{
    loop_stop(h->loop, grace_ms);
    pthread_join(h->thread, NULL);
    loop_free(h->loop);
}

static void connect_to(const struct house *h, int fd)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)h->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct timeval patience = {.tv_sec = 20};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    assert_int_equal(connect(fd, (const struct sockaddr *)(const void *)&to, sizeof(to)), 0);
}

static int dial(const struct house *h)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    connect_to(h, fd);
    return fd;
}

static void say(int fd, const char *text)
{
    assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

// Reads until `end` came or the connection ended.
static size_t hear(int fd, char *text, size_t size, const char *end)
{
    size_t at = 0;
    text[0] = '\0';
    while (at + 1 < size && (end == NULL || strstr(text, end) == NULL)) {
        ssize_t n = recv(fd, text + at, size - 1 - at, 0);
        if (n <= 0)
            break;
        at += (size_t)n;
        text[at] = '\0';
    }
    return at;
}

static void serves_sockets(void **state)
{
    (void)state;
    struct house h;
    open_house(&h);
    char text[4096];
    int fds[20];
    for (int i = 0; i < 20; i++) {
        fds[i] = dial(&h);
        say(fds[i],
            "GET / HTTP/1.1\r\nHost: h\r\n\r\nPOST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nxyz");
    }
    for (int i = 0; i < 20; i++) {
        hear(fds[i], text, sizeof(text), "xyz");
        assert_non_null(strstr(text, "\r\n\r\n127.0.0.1HTTP/1.1 200 OK\r\n"));
        assert_non_null(strstr(text, "xyz"));
        close(fds[i]);
    }
    assert_int_equal(atomic_load(&http_server_counters(h.server)->accepted), 20);
    assert_true(loop_take_longest_turn_us(h.loop) >= 0);
    close_house(&h, 100);
}

static void moves_large_replies(void **state)
{
    (void)state;
    struct house h;
    open_house(&h);
    enum { SIZE = 900000 };
    char *body = malloc(SIZE + 1), *got = malloc(SIZE + 1000);
    memset(body, 'b', SIZE);
    body[SIZE] = '\0';
    int fd = dial(&h);
    say(fd, "POST / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 900000\r\n\r\n");
    say(fd, body);
    size_t size = hear(fd, got, SIZE + 1000, NULL);
    assert_true(size > SIZE && size < SIZE + 300);
    close(fd);
    free(body);
    free(got);
    close_house(&h, 100);
}

static void upgrades_over_a_socket(void **state)
{
    (void)state;
    struct house h;
    open_house(&h);
    char text[4096];
    int fd = dial(&h);
    say(fd, "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            "\x81\x82\x01\x01\x01\x01ij");
    hear(fd, text, sizeof(text), "\x81\x02hk");
    assert_non_null(strstr(text, "\x81\x02hk"));
    loop_stop(h.loop, 10000);
    hear(fd, text, sizeof(text), "\x88\x0c\x03\xe9");
    assert_non_null(strstr(text, "\x88\x0c\x03\xe9going away"));
    send(fd, "\x88\x82\x01\x01\x01\x01\x02\xe8", 8, MSG_NOSIGNAL);
    pthread_join(h.thread, NULL);
    loop_free(h.loop);
    assert_int_equal(atomic_load(&h.closed_code), 1001);
    close(fd);
}

struct release {
    struct mail mail; // first
    struct http_exchange *exchange;
};

static void deliver_release(struct mail *mail, struct loop *loop)
{
    (void)loop;
    http_reply(((struct release *)(void *)mail)->exchange, 200, NULL, 0, VIEW("late"), false);
}

static void wait_for_parked(struct house *h)
{
    while (atomic_load(&h->parked) == NULL)
        usleep(1000);
}

static void lets_a_parked_request_finish_within_the_grace(void **state)
{
    (void)state;
    struct house h;
    open_house(&h);
    char text[4096];
    int fd = dial(&h), idle = dial(&h);
    say(fd, "GET /park HTTP/1.1\r\nHost: h\r\n\r\n");
    wait_for_parked(&h);
    loop_stop(h.loop, 20000);
    assert_int_equal(hear(idle, text, sizeof(text), NULL), 0); // the idle one ends first
    struct release release = {{.deliver = deliver_release}, atomic_load(&h.parked)};
    loop_post(h.loop, &release.mail);
    hear(fd, text, sizeof(text), NULL);
    assert_non_null(strstr(text, "Connection: close\r\n"));
    assert_non_null(strstr(text, "late"));
    close(fd);
    close(idle);
    pthread_join(h.thread, NULL);
    loop_free(h.loop);
}

static void ends_without_mercy_after_the_grace(void **state)
{
    (void)state;
    struct house h;
    open_house(&h);
    char text[100];
    int fd = dial(&h);
    say(fd, "GET /park HTTP/1.1\r\nHost: h\r\n\r\n");
    wait_for_parked(&h);
    struct release release = {{.deliver = deliver_release}, atomic_load(&h.parked)};
    loop_stop(h.loop, 0);
    pthread_join(h.thread, NULL);
    assert_int_equal(hear(fd, text, sizeof(text), NULL), 0);
    loop_post(h.loop, &release.mail); // an answer that comes too late goes nowhere
    loop_free(h.loop);
    close(fd);
}

static void adopts_a_socket(void **state)
{
    (void)state;
    struct house h = {0};
    int pair[2];
    char text[1000];
    struct loop_config config = {.clock = clock_system()};
    assert_int_equal(loop_new(&config, &h.loop), 0);
    struct http_server_config server = {.loop = h.loop,
                                        .app = {.ctx = &h, .request = on_request},
                                        .limits = http_limits_default(),
                                        .listen_fd = -1,
                                        .access_log_fd = -1};
    assert_int_equal(http_server_new(&server, &h.server), 0);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
    assert_int_equal(http_server_adopt(h.server, pair[0]), 0);
    pthread_create(&h.thread, NULL, run_house, &h);
    say(pair[1], "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    hear(pair[1], text, sizeof(text), "local");
    assert_non_null(strstr(text, "\r\n\r\nlocal"));
    close(pair[1]);
    close_house(&h, 100);
}

// Without descriptors left a client is turned away, and the next ones are served again.
static void survives_a_shortage_of_descriptors(void **state)
{
    (void)state;
    struct house h;
    open_house(&h);
    char text[1000];
    int early = dial(&h), hoard[1024], count = 0;
    say(early, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    hear(early, text, sizeof(text), "127.0.0.1");
    struct rlimit old, low;
    getrlimit(RLIMIT_NOFILE, &old);
    low = (struct rlimit){.rlim_cur = 64, .rlim_max = old.rlim_max};
    setrlimit(RLIMIT_NOFILE, &low);
    int late = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    while (count < 1024 && (hoard[count] = dup(late)) >= 0)
        count++;
    connect_to(&h, late);
    assert_true(hear(late, text, sizeof(text), NULL) == 0);
    while (count > 0)
        close(hoard[--count]);
    close(late);
    setrlimit(RLIMIT_NOFILE, &old);
    say(early, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    hear(early, text, sizeof(text), "127.0.0.1");
    assert_non_null(strstr(text, "200 OK"));
    int next = dial(&h);
    say(next, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    hear(next, text, sizeof(text), "127.0.0.1");
    assert_non_null(strstr(text, "200 OK"));
    close(next);
    close(early);
    close_house(&h, 100);
}

static void tells_why_it_cannot_listen(void **state)
{
    (void)state;
    int fd = -1, port = 0;
    assert_int_equal(http_listen("no address", 0, &fd, &port), -22);
    assert_int_equal(http_listen("127.0.0.1", 70000, &fd, &port), -22);
    assert_int_equal(http_listen("127.0.0.1", 0, &fd, &port), 0);
    int second = -1, same = 0;
    assert_int_equal(http_listen("127.0.0.1", port, &second, &same), 0); // one listener a loop
    assert_int_equal(same, port);
    close(fd);
    close(second);
}

static void sees_a_listener_whose_port_it_could_share(void **state)
{
    (void)state;
    int fd = -1, port = 0;
    assert_int_equal(http_listen("127.0.0.1", 0, &fd, &port), 0);
    assert_int_equal(http_port_check("127.0.0.1", port), -EADDRINUSE);
    close(fd);
    assert_int_equal(http_port_check("127.0.0.1", port), 0);
    assert_int_equal(http_port_check("127.0.0.1", 0), 0);
    assert_int_equal(http_port_check("no address", port), -EINVAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delivers_mail_of_several_threads_in_order),
        cmocka_unit_test(delivers_what_is_left_when_freed),
        cmocka_unit_test(serves_sockets),
        cmocka_unit_test(moves_large_replies),
        cmocka_unit_test(upgrades_over_a_socket),
        cmocka_unit_test(lets_a_parked_request_finish_within_the_grace),
        cmocka_unit_test(ends_without_mercy_after_the_grace),
        cmocka_unit_test(adopts_a_socket),
        cmocka_unit_test(survives_a_shortage_of_descriptors),
        cmocka_unit_test(tells_why_it_cannot_listen),
        cmocka_unit_test(sees_a_listener_whose_port_it_could_share),
    };
    return cmocka_run_group_tests_name("net/loop", tests, NULL, NULL);
}
