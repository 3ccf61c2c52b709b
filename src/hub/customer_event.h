// SPDX-License-Identifier: Apache-2.0
// Telling live clients about a customer: events of the customer's topic and of the dashboard, for the company
// only.
#pragma once
#include "hub/cluster.h"

// EVENT_CUSTOMER_UPDATE: the survivor's cluster as it is now, at a position of its own.
int customer_announce(struct tx *tx, int64_t survivor);

// EVENT_CUSTOMER_MERGED to the topic of `listener`: `member` joined or left somebody, as its rows say now.
int customer_announce_merge(struct tx *tx, int64_t listener, int64_t member);

// EVENT_CUSTOMER_ERASED to the topic of the customer, whose id is told one last time.
int customer_announce_erasure(struct tx *tx, const struct customer *customer);

// The payload of an event of one of these kinds.
struct event_body;
void customer_payload_write(struct json_writer *w, enum event_kind kind, const struct event_body *body);
