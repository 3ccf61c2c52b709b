// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "api/call.h"

// The member websocket_url: where live updates of a session are, or all of them (no data), by the host that
// the caller asked.
void socket_url_write(struct json_writer *w, const struct call *call, struct view session_id);
