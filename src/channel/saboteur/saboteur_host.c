// SPDX-License-Identifier: Apache-2.0
// What the wrapped adapter is told that the hub is: everything goes through here on its way out.
#include "channel/saboteur/saboteur_row.h"
#include <errno.h>

enum { MS = 1000 };

// ---- ends

static void breach(struct saboteur *s, const struct channel_ended *end)
{
    switch (saboteur_below(s, 4)) {
    case 0:
        host_ended(&s->host, *end);
        break;
    case 1:
        host_ended(&s->host, (struct channel_ended){.id = VIEW("never-sent"), .end = CHANNEL_SENT});
        break;
    case 2:
        host_moved(&s->host, (struct channel_moved){.id = end->id, .state = (enum channel_state)99});
        break;
    default:
        host_received(&s->host, (struct channel_received){.text = VIEW("by nobody")});
        break;
    }
}

static void tell_end(struct saboteur *s, const struct channel_ended *end)
{
    host_ended(&s->host, *end);
    if (saboteur_does(s, SABOTEUR_BREACHES))
        breach(s, end);
}

static void drop_held(struct saboteur *s, struct saboteur_held *h)
{
    list_remove(&h->node);
    host_free(&s->host, h->texts);
    host_free(&s->host, h);
}

static struct view put(char **at, struct view text)
{
    char *from = *at;
    if (text.size > 0)
        memcpy(from, text.data, text.size);
    *at += text.size;
    return view_make(from, text.size);
}

// All of one delay, so that the last one held is the last one due.
static bool hold(struct saboteur *s, const struct channel_ended *end)
{
    struct saboteur_held *h = host_zalloc(&s->host, sizeof(*h));
    size_t size = end->id.size + end->provider_id.size + end->code.size + end->text.size + 1;
    char *texts = h == NULL ? NULL : host_zalloc(&s->host, size);
    if (texts == NULL) {
        host_free(&s->host, h);
        return false;
    }
    *h = (struct saboteur_held){
        .due_us = host_now_us(&s->host) + s->number[SABOTEUR_STALL_MS] * MS, .end = *end, .texts = texts};
    h->end.id = put(&texts, end->id);
    h->end.provider_id = put(&texts, end->provider_id);
    h->end.code = put(&texts, end->code);
    h->end.text = put(&texts, end->text);
    list_append(&s->held, &h->node);
    return true;
}

void saboteur_release(struct saboteur *s, int64_t now_us)
{
    while (!list_is_empty(&s->held)) {
        struct saboteur_held *h = list_entry(s->held.next, struct saboteur_held, node);
        if (h->due_us > now_us)
            return;
        tell_end(s, &h->end);
        drop_held(s, h);
    }
}

static void ended(void *seat, const struct channel_ended *end)
{
    struct saboteur *s = seat;
    struct channel_ended copy = *end;
    if (copy.end == CHANNEL_SENT && saboteur_does(s, SABOTEUR_CUTS)) {
        copy.end = CHANNEL_UNKNOWN;
        copy.provider_id = (struct view){0};
        copy.was_asked = false;
    }
    if (!s->is_closing && saboteur_does(s, SABOTEUR_STALLS) && hold(s, &copy))
        saboteur_arm(s);
    else
        tell_end(s, &copy);
}

// ---- what is told

static void lie(struct saboteur *s, const struct channel_moved *moved)
{
    struct channel_moved lies[] = {*moved, *moved};
    lies[0].id = (struct view){0};
    lies[0].provider_id = VIEW("nobody-knows");
    lies[1].state = moved->state == CHANNEL_READ ? CHANNEL_DELIVERED : CHANNEL_READ;
    host_moved(&s->host, lies[0]);
    host_moved(&s->host, lies[1]);
}

static void moved(void *seat, const struct channel_moved *moved)
{
    struct saboteur *s = seat;
    if (saboteur_does(s, SABOTEUR_LIES))
        lie(s, moved);
    host_moved(&s->host, *moved);
    if (saboteur_does(s, SABOTEUR_DUPLICATES))
        host_moved(&s->host, *moved);
}

static int received(void *seat, const struct channel_received *in)
{
    struct saboteur *s = seat;
    if (saboteur_does(s, SABOTEUR_THROTTLES))
        return CHANNEL_BUSY;
    int r = host_received(&s->host, *in);
    if (r == CHANNEL_OK && saboteur_does(s, SABOTEUR_DUPLICATES))
        return host_received(&s->host, *in);
    return r;
}

// ---- time

void saboteur_arm(struct saboteur *s)
{
    int64_t due = s->inner_due_us;
    if (!list_is_empty(&s->held)) {
        int64_t held = list_entry(s->held.next, struct saboteur_held, node)->due_us;
        due = held < due ? held : due;
    }
    host_timer(&s->host, due);
}

static void timer(void *seat, int64_t due_us)
{
    struct saboteur *s = seat;
    s->inner_due_us = due_us;
    saboteur_arm(s);
}

static int64_t now_us(void *seat, enum channel_clock clock)
{
    struct saboteur *s = seat;
    int64_t now = s->host.table->now_us(s->host.seat, clock);
    int64_t jump = s->number[SABOTEUR_JUMP_MS] * MS;
    return clock == CHANNEL_CLOCK_WALL ? now + saboteur_below(s, 2 * jump) - jump : now;
}

// ---- the rest goes through as it is

static int watch(void *seat, int fd, unsigned events)
{
    return host_watch(&((struct saboteur *)seat)->host, fd, events);
}

static void wake(void *seat)
{
    host_wake(&((struct saboteur *)seat)->host);
}

static void fill(void *seat, void *data, size_t size)
{
    host_random(&((struct saboteur *)seat)->host, data, size);
}

static void *memory(void *seat, void *old, size_t size)
{
    const struct host *h = &((struct saboteur *)seat)->host;
    return h->table->memory(h->seat, old, size);
}

static void log_for(void *seat, enum channel_log level, const char *text)
{
    const struct host *h = &((struct saboteur *)seat)->host;
    h->table->log(h->seat, level, text);
}

static const void *facet(void *seat, const char *name)
{
    return saboteur_ask(seat, name);
}

const struct channel_host saboteur_host = {.version = CHANNEL_VERSION,
                                           .size = sizeof(struct channel_host),
                                           .received = received,
                                           .ended = ended,
                                           .moved = moved,
                                           .timer = timer,
                                           .watch = watch,
                                           .wake = wake,
                                           .now_us = now_us,
                                           .random = fill,
                                           .memory = memory,
                                           .log = log_for,
                                           .facet = facet};
