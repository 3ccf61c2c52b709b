// SPDX-License-Identifier: Apache-2.0
// A client's own id of a message, as the provider's id of it: a client that was cut off sends again what was
// not acknowledged, over a WebSocket or as a POST, and it is stored once.
#pragma once
#include "base/arena.h"

// Of one session and one side of it; in the arena. Without a client_id no data. False when memory is short.
bool client_id_text(bool is_customer, struct view session_id, struct view client_id, struct arena *arena,
                    struct view *ret);
