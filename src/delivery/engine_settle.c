// SPDX-License-Identifier: Apache-2.0
// Ends, gathered and given to the writer: at once when none is on its way, so that an idle hub waits for
// nobody and a busy one shares its commits. What the store does not take is kept and offered again.
#include "base/error.h"
#include "delivery/engine.h"
#include <stdlib.h>

enum { SETTLE_MAX = 64, TRIES_MAX = 8 };

struct engine_settle {
    struct engine_job job; // first
    int count;
    struct engine_end *ends[SETTLE_MAX];
    enum outbox_ending became[SETTLE_MAX];
};

// ---- an end

static struct view put(char **at, struct view text)
{
    if (text.data == NULL)
        return text;
    char *from = *at;
    memcpy(from, text.data, text.size);
    *at += text.size;
    return view_make(from, text.size);
}

static void free_end(struct engine_end *e)
{
    if (e != NULL)
        free(e->info);
    free(e);
}

static char *copy_text(struct view text)
{
    char *copy = malloc(text.size + 1);
    if (copy != NULL) {
        memcpy(copy, text.data, text.size);
        copy[text.size] = '\0';
    }
    return copy;
}

static struct engine_end *make_end(const struct engine_account *a, const struct outbox_result *r,
                                   struct view id)
{
    struct engine_end *e = calloc(1, sizeof(*e) + r->provider_id.size + r->code.size + r->text.size);
    if (e == NULL)
        return NULL;
    char *at = (char *)(e + 1);
    e->result = *r;
    e->result.run = view_from(a->delivery->run);
    e->result.provider_id = put(&at, r->provider_id);
    e->result.code = put(&at, r->code);
    e->result.text = put(&at, r->text);
    e->result.info = (struct view){0};
    if (r->info.size > 0)
        e->info = copy_text(r->info);
    memcpy(e->id, id.data, id.size < CHANNEL_ID_MAX ? id.size : CHANNEL_ID_MAX);
    return e;
}

// Without memory the end is not recorded, and its row comes back when it is missed (engine_job.c).
void engine_settle_add(struct engine_account *a, const struct outbox_result *result, struct view id)
{
    struct engine_end *e = make_end(a, result, id);
    if (e == NULL) {
        log_error("connector %s: no memory to record an end", a->id);
        return;
    }
    list_append(&a->ends, &e->node);
    a->end_count++;
}

bool engine_settle_info(struct engine_account *a, struct view id, struct view json)
{
    for (struct list *at = a->ends.prev; at != &a->ends; at = at->prev) {
        struct engine_end *e = list_entry(at, struct engine_end, node);
        if (!view_equal(id, view_from(e->id)))
            continue;
        free(e->info);
        e->info = copy_text(json);
        return true;
    }
    return false;
}

bool engine_settle_has(const struct engine_account *a, int64_t row)
{
    bool has = false;
    for (struct list *at = a->ends.next; at != &a->ends; at = at->next)
        has |= list_entry(at, struct engine_end, node)->result.row == row;
    for (int i = 0; a->settle != NULL && i < a->settle->count; i++)
        has |= a->settle->ends[i]->result.row == row;
    return has;
}

// ---- giving them to the writer

static int decide(struct work *work, struct tx *tx)
{
    struct engine_settle *s = (struct engine_settle *)(void *)work;
    int r = 0;
    for (int i = 0; i < s->count && r == 0; i++) {
        struct outbox_result result = s->ends[i]->result;
        result.id = view_from(s->ends[i]->id);
        result.info = view_from(s->ends[i]->info);
        r = outbox_settle(tx, &result, &s->became[i]);
    }
    return error_trace(r);
}

static void drop(struct engine_job *job)
{
    struct engine_settle *s = (struct engine_settle *)(void *)job;
    for (int i = 0; i < s->count; i++)
        free_end(s->ends[i]);
    free(s);
}

// By what became of it, not by what was told.
static void count(struct engine_account *a, enum outbox_ending became)
{
    struct delivery_figures *f = &a->figures;
    switch (became) {
    case OUTBOX_ENDING_SENT:
        f->sent++;
        f->last_sent_us = engine_wall(a->delivery);
        return;
    case OUTBOX_ENDING_RETRY:
        f->retried++;
        return;
    case OUTBOX_ENDING_FAILED:
        f->failed++;
        return;
    case OUTBOX_ENDING_CANCELLED:
        f->cancelled++;
        return;
    case OUTBOX_ENDING_UNKNOWN:
        f->unknown++;
        return;
    case OUTBOX_ENDING_LATER:
        return;
    }
}

// In front of what came meanwhile, in their order.
static void put_back(struct engine_account *a, struct engine_settle *s)
{
    for (int i = s->count - 1; i >= 0; i--)
        list_append(a->ends.next, &s->ends[i]->node);
    a->end_count += s->count;
    s->count = 0;
}

// What is refused by itself again and again must not hold up the others: its row stays under its lease, and
// is judged again when it is missed.
static void give_up(struct engine_account *a, struct engine_settle *s)
{
    struct engine_end *e = s->ends[0];
    if (s->count > 1 || ++e->tries < TRIES_MAX)
        return;
    log_error(
        "connector %s: the end of delivery %s cannot be recorded; in a while it is judged as if nobody knew",
        a->id, e->id);
    free_end(e);
    s->count = 0;
}

static void back(struct engine_job *job)
{
    struct engine_settle *s = (struct engine_settle *)(void *)job;
    struct engine_account *a = job->account;
    a->settle = NULL;
    if (job->outcome == WORK_COMMITTED && job->result == 0) {
        a->settling = (struct engine_patience){0};
        a->settle_max = SETTLE_MAX;
        a->wants_peek = true;
        for (int i = 0; i < s->count; i++)
            count(a, s->became[i]);
        drop(job);
        return;
    }
    if (job->outcome == WORK_FAILED || job->outcome == WORK_COMMITTED) {
        give_up(a, s);
        a->settle_max = s->count / 2 > 1 ? s->count / 2 : 1; // to find the one that fails
    }
    put_back(a, s);
    engine_wait_longer(&a->settling, engine_mono(a->delivery));
    drop(job);
}

static void take_ends(struct engine_account *a, struct engine_settle *s)
{
    int max = a->settle_max > 0 ? a->settle_max : SETTLE_MAX;
    while (s->count < max && !list_is_empty(&a->ends)) {
        struct engine_end *e = list_entry(engine_pop(&a->ends), struct engine_end, node);
        a->end_count--;
        s->ends[s->count++] = e;
    }
}

void engine_settle_turn(struct engine_account *a)
{
    int64_t now_us = engine_mono(a->delivery);
    if (a->settle != NULL || list_is_empty(&a->ends) || now_us < a->settling.again_us)
        return;
    struct engine_settle *s = calloc(1, sizeof(*s));
    if (s == NULL)
        return engine_wait_longer(&a->settling, now_us);
    take_ends(a, s);
    s->job = engine_job_of(a, sizeof(*s), decide, back, drop);
    if (engine_submit(&s->job)) {
        a->settle = s;
        return;
    }
    put_back(a, s);
    drop(&s->job);
    engine_wait_longer(&a->settling, now_us);
}

void engine_settle_free(struct engine_account *a)
{
    while (!list_is_empty(&a->ends)) {
        struct engine_end *e = list_entry(engine_pop(&a->ends), struct engine_end, node);
        free_end(e);
    }
    a->end_count = 0;
}
