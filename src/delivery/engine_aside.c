// SPDX-License-Identifier: Apache-2.0
// A row that cannot be taken, again and again and alone: it is put aside, so that the others of its connector
// go on. It fails as "internal"; where not even that can be written it is stepped over for a while.
#include "base/error.h"
#include "delivery/engine.h"
#include <stdlib.h>

struct engine_aside {
    struct engine_job job; // first
    int64_t connector, row;
    bool must_step_over;
};

static int decide(struct work *work, struct tx *tx)
{
    struct engine_aside *s = (struct engine_aside *)(void *)work;
    return outbox_put_aside(tx, s->connector, s->must_step_over, &s->row);
}

static void drop(struct engine_job *job)
{
    free(job);
}

static void tell(const struct engine_account *a, const struct engine_aside *s)
{
    if (s->row == 0)
        return;
    log_error("connector %s: row %lld of the outbox cannot be made ready to be sent, and %s", a->id,
              (long long)s->row, s->must_step_over ? "is passed over for a while" : "has failed for good");
}

static void back(struct engine_job *job)
{
    struct engine_aside *s = (struct engine_aside *)(void *)job;
    struct engine_account *a = job->account;
    bool is_its = job->outcome == WORK_FAILED || job->outcome == WORK_COMMITTED;
    bool is_done = job->outcome == WORK_COMMITTED && job->result == 0;
    a->aside = NULL;
    a->wants_peek = true;
    a->must_step_over = is_its && !is_done && !s->must_step_over;
    if (is_done) {
        tell(a, s);
        a->claiming = (struct engine_patience){0};
    }
    free(s);
}

void engine_aside(struct engine_account *a)
{
    struct engine_aside *s = calloc(1, sizeof(*s));
    if (s == NULL)
        return; // the next claim that fails comes here again
    s->job = (struct engine_job){
        .work = {.tenant = a->tenant, .class = WORK_LIVE, .bytes = sizeof(*s), .decide = decide},
        .delivery = a->delivery,
        .account = a,
        .back = back,
        .drop = drop};
    s->connector = a->row;
    s->must_step_over = a->must_step_over;
    if (engine_submit(&s->job))
        a->aside = s;
    else
        free(s);
}
