// SPDX-License-Identifier: Apache-2.0
// A new index, and its filling from the store's tables: newest rows first, while events are followed.
#include "base/error.h"
#include "base/log.h"
#include "search/follow.h"
#include <stdlib.h>

enum { ROWS_AT_ONCE = 2000, CUSTOMERS_AT_ONCE = 500 };

// ---- making one

static int64_t epoch_number(const struct search *s)
{
    return (int64_t)strtoll(store_epoch(s->config.store), NULL, 16);
}

static int put_position(struct index *index, int64_t tenant, int64_t position)
{
    struct index_query q = index_begin(index, INDEX_FOLLOW_PUT);
    index_bind(&q, tenant);
    index_bind(&q, position);
    return index_run(&q);
}

// Positions are read before the tables' ends: what is committed in between is read twice, never left out.
static int put_positions(struct follower *f)
{
    struct query q = query_begin(f->hub, SQL_TENANTS_ALL, 0);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW)
        if ((r = put_position(f->index, query_int(&q, 0), query_int(&q, 2))) < 0)
            break;
    query_end(&q);
    return r;
}

static int put_start(struct follower *f)
{
    int64_t last_message = 0, last_customer = 0;
    int r = put_positions(f);
    if (r == 0)
        r = source_ends(f->hub, &last_message, &last_customer);
    if (r == 0)
        r = index_set_number(f->index, "messages_left", last_message > 0 ? last_message + 1 : 0);
    if (r == 0)
        r = index_set_number(f->index, "messages_total", last_message);
    if (r == 0)
        r = index_set_number(f->index, "customers_left", last_customer > 0 ? last_customer + 1 : 0);
    if (r == 0)
        r = index_set_number(f->index, "epoch", epoch_number(f->search));
    return r == 0 ? index_set_number(f->index, "format", INDEX_FORMAT) : r;
}

static int begin_new(struct follower *f)
{
    int r = index_do(f->index, INDEX_BEGIN);
    if (r == 0)
        r = put_start(f);
    if (r == 0)
        r = index_do(f->index, INDEX_COMMIT);
    if (r < 0)
        index_do(f->index, INDEX_ROLLBACK);
    return error_trace(r);
}

// ---- opening

static int is_ours(struct follower *f, bool *ret)
{
    int64_t format = 0, epoch = -1;
    int r = index_number(f->index, "format", &format);
    if (r == 0)
        r = index_number(f->index, "epoch", &epoch);
    *ret = format == INDEX_FORMAT && epoch == epoch_number(f->search);
    return r;
}

static int read_left(struct follower *f)
{
    int r = index_number(f->index, "messages_left", &f->messages_left);
    if (r == 0)
        r = index_number(f->index, "customers_left", &f->customers_left);
    atomic_store(&f->search->left, f->messages_left + f->customers_left);
    atomic_store(&f->search->is_complete, f->messages_left == 0 && f->customers_left == 0);
    return r;
}

static int open_file(struct follower *f, bool *ret_ours)
{
    *ret_ours = false;
    int r = index_open(f->search->path, INDEX_WRITER, &f->index);
    return r == 0 ? is_ours(f, ret_ours) : r;
}

// Readers at rest hold the file that was; those at work are closed when they come back.
static void tell_readers(struct search *s, bool is_ready)
{
    struct index *old[INDEX_READERS_MAX];
    int count = 0;
    pthread_mutex_lock(&s->lock);
    if (s->is_ready && !is_ready) {
        s->generation++;
        while (s->reader_count > 0)
            old[count++] = s->readers[--s->reader_count];
    }
    s->is_ready = is_ready;
    pthread_mutex_unlock(&s->lock);
    while (count > 0)
        index_close(old[--count]);
}

void follow_close(struct follower *f, bool removes)
{
    tell_readers(f->search, false);
    index_close(f->index);
    f->index = NULL;
    f->purge.stage = PURGE_NONE;
    f->purge.count = 0;
    if (removes)
        index_remove(f->search->path);
}

int follow_open(struct follower *f)
{
    bool is_old;
    int r = open_file(f, &is_old);
    if (r < 0 && r != -EUCLEAN)
        return error_trace(r);
    if (!is_old) {
        follow_close(f, true);
        r = open_file(f, &is_old);
        if (r == 0)
            r = begin_new(f);
    }
    if (r == 0)
        r = read_left(f);
    if (r < 0)
        return error_trace(r);
    if (f->messages_left != 0 || f->customers_left != 0)
        log_info("search: the index is being made from the store's tables, %lld rows of messages to read",
                 (long long)f->messages_left);
    f->told_percent = 0;
    tell_readers(f->search, true);
    return 0;
}

// ---- filling it

static void tell_progress(struct follower *f)
{
    int64_t total = 0;
    if (index_number(f->index, "messages_total", &total) < 0 || total <= 0)
        return;
    int percent = (int)(100 - f->messages_left * 100 / (total + 1));
    if (percent / 10 > f->told_percent / 10 && percent < 100)
        log_info("search: %d %% of the messages are indexed", percent);
    f->told_percent = percent;
}

// Writes the batch and how far the pass has come with it.
static int commit_left(struct follower *f, const char *name, int64_t left)
{
    int r = index_do(f->index, INDEX_BEGIN);
    if (r == 0)
        r = batch_put(&f->batch, f->index, f->hub);
    if (r == 0)
        r = index_set_number(f->index, name, left);
    if (r == 0)
        r = index_do(f->index, INDEX_COMMIT);
    if (r < 0)
        index_do(f->index, INDEX_ROLLBACK);
    else
        atomic_fetch_add(&f->search->indexed, f->batch.indexed);
    return error_trace(r);
}

static int fill_messages(struct follower *f)
{
    struct source_message *all;
    int count = 0;
    bool has_more = false;
    int r = source_messages_before(f->hub, f->messages_left, ROWS_AT_ONCE, BATCH_BYTES, &f->batch.arena, &all,
                                   &count, &has_more);
    if (r < 0)
        return r;
    int64_t left = has_more ? all[count - 1].row : 0;
    if (count > 0)
        memcpy(f->batch.messages, all, (size_t)count * sizeof(*all));
    f->batch.message_count = count;
    r = commit_left(f, "messages_left", left);
    if (r == 0)
        f->messages_left = left;
    return r;
}

static int fill_customers(struct follower *f)
{
    struct source_key keys[CUSTOMERS_AT_ONCE];
    int count = 0;
    int r = source_customers_before(f->hub, f->customers_left, CUSTOMERS_AT_ONCE, keys, &count);
    if (r < 0)
        return r;
    for (int i = 0; i < count; i++)
        batch_add_customer(&f->batch, keys[i].tenant, keys[i].row, true);
    int64_t left = count < CUSTOMERS_AT_ONCE ? 0 : keys[count - 1].row;
    r = commit_left(f, "customers_left", left);
    if (r == 0)
        f->customers_left = left;
    return r;
}

int follow_tables(struct follower *f, bool *ret_more)
{
    int r = 0;
    bool was_complete = f->messages_left == 0 && f->customers_left == 0;
    *ret_more = false;
    if (was_complete)
        return 0;
    batch_clear(&f->batch);
    r = f->customers_left != 0 ? fill_customers(f) : fill_messages(f);
    if (r < 0)
        return error_trace(r);
    tell_progress(f);
    *ret_more = f->messages_left != 0 || f->customers_left != 0;
    atomic_store(&f->search->left, f->messages_left + f->customers_left);
    atomic_store(&f->search->is_complete, !*ret_more);
    if (!*ret_more)
        log_info("search: the index is complete");
    return 0;
}
