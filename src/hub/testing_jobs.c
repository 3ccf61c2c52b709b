// SPDX-License-Identifier: Apache-2.0
#include "hub/testing_jobs.h"
#include "base/buffer.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void wake(void *ctx, enum wake who, int64_t at_us)
{
    struct testing_jobs *j = ctx;
    (void)at_us;
    if (who == WAKE_JOBS && j->run != NULL)
        job_run_wake(j->run);
}

static void ring(void *ctx)
{
    atomic_fetch_add(&((struct testing_jobs *)ctx)->rung, 1);
}

static void publish(void *ctx, struct event_batch *batch)
{
    (void)ctx;
    (void)batch;
}

static struct store_config config_of(struct testing_jobs *j)
{
    return (struct store_config){.publish = publish, .wake = wake, .ctx = j};
}

static void make_run(struct testing_jobs *j)
{
    assert_int_equal(job_run_new(&(struct job_run_config){.store = j->store.store,
                                                          .db = j->store.reader,
                                                          .actions = job_actions,
                                                          .action_count = JOB_KINDS,
                                                          .dir = j->store.dir,
                                                          .ring = ring,
                                                          .send = ring,
                                                          .ctx = j},
                                 &j->run),
                     0);
}

void testing_jobs_open(struct testing_jobs *j)
{
    struct store_config config = config_of(j);
    testing_store_open(&j->store, &config);
    make_run(j);
}

void testing_jobs_reopen(struct testing_jobs *j)
{
    struct store_config config = config_of(j);
    struct job_run *old = j->run;
    j->run = NULL;
    testing_store_reopen(&j->store, &config);
    job_run_free(old);
    make_run(j);
}

void testing_jobs_close(struct testing_jobs *j)
{
    char command[200];
    snprintf(command, sizeof(command), "rm -rf '%s/exports' '%s/erasures'", j->store.dir, j->store.dir);
    assert_int_equal(system(command), 0);
    testing_store_close(&j->store);
    job_run_free(j->run);
}

static void let_writer_finish(struct testing_jobs *j)
{
    int count = 1;
    size_t bytes;
    while (count > 0)
        writer_level(store_writer(j->store.store), &count, &bytes);
    testing_settle(&j->store);
}

void testing_jobs_turn(struct testing_jobs *j)
{
    int64_t next;
    int before;
    do {
        before = atomic_load(&j->rung);
        assert_int_equal(job_run_turn(j->run, &next), 0);
        let_writer_finish(j);
        job_run_errand(j->run, j->store.reader);
    } while (atomic_load(&j->rung) != before);
    job_run_sweep(j->run, j->store.reader);
}

static const char *wanted;
static int found;

static int look(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    struct buffer bytes;
    char chunk[65536];
    (void)st;
    (void)where;
    FILE *f = kind == FTW_F ? fopen(path, "rb") : NULL;
    if (f == NULL)
        return 0;
    buffer_init(&bytes, (size_t)1 << 30);
    for (size_t n; (n = fread(chunk, 1, sizeof(chunk), f)) > 0;)
        buffer_append_view(&bytes, view_make(chunk, n));
    fclose(f);
    for (const char *at = bytes.data;
         at != NULL && (at = memmem(at, bytes.size - (size_t)(at - bytes.data), wanted, strlen(wanted)));
         at++) {
        if (found++ == 0)
            print_message("'%s' is in %s at %ld\n", wanted, path, (long)(at - bytes.data));
    }
    buffer_free(&bytes);
    return 0;
}

int testing_jobs_count_text(const struct testing_jobs *j, const char *text)
{
    wanted = text;
    found = 0;
    assert_int_equal(nftw(j->store.dir, look, 8, FTW_PHYS), 0);
    return found;
}
