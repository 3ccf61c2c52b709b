// SPDX-License-Identifier: Apache-2.0
// Deliveries as they are told: one of each message that a connector sends, named by the message's id.
#pragma once
#include "hub/interaction.h"

enum delivery_filter {
    DELIVERIES_DEAD = 0, // failed and unknown
    DELIVERIES_FAILED = 1,
    DELIVERIES_UNKNOWN = 2,
    DELIVERIES_OPEN = 3,    // those that follow
    DELIVERIES_QUEUED = 4,  // to be sent, or being sent
    DELIVERIES_WAITING = 5, // for a connector
    DELIVERIES_HELD = 6,    // until their time
};

enum { DELIVERIES_LOOKED_MAX = 300 }; // rows that one page reads at most

// Writes those of a page, newest first, before the row *cursor (INT64_MAX at the start), which it moves;
// `channel` -1: of any. *ret_is_over: there are no more. `is_full` is asked after each.
int delivery_walk(struct db *db, int64_t tenant, enum delivery_filter filter, int channel, int64_t *cursor,
                  struct arena *arena, struct json_writer *w, bool (*is_full)(void *ctx), void *ctx,
                  bool *ret_is_over);

// Of one message. 1 when it was written, 0 when there is none, or negative.
int delivery_write_one(struct db *db, int64_t tenant, int64_t session, int64_t message, struct arena *arena,
                       struct json_writer *w);
