// SPDX-License-Identifier: Apache-2.0
#include "store/checker.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/log.h"
#include "store/db_check.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { CHECK_MS = 400, REST_MOST_MS = 2000, REST_TIMES = 10, NAMES_MAX = 4096 };

struct checker {
    struct checker_config config;
    struct db *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t stopped;
    bool must_stop;               // under the lock
    struct checker_result result; // under the lock
    const char *table;            // that is looked at
    char names[NAMES_MAX];        // of the tables, each with its NUL
    char left_out[NAMES_MAX];     // with commas
};

static void note_fault(void *ctx, struct view text)
{
    const struct checker *c = ctx;
    log_error("the database is damaged: %s: %.*s; make ready to restore the last backup", c->table,
              VIEW_ARG(text));
}

// False when it must end.
static bool rest(struct checker *c, int64_t worked_us)
{
    struct timespec until;
    int64_t ms = worked_us * REST_TIMES / 1000;
    int r = 0;
    if (ms > c->config.rest_most_ms)
        ms = c->config.rest_most_ms;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += ms / 1000;
    until.tv_nsec += ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    pthread_mutex_lock(&c->lock);
    while (!c->must_stop && r != ETIMEDOUT)
        r = pthread_cond_timedwait(&c->stopped, &c->lock, &until);
    bool go_on = !c->must_stop;
    pthread_mutex_unlock(&c->lock);
    return go_on;
}

static void note_left_out(struct checker *c, struct buffer *names)
{
    if (names->size > 0)
        buffer_append_view(names, VIEW(", "));
    buffer_append_view(names, view_from(c->table));
}

// Negative when the database cannot be read.
static int check_table(struct checker *c, struct buffer *left_out)
{
    int faults = 0;
    int r = db_check_within(c->db, DB_CHECK_QUICK, c->table, c->config.check_ms, note_fault, c, &faults);
    if (r == -ECANCELED)
        note_left_out(c, left_out);
    else if (r < 0)
        log_error("the table %s cannot be read; make ready to restore the last backup", c->table);
    pthread_mutex_lock(&c->lock);
    c->result.tables++;
    c->result.left_out += r == -ECANCELED;
    c->result.faults += r < 0 && r != -ECANCELED ? 1 : faults;
    pthread_mutex_unlock(&c->lock);
    return r;
}

static void tell(struct checker *c, struct view left_out)
{
    pthread_mutex_lock(&c->lock);
    c->result.has_ended = true;
    struct checker_result result = c->result;
    pthread_mutex_unlock(&c->lock);
    if (result.faults > 0)
        log_error("quick check: %d faults in %d tables", result.faults, result.tables);
    else if (result.left_out > 0)
        log_info("quick check: %d tables are whole; too large to look at while serving: %.*s (a backup "
                 "checks all)",
                 result.tables - result.left_out, VIEW_ARG(left_out));
    else
        log_info("quick check: all %d tables are whole", result.tables);
}

static void *run(void *ctx)
{
    struct checker *c = ctx;
    struct clock clock = clock_system();
    struct buffer left_out = buffer_fixed(c->left_out, sizeof(c->left_out));
    pthread_setname_np(pthread_self(), "checker");
    for (c->table = c->names; c->table[0] != '\0'; c->table += strlen(c->table) + 1) {
        int64_t began = clock_mono_us(&clock);
        check_table(c, &left_out);
        if (!rest(c, clock_mono_us(&clock) - began))
            return NULL;
    }
    tell(c, buffer_view(&left_out));
    db_close(c->db);
    c->db = NULL;
    return NULL;
}

static void release(struct checker *c)
{
    pthread_cond_destroy(&c->stopped);
    pthread_mutex_destroy(&c->lock);
    db_close(c->db);
    free(c);
}

int checker_start(const struct checker_config *config, struct checker **ret)
{
    struct checker *c = calloc(1, sizeof(*c));
    if (c == NULL)
        return error_trace(-ENOMEM);
    c->config = *config;
    if (c->config.check_ms <= 0)
        c->config.check_ms = CHECK_MS;
    if (c->config.rest_most_ms <= 0)
        c->config.rest_most_ms = REST_MOST_MS;
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->stopped, NULL);
    int r = store_walker(config->store, &c->db);
    if (r == 0)
        r = db_tables(c->db, c->names, sizeof(c->names));
    if (r == 0)
        r = -pthread_create(&c->thread, NULL, run, c);
    if (r < 0) {
        release(c);
        return error_trace(r);
    }
    *ret = c;
    return 0;
}

void checker_stop(struct checker *c)
{
    if (c == NULL)
        return;
    pthread_mutex_lock(&c->lock);
    c->must_stop = true;
    pthread_mutex_unlock(&c->lock);
    pthread_cond_signal(&c->stopped);
    pthread_join(c->thread, NULL);
    release(c);
}

struct checker_result checker_result(struct checker *c)
{
    struct checker_result result = {.has_ended = false};
    if (c == NULL)
        return result;
    pthread_mutex_lock(&c->lock);
    result = c->result;
    pthread_mutex_unlock(&c->lock);
    return result;
}
