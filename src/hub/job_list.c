// SPDX-License-Identifier: Apache-2.0
#include "hub/job_list.h"
#include "base/error.h"
#include "hub/job_row.h"

static struct query begin_list(struct db *db, int64_t tenant, struct job_filter filter)
{
    enum statement statement = filter.state != 0 && filter.kind != 0 ? SQL_JOBS_BY_KIND_AND_STATE
                               : filter.state != 0                   ? SQL_JOBS_BY_STATE
                               : filter.kind != 0                    ? SQL_JOBS_BY_KIND
                                                                     : SQL_JOBS_NEWEST;
    struct query q = query_begin(db, statement, tenant);
    if (filter.kind != 0)
        query_bind(&q, filter.kind);
    if (filter.state != 0)
        query_bind(&q, filter.state);
    return q;
}

int job_walk(struct db *db, int64_t tenant, struct job_filter filter, int64_t *before, int limit,
             struct arena *arena, int (*each)(void *ctx, const struct job *job), void *ctx)
{
    struct query q = begin_list(db, tenant, filter);
    query_bind(&q, *before);
    query_bind(&q, limit);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        struct job job;
        job_read(&row, &job);
        r = row.failed ? -ENOMEM : each(ctx, &job);
        *before = job.row;
        if (r != 0)
            break;
        arena_reset(arena);
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

// ---- JSON

static void member(struct json_writer *w, struct view name, struct view text)
{
    json_key(w, name);
    json_string_or_null(w, text);
}

static void number(struct json_writer *w, struct view name, int64_t value)
{
    json_key(w, name);
    json_integer(w, value);
}

static void time_of(struct json_writer *w, struct view name, int64_t us)
{
    json_key(w, name);
    json_time(w, us);
}

static void write_file(struct json_writer *w, const struct job *job)
{
    json_key(w, VIEW("file"));
    if (job->file.data == NULL) {
        json_null(w);
        return;
    }
    json_begin_object(w);
    member(w, VIEW("name"), job->file);
    member(w, VIEW("media_type"), job->file_type);
    number(w, VIEW("size"), job->file_size);
    time_of(w, VIEW("expires_at"), job->file_until_us);
    json_end_object(w);
}

static struct view name_of(const char *name)
{
    return name == NULL ? VIEW("unknown") : view_from(name);
}

void job_write(struct json_writer *w, const struct job *job)
{
    json_begin_object(w);
    member(w, VIEW("job_id"), job->id);
    member(w, VIEW("kind"), name_of(job_kind_name(job->kind)));
    member(w, VIEW("state"), name_of(job_state_name(job->state)));
    number(w, VIEW("done"), job->done);
    json_key(w, VIEW("total"));
    if (job->total > 0)
        json_integer(w, job->total);
    else
        json_null(w);
    json_key(w, VIEW("result"));
    if (job->result.data != NULL)
        json_raw(w, job->result);
    else
        json_null(w);
    member(w, VIEW("fault"), job->fault);
    write_file(w, job);
    member(w, VIEW("requested_by"), job->requested_by);
    time_of(w, VIEW("created_at"), job->created_us);
    time_of(w, VIEW("updated_at"), job->updated_us);
    time_of(w, VIEW("finished_at"), job->finished_us);
    json_end_object(w);
}
