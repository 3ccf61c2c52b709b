// SPDX-License-Identifier: Apache-2.0
// What a provider knows of consent: it refuses a message because the customer told it to hear no more.
#pragma once
#include "hub/outbox_row.h"

// Whether what a provider told says so; may have no data.
bool consent_provider_opted_out(struct view info, struct arena *arena);

// `info` is what was told with the end of a message (channel/facets.h, "info/1"; may have no data). With
// "opted_out": true the ledger gets the decision, of the address that the message was for.
int consent_hear_provider(struct tx *tx, const struct outbox_row *o, struct view info);
