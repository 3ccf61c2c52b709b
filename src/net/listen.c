// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "net/http_inside.h"
#include "net/tcp.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <unistd.h>

enum { BACKLOG = 4096, ACCEPTS_A_TURN = 256 };

union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_storage storage;
};

// ---- listening

static int address_from(const char *host, int port, union address *ret, socklen_t *ret_size)
{
    if (port < 0 || port > 65535)
        return -EINVAL;
    *ret = (union address){0};
    if (strcmp(host, "localhost") == 0)
        host = "127.0.0.1";
    if (inet_pton(AF_INET, host, &ret->v4.sin_addr) == 1) {
        ret->v4.sin_family = AF_INET;
        ret->v4.sin_port = htons((uint16_t)port);
        *ret_size = sizeof(ret->v4);
        return 0;
    }
    if (inet_pton(AF_INET6, host, &ret->v6.sin6_addr) != 1)
        return -EINVAL;
    ret->v6.sin6_family = AF_INET6;
    ret->v6.sin6_port = htons((uint16_t)port);
    *ret_size = sizeof(ret->v6);
    return 0;
}

static int bind_and_listen(int fd, const union address *address, socklen_t size)
{
    const int on = 1, off = 0;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) < 0)
        return -errno;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)); // what is accepted inherits it
    if (address->any.sa_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
    if (bind(fd, &address->any, size) < 0 || listen(fd, BACKLOG) < 0)
        return -errno;
    return 0;
}

// A listener that shares its port lets nobody bind it without sharing.
int http_port_check(const char *host, int port)
{
    const int on = 1;
    union address address;
    socklen_t size = 0;
    int r = address_from(host, port, &address, &size);
    if (r < 0 || port == 0)
        return r;
    int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)); // ended connections are no hindrance
    r = bind(fd, &address.any, size) < 0 ? -errno : 0;
    close(fd);
    return r;
}

static int port_of(int fd)
{
    union address address = {0};
    socklen_t size = sizeof(address);
    if (getsockname(fd, &address.any, &size) < 0)
        return -errno;
    return ntohs(address.any.sa_family == AF_INET ? address.v4.sin_port : address.v6.sin6_port);
}

int http_listen(const char *host, int port, int *ret_fd, int *ret_port)
{
    union address address;
    socklen_t size = 0;
    int r = address_from(host, port, &address, &size);
    if (r < 0)
        return r;
    int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    r = bind_and_listen(fd, &address, size);
    int bound = r < 0 ? r : port_of(fd);
    if (bound < 0) {
        close(fd);
        return bound;
    }
    *ret_fd = fd;
    *ret_port = bound;
    return 0;
}

// ---- accepting

struct acceptor {
    struct http_server *server;
    uv_poll_t poll;
    int fd;
    int spare_fd; // given up for a moment when descriptors are short, to turn a client away
};

static bool describe_v6(const struct in6_addr *address, char text[static PEER_SIZE])
{
    if (IN6_IS_ADDR_V4MAPPED(address)) {
        inet_ntop(AF_INET, &address->s6_addr[12], text, PEER_SIZE);
        return address->s6_addr[12] == 127;
    }
    inet_ntop(AF_INET6, address, text, PEER_SIZE);
    return IN6_IS_ADDR_LOOPBACK(address);
}

// Writes the address and tells whether it is this machine's own.
static bool describe(const union address *address, char text[static PEER_SIZE])
{
    if (address->any.sa_family == AF_INET) {
        inet_ntop(AF_INET, &address->v4.sin_addr, text, PEER_SIZE);
        return ntohl(address->v4.sin_addr.s_addr) >> 24 == 127;
    }
    if (address->any.sa_family == AF_INET6)
        return describe_v6(&address->v6.sin6_addr, text);
    memcpy(text, "local", sizeof("local"));
    return address->any.sa_family == AF_UNIX;
}

static int open_socket(struct http_server *server, int fd, const union address *address)
{
    char text[PEER_SIZE];
    bool is_loopback = describe(address, text);
    struct transport *transport = NULL;
    int r = tcp_new(server->loop, fd, &transport);
    if (r < 0)
        return error_trace(r);
    return conn_open(server, transport, text, is_loopback);
}

int http_server_adopt(struct http_server *server, int fd)
{
    union address address = {0};
    socklen_t size = sizeof(address);
    if (getpeername(fd, &address.any, &size) < 0) {
        int r = -errno;
        close(fd);
        return error_trace(r);
    }
    return open_socket(server, fd, &address);
}

static void turn_one_away(struct acceptor *a)
{
    close(a->spare_fd);
    int fd = accept4(a->fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0)
        close(fd);
    a->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    counter_add(&a->server->counters.refused, 1);
}

static bool accept_one(struct acceptor *a)
{
    union address address = {0};
    socklen_t size = sizeof(address);
    int fd = accept4(a->fd, &address.any, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
        if (errno == EMFILE || errno == ENFILE)
            turn_one_away(a);
        return errno == ECONNABORTED || errno == EINTR;
    }
    open_socket(a->server, fd, &address);
    return true;
}

static void on_listener(uv_poll_t *poll, int status, int events)
{
    struct acceptor *a = poll->data;
    (void)status;
    (void)events;
    loop_enter(a->server->loop);
    for (int i = 0; i < ACCEPTS_A_TURN && accept_one(a); i++)
        continue;
}

int acceptor_new(struct http_server *server, int fd, struct acceptor **ret)
{
    struct acceptor *a = calloc(1, sizeof(*a));
    if (a == NULL) {
        close(fd);
        return error_trace(-ENOMEM);
    }
    a->server = server;
    a->fd = fd;
    a->poll.data = a;
    int r = uv_poll_init(&server->loop->uv, &a->poll, fd);
    if (r < 0) {
        close(fd);
        free(a);
        return error_trace(r);
    }
    a->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    uv_poll_start(&a->poll, UV_READABLE, on_listener);
    *ret = a;
    return 0;
}

static void free_acceptor(uv_handle_t *handle)
{
    free(handle->data);
}

void acceptor_stop(struct acceptor *a)
{
    if (a == NULL)
        return;
    uv_close((uv_handle_t *)&a->poll, free_acceptor);
    close(a->fd);
    close(a->spare_fd);
}
