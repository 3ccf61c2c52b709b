// SPDX-License-Identifier: Apache-2.0
// What providers tell but by webhooks (an adapter that polls or holds a socket): recorded in order, then the
// adapter hears that it is durable. A receipt that comes before its message is known the outbox keeps.
#include "base/error.h"
#include "delivery/engine.h"
#include "hub/inbound.h"
#include <stdlib.h>

enum { RECORD_MAX = 16, TRIES_MAX = 8, RECEIPTS_MAX = 16384, BYTES_MAX = 8 << 20, ITEM_MAX = 2 << 20 };

struct engine_record {
    struct engine_job job; // first
    struct engine_account *account;
    int count;
    struct engine_told *tolds[RECORD_MAX];
};

// ---- keeping

static void free_told(struct engine_told *t)
{
    struct arena arena = t->arena;
    free(t);
    arena_free(&arena);
}

static struct engine_told *make_told(void)
{
    struct engine_told *t = calloc(1, sizeof(*t));
    if (t != NULL)
        arena_init(&t->arena, 1024, ITEM_MAX);
    return t;
}

static int keep(struct engine_account *a, struct engine_told *t, const struct delivery_told *told)
{
    if (told == NULL) {
        free_told(t);
        return CHANNEL_BUSY;
    }
    t->told = *told;
    t->generation = a->generation;
    list_append(&a->tolds, &t->node);
    a->told_count++;
    a->told_bytes += t->arena.used;
    return CHANNEL_OK;
}

static bool has_room(const struct engine_account *a)
{
    return a->told_count < ENGINE_TOLD_MAX && a->told_bytes < BYTES_MAX;
}

int engine_record_received(struct engine_account *a, const struct channel_received *in)
{
    struct engine_told *t = has_room(a) ? make_told() : NULL;
    return t == NULL ? CHANNEL_BUSY : keep(a, t, engine_told_received(&t->arena, in));
}

// Receipts cannot be refused: above ENGINE_TOLD_MAX no more is sent, and far above it one is lost and its
// message stays what it was.
void engine_record_moved(struct engine_account *a, const struct channel_moved *moved, struct view info)
{
    bool has_place = a->told_count < RECEIPTS_MAX;
    struct engine_told *t = has_place ? make_told() : NULL;
    if (t != NULL && keep(a, t, engine_told_moved(&t->arena, moved, info)) == CHANNEL_OK)
        return;
    if (a->figures.receipts_lost++ == 0)
        log_warn("connector %s: receipts are lost, too many are not recorded", a->id);
}

bool engine_record_info(struct engine_account *a, struct view id, struct view provider_id, struct view json)
{
    if (list_is_empty(&a->tolds) || a->hook != NULL)
        return false;
    struct engine_told *t = list_entry(a->tolds.prev, struct engine_told, node);
    const struct channel_moved *m = &t->told.moved;
    if (t->told.kind != DELIVERY_TOLD_MOVED || t->told.info.data != NULL)
        return false;
    bool is_it = (id.size > 0 && view_equal(m->id, id)) ||
                 (provider_id.size > 0 && view_equal(m->provider_id, provider_id));
    return is_it && arena_copy(&t->arena, json, &t->told.info);
}

// ---- recording

static int store_received(struct tx *tx, const struct engine_account *a, struct engine_told *t)
{
    const struct channel_received *in = &t->told.received;
    struct message_result result;
    int r = inbound_store(tx,
                          &(struct inbound){.connector = a->row,
                                            .channel = a->channel,
                                            .provider_id = in->provider_id,
                                            .from = in->from,
                                            .from_name = in->from_name,
                                            .text = in->text,
                                            .payload = in->payload,
                                            .attachments = in->attachments,
                                            .metadata = in->metadata,
                                            .at_us = in->at_us,
                                            .provider_answers = in->is_answered},
                          &result);
    t->became = r == INBOUND_BLOCKED                      ? ENGINE_TOLD_DROPPED
                : r == INBOUND_OK && !result.is_duplicate ? ENGINE_TOLD_STORED
                                                          : ENGINE_TOLD_NOTHING;
    if (r > INBOUND_OK)
        log_debug("connector %s: what %.*s said was dropped (%d)", a->id, VIEW_ARG(in->from), r);
    return r < 0 ? error_trace(r) : 0;
}

static int store_moved(struct tx *tx, const struct engine_account *a, const struct delivery_told *t)
{
    static const enum delivery_state states[] = {[CHANNEL_DELIVERED] = DELIVERY_DELIVERED,
                                                 [CHANNEL_READ] = DELIVERY_READ,
                                                 [CHANNEL_BOUNCED] = DELIVERY_FAILED,
                                                 [CHANNEL_TAKEN] = DELIVERY_SENT};
    return outbox_receive(tx, &(struct outbox_receipt){.connector = a->row,
                                                       .id = t->moved.id,
                                                       .provider_id = t->moved.provider_id,
                                                       .state = states[t->moved.state],
                                                       .code = t->moved.code,
                                                       .text = t->moved.text,
                                                       .info = t->info,
                                                       .at_us = t->moved.at_us});
}

// The account does not change what is read here while a job of its own is under way.
static int decide(struct work *work, struct tx *tx)
{
    struct engine_record *rec = (struct engine_record *)(void *)work;
    int r = 0;
    for (int i = 0; i < rec->count && r >= 0; i++) {
        struct engine_told *t = rec->tolds[i];
        if (t->told.kind == DELIVERY_TOLD_RECEIVED)
            r = store_received(tx, rec->account, t);
        else
            r = store_moved(tx, rec->account, &t->told);
    }
    return r < 0 ? error_trace(r) : 0;
}

static void drop(struct engine_job *job)
{
    struct engine_record *rec = (struct engine_record *)(void *)job;
    for (int i = 0; i < rec->count; i++)
        free_told(rec->tolds[i]);
    free(rec);
}

static void put_back(struct engine_account *a, struct engine_told *t)
{
    list_append(a->tolds.next, &t->node);
    a->told_count++;
    a->told_bytes += t->arena.used;
}

static void after(struct engine_account *a, struct engine_record *rec)
{
    int64_t mark = 0;
    bool is_kept = false;
    for (int i = 0; i < rec->count; i++) {
        struct engine_told *t = rec->tolds[i];
        if (t->told.kind == DELIVERY_TOLD_RECEIVED) {
            a->figures.received += t->became == ENGINE_TOLD_STORED;
            a->figures.dropped += t->became == ENGINE_TOLD_DROPPED;
            a->figures.last_received_us = engine_wall(a->delivery);
            is_kept |= t->generation == a->generation;
            mark = t->told.received.mark;
        }
        free_told(t);
    }
    rec->count = 0;
    if (is_kept && a->connector != NULL) {
        channel_kept(a->connector, mark);
        engine_account_touch(a);
    }
}

// What fails by itself again and again must not hold up the others.
static void give_up(struct engine_account *a, struct engine_record *rec)
{
    struct engine_told *t = rec->tolds[0];
    if (rec->count > 1 || ++t->tries < TRIES_MAX)
        return;
    log_error("connector %s: what the provider told cannot be recorded and is dropped", a->id);
    free_told(t);
    rec->count = 0;
}

static void back(struct engine_job *job)
{
    struct engine_record *rec = (struct engine_record *)(void *)job;
    struct engine_account *a = job->account;
    a->records--;
    if (job->outcome == WORK_COMMITTED && job->result == 0) {
        a->recording = (struct engine_patience){0};
        a->record_max = RECORD_MAX;
        after(a, rec);
        return drop(job);
    }
    if (job->outcome == WORK_FAILED || job->outcome == WORK_COMMITTED) {
        give_up(a, rec);
        a->record_max = 1;
    }
    for (int i = rec->count - 1; i >= 0; i--)
        put_back(a, rec->tolds[i]);
    rec->count = 0;
    engine_wait_longer(&a->recording, engine_mono(a->delivery));
    drop(job);
}

static void take_tolds(struct engine_account *a, struct engine_record *rec)
{
    int max = a->record_max > 0 ? a->record_max : RECORD_MAX;
    while (rec->count < max && !list_is_empty(&a->tolds)) {
        struct engine_told *t = list_entry(engine_pop(&a->tolds), struct engine_told, node);
        a->told_count--;
        a->told_bytes -= t->arena.used;
        rec->tolds[rec->count++] = t;
    }
}

static struct engine_record *make_record(struct engine_account *a)
{
    struct engine_record *rec = calloc(1, sizeof(*rec));
    if (rec == NULL)
        return NULL;
    rec->account = a;
    take_tolds(a, rec);
    rec->job = engine_job_of(a, sizeof(*rec), decide, back, drop);
    return rec;
}

int64_t engine_record_due(const struct engine_account *a)
{
    bool has_more = !list_is_empty(&a->tolds) && a->records == 0;
    return has_more ? a->recording.again_us : CHANNEL_NEVER;
}

static void submit(struct engine_account *a, int64_t now_us)
{
    struct engine_record *rec = make_record(a);
    if (rec == NULL)
        return engine_wait_longer(&a->recording, now_us);
    if (engine_submit(&rec->job)) {
        a->records++;
        return;
    }
    for (int i = rec->count - 1; i >= 0; i--)
        put_back(a, rec->tolds[i]);
    rec->count = 0;
    drop(&rec->job);
    engine_wait_longer(&a->recording, now_us);
}

// One is on its way at a time: were one behind it recorded while it fails, the adapter would be told that all
// up to there is durable.
void engine_record_turn(struct engine_account *a)
{
    int64_t now_us = engine_mono(a->delivery);
    while (engine_record_due(a) <= now_us)
        submit(a, now_us);
}

void engine_record_free(struct engine_account *a)
{
    while (!list_is_empty(&a->tolds)) {
        struct engine_told *t = list_entry(engine_pop(&a->tolds), struct engine_told, node);
        free_told(t);
    }
    a->told_count = 0;
}
