// SPDX-License-Identifier: Apache-2.0
// What senders' routes ask before something is sent, and how they say no: 409 consent.*, with `explain` in
// the problem.
#pragma once
#include "api/call.h"
#include "hub/consent.h"
#include "hub/message.h"

// 409, unless the answer lets it go now or later. What is explained lies in the arena, which must live as
// long as the call.
int consent_need(struct tx *tx, struct call *call, struct arena *arena,
                 const struct consent_question *question);

// 409 for an answer that denies it.
int consent_refuse(struct tx *tx, struct call *call, struct arena *arena,
                   const struct consent_question *question, const struct consent_answer *answer);

// The same as consent_need of a message that was stored in this transaction, which the refusal undoes. What a
// live channel carries needs nobody's consent: the customer is there.
int consent_need_message(struct tx *tx, struct call *call, struct arena *arena, const struct message_in *in,
                         const struct message_result *stored);

// The address in the form in which it is compared, in the call's arena, or 422. Without data stays without.
int consent_address_need(struct call *call, enum channel channel, struct view given, struct view pointer,
                         struct view *ret);
