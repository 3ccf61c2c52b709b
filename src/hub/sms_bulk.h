// SPDX-License-Identifier: Apache-2.0
// One text message to many numbers: a job. Each message is one of its own, with its recipient's variables,
// behind everything that somebody waits for.
#pragma once
#include "hub/job.h"
#include "hub/sms.h"

enum { SMS_BULK_MAX = 10000, SMS_BULK_FAILURES_MAX = 100 }; // recipients; refusals that are listed

struct sms_bulk {
    struct view message;    // with {{variables}}
    struct view recipients; // JSON array of {to, customer_id?, variables?}, or of numbers
    int64_t count;
    enum consent_purpose purpose;
    int64_t due_us;       // 0: now
    int64_t expires_us;   // 0: never
    int64_t connector;    // row, by which they leave; 0: the session's way, or the channel's
    struct view fallback; // as message_in.fallback
    const struct actor *actor;
};

// JOB_CROWDED. *ret_id lives as long as the transaction's events.
int sms_bulk_start(struct tx *tx, const struct sms_bulk *in, struct view *ret_id);

// JOB_BULK_SMS. Its result: {queued, refused: {code: count}, failures: [{to, code}], taken_back}.
int sms_bulk_slice(struct tx *tx, struct job *job, bool *ret_done);

// What has not left is taken back by the job's next slices, of one that is done too; then it is cancelled.
// JOB_FINISHED: all of it has left.
int sms_bulk_cancel(struct tx *tx, const struct job *job);
bool sms_bulk_is_recalled(const struct job *job);
int sms_bulk_recall(struct tx *tx, struct job *job, bool *ret_done); // such a slice

// The text for one: each {{name}} becomes that member of the JSON object `variables`, a text or a number.
// False where one is missing, or is neither.
bool sms_bulk_fill(struct view message, const struct json *variables, struct arena *arena, struct view *ret);
