// SPDX-License-Identifier: Apache-2.0
// The table that adapters are given, and what is checked of what they tell.
#include "base/error.h"
#include "base/log.h"
#include "channel/connector_row.h"
#include "codec/json.h"
#include "codec/utf8.h"

// A message that a customer was able to write holds no more than this beside its text.
enum { PART_MAX = 64 << 10 };

// Told inside a call, on its thread. What comes from elsewhere would race with the hub.
static bool is_heard(struct connector *c)
{
    if (c->depth > 0 && pthread_equal(c->thread, pthread_self()))
        return true;
    connector_breach(c, "something was told outside of a call, or on another thread");
    return false;
}

static bool is_text(struct view v, size_t most)
{
    return v.size <= most && utf8_is_valid(v) && (v.size == 0 || memchr(v.data, '\0', v.size) == NULL);
}

// What an adapter tells begins with its size. An older one's is shorter, a newer one's longer than what is
// known here; `least` is what version 1 began with.
static bool take_struct(const void *from, size_t least, void *ret, size_t size)
{
    size_t theirs = *(const size_t *)from;
    if (theirs < least)
        return false;
    memset(ret, 0, size);
    memcpy(ret, from, theirs < size ? theirs : size);
    return true;
}

// ---- what became of messages

enum { ENDED_LEAST = offsetof(struct channel_ended, was_asked), MOVED_LEAST = sizeof(struct channel_moved) };

// Nothing was sent: a question has nothing to be tried again, refused or taken back.
static bool is_answer(const struct channel_ended *e)
{
    return e->end == CHANNEL_SENT || e->end == CHANNEL_UNKNOWN;
}

static bool is_end(const struct channel_ended *e)
{
    return e->end >= CHANNEL_SENT && e->end <= CHANNEL_UNKNOWN &&
           is_text(e->provider_id, CHANNEL_ADDRESS_MAX) && is_text(e->code, PART_MAX) &&
           is_text(e->text, PART_MAX);
}

static void take_end(void *seat, const struct channel_ended *end)
{
    struct connector *c = seat;
    if (!is_heard(c))
        return;
    struct connector_send *s = connector_send_find(c, end->id);
    if (s == NULL) {
        connector_breach(c, "an end for %.*s, which is not under way", VIEW_ARG(end->id));
        return;
    }
    bool is_late = s->is_expired;
    struct channel_ended copy;
    bool is_good = take_struct(end, ENDED_LEAST, &copy, sizeof(copy)) && is_end(&copy);
    if (!is_good || (s->is_question && !is_answer(&copy))) {
        connector_breach(c, "an end that makes no sense for %.*s", VIEW_ARG(end->id));
        copy = (struct channel_ended){.end = CHANNEL_UNKNOWN,
                                      .text = VIEW("the adapter gave no sensible answer")};
    }
    char id[CHANNEL_ID_MAX]; // the caller's view may be of the place that is forgotten
    memcpy(id, s->id, s->id_size);
    copy.id = view_make(id, s->id_size);
    copy.size = sizeof(copy);
    connector_forget(c, s);
    c->figures.ends[copy.end]++;
    c->figures.late += is_late;
    c->config.owner->ended(c->config.ctx, c, &copy, is_late);
}

static bool is_receipt(const struct channel_moved *m)
{
    return m->state >= CHANNEL_DELIVERED && m->state <= CHANNEL_TAKEN &&
           (m->id.size > 0 || m->provider_id.size > 0) && is_text(m->id, CHANNEL_ID_MAX) &&
           is_text(m->provider_id, CHANNEL_ADDRESS_MAX) && is_text(m->code, PART_MAX) &&
           is_text(m->text, PART_MAX);
}

static void take_move(void *seat, const struct channel_moved *moved)
{
    struct connector *c = seat;
    struct channel_moved copy;
    if (!is_heard(c))
        return;
    if (!take_struct(moved, MOVED_LEAST, &copy, sizeof(copy)) || !is_receipt(&copy)) {
        connector_breach(c, "a receipt that makes no sense");
        return;
    }
    c->figures.moved++;
    c->config.owner->moved(c->config.ctx, c, &copy);
}

// ---- what customers say

static bool is_json(struct view text, enum json_type type)
{
    struct arena arena;
    const struct json *root;
    if (text.data == NULL)
        return true;
    if (text.size > PART_MAX)
        return false;
    arena_init(&arena, 4096, 4 << 20);
    bool is_good = json_parse(&arena, text, NULL, &root) == JSON_OK && root->type == type;
    arena_free(&arena);
    return is_good;
}

enum { RECEIVED_LEAST = offsetof(struct channel_received, is_answered) };

static bool is_message(const struct channel_received *in)
{
    return in->provider_id.size > 0 && in->from.size > 0 && is_text(in->provider_id, CHANNEL_ADDRESS_MAX) &&
           is_text(in->from, CHANNEL_ADDRESS_MAX) && is_text(in->from_name, CHANNEL_ADDRESS_MAX) &&
           is_text(in->text, CHANNEL_TEXT_MAX) && is_text(in->payload, PART_MAX) &&
           is_json(in->attachments, JSON_ARRAY) && is_json(in->metadata, JSON_OBJECT);
}

static int take_message(void *seat, const struct channel_received *in)
{
    struct connector *c = seat;
    if (!is_heard(c))
        return CHANNEL_REFUSED;
    struct channel_received copy;
    if (!take_struct(in, RECEIVED_LEAST, &copy, sizeof(copy)) || !is_message(&copy)) {
        connector_breach(c, "a message of a customer that makes no sense");
        return CHANNEL_REFUSED;
    }
    int r = c->config.owner->received(c->config.ctx, c, &copy);
    c->figures.received += r == CHANNEL_OK;
    return r;
}

// ---- being called again

static void set_timer(void *seat, int64_t due_us)
{
    struct connector *c = seat;
    if (is_heard(c))
        c->due_us = due_us;
}

static int set_watch(void *seat, int fd, unsigned events)
{
    struct connector *c = seat;
    int i = 0;
    if (!is_heard(c))
        return -EPERM;
    while (i < c->watch_count && c->watches[i].fd != fd)
        i++;
    if (i == c->watch_count && events == 0)
        return 0;
    if (i == CHANNEL_WATCHES_MAX)
        return -ENOSPC;
    if (events == 0) {
        c->watches[i] = c->watches[--c->watch_count];
        return 0;
    }
    c->watches[i] = (struct connector_watch){.fd = fd, .events = events};
    c->watch_count += i == c->watch_count;
    return 0;
}

static void wake(void *seat)
{
    struct connector *c = seat;
    c->config.owner->wake(c->config.ctx, c);
}

// ---- the rest

static int64_t now_us(void *seat, enum channel_clock clock)
{
    const struct connector *c = seat;
    return clock == CHANNEL_CLOCK_WALL ? clock_wall_us(&c->config.clock) : clock_mono_us(&c->config.clock);
}

static void fill(void *seat, void *data, size_t size)
{
    random_fill(&((struct connector *)seat)->config.random, data, size);
}

static void *memory(void *seat, void *old, size_t size)
{
    return connector_memory(seat, old, size);
}

static void log_for(void *seat, enum channel_log level, const char *text)
{
    static const enum log_level levels[] = {LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR};
    if ((unsigned)level <= CHANNEL_LOG_ERROR)
        log_line(levels[level], "connector %s: %s", ((struct connector *)seat)->id, text);
}

static const void *facet(void *seat, const char *name)
{
    struct connector *c = seat;
    return c->config.owner->facet == NULL ? NULL : c->config.owner->facet(c->config.ctx, name);
}

const struct channel_host connector_host = {.version = CHANNEL_VERSION,
                                            .size = sizeof(struct channel_host),
                                            .received = take_message,
                                            .ended = take_end,
                                            .moved = take_move,
                                            .timer = set_timer,
                                            .watch = set_watch,
                                            .wake = wake,
                                            .now_us = now_us,
                                            .random = fill,
                                            .memory = memory,
                                            .log = log_for,
                                            .facet = facet};
