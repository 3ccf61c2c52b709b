// SPDX-License-Identifier: Apache-2.0
#include "hub/sms.h"
#include "base/error.h"
#include "base/id.h"
#include "codec/sms_text.h"
#include "hub/consent_person.h"
#include "hub/identity.h"
#include "hub/session_hear.h"
#include <errno.h>
#include <stdio.h>

// ---- whom

static int make_customer(struct tx *tx, struct view number, struct customer_key *ret)
{
    char *id = tx_alloc(tx, 5 + ID_SIZE + 1), profile[64];
    bool has_changed;
    if (id == NULL)
        return error_trace(-ENOMEM);
    memcpy(id, "cust_", 5);
    id_make(id + 5, tx->now_us, tx->random);
    int r = customer_need(tx, view_make(id, 5 + ID_SIZE), ret);
    int size = snprintf(profile, sizeof(profile), "{\"phone\":\"%.*s\"}", VIEW_ARG(number));
    if (r == 0)
        r = customer_tell(tx, ret->row, &(struct customer_news){.profile = view_make(profile, (size_t)size)},
                          &has_changed);
    return error_fold(r);
}

// Nobody is made only to be told that they did not agree.
static int customer_of_number(struct tx *tx, const struct message_in *in, struct customer_key *ret,
                              struct consent_answer *ret_answer)
{
    int64_t owner;
    int r = identity_owner_of_text(tx->db, tx->tenant, in->to, &owner);
    if (r == IDENTITY_OK)
        return error_fold(customer_key_load(tx, owner, ret));
    if (r < 0 || in->purpose != CONSENT_MARKETING)
        return r < 0 ? r : make_customer(tx, in->to, ret);
    *ret_answer = (struct consent_answer){.verdict = CONSENT_DENY, .reason = CONSENT_REASON_NO_OPT_IN};
    return SMS_DENIED;
}

// Whom the caller means: by id, by the session, or by the number.
static int find_customer(struct tx *tx, const struct message_in *in, struct customer_key *ret,
                         struct consent_answer *ret_answer)
{
    struct session session;
    int64_t owner;
    if (in->customer_id.data != NULL) {
        int r = customer_need(tx, in->customer_id, ret);
        if (r == 0 && in->to.data != NULL && ret->is_new)
            r = identity_give(tx, ret->row,
                              &(struct identity_given){.kind = IDENTITY_PHONE, .address = in->to}, &owner);
        return r == IDENTITY_TAKEN ? 0 : error_fold(r); // the number stays whose it is
    }
    if (in->session_id.data == NULL)
        return in->to.data == NULL ? SMS_NOBODY : customer_of_number(tx, in, ret, ret_answer);
    int r = session_head_find(tx, in->session_id, &session);
    if (r == SESSION_OK)
        r = error_fold(session_follow(tx, &session));
    if (r == SESSION_OK)
        r = customer_key_load(tx, session.customer, ret);
    return r < 0 ? r : r == 0 ? SMS_OK : SMS_REFUSED;
}

// ---- where

static int keep_number(void *ctx, const struct identity *identity)
{
    struct view *ret = ctx;
    bool is_phone = identity->kind == IDENTITY_PHONE;
    if (is_phone && (ret->data == NULL || identity->verified_us != 0))
        *ret = identity->address;
    return 0;
}

// The customer's own: the last that they proved, else the first.
static int own_number(struct tx *tx, const struct customer_key *customer, struct view *ret)
{
    *ret = (struct view){0};
    int r = identity_walk(tx->db, tx->tenant, customer->row, &tx->batch->arena, keep_number, ret);
    if (r == 0 && ret->data != NULL && !tx_copy(tx, *ret, ret))
        r = -ENOMEM;
    return r < 0 ? error_trace(r) : ret->data == NULL ? SMS_NO_NUMBER : SMS_OK;
}

static int read_number(struct tx *tx, struct view given, struct view *ret)
{
    char address[IDENTITY_ADDRESS_MAX + 1];
    *ret = (struct view){0};
    if (given.data == NULL)
        return SMS_OK;
    if (!identity_normalise(&(struct identity_given){.kind = IDENTITY_PHONE, .address = given}, address))
        return SMS_BAD_NUMBER;
    return tx_copy(tx, view_from(address), ret) ? SMS_OK : error_trace(-ENOMEM);
}

// Where a message to the session will go; no data: nowhere that is known.
static int reach_of(struct tx *tx, struct view session_id, int64_t customer, struct view *ret)
{
    struct session session;
    int r = session_head_find(tx, session_id, &session);
    if (r == SESSION_OK)
        r = error_fold(session_follow(tx, &session));
    if (r != SESSION_OK)
        return error_fold(r); // find_customer has seen it
    return error_trace(consent_reach(tx, session.id, customer, CHANNEL_SMS, ret));
}

// ---- sending

static int ask_consent(struct tx *tx, const struct message_in *in, int64_t customer, struct sms_sent *ret)
{
    struct consent_question question = {.customer = customer,
                                        .channel = CHANNEL_SMS,
                                        .purpose = in->purpose == 0 ? CONSENT_SERVICE : in->purpose,
                                        .address = in->to,
                                        .at_us = in->due_us > tx->now_us ? in->due_us : tx->now_us};
    int r = in->to.data != NULL ? 0 : reach_of(tx, in->session_id, customer, &question.address);
    if (r == 0)
        r = consent_ask(tx->db, tx->tenant, &question, &ret->answer);
    ret->asked = question.address;
    return r < 0 ? error_trace(r) : ret->answer.verdict == CONSENT_DENY ? SMS_DENIED : SMS_OK;
}

static int store(struct tx *tx, const struct message_in *in, struct sms_sent *ret)
{
    int r = message_store(tx, in, &ret->message);
    if (r <= 0)
        return r;
    ret->refusal = r;
    return SMS_REFUSED;
}

int sms_send(struct tx *tx, const struct sms_out *out, struct sms_sent *ret)
{
    struct message_in in = out->message;
    struct customer_key customer;
    *ret = (struct sms_sent){.refusal = MESSAGE_NO_SESSION};
    if (sms_measure(in.content).characters > SMS_CHARACTERS_MAX)
        return SMS_TOO_LONG;
    int r = read_number(tx, in.to, &in.to);
    ret->to = ret->asked = in.to;
    if (r == SMS_OK)
        r = find_customer(tx, &in, &customer, &ret->answer);
    // Where a session says how they are reached, that is where the message goes.
    if (r == SMS_OK && in.to.data == NULL && in.session_id.data == NULL)
        r = own_number(tx, &customer, &in.to);
    // A connector that was named may be another than that by which they wrote.
    if (r == SMS_OK && in.to.data == NULL && in.leave_by != 0)
        r = reach_of(tx, in.session_id, customer.row, &in.to);
    ret->to = in.to;
    if (r == SMS_OK)
        r = ask_consent(tx, &in, customer.row, ret);
    if (r != SMS_OK)
        return r;
    in.customer_id = customer.id;
    in.channel = CHANNEL_SMS;
    in.has_channel = true;
    in.direction = DIRECTION_OUTBOUND;
    r = store(tx, &in, ret);
    ret->customer_id = customer.id;
    return r;
}

// ---- codes

static struct view message_code(int refusal)
{
    switch ((enum message_outcome)refusal) {
    case MESSAGE_NO_SESSION:
        return VIEW("session.not_found");
    case MESSAGE_SESSION_OF_ANOTHER:
        return VIEW("session.of_another_customer");
    case MESSAGE_SESSION_CLOSED:
        return VIEW("session.closed");
    case MESSAGE_NO_ATTACHMENT:
    case MESSAGE_ATTACHMENT_SENT:
    case MESSAGE_ATTACHMENTS_TOO_LARGE:
        return VIEW("attachment.unknown");
    case MESSAGE_NO_WAY:
        return VIEW("connector.disabled");
    case MESSAGE_OK:
    case MESSAGE_CUSTOMER_BLOCKED:
    case MESSAGE_NO_CHANNEL:
    case MESSAGE_NOT_LATER:
        break;
    }
    return VIEW("message.refused");
}

struct view sms_code(int outcome, const struct sms_sent *sent)
{
    switch ((enum sms_outcome)outcome) {
    case SMS_OK:
        break;
    case SMS_NOBODY:
        return VIEW("sms.nobody");
    case SMS_BAD_NUMBER:
        return VIEW("sms.bad_number");
    case SMS_NO_NUMBER:
        return VIEW("sms.no_number");
    case SMS_TOO_LONG:
        return VIEW("sms.too_long");
    case SMS_DENIED:
        return consent_reason_code(sent->answer.reason);
    case SMS_REFUSED:
        return message_code(sent->refusal);
    }
    return VIEW("sms.sent");
}
