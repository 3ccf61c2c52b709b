// SPDX-License-Identifier: Apache-2.0
// The reply of a call, with the headers that every reply has. Gives the call and its exchange away.
// Loop thread.
#pragma once
#include "api/call.h"

enum { REPLY_MAX = 16 << 20 }; // bytes of a reply's body

void reply(struct call *call, struct view body);
void reply_refusal(struct call *call);

// The problem document of call->refusal, as reply_refusal sends it. Any thread that has the call.
void reply_problem(struct call *call, struct buffer *out);
