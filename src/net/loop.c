// SPDX-License-Identifier: Apache-2.0
#include "net/loop.h"
#include "base/error.h"
#include "net/loop_inside.h"
#include <errno.h>
#include <stdlib.h>

enum { TICK_MS = 250, TICK_STOPPING_MS = 20 };

struct repeat {
    struct list link;
    int64_t every_us, due_us;
    void (*tick)(void *ctx, struct loop *loop);
    void *ctx;
};

static void raise_longest(struct loop *loop, int64_t us)
{
    long long seen = atomic_load_explicit(&loop->longest_turn_us, memory_order_relaxed);
    while (us > seen && !atomic_compare_exchange_weak_explicit(&loop->longest_turn_us, &seen, us,
                                                               memory_order_relaxed, memory_order_relaxed))
        continue;
}

static void run_tasks(struct list *tasks)
{
    while (!list_is_empty(tasks)) {
        struct loop_task *task = list_entry(tasks->next, struct loop_task, link);
        list_remove(&task->link);
        task->run(task);
    }
}

static void end_turn(struct loop *loop)
{
    do {
        run_tasks(&loop->tasks);
        if (loop->config.turn_end != NULL)
            loop->config.turn_end(loop->config.user, loop);
        run_tasks(&loop->flushes);
    } while (!list_is_empty(&loop->tasks));
    raise_longest(loop, clock_mono_us(&loop->config.clock) - loop->now_us);
    loop->in_turn = false;
}

void loop_enter(struct loop *loop)
{
    if (loop->in_turn)
        return;
    loop->in_turn = true;
    loop->now_us = clock_mono_us(&loop->config.clock);
}

static bool all_quiet(struct loop *loop)
{
    for (struct list *at = loop->clients.next; at != &loop->clients; at = at->next) {
        struct loop_client *client = list_entry(at, struct loop_client, link);
        if (!client->type->is_quiet(client))
            return false;
    }
    return true;
}

static void begin_stop(struct loop *loop)
{
    loop->is_stopping = true;
    loop->stop_by_us = loop->now_us + (int64_t)atomic_load(&loop->grace_ms) * 1000;
    for (struct list *at = loop->clients.next; at != &loop->clients; at = at->next) {
        struct loop_client *client = list_entry(at, struct loop_client, link);
        client->type->stop(client);
    }
}

static void abandon_all(struct loop *loop)
{
    for (struct list *at = loop->clients.next; at != &loop->clients; at = at->next) {
        struct loop_client *client = list_entry(at, struct loop_client, link);
        client->type->abandon(client);
    }
}

void loop_leave(struct loop *loop)
{
    if (!loop->in_turn)
        return;
    if (!loop->is_stopping && atomic_load(&loop->stop_asked)) {
        begin_stop(loop);
        uv_timer_start(&loop->tick, loop->tick.timer_cb, TICK_STOPPING_MS, TICK_STOPPING_MS);
    }
    end_turn(loop);
    if (loop->is_stopping && !loop->has_ended && (all_quiet(loop) || loop->now_us >= loop->stop_by_us)) {
        loop->has_ended = true;
        uv_stop(&loop->uv);
    }
}

static void deliver(struct loop *loop)
{
    struct mail *newest = atomic_exchange_explicit(&loop->mail, NULL, memory_order_acquire);
    struct mail *oldest = NULL;
    while (newest != NULL) {
        struct mail *next = newest->next;
        newest->next = oldest;
        oldest = newest;
        newest = next;
    }
    while (oldest != NULL) {
        struct mail *mail = oldest;
        oldest = mail->next;
        mail->deliver(mail, loop);
    }
}

void loop_post(struct loop *loop, struct mail *mail)
{
    struct mail *newest = atomic_load_explicit(&loop->mail, memory_order_relaxed);
    do
        mail->next = newest;
    while (!atomic_compare_exchange_weak_explicit(&loop->mail, &newest, mail, memory_order_release,
                                                  memory_order_relaxed));
    if (newest == NULL)
        uv_async_send(&loop->wake);
}

static void on_wake(uv_async_t *wake)
{
    struct loop *loop = wake->data;
    loop_enter(loop);
    deliver(loop);
}

static void run_repeats(struct loop *loop)
{
    for (struct list *at = loop->repeats.next; at != &loop->repeats; at = at->next) {
        struct repeat *repeat = list_entry(at, struct repeat, link);
        if (repeat->due_us > loop->now_us)
            continue;
        repeat->due_us = loop->now_us + repeat->every_us;
        repeat->tick(repeat->ctx, loop);
    }
}

static void tick(struct loop *loop)
{
    loop_enter(loop);
    for (struct list *at = loop->clients.next; at != &loop->clients; at = at->next) {
        struct loop_client *client = list_entry(at, struct loop_client, link);
        client->type->tick(client);
    }
    if (!loop->is_stopping)
        run_repeats(loop);
}

static void on_tick(uv_timer_t *timer)
{
    tick(timer->data);
}

static void on_prepare(uv_prepare_t *prepare)
{
    loop_leave(prepare->data);
}

static void on_check(uv_check_t *check)
{
    loop_leave(check->data);
}

void loop_turn(struct loop *loop)
{
    tick(loop);
    loop_leave(loop);
    uv_run(&loop->uv, UV_RUN_NOWAIT);
    loop_leave(loop);
}

static int start_handles(struct loop *loop)
{
    loop->wake.data = loop->prepare.data = loop->check.data = loop->tick.data = loop;
    uv_prepare_init(&loop->uv, &loop->prepare);
    uv_prepare_start(&loop->prepare, on_prepare);
    uv_check_init(&loop->uv, &loop->check);
    uv_check_start(&loop->check, on_check);
    uv_timer_init(&loop->uv, &loop->tick);
    loop->tick_ms = TICK_MS;
    uv_timer_start(&loop->tick, on_tick, TICK_MS, TICK_MS);
    return uv_async_init(&loop->uv, &loop->wake, on_wake);
}

int loop_new(const struct loop_config *config, struct loop **ret)
{
    struct loop *loop = calloc(1, sizeof(*loop));
    if (loop == NULL)
        return error_trace(-ENOMEM);
    loop->config = *config;
    loop->text_second = -1;
    loop->now_us = clock_mono_us(&config->clock);
    list_init(&loop->clients);
    list_init(&loop->tasks);
    list_init(&loop->flushes);
    list_init(&loop->repeats);
    int r = uv_loop_init(&loop->uv);
    if (r < 0) {
        free(loop);
        return error_trace(r);
    }
    r = start_handles(loop);
    if (r < 0) {
        loop_free(loop);
        return error_trace(r);
    }
    *ret = loop;
    return 0;
}

int loop_run(struct loop *loop)
{
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    loop_enter(loop);
    abandon_all(loop);
    end_turn(loop);
    uv_run(&loop->uv, UV_RUN_NOWAIT);
    return 0;
}

void loop_stop(struct loop *loop, int grace_ms)
{
    atomic_store(&loop->grace_ms, grace_ms);
    atomic_store(&loop->stop_asked, true);
    uv_async_send(&loop->wake);
}

static void close_handle(uv_handle_t *handle, void *arg)
{
    (void)arg;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

static void free_clients(struct loop *loop)
{
    while (!list_is_empty(&loop->clients)) {
        struct loop_client *client = list_entry(loop->clients.next, struct loop_client, link);
        list_remove(&client->link);
        client->type->free(client);
    }
}

void loop_free(struct loop *loop)
{
    if (loop == NULL)
        return;
    loop_enter(loop);
    abandon_all(loop);
    do {
        deliver(loop);
        end_turn(loop);
    } while (atomic_load(&loop->mail) != NULL);
    free_clients(loop);
    while (!list_is_empty(&loop->repeats)) {
        struct repeat *repeat = list_entry(loop->repeats.next, struct repeat, link);
        list_remove(&repeat->link);
        free(repeat);
    }
    uv_walk(&loop->uv, close_handle, NULL);
    uv_run(&loop->uv, UV_RUN_DEFAULT);
    uv_loop_close(&loop->uv);
    free(loop);
}

void *loop_user(const struct loop *loop)
{
    return loop->config.user;
}

int loop_number(const struct loop *loop)
{
    return loop->config.number;
}

int64_t loop_now_us(const struct loop *loop)
{
    return loop->now_us;
}

int64_t loop_take_longest_turn_us(struct loop *loop)
{
    return atomic_exchange_explicit(&loop->longest_turn_us, 0, memory_order_relaxed);
}

int loop_every(struct loop *loop, int every_ms, void (*tick_call)(void *ctx, struct loop *loop), void *ctx)
{
    struct repeat *repeat = calloc(1, sizeof(*repeat));
    if (repeat == NULL)
        return error_trace(-ENOMEM);
    repeat->every_us = (int64_t)(every_ms < 1 ? 1 : every_ms) * 1000;
    repeat->due_us = loop->now_us + repeat->every_us;
    repeat->tick = tick_call;
    repeat->ctx = ctx;
    list_append(&loop->repeats, &repeat->link);
    if (every_ms < loop->tick_ms) {
        loop->tick_ms = every_ms < 1 ? 1 : every_ms;
        uv_timer_start(&loop->tick, on_tick, (uint64_t)loop->tick_ms, (uint64_t)loop->tick_ms);
    }
    return 0;
}

void loop_add_client(struct loop *loop, struct loop_client *client)
{
    list_append(&loop->clients, &client->link);
}

void loop_add_task(struct loop *loop, struct loop_task *task)
{
    if (list_is_empty(&task->link))
        list_append(&loop->tasks, &task->link);
}

void loop_add_flush(struct loop *loop, struct loop_task *task)
{
    if (list_is_empty(&task->link))
        list_append(&loop->flushes, &task->link);
}
