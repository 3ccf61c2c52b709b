// SPDX-License-Identifier: Apache-2.0
// The thread that speaks to the outside: it owns the open connectors, takes what is due from the outbox under
// leases, 64 at a time, hands it to the adapters and gives the ends back, 64 at a time; lets webhooks of
// vendors be judged by their adapter; and sends events to other systems. It keeps no queue in memory: what is
// not taken lies in the store.
#pragma once
#include "base/arena.h"
#include "channel/facets.h"
#include "channel/registry.h"
#include "delivery/egress.h"
#include "hub/channel.h"
#include "store/store.h"

struct delivery;
struct file_vault;

struct delivery_config {
    struct store *store;             // borrowed
    const struct registry *adapters; // borrowed
    struct file_vault *vault;        // borrowed; NULL: files that providers hold are not fetched
    int64_t fetch_us;                // how long one of them may take; 0: a minute
    struct clock clock;
    struct random random;
    struct egress_config egress;
    struct view public_url; // where providers find the hub: "https://hub.example.org"; no data: not known
};

// Makes it; -EINVAL for a list of addresses that is none.
int delivery_new(const struct delivery_config *config, struct delivery **ret);

// Starts the thread: opens what is enabled, settles what an earlier run left, and goes on. store_config.wake
// and .publish must reach delivery_wake and delivery_publish by now.
int delivery_start(struct delivery *d);

// Attempts that are under way end (unknown at worst) and are recorded as far as the store still takes them.
// Before store_close_writer. NULL is harmless.
void delivery_stop(struct delivery *d);
void delivery_free(struct delivery *d); // after store_close_writer; NULL is harmless

// store_config.wake, of WAKE_OUTBOX, WAKE_CONNECTORS and WAKE_WEBHOOKS. Any thread; NULL is harmless.
void delivery_wake(struct delivery *d, enum wake who, int64_t at_us);
// store_config.publish: there are events to tell other systems. Writer thread; NULL is harmless.
void delivery_publish(struct delivery *d, const struct event_batch *batch);

// ---- webhooks of vendors

enum delivery_told_kind {
    DELIVERY_TOLD_RECEIVED = 1,
    DELIVERY_TOLD_MOVED,
    DELIVERY_TOLD_ENDED,
    DELIVERY_TOLD_UNKNOWN
};

// What a request held, in its order; texts in the request's arena.
struct delivery_told {
    struct delivery_told *next;
    enum delivery_told_kind kind;
    union {
        struct channel_received received;
        struct channel_moved moved;
        struct channel_ended ended;
        struct view unknown_kind; // that the adapter does not know: stored and counted
    };
    struct view info;   // of MOVED and ENDED: JSON object for delivery_info; no data: none
    struct view sample; // of UNKNOWN: what came
};

// A request on its way through the thread: filled in by whoever gives it, and theirs again when done is
// called.
struct delivery_hook {
    struct delivery_hook *next;
    int64_t connector; // row
    struct channel_request request;
    struct arena *arena; // the thread's until done
    struct delivery_told *first, *last;
    int count;
    int outcome; // CHANNEL_OK, _REFUSED, _BUSY; CHANNEL_NONE: not open, or takes no webhooks; negative
    struct channel_fault fault;
    struct view answer, answer_type;          // what the adapter wants answered; no data: nothing
    void (*done)(struct delivery_hook *hook); // delivery's thread, once
};

enum { DELIVERY_HOOKS_MAX = 2000 }; // that wait

// Any thread. False when too many wait: 503.
bool delivery_give_hook(struct delivery *d, struct delivery_hook *hook);

// ---- what is asked about connectors; any thread

enum delivery_connector_state {
    DELIVERY_CONNECTOR_CLOSED = 0,
    DELIVERY_CONNECTOR_OPEN,
    DELIVERY_CONNECTOR_FAULTY,    // cannot be opened, or fell over: opened anew later
    DELIVERY_CONNECTOR_PAUSED,    // its circuit breaker is open
    DELIVERY_CONNECTOR_THROTTLED, // the provider asked to wait, or the hub itself has no place
};

struct delivery_figures {
    enum delivery_connector_state state;
    enum channel channel;
    char id[CHANNEL_ID_MAX + 1];                                 // the connector's
    char fault[192];                                             // of FAULTY and PAUSED
    bool is_crowded;                                             // of THROTTLED: it is the hub
    bool was_open;                                               // since the start; then the next counts
    uint32_t abilities;                                          // set of enum channel_ability
    int64_t until_us;                                            // wall clock: of PAUSED and THROTTLED
    int64_t attempts, sent, retried, failed, unknown, cancelled; // since the start
    int64_t delivered, read, hooks, hooks_refused, unknown_kinds, breaches, receipts_lost;
    int64_t received;      // messages of customers that were stored, by webhooks too
    int64_t dropped;       // likewise, of customers who are blocked
    int64_t answer_us_sum; // of attempts, from send to their end
    int64_t last_sent_us, last_received_us, last_fault_us; // wall clock; 0: never
    int under_way;
    int lanes_waiting; // sessions with something to send, at most DELIVERY_WAITING_MAX are counted
};

enum { DELIVERY_WAITING_MAX = 1000 };

// False: it knows no such connector (yet).
bool delivery_connector_figures(struct delivery *d, int64_t connector, struct delivery_figures *ret);

// What of its webhooks is stored now. Any thread, after the commit.
void delivery_count_stored(struct delivery *d, int64_t connector, int received, int dropped);

// Over all connectors, for metrics: calls `each` under a lock, which must be short. lanes_waiting is what was
// counted after the question before.
void delivery_each_connector(struct delivery *d,
                             void (*each)(void *ctx, int64_t connector,
                                          const struct delivery_figures *figures),
                             void *ctx);

// Of events for other systems. Any thread.
struct webhook_run_figures;
void delivery_events_out(struct delivery *d, struct webhook_run_figures *ret);

// ---- a connector is tried: is what is configured right? Asks the provider without sending anything.

struct delivery_probe {
    struct delivery_probe *next;
    int64_t connector;
    int64_t deadline_us; // monotonic
    int outcome; // CHANNEL_OK; CHANNEL_REFUSED: the provider does not know us; CHANNEL_BUSY: it does not
                 // answer; CHANNEL_NONE: the adapter cannot ask; negative
    struct channel_fault fault;
    int64_t took_us;
    void (*done)(struct delivery_probe *probe); // delivery's thread, once
};
bool delivery_give_probe(struct delivery *d, struct delivery_probe *probe);
