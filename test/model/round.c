// SPDX-License-Identifier: Apache-2.0
#include "round.h"
#include "store/tenant_clock.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BATCH = 100, CHECK_EVERY = 4000 };

static const int64_t SECOND_US = 1000000, HOUR_US = 3600 * 1000000LL;

// SplitMix64
static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

int draw(struct round *r, int below)
{
    r->dice = mix(r->dice);
    return (int)(r->dice % (uint64_t)below);
}

void mismatch(const struct round *r, const char *format, ...)
{
    if (!r->is_quiet) {
        va_list list;
        va_start(list, format);
        printf("seed %llu, operation %lld: ", (unsigned long long)r->seed, r->op);
        vprintf(format, list);
        printf("\n");
        fflush(stdout);
        va_end(list);
    }
    _exit(1);
}

void judge(const struct act *a, int expected, int got)
{
    if (expected != got)
        mismatch(a->round, "%s: the model says %d, the hub %d", a->name, expected, got);
}

static int pick_operation(struct round *r)
{
    static int sum;
    for (int i = 0; sum == 0 && i < operation_count; i++)
        for (int j = sum = 0; j < operation_count; j++)
            sum += operations[j].weight;
    int dice = draw(r, sum), at = 0;
    while (dice >= operations[at].weight)
        dice -= operations[at++].weight;
    return at;
}

// ---- one operation

struct mark {
    struct event *last;
    int count;
    int64_t position;
};

static void cut_back(struct tx *tx, struct mark mark)
{
    tx->batch->last = mark.last;
    tx->batch->count = mark.count;
    if (mark.last == NULL)
        tx->batch->first = NULL;
    else
        mark.last->next = NULL;
    tx->clock->position = mark.position;
}

static void say_what(const struct round *r, const struct act *a, int got)
{
    if (getenv("MODEL_TRACE") != NULL)
        printf("%lld: tenant %lld, %s: %d\n", r->op, (long long)a->t->id, a->name, got);
}

void round_step(struct round *r, struct tx *tx, struct m_tenant *t)
{
    int what = pick_operation(r);
    struct mark mark = {tx->batch->last, tx->batch->count, tx->clock->position};
    struct act a = {r, tx, t, {tx->now_us, (int)r->op}, operations[what].name};
    if (db_step(tx->db, DB_MARK) != 0)
        mismatch(r, "no savepoint");
    int got = operations[what].run(&a);
    say_what(r, &a, got);
    if (got != 0) {
        cut_back(tx, mark);
        if (db_step(tx->db, DB_UNDO) != 0)
            mismatch(r, "a refused operation cannot be undone");
    }
    if (db_step(tx->db, DB_KEEP) != 0)
        mismatch(r, "an operation cannot be kept");
    r->counts[what * 2 + (got != 0)]++;
}

// Seconds mostly, an hour now and then, rarely days.
static int64_t idle_us(struct round *r)
{
    int dice = draw(r, 1000);
    if (dice == 0)
        return draw(r, 100) * HOUR_US;
    return dice < 20 ? draw(r, 60) * 60 * SECOND_US : 1 + draw(r, 8 * 1000000);
}

static int run_batch(void *ctx, struct tx *tx)
{
    struct round *r = ctx;
    struct tx own = *tx;
    struct m_tenant *t = &r->tenants[tx->tenant - 1];
    for (int i = 0; i < BATCH && r->op < r->ops; i++, r->op++) {
        r->dice = mix(r->seed) ^ mix((uint64_t)r->op);
        own.now_us += idle_us(r);
        if (r->skip == NULL || !r->skip[r->op])
            round_step(r, &own, t);
    }
    atomic_store(&r->store.wall_us, own.now_us);
    return 0;
}

// ---- the round

static void open_store(struct round *r)
{
    struct store_config like = {.publish = fold_publish, .dir = r->dir, .ctx = r};
    testing_store_open(&r->store, &like);
    for (int i = 2; i <= TENANTS; i++)
        testing_add_tenant(&r->store, i);
    testing_store_reopen(&r->store, &like);
}

void round_run(struct round *r)
{
    enum work_outcome outcome;
    long long checked = 0;
    r->fold = fold_new();
    r->counts = calloc((size_t)operation_count * 2, sizeof(*r->counts));
    open_store(r);
    for (int i = 0; i < TENANTS; i++)
        model_open(&r->tenants[i], i + 1);
    while (r->op < r->ops) {
        int64_t tenant = 1 + (int64_t)(mix(r->seed ^ (uint64_t)(r->op / BATCH)) % TENANTS);
        if (testing_run(&r->store, tenant, run_batch, r, &outcome) != 0 || outcome != WORK_COMMITTED)
            mismatch(r, "a batch was not committed");
        if (r->op - checked >= CHECK_EVERY) {
            checked = r->op;
            round_check(r, false);
        }
    }
    round_check(r, true);
    for (int i = 0; i < TENANTS; i++)
        model_close(&r->tenants[i]);
    testing_store_close(&r->store);
}
