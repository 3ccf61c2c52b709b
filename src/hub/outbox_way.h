// SPDX-License-Identifier: Apache-2.0
// The way out: by which connector a channel is left, and at which address a customer is found there.
#pragma once
#include "hub/connector.h"

struct outbox_way {
    int64_t connector; // row; 0: the channel has none
    struct view id;    // of the connector, in the transaction's memory
};

// The connector by which the customer wrote last in this session, if it is of the channel and can be used;
// else the channel's own.
int outbox_find_way(struct tx *tx, int64_t session, enum channel channel, struct outbox_way *ret);

// 1 when the connector can be used, with its id and channel; else 0, or negative.
int outbox_way_is_open(struct tx *tx, int64_t connector, struct view *ret_id, enum channel *ret_channel);

// What a message needs to know of its session when it leaves.
struct outbox_session {
    struct view id;
    int64_t customer;        // row; 0: none any more
    int64_t reach_connector; // 0: not known
    struct view reach_address;
};
int outbox_session_load(struct tx *tx, int64_t session, struct outbox_session *ret);

// Where the customer is found on the channel by that connector: where they wrote from last, else the first
// address of theirs, or of those that were merged with them. No data: nowhere.
int outbox_find_address(struct tx *tx, const struct outbox_session *session, enum channel channel,
                        int64_t connector, struct view *ret);
