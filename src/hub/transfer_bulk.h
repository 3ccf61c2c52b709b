// SPDX-License-Identifier: Apache-2.0
// Many transfers at once: a job, of sessions by their ids or of the open ones that a filter names. Each
// session is a transfer of its own, with its entry, its events and its lines of the audit log.
#pragma once
#include "hub/job.h"
#include "hub/transfer.h"

enum {
    TRANSFER_BULK_IDS_MAX = 10000,
    TRANSFER_BULK_FAILURES_MAX = 100, // that are listed by name; the rest is counted
};

struct transfer_bulk {
    struct view session_ids; // JSON array of ids; no data: the filter
    int64_t session_count;
    enum channel channel; // of the filter: where the session is held now
    bool has_channel;
    struct view agent, queue;     // of the filter, ids; no data: any
    const struct transfer_in *to; // target, reason, context and actor
};

// TRANSFER_OK, TRANSFER_NO_AGENT, TRANSFER_NO_QUEUE (of the filter or the target), TRANSFER_CROWDED.
// *ret_id lives as long as the transaction's events.
int transfer_bulk_start(struct tx *tx, const struct transfer_bulk *in, struct view *ret_id);

// JOB_BULK_TRANSFER. Its result: {transferred, unchanged, failed, failures: [{session_id, code}]}.
int transfer_bulk_slice(struct tx *tx, struct job *job, bool *ret_done);

// "session.not_found": why one was not transferred.
struct view transfer_outcome_code(enum transfer_outcome outcome);
