// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/handlers.h"
#include "api/page.h"
#include "api/reply_file.h"
#include "hub/job_file.h"
#include "hub/job_list.h"
#include "hub/position.h"
#include <errno.h>

static int refuse_unknown(struct call *call)
{
    return call_refuse(call, 404, VIEW("job.not_found"), VIEW("there is no job of this id"));
}

// ---- GET /jobs

struct job_page {
    struct json_writer *w;
    int count;
    bool is_full;
};

static int write_one(void *ctx, const struct job *job)
{
    struct job_page *page = ctx;
    job_write(page->w, job);
    page->count++;
    page->is_full = page_is_full(page->w);
    return page->is_full;
}

int job_list_rows(const struct call *call)
{
    return (int)((const struct job_list_args *)call->args)->limit;
}

int job_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct job_list_args *args = call->args;
    struct job_filter filter = {.state = args->has_state ? args->state : (enum job_state)0,
                                .kind = args->has_kind ? args->kind : (enum job_kind)0};
    struct job_page page = {.w = w};
    struct arena rows;
    int64_t before;
    if (!cursor_row(args->cursor, INT64_MAX, &before))
        return cursor_refuse(call);
    arena_init(&rows, 4096, 4 << 20);
    json_begin_object(w);
    json_key(w, VIEW("jobs"));
    json_begin_array(w);
    int r =
        job_walk(snapshot->db, snapshot->tenant, filter, &before, (int)args->limit, &rows, write_one, &page);
    arena_free(&rows);
    json_end_array(w);
    cursor_write_row(w, page.count == args->limit || page.is_full ? before : 0);
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, snapshot->position);
    json_end_object(w);
    return r;
}

// ---- GET /jobs/{id}

int job_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct job_get_args *args = call->args;
    struct job job;
    int r = job_find(snapshot->db, snapshot->tenant, args->id, call_arena(call), &job);
    if (r != JOB_OK)
        return r < 0 ? r : refuse_unknown(call);
    if (!access_sees_all(call->principal.view)) // its result may tell of any session
        return refuse_unknown(call);
    job_write(w, &job);
    return 0;
}

// ---- DELETE /jobs/{id}

static int refuse_cancel(struct call *call, int outcome)
{
    switch ((enum job_outcome)outcome) {
    case JOB_OK:
        return 0;
    case JOB_NONE:
        return refuse_unknown(call);
    case JOB_FINISHED:
        return call_refuse(call, 409, VIEW("job.finished"), VIEW("this job has finished"));
    case JOB_CROWDED:
        break;
    }
    return -ENOTRECOVERABLE;
}

int job_cancel_decide(struct tx *tx, struct call *call)
{
    const struct job_cancel_args *args = call->args;
    struct job *job = arena_zalloc(call_arena(call), sizeof(*job));
    if (job == NULL)
        return -ENOMEM;
    int r = job_cancel(tx, args->id);
    if (r != JOB_OK)
        return r < 0 ? r : refuse_cancel(call, r);
    r = job_find(tx->db, tx->tenant, args->id, call_arena(call), job);
    if (r != JOB_OK)
        return r < 0 ? r : -ENOTRECOVERABLE;
    call->result = job;
    call->status = 202;
    return 0;
}

void job_cancel_render(struct call *call, struct json_writer *w)
{
    job_write(w, call->result);
}

// ---- GET /jobs/{id}/file

static int refuse_file(struct call *call)
{
    return call_refuse(call, 404, VIEW("job.no_file"), VIEW("this job has no file, or not any more"));
}

int job_file_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct job_file_args *args = call->args;
    struct job job;
    (void)w;
    int r = job_find(snapshot->db, snapshot->tenant, args->id, call_arena(call), &job);
    if (r != JOB_OK)
        return r < 0 ? r : refuse_unknown(call);
    if (job.file.data == NULL || job.file_until_us <= api_now_us(call->api))
        return refuse_file(call);
    int fd = job_file_open(call->api->config.dir, snapshot->tenant, job.file);
    if (fd == -ENOENT)
        return refuse_file(call);
    return fd < 0 ? fd : reply_file_give(call, fd, job.file, job.file_type);
}
