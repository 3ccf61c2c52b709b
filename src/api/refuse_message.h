// SPDX-License-Identifier: Apache-2.0
// What hub/message.h's outcomes mean to a caller, over HTTP and over a WebSocket.
#pragma once
#include "api/call.h"
#include "hub/message.h"

// Keeps the result for the reply, which is rendered later: its texts die with the batch. 0 or negative.
int message_keep_result(struct call *call, const struct message_result *result);

// Positive after call_refuse; 0 for MESSAGE_OK.
int refuse_message(struct call *call, int outcome);
