// SPDX-License-Identifier: Apache-2.0
// What jobs of text messages hold of a customer who is erased: their entries in the lists of those that go
// on, and their numbers among what was refused. Writer thread.
#pragma once
#include "hub/job.h"

// Of the next job behind the row *job, which it moves; *ret_done: there is none. In a list the place of an
// entry stays, empty, for a job counts how far it has come.
int sms_bulk_forget(struct tx *tx, int64_t customer, struct view customer_id, int64_t *job, bool *ret_done);
