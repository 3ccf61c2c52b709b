// SPDX-License-Identifier: Apache-2.0
// A client's own id of a message, as the provider's id of it: a client that was cut off sends again what was
// not acknowledged, over a WebSocket or as a POST, and it is stored once.
#pragma once
#include "api/call.h"

// Of one session and one side of it; of a visitor the page's, for it may learn only then which session it is,
// or who it is. In the arena; without a client_id no data. False when memory is short.
bool client_id_text(const struct principal *principal, bool is_customer, struct view session_id,
                    struct view client_id, struct arena *arena, struct view *ret);
