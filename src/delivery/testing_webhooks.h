// SPDX-License-Identifier: Apache-2.0
// For tests of events for other systems: endpoints that are played over a double of egress, on a clock of the
// test's own.
#pragma once
#include "delivery/webhook_run.h"
#include "hub/testing_hub.h"
#include "hub/webhook_delivery.h"

#define SECOND ((int64_t)1000000)
#define HOUR (3600 * SECOND)
#define DAY (24 * HOUR)

enum { ASKED_MAX = 256, HEARD_MAX = 4096, TEXT_MAX = 16384 };

// ---- what the double of egress knows

struct asked {
    uint64_t number; // 0: free
    int64_t deadline_us;
    char url[256];
    void (*done)(void *ctx, const struct egress_answer *answer);
    void *ctx;
};

// What an endpoint heard.
struct heard {
    char url[64], id[WEBHOOK_EVENT_ID_MAX], type[40], time[24], signature[512], ce_id[WEBHOOK_EVENT_ID_MAX];
    char content_type[80];
    char *body;
    int status;    // that it answered
    int64_t at_us; // monotonic
};

struct world {
    struct testing_store store; // first
    struct webhook_run *run;
    uint64_t seed; // of the run's own thread
    struct asked asked[ASKED_MAX];
    uint64_t last_number;
    struct heard heard[HEARD_MAX];
    int heard_count;
    atomic_int rings;
    // How endpoints behave: by url, what they answer to the how-many-eth request.
    int (*behave)(struct world *w, const char *url, int nth);
    int64_t retry_after_us;
    bool is_held;   // requests stay under way
    int64_t tenant; // whose the next endpoints and words are; 0: the first one's
    char secret[WEBHOOK_SECRET_TEXT_MAX + 1];
};

// Requests that it heard.
int world_nth(const struct world *w, const char *url);
// All that are under way are answered, as they behave (negative: not, until their deadline). False: there
// were none.
bool world_answer_all(struct world *w);
int world_begin(void **state);
int world_end(void **state);
// The hub's end without a chance to write anything down, and its next start.
void world_crash(struct world *w);
// Until nothing more happens at this time.
void world_settle(struct world *w);
void world_advance(struct world *w, int64_t by_us);
// A new one at https://ID.test/in; its secret is w->secret.
void world_endpoint_like(struct world *w, const char *id, const char *events, enum webhook_format format);
void world_endpoint(struct world *w, const char *id);
struct webhook world_webhook(struct world *w, const char *id, struct arena *arena);
// "rotate", "test", "delete", "enable", "disable".
void world_change(struct world *w, const char *id, const char *what);
void world_replay(struct world *w, const char *id, const char *delivery);
// The id of the newest one in that state.
void world_find_delivery(struct world *w, const char *id, enum webhook_delivery_state in, char ret[64]);
// cust_ada says something, so many times.
void world_says(struct world *w, int count);
// Of webhook_delivery.
int64_t world_count_of(struct world *w, const char *where);
// Counts what it answered 2xx; positions must grow. Each once unless `may_repeat`.
int world_check_order(struct world *w, const char *url, bool may_repeat);
const struct heard *world_last_heard(const struct world *w);
// Whether one of the signatures is the secret's.
bool heard_is_signed_by(const struct heard *h, const char *secret_text);
