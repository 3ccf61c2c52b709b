// SPDX-License-Identifier: Apache-2.0
// POSTs with an Idempotency-Key. Their answer is written with what it tells of, in one transaction, so it is
// rendered on the writer's thread; a refusal, whose own writes are undone, is kept by a second small work
// before the answer leaves. Requests without the header pay one look at it.
#pragma once
#include "api/call.h"

enum { IDEMPOTENCY_OWNER_MAX = 64 };

// Whose keys they are, so that nobody is given another's answers.
struct view idempotency_owner(const struct principal *principal, char text[static IDEMPOTENCY_OWNER_MAX]);

// Loop thread, when call->work is ready to be submitted: puts itself round its decide and done, where the
// request has a key that counts. 0, or positive after call_refuse. Those who have shown no key of the API own
// nothing here, and their header is ignored. Not for what holds a password: a plain hash of it would be kept.
int idempotent_begin(struct call *call);

// Loop thread, when the work is done: answers and returns true, or false where the ordinary way remains.
bool idempotent_reply(struct call *call);
