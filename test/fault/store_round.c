// SPDX-License-Identifier: Apache-2.0
#include "store_round.h"
#include "disk_lottery.h"
#include "hub/message.h"
#include "scratch_dir.h"
#include "store/store.h"
#include "store/tx.h"
#include "store_check.h"
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SENDERS = 2, WINDOW = 8, CUSTOMERS = 20, REFUSED_EACH = 9 };

// A handler's own answers.
enum { SEND_DUPLICATE = 1, SEND_REFUSED = 2 };

struct round {
    const struct store_setup *setup;
    uint64_t first_seed; // threads derive theirs from it
    uint64_t seed;       // and random: of the thread that runs the round
    struct random random;
    char name[32]; // of the VFS
    char directory[PATH_MAX - 16];
    char data[PATH_MAX];
    struct powercut_vfs *vfs;
    struct store *store;
    struct answers answers;
    atomic_llong next;       // number of the next message
    atomic_bool is_lost;     // a commit's outcome is unknown
    atomic_bool dies;        // … and the power is not to blame: only the process ends
    atomic_bool contradicts; // a snapshot did not see its own position
    atomic_bool fails;       // a message failed though nothing else did
    atomic_llong acknowledged, refused, turned_away, failed;
    long long lives, losses;
};

struct message {
    struct work work;
    struct round *round;
    long long number;
    bool is_again; // an earlier attempt may have left it there
    sem_t is_free;
};

static struct message *message_from(struct work *work)
{
    return (struct message *)(void *)((char *)work - offsetof(struct message, work));
}

static bool is_over(struct round *r)
{
    return atomic_load(&r->is_lost) || powercut_vfs_is_cut(r->vfs) || atomic_load(&r->next) >= MESSAGES;
}

// ---- the handler

// Every REFUSED_EACH-th message is refused after everything was written for it.
static int decide(struct work *work, struct tx *tx)
{
    struct message *m = message_from(work);
    char customer[32], provider[32], content[CONTENT_MAX + 1];
    snprintf(customer, sizeof(customer), "customer-%lld", m->number % CUSTOMERS);
    snprintf(provider, sizeof(provider), "%lld", m->number);
    struct message_in in = {.customer_id = view_from(customer),
                            .channel = CHANNEL_CHAT,
                            .has_channel = true,
                            .direction = DIRECTION_INBOUND,
                            .author_type = AUTHOR_CUSTOMER,
                            .content = view_make(content, message_content(m->number, content)),
                            .provider_id = view_from(provider)};
    struct message_result result;
    int r = message_store(tx, &in, &result);
    if (r != 0)
        return r < 0 ? r : -EINVAL;
    if (result.is_duplicate)
        return SEND_DUPLICATE;
    return m->number % REFUSED_EACH == 0 ? SEND_REFUSED : 0;
}

// ---- answers

static bool has_troubles(struct round *r)
{
    return atomic_load(&r->is_lost) || powercut_vfs_is_cut(r->vfs) || r->setup->has_faults;
}

static enum answer answer_from(struct round *r, enum work_outcome outcome, int result)
{
    switch (outcome) {
    case WORK_COMMITTED:
        atomic_fetch_add(result == SEND_REFUSED ? &r->refused : &r->acknowledged, 1);
        return result == SEND_REFUSED ? ANSWER_UNDONE : ANSWER_STORED;
    case WORK_STORE_FULL:
    case WORK_EXPIRED:
    case WORK_STOPPED:
        atomic_fetch_add(&r->turned_away, 1);
        return ANSWER_UNDONE;
    case WORK_FAILED:
        atomic_fetch_add(&r->failed, 1);
        if (!has_troubles(r))
            atomic_store(&r->fails, true);
        return atomic_load(&r->is_lost) || powercut_vfs_is_cut(r->vfs) ? ANSWER_UNKNOWN : ANSWER_UNDONE;
    }
    return ANSWER_UNKNOWN;
}

static void answer(struct work *work, enum work_outcome outcome, int result)
{
    struct message *m = message_from(work);
    enum answer said = answer_from(m->round, outcome, result);
    if (said == ANSWER_UNDONE && m->is_again)
        said = ANSWER_UNKNOWN;
    atomic_store(&m->round->answers.of[m->number], (int)said);
    sem_post(&m->is_free);
}

static void publish(void *ctx, struct event_batch *batch)
{
    struct round *r = ctx;
    for (const struct event *e = batch->first; e != NULL; e = e->next)
        if (e->position <= MESSAGES)
            atomic_store(&r->answers.published[e->position], e->ref);
}

static void lose(void *ctx)
{
    struct round *r = ctx;
    atomic_store(&r->dies, !powercut_vfs_is_cut(r->vfs));
    atomic_store(&r->is_lost, true);
    powercut_vfs_cut(r->vfs);
}

// ---- the threads of one life

// Now and then once more a message that nobody knows about; a new one otherwise.
static void pick(struct round *r, struct message *m, const struct random *random)
{
    long long next = atomic_load(&r->next);
    int unknown = ANSWER_UNKNOWN;
    m->number = (long long)disk_draw(random, (uint64_t)(next < MESSAGES ? next : MESSAGES));
    m->is_again = m->number % REFUSED_EACH != 0 && disk_draw(random, 4) == 0 &&
                  atomic_compare_exchange_strong(&r->answers.of[m->number], &unknown, ANSWER_NONE);
    if (!m->is_again)
        m->number = atomic_fetch_add(&r->next, 1);
}

static void send_one(struct round *r, struct message *m, const struct random *random)
{
    pick(r, m, random);
    m->work = (struct work){.tenant = 1, .class = WORK_LIVE, .bytes = 1, .decide = decide, .done = answer};
    if (m->number < MESSAGES && store_submit(r->store, &m->work) == 0)
        return;
    if (m->is_again)
        atomic_store(&r->answers.of[m->number], ANSWER_UNKNOWN);
    sem_post(&m->is_free);
}

static void *send_messages(void *arg)
{
    struct round *r = arg;
    struct message window[WINDOW] = {0};
    uint64_t seed = r->first_seed * 31 + (uint64_t)atomic_load(&r->next);
    struct random random = random_seeded(&seed);
    for (int i = 0; i < WINDOW; i++) {
        window[i].round = r;
        sem_init(&window[i].is_free, 0, 1);
    }
    for (int i = 0; !is_over(r); i = (i + 1) % WINDOW) {
        sem_wait(&window[i].is_free);
        send_one(r, &window[i], &random);
    }
    for (int i = 0; i < WINDOW; i++) {
        sem_wait(&window[i].is_free);
        sem_destroy(&window[i].is_free);
    }
    return NULL;
}

static void look_at_snapshot(struct round *r, struct db *db)
{
    struct snapshot snapshot;
    if (snapshot_begin(db, 1, &snapshot) < 0)
        return;
    struct query q = query_begin(db, SQL_EVENTS_AFTER, 1);
    query_bind(&q, snapshot.position - 1);
    query_bind(&q, 2);
    int first = query_step(&q);
    bool sees = first == QUERY_ROW && query_int(&q, 0) == snapshot.position;
    int second = first == QUERY_ROW ? query_step(&q) : first;
    query_end(&q);
    snapshot_end(&snapshot);
    if (first >= 0 && second >= 0 && snapshot.position > 0 && (!sees || second != QUERY_DONE))
        atomic_store(&r->contradicts, true);
}

static void *read_snapshots(void *arg)
{
    struct round *r = arg;
    struct db *db = NULL;
    const struct timespec pause = {.tv_nsec = 300000};
    while (!is_over(r)) {
        if (db == NULL)
            store_reader(r->store, &db);
        if (db != NULL)
            look_at_snapshot(r, db);
        nanosleep(&pause, NULL);
    }
    db_close(db);
    return NULL;
}

static void run_threads(struct round *r)
{
    pthread_t threads[SENDERS + 1];
    size_t count = 0;
    while (count < SENDERS && pthread_create(&threads[count], NULL, send_messages, r) == 0)
        count++;
    if (count == SENDERS && pthread_create(&threads[count], NULL, read_snapshots, r) == 0)
        count++;
    if (count == 0)
        powercut_vfs_cut(r->vfs);
    for (size_t i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
}

// ---- one life: from opening the store to the cut

static int64_t wall_us(void *ctx)
{
    (void)ctx;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * 1000000ll + now.tv_nsec / 1000;
}

// A thousand times too fast, so that a full disk is probed each millisecond and no batch gets long.
static int64_t fast_us(void *ctx)
{
    (void)ctx;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000ll + now.tv_nsec;
}

static int open_store(struct round *r, struct random random)
{
    return store_open(&(struct store_config){.dir = r->data,
                                             .vfs = r->name,
                                             .clock = {.wall_us = wall_us, .mono_us = fast_us},
                                             .random = random,
                                             .log_max = 65536 << disk_draw(&r->random, 4),
                                             .writer_cache_kib = disk_draw(&r->random, 2) == 0 ? 64 : 4096,
                                             .reader_cache_kib = 1024,
                                             .publish = publish,
                                             .lost = lose,
                                             .ctx = r},
                      &r->store);
}

// A store that does not open though nothing is cut is a fault; NULL if all is well.
static const char *live(struct round *r)
{
    uint64_t limit = disk_draw(&r->random, 3) == 0 ? 100 : 1500, seed = r->first_seed + 7;
    powercut_vfs_cut_after(r->vfs, 1 + disk_draw(&r->random, limit));
    int error = open_store(r, random_seeded(&seed));
    if (error != 0)
        return powercut_vfs_is_cut(r->vfs) ? NULL : "the store does not open";
    powercut_vfs_set_faults(r->vfs, r->setup->faults);
    run_threads(r);
    powercut_vfs_set_faults(r->vfs, (struct powercut_vfs_faults){0});
    powercut_vfs_cut(r->vfs);
    store_close(r->store);
    r->losses += atomic_exchange(&r->is_lost, false);
    if (atomic_load(&r->fails))
        return "a message failed though nothing was wrong";
    return atomic_load(&r->contradicts) ? "a snapshot does not see its own position" : NULL;
}

static const char *check(struct round *r, struct store_report *report)
{
    char path[PATH_MAX + 8];
    sqlite3 *db = NULL;
    long long ready = 0;
    snprintf(path, sizeof(path), "%s/hub.db", r->data);
    const char *fault = "the database does not open";
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, r->name) == SQLITE_OK) {
        sqlite3_stmt *s = NULL;
        if (sqlite3_prepare_v2(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'event'", -1, &s, NULL) ==
                0 &&
            sqlite3_step(s) == SQLITE_ROW)
            ready = sqlite3_column_int64(s, 0);
        sqlite3_finalize(s);
        fault = ready || atomic_load(&r->acknowledged) > 0
                    ? store_check(db, &r->answers, report->text, sizeof(report->text))
                    : NULL;
    }
    sqlite3_close(db);
    return fault;
}

static int live_and_die(struct round *r, struct store_report *report)
{
    uint64_t lives = 1 + disk_draw(&r->random, 4);
    while (report->fault == NULL && (uint64_t)r->lives < lives) {
        report->fault = live(r);
        r->lives++;
        r->store = NULL;
        bool only_restarts = atomic_exchange(&r->dies, false) && (uint64_t)r->lives < lives;
        int error = only_restarts ? powercut_vfs_restart(r->vfs) : powercut_vfs_apply(r->vfs, r->setup->fate);
        if (error < 0)
            return error;
        if (report->fault == NULL && !only_restarts) // looking would checkpoint, which heals
            report->fault = check(r, report);
    }
    return 0;
}

static int prepare(struct round *r)
{
    int error = scratch_dir_make(r->directory, sizeof(r->directory));
    if (error < 0)
        return error;
    snprintf(r->data, sizeof(r->data), "%s/data", r->directory);
    snprintf(r->name, sizeof(r->name), "powercut-%llu", (unsigned long long)r->first_seed);
    r->random = random_seeded(&r->seed);
    atomic_store(&r->next, 1);
    struct powercut_vfs_options options = {
        .name = r->name, .seed = r->first_seed, .sync_us = (unsigned)disk_draw(&r->random, 200)};
    return powercut_vfs_open(&options, &r->vfs);
}

static struct store_report sum_up(struct round *r, struct store_report report)
{
    report.acknowledged = atomic_load(&r->acknowledged);
    report.refused = atomic_load(&r->refused);
    report.turned_away = atomic_load(&r->turned_away);
    report.failed = atomic_load(&r->failed);
    report.lives = r->lives;
    report.losses = r->losses;
    report.counts = powercut_vfs_counts(r->vfs);
    return report;
}

int store_round(const struct store_setup *setup, uint64_t seed, bool keeps, struct store_report *ret_report)
{
    struct round *r = calloc(1, sizeof(*r));
    if (r == NULL)
        return -ENOMEM;
    struct store_report report = {0};
    r->setup = setup;
    r->first_seed = r->seed = seed;
    int error = prepare(r);
    if (error == 0)
        error = live_and_die(r, &report);
    if (error == 0)
        *ret_report = sum_up(r, report);
    powercut_vfs_close(&r->vfs);
    if (report.fault != NULL && keeps)
        fprintf(stderr, "kept %s\n", r->directory);
    else
        scratch_dir_remove(r->directory);
    free(r);
    return error;
}
