// SPDX-License-Identifier: Apache-2.0
#include "hub/trim.h"
#include "base/error.h"
#include "store/tx.h"

enum { SLICE = 200 };

static const int64_t FIRST_TENANT = 1;

int trim_by_age(struct tx *tx, const struct trim_rule *rule, int *ret_gone, bool *ret_more)
{
    struct query q = query_begin(tx->db, rule->statement, tx->tenant);
    query_bind(&q, tx->now_us - rule->keep_us);
    query_bind(&q, SLICE);
    int gone = 0;
    int r = query_run(&q, &gone);
    if (r < 0)
        return error_trace(r);
    *ret_gone = gone;
    *ret_more = gone == SLICE;
    return 0;
}

static int find_next_tenant(struct tx *tx, int64_t *ret)
{
    struct query q = query_begin(tx->db, SQL_TENANT_AFTER, 0);
    query_bind(&q, tx->tenant);
    int r = query_step(&q);
    if (r >= 0)
        *ret = r == QUERY_ROW ? query_int(&q, 0) : 0;
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

static int decide(struct work *work, struct tx *tx)
{
    struct trim *trim = (struct trim *)(void *)work;
    const struct trim_rule *rule = &trim->rules[trim->rule];
    int r = find_next_tenant(tx, &trim->next_tenant);
    return r == 0 ? rule->slice(tx, rule, &trim->gone, &trim->has_more) : r;
}

// To the slice behind the one that was done. False: the round is over.
static bool move_on(struct trim *trim, bool has_more)
{
    if (has_more || ++trim->rule < trim->rule_count)
        return true;
    trim->rule = 0;
    trim->work.tenant = trim->next_tenant;
    return trim->next_tenant != 0;
}

static bool submit(struct trim *trim)
{
    trim->next_tenant = 0;
    trim->gone = 0;
    trim->has_more = false;
    return store_submit(trim->store, &trim->work) == WORK_PUSHED;
}

static void done(struct work *work, enum work_outcome outcome, int result)
{
    struct trim *trim = (struct trim *)(void *)work;
    bool is_well = outcome == WORK_COMMITTED && result == 0;
    if (is_well)
        atomic_fetch_add(&trim->trimmed[trim->rule], trim->gone);
    // A rule that failed does not keep the others from their turn.
    bool goes_on = (is_well || outcome == WORK_FAILED) && move_on(trim, is_well && trim->has_more);
    if (!goes_on || !submit(trim))
        atomic_store(&trim->is_running, false);
}

void trim_init(struct trim *trim, struct store *store, const struct trim_rule *rules, int rule_count)
{
    *trim = (struct trim){
        .work = {.class = WORK_BULK, .decide = decide, .done = done},
        .store = store,
        .rules = rules,
        .rule_count = rule_count < TRIM_RULES_MAX ? rule_count : TRIM_RULES_MAX,
    };
}

void trim_start(struct trim *trim)
{
    if (trim->rule_count == 0 || atomic_exchange(&trim->is_running, true))
        return;
    trim->rule = 0;
    trim->work.tenant = FIRST_TENANT;
    if (!submit(trim))
        atomic_store(&trim->is_running, false);
}
