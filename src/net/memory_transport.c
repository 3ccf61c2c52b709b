// SPDX-License-Identifier: Apache-2.0
#include "net/memory_transport.h"
#include "net/http_inside.h"
#include <errno.h>

static struct memory_transport *memory_of(struct transport *t)
{
    return (struct memory_transport *)(void *)t;
}

static ssize_t memory_read(struct transport *t, char *data, size_t size)
{
    struct memory_transport *m = memory_of(t);
    if (m->is_broken)
        return -ECONNRESET;
    if (m->in.size == 0)
        return m->has_ended ? 0 : -EAGAIN;
    size_t n = size < m->in.size ? size : m->in.size;
    memcpy(data, m->in.data, n);
    buffer_consume(&m->in, n);
    return (ssize_t)n;
}

static ssize_t memory_write(struct transport *t, const struct iovec *parts, int count)
{
    struct memory_transport *m = memory_of(t);
    if (m->is_broken)
        return -EPIPE;
    size_t taken = 0;
    for (int i = 0; i < count; i++) {
        size_t n = parts[i].iov_len < m->room ? parts[i].iov_len : m->room;
        buffer_append(&m->out, parts[i].iov_base, n);
        m->room -= m->room == SIZE_MAX ? 0 : n;
        taken += n;
    }
    return (ssize_t)taken;
}

static void memory_want(struct transport *t, bool input, bool output)
{
    memory_of(t)->wants_input = input;
    memory_of(t)->wants_output = output;
}

static void memory_finish(struct transport *t)
{
    memory_of(t)->is_finished = true;
}

static void memory_close(struct transport *t)
{
    memory_of(t)->is_closed = true;
}

static const struct transport_type memory_type = {
    .read = memory_read,
    .write = memory_write,
    .want = memory_want,
    .finish = memory_finish,
    .close = memory_close,
};

int memory_connect(struct memory_transport *m, struct http_server *server, struct loop *loop,
                   const char *peer)
{
    *m = (struct memory_transport){.transport.type = &memory_type, .loop = loop, .room = SIZE_MAX};
    buffer_init(&m->in, (size_t)1 << 30);
    buffer_init(&m->out, (size_t)1 << 30);
    loop_enter(loop);
    return conn_open(server, &m->transport, peer, strcmp(peer, "127.0.0.1") == 0);
}

void memory_free(struct memory_transport *m)
{
    buffer_free(&m->in);
    buffer_free(&m->out);
}

static bool has_input(const struct memory_transport *m)
{
    return m->wants_input && (m->in.size > 0 || m->has_ended || m->is_broken);
}

void memory_pump(struct memory_transport *m)
{
    do {
        loop_enter(m->loop);
        while (!m->is_closed && (has_input(m) || (m->wants_output && (m->room > 0 || m->is_broken))))
            m->transport.ready(m->transport.owner, has_input(m), m->wants_output && m->room > 0);
        loop_leave(m->loop);
    } while (!m->is_closed && has_input(m));
}

void memory_send(struct memory_transport *m, struct view data)
{
    buffer_append_view(&m->in, data);
    memory_pump(m);
}

void memory_end(struct memory_transport *m)
{
    m->has_ended = true;
    memory_pump(m);
}

void memory_break(struct memory_transport *m)
{
    m->is_broken = true;
    memory_pump(m);
}
