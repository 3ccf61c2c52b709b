// SPDX-License-Identifier: Apache-2.0
// An open connector: an adapter's instance and the hub's side of it. The functions channel_… are how the hub
// calls an adapter; its slots are called nowhere else. They keep the adapter to its contract, whatever it
// does: each attempt ends once, at the latest at its deadline or when the connector closes; what an adapter
// tells is checked before it goes on; memory and attempts under way are capped. What breaks the contract is
// counted and logged, and dropped.
//
// One thread at a time, as channel.h says; the owner's functions are called on it, inside the calls below,
// but for `wake`. They must not call back into the connector.
#pragma once
#include "base/clock.h"
#include "base/random.h"
#include "channel/channel.h"
#include "channel/fields.h"

struct connector;

// What the hub does with what an adapter tells: one const table, for all connectors of one owner.
struct connector_owner {
    int (*received)(void *ctx, struct connector *c, const struct channel_received *in); // as channel_host
    // `is_late`: the attempt was ended as unknown before, at its deadline.
    void (*ended)(void *ctx, struct connector *c, const struct channel_ended *end, bool is_late);
    void (*moved)(void *ctx, struct connector *c, const struct channel_moved *moved);
    void (*wake)(void *ctx, struct connector *c);      // any thread
    const void *(*facet)(void *ctx, const char *name); // as channel_host; the slot may be NULL
};

struct connector_config {
    const struct channel_ops *ops; // checked by table_take; outlives the connector
    const struct connector_owner *owner;
    void *ctx;
    struct clock clock;
    struct random random;
    struct view id;
    struct fields_in fields;
    size_t memory_max; // 0: 16 MiB
    int sends_max;     // attempts under way at once; 0: 64
    int64_t *breaches; // counts those of opening and closing too; NULL: nobody asks
};

// CHANNEL_OK; CHANNEL_REFUSED with the field that is wrong; negative. Copies what it keeps.
int channel_open(const struct connector_config *config, struct channel_fault *ret_fault,
                 struct connector **ret);

// Attempts that are under way end as unknown, told before it returns. NULL is harmless.
void channel_close(struct connector *c);

// As channel_ops.send, for a message that fits (channel/shape.h); its size is filled in. CHANNEL_BUSY too
// when sends_max are under way or this id is. The owner may hear of the end before it returns.
int channel_send(struct connector *c, const struct channel_message *message, struct channel_fault *ret_fault);

// As channel_lookup.look, for a message that fits. CHANNEL_NONE: the adapter cannot ask for any. The end
// comes as that of an attempt; one that a question cannot have is taken for CHANNEL_UNKNOWN.
int channel_look(struct connector *c, const struct channel_message *message, struct channel_fault *ret_fault);

int channel_cancel(struct connector *c, struct view id);
void channel_kept(struct connector *c, int64_t mark);

// Whenever channel_due has come, a descriptor of channel_watched is ready, or `wake` was called. Negative:
// close the connector and open it anew later.
int channel_step(struct connector *c);

// Monotonic time of the next step; CHANNEL_NEVER.
int64_t channel_due(const struct connector *c);

struct connector_watch {
    int fd;
    unsigned events; // set of enum channel_watch
};
// How many there are; they are good until the next call.
int channel_watched(const struct connector *c, const struct connector_watch **ret);

// The facet's table, to be called with channel_state.
const void *channel_facet(const struct connector *c, const char *name);
void *channel_state(const struct connector *c);

// What this instance can do: channel_ops.abilities, or what its configuration leaves of them.
uint32_t channel_abilities(const struct connector *c);

const struct channel_ops *channel_type(const struct connector *c);
struct view channel_id(const struct connector *c);
void *channel_context(const struct connector *c); // connector_config.ctx

// Since it was opened.
struct connector_figures {
    int64_t attempts, busy, refused;   // of send, and of look
    int64_t questions;                 // that were asked
    int64_t ends[CHANNEL_UNKNOWN + 1]; // by enum channel_end
    int64_t late;                      // ends that came after their deadline
    int64_t received, moved;
    int64_t breaches; // of the contract
    int under_way;
    size_t memory, memory_most; // bytes
};
void channel_figures(const struct connector *c, struct connector_figures *ret);

// For a facet that runs outside the functions above (a webhook's request): what the adapter tells between the
// two is heard.
void channel_enter(struct connector *c);
void channel_leave(struct connector *c);
