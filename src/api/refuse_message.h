// SPDX-License-Identifier: Apache-2.0
// What hub/message.h's outcomes mean to a caller, over HTTP and over a WebSocket.
#pragma once
#include "api/call.h"
#include "hub/message.h"

// Positive after call_refuse; 0 for MESSAGE_OK.
int refuse_message(struct call *call, int outcome);
