// SPDX-License-Identifier: Apache-2.0
// Consent as JSON, for the company's eyes.
#pragma once
#include "hub/consent_ledger.h"

struct cluster;

// A decision: {id, channel, purpose, address, given, source, proof, actor, decided_at}.
void consent_row_write(struct json_writer *w, const struct consent_row *row);

// Why something may be sent, waits or may not: {verdict, code, detail, channel, purpose, until, zone,
// zone_assumed, decision}. 0 or negative.
int consent_explain(struct db *db, int64_t tenant, const struct consent_question *question,
                    const struct consent_answer *answer, struct json_writer *w);

// What stands now, as an array: for each channel on which customers are written to and each purpose what the
// person decided, `given` null where nothing was; then the same for their addresses, where something was.
int consent_state_write(struct db *db, int64_t tenant, const struct cluster *cluster, struct arena *arena,
                        struct json_writer *w);
