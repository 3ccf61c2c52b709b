// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "hub/consent.h"
#include "hub/outbox_change.h"
#include "hub/outbox_text.h"
#include "hub/outbox_way.h"
#include "hub/transfer.h"

enum { CHANGES_MAX = 150 }; // rows that one decision changes, but for the last of its candidates

struct claiming {
    struct tx *tx;
    const struct outbox_claiming *in;
    struct view connector_id;
};

enum verdict { PASSED_OVER = 0, TAKEN = 1 };

// Of what may be there already nobody can say that it failed, or that it is not wanted.
static int give_up(struct tx *tx, struct outbox_row *o, enum outbox_state state, struct view code,
                   struct view text)
{
    return outbox_give_up(tx, o, o->is_doubtful ? OUTBOX_UNKNOWN : state, &(struct outbox_why){code, text});
}

// ---- held

static int hold(struct tx *tx, struct outbox_row *o, const struct consent_answer *answer)
{
    struct outbox_why why = {consent_reason_code(answer->reason), consent_reason_text(answer->reason)};
    const int64_t least_us = 1000000; // a hold that is over at once would be looked at for ever
    int r = outbox_step_aside(tx, o);
    o->held = answer->reason == CONSENT_REASON_CAP ? OUTBOX_HELD_CAP : OUTBOX_HELD_QUIET;
    o->due_us = answer->until_us > tx->now_us + least_us ? answer->until_us : tx->now_us + least_us;
    if (r < 0)
        return r;
    struct query q = query_begin(tx->db, SQL_OUTBOX_HOLD, tx->tenant);
    query_bind(&q, o->row);
    query_bind(&q, o->due_us);
    query_bind(&q, o->held);
    query_bind(&q, tx->now_us);
    r = query_run(&q, NULL);
    tx_wake(tx, WAKE_OUTBOX, o->due_us);
    return r < 0 ? error_trace(r) : outbox_tell_delay(tx, o, &why);
}

// 1 when it may be sent now.
static int ask(struct claiming *c, struct outbox_row *o, int64_t customer, struct view to)
{
    struct consent_answer answer = {0};
    const struct consent_question question = {.customer = customer,
                                              .channel = o->channel,
                                              .purpose = o->purpose,
                                              .address = to,
                                              .at_us = c->tx->now_us,
                                              .counted_day = o->counted_day};
    int r = consent_ask(c->tx->db, c->tx->tenant, &question, &answer);
    if (r != 0)
        return error_fold(r);
    switch (answer.verdict) {
    case CONSENT_ALLOW:
        return TAKEN;
    case CONSENT_HOLD:
        return hold(c->tx, o, &answer);
    case CONSENT_DENY:
        break;
    }
    return give_up(c->tx, o, OUTBOX_FAILED, consent_reason_code(answer.reason),
                   consent_reason_text(answer.reason));
}

// ---- what it says

static int fill_message(struct claiming *c, struct outbox_row *o, struct outbox_claim *claim)
{
    struct interaction in;
    int r = interaction_load(c->tx->db, c->tx->tenant, o->ref, &c->tx->batch->arena, &in);
    if (r < 0)
        return r;
    if (r == INTERACTION_NONE || in.redacted_us != 0)
        return give_up(c->tx, o, OUTBOX_CANCELLED, VIEW("taken_back"), VIEW("the message was taken back"));
    claim->interaction = in.row;
    claim->text = in.content;
    claim->attachments = in.attachments;
    claim->quick_replies = in.quick_replies;
    claim->metadata = in.metadata;
    return TAKEN;
}

static int fill_leg(struct claiming *c, int64_t customer, struct outbox_claim *claim)
{
    int r = outbox_leg_text(c->tx, customer, &claim->text);
    return r < 0 ? r : TAKEN;
}

// ---- taking

static int take(struct claiming *c, struct outbox_row *o, bool is_question)
{
    int r = is_question ? 0 : outbox_count(c->tx, o);
    if (r < 0)
        return r;
    struct query q = query_begin(c->tx->db, SQL_OUTBOX_TAKE, c->tx->tenant);
    query_bind(&q, o->row);
    query_bind_text(&q, c->in->run);
    query_bind(&q, c->in->lease_until_us);
    query_bind(&q, c->tx->now_us);
    query_bind_or_null(&q, o->counted_day);
    query_bind(&q, c->in->wall_us);
    r = query_run(&q, NULL);
    if (r == 0 && o->kind == OUTBOX_TRANSFER_LEG)
        r = transfer_leg_taken(c->tx, o->row);
    return error_trace(r);
}

// TAKEN, PASSED_OVER or negative.
static int judge_time(struct claiming *c, struct outbox_row *o)
{
    if (o->is_doubtful && !o->is_risked && c->in->doubt == OUTBOX_DOUBT_GIVE_UP)
        return give_up(c->tx, o, OUTBOX_UNKNOWN, VIEW("unknown"),
                       VIEW("nobody can say whether the provider has it"));
    if (o->expires_us != 0 && o->expires_us <= c->tx->now_us)
        return give_up(c->tx, o, OUTBOX_FAILED, VIEW("expired"), VIEW("it was not sent in time"));
    return TAKEN;
}

static int find_to(struct claiming *c, struct outbox_row *o, const struct outbox_session *session,
                   struct view *ret)
{
    *ret = o->address;
    int r = o->address.data != NULL
                ? 0
                : outbox_find_address(c->tx, session, o->channel, c->in->connector, c->connector_id, ret);
    if (r < 0 || ret->data != NULL)
        return r < 0 ? r : TAKEN;
    return give_up(c->tx, o, OUTBOX_FAILED, VIEW("no_address"),
                   VIEW("no address of the customer's is known on this channel"));
}

static int load_session(struct claiming *c, const struct outbox_row *o, struct outbox_session *ret)
{
    int r = outbox_session_load(c->tx, o->session, ret);
    return r < 0 ? r : TAKEN;
}

static int consider(struct claiming *c, struct outbox_row *o, struct outbox_claim *ret)
{
    struct outbox_session session;
    bool is_question = o->is_doubtful && !o->is_risked && c->in->doubt == OUTBOX_DOUBT_ASK;
    struct outbox_claim claim = {.row = o->row,
                                 .id = o->id,
                                 .kind = o->kind,
                                 .purpose = o->purpose,
                                 .attempt = (int)o->attempts + 1,
                                 .may_be_there = o->is_doubtful,
                                 .is_question = is_question,
                                 .doubtful_us = o->is_doubtful ? outbox_doubtful_since(o) : 0,
                                 .expires_us = o->expires_us,
                                 .created_us = o->created_us};
    int r = judge_time(c, o);
    if (r == TAKEN)
        r = load_session(c, o, &session);
    if (r == TAKEN)
        r = o->kind == OUTBOX_MESSAGE ? fill_message(c, o, &claim) : fill_leg(c, session.customer, &claim);
    if (r == TAKEN)
        r = find_to(c, o, &session, &claim.to);
    if (r == TAKEN && !is_question)
        r = ask(c, o, session.customer, claim.to);
    if (r != TAKEN)
        return r;
    claim.session_id = session.id;
    r = take(c, o, is_question);
    if (r == 0)
        *ret = claim;
    return r < 0 ? r : TAKEN;
}

// ---- candidates

static int read_due(struct tx *tx, int64_t connector, bool is_bulk, int max, struct outbox_row **ret,
                    int *ret_count)
{
    struct query q = query_begin(tx->db, SQL_OUTBOX_DUE_ROWS, tx->tenant);
    query_bind(&q, connector);
    query_bind(&q, is_bulk);
    query_bind(&q, tx->now_us);
    query_bind(&q, max);
    return outbox_collect(tx, &q, max, ret, ret_count);
}

static int claim_some(struct claiming *c, bool is_bulk, int max, struct outbox_claim *ret, int *count,
                      int *seen)
{
    struct outbox_row *rows;
    int found = 0;
    int64_t before = db_changes(c->tx->db);
    int r = *seen >= max ? 0 : read_due(c->tx, c->in->connector, is_bulk, max - *seen, &rows, &found);
    for (int i = 0; r >= 0 && i < found && db_changes(c->tx->db) - before < CHANGES_MAX; i++) {
        if (c->in->at_row != NULL)
            *c->in->at_row = rows[i].row;
        r = consider(c, &rows[i], &ret[*count]);
        *count += r == TAKEN;
        *seen += 1;
    }
    return r < 0 ? error_trace(r) : 0;
}

int outbox_claim(struct tx *tx, const struct outbox_claiming *claiming, struct outbox_claim *ret,
                 int *ret_count, int *ret_seen)
{
    struct claiming c = {.tx = tx, .in = claiming};
    enum channel channel;
    int count = 0, seen = 0, max = claiming->max < OUTBOX_CLAIM_MAX ? claiming->max : OUTBOX_CLAIM_MAX;
    int r = outbox_way_is_open(tx, claiming->connector, &c.connector_id, &channel);
    if (r == 1)
        r = claim_some(&c, false, max, ret, &count, &seen);
    if (r == 0 && c.connector_id.data != NULL)
        r = claim_some(&c, true, max, ret, &count, &seen);
    if (r < 0)
        return error_trace(r);
    *ret_count = count;
    *ret_seen = seen;
    return 0;
}

// ---- what cannot be taken

// Nothing but the row itself is touched.
static int step_over(struct tx *tx, struct outbox_row *o)
{
    const int64_t pause_us = (int64_t)15 * 60 * 1000000;
    o->due_us = tx->now_us + pause_us;
    o->held = OUTBOX_HELD_RETRY;
    return outbox_delay(tx, o);
}

int outbox_put_aside(struct tx *tx, int64_t row, bool is_for_good)
{
    struct outbox_row o;
    int r = outbox_load(tx, row, &o);
    if (r != OUTBOX_ROW_OK)
        return r < 0 ? error_trace(r) : OUTBOX_ACT_NONE;
    if (o.state != OUTBOX_DUE || !o.is_due)
        return OUTBOX_ACT_DONE;
    return is_for_good ? give_up(tx, &o, OUTBOX_FAILED, VIEW("internal"),
                                 VIEW("the hub itself could not make it ready to be sent"))
                       : step_over(tx, &o);
}
