// SPDX-License-Identifier: Apache-2.0
#include "hub/transfer_act.h"
#include "base/error.h"
#include "hub/notification.h"
#include "hub/outbox.h"
#include "hub/tenant.h"
#include <errno.h>

enum { DETAIL_MAX = 1 << 10 };

// ---- the entry in the timeline

// To the customer a transfer is the change of channel; owners are the company's own affair.
static bool is_public(const struct transfer *t)
{
    return t->from.channel != t->to.channel;
}

struct place_text {
    struct view channel, agent, queue;
};

static struct view place_name(const struct transfer *t, const struct place_text *place)
{
    if (is_public(t))
        return place->channel;
    return place->agent.data != NULL ? place->agent : place->queue;
}

static void write_change(struct json_writer *w, const struct transfer *t, const struct place_text *from,
                         const struct place_text *to, struct view reason)
{
    json_begin_object(w);
    json_key(w, VIEW("from"));
    json_string_or_null(w, place_name(t, from));
    json_key(w, VIEW("to"));
    json_string_or_null(w, place_name(t, to));
    json_key(w, VIEW("reason"));
    json_string_or_null(w, reason);
    json_end_object(w);
}

static void write_metadata(struct json_writer *w, const struct transfer *t, const struct place_text *from,
                           const struct place_text *to)
{
    json_begin_object(w);
    json_key(w, VIEW("transfer_id"));
    json_string(w, t->id);
    json_key(w, VIEW("from_agent"));
    json_string_or_null(w, from->agent);
    json_key(w, VIEW("to_agent"));
    json_string_or_null(w, to->agent);
    json_key(w, VIEW("from_queue"));
    json_string_or_null(w, from->queue);
    json_key(w, VIEW("to_queue"));
    json_string_or_null(w, to->queue);
    json_key(w, VIEW("reverted"));
    json_bool(w, t->state == TRANSFER_REVERTED);
    json_end_object(w);
}

static enum delivery_state slot_of(const struct tx *tx, const struct transfer_step *s)
{
    const struct transfer *t = s->transfer;
    if (!is_public(t) || t->state == TRANSFER_REVERTED)
        return DELIVERY_NONE;
    enum delivery_state state = delivery_begin(tx->setup, t->to.channel);
    return state == DELIVERY_WAITING && s->way.connector != 0 ? DELIVERY_QUEUED : state;
}

static int add_entry(struct tx *tx, struct transfer_step *s, const struct place_text *from,
                     const struct place_text *to, struct view reason, struct interaction **ret)
{
    const struct transfer *t = s->transfer;
    char metadata_text[DETAIL_MAX];
    struct buffer change, metadata = buffer_fixed(metadata_text, sizeof(metadata_text));
    struct json_writer w = json_writer(&metadata);
    write_metadata(&w, t, from, to);
    buffer_init(&change, 64 << 10);
    w = json_writer(&change);
    write_change(&w, t, from, to, reason);
    int r = change.failed || metadata.failed ? -ENOMEM : 0;
    if (r == 0)
        r = timeline_add(tx, s->change, s->actor,
                         &(struct timeline_entry){
                             .type = INTERACTION_TRANSFER,
                             .audience = is_public(t) ? AUDIENCE_PUBLIC : AUDIENCE_INTERNAL,
                             .kind = EVENT_CHANNEL_TRANSFER,
                             .metadata = buffer_view(&metadata),
                             .change = buffer_view(&change),
                             .delivery = slot_of(tx, s),
                         },
                         ret);
    buffer_free(&change);
    return error_trace(r);
}

// ---- moving

static void change_channel(struct session_change *change, const struct transfer_place *from,
                           const struct transfer_place *to)
{
    if (from->channel == to->channel)
        return;
    change->now.left_channels |= channel_bit(from->channel);
    session_come_to(&change->now, to->channel);
}

static int notify_agent(struct tx *tx, const struct transfer_step *s)
{
    const struct transfer *t = s->transfer;
    if (t->to.agent == 0 || t->to.agent == t->from.agent || t->to.agent == s->actor->agent)
        return 0;
    return notification_write(
        tx,
        &(struct notification_new){.agent = t->to.agent,
                                   .type = VIEW("transfer"),
                                   .title = VIEW("A conversation was transferred to you"),
                                   .message = t->reason.data == NULL ? VIEW("") : t->reason,
                                   .session = t->session,
                                   .customer = t->customer},
        NULL);
}

static struct place_text text_before(const struct transfer *t)
{
    return (struct place_text){channel_name(t->from.channel), t->from_agent, t->from_queue};
}

static struct place_text text_after(const struct transfer *t)
{
    return (struct place_text){channel_name(t->to.channel), t->to_agent, t->to_queue};
}

int transfer_move(struct tx *tx, struct transfer_step *s)
{
    struct transfer *t = s->transfer;
    struct place_text from = text_before(t), to = text_after(t);
    struct interaction *entry;
    change_channel(s->change, &t->from, &t->to);
    session_set_owner(s->change, t->to.agent, t->to.queue);
    int r = add_entry(tx, s, &from, &to, t->reason, &entry);
    if (r == 0) {
        t->interaction = entry->row;
        r = customer_use_channel(tx, &s->change->customer, t->to.channel);
    }
    return r == 0 ? notify_agent(tx, s) : r;
}

int transfer_move_back(struct tx *tx, struct transfer_step *s)
{
    struct transfer *t = s->transfer;
    struct place_text from = text_before(t), to = text_after(t);
    int r = delivery_move(tx, s->change, t->interaction, DELIVERY_FAILED);
    if (r == 0)
        r = outbox_end(tx, t->outbox, OUTBOX_FAILED);
    if (r == 0)
        r = timer_cancel(tx, TIMER_TRANSFER_LEG, t->row);
    change_channel(s->change, &t->to, &t->from);
    if (r == 0)
        r = session_restore_owner(tx, s->change, t->from.agent, t->from.queue);
    return r == 0 ? add_entry(tx, s, &to, &from, t->fault, NULL) : r;
}

// ---- the leg

int transfer_begin_leg(struct tx *tx, struct transfer_step *s)
{
    struct transfer *t = s->transfer;
    struct tenant_settings settings;
    int r = tenant_settings_load(tx->db, tx->tenant, &settings);
    if (r < 0)
        return error_trace(r);
    int64_t due_us = tx->now_us + settings.transfer_leg_us;
    r = outbox_add(tx,
                   &(struct outbox_new){.kind = OUTBOX_TRANSFER_LEG,
                                        .lane = t->session_id,
                                        .session = t->session,
                                        .ref = t->row,
                                        .channel = t->to.channel,
                                        .connector = s->way.connector,
                                        .expires_us = due_us},
                   &t->outbox);
    return r == 0 ? timer_set(tx, TIMER_TRANSFER_LEG, t->row, due_us, (struct view){0}) : r;
}

int transfer_is_sent(struct tx *tx, const struct transfer *t)
{
    struct interaction entry;
    int r = interaction_load(tx->db, tx->tenant, t->interaction, &tx->batch->arena, &entry);
    if (r != INTERACTION_OK)
        return error_fold(r);
    return entry.delivery == DELIVERY_SENT;
}

static int close_leg(struct tx *tx, struct transfer_step *s, enum outbox_state end)
{
    const struct transfer *t = s->transfer;
    bool is_told = t->state == TRANSFER_TOLD;
    int r = is_told ? 0 : transfer_is_sent(tx, t);
    if (r == 0)
        r = delivery_move(tx, s->change, t->interaction, is_told ? DELIVERY_DELIVERED : DELIVERY_FAILED);
    if (r >= 0)
        r = outbox_end(tx, t->outbox, end);
    return r == 0 ? timer_cancel(tx, TIMER_TRANSFER_LEG, t->row) : r;
}

int transfer_end_leg(struct tx *tx, struct transfer_step *s)
{
    return close_leg(tx, s, OUTBOX_DONE);
}

int transfer_drop_leg(struct tx *tx, struct transfer_step *s)
{
    return close_leg(tx, s, OUTBOX_CANCELLED);
}
