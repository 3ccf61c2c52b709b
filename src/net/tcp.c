// SPDX-License-Identifier: Apache-2.0
#include "net/tcp.h"
#include "base/error.h"
#include "net/loop_inside.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct tcp {
    struct transport transport; // first
    struct loop *loop;
    uv_poll_t poll;
    int fd;
};

static struct tcp *tcp_of(struct transport *t)
{
    return (struct tcp *)(void *)t;
}

static ssize_t tcp_read(struct transport *t, char *data, size_t size)
{
    for (;;) {
        ssize_t got = recv(tcp_of(t)->fd, data, size, 0);
        if (got >= 0)
            return got;
        if (errno != EINTR)
            return errno == EWOULDBLOCK ? -EAGAIN : -errno;
    }
}

static ssize_t send_parts(int fd, const struct iovec *parts, int count)
{
    if (count == 1)
        return send(fd, parts->iov_base, parts->iov_len, MSG_NOSIGNAL);
    union {
        const struct iovec *given;
        struct iovec *taken;
    } io = {.given = parts}; // sendmsg only reads them
    struct msghdr message = {.msg_iov = io.taken, .msg_iovlen = (size_t)count};
    return sendmsg(fd, &message, MSG_NOSIGNAL);
}

static ssize_t tcp_write(struct transport *t, const struct iovec *parts, int count)
{
    for (;;) {
        ssize_t sent = send_parts(tcp_of(t)->fd, parts, count);
        if (sent >= 0)
            return sent;
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return 0;
        if (errno != EINTR)
            return -errno;
    }
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct tcp *tcp = poll->data;
    loop_enter(tcp->loop);
    bool is_broken = status < 0; // the next read tells how
    tcp->transport.ready(tcp->transport.owner, is_broken || (events & UV_READABLE) != 0,
                         (events & UV_WRITABLE) != 0);
}

static void tcp_want(struct transport *t, bool input, bool output)
{
    struct tcp *tcp = tcp_of(t);
    int events = (input ? UV_READABLE : 0) | (output ? UV_WRITABLE : 0);
    if (events == 0)
        uv_poll_stop(&tcp->poll);
    else
        uv_poll_start(&tcp->poll, events, on_poll);
}

static void tcp_finish(struct transport *t)
{
    shutdown(tcp_of(t)->fd, SHUT_WR);
}

static void free_tcp(uv_handle_t *handle)
{
    free(handle->data);
}

static void tcp_close(struct transport *t)
{
    struct tcp *tcp = tcp_of(t);
    uv_close((uv_handle_t *)&tcp->poll, free_tcp);
    close(tcp->fd);
}

static const struct transport_type tcp_type = {
    .read = tcp_read,
    .write = tcp_write,
    .want = tcp_want,
    .finish = tcp_finish,
    .close = tcp_close,
};

int tcp_new(struct loop *loop, int fd, struct transport **ret)
{
    struct tcp *tcp = calloc(1, sizeof(*tcp));
    if (tcp == NULL) {
        close(fd);
        return error_trace(-ENOMEM);
    }
    tcp->transport.type = &tcp_type;
    tcp->loop = loop;
    tcp->fd = fd;
    tcp->poll.data = tcp;
    int r = uv_poll_init(&loop->uv, &tcp->poll, fd);
    if (r < 0) {
        close(fd);
        free(tcp);
        return error_trace(r);
    }
    *ret = &tcp->transport;
    return 0;
}
