// SPDX-License-Identifier: Apache-2.0
// Erasing a person: everything that is stored of them, everywhere, for good. At once nobody finds them any
// more; then a job writes the list of erasures (store/erasure_log.h), deletes row by row, and has what is
// deleted shredded (store/shred.h).
#pragma once
#include "hub/actor.h"
#include "hub/job_errand.h"

enum customer_erase_outcome {
    CUSTOMER_ERASE_OK = 0,
    CUSTOMER_ERASE_NONE = 1, // no such customer
    CUSTOMER_ERASE_CROWDED,  // too many jobs wait
};

// Everybody who was merged into one person. *ret_id is the job's and lives as long as the transaction's
// events.
int customer_erase_start(struct tx *tx, const struct actor *actor, struct view customer_id,
                         struct view *ret_id);

// For erasures that are applied again after a restore: the one row only, taken out of its cluster.
int customer_erase_again(struct tx *tx, int64_t customer, struct view *ret_id);

// What JOB_CUSTOMER_ERASE does.
int customer_erase_errand(struct job_errand *errand);
int customer_erase_slice(struct tx *tx, struct job *job, bool *ret_done);
