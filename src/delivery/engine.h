// SPDX-License-Identifier: Apache-2.0
// Shared by the files delivery.c and engine_*.c: what the delivery's thread holds. Everything here is that
// thread's alone, but for what stands under a lock, and atomics.
#pragma once
#include "base/list.h"
#include "base/log.h"
#include "base/map.h"
#include "channel/connector.h"
#include "delivery/breaker.h"
#include "delivery/bucket.h"
#include "delivery/delivery.h"
#include "delivery/webhook_run.h"
#include "hub/connector.h"
#include "hub/outbox.h"
#include <pthread.h>
#include <stdatomic.h>

enum {
    ENGINE_SENDS = 64,       // attempts of a connector at once, unless its row says
    ENGINE_SENDS_MAX = 1024, // whatever its row says
    ENGINE_ENDS_MAX = 512,   // ends of a connector that are not recorded: then nothing is claimed
    ENGINE_TOLD_MAX = 256,   // likewise of what providers told
    ENGINE_SUSPECTS = 100,   // rows that are looked at again
    ENGINE_BLAMES = 16,      // rows of a connector that could not be taken when others could
};

#define ENGINE_SECOND INT64_C(1000000)

struct engine_account;
struct fetcher;

// A request to the writer on its way there and back.
struct engine_job {
    struct work work; // first
    struct engine_job *next;
    struct delivery *delivery;
    struct engine_account *account; // NULL: of none
    enum work_outcome outcome;
    int result;
    void (*back)(struct engine_job *job); // delivery's thread, when it is over
    void (*drop)(struct engine_job *job); // instead, when the delivery is freed
};

// ---- an account: the engine's side of a connector's row

// An attempt that the adapter took, and for a minute one that ended unknown: it may be told better.
struct engine_attempt {
    int64_t row;
    int64_t began_us; // 0: this place is free
    int64_t over_us;  // when it ended unknown; 0: it is under way
    enum outbox_doubt doubt;
    bool is_question; // nothing is sent: the provider is asked
    bool is_sent;     // told late: it must not go again
    uint8_t id_size;
    char id[CHANNEL_ID_MAX];
};

// How an attempt ended, until that is recorded. The texts lie behind it.
struct engine_end {
    struct list node;
    struct outbox_result result;
    char id[CHANNEL_ID_MAX + 1];
    char *info; // what the adapter said for people; NULL: nothing
    int tries;
};

enum engine_became { ENGINE_TOLD_NOTHING, ENGINE_TOLD_STORED, ENGINE_TOLD_DROPPED };

// What a provider told, but by a webhook, until it is recorded.
struct engine_told {
    struct list node;
    struct arena arena; // of the texts, and of itself
    struct delivery_told told;
    int64_t generation; // of the instance that told it
    int tries;
    enum engine_became became; // of a message, when it is recorded
};

// A row that is taken, though nobody here will tell its end.
struct engine_suspect {
    int64_t row, lease_until_us;
};

// How often a row could not be taken, and the next one could.
struct engine_blame {
    int64_t row;
    int proofs;
};

// When something is tried again that the store would not take.
struct engine_patience {
    int64_t again_us, pause_us;
};

struct engine_account {
    struct delivery *delivery;
    int64_t row, tenant;
    char id[CHANNEL_ID_MAX + 1];
    char webhook[512]; // its address for providers; empty: not known
    enum channel channel;
    int64_t version; // of the row that was read last
    bool is_wanted;  // it is there and enabled
    bool is_seen;    // in the walk that is under way
    bool is_gone;    // it was deleted
    int jobs;        // under way: until then it stays

    struct connector *connector;   // NULL: not open
    int64_t open_version;          // of the row that it was opened with
    int64_t opened_us, generation; // counts its instances
    enum outbox_doubt doubt;       // what becomes of messages that may be with the provider already
    int64_t drain_us; // it is to be closed when nothing is under way, at the latest then; 0: it is not
    struct engine_patience opening;
    atomic_bool is_woken;
    bool is_ready; // a descriptor is
    int64_t step_us;
    int watched_at, watched_count; // in delivery.fds
    int64_t breaches;

    int sends_max, window; // the window shrinks when the provider throttles
    struct bucket bucket;
    struct breaker breaker;
    int64_t throttled_us; // nothing before
    bool is_crowded;      // what is being sent found no place in the egress
    struct engine_attempt *attempts;
    int attempt_max;

    int64_t due_us; // by engine_now, of the first row that can be taken; INT64_MAX: there is none
    bool wants_peek;
    struct engine_claim *claim; // NULL: none under way
    struct engine_aside *aside; // likewise
    struct engine_patience claiming;
    int64_t claim_row; // of which the last claims failed, of it alone
    int claim_tries;   // how many, one after the other
    // Of rows that cannot be taken (engine_aside.c).
    int64_t passed_over; // the last one, until the next claim has ended; 0: none
    bool is_ill;         // that one failed too
    struct engine_blame blames[ENGINE_BLAMES];
    int blame_next;

    struct list ends; // struct engine_end
    int end_count, settle_max;
    int claim_max; // after a claim that failed; 0: as many as there is room for
    struct engine_settle *settle;
    struct engine_patience settling;

    struct list tolds; // struct engine_told
    int told_count, record_max;
    size_t told_bytes;
    int records; // works on their way
    struct engine_patience recording;

    struct delivery_hook *hook;   // that its adapter judges right now
    struct delivery_probe *probe; // that its adapter was asked
    struct list asks;             // struct engine_ask, over HTTP
    // What the adapter said for people of a message whose end or move comes in the same call.
    char *info, info_id[CHANNEL_ID_MAX + 1], info_provider_id[CHANNEL_ADDRESS_MAX + 1];

    struct delivery_figures figures;
    struct delivery_figures shown; // under delivery.lock, as the next
    struct {
        int64_t received, dropped, last_us;
    } stored; // by webhooks
};

// ---- the thread

struct delivery {
    struct delivery_config config;
    char *public_url; // NULL: not known
    struct egress *egress;
    struct webhook_run *webhooks; // events for other systems, on the same thread
    int64_t webhooks_us;          // when they are to be turned again
    struct db *reader;
    struct fetcher *fetcher; // NULL: files that providers hold are not fetched
    char run[40];            // the lease of this process
    pthread_t thread;
    bool has_thread;
    bool is_leaving; // nothing is begun any more
    bool has_more_hooks;
    int64_t shown_us; // when figures were shown last

    struct engine_account **accounts;
    int count, capacity;
    struct map by_row;
    struct curl_waitfd *fds;
    int fd_count, fd_capacity;

    bool wants_connectors;
    struct engine_patience walking;
    int64_t peek_all_us; // not before
    bool wants_peek_all;
    bool has_recovered;
    struct engine_job *chore; // recovering; NULL: it is not
    struct engine_patience chores;
    int64_t lease_look_us;
    struct engine_suspect suspects[ENGINE_SUSPECTS]; // at the last look
    int suspect_count;

    pthread_mutex_t lock; // of what follows, of the map's shape, and of figures that are shown
    struct engine_job *backs, **backs_end;
    struct delivery_hook *hooks, **hooks_end;
    int hook_count;
    struct delivery_probe *probes;
    bool is_told_connectors, is_told_outbox, is_stopped;
    atomic_bool wants_count;
};

// delivery.c
int64_t engine_mono(const struct delivery *d);
int64_t engine_wall(const struct delivery *d);
// The time by which rows are due: the store's (store/store_clock.h), which does not go back with the wall
// clock.
int64_t engine_now(const struct delivery *d);
// One round of the thread; waits for what comes next if it may. What a test calls instead of the thread.
void delivery_turn(struct delivery *d, bool may_wait);
// How long it could wait now.
int64_t delivery_wait_us(struct delivery *d);
void engine_sooner(int64_t *at, int64_t than);

// engine_job.c
struct list *engine_pop(struct list *list); // its first, taken out; it is not empty
// False: the store did not take it, it is the caller's still.
bool engine_submit(struct engine_job *job);
// One of this account's, that people wait for; `bytes` of the whole struct that begins with it.
struct engine_job engine_job_of(struct engine_account *a, size_t bytes,
                                int (*decide)(struct work *, struct tx *), void (*back)(struct engine_job *),
                                void (*drop)(struct engine_job *));
void engine_jobs_back(struct delivery *d);
// Doubles the pause, from 20 ms to 5 s.
void engine_wait_longer(struct engine_patience *p, int64_t now_us);
// Recovers what an earlier run left.
void engine_chores(struct delivery *d);

// engine_connector.c
struct engine_account *engine_account_find(const struct delivery *d, int64_t row); // NULL: none
struct engine_account *engine_account_need(struct delivery *d, int64_t row);       // read if it must be
void engine_accounts_walk(struct delivery *d);
void engine_account_turn(struct engine_account *a); // opens, steps, closes
void engine_account_close(struct engine_account *a, const char *fault);
void engine_account_touch(struct engine_account *a); // after each call of its adapter
void engine_account_free(struct engine_account *a);
void engine_accounts_prune(struct delivery *d);

// engine_claim.c
void engine_claim_turn(struct engine_account *a);
int64_t engine_claim_due(struct engine_account *a); // monotonic: when it could claim again

// engine_aside.c
void engine_aside(struct engine_account *a, int64_t row); // it cannot be taken, alone
// A claim took what is as hard to take as any; or one of a single row failed.
void engine_aside_well(struct engine_account *a);
void engine_aside_ill(struct engine_account *a, int64_t row);

// engine_send.c
// Sends it, or asks for it.
void engine_send(struct engine_account *a, const struct outbox_claim *claim, struct arena *arena);
void engine_send_later(struct engine_account *a, const struct outbox_claim *claim, int64_t due_us);
int engine_under_way(const struct engine_account *a);
void engine_ended(struct engine_account *a, const struct channel_ended *end, bool is_late);

// engine_message.c
// Makes of a claim what the connector's adapter takes. CHANNEL_OK, or CHANNEL_REFUSED with *ret_code and the
// fault's text; negative.
int engine_message_make(const struct engine_account *a, const struct outbox_claim *claim, struct arena *arena,
                        struct channel_message *ret, const char **ret_code, struct channel_fault *fault);
// The code of a message that does not fit, by the part that shape_check names.
const char *engine_shape_code(const struct channel_fault *fault);

// engine_settle.c
void engine_settle_add(struct engine_account *a, const struct outbox_result *result, struct view id);
void engine_settle_turn(struct engine_account *a);
void engine_settle_free(struct engine_account *a);
bool engine_settle_has(const struct engine_account *a, int64_t row); // an end of it is not recorded yet
// An end that is not on its way yet gets what was said for people. False: there is none of that id.
bool engine_settle_info(struct engine_account *a, struct view id, struct view json);

// engine_told.c: copies in the arena; NULL when memory is short
struct delivery_told *engine_told_received(struct arena *arena, const struct channel_received *in);
struct delivery_told *engine_told_moved(struct arena *arena, const struct channel_moved *moved,
                                        struct view info);
struct delivery_told *engine_told_ended(struct arena *arena, const struct channel_ended *end,
                                        struct view info);
struct delivery_told *engine_told_unknown(struct arena *arena, struct view kind, struct view sample);

// engine_record.c
int engine_record_received(struct engine_account *a, const struct channel_received *in); // CHANNEL_OK, _BUSY
void engine_record_moved(struct engine_account *a, const struct channel_moved *moved, struct view info);
bool engine_record_info(struct engine_account *a, struct view id, struct view provider_id, struct view json);
void engine_record_turn(struct engine_account *a);
int64_t engine_record_due(const struct engine_account *a); // monotonic
void engine_record_free(struct engine_account *a);

// engine_host.c
extern const struct connector_owner engine_owner; // its context is the account
struct view engine_take_info(struct engine_account *a, struct view id, struct view provider_id);

// engine_http.c
extern const struct channel_http engine_http;
void engine_http_drop_all(struct engine_account *a);

// engine_hook.c
void engine_hooks_turn(struct delivery *d);
void engine_hook_tell(struct engine_account *a, struct delivery_told *told); // NULL: memory was short

// engine_probe.c
void engine_probes_turn(struct delivery *d);
void engine_probe_tell(struct engine_account *a, int outcome, const struct channel_fault *fault);
void engine_probe_drop(struct engine_account *a);

// engine_figures.c
void engine_figures_show(struct delivery *d);
void engine_figures_count(struct delivery *d); // what waits, when somebody has asked
void engine_fault(struct engine_account *a, const char *fault);
