// SPDX-License-Identifier: Apache-2.0
// A client's own id of a message, as the provider's id of it: a client that was cut off sends again what was
// not acknowledged, over a WebSocket or as a POST, and it is stored once.
#pragma once
#include "base/arena.h"

// Of one session and one side of it; of a visitor's page whichever session it is, for the page may not know
// yet, and for whoever it is known as by then; in the arena. Without a client_id no data. False when memory
// is short.
struct visitor;
bool client_id_text(const struct visitor *visitor, bool is_customer, struct view session_id,
                    struct view client_id, struct arena *arena, struct view *ret);
