// SPDX-License-Identifier: Apache-2.0
// One frame to many WebSockets over loopback TCP: bench_fanout [SOCKETS] [FRAMES]. Tells deliveries a
// second of wall time and of the server thread's CPU time. The reader is a thread of its own.
#include "net/websocket_conn.h"
#include <arpa/inet.h>
#include <malloc.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PAYLOAD = 300, OUTSTANDING = 4, SOCKETS_MAX = 10000 };

static int socket_count = 1000, frame_count = 1000, port;
static struct loop *the_loop;
static struct websocket *sockets[SOCKETS_MAX];
static int socket_total;
static struct rusage server_usage;

static void on_message(void *ctx, struct websocket *ws, bool is_text, struct view payload)
{
    (void)ctx, (void)ws, (void)is_text, (void)payload;
}

static void on_closed(void *ctx, struct websocket *ws, uint16_t code)
{
    (void)ctx, (void)ws, (void)code;
}

static void on_request(void *ctx, struct http_exchange *x)
{
    (void)ctx;
    static const struct websocket_handler handler = {.message = on_message, .closed = on_closed};
    sockets[socket_total++] = websocket_upgrade(x, (struct view){0}, &handler, NULL);
}

static void publish(struct mail *mail, struct loop *loop)
{
    (void)loop;
    char text[PAYLOAD];
    memset(text, 'x', sizeof(text));
    struct frame *f = frame_text(view_make(text, sizeof(text)), true);
    for (int i = 0; i < socket_total; i++)
        websocket_send(sockets[i], f);
    frame_unref(f);
    free(mail);
}

static void *serve(void *arg)
{
    (void)arg;
    loop_run(the_loop);
    getrusage(RUSAGE_THREAD, &server_usage);
    return NULL;
}

static void post_frame(void)
{
    struct mail *mail = malloc(sizeof(*mail));
    mail->deliver = publish;
    loop_post(the_loop, mail);
}

static int dial(void)
{
    static const char text[] =
        "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    char answer[1000];
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (connect(fd, (const struct sockaddr *)(const void *)&to, sizeof(to)) < 0 ||
        send(fd, text, sizeof(text) - 1, 0) < 0 || recv(fd, answer, sizeof(answer), 0) <= 0)
        abort();
    return fd;
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void read_all(int epoll)
{
    static char data[65536];
    long long got = 0, a_frame = (long long)socket_count * (PAYLOAD + 4), posted = 0;
    struct epoll_event events[256];
    while (got < a_frame * frame_count) {
        while (posted < frame_count && got >= (posted - OUTSTANDING + 1) * a_frame) {
            post_frame();
            posted++;
        }
        int n = epoll_wait(epoll, events, 256, -1);
        for (int i = 0; i < n; i++) {
            ssize_t r = recv(events[i].data.fd, data, sizeof(data), MSG_DONTWAIT);
            got += r > 0 ? r : 0;
        }
    }
}

static double usage_s(const struct rusage *u)
{
    return (double)(u->ru_utime.tv_sec + u->ru_stime.tv_sec) +
           (double)(u->ru_utime.tv_usec + u->ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv)
{
    socket_count = argc > 1 ? atoi(argv[1]) : socket_count;
    frame_count = argc > 2 ? atoi(argv[2]) : frame_count;
    struct loop_config loop = {.clock = clock_system()};
    struct http_server_config config = {
        .app = {.request = on_request}, .limits = http_limits_default(), .access_log_fd = -1};
    struct http_server *server = NULL;
    if (socket_count > SOCKETS_MAX || loop_new(&loop, &the_loop) < 0 ||
        http_listen("127.0.0.1", 0, &config.listen_fd, &port) < 0)
        return 1;
    config.loop = the_loop;
    if (http_server_new(&config, &server) < 0)
        return 1;
    pthread_t thread;
    pthread_create(&thread, NULL, serve, NULL);
    int epoll = epoll_create1(0);
    size_t memory = mallinfo2().uordblks;
    for (int i = 0; i < socket_count; i++) {
        struct epoll_event event = {.events = EPOLLIN, .data.fd = dial()};
        epoll_ctl(epoll, EPOLL_CTL_ADD, event.data.fd, &event);
    }
    printf("%zu bytes of the heap an idle socket\n",
           (mallinfo2().uordblks - memory) / (size_t)(socket_count > 0 ? socket_count : 1));
    double began = now_s();
    read_all(epoll);
    double took = now_s() - began, deliveries = (double)socket_count * frame_count;
    loop_stop(the_loop, 0);
    pthread_join(thread, NULL);
    printf("%.0f deliveries/s of wall time, %.0f/s of server CPU (%.2f us each)\n", deliveries / took,
           deliveries / usage_s(&server_usage), usage_s(&server_usage) / deliveries * 1e6);
    loop_free(the_loop);
    return 0;
}
