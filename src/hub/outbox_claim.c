// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "hub/consent.h"
#include "hub/outbox_change.h"
#include "hub/outbox_text.h"
#include "hub/outbox_way.h"
#include "hub/transfer.h"
#include <errno.h>

enum { CHANGES_MAX = 150 }; // rows that one decision changes, but for the last of its candidates

struct claiming {
    struct tx *tx;
    int64_t connector;
    struct view connector_id;
    struct view run;
    int64_t lease_until_us;
    bool is_idempotent;
};

enum verdict { PASSED_OVER = 0, TAKEN = 1 };

static int give_up(struct tx *tx, struct outbox_row *o, enum outbox_state state, struct view code,
                   struct view text)
{
    return outbox_give_up(tx, o, state, &(struct outbox_why){code, text});
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
                                              .at_us = c->tx->now_us};
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

static int take(struct claiming *c, struct outbox_row *o)
{
    struct query q = query_begin(c->tx->db, SQL_OUTBOX_TAKE, c->tx->tenant);
    query_bind(&q, o->row);
    query_bind_text(&q, c->run);
    query_bind(&q, c->lease_until_us);
    query_bind(&q, c->tx->now_us);
    int r = query_run(&q, NULL);
    if (r == 0 && o->kind == OUTBOX_TRANSFER_LEG)
        r = transfer_leg_taken(c->tx, o->row);
    return error_trace(r);
}

// TAKEN, PASSED_OVER or negative.
static int judge_time(struct claiming *c, struct outbox_row *o)
{
    if (o->is_doubtful && !c->is_idempotent)
        return give_up(c->tx, o, OUTBOX_UNKNOWN, VIEW("unknown"),
                       VIEW("nobody can say whether the provider has it"));
    if (o->expires_us != 0 && o->expires_us <= c->tx->now_us)
        return give_up(c->tx, o, o->is_doubtful ? OUTBOX_UNKNOWN : OUTBOX_FAILED, VIEW("expired"),
                       VIEW("it was not sent in time"));
    return TAKEN;
}

static int find_to(struct claiming *c, struct outbox_row *o, const struct outbox_session *session,
                   struct view *ret)
{
    *ret = o->address;
    int r = o->address.data != NULL ? 0 : outbox_find_address(c->tx, session, o->channel, c->connector, ret);
    if (r < 0 || ret->data != NULL)
        return r < 0 ? r : TAKEN;
    return give_up(c->tx, o, OUTBOX_FAILED, VIEW("no_address"),
                   VIEW("no address of the customer's is known on this channel"));
}

static int consider(struct claiming *c, struct outbox_row *o, struct outbox_claim *ret)
{
    struct outbox_session session;
    struct outbox_claim claim = {.row = o->row,
                                 .id = o->id,
                                 .kind = o->kind,
                                 .purpose = o->purpose,
                                 .attempt = (int)o->attempts + 1,
                                 .may_be_there = o->is_doubtful,
                                 .expires_us = o->expires_us,
                                 .created_us = o->created_us};
    int r = judge_time(c, o);
    if (r == TAKEN)
        r = outbox_session_load(c->tx, o->session, &session) < 0 ? -EIO : TAKEN;
    if (r == TAKEN)
        r = o->kind == OUTBOX_MESSAGE ? fill_message(c, o, &claim) : fill_leg(c, session.customer, &claim);
    if (r == TAKEN)
        r = find_to(c, o, &session, &claim.to);
    if (r == TAKEN)
        r = ask(c, o, session.customer, claim.to);
    if (r != TAKEN)
        return r;
    claim.session_id = session.id;
    r = take(c, o);
    if (r == 0)
        *ret = claim;
    return r < 0 ? r : TAKEN;
}

// ---- candidates

static int read_due(struct claiming *c, bool is_bulk, int max, struct outbox_row **ret, int *ret_count)
{
    struct query q = query_begin(c->tx->db, SQL_OUTBOX_DUE_ROWS, c->tx->tenant);
    query_bind(&q, c->connector);
    query_bind(&q, is_bulk);
    query_bind(&q, c->tx->now_us);
    query_bind(&q, max);
    return outbox_collect(c->tx, &q, max, ret, ret_count);
}

static int claim_some(struct claiming *c, bool is_bulk, int max, struct outbox_claim *ret, int *count,
                      int *seen)
{
    struct outbox_row *rows;
    int found = 0;
    int64_t before = db_changes(c->tx->db);
    int r = *seen >= max ? 0 : read_due(c, is_bulk, max - *seen, &rows, &found);
    for (int i = 0; r >= 0 && i < found && db_changes(c->tx->db) - before < CHANGES_MAX; i++) {
        r = consider(c, &rows[i], &ret[*count]);
        *count += r == TAKEN;
        *seen += 1;
    }
    return r < 0 ? error_trace(r) : 0;
}

int outbox_claim(struct tx *tx, int64_t connector, struct view run, int64_t lease_until_us,
                 bool is_idempotent, int max, struct outbox_claim *ret, int *ret_count, int *ret_seen)
{
    struct claiming c = {.tx = tx,
                         .connector = connector,
                         .run = run,
                         .lease_until_us = lease_until_us,
                         .is_idempotent = is_idempotent};
    enum channel channel;
    int count = 0, seen = 0;
    if (max > OUTBOX_CLAIM_MAX)
        max = OUTBOX_CLAIM_MAX;
    int r = outbox_way_is_open(tx, connector, &c.connector_id, &channel);
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
