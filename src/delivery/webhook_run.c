// SPDX-License-Identifier: Apache-2.0
#include "delivery/webhook_run.h"
#include "base/error.h"
#include "base/log.h"
#include "delivery/webhook_run_state.h"
#include <errno.h>
#include <stdlib.h>

enum { UNDER_WAY_USUAL = 128, TIMEOUT_USUAL_S = 15, TURN_MAX = 256, ARENA_MAX = 8 << 20 };

static const int64_t SECOND_US = 1000000;
// When nothing more can be kept until the store has taken what is: it is looked at again after this.
static const int64_t NO_ROOM_US = 100000;

// ---- any thread

static void ring(struct webhook_run *run)
{
    run->config.ring(run->config.ctx);
}

void webhook_run_wake(struct webhook_run *run)
{
    if (run == NULL)
        return;
    atomic_store(&run->must_reload, true);
    ring(run);
}

void webhook_run_publish(struct webhook_run *run, const struct event_batch *batch)
{
    bool is_news = false;
    int64_t tenant = 0; // of the event before
    if (run == NULL || atomic_load(&run->live) == 0)
        return;
    for (const struct event *e = batch->first; e != NULL; e = e->next) {
        if (e->tenant == tenant)
            continue;
        tenant = e->tenant;
        unsigned long long bit = 1ull << ((uint64_t)tenant % 64);
        is_news |= (atomic_fetch_or(&run->news[(uint64_t)tenant / 64 % NEWS_WORDS], bit) & bit) == 0;
    }
    if (is_news)
        ring(run);
}

void webhook_run_figures(struct webhook_run *run, struct webhook_run_figures *ret)
{
    *ret = (struct webhook_run_figures){
        .arrived = atomic_load(&run->arrived),
        .failed = atomic_load(&run->failed),
        .refused = atomic_load(&run->refused),
        .disabled = atomic_load(&run->disabled),
        .expired = atomic_load(&run->expired),
        .answer_us_sum = atomic_load(&run->answer_us_sum),
        .endpoints = atomic_load(&run->figure_count),
        .under_way = atomic_load(&run->figure_under_way),
        .waiting = atomic_load(&run->figure_waiting),
    };
}

// ---- making it

static void make_lists(struct webhook_run *run)
{
    for (int i = 0; i < WEBHOOK_TURNS; i++)
        list_init(&run->turns[i]);
    list_init(&run->results);
    list_init(&run->free_results);
    for (int i = 0; i < RESULTS_MAX; i++)
        list_append(&run->free_results, &run->nodes[i].node);
    for (int i = 0; i < KEEPERS; i++)
        run->keepers[i].run = run;
}

static void set_defaults(struct webhook_run *run)
{
    struct webhook_run_config *config = &run->config;
    if (config->under_way_max <= 0)
        config->under_way_max = UNDER_WAY_USUAL;
    if (config->timeout_us <= 0)
        config->timeout_us = TIMEOUT_USUAL_S * SECOND_US;
    run->epoch = view_from(store_epoch(config->store));
    run->next_due_us = INT64_MAX;
    atomic_store(&run->must_reload, true);
}

int webhook_run_new(const struct webhook_run_config *config, struct webhook_run **ret)
{
    struct webhook_run *run = calloc(1, sizeof(*run));
    if (run == NULL)
        return error_trace(-ENOMEM);
    run->config = *config;
    make_lists(run);
    set_defaults(run);
    arena_init(&run->arena, 16 << 10, ARENA_MAX);
    buffer_init(&run->payload, WEBHOOK_BODY_MAX);
    buffer_init(&run->body, 2 * WEBHOOK_BODY_MAX);
    pthread_mutex_init(&run->lock, NULL);
    pthread_cond_init(&run->is_back, NULL);
    struct view source = config->source.size > 0 ? config->source : VIEW("urn:omnihub");
    run->source = strndup(source.data, source.size);
    int r = run->source == NULL ? error_trace(-ENOMEM) : store_walker(config->store, &run->db);
    if (r < 0) {
        webhook_run_free(run);
        return error_trace(r);
    }
    *ret = run;
    return 0;
}

void webhook_run_free(struct webhook_run *run)
{
    if (run == NULL)
        return;
    webhook_endpoints_free(run);
    db_close(run->db);
    arena_free(&run->arena);
    buffer_free(&run->payload);
    buffer_free(&run->body);
    pthread_cond_destroy(&run->is_back);
    pthread_mutex_destroy(&run->lock);
    free(run->source);
    free(run);
}

// ---- turning

static void reload(struct webhook_run *run, int64_t mono_us)
{
    bool is_due = run->reload_at_us != 0 && run->reload_at_us <= mono_us;
    if (!atomic_exchange(&run->must_reload, false) && !is_due)
        return;
    run->reload_at_us = 0;
    run->replays_due_us = 0;
    if (webhook_endpoints_load(run) < 0) {
        log_warn("endpoints of other systems cannot be read; tried again");
        run->reload_at_us = mono_us + SECOND_US;
    }
}

static void hear_news(struct webhook_run *run)
{
    unsigned long long words[NEWS_WORDS], any = 0;
    for (int i = 0; i < NEWS_WORDS; i++)
        any |= words[i] = atomic_load_explicit(&run->news[i], memory_order_relaxed) == 0
                              ? 0
                              : atomic_exchange(&run->news[i], 0);
    for (int i = 0; any != 0 && i < run->count; i++) {
        struct webhook_at *at = run->endpoints[i];
        uint64_t tenant = (uint64_t)at->tenant->row;
        if ((words[tenant / 64 % NEWS_WORDS] >> (tenant % 64) & 1) == 0)
            continue;
        at->has_news = true;
        webhook_set_ready(at);
    }
}

static void keep_passed(struct webhook_at *at)
{
    struct webhook_result result = {.kind = WEBHOOK_PASSED, .webhook = at->row, .head = at->head};
    webhook_keep(at, &result);
}

// Endpoints whose time has come; finds out when the next one's does.
static void look_at_waiting(struct webhook_run *run)
{
    int64_t now_us = run_now_us(run), next_us = INT64_MAX;
    int waiting = 0;
    if (run->next_due_us > now_us)
        return;
    for (int i = 0; i < run->count; i++) {
        struct webhook_at *at = run->endpoints[i];
        bool waits = at->is_enabled && !at->is_asking && at->has_news && at->head.due_us > now_us;
        int64_t pass_us = at->passed_us == 0 || at->is_asking ? INT64_MAX : at->passed_us + SECOND_US;
        waiting += waits;
        if (pass_us <= now_us && webhook_has_room(at->tenant, run))
            keep_passed(at);
        else if (pass_us < next_us)
            next_us = pass_us > now_us ? pass_us : now_us + NO_ROOM_US;
        if (waits && at->head.due_us < next_us)
            next_us = at->head.due_us;
        else if (!waits && at->has_news)
            webhook_set_ready(at);
    }
    run->next_due_us = next_us;
    atomic_store(&run->figure_waiting, waiting);
}

// True when more may be ready than one turn takes. Else an answer goes on, or what is written down.
static bool ask_ready(struct webhook_run *run)
{
    for (int i = 0; i < TURN_MAX; i++) {
        struct webhook_at *at = webhook_take_ready(run);
        if (at == NULL)
            return false;
        webhook_ask_next(at);
    }
    return true;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t webhook_run_turn(struct webhook_run *run)
{
    int64_t mono_us = clock_mono_us(&run->config.clock);
    if (run->is_stopping)
        return INT64_MAX;
    webhook_keep_collect(run);
    reload(run, mono_us);
    hear_news(run);
    look_at_waiting(run);
    webhook_ask_replays(run);
    bool has_more = ask_ready(run);
    int64_t next_us = webhook_keep_submit(run);
    int64_t due_us =
        run->replays_open == REPLAYS_MAX ? run->next_due_us : earlier(run->next_due_us, run->replays_due_us);
    int64_t now_us = run_now_us(run);
    if (due_us != INT64_MAX)
        next_us = earlier(next_us, due_us <= now_us ? mono_us : mono_us + (due_us - now_us));
    if (run->reload_at_us != 0)
        next_us = earlier(next_us, run->reload_at_us);
    return has_more ? mono_us : next_us;
}

void webhook_run_stop(struct webhook_run *run)
{
    if (run == NULL || run->is_stopping)
        return;
    run->is_stopping = true;
    atomic_store(&run->live, 0);
    for (int i = run->count - 1; i >= 0; i--) // one that is gone leaves the list when its request ends
        if (run->endpoints[i]->is_asking)
            run->config.drop(run->config.egress, run->endpoints[i]->asking.number);
    webhook_keep_finish(run);
}
