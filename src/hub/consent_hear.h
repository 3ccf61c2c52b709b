// SPDX-License-Identifier: Apache-2.0
// Hearing STOP, START and HELP: the decision in the ledger with its proof, a note for the company in the
// timeline, and the answer that the customer is owed. In the transaction of the message, of which there is
// one only once.
#pragma once
#include "hub/inbound.h"

// `address` is the customer's on the channel, as it is written to. Costs nothing on channels where words mean
// nothing.
int consent_hear(struct tx *tx, const struct inbound *in, const struct customer_key *customer,
                 struct view address, const struct message_result *message);

// The same of what did not come by a connector: a company's own gateway hands it in, and does not say
// from which address: the decision is one about the whole channel. They are answered where the session has a
// way to the only address that they have.
int consent_hear_said(struct tx *tx, const struct message_in *said, int64_t customer, int64_t session,
                      const struct message_result *message);

// Of somebody who is blocked, whose message is not kept: only what is decided by it.
int consent_hear_blocked(struct tx *tx, const struct inbound *in, int64_t customer, struct view address);
