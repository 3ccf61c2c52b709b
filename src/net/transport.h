// SPDX-License-Identifier: Apache-2.0
// What carries a connection's bytes: TCP, TLS in between, or memory in tests. Readiness, not
// completion: the owner is told that bytes wait or that there is room, and reads or writes then.
#pragma once
#include "base/view.h"
#include <sys/types.h>
#include <sys/uio.h>

struct transport;

struct transport_type {
    // Bytes read; 0 at the peer's end; -EAGAIN when none wait; -E… when it is broken.
    ssize_t (*read)(struct transport *t, char *data, size_t size);
    // Bytes taken, fewer than given (also 0) while the peer takes no more; -E….
    ssize_t (*write)(struct transport *t, const struct iovec *parts, int count);
    // Which calls of `ready` the owner wants from now on.
    void (*want)(struct transport *t, bool input, bool output);
    // No output follows (FIN); input still comes.
    void (*finish)(struct transport *t);
    // Gives the transport away; no call follows.
    void (*close)(struct transport *t);
};

struct transport {
    const struct transport_type *type;
    void (*ready)(void *owner, bool input, bool output); // may close the transport
    void *owner;
};

static inline ssize_t transport_read(struct transport *t, char *data, size_t size)
{
    return t->type->read(t, data, size);
}

static inline ssize_t transport_write(struct transport *t, const struct iovec *parts, int count)
{
    return t->type->write(t, parts, count);
}

static inline void transport_want(struct transport *t, bool input, bool output)
{
    t->type->want(t, input, output);
}

static inline void transport_finish(struct transport *t)
{
    t->type->finish(t);
}

static inline void transport_close(struct transport *t)
{
    t->type->close(t);
}
