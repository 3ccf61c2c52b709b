// SPDX-License-Identifier: Apache-2.0
// The figures of the whole process in Prometheus' text format (version 0.0.4).
#include "api/api_state.h"
#include "api/handlers.h"
#include "api/security.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum metric_type { COUNTER, GAUGE };

static void head(struct buffer *out, const char *name, enum metric_type type, const char *help)
{
    buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name,
                  type == COUNTER ? "counter" : "gauge");
}

static void one(struct buffer *out, const char *name, enum metric_type type, const char *help, double value)
{
    head(out, name, type, help);
    buffer_printf(out, "%s %.17g\n", name, value);
}

static unsigned long long load(const atomic_ullong *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

// ---- connections

struct http_metric {
    const char *name, *help;
    size_t offset; // in struct http_counters
};

static const struct http_metric http_metrics[] = {
    {"omnihub_http_connections_accepted_total", "Connections accepted.",
     offsetof(struct http_counters, accepted)},
    {"omnihub_http_connections_refused_total", "Connections closed at the limit.",
     offsetof(struct http_counters, refused)},
    {"omnihub_http_connections_closed_total", "Connections that ended.",
     offsetof(struct http_counters, closed)},
    {"omnihub_http_requests_total", "Requests.", offsetof(struct http_counters, requests)},
    {"omnihub_http_received_bytes_total", "Bytes received.", offsetof(struct http_counters, bytes_in)},
    {"omnihub_http_sent_bytes_total", "Bytes sent.", offsetof(struct http_counters, bytes_out)},
    {"omnihub_websockets_opened_total", "WebSockets opened.",
     offsetof(struct http_counters, websockets_opened)},
    {"omnihub_websockets_closed_total", "WebSockets that ended.",
     offsetof(struct http_counters, websockets_closed)},
    {"omnihub_websockets_slow_total", "WebSockets cut off as slow readers.",
     offsetof(struct http_counters, websockets_slow)},
    {"omnihub_websocket_frames_received_total", "Frames received.",
     offsetof(struct http_counters, frames_in)},
    {"omnihub_websocket_frames_sent_total", "Frames sent.", offsetof(struct http_counters, frames_out)},
};

static const atomic_ullong *counter_at(const struct api *api, int loop, size_t offset)
{
    const struct http_counters *counters = http_server_counters(api->loops[loop]->server);
    return (const atomic_ullong *)(const void *)((const char *)counters + offset);
}

static void write_http(struct buffer *out, const struct api *api)
{
    for (size_t m = 0; m < sizeof(http_metrics) / sizeof(http_metrics[0]); m++) {
        head(out, http_metrics[m].name, COUNTER, http_metrics[m].help);
        for (int i = 0; i < api->loop_count; i++)
            buffer_printf(out, "%s{loop=\"%d\"} %llu\n", http_metrics[m].name, i,
                          load(counter_at(api, i, http_metrics[m].offset)));
    }
    head(out, "omnihub_http_replies_total", COUNTER,
         "Replies by class of status; none: the client had left.");
    for (int i = 0; i < api->loop_count; i++)
        for (int class = 0; class <= 5; class ++)
            buffer_printf(out, "omnihub_http_replies_total{loop=\"%d\",class=\"%s\"} %llu\n", i,
                          (const char *const[]){"none", "1xx", "2xx", "3xx", "4xx", "5xx"}[class],
                          load(&http_server_counters(api->loops[i]->server)->replies[class]));
    head(out, "omnihub_loop_longest_turn_seconds", GAUGE, "Longest turn of a loop since the last scrape.");
    for (int i = 0; i < api->loop_count; i++)
        buffer_printf(out, "omnihub_loop_longest_turn_seconds{loop=\"%d\"} %g\n", i,
                      (double)loop_take_longest_turn_us(api->loops[i]->loop) / 1e6);
}

// ---- the writer

static void write_writer(struct buffer *out, const struct store *store)
{
    struct writer *writer = store_writer(store);
    const struct writer_counters *c = writer_counters(writer);
    int waiting;
    size_t bytes;
    writer_level(writer, &waiting, &bytes);
    one(out, "omnihub_writer_batches_total", COUNTER, "Transactions.", (double)load(&c->batches));
    one(out, "omnihub_writer_requests_total", COUNTER, "Requests decided or turned away.",
        (double)load(&c->works));
    one(out, "omnihub_writer_refused_total", COUNTER, "Requests that their handler refused.",
        (double)load(&c->refused));
    one(out, "omnihub_writer_failed_total", COUNTER, "Requests that the store failed.",
        (double)load(&c->failed));
    one(out, "omnihub_writer_expired_total", COUNTER, "Requests whose deadline passed before they began.",
        (double)load(&c->expired));
    one(out, "omnihub_writer_full_total", COUNTER, "Requests turned away by a full disk.",
        (double)load(&c->turned_away));
    one(out, "omnihub_writer_reruns_total", COUNTER, "Requests run again alone.", (double)load(&c->reruns));
    one(out, "omnihub_writer_events_total", COUNTER, "Events committed.", (double)load(&c->events));
    one(out, "omnihub_writer_decide_seconds_total", COUNTER, "Time spent deciding.",
        (double)load(&c->decide_us) / 1e6);
    one(out, "omnihub_writer_commit_seconds_total", COUNTER, "Time spent committing.",
        (double)load(&c->commit_us) / 1e6);
    one(out, "omnihub_writer_waiting_requests", GAUGE, "Requests in the queue.", waiting);
    one(out, "omnihub_writer_waiting_bytes", GAUGE, "Memory of the requests in the queue.", (double)bytes);
    one(out, "omnihub_store_full", GAUGE, "1 while the disk is full.", atomic_load(&c->is_full));
}

static void write_log(struct buffer *out, const struct store *store)
{
    uint64_t restarts;
    int64_t longest_us;
    keeper_restarts(store_keeper(store), &restarts, &longest_us);
    one(out, "omnihub_store_log_bytes", GAUGE, "Write-ahead log after the last commit.",
        (double)keeper_log_bytes(store_keeper(store)));
    one(out, "omnihub_store_log_restarts_total", COUNTER, "Times the writer restarted the log.",
        (double)restarts);
    one(out, "omnihub_store_log_restart_longest_seconds", GAUGE, "The longest of them.",
        (double)longest_us / 1e6);
}

static void write_limits(struct buffer *out, const struct limits *l)
{
    head(out, "omnihub_rate_limited_total", COUNTER, "Requests that came too often, by whose they were.");
    buffer_printf(out, "omnihub_rate_limited_total{of=\"key\"} %llu\n", load(&l->refused_keys));
    buffer_printf(out, "omnihub_rate_limited_total{of=\"address\"} %llu\n", load(&l->refused_addresses));
    buffer_printf(out, "omnihub_rate_limited_total{of=\"failures\"} %llu\n", load(&l->refused_failures));
}

// ---- what runs by itself

static void write_timers(struct buffer *out, struct clockwork *clockwork, int64_t now_us)
{
    const struct clockwork_figures *f = clockwork_figures(clockwork);
    struct timer_counters *c = clockwork_timers(clockwork);
    int64_t due_us = atomic_load(&f->timer_due_us);
    one(out, "omnihub_timers_waiting", GAUGE, "Timers that wait for their time.",
        (double)atomic_load(&f->timers_waiting));
    one(out, "omnihub_timers_parked", GAUGE, "Timers that failed too often; omnihub doctor names them.",
        (double)atomic_load(&f->timers_parked));
    one(out, "omnihub_timers_lag_seconds", GAUGE, "For how long the first that waits has been due.",
        due_us != 0 && due_us < now_us ? (double)(now_us - due_us) / 1e6 : 0);
    one(out, "omnihub_timers_late_longest_seconds", GAUGE, "The latest firing since the last scrape.",
        (double)atomic_exchange(&c->longest_late_us, 0) / 1e6);
    one(out, "omnihub_timers_fired_total", COUNTER, "Timers that fired.", (double)load(&c->fired));
    one(out, "omnihub_timers_failed_total", COUNTER, "Firings that failed.", (double)load(&c->failed));
}

static void write_jobs(struct buffer *out, struct clockwork *clockwork)
{
    const struct clockwork_figures *f = clockwork_figures(clockwork);
    const struct job_counters *c = clockwork_jobs(clockwork);
    head(out, "omnihub_jobs", GAUGE, "Jobs that are open.");
    buffer_printf(out, "omnihub_jobs{state=\"queued\"} %lld\nomnihub_jobs{state=\"running\"} %lld\n",
                  atomic_load(&f->jobs_queued), atomic_load(&f->jobs_running));
    one(out, "omnihub_jobs_done_total", COUNTER, "Jobs that ended well.", (double)load(&c->done));
    one(out, "omnihub_jobs_failed_total", COUNTER, "Jobs that failed.", (double)load(&c->failed));
    one(out, "omnihub_job_slices_total", COUNTER, "Slices of jobs.", (double)load(&c->slices));
    one(out, "omnihub_job_retries_total", COUNTER, "Steps of jobs that failed and are tried again.",
        (double)load(&c->retries));
    head(out, "omnihub_trimmed_rows_total", COUNTER, "Rows removed for their age.");
    for (int i = 0; i < trim_rule_count; i++)
        buffer_printf(out, "omnihub_trimmed_rows_total{rule=\"%s\"} %lld\n", trim_rules[i].name,
                      (long long)clockwork_trimmed(clockwork, i));
}

// ---- search

static void write_search(struct buffer *out, const struct search *search)
{
    struct search_figures f;
    search_figures(search, &f);
    one(out, "omnihub_search_lag_events", GAUGE, "Events that the index does not know yet.",
        (double)f.waiting);
    one(out, "omnihub_search_lag_seconds", GAUGE, "Age of the oldest of them.", (double)f.lag_us / 1e6);
    one(out, "omnihub_search_indexed_total", COUNTER, "Messages and customers indexed.", (double)f.indexed);
    one(out, "omnihub_search_complete", GAUGE, "0 while the index is being made.", f.is_complete);
    one(out, "omnihub_search_left_rows", GAUGE, "Rows that are still to be read for it, about.",
        (double)f.left);
    one(out, "omnihub_search_purges_waiting", GAUGE, "Erasures and edits that have not left its file.",
        (double)f.purges);
    one(out, "omnihub_search_cpu_seconds_total", COUNTER, "CPU time of the follower.",
        (double)f.busy_us / 1e6);
    one(out, "omnihub_search_failures_total", COUNTER, "Times the follower failed and began again.",
        (double)f.failures);
}

// ---- delivery

enum { CONNECTORS_TOLD = 500 }; // beyond them one would read labels all day

struct connector_figures_list {
    struct delivery_figures *items;
    int count;
};

static void take_figures(void *ctx, int64_t connector, const struct delivery_figures *figures)
{
    struct connector_figures_list *list = ctx;
    (void)connector;
    if (list->count < CONNECTORS_TOLD)
        list->items[list->count++] = *figures;
}

static void write_labels(struct buffer *out, const char *name, const struct delivery_figures *f)
{
    buffer_printf(out, "%s{connector=\"%s\",channel=\"%.*s\"", name, f->id,
                  VIEW_ARG(channel_name(f->channel)));
}

struct connector_metric {
    const char *name, *help;
    enum metric_type type;
    int64_t (*of)(const struct delivery_figures *figures);
};

static int64_t under_way_of(const struct delivery_figures *f)
{
    return f->under_way;
}

static int64_t waiting_of(const struct delivery_figures *f)
{
    return f->lanes_waiting;
}

static int64_t state_of(const struct delivery_figures *f)
{
    return f->state;
}

static int64_t received_of(const struct delivery_figures *f)
{
    return f->received;
}

static int64_t dropped_of(const struct delivery_figures *f)
{
    return f->dropped;
}

static int64_t hooks_of(const struct delivery_figures *f)
{
    return f->hooks;
}

static int64_t refused_of(const struct delivery_figures *f)
{
    return f->hooks_refused;
}

static int64_t unknown_kinds_of(const struct delivery_figures *f)
{
    return f->unknown_kinds;
}

static int64_t breaches_of(const struct delivery_figures *f)
{
    return f->breaches;
}

static const struct connector_metric connector_metrics[] = {
    {"omnihub_delivery_under_way", "Attempts under way.", GAUGE, under_way_of},
    {"omnihub_delivery_queue_waiting", "Sessions with something to send, 1000 at most are counted.", GAUGE,
     waiting_of},
    {"omnihub_delivery_connector_state", "0 closed, 1 open, 2 faulty, 3 paused by its breaker, 4 throttled.",
     GAUGE, state_of},
    {"omnihub_delivery_received_total", "Messages of customers that were stored.", COUNTER, received_of},
    {"omnihub_delivery_dropped_total", "Messages of customers who are blocked.", COUNTER, dropped_of},
    {"omnihub_webhook_requests_total", "Requests of providers.", COUNTER, hooks_of},
    {"omnihub_webhook_refused_total", "Of them those that were refused.", COUNTER, refused_of},
    {"omnihub_webhook_unknown_total", "What they held and is of no known kind.", COUNTER, unknown_kinds_of},
    {"omnihub_delivery_breaches_total", "Times the adapter broke its contract.", COUNTER, breaches_of},
};

static void write_ends(struct buffer *out, const struct delivery_figures *f)
{
    const struct {
        const char *name;
        int64_t count;
    } ends[] = {{"sent", f->sent},
                {"retry", f->retried},
                {"failed", f->failed},
                {"unknown", f->unknown},
                {"cancelled", f->cancelled}};
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        write_labels(out, "omnihub_delivery_attempts_total", f);
        buffer_printf(out, ",end=\"%s\"} %lld\n", ends[i].name, (long long)ends[i].count);
    }
}

static void write_answer_time(struct buffer *out, const struct connector_figures_list *list)
{
    head(out, "omnihub_delivery_answer_seconds_total", COUNTER, "Time that attempts took until their end.");
    for (int i = 0; i < list->count; i++) {
        write_labels(out, "omnihub_delivery_answer_seconds_total", &list->items[i]);
        buffer_printf(out, "} %.6f\n", (double)list->items[i].answer_us_sum / 1e6);
    }
}

static void write_delivery(struct buffer *out, const struct outside *outside, void *ctx)
{
    struct connector_figures_list list = {.items = calloc(CONNECTORS_TOLD, sizeof(*list.items))};
    if (list.items == NULL)
        return;
    outside->each(ctx, take_figures, &list);
    head(out, "omnihub_delivery_attempts_total", COUNTER, "Attempts to send, by how they ended.");
    for (int i = 0; i < list.count; i++)
        write_ends(out, &list.items[i]);
    for (size_t m = 0; m < sizeof(connector_metrics) / sizeof(connector_metrics[0]); m++) {
        const struct connector_metric *metric = &connector_metrics[m];
        head(out, metric->name, metric->type, metric->help);
        for (int i = 0; i < list.count; i++) {
            write_labels(out, metric->name, &list.items[i]);
            buffer_printf(out, "} %lld\n", (long long)metric->of(&list.items[i]));
        }
    }
    write_answer_time(out, &list);
    free(list.items);
}

// ---- events for other systems

static void write_events_out(struct buffer *out, const struct webhook_run_figures *f)
{
    const struct {
        const char *name;
        int64_t count;
    } ends[] = {{"arrived", f->arrived}, {"failed", f->failed}, {"refused", f->refused}};
    head(out, "omnihub_events_out_requests_total", COUNTER,
         "Requests to endpoints of other systems; refused: the last one of an event that was given up.");
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        buffer_printf(out, "omnihub_events_out_requests_total{end=\"%s\"} %lld\n", ends[i].name,
                      (long long)ends[i].count);
    one(out, "omnihub_events_out_answer_seconds_total", COUNTER, "Time that they took.",
        (double)f->answer_us_sum / 1e6);
    one(out, "omnihub_events_out_endpoints", GAUGE, "Endpoints.", f->endpoints);
    one(out, "omnihub_events_out_waiting", GAUGE, "Of them those that wait to be tried again.", f->waiting);
    one(out, "omnihub_events_out_under_way", GAUGE, "Requests under way.", f->under_way);
    one(out, "omnihub_events_out_disabled_total", COUNTER, "Endpoints that the hub disabled.",
        (double)f->disabled);
}

// ---- the process

static void write_process(struct buffer *out, const struct api *api)
{
    long pages = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f != NULL) {
        if (fscanf(f, "%ld %ld", &pages, &resident) != 2)
            resident = 0;
        fclose(f);
    }
    one(out, "process_resident_memory_bytes", GAUGE, "Resident memory.",
        (double)resident * (double)sysconf(_SC_PAGESIZE));
    one(out, "process_start_time_seconds", GAUGE, "Start, since 1970.", (double)api->started_us / 1e6);
    one(out, "omnihub_websockets_unknown", GAUGE, "WebSockets that nobody has said who they are.",
        unknown_sockets_count(&api->loops[0]->shared->unknown_sockets));
    one(out, "omnihub_live_present", GAUGE,
        "Agents and visitors who are there, each session of theirs counted.",
        presence_count(&api->loops[0]->shared->presence));
    one(out, "omnihub_live_told_dropped_total", COUNTER,
        "Typing and presence that was dropped between loops.", load(&api->loops[0]->shared->told_dropped));
}

void metrics_answer(struct call *call, struct buffer *out)
{
    const struct api *api = call->api;
    if (!security_runs_hub(call)) {
        security_refuse_tenant(call);
        return;
    }
    call->content_type = VIEW("text/plain; version=0.0.4; charset=utf-8");
    write_http(out, api);
    write_writer(out, api->config.store);
    write_log(out, api->config.store);
    write_limits(out, &api->shared.limits);
    if (api->config.clockwork != NULL) {
        write_timers(out, api->config.clockwork, api_now_us(api));
        write_jobs(out, api->config.clockwork);
    }
    if (api->config.search != NULL)
        write_search(out, api->config.search);
    if (api->config.outside != NULL && api->config.outside->each != NULL)
        write_delivery(out, api->config.outside, api->config.outside_ctx);
    if (api->config.outside != NULL && api->config.outside->events_out != NULL) {
        struct webhook_run_figures figures;
        api->config.outside->events_out(api->config.outside_ctx, &figures);
        write_events_out(out, &figures);
    }
    write_process(out, api);
}
