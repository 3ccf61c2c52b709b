// SPDX-License-Identifier: Apache-2.0
// Opens N WebSockets that say nothing, prints {"open":N,"seconds":…} once they stand, keeps them (and
// answers pings) until standard input ends, then prints how many the server had closed.
#include "websocket_client.h"
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { SOCKETS_MAX = 60000, STDIN_MARK = SOCKETS_MAX };

struct options {
    const char *url;
    const char *hello;
    char headers[2048];
    int count;
};

static void watch(int epoll_fd, int fd, uint32_t mark)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = mark};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event) != 0)
        client_die("epoll_ctl: %s", strerror(errno));
}

static void open_all(const struct options *o, int epoll_fd, int *fds)
{
    struct target target;
    char rest[4096];
    size_t rest_size;
    if (!target_parse(o->url, &target))
        client_die("not a URL of a local WebSocket server: %s", o->url);
    for (int i = 0; i < o->count; i++) {
        int r = websocket_open(&target, o->headers, o->hello, &fds[i], rest, sizeof(rest), &rest_size);
        if (r < 0)
            client_die("socket %d: %s", i, strerror(-r));
        watch(epoll_fd, fds[i], (uint32_t)i);
    }
}

static void answer_pings(int fd, struct view data)
{
    struct frame_in frame;
    char pong[125 + FRAME_HEAD_MAX];
    while (frame_next(&data, &frame))
        if (frame.opcode == 9 && frame.payload.size <= 125)
            client_write_all(fd, view_make(pong, frame_write(pong, 10, frame.payload)));
}

// Returns how many sockets the server closed meanwhile.
static int keep_all(int epoll_fd, int *fds)
{
    struct epoll_event events[64];
    char data[4096];
    int closed = 0;
    for (;;) {
        int count = epoll_wait(epoll_fd, events, 64, -1);
        for (int i = 0; i < count; i++) {
            uint32_t mark = events[i].data.u32;
            int fd = mark == STDIN_MARK ? 0 : fds[mark];
            ssize_t got = read(fd, data, sizeof(data));
            if (got > 0 && fd != 0)
                answer_pings(fd, view_make(data, (size_t)got));
            if (got > 0 || (got < 0 && errno == EAGAIN))
                continue;
            if (fd == 0)
                return closed;
            close(fd);
            closed++;
        }
    }
}

static const struct option long_options[] = {
    {"url", required_argument, NULL, 'u'},
    {"count", required_argument, NULL, 'n'},
    {"hello", required_argument, NULL, 'l'},
    {"header", required_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static struct options parse_options(int argc, char **argv)
{
    int key;
    size_t size;
    struct options o = {.count = 1000};
    while ((key = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (key == 'u')
            o.url = optarg;
        else if (key == 'l')
            o.hello = optarg;
        else if (key == 'n')
            o.count = (int)client_number("--count", optarg, 1, SOCKETS_MAX);
        else if (key == 'h' && (size = strlen(o.headers)) + strlen(optarg) + 3 < sizeof(o.headers))
            snprintf(o.headers + size, sizeof(o.headers) - size, "%s\r\n", optarg);
        else
            o.url = NULL;
    }
    if (o.url == NULL)
        client_die("idle --url ws://127.0.0.1:PORT/PATH [--count N] [--hello TEXT] [--header 'Name: value']");
    return o;
}

int main(int argc, char **argv)
{
    struct options options = parse_options(argc, argv);
    if (client_raise_file_limit() < options.count + 16)
        client_die("the limit of open files is too low for %d sockets", options.count);
    int *fds = calloc((size_t)options.count, sizeof(*fds));
    int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (fds == NULL || epoll_fd < 0)
        client_die("out of memory");
    uint64_t start = client_now_ns();
    open_all(&options, epoll_fd, fds);
    printf("{\"open\":%d,\"seconds\":%.3f}\n", options.count, (double)(client_now_ns() - start) / 1e9);
    fflush(stdout);
    watch(epoll_fd, 0, STDIN_MARK);
    printf("{\"closed\":%d}\n", keep_all(epoll_fd, fds));
    free(fds);
    return 0;
}
