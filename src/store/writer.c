// SPDX-License-Identifier: Apache-2.0
#include "store/writer.h"
#include "base/error.h"
#include "base/log.h"
#include "store/keeper.h"
#include "store/shred.h"
#include "store/tenant_clock.h"
#include "store/tx.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

enum {
    PROBE_US = 1000000,
    CAREFUL_TURNS = 64, // after a turn that had to be run again
};

// Memory of a batch's events from which on no further work is taken into it: far from what its arena may
// hold, so that a work is never refused for the company it is in.
static const size_t BATCH_BYTES = (size_t)8 << 20;

struct writer {
    struct writer_config config;
    struct db *db;
    struct work_queue *queue;
    struct tenant_clocks clocks;
    struct shred *shred;
    struct event_batch *batch; // of the open transaction
    int64_t probe_at_us;       // while the disk is full: when to try again
    bool is_lost;
    // Savepoints cost a copy of every page that a work touches, for what hardly ever happens: that a work
    // writes and then refuses. So a batch runs without, and again with them when it did happen.
    bool is_careful;
    bool is_dirty;     // a work of this turn wrote, refused, and could not be undone
    int careful_turns; // how many more turns to be careful from the start
    atomic_bool must_be_careful;
    pthread_t thread;
    struct writer_counters counters;
};

// Works of one transaction, and those taken but not run yet.
struct turn {
    struct work *first; // run; `result` set
    struct work *rest;
    int count;
};

enum turn_end {
    TURN_COMMITTED,
    TURN_DIRTY, // a work must be undone alone: run all again, carefully
    TURN_VOID,  // the transaction is gone: run each work again alone
    TURN_FULL,  // refused by a full disk
    TURN_LOST,  // nobody knows
};

static void count(atomic_ullong *counter, unsigned long long by)
{
    atomic_fetch_add_explicit(counter, by, memory_order_relaxed);
}

// ---- one request

static int64_t transaction_time(struct writer *w)
{
    w->clocks.clock_us = store_clock_next(w->config.time);
    return w->clocks.clock_us;
}

// How far the batch had come, to cut it back to.
struct mark {
    struct event *last;
    int count;
    int64_t position;
    int64_t changes; // rows changed on this connection
};

static struct mark take_mark(const struct writer *w, const struct tenant_clock *clock)
{
    return (struct mark){w->batch->last, w->batch->count, clock->position, db_changes(w->db)};
}

static void cut_back(struct writer *w, struct tenant_clock *clock, struct mark mark)
{
    w->batch->last = mark.last;
    w->batch->count = mark.count;
    if (mark.last == NULL)
        w->batch->first = NULL;
    else
        mark.last->next = NULL;
    clock->position = mark.position;
}

// Undoes what a refused or failed work wrote. Without a savepoint only what wrote nothing can be undone.
static int undo(struct writer *w, struct tenant_clock *clock, struct mark mark, int result)
{
    cut_back(w, clock, mark);
    if (!w->is_careful) {
        w->is_dirty = db_changes(w->db) != mark.changes;
        return result;
    }
    int r = db_step(w->db, DB_UNDO);
    if (r == 0)
        r = db_step(w->db, DB_KEEP);
    return r < 0 ? r : result;
}

static int decide_marked(struct writer *w, struct work *work, struct tenant_clock *clock)
{
    struct tx tx = {.db = w->db,
                    .tenant = work->tenant,
                    .now_us = transaction_time(w),
                    .random = &w->config.random,
                    .batch = w->batch,
                    .clock = clock,
                    .shred = w->shred,
                    .setup = w->config.setup};
    struct mark mark = take_mark(w, clock);
    tenant_clock_touch(&w->clocks, clock);
    int result = work->decide(work, &tx);
    if (result == 0)
        return w->is_careful ? db_step(w->db, DB_KEEP) : 0;
    if (!db_is_in_transaction(w->db))
        return result < 0 ? result : -EIO;
    return undo(w, clock, mark, result);
}

// Runs one work, in a savepoint of its own if the writer is careful. False: the transaction is gone, or must
// go, with everything in it.
static bool run_one(struct writer *w, struct work *work)
{
    struct tenant_clock *clock = NULL;
    work->result = tenant_clock_need(&w->clocks, w->db, work->tenant, &clock);
    if (clock == NULL) {
        work->result = work->result < 0 ? work->result : -ENOENT;
        return db_is_in_transaction(w->db);
    }
    work->result = w->is_careful ? db_step(w->db, DB_MARK) : 0;
    if (work->result == 0)
        work->result = decide_marked(w, work, clock);
    return db_is_in_transaction(w->db) && !w->is_dirty;
}

// ---- one transaction

// Errors that leave the store as it was and go away by themselves.
static bool may_pass(int error)
{
    return error == -ENOSPC || error == -ENOMEM || error == -EBUSY;
}

static enum turn_end commit(struct writer *w)
{
    int r = tenant_clocks_store(&w->clocks, w->db);
    if (r < 0)
        return may_pass(r) ? TURN_FULL : TURN_VOID;
    r = db_step(w->db, DB_COMMIT);
    if (r == 0)
        return TURN_COMMITTED;
    return may_pass(r) ? TURN_FULL : TURN_LOST;
}

static bool is_expired(const struct writer *w, const struct work *work)
{
    return work->deadline_us != 0 && clock_mono_us(&w->config.clock) > work->deadline_us;
}

static void finish(struct writer *w, struct work *work, enum work_outcome outcome)
{
    count(&w->counters.works, 1);
    if (outcome == WORK_FAILED)
        count(&w->counters.failed, 1);
    if (outcome == WORK_EXPIRED)
        count(&w->counters.expired, 1);
    if (outcome == WORK_STORE_FULL)
        count(&w->counters.turned_away, 1);
    if (outcome == WORK_COMMITTED && work->result > 0)
        count(&w->counters.refused, 1);
    work->done(work, outcome, work->result);
}

// In a committed batch a work may still have failed by itself.
static enum work_outcome verdict(enum work_outcome outcome, int result)
{
    if (outcome != WORK_COMMITTED || result >= 0)
        return outcome;
    return may_pass(result) ? WORK_STORE_FULL : WORK_FAILED;
}

static void finish_all(struct writer *w, struct work *works, enum work_outcome outcome)
{
    while (works != NULL) {
        struct work *next = works->next;
        works->next = NULL;
        finish(w, works, verdict(outcome, works->result));
        works = next;
    }
}

// Decides works until the batch's time is over; *turn gets those run and those left.
static bool decide_all(struct writer *w, struct work *works, struct turn *turn)
{
    struct work **end = &turn->first;
    int64_t until = clock_mono_us(&w->config.clock) + w->config.batch_us;
    *turn = (struct turn){.rest = works};
    while (turn->rest != NULL) {
        struct work *work = turn->rest;
        turn->rest = work->next;
        work->next = NULL;
        if (is_expired(w, work)) {
            finish(w, work, WORK_EXPIRED);
            continue;
        }
        *end = work;
        end = &work->next;
        turn->count++;
        if (!run_one(w, work))
            return false;
        if (clock_mono_us(&w->config.clock) >= until || w->batch->arena.used >= BATCH_BYTES)
            break;
    }
    return true;
}

static void roll_back(struct writer *w)
{
    if (db_is_in_transaction(w->db))
        db_step(w->db, DB_ROLLBACK);
    tenant_clocks_undo(&w->clocks);
    event_batch_unref(w->batch);
    w->batch = NULL;
}

static void let_out(struct writer *w, struct work *works)
{
    tenant_clocks_keep(&w->clocks);
    struct event_batch *batch = w->batch;
    w->batch = NULL;
    if (batch->count > 0) {
        count(&w->counters.events, (unsigned long long)batch->count);
        w->config.publish(w->config.ctx, batch);
    }
    for (int who = 0; who < WAKES && w->config.wake != NULL; who++)
        if (batch->wake_us[who] != 0)
            w->config.wake(w->config.ctx, (enum wake)who, batch->wake_us[who]);
    event_batch_unref(batch);
    finish_all(w, works, WORK_COMMITTED);
}

// What was not done at start for want of space (store.c) is done before anything is appended to the log.
static int settle(struct writer *w)
{
    int frames, done;
    int r = w->config.must_settle ? db_checkpoint(w->db, DB_CHECKPOINT_TRUNCATE, &frames, &done) : 0;
    if (r == 0)
        w->config.must_settle = false;
    return r;
}

static enum turn_end begin(struct writer *w)
{
    w->batch = event_batch_new();
    if (w->batch == NULL)
        return TURN_FULL;
    int r = settle(w);
    if (r == 0)
        r = db_step(w->db, DB_BEGIN);
    if (r == 0)
        return TURN_COMMITTED;
    return may_pass(r) ? TURN_FULL : TURN_VOID;
}

// One transaction from begin to commit. Unless it is committed, nothing of it happened and
// turn->first waits for its verdict.
static enum turn_end run_turn(struct writer *w, struct work *works, struct turn *turn)
{
    *turn = (struct turn){.first = works};
    int64_t started = clock_mono_us(&w->config.clock);
    enum turn_end end = begin(w);
    w->is_dirty = false;
    if (end == TURN_COMMITTED && !decide_all(w, works, turn))
        end = w->is_dirty ? TURN_DIRTY : TURN_VOID;
    int64_t decided = clock_mono_us(&w->config.clock);
    if (end == TURN_COMMITTED)
        end = commit(w);
    if (end == TURN_COMMITTED)
        let_out(w, turn->first);
    else
        roll_back(w);
    int64_t ended = clock_mono_us(&w->config.clock);
    count(&w->counters.batches, 1);
    count(&w->counters.decide_us, (unsigned long long)(decided - started));
    count(&w->counters.commit_us, (unsigned long long)(ended - decided));
    if ((unsigned long long)(ended - started) > atomic_load(&w->counters.longest_batch_us))
        atomic_store(&w->counters.longest_batch_us, (unsigned long long)(ended - started));
    return end;
}

// ---- when it goes wrong

static void set_full(struct writer *w, bool full)
{
    if (full != atomic_exchange(&w->counters.is_full, full))
        log_warn(full ? "the disk is full: writes are refused until space returns"
                      : "the disk has space again");
    if (full)
        w->probe_at_us = clock_mono_us(&w->config.clock) + PROBE_US;
}

static bool must_turn_away(struct writer *w)
{
    return atomic_load_explicit(&w->counters.is_full, memory_order_relaxed) &&
           clock_mono_us(&w->config.clock) < w->probe_at_us;
}

static void lose(struct writer *w, struct work *works)
{
    log_error("a commit failed with an I/O error: whether it is durable is unknown; ending, to recover at "
              "the next start");
    w->is_lost = true;
    w->config.lost(w->config.ctx);
    finish_all(w, works, WORK_FAILED);
}

static void run_alone(struct writer *w, struct work *work)
{
    struct turn turn;
    count(&w->counters.reruns, 1);
    switch (run_turn(w, work, &turn)) {
    case TURN_COMMITTED:
        set_full(w, false);
        return;
    case TURN_DIRTY: // cannot be, when careful
    case TURN_VOID: {
        bool is_full = may_pass(work->result);
        if (is_full)
            set_full(w, true);
        finish_all(w, turn.first, is_full ? WORK_STORE_FULL : WORK_FAILED);
        return;
    }
    case TURN_FULL:
        set_full(w, true);
        finish_all(w, turn.first, WORK_STORE_FULL);
        return;
    case TURN_LOST:
        lose(w, turn.first);
        return;
    }
}

// The transaction is gone, good requests with it: each gets one of its own, until one finds no space. In a
// probe the first of them probes.
static void run_each_alone(struct writer *w, struct work *works)
{
    bool is_full = false;
    w->is_careful = true;
    while (works != NULL) {
        struct work *next = works->next;
        works->next = NULL;
        if (w->is_lost) {
            finish(w, works, WORK_FAILED);
        } else if (is_full) {
            finish(w, works, WORK_STORE_FULL);
        } else {
            run_alone(w, works);
            is_full = must_turn_away(w);
        }
        works = next;
    }
}

static struct work *join(struct work *first, struct work *rest)
{
    struct work **end = &first;
    while (*end != NULL)
        end = &(*end)->next;
    *end = rest;
    return first;
}

// Returns what was taken but not begun.
static struct work *run_works(struct writer *w, struct work *works)
{
    struct turn turn;
    w->is_careful = w->careful_turns > 0 || atomic_load_explicit(&w->must_be_careful, memory_order_relaxed);
    if (w->careful_turns > 0)
        w->careful_turns--;
    enum turn_end end = run_turn(w, works, &turn);
    if (end == TURN_DIRTY) {
        count(&w->counters.reruns, (unsigned long long)turn.count);
        w->is_careful = true;
        w->careful_turns = CAREFUL_TURNS;
        end = run_turn(w, join(turn.first, turn.rest), &turn);
    }
    switch (end) {
    case TURN_COMMITTED:
        set_full(w, false);
        return turn.rest;
    case TURN_DIRTY: // cannot be, when careful
    case TURN_VOID:
        run_each_alone(w, join(turn.first, turn.rest));
        return NULL;
    case TURN_FULL:
        set_full(w, true);
        finish_all(w, join(turn.first, turn.rest), WORK_STORE_FULL);
        return NULL;
    case TURN_LOST:
        lose(w, join(turn.first, turn.rest));
        return NULL;
    }
    return NULL;
}

static void *run(void *ctx)
{
    struct writer *w = ctx;
    struct work *works = NULL;
    pthread_setname_np(pthread_self(), "writer");
    for (;;) {
        if (works == NULL)
            works = work_queue_take(w->queue, w->config.batch_max);
        if (works == NULL)
            break;
        if (w->is_lost) {
            finish_all(w, works, WORK_FAILED);
            works = NULL;
        } else if (must_turn_away(w)) {
            finish_all(w, works, WORK_STORE_FULL);
            works = NULL;
        } else {
            works = run_works(w, works);
            if (!w->is_lost && keeper_committed(w->config.keeper, w->db) < 0)
                w->is_lost = true; // the keeper has said so
            if (!w->is_lost)
                shred_turn(w->shred); // what fails is asked for again
        }
    }
    return NULL;
}

// ---- life

static void free_writer(struct writer *w)
{
    shred_free(w->shred);
    work_queue_free(w->queue);
    tenant_clocks_free(&w->clocks);
    free(w);
}

static struct work_queue_limits limits_or_default(struct work_queue_limits l)
{
    return (struct work_queue_limits){
        .tenant_max = l.tenant_max > 0 ? l.tenant_max : 5000,
        .total_max = l.total_max > 0 ? l.total_max : 10000,
        .bulk_max = l.bulk_max > 0 ? l.bulk_max : 1000,
        .bytes_max = l.bytes_max > 0 ? l.bytes_max : 64u << 20,
    };
}

int writer_start(const struct writer_config *config, struct writer **ret)
{
    struct writer *w = calloc(1, sizeof(*w));
    if (w == NULL)
        return error_trace(-ENOMEM);
    w->config = *config;
    w->db = config->db;
    if (w->config.batch_max <= 0)
        w->config.batch_max = 256;
    if (w->config.batch_us <= 0)
        w->config.batch_us = 5000;
    int r = tenant_clocks_load(&w->clocks, w->db);
    store_clock_init(config->time, &config->clock, w->clocks.clock_us);
    if (r == 0)
        r = work_queue_new(limits_or_default(config->limits), &w->queue);
    if (r == 0)
        r = shred_new(w->db, config->keeper, &config->random, &w->shred);
    if (r == 0)
        r = -pthread_create(&w->thread, NULL, run, w);
    if (r < 0) {
        free_writer(w);
        return error_trace(r);
    }
    *ret = w;
    return 0;
}

int writer_submit(struct writer *w, struct work *work)
{
    return work_queue_push(w->queue, work);
}

void writer_stop(struct writer *w)
{
    if (w == NULL)
        return;
    work_queue_stop(w->queue);
    pthread_join(w->thread, NULL);
    free_writer(w);
}

void writer_set_careful(struct writer *w, bool careful)
{
    atomic_store(&w->must_be_careful, careful);
}

const struct writer_counters *writer_counters(const struct writer *w)
{
    return &w->counters;
}

void writer_level(struct writer *w, int *ret_count, size_t *ret_bytes)
{
    work_queue_level(w->queue, ret_count, ret_bytes);
}
