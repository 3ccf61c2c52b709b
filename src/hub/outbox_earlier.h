// SPDX-License-Identifier: Apache-2.0
// Inside hub: the provider's names of a message's earlier chains of attempts, in its delivery_info. A new
// chain is another message to the provider; what is found for it must not be what an earlier one sent.
#pragma once
#include "codec/json.h"
#include "hub/interaction.h"

// Writes the member: the names kept so far, and the present one. The oldest are dropped.
void outbox_write_earlier(struct json_writer *w, const struct interaction *in, struct arena *arena);

bool outbox_is_earlier(const struct interaction *in, struct view provider_id, struct arena *arena);
