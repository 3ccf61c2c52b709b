// SPDX-License-Identifier: Apache-2.0
// For adapters: a function for each slot of the host's table, and memory on top of it. All inline, so that an
// adapter outside the tree links nothing of the hub's.
#pragma once
#include "channel/channel.h"
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

// An adapter's instance holds one, filled from the opening.
struct host {
    const struct channel_host *table;
    void *seat;
};

static inline struct host host_of(const struct channel_opening *o)
{
    return (struct host){.table = o->host, .seat = o->seat};
}

static inline int host_received(const struct host *h, struct channel_received in)
{
    in.size = sizeof(in);
    return h->table->received(h->seat, &in);
}

static inline void host_ended(const struct host *h, struct channel_ended end)
{
    end.size = sizeof(end);
    h->table->ended(h->seat, &end);
}

static inline void host_moved(const struct host *h, struct channel_moved moved)
{
    moved.size = sizeof(moved);
    h->table->moved(h->seat, &moved);
}

static inline void host_timer(const struct host *h, int64_t due_us)
{
    h->table->timer(h->seat, due_us);
}

static inline int host_watch(const struct host *h, int fd, unsigned events)
{
    return h->table->watch(h->seat, fd, events);
}

static inline void host_wake(const struct host *h)
{
    h->table->wake(h->seat);
}

static inline int64_t host_now_us(const struct host *h)
{
    return h->table->now_us(h->seat, CHANNEL_CLOCK_MONO);
}

static inline int64_t host_wall_us(const struct host *h)
{
    return h->table->now_us(h->seat, CHANNEL_CLOCK_WALL);
}

static inline void host_random(const struct host *h, void *data, size_t size)
{
    h->table->random(h->seat, data, size);
}

static inline const void *host_facet(const struct host *h, const char *name)
{
    return h->table->facet(h->seat, name);
}

__attribute__((format(printf, 3, 4))) static inline void host_log(const struct host *h,
                                                                  enum channel_log level, const char *format,
                                                                  ...)
{
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    h->table->log(h->seat, level, text);
}

// ---- memory

// All bytes zero; NULL when there is none.
static inline void *host_zalloc(const struct host *h, size_t size)
{
    void *p = h->table->memory(h->seat, NULL, size);
    return p == NULL ? NULL : memset(p, 0, size);
}

// NULL is harmless.
static inline void host_free(const struct host *h, void *p)
{
    if (p != NULL)
        h->table->memory(h->seat, p, 0);
}

// A copy with a NUL behind it; NULL when memory is short. Give it back with host_free.
static inline char *host_copy(const struct host *h, struct view text)
{
    char *p = h->table->memory(h->seat, NULL, text.size + 1);
    if (p == NULL)
        return NULL;
    if (text.size > 0)
        memcpy(p, text.data, text.size);
    p[text.size] = '\0';
    return p;
}

// ---- messages

// Since when it may be with the provider; 0: not known, as by a hub that is older than the member.
static inline int64_t host_doubtful_us(const struct channel_message *m)
{
    size_t least = offsetof(struct channel_message, doubtful_us) + sizeof(m->doubtful_us);
    return m->size >= least ? m->doubtful_us : 0;
}

// ---- faults

// Fills the fault in and returns CHANNEL_REFUSED.
__attribute__((format(printf, 3, 4))) static inline int host_refuse(struct channel_fault *fault,
                                                                    const char *field, const char *format,
                                                                    ...)
{
    va_list args;
    va_start(args, format);
    snprintf(fault->field, sizeof(fault->field), "%s", field);
    vsnprintf(fault->text, sizeof(fault->text), format, args);
    va_end(args);
    return CHANNEL_REFUSED;
}

static inline int host_busy(struct channel_fault *fault, int64_t retry_us)
{
    fault->retry_us = retry_us;
    return CHANNEL_BUSY;
}
