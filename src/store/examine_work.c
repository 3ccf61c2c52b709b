// SPDX-License-Identifier: Apache-2.0
#include "store/examine_work.h"
#include <stdio.h>

enum { TOLD_MAX = 10, TEXT_MAX = 400 };

static const int64_t WEEK_US = (int64_t)7 * 24 * 3600 * 1000000;

struct work_check {
    const char *name, *nothing, *advice;
    void (*write)(const struct query *q, char text[static TEXT_MAX]);
};

static void write_timer(const struct query *q, char text[static TEXT_MAX])
{
    snprintf(text, TEXT_MAX,
             "tenant %lld: a timer of kind %lld on %lld was given up after %lld attempts: %.*s",
             (long long)query_int(q, 0), (long long)query_int(q, 1), (long long)query_int(q, 2),
             (long long)query_int(q, 3), VIEW_ARG(query_text(q, 4)));
}

static void write_job(const struct query *q, char text[static TEXT_MAX])
{
    snprintf(text, TEXT_MAX, "tenant %lld: job %.*s of kind %lld failed: %.*s", (long long)query_int(q, 0),
             VIEW_ARG(query_text(q, 1)), (long long)query_int(q, 2), VIEW_ARG(query_text(q, 3)));
}

static const struct work_check timers = {"timers", "none was given up",
                                         "see the log at that time; it is tried again when it is set again",
                                         write_timer};
static const struct work_check jobs = {"jobs", "none failed in the last 7 days",
                                       "see its fault; start it again when the cause is gone", write_job};

static void look(struct query *q, const struct work_check *check,
                 void (*tell)(void *ctx, const struct finding *finding), void *ctx)
{
    char text[TEXT_MAX];
    int r, told = 0;
    for (; (r = query_step(q)) == QUERY_ROW; told++) {
        check->write(q, text);
        tell(ctx, &(struct finding){FINDING_WARN, check->name, text, check->advice});
    }
    query_end(q);
    if (r < 0 || told == 0) // a store of an earlier schema has no such columns
        tell(ctx,
             &(struct finding){FINDING_OK, check->name, r < 0 ? "cannot be read" : check->nothing, NULL});
}

void examine_work(struct db *db, int64_t now_us, void (*tell)(void *ctx, const struct finding *finding),
                  void *ctx)
{
    struct query q = query_begin(db, SQL_EXAMINE_PARKED_TIMERS, 0);
    query_bind(&q, TOLD_MAX);
    look(&q, &timers, tell, ctx);
    q = query_begin(db, SQL_EXAMINE_FAILED_JOBS, 0);
    query_bind(&q, now_us - WEEK_US);
    query_bind(&q, TOLD_MAX);
    look(&q, &jobs, tell, ctx);
}
