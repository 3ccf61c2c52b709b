// SPDX-License-Identifier: Apache-2.0
// What hub/message.h's outcomes mean to a caller, over HTTP and over a WebSocket.
#pragma once
#include "api/call.h"
#include "hub/message.h"

// Keeps the result for the reply, which is rendered later: its texts die with the batch. 0 or negative.
int message_keep_result(struct call *call, const struct message_result *result);

// Which files whoever asks may send along.
void message_allow_files(struct message_in *in, const struct principal *principal);

// Positive after call_refuse; 0 for MESSAGE_OK.
int refuse_message(struct call *call, int outcome);
