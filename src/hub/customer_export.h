// SPDX-License-Identifier: Apache-2.0
// The answer to somebody who asks what is known of them: a ZIP file of JSON with all that is stored about a
// person, of everybody who was merged into one. Notes of the company are in it, for they are about the person
// too.
#pragma once
#include "hub/job_errand.h"

enum customer_export_outcome {
    CUSTOMER_EXPORT_OK = 0,
    CUSTOMER_EXPORT_NONE = 1, // no such customer
    CUSTOMER_EXPORT_CROWDED,  // too many jobs wait
};

// Queues the job; *ret_id lives as long as the transaction's events.
int customer_export_start(struct tx *tx, struct view customer_id, struct view requested_by,
                          struct view *ret_id);

// What JOB_CUSTOMER_EXPORT does: its ref is the survivor's row.
int customer_export_errand(struct job_errand *errand);
