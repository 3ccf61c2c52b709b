// SPDX-License-Identifier: Apache-2.0
// What an adapter tells, copied: its texts are good for the call only.
#include "delivery/engine.h"

enum { SAMPLE_MAX = 4096 };

static bool keep(struct arena *arena, struct view *text)
{
    return text->data == NULL || arena_copy(arena, *text, text);
}

static struct delivery_told *begin(struct arena *arena, enum delivery_told_kind kind)
{
    struct delivery_told *t = arena_zalloc(arena, sizeof(*t));
    if (t != NULL)
        t->kind = kind;
    return t;
}

struct delivery_told *engine_told_received(struct arena *arena, const struct channel_received *in)
{
    struct delivery_told *t = begin(arena, DELIVERY_TOLD_RECEIVED);
    if (t == NULL)
        return NULL;
    t->received = *in;
    struct channel_received *r = &t->received;
    bool is_kept = keep(arena, &r->provider_id) && keep(arena, &r->from) && keep(arena, &r->from_name) &&
                   keep(arena, &r->text) && keep(arena, &r->payload) && keep(arena, &r->attachments) &&
                   keep(arena, &r->metadata);
    return is_kept ? t : NULL;
}

struct delivery_told *engine_told_moved(struct arena *arena, const struct channel_moved *moved,
                                        struct view info)
{
    struct delivery_told *t = begin(arena, DELIVERY_TOLD_MOVED);
    if (t == NULL)
        return NULL;
    t->moved = *moved;
    t->info = info;
    struct channel_moved *m = &t->moved;
    bool is_kept = keep(arena, &m->id) && keep(arena, &m->provider_id) && keep(arena, &m->code) &&
                   keep(arena, &m->text) && keep(arena, &t->info);
    return is_kept ? t : NULL;
}

struct delivery_told *engine_told_ended(struct arena *arena, const struct channel_ended *end,
                                        struct view info)
{
    struct delivery_told *t = begin(arena, DELIVERY_TOLD_ENDED);
    if (t == NULL)
        return NULL;
    t->ended = *end;
    t->info = info;
    struct channel_ended *e = &t->ended;
    bool is_kept = keep(arena, &e->id) && keep(arena, &e->provider_id) && keep(arena, &e->code) &&
                   keep(arena, &e->text) && keep(arena, &t->info);
    return is_kept ? t : NULL;
}

struct delivery_told *engine_told_unknown(struct arena *arena, struct view kind, struct view sample)
{
    struct delivery_told *t = begin(arena, DELIVERY_TOLD_UNKNOWN);
    if (t == NULL)
        return NULL;
    if (sample.size > SAMPLE_MAX)
        sample.size = SAMPLE_MAX;
    t->unknown_kind = kind;
    t->sample = sample;
    return keep(arena, &t->unknown_kind) && keep(arena, &t->sample) ? t : NULL;
}
