// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "codec/json_merge.h"
#include "hub/outbox_change.h"
#include "hub/transfer_act.h"
#include <errno.h>

int outbox_entry(struct tx *tx, const struct outbox_row *o, int64_t *ret_interaction)
{
    struct transfer t;
    *ret_interaction = o->kind == OUTBOX_MESSAGE ? o->ref : 0;
    if (o->kind == OUTBOX_MESSAGE)
        return 0;
    int r = transfer_find_by_outbox(tx, o->row, &t);
    if (r == TRANSFER_OK)
        *ret_interaction = t.interaction;
    return r < 0 ? r : 0;
}

static struct view held_name(enum outbox_hold held)
{
    switch (held) {
    case OUTBOX_NOT_HELD:
        break;
    case OUTBOX_HELD_SCHEDULED:
        return VIEW("scheduled");
    case OUTBOX_HELD_QUIET:
        return VIEW("quiet_hours");
    case OUTBOX_HELD_RETRY:
        return VIEW("retry");
    case OUTBOX_HELD_CAP:
        return VIEW("frequency_cap");
    }
    return (struct view){0};
}

static void write_why(struct json_writer *w, const struct outbox_why *why)
{
    json_key(w, VIEW("code"));
    json_string_or_null(w, why->code);
    json_key(w, VIEW("reason"));
    json_string_or_null(w, why->text);
}

static void write_patch(struct json_writer *w, const struct outbox_row *o, const struct outbox_why *why)
{
    json_begin_object(w);
    json_key(w, VIEW("attempts"));
    json_integer(w, o->attempts);
    write_why(w, why);
    json_key(w, VIEW("next_attempt_us"));
    if (outbox_is_open(o) && o->held != OUTBOX_NOT_HELD)
        json_integer(w, o->due_us);
    else
        json_null(w);
    json_key(w, VIEW("held"));
    json_string_or_null(w, outbox_is_open(o) ? held_name(o->held) : (struct view){0});
    json_end_object(w);
}

// A buffer's text, in the transaction's memory.
static int keep(struct tx *tx, struct buffer *out, struct view *ret)
{
    bool is_kept = !out->failed && tx_copy(tx, buffer_view(out), ret);
    buffer_free(out);
    return is_kept ? 0 : error_trace(-ENOMEM);
}

int outbox_write_patch(struct tx *tx, const struct outbox_row *o, const struct outbox_why *why,
                       struct view more, struct view *ret)
{
    struct buffer out;
    struct view patch;
    buffer_init(&out, DELIVERY_INFO_MAX);
    struct json_writer w = json_writer(&out);
    write_patch(&w, o, why);
    int r = keep(tx, &out, &patch);
    if (r < 0)
        return r;
    *ret = patch;
    if (more.data == NULL)
        return 0;
    r = json_merge(&tx->batch->arena, more, patch, DELIVERY_INFO_MAX, ret); // ours counts
    return r < 0 ? error_trace(r) : 0;
}

static int write_outcome(struct tx *tx, const struct outbox_why *why, struct view *ret)
{
    struct buffer out;
    buffer_init(&out, DELIVERY_INFO_MAX);
    struct json_writer w = json_writer(&out);
    json_begin_object(&w);
    write_why(&w, why);
    json_end_object(&w);
    return keep(tx, &out, ret);
}

// ---- giving up

static enum delivery_state delivery_of(enum outbox_state state)
{
    switch (state) {
    case OUTBOX_WAITING:
        return DELIVERY_WAITING;
    case OUTBOX_DUE:
    case OUTBOX_TAKEN:
        return DELIVERY_QUEUED;
    case OUTBOX_DONE:
        return DELIVERY_SENT;
    case OUTBOX_FAILED:
        return DELIVERY_FAILED;
    case OUTBOX_CANCELLED:
        return DELIVERY_CANCELLED;
    case OUTBOX_UNKNOWN:
        return DELIVERY_UNKNOWN;
    }
    return DELIVERY_NONE;
}

static int record(struct tx *tx, const struct outbox_row *o, const struct outbox_why *why)
{
    int64_t entry;
    struct delivery_step step = {.to = delivery_of(o->state)};
    int r = outbox_entry(tx, o, &entry);
    if (r < 0 || entry == 0)
        return r;
    r = outbox_write_patch(tx, o, why, (struct view){0}, &step.patch);
    return r == 0 ? delivery_record(tx, entry, &step, NULL) : r;
}

int outbox_give_up(struct tx *tx, struct outbox_row *o, enum outbox_state state, const struct outbox_why *why)
{
    struct view outcome;
    int r = state == OUTBOX_FAILED ? outbox_fall_back(tx, o, why) : 0;
    if (r != 0)
        return r < 0 ? error_trace(r) : 0;
    r = write_outcome(tx, why, &outcome);
    if (r == 0)
        r = outbox_close(tx, o, state, outcome);
    if (r == 0)
        r = record(tx, o, why);
    if (r == 0 && o->kind == OUTBOX_TRANSFER_LEG && state == OUTBOX_FAILED)
        r = transfer_leg_failed(tx, o->row, why->text);
    return error_trace(r);
}

int outbox_tell_delay(struct tx *tx, const struct outbox_row *o, const struct outbox_why *why)
{
    return record(tx, o, why);
}
