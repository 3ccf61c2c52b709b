// SPDX-License-Identifier: Apache-2.0
#include "api/consent_refusal.h"
#include "api/api_state.h"
#include "hub/consent_person.h"
#include "hub/consent_text.h"
#include "hub/identity.h"
#include "hub/inbound.h"
#include <errno.h>

enum { EXPLAIN_MAX = 16 << 10 };

static int explain(struct db *db, int64_t tenant, struct arena *arena,
                   const struct consent_question *question, const struct consent_answer *answer,
                   struct view *ret)
{
    struct buffer out;
    buffer_init(&out, EXPLAIN_MAX);
    struct json_writer w = json_writer(&out);
    int r = consent_explain(db, tenant, question, answer, &w);
    if (r == 0 && (out.failed || !arena_copy(arena, buffer_view(&out), ret)))
        r = -ENOMEM;
    buffer_free(&out);
    return r;
}

static int refuse(struct call *call, enum consent_reason reason)
{
    switch (reason) {
    case CONSENT_REASON_OPTED_OUT:
        return call_refuse(call, 409, VIEW("consent.opted_out"),
                           VIEW("the customer does not want to be written to here"));
    case CONSENT_REASON_NO_OPT_IN:
        return call_refuse(call, 409, VIEW("consent.no_opt_in"),
                           VIEW("the customer has not agreed to be written to for this"));
    case CONSENT_REASON_BLOCKED:
        return call_refuse(call, 409, VIEW("consent.blocked"), VIEW("the customer is blocked"));
    case CONSENT_REASON_NONE:
    case CONSENT_REASON_QUIET:
    case CONSENT_REASON_CAP:
        break;
    }
    return -ENOTRECOVERABLE;
}

int consent_refuse(struct tx *tx, struct call *call, struct arena *arena,
                   const struct consent_question *question, const struct consent_answer *answer)
{
    struct view explained;
    int r = explain(tx->db, tx->tenant, arena, question, answer, &explained);
    if (r < 0)
        return r;
    r = refuse(call, answer->reason);
    call->refusal.explain = explained;
    return r;
}

int consent_need(struct tx *tx, struct call *call, struct arena *arena,
                 const struct consent_question *question)
{
    struct consent_answer answer;
    int r = consent_ask(tx->db, tx->tenant, question, &answer);
    return r < 0 || answer.verdict != CONSENT_DENY ? r : consent_refuse(tx, call, arena, question, &answer);
}

int consent_need_message(struct tx *tx, struct call *call, struct arena *arena, const struct message_in *in,
                         const struct message_result *stored)
{
    struct consent_question question = {.customer = stored->customer,
                                        .channel = stored->channel,
                                        .purpose = in->purpose == 0 ? CONSENT_SERVICE : in->purpose,
                                        .address = in->to,
                                        .at_us = tx->now_us};
    if (stored->is_duplicate || stored->delivery == DELIVERY_NONE || stored->delivery == DELIVERY_SENT)
        return 0;
    int r = in->to.data != NULL
                ? 0
                : consent_reach(tx, stored->session_id, stored->customer, stored->channel, &question.address);
    return r < 0 ? r : consent_need(tx, call, arena, &question);
}

int consent_address_need(struct call *call, enum channel channel, struct view given, struct view pointer,
                         struct view *ret)
{
    char address[IDENTITY_ADDRESS_MAX + 1];
    int kind = identity_kind_of_channel(channel);
    *ret = given;
    if (given.data == NULL || (kind != IDENTITY_PHONE && kind != IDENTITY_WHATSAPP && kind != IDENTITY_EMAIL))
        return 0;
    if (!identity_normalise(&(struct identity_given){.kind = (enum identity_kind)kind, .address = given},
                            address))
        return call_blame(
            call, pointer,
            call_refuse(call, 422, VIEW("arguments.invalid"), VIEW("no address of the channel")));
    return call_copy(call, view_from(address), ret) ? 0 : -ENOMEM;
}
