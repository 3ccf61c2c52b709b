// SPDX-License-Identifier: Apache-2.0
// The loop as the rest of this folder (and its tests) sees it. Loop thread only, but loop_post and
// loop_stop.
//
// A turn begins with the first thing that happens after a wait and ends before the next wait. At its
// end: tasks, the application's turn_end, flushes; again while tasks came up.
#pragma once
#include "base/list.h"
#include "net/loop.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <uv.h>

// Something to do at the end of the turn, once, embedded in what it is about.
struct loop_task {
    struct list link;
    void (*run)(struct loop_task *task);
};

// What lives on a loop until the loop is freed: an HTTP server.
struct loop_client;
struct loop_client_type {
    void (*tick)(struct loop_client *client);     // some times a second
    void (*stop)(struct loop_client *client);     // begin to end
    bool (*is_quiet)(struct loop_client *client); // nothing left that deserves the grace
    void (*abandon)(struct loop_client *client);  // end at once
    void (*free)(struct loop_client *client);
};
struct loop_client {
    struct list link;
    const struct loop_client_type *type;
};

enum { HTTP_DATE_SIZE = 29, LOG_TIME_SIZE = 28 };

struct loop {
    uv_loop_t uv;
    uv_async_t wake;
    uv_prepare_t prepare;
    uv_check_t check;
    uv_timer_t tick;
    struct loop_config config;
    struct mail *_Atomic mail; // newest first
    atomic_bool stop_asked;
    atomic_int grace_ms;
    atomic_llong longest_turn_us;
    bool in_turn, is_stopping, has_ended;
    int tick_ms;
    int64_t now_us, stop_by_us;
    int64_t text_second;              // the monotonic second that the two texts are of
    char date[HTTP_DATE_SIZE + 1];    // "Sun, 06 Nov 1994 08:49:37 GMT"
    char log_time[LOG_TIME_SIZE + 1]; // "[06/Nov/1994:08:49:37 +0000]"
    struct list clients, tasks, flushes, repeats;
};

// Begins a turn unless one runs. Every callback from outside starts with it.
void loop_enter(struct loop *loop);

// Ends the turn that runs, if any.
void loop_leave(struct loop *loop);

// For tests: one turn without waiting, with the tick's work.
void loop_turn(struct loop *loop);

void loop_add_client(struct loop *loop, struct loop_client *client);

static inline void loop_task_init(struct loop_task *task, void (*run)(struct loop_task *task))
{
    list_init(&task->link);
    task->run = run;
}

// Before the application's turn_end; no-op while it waits already.
void loop_add_task(struct loop *loop, struct loop_task *task);

// After the application's turn_end.
void loop_add_flush(struct loop *loop, struct loop_task *task);

// The current second as texts for the Date header and the access log.
void loop_update_texts(struct loop *loop);
