// SPDX-License-Identifier: Apache-2.0
// A customer as the API's Customer, for the company only.
#pragma once
#include "hub/cluster.h"

// Without profile, preferences and context.
void customer_write_summary(struct json_writer *w, const struct cluster *cluster);
void customer_write(struct json_writer *w, const struct cluster *cluster);
// The object is left open for more members.
void customer_write_open(struct json_writer *w, const struct cluster *cluster);
