// SPDX-License-Identifier: Apache-2.0
// Writing down what was answered: many at a time, of one tenant in a work, in their order.
#include "base/log.h"
#include "delivery/webhook_run_state.h"

static const int64_t SECOND_US = 1000000;

static struct result_node *node_of(struct list *node)
{
    return list_entry(node, struct result_node, node);
}

void webhook_keep(struct webhook_at *at, const struct webhook_result *result)
{
    struct webhook_run *run = at->run;
    struct result_node *node = node_of(run->free_results.next);
    list_remove(&node->node);
    node->tenant = at->tenant->row;
    node->at = at;
    node->result = *result;
    at->unrecorded++;
    at->tenant->unrecorded++;
    run->unrecorded++;
    if (result->delivery == 0)
        at->passed_us = 0;
    list_append(&run->results, &node->node);
}

// ---- the writer's side

static int decide(struct work *work, struct tx *tx)
{
    struct keeper *k = (struct keeper *)(void *)work;
    return webhook_results_record(tx, k->results, k->count);
}

static void done(struct work *work, enum work_outcome outcome, int result)
{
    struct keeper *k = (struct keeper *)(void *)work;
    struct webhook_run *run = k->run;
    pthread_mutex_lock(&run->lock);
    k->is_done = outcome == WORK_COMMITTED && result == 0;
    k->state = KEEPER_BACK;
    pthread_cond_signal(&run->is_back);
    pthread_mutex_unlock(&run->lock);
    run->config.ring(run->config.ctx);
}

// ---- the turning thread's

static void give_back(struct keeper *k)
{
    struct webhook_run *run = k->run;
    for (int i = 0; i < k->count; i++) {
        struct result_node *node = k->nodes[i];
        struct webhook_at *at = node->at;
        webhook_replay_over(run, node->result.delivery);
        at->unrecorded--;
        at->tenant->unrecorded--;
        run->unrecorded--;
        webhook_endpoint_settle(at);
        list_append(&run->free_results, &node->node);
    }
    k->count = 0;
}

static enum keeper_state state_of(struct keeper *k)
{
    pthread_mutex_lock(&k->run->lock);
    enum keeper_state state = k->state;
    pthread_mutex_unlock(&k->run->lock);
    return state;
}

static void set_state(struct keeper *k, enum keeper_state state)
{
    pthread_mutex_lock(&k->run->lock);
    k->state = state;
    pthread_mutex_unlock(&k->run->lock);
}

void webhook_keep_collect(struct webhook_run *run)
{
    for (int i = 0; i < KEEPERS; i++) {
        struct keeper *k = &run->keepers[i];
        if (state_of(k) != KEEPER_BACK)
            continue;
        if (k->is_done) {
            give_back(k);
            set_state(k, KEEPER_IDLE);
            continue;
        }
        log_warn("what was sent to other systems could not be written down; it is tried again");
        k->rests_until_us = clock_mono_us(&run->config.clock) + SECOND_US;
        set_state(k, KEEPER_RESTS);
    }
}

static bool is_with_keeper(const struct webhook_run *run, int64_t tenant)
{
    for (int i = 0; i < KEEPERS; i++)
        if (run->keepers[i].count > 0 && run->keepers[i].work.tenant == tenant)
            return true;
    return false;
}

// The oldest results of a tenant that no keeper has.
static void fill(struct keeper *k)
{
    struct webhook_run *run = k->run;
    for (struct list *l = run->results.next, *next; l != &run->results; l = next) {
        struct result_node *node = node_of(l);
        next = l->next;
        if (k->count == 0 ? is_with_keeper(run, node->tenant) : node->tenant != k->work.tenant)
            continue;
        k->work.tenant = node->tenant;
        list_remove(&node->node);
        k->nodes[k->count] = node;
        k->results[k->count++] = node->result;
        if (k->count == WEBHOOK_RESULTS_MAX)
            return;
    }
}

static void submit(struct keeper *k, int64_t now_us)
{
    struct webhook_run *run = k->run;
    set_state(k, KEEPER_AWAY);
    k->work.class = WORK_BULK;
    k->work.bytes = sizeof(k->results);
    k->work.decide = decide;
    k->work.done = done;
    if (store_submit(run->config.store, &k->work) == WORK_PUSHED)
        return;
    k->rests_until_us = now_us + SECOND_US / 10;
    set_state(k, KEEPER_RESTS);
}

int64_t webhook_keep_submit(struct webhook_run *run)
{
    int64_t now_us = clock_mono_us(&run->config.clock), next_us = INT64_MAX;
    for (int i = 0; i < KEEPERS; i++) {
        struct keeper *k = &run->keepers[i];
        enum keeper_state state = state_of(k);
        if (state == KEEPER_IDLE)
            fill(k);
        if ((state == KEEPER_IDLE && k->count > 0) || (state == KEEPER_RESTS && k->rests_until_us <= now_us))
            submit(k, now_us);
        if (state_of(k) == KEEPER_RESTS && k->rests_until_us < next_us)
            next_us = k->rests_until_us;
    }
    return next_us;
}

// ---- the end

// Under the lock.
static bool is_away(const struct webhook_run *run)
{
    for (int i = 0; i < KEEPERS; i++)
        if (run->keepers[i].state == KEEPER_AWAY)
            return true;
    return false;
}

static bool has_failed(struct webhook_run *run)
{
    for (int i = 0; i < KEEPERS; i++)
        if (state_of(&run->keepers[i]) == KEEPER_RESTS)
            return true;
    return false;
}

static bool is_any_away(struct webhook_run *run)
{
    pthread_mutex_lock(&run->lock);
    bool is = is_away(run);
    pthread_mutex_unlock(&run->lock);
    return is;
}

void webhook_keep_finish(struct webhook_run *run)
{
    do {
        pthread_mutex_lock(&run->lock);
        while (is_away(run))
            pthread_cond_wait(&run->is_back, &run->lock);
        pthread_mutex_unlock(&run->lock);
        webhook_keep_collect(run);
        if (has_failed(run))
            return;
        webhook_keep_submit(run);
    } while (!list_is_empty(&run->results) || is_any_away(run));
}
