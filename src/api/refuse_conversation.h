// SPDX-License-Identifier: Apache-2.0
// What hub/conversation.h's outcomes mean to a caller.
#pragma once
#include "api/call.h"

// Positive after call_refuse; 0 for CONVERSATION_OK.
int refuse_conversation(struct call *call, int outcome);
