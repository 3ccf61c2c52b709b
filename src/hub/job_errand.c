// SPDX-License-Identifier: Apache-2.0
// The errand thread's part of the driver of jobs.
#include "hub/job_errand.h"
#include "base/error.h"
#include "hub/job_run_state.h"
#include <stdio.h>

bool job_errand_is_wanted(const struct job_errand *errand)
{
    if (atomic_load(&errand->folder->run->is_stopping))
        return false;
    struct query q = query_begin(errand->db, SQL_JOB_IS_OPEN, errand->tenant);
    query_bind(&q, errand->job->row);
    int r = query_step(&q);
    query_end(&q);
    return r != QUERY_DONE; // who cannot tell goes on
}

static int carry_out(struct job_run *run, struct job_place *place, struct db *db)
{
    struct job_desk *desk = &run->desk;
    arena_reset(&desk->arena);
    run->folder.name[0] = '\0';
    desk->errand = (struct job_errand){
        .db = db,
        .tenant = place->work.tenant,
        .now_us = store_now_us(run->config.store),
        .job = &desk->job,
        .arena = &desk->arena,
        .folder = &run->folder,
    };
    int r = job_load(db, place->work.tenant, place->job, &desk->arena, &desk->job);
    if (r != JOB_OK)
        return r < 0 ? r : 0; // gone: the record finds that too
    r = run->config.actions[place->kind].errand(&desk->errand);
    if (r > 0)
        snprintf(place->fault, sizeof(place->fault), "%.*s", VIEW_ARG(desk->errand.fault));
    return r > 0 ? JOB_STEP_FAILED : r;
}

// An errand that ends because the hub stops is not recorded: the next start repeats it.
bool job_run_errand(struct job_run *run, struct db *db)
{
    struct job_desk *desk = &run->desk;
    if (!atomic_exchange(&desk->is_waiting, false))
        return false;
    struct job_place *place = desk->place;
    int r = carry_out(run, place, db);
    bool is_stopping = atomic_load(&run->is_stopping);
    if (r == 0 && !is_stopping)
        r = job_folder_keep(&desk->errand);
    if (r != 0 || is_stopping)
        job_folder_drop(&desk->errand);
    if (is_stopping)
        return true;
    place->result = r;
    atomic_store(&place->is_back, true);
    run->config.ring(run->config.ctx);
    return true;
}
