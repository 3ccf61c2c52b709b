// SPDX-License-Identifier: Apache-2.0
// A customer may opt out with the provider, past the hub: the provider then refuses what is sent to them, and
// says why (channel/facets.h, info/1). From then on the hub knows it too.
#include "base/error.h"
#include "codec/json.h"
#include "hub/consent_decide.h"
#include "hub/outbox_change.h"
#include "hub/outbox_way.h"
#include <errno.h>

static bool says_opted_out(struct tx *tx, struct view info)
{
    const struct json *root, *member;
    if (info.data == NULL || memmem(info.data, info.size, "\"opted_out\"", 11) == NULL ||
        json_parse(&tx->batch->arena, info, NULL, &root) != JSON_OK || root->type != JSON_OBJECT)
        return false;
    member = json_member(root, VIEW("opted_out"));
    return member != NULL && member->type == JSON_TRUE;
}

static int find_address(struct tx *tx, const struct outbox_row *o, const struct outbox_session *session,
                        struct view *ret)
{
    *ret = o->address;
    return ret->data != NULL ? 0 : outbox_find_address(tx, session, o->channel, o->connector, ret);
}

static int note(struct tx *tx, const struct outbox_row *o, int64_t customer, struct view address,
                struct view code)
{
    static const struct actor hub = {.kind = ACTOR_SYSTEM};
    char memory[256];
    struct buffer proof = buffer_fixed(memory, sizeof(memory));
    struct json_writer w = json_writer(&proof);
    json_begin_object(&w);
    json_key(&w, VIEW("delivery_id"));
    json_string(&w, o->id);
    json_key(&w, VIEW("code"));
    json_string_or_null(&w, code.size > 64 ? (struct view){0} : code);
    json_end_object(&w);
    return consent_decide(tx,
                       &(struct consent_new){.customer = customer,
                                             .channel = (int)o->channel,
                                             .address = address,
                                             .source = VIEW("provider"),
                                             .proof = proof.failed ? (struct view){0} : buffer_view(&proof),
                                             .actor = &hub},
                       NULL);
}

int outbox_hear_opt_out(struct tx *tx, const struct outbox_row *o, struct view info, struct view code)
{
    struct outbox_session session;
    struct consent_answer answer;
    struct view address = {0};
    if (!says_opted_out(tx, info))
        return 0;
    int r = outbox_session_load(tx, o->session, &session);
    if (r < 0 || session.customer == 0)
        return r;
    r = find_address(tx, o, &session, &address);
    if (r < 0)
        return error_trace(r);
    r = consent_ask(tx->db, tx->tenant,
                    &(struct consent_question){.customer = session.customer,
                                               .channel = o->channel,
                                               .purpose = CONSENT_SERVICE,
                                               .address = address,
                                               .at_us = tx->now_us},
                    &answer);
    bool is_known = answer.verdict == CONSENT_DENY && answer.reason == CONSENT_REASON_OPTED_OUT;
    if (r < 0 || is_known)
        return error_trace(r);
    return error_trace(note(tx, o, session.customer, address, code));
}
