// SPDX-License-Identifier: Apache-2.0
// Text messages to numbers: whose number it is, whether they may be written to, and the message in their
// session. Writer thread.
#pragma once
#include "hub/access.h"
#include "hub/consent.h"
#include "hub/message.h"

enum { SMS_CHARACTERS_MAX = 1600 };

// A message without customer, channel and direction, which are found here.
struct sms_out {
    struct message_in message; // `to` as people write it; no data: the customer's own
};

enum sms_outcome {
    SMS_OK = 0,
    SMS_NOBODY = 1, // neither number nor customer nor session
    SMS_BAD_NUMBER, // it is no phone number
    SMS_NO_NUMBER,  // the customer has none
    SMS_TOO_LONG,   // SMS_CHARACTERS_MAX
    SMS_DENIED,     // by consent: `answer` says why
    SMS_REFUSED,    // by message_store: `refusal`
};

struct sms_sent {
    struct message_result message;
    struct view customer_id;
    struct view to;    // E.164; no data: where the session reaches them
    struct view asked; // the address about which consent was asked; no data: none is known
    struct consent_answer answer;
    int refusal; // enum message_outcome
};

// Texts of *ret live in the transaction's memory. A refusal may have made a customer: the caller undoes it.
int sms_send(struct tx *tx, const struct sms_out *out, struct sms_sent *ret);

// "sms.bad_number": why one was not sent; of SMS_DENIED the reason's, of SMS_REFUSED the message's.
struct view sms_code(int outcome, const struct sms_sent *sent);

// ---- what customers wrote

struct sms_heard {
    struct interaction in;
    struct view session_id, customer_id;
};

// Behind (older than) the position *cursor, which it moves: at most `limit`, newest first. Those of sessions
// that the viewer may not see are left out. `each` positive ends it.
int sms_inbox_walk(struct db *db, int64_t tenant, const struct access_view *viewer, int64_t *cursor,
                   int limit, struct arena *arena, int (*each)(void *ctx, const struct sms_heard *heard),
                   void *ctx);
