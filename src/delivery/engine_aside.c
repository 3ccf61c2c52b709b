// SPDX-License-Identifier: Apache-2.0
// A row that cannot be taken, again and again and alone: it is passed over, so that the others of its
// connector go on. Whether that is the row's own fault the store alone cannot tell, for it fails every row
// when it is ill. So only a row fails for good that was passed over three times, and each time the next one
// could be taken.
#include "delivery/engine.h"
#include <stdlib.h>

enum { PROOFS = 3 };

struct engine_aside {
    struct engine_job job; // first
    int64_t row;
    bool is_for_good;
};

static int decide(struct work *work, struct tx *tx)
{
    const struct engine_aside *s = (const struct engine_aside *)(const void *)work;
    return outbox_put_aside(tx, s->row, s->is_for_good);
}

static void drop(struct engine_job *job)
{
    free(job);
}

// While others cannot be taken either, the store is not asked more often for it.
static void passed_over(struct engine_account *a, int64_t row)
{
    log_error(
        "connector %s: row %lld of the outbox cannot be made ready to be sent, and is passed over for a "
        "while",
        a->id, (long long)row);
    a->passed_over = row;
    if (!a->is_ill)
        a->claiming = (struct engine_patience){0};
}

static void back(struct engine_job *job)
{
    const struct engine_aside *s = (const struct engine_aside *)(const void *)job;
    struct engine_account *a = job->account;
    bool is_done = job->outcome == WORK_COMMITTED && job->result == OUTBOX_ACT_OK;
    a->aside = NULL;
    a->wants_peek = true;
    if (!s->is_for_good)
        a->claim_tries = 0;
    if (is_done && s->is_for_good)
        log_error(
            "connector %s: row %lld of the outbox cannot be made ready to be sent, though others can: it "
            "has failed for good",
            a->id, (long long)s->row);
    else if (is_done)
        passed_over(a, s->row);
    free(job);
}

static void put_aside(struct engine_account *a, int64_t row, bool is_for_good)
{
    struct engine_aside *s = a->aside != NULL ? NULL : calloc(1, sizeof(*s));
    if (s == NULL)
        return; // the next claim that fails comes here again
    s->job = engine_job_of(a, sizeof(*s), decide, back, drop);
    s->row = row;
    s->is_for_good = is_for_good;
    if (engine_submit(&s->job))
        a->aside = s;
    else
        free(s);
}

void engine_aside(struct engine_account *a, int64_t row)
{
    put_aside(a, row, false);
}

// Its place, or that of the one which was blamed longest ago.
static struct engine_blame *blame_of(struct engine_account *a, int64_t row)
{
    for (int i = 0; i < ENGINE_BLAMES; i++)
        if (a->blames[i].row == row)
            return &a->blames[i];
    struct engine_blame *b = &a->blames[a->blame_next];
    a->blame_next = (a->blame_next + 1) % ENGINE_BLAMES;
    *b = (struct engine_blame){.row = row};
    return b;
}

void engine_aside_well(struct engine_account *a)
{
    int64_t row = a->passed_over;
    a->passed_over = 0;
    a->is_ill = false;
    if (row != 0 && ++blame_of(a, row)->proofs >= PROOFS)
        put_aside(a, row, true);
}

void engine_aside_ill(struct engine_account *a, int64_t row)
{
    a->is_ill |= a->passed_over != 0 && a->passed_over != row;
    a->passed_over = 0;
}
