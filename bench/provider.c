// SPDX-License-Identifier: Apache-2.0
// A provider of text messages that takes everything at once: answers each POST 201 with a message of its own
// in Twilio's shape, counts, and notes when what came in. One thread. Ends with the end of its standard
// input, then prints one JSON object; where a body names "stamp N" the time of its arrival is told by N.
#include "client.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECTIONS_MAX = 4096, REQUEST_MAX = 64 << 10, STAMPS_MAX = 1 << 20, SECONDS_MAX = 3600 };

struct peer {
    char in[REQUEST_MAX];
    size_t size;
};

struct provider {
    int epoll, listener, port;
    struct peer *peers[CONNECTIONS_MAX]; // by descriptor
    unsigned long long taken, connections;
    uint64_t first_ns, last_ns;
    unsigned long long each_tenth[SECONDS_MAX * 10]; // from the first
    uint64_t *stamps;                                // arrival by number; 0: none
};

static void put(int fd, const char *data, size_t size)
{
    // An answer of some hundred bytes always fits where at most one is under way.
    if (send(fd, data, size, MSG_NOSIGNAL) != (ssize_t)size)
        shutdown(fd, SHUT_RDWR);
}

static void answer(struct provider *p, int fd)
{
    char body[512], all[1024];
    int n = snprintf(body, sizeof(body),
                     "{\"sid\":\"SM%032llx\",\"status\":\"queued\",\"num_segments\":\"1\",\"direction\":"
                     "\"outbound-api\",\"error_code\":null,\"price\":null,\"price_unit\":\"USD\"}",
                     p->taken);
    int size = snprintf(
        all, sizeof(all),
        "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", n, body);

    put(fd, all, (size_t)size);
}

static void note(struct provider *p, const char *body, size_t size)
{
    static const char mark[] = "stamp+";
    uint64_t now = client_now_ns();
    const char *at = memmem(body, size, mark, sizeof(mark) - 1);
    unsigned long long number = at == NULL ? STAMPS_MAX : strtoull(at + sizeof(mark) - 1, NULL, 10);

    if (number < STAMPS_MAX && p->stamps[number] == 0)
        p->stamps[number] = now;
    if (p->taken++ == 0)
        p->first_ns = now;
    p->last_ns = now;
    if ((now - p->first_ns) / 100000000 < SECONDS_MAX * 10)
        p->each_tenth[(now - p->first_ns) / 100000000]++;
}

// The size of the whole request at the front, 0: not there yet.
static size_t whole(const struct peer *peer, size_t *ret_head)
{
    const char *end = memmem(peer->in, peer->size, "\r\n\r\n", 4);
    size_t head, length = 0;

    if (end == NULL)
        return 0;
    head = (size_t)(end + 4 - peer->in);
    for (const char *line = peer->in; line < end; line = (const char *)memchr(line, '\n', peer->size) + 1)
        if (strncasecmp(line, "content-length:", 15) == 0)
            length = strtoul(line + 15, NULL, 10);
    *ret_head = head;
    return peer->size < head + length ? 0 : head + length;
}

static void hang_up(struct provider *p, int fd)
{
    close(fd);
    free(p->peers[fd]);
    p->peers[fd] = NULL;
}

static void read_peer(struct provider *p, int fd)
{
    struct peer *peer = p->peers[fd];
    ssize_t n = recv(fd, peer->in + peer->size, REQUEST_MAX - 1 - peer->size, 0);
    size_t size, head;

    if (n <= 0) {
        if (n == 0 || errno != EAGAIN)
            hang_up(p, fd);
        return;
    }
    peer->size += (size_t)n;
    peer->in[peer->size] = 0;
    while ((size = whole(peer, &head)) > 0) {
        note(p, peer->in + head, size - head);
        answer(p, fd);
        memmove(peer->in, peer->in + size, peer->size - size);
        peer->size -= size;
    }
}

static void take_peer(struct provider *p)
{
    int fd = accept4(p->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

    if (fd < 0)
        return;
    if (fd >= CONNECTIONS_MAX)
        client_die("too many connections");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
    p->peers[fd] = calloc(1, sizeof(struct peer));
    p->connections++;
    if (p->peers[fd] == NULL || epoll_ctl(p->epoll, EPOLL_CTL_ADD, fd, &event) < 0)
        client_die("accept: %s", strerror(errno));
}

static void watch(struct provider *p, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

    if (epoll_ctl(p->epoll, EPOLL_CTL_ADD, fd, &event) < 0)
        client_die("epoll_ctl: %s", strerror(errno));
}

static void begin(struct provider *p)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof(at);

    p->stamps = calloc(STAMPS_MAX, sizeof(*p->stamps));
    p->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    p->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (p->stamps == NULL || p->listener < 0 || bind(p->listener, (const void *)&at, sizeof(at)) < 0 ||
        listen(p->listener, 1024) < 0 || getsockname(p->listener, (void *)&at, &size) < 0)
        client_die("listen: %s", strerror(errno));
    p->port = ntohs(at.sin_port);
    watch(p, p->listener);
    watch(p, STDIN_FILENO);
    printf("{\"port\":%d}\n", p->port);
    fflush(stdout);
}

// False: the input has ended.
static bool turn(struct provider *p)
{
    struct epoll_event events[256];
    int count = epoll_wait(p->epoll, events, 256, -1);
    char byte;

    for (int i = 0; i < count; i++) {
        int fd = events[i].data.fd;

        if (fd == STDIN_FILENO && read(fd, &byte, 1) <= 0)
            return false;
        if (fd == p->listener)
            take_peer(p);
        else if (fd != STDIN_FILENO)
            read_peer(p, fd);
    }
    return true;
}

static void report(const struct provider *p)
{
    size_t tenths = p->taken == 0 ? 0 : (size_t)((p->last_ns - p->first_ns) / 100000000) + 1;
    const char *comma = "";

    printf("{\"taken\":%llu,\"connections\":%llu,\"first_ns\":%llu,\"last_ns\":%llu,\"each_tenth\":[",
           p->taken, p->connections, (unsigned long long)p->first_ns, (unsigned long long)p->last_ns);
    for (size_t i = 0; i < tenths && i < SECONDS_MAX * 10; i++)
        printf("%s%llu", i == 0 ? "" : ",", p->each_tenth[i]);
    printf("],\"stamps\":{");
    for (size_t i = 0; i < STAMPS_MAX; i++)
        if (p->stamps[i] != 0) {
            printf("%s\"%zu\":%llu", comma, i, (unsigned long long)p->stamps[i]);
            comma = ",";
        }
    printf("}}\n");
}

int main(void)
{
    static struct provider p;

    begin(&p);
    while (turn(&p))
        continue;
    report(&p);
    for (int fd = 0; fd < CONNECTIONS_MAX; fd++)
        free(p.peers[fd]);
    free(p.stamps);
    return 0;
}
