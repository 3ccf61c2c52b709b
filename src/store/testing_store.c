// SPDX-License-Identifier: Apache-2.0
#include "store/testing_store.h"
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

// ---- clock, events and loss

static int64_t wall(void *ctx)
{
    return atomic_load(&((struct testing_store *)ctx)->wall_us);
}

static int64_t mono(void *ctx)
{
    return atomic_load(&((struct testing_store *)ctx)->mono_us);
}

struct clock testing_store_clock(struct testing_store *t)
{
    return (struct clock){.wall_us = wall, .mono_us = mono, .ctx = t};
}

static void publish(void *ctx, struct event_batch *batch)
{
    struct testing_store *t = ctx;
    pthread_mutex_lock(&t->lock);
    if (t->batch_count < TESTING_BATCHES_MAX)
        t->batches[t->batch_count++] = event_batch_ref(batch);
    pthread_mutex_unlock(&t->lock);
}

static void lost(void *ctx)
{
    atomic_fetch_add(&((struct testing_store *)ctx)->lost, 1);
}

// ---- life

static void open_it(struct testing_store *t, const struct store_config *like)
{
    struct store_config config = like != NULL ? *like : (struct store_config){0};
    config.dir = t->dir;
    config.clock = testing_store_clock(t);
    config.random = random_seeded(&t->seed);
    config.writer_cache_kib = config.reader_cache_kib = 2048;
    if (config.publish == NULL) {
        config.publish = publish;
        config.ctx = t;
    }
    if (config.lost == NULL)
        config.lost = lost;
    int r = store_open(&config, &t->store);
    if (r == 0)
        r = store_reader(t->store, &t->reader);
    if (r != 0) {
        fprintf(stderr, "no store in %s: %d\n", t->dir, r);
        abort();
    }
}

void testing_store_open(struct testing_store *t, const struct store_config *like)
{
    *t = (struct testing_store){.wall_us = 1800000000000000, .mono_us = 1000000000, .seed = 7};
    snprintf(t->dir, sizeof(t->dir), "%s/omnihub-test-XXXXXX",
             like != NULL && like->dir != NULL ? like->dir : "/tmp");
    if (mkdtemp(t->dir) == NULL)
        abort();
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->changed, NULL);
    open_it(t, like);
}

static void shut(struct testing_store *t)
{
    db_close(t->reader);
    store_close(t->store);
    t->reader = NULL;
    t->store = NULL;
    for (int i = 0; i < t->batch_count; i++)
        event_batch_unref(t->batches[i]);
    t->batch_count = 0;
}

void testing_store_reopen(struct testing_store *t, const struct store_config *like)
{
    shut(t);
    open_it(t, like);
}

static void remove_dir(const char *path)
{
    DIR *dir = opendir(path);
    for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
        char name[512];
        snprintf(name, sizeof(name), "%s/%s", path, e->d_name);
        unlink(name);
    }
    if (dir != NULL)
        closedir(dir);
    rmdir(path);
}

void testing_store_close(struct testing_store *t)
{
    shut(t);
    remove_dir(t->dir);
    pthread_cond_destroy(&t->changed);
    pthread_mutex_destroy(&t->lock);
}

// ---- works

static int decide(struct work *work, struct tx *tx)
{
    struct testing_work *w = (struct testing_work *)(void *)work;
    w->runs++;
    return w->decide(w->ctx, tx);
}

static void done(struct work *work, enum work_outcome outcome, int result)
{
    static atomic_int order;
    struct testing_work *w = (struct testing_work *)(void *)work;
    struct testing_store *t = w->store;
    pthread_mutex_lock(&t->lock);
    w->outcome = outcome;
    w->result = result;
    w->order = atomic_fetch_add(&order, 1) + 1;
    w->batches = t->batch_count;
    w->is_done = true;
    pthread_cond_broadcast(&t->changed);
    pthread_mutex_unlock(&t->lock);
}

void testing_work_init(struct testing_work *w, struct testing_store *t, int64_t tenant,
                       testing_decide decision, void *ctx)
{
    *w = (struct testing_work){.work = {.tenant = tenant, .bytes = 100, .decide = decide, .done = done},
                               .store = t,
                               .decide = decision,
                               .ctx = ctx};
}

void testing_submit(struct testing_work *w)
{
    assert_int_equal(store_submit(w->store->store, &w->work), WORK_PUSHED);
}

void testing_wait(struct testing_work *w)
{
    pthread_mutex_lock(&w->store->lock);
    while (!w->is_done)
        pthread_cond_wait(&w->store->changed, &w->store->lock);
    pthread_mutex_unlock(&w->store->lock);
}

int testing_run(struct testing_store *t, int64_t tenant, testing_decide decision, void *ctx,
                enum work_outcome *ret_outcome)
{
    struct testing_work w;
    testing_work_init(&w, t, tenant, decision, ctx);
    testing_submit(&w);
    testing_wait(&w);
    *ret_outcome = w.outcome;
    return w.result;
}

int testing_commit(struct testing_store *t, testing_decide decision, void *ctx)
{
    enum work_outcome outcome;
    int r = testing_run(t, 1, decision, ctx, &outcome);
    assert_int_equal(outcome, WORK_COMMITTED);
    return r;
}

static int decide_nothing(void *ctx, struct tx *tx)
{
    (void)ctx;
    (void)tx;
    return 0;
}

void testing_settle(struct testing_store *t)
{
    testing_commit(t, decide_nothing, NULL);
}

struct new_tenant {
    int64_t tenant;
    char name[32];
};

static int add_tenant(void *ctx, struct tx *tx)
{
    struct new_tenant *fresh = ctx;
    struct query q = query_begin(tx->db, SQL_TENANT_INSERT, fresh->tenant);
    query_bind_text(&q, view_from(fresh->name));
    query_bind(&q, tx->now_us);
    return query_run(&q, NULL);
}

void testing_add_tenant(struct testing_store *t, int64_t tenant)
{
    struct new_tenant fresh = {.tenant = tenant};
    snprintf(fresh.name, sizeof(fresh.name), "tenant %lld", (long long)tenant);
    assert_int_equal(testing_commit(t, add_tenant, &fresh), 0);
}

int64_t testing_count(const struct testing_store *t, const char *sql)
{
    char path[128];
    sqlite3 *db = NULL;
    sqlite3_stmt *s = NULL;
    snprintf(path, sizeof(path), "%s/hub.db", t->dir);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
    int64_t value = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int64(s, 0) : -1;
    sqlite3_finalize(s);
    sqlite3_close(db);
    return value;
}

// ---- the gate

static int stand_in_gate(void *ctx, struct tx *tx)
{
    struct testing_gate *g = ctx;
    (void)tx;
    pthread_mutex_lock(&g->lock);
    g->is_in = true;
    pthread_cond_broadcast(&g->moved);
    while (!g->is_open)
        pthread_cond_wait(&g->moved, &g->lock);
    pthread_mutex_unlock(&g->lock);
    return 0;
}

void testing_gate_close(struct testing_gate *g, struct testing_store *t)
{
    *g = (struct testing_gate){0};
    pthread_mutex_init(&g->lock, NULL);
    pthread_cond_init(&g->moved, NULL);
    testing_work_init(&g->work, t, 1, stand_in_gate, g);
    testing_submit(&g->work);
    pthread_mutex_lock(&g->lock);
    while (!g->is_in)
        pthread_cond_wait(&g->moved, &g->lock);
    pthread_mutex_unlock(&g->lock);
}

void testing_gate_open(struct testing_gate *g)
{
    pthread_mutex_lock(&g->lock);
    g->is_open = true;
    pthread_cond_broadcast(&g->moved);
    pthread_mutex_unlock(&g->lock);
    testing_wait(&g->work);
    pthread_cond_destroy(&g->moved);
    pthread_mutex_destroy(&g->lock);
}
