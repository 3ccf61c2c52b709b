// SPDX-License-Identifier: Apache-2.0
// Shared inside webhook_run*.c. Everything belongs to the thread that turns, but what is marked.
#pragma once
#include "base/list.h"
#include "base/map.h"
#include "delivery/webhook_body.h"
#include "delivery/webhook_run.h"
#include "delivery/webhook_schedule.h"
#include "hub/webhook_record.h"
#include <pthread.h>

enum {
    NEWS_WORDS = 16, // of 64 tenants each, by their numbers
    RESULTS_MAX = 512,
    KEEPERS = 4,
    REPLAYS_MAX = 32,
    EPOCH_TEXT = 16,
};

// What failed last time is asked after what did not, and never takes more than half of the places.
enum { WEBHOOK_TURN_FRESH, WEBHOOK_TURN_DOUBTFUL, WEBHOOK_TURNS };

struct webhook_tenant {
    int64_t row;
    int endpoints; // the last one frees it
    int under_way, unrecorded;
    int64_t beside[2]; // of tests, and of both: the endpoint whose turn was last
    struct webhook_turn {
        struct list node; // in run->turns, where something is ready
        struct list ready;
        struct webhook_tenant *tenant;
    } turns[WEBHOOK_TURNS];
};

// A request that is under way.
struct webhook_asking {
    uint64_t number;
    int64_t delivery;       // row, of a test or a replay; 0: it comes from the log
    int64_t event_position; // of the event
    int64_t next_position;  // up to where the endpoint is done when it arrives
    int64_t version;        // of the endpoint, when it was asked
    int64_t tries;          // of a test or a replay
    bool is_doubtful;       // the one before failed
    enum webhook_type type;
    char event_id[WEBHOOK_EVENT_ID_MAX];
};

struct webhook_at {
    struct list node; // in a turn of its tenant
    struct webhook_run *run;
    struct webhook_tenant *tenant;
    int64_t row, version;
    char id[40];
    char *url;
    enum webhook_format format;
    unsigned types;
    struct webhook_signers signers;
    int64_t previous_until_us; // until when signers[1] sign
    bool is_enabled;
    bool is_shut; // its secret does not open
    bool is_gone; // from the store: freed when nothing of it is under way
    bool is_seen; // by the reload under way
    bool is_ready, is_asking;
    bool has_news;            // there may be something behind head.position
    struct webhook_head head; // as it will be written down
    int64_t passed_us; // since when head.position is ahead of that by what it does not want; 0: it is not
    int dead_in_row, kept;
    int unrecorded; // results that are not written down
    struct webhook_asking asking;
};

struct webhook_replay_at {
    int64_t row; // 0: this place is free
    int64_t webhook, tenant, position, attempts, created_us;
    enum webhook_type type;
    char event_id[WEBHOOK_EVENT_ID_MAX];
    bool is_taken; // it is under way, or over
};

struct result_node {
    struct list node;
    int64_t tenant;
    struct webhook_at *at; // lives until this is written down
    struct webhook_result result;
};

enum keeper_state { KEEPER_IDLE, KEEPER_AWAY, KEEPER_BACK, KEEPER_RESTS };

// A work that writes results of one tenant down.
struct keeper {
    struct work work; // first
    struct webhook_run *run;
    enum keeper_state state; // under run->lock
    bool is_done;            // likewise: it is written down
    int64_t rests_until_us;
    int count;
    struct result_node *nodes[WEBHOOK_RESULTS_MAX];
    struct webhook_result results[WEBHOOK_RESULTS_MAX];
};

struct webhook_run {
    struct webhook_run_config config;
    struct db *db;
    char *source;
    struct view epoch;
    struct arena arena; // of one request
    struct buffer payload, body;
    struct webhook_at **endpoints; // by row
    int count, room;
    struct map tenants; // that have endpoints, by row
    struct list turns[WEBHOOK_TURNS];
    int under_way, doubtful, unrecorded;
    int64_t next_due_us;  // wall clock: when an endpoint that waits is to be looked at
    int64_t reload_at_us; // after a failure, monotonic; 0: none
    struct webhook_replay_at replays[REPLAYS_MAX];
    int replays_open;       // places that are taken: until it is written down
    int64_t replays_due_us; // wall clock: when to look for more
    int64_t replays_tenant; // whose turn was last
    struct list results, free_results;
    struct result_node nodes[RESULTS_MAX];
    struct keeper keepers[KEEPERS];
    bool is_stopping;
    // ---- any thread
    atomic_bool must_reload;
    atomic_ullong news[NEWS_WORDS];
    atomic_int live; // endpoints that are told
    pthread_mutex_t lock;
    pthread_cond_t is_back;
    atomic_llong arrived, failed, refused, disabled, expired, answer_us_sum;
    atomic_int figure_count, figure_under_way, figure_waiting;
};

// What is due is due by it.
static inline int64_t run_now_us(const struct webhook_run *run)
{
    return store_now_us(run->config.store);
}

// What the receivers know.
static inline int64_t run_wall_us(const struct webhook_run *run)
{
    return clock_wall_us(&run->config.clock);
}

// ---- webhook_endpoints.c

// Reads all of them anew. Negative: some are as they were.
int webhook_endpoints_load(struct webhook_run *run);
struct webhook_at *webhook_endpoint(struct webhook_run *run, int64_t row); // NULL: none
void webhook_endpoints_free(struct webhook_run *run);
// Frees it if it is gone and nothing of it is under way.
void webhook_endpoint_settle(struct webhook_at *at);

// ---- webhook_turns.c

// -ENOMEM. Each endpoint joins its tenant once, and leaves it at its end.
int webhook_tenant_join(struct webhook_run *run, int64_t row, struct webhook_tenant **ret);
void webhook_tenant_leave(struct webhook_run *run, struct webhook_tenant *t);
struct webhook_tenant *webhook_tenant_find(const struct webhook_run *run, int64_t row); // NULL: it has none
void webhook_set_ready(struct webhook_at *at);
void webhook_set_unready(struct webhook_at *at);
// Whether one more request of the tenant may be begun; whether one more result may be kept.
bool webhook_has_place(const struct webhook_tenant *t, const struct webhook_run *run);
bool webhook_has_room(const struct webhook_tenant *t, const struct webhook_run *run);
// The endpoint whose turn it is, not ready any more; NULL: nobody who may.
struct webhook_at *webhook_take_ready(struct webhook_run *run);

// ---- webhook_follow.c

enum webhook_found { WEBHOOK_FOUND = 1, WEBHOOK_FOUND_NONE, WEBHOOK_FOUND_LATER };

// What the endpoint is sent next: fills in at->asking, and *ret in run->arena and run->payload. FOUND_LATER:
// there is more to look through. Moves head.position over what it does not want.
int webhook_follow(struct webhook_at *at, struct webhook_message *ret);
// The same of a test or a replay. FOUND_NONE: there is nothing to send any more.
int webhook_follow_replay(struct webhook_at *at, const struct webhook_replay_at *replay,
                          struct webhook_message *ret);

// ---- webhook_ask.c

// Begins what the endpoint has to send, if it has.
void webhook_ask_next(struct webhook_at *at);
// Begins this request, which was followed; negative: it could not be, and webhook_ask_failed says what next.
int webhook_ask(struct webhook_at *at, const struct webhook_message *message);
void webhook_ask_failed(struct webhook_at *at, int error);
void webhook_wait_until(struct webhook_at *at, int64_t due_us);

// ---- webhook_replay.c

// Reads tests and replays that are due, and begins those whose endpoint is free.
void webhook_ask_replays(struct webhook_run *run);
// Of this row nothing is under way any more. 0 is harmless.
void webhook_replay_over(struct webhook_run *run, int64_t row);

// ---- webhook_keep.c

// A copy; webhook_has_room.
void webhook_keep(struct webhook_at *at, const struct webhook_result *result);
// Takes back what was written down.
void webhook_keep_collect(struct webhook_run *run);
// Gives what waits to the store. Returns when to come again (monotonic).
int64_t webhook_keep_submit(struct webhook_run *run);
// Until nothing waits, or the store takes no more.
void webhook_keep_finish(struct webhook_run *run);
