// SPDX-License-Identifier: Apache-2.0
// What goes from loop to loop and is never stored: it may be lost, and is dropped when too much of it waits.
#include "api/live_state.h"
#include "api/presence.h"
#include <stdlib.h>

enum { TOLD_WAITING_MAX = 20000 }; // mails of all loops

struct told_mail {
    struct mail mail;
    struct api_loop *loop;
    struct live_told told;
};

static void give_frame(struct topic *topic, enum audience audience, const struct live_told *told)
{
    struct list *listeners = &topic->subscriptions[audience];
    if (told->frames[audience] == NULL)
        return;
    for (struct list *n = listeners->next; n != listeners; n = n->next) {
        struct live *live = list_entry(n, struct subscription, node)->owner;
        if (live != told->except)
            websocket_send(live->ws, told->frames[audience]);
    }
}

static void give(struct api_loop *loop, const struct live_told *told)
{
    struct topic *topic = topic_get(&loop->live.topics, told->key);
    if (topic == NULL)
        return;
    if (told->is_presence)
        live_show_presence(loop, topic, told->except);
    for (int a = 0; a < AUDIENCES; a++)
        give_frame(topic, (enum audience)a, told);
}

static void deliver(struct mail *mail, struct loop *l)
{
    struct told_mail *m = (struct told_mail *)(void *)mail;
    (void)l;
    atomic_fetch_sub(&m->loop->shared->told_waiting, 1);
    give(m->loop, &m->told);
    for (int a = 0; a < AUDIENCES; a++)
        frame_unref(m->told.frames[a]);
    free(m);
}

static void post(struct api_loop *loop, const struct live_told *told)
{
    struct api_shared *shared = loop->shared;
    struct told_mail *m = NULL;
    if (atomic_fetch_add(&shared->told_waiting, 1) < TOLD_WAITING_MAX)
        m = malloc(sizeof(*m));
    if (m == NULL) {
        atomic_fetch_sub(&shared->told_waiting, 1);
        atomic_fetch_add_explicit(&shared->told_dropped, 1, memory_order_relaxed);
        return;
    }
    *m = (struct told_mail){.mail.deliver = deliver, .loop = loop, .told = *told};
    for (int a = 0; a < AUDIENCES; a++)
        if (told->frames[a] != NULL)
            frame_ref(told->frames[a]);
    loop_post(loop->loop, &m->mail);
}

void live_tell(const struct api *api, const struct live_told *told)
{
    for (int i = 0; i < api->loop_count; i++)
        post(api->loops[i], told);
}
