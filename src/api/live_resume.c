// SPDX-License-Identifier: Apache-2.0
#include "api/live_replay.h"
#include "hub/position.h"
#include <stdlib.h>

enum { NEAR = 100 }; // positions that the loop reads itself; more are a worker's

// What a worker reads for a client. Lives until its mail came back, whether or not the client does.
struct resume {
    struct errand errand;
    struct mail mail;
    struct list node;  // in live.resumes
    struct live *live; // NULL: gone
    struct api_loop *loop;
    uint64_t ticket;
    struct replay replay;
    int64_t position; // of the worker's snapshot
    atomic_bool is_cancelled;
};

void live_cancel_resume(struct live *live, uint64_t ticket)
{
    for (struct list *n = live->resumes.next; n != &live->resumes; n = n->next) {
        struct resume *resume = list_entry(n, struct resume, node);
        if (resume->ticket == ticket)
            atomic_store(&resume->is_cancelled, true);
    }
}

void live_forget_resumes(struct live *live)
{
    while (!list_is_empty(&live->resumes)) {
        struct resume *resume = list_entry(live->resumes.next, struct resume, node);
        list_remove(&resume->node);
        atomic_store(&resume->is_cancelled, true);
        resume->live = NULL;
    }
}

static void answer(struct live *live, struct subscription *s, struct replay *replay)
{
    bool is_whole = !replay->has_failed;
    replay_end(replay, is_whole ? live : NULL);
    live_send_state(live, is_whole ? VIEW("resumed") : VIEW("reset"), s);
}

static void add_from_memory(void *ctx, const struct event *event)
{
    replay_add(ctx, event, event->body);
}

// ---- by a worker

static void run(struct errand *errand, struct db *db)
{
    struct resume *resume = (struct resume *)(void *)errand;
    resume->replay.until = INT64_MAX; // all that its snapshot sees
    if (!atomic_load(&resume->is_cancelled))
        replay_read(&resume->replay, db, &resume->position);
    loop_post(resume->loop->loop, &resume->mail);
}

// What came between the worker's snapshot and now was kept back; it is in the loop's memory.
static void catch_up(struct resume *resume, struct subscription *s)
{
    struct live_loop *l = &resume->loop->live;
    int64_t seen = live_seen(l, resume->replay.key.tenant);
    s->from = resume->position;
    if (seen <= resume->position)
        return;
    s->from = seen;
    resume->replay.after = resume->position;
    resume->replay.until = seen;
    if (ring_covers(&l->ring, resume->replay.key.tenant, resume->position))
        ring_walk(&l->ring, resume->replay.key.tenant, resume->position, add_from_memory, &resume->replay);
    else
        resume->replay.has_failed = true;
}

static void deliver(struct mail *mail, struct loop *loop)
{
    struct resume *resume = (struct resume *)(void *)((char *)mail - offsetof(struct resume, mail));
    struct live *live = resume->live;
    (void)loop;
    list_remove(&resume->node);
    struct subscription *s =
        live == NULL ? NULL : live_find_subscription(live, view_from(resume->replay.topic));
    // A client may have left the topic, or resumed it anew, meanwhile.
    if (s != NULL && s->ticket == resume->ticket) {
        s->ticket = 0;
        catch_up(resume, s);
        answer(live, s, &resume->replay);
    }
    replay_end(&resume->replay, NULL);
    free(resume);
}

static bool give_to_worker(struct live *live, struct subscription *s, int64_t after)
{
    struct api_loop *loop = live->loop;
    struct resume *resume = calloc(1, sizeof(*resume));
    if (resume == NULL)
        return false;
    *resume = (struct resume){
        .errand = {.tenant = live->principal.tenant, .is_resume = true, .run = run},
        .mail.deliver = deliver,
        .live = live,
        .loop = loop,
        .ticket = ++loop->live.last_ticket,
    };
    replay_begin(&resume->replay, s, loop->api, after);
    list_append(&live->resumes, &resume->node);
    s->ticket = resume->ticket;
    int64_t from = s->from;
    s->from = INT64_MAX;
    if (worker_give(loop->api->config.worker, &resume->errand) == WORKER_TAKEN)
        return true;
    s->ticket = 0;
    s->from = from;
    list_remove(&resume->node);
    free(resume);
    return false;
}

// ---- on the loop

// A client may know of a commit before this loop is told of it: from a read, or from another loop on which it
// was connected. What it knows is not given again. False when nothing that far was ever committed.
static bool admit(struct subscription *s, int64_t after)
{
    const struct live *live = s->owner;
    struct snapshot snapshot;
    if (after <= s->from)
        return true;
    if (snapshot_begin(live->loop->reader, live->principal.tenant, &snapshot) < 0)
        return false;
    bool is_committed = after <= snapshot.position;
    snapshot_end(&snapshot);
    if (is_committed)
        s->from = after;
    return is_committed;
}

static bool is_in_memory(const struct live *live, const struct subscription *s, int64_t after)
{
    const struct live_loop *l = &live->loop->live;
    return live_seen(l, live->principal.tenant) >= s->from &&
           ring_covers(&l->ring, live->principal.tenant, after);
}

static void resume_from(struct live *live, struct subscription *s, int64_t after)
{
    struct replay replay;
    int64_t position;
    bool misses_some = after < s->topic->last[s->audience];
    bool is_far = misses_some && !is_in_memory(live, s, after) && s->from - after > NEAR;
    if (is_far && s->from - after <= REPLAY_EVENTS_MAX && give_to_worker(live, s, after))
        return;
    replay_begin(&replay, s, live->loop->api, after);
    if (is_far)
        replay.has_failed = true;
    else if (misses_some && is_in_memory(live, s, after))
        ring_walk(&live->loop->live.ring, live->principal.tenant, after, add_from_memory, &replay);
    else if (misses_some)
        replay_read(&replay, live->loop->reader, &position);
    answer(live, s, &replay);
}

void live_resume(struct live *live, struct view topic, struct view position, enum audience audience)
{
    int64_t after;
    // A second resume of a topic begins anew: what was queued for the first has been sent already.
    live_unsubscribe(live, topic);
    struct subscription *s = live_need_subscription(live, topic, audience);
    if (s == NULL)
        return;
    if (position_from(position, live->loop->api->epoch, &after) && admit(s, after))
        resume_from(live, s, after);
    else
        live_send_state(live, VIEW("reset"), s);
}
