// SPDX-License-Identifier: Apache-2.0
// How often a person was written to, and what frequency caps make of it. Days are the tenant's.
#pragma once
#include "hub/consent.h"
#include "hub/consent_rules.h"

// From when on all caps that the question falls under have room for one more; at_us where they have now.
int consent_caps_until(struct db *db, int64_t tenant, const struct consent_rules *rules,
                       const int64_t *members, int count, const struct consent_question *question,
                       int64_t *ret_us);
