// SPDX-License-Identifier: Apache-2.0
#include "search/search.h"
#include "base/error.h"
#include "base/log.h"
#include "search/find.h"
#include "search/follow.h"
#include "search/show.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { REST_MS = 150, RETRY_MS = 1000, PURGE_LOOK_MS = 5000 };

// ---- the thread

static struct timespec after_ms(int ms)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    int64_t ns = t.tv_nsec + (int64_t)ms * 1000000;
    return (struct timespec){.tv_sec = t.tv_sec + (time_t)(ns / 1000000000),
                             .tv_nsec = (long)(ns % 1000000000)};
}

// Sleeps, but for the end of the search.
static void rest(struct search *s, int ms)
{
    struct timespec until = after_ms(ms);
    pthread_mutex_lock(&s->lock);
    while (!s->is_stopped && pthread_cond_timedwait(&s->changed, &s->lock, &until) == 0)
        ;
    pthread_mutex_unlock(&s->lock);
}

static bool has_news(const struct search *s)
{
    return s->is_wanted || s->is_stopped || s->wants_reindex || s->purges != NULL;
}

// Until there is something to do; looks now and then while a purge waits for its time.
static void wait_for_news(struct search *s)
{
    struct timespec until = after_ms(PURGE_LOOK_MS);
    bool looks = atomic_load(&s->purges_left) > 0;
    pthread_mutex_lock(&s->lock);
    for (int r = 0; !has_news(s) && r == 0;)
        r = looks ? pthread_cond_timedwait(&s->changed, &s->lock, &until)
                  : pthread_cond_wait(&s->changed, &s->lock);
    s->is_wanted = false;
    pthread_mutex_unlock(&s->lock);
}

static bool is_stopped(struct search *s)
{
    pthread_mutex_lock(&s->lock);
    bool is = s->is_stopped;
    pthread_mutex_unlock(&s->lock);
    return is;
}

static bool take_reindex(struct search *s)
{
    pthread_mutex_lock(&s->lock);
    bool wants = s->wants_reindex;
    s->wants_reindex = false;
    pthread_mutex_unlock(&s->lock);
    return wants;
}

static struct search_purge *take_purge(struct search *s)
{
    pthread_mutex_lock(&s->lock);
    struct search_purge *purge = s->purges;
    if (purge != NULL)
        s->purges = purge->next;
    pthread_mutex_unlock(&s->lock);
    return purge;
}

// What search_forget_customer asked for becomes rows.
static int store_purges(struct follower *f)
{
    int r = 0;
    for (struct search_purge *p; r == 0 && (p = take_purge(f->search)) != NULL; free(p)) {
        struct index_query q = index_begin(f->index, INDEX_PURGE_PUT);
        index_bind(&q, p->tenant);
        index_bind(&q, PURGE_CUSTOMER);
        index_bind(&q, p->customer);
        r = index_run(&q);
    }
    return r;
}

static int purge_slice(struct follower *f, bool *ret_more)
{
    int64_t left = 0;
    int r = store_purges(f);
    if (r == 0)
        r = purge_step(&f->purge, f->index, f->hub, clock_mono_us(&f->search->config.clock), ret_more, &left);
    atomic_store(&f->search->purges_left, left);
    return r;
}

// A slice of each kind of work: what is new before what is old. *ret_more: there is more at once.
static int step(struct follower *f, bool *ret_more)
{
    bool more_events = false, more_rows = false, more_purges = false;
    if (take_reindex(f->search)) {
        log_info("search: the index is made again, as was asked for");
        follow_close(f, true);
    }
    int r = f->index == NULL ? follow_open(f) : 0;
    if (r == 0)
        r = follow_events(f, &more_events);
    if (r == FOLLOW_TOO_FAR) {
        log_warn("search: events that were not read yet are gone; the index is made again");
        follow_close(f, true);
        *ret_more = true;
        return 0;
    }
    if (r == 0)
        r = follow_tables(f, &more_rows);
    if (r == 0)
        r = purge_slice(f, &more_purges);
    *ret_more = more_events || more_rows || more_purges;
    return r;
}

static void note_cpu(struct search *s)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    atomic_store(&s->busy_us, (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000);
}

static void recover(struct follower *f, int error)
{
    log_warn("search: the follower failed (%d) and tries again", error);
    atomic_fetch_add(&f->search->failures, 1);
    follow_close(f, error == -EUCLEAN);
    rest(f->search, RETRY_MS);
}

static void run(struct follower *f)
{
    struct search *s = f->search;
    while (!is_stopped(s)) {
        bool more = false;
        int r = step(f, &more);
        note_cpu(s);
        if (r < 0) {
            recover(f, r);
        } else if (!more) {
            rest(s, s->config.rest_ms);
            wait_for_news(s);
        }
    }
}

void *follow_run(void *ctx)
{
    struct search *s = ctx;
    struct follower *f = calloc(1, sizeof(*f));
    pthread_setname_np(pthread_self(), "search");
    if (f == NULL || store_walker(s->config.store, &f->hub) < 0) {
        log_error("search: no memory or no reader: nothing is followed");
        free(f);
        return NULL;
    }
    f->search = s;
    f->purge.ended_us = clock_mono_us(&s->config.clock) - (int64_t)60 * 1000000; // an erasure need not wait
    batch_init(&f->batch);
    run(f);
    follow_close(f, take_reindex(s)); // asked for at the very end: the next start does it
    batch_free(&f->batch);
    db_close(f->hub);
    free(f);
    return NULL;
}

// ---- life

int search_open(const struct search_config *config, struct search **ret)
{
    pthread_condattr_t attributes;
    struct search *s = calloc(1, sizeof(*s));
    if (s == NULL)
        return error_trace(-ENOMEM);
    s->config = *config;
    s->config.rest_ms = config->rest_ms > 0 ? config->rest_ms : REST_MS;
    snprintf(s->path, sizeof(s->path), "%s/search.db", config->dir);
    pthread_mutex_init(&s->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&s->changed, &attributes);
    pthread_condattr_destroy(&attributes);
    int r = -pthread_create(&s->thread, NULL, follow_run, s);
    s->has_thread = r == 0;
    if (r < 0) {
        search_close(s);
        return error_trace(r);
    }
    *ret = s;
    return 0;
}

void search_close(struct search *s)
{
    if (s == NULL)
        return;
    pthread_mutex_lock(&s->lock);
    s->is_stopped = true;
    pthread_mutex_unlock(&s->lock);
    pthread_cond_broadcast(&s->changed);
    if (s->has_thread)
        pthread_join(s->thread, NULL);
    while (s->reader_count > 0)
        index_close(s->readers[--s->reader_count]);
    for (struct search_purge *p; (p = take_purge(s)) != NULL;)
        free(p);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

static void wake(struct search *s)
{
    pthread_mutex_lock(&s->lock);
    bool was_wanted = s->is_wanted;
    s->is_wanted = true;
    pthread_mutex_unlock(&s->lock);
    if (!was_wanted)
        pthread_cond_broadcast(&s->changed);
}

void search_publish(struct search *s, const struct event_batch *batch)
{
    long long none = 0;
    if (batch->count == 0)
        return;
    atomic_fetch_add(&s->committed, batch->count);
    atomic_compare_exchange_strong(&s->waiting_since_us, &none, batch->first->created_us);
    wake(s);
}

void search_reindex(struct search *s)
{
    pthread_mutex_lock(&s->lock);
    s->wants_reindex = true;
    pthread_mutex_unlock(&s->lock);
    wake(s);
}

void search_forget_customer(struct search *s, int64_t tenant, int64_t customer)
{
    struct search_purge *purge = malloc(sizeof(*purge));
    if (purge == NULL)
        return; // the event does it
    pthread_mutex_lock(&s->lock);
    *purge = (struct search_purge){.next = s->purges, .tenant = tenant, .customer = customer};
    s->purges = purge;
    pthread_mutex_unlock(&s->lock);
    wake(s);
}

void search_figures(const struct search *s, struct search_figures *ret)
{
    int64_t since_us = atomic_load(&s->waiting_since_us);
    int64_t waiting = atomic_load(&s->committed) - atomic_load(&s->followed);
    *ret = (struct search_figures){
        .waiting = waiting > 0 ? waiting : 0,
        .lag_us = since_us == 0 ? 0 : clock_wall_us(&s->config.clock) - since_us,
        .indexed = atomic_load(&s->indexed),
        .left = atomic_load(&s->left),
        .purges = atomic_load(&s->purges_left),
        .busy_us = atomic_load(&s->busy_us),
        .failures = atomic_load(&s->failures),
        .is_complete = atomic_load(&s->is_complete),
    };
}

// ---- readers

int reader_take(struct search *s, struct reader *ret)
{
    struct reader reader = {0};
    pthread_mutex_lock(&s->lock);
    bool is_ready = s->is_ready;
    reader.generation = s->generation;
    if (is_ready && s->reader_count > 0)
        reader.index = s->readers[--s->reader_count];
    pthread_mutex_unlock(&s->lock);
    if (!is_ready)
        return SEARCH_BUSY;
    if (reader.index == NULL && index_open(s->path, INDEX_READER, &reader.index) < 0)
        return SEARCH_BUSY; // it went away this moment
    *ret = reader;
    return SEARCH_OK;
}

void reader_give(struct search *s, const struct reader *reader, bool is_broken)
{
    struct index *index = reader->index;
    pthread_mutex_lock(&s->lock);
    if (!is_broken && reader->generation == s->generation && s->reader_count < INDEX_READERS_MAX) {
        s->readers[s->reader_count++] = index;
        index = NULL;
    }
    pthread_mutex_unlock(&s->lock);
    index_close(index);
}

// ---- asking

static unsigned kinds_of(const struct search_query *q)
{
    unsigned kinds = q->kinds == 0 ? SEARCH_MESSAGES | SEARCH_CUSTOMERS : q->kinds;
    bool is_of_messages =
        q->has_channel || q->has_author || q->session_id.data != NULL || q->from_us != 0 || q->to_us != 0;
    if (is_of_messages || q->audience == AUDIENCE_PUBLIC)
        kinds &= (unsigned)SEARCH_MESSAGES;
    return kinds;
}

// How old the first event is that the index does not know.
static int read_lag(const struct search *s, struct snapshot *snapshot, struct search_result *result)
{
    result->lag = snapshot->position > result->position ? snapshot->position - result->position : 0;
    if (result->lag == 0)
        return 0;
    struct query q = query_begin(snapshot->db, SQL_EVENT_AGE, snapshot->tenant);
    query_bind(&q, result->position + 1);
    int r = query_step(&q);
    if (r == QUERY_ROW)
        result->lag_us = clock_wall_us(&s->config.clock) - query_int(&q, 0);
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

static int find_and_show(struct search *s, struct snapshot *snapshot, struct index *index,
                         struct search_find *find, struct arena *arena, struct search_result *result)
{
    int r = show_resolve(snapshot, find, arena);
    if (r == 0)
        r = find_in_index(index, find, arena);
    result->position = find->position;
    result->is_complete = find->is_complete;
    if (r == 0)
        r = show_hits(snapshot, index_words(index), find, arena, result);
    return r == 0 ? read_lag(s, snapshot, result) : r;
}

int search_find(struct search *s, struct snapshot *snapshot, const struct search_query *query,
                struct arena *arena, struct search_result *ret)
{
    struct search_find *find = arena_zalloc(arena, sizeof(*find));
    struct search_result result = {0};
    struct reader reader;
    if (find == NULL)
        return error_trace(-ENOMEM);
    int r = reader_take(s, &reader);
    if (r != SEARCH_OK)
        return r;
    find->query = query;
    find->tenant = snapshot->tenant;
    find->kinds = kinds_of(query);
    r = find_and_show(s, snapshot, reader.index, find, arena, &result);
    reader_give(s, &reader, r == -EUCLEAN);
    if (r == -EUCLEAN) {
        search_reindex(s);
        return SEARCH_BUSY;
    }
    if (r == 0)
        *ret = result;
    return error_trace(r);
}
