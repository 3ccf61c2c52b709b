// SPDX-License-Identifier: Apache-2.0
// Shared by the files handle_customer*.c.
#pragma once
#include "api/call.h"
#include "hub/cluster.h"

// 404 customer.not_found.
int customer_refuse_unknown(struct call *call);

// The cluster of the id, or a refusal. Texts lie in the call's arena.
int customer_cluster_need(struct db *db, struct call *call, struct view id, struct cluster *ret);

// {customer_id, identities, position}: the addresses of the cluster. 0 or negative.
int customer_write_identities(struct db *db, struct call *call, struct json_writer *w,
                              const struct cluster *cluster, int64_t position);
