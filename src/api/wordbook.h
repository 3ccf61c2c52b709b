// SPDX-License-Identifier: Apache-2.0
// Rules on words where messages come in: each loop keeps the tables of the tenants that it hears, until their
// rules change (EVENT_RULE_CHANGE). Loop thread.
#pragma once
#include "base/map.h"
#include "hub/word_rule.h"

struct api_loop;
struct call;

enum { WORDBOOKS_MAX = 256 }; // kept; all are forgotten when there are more

struct wordbooks {
    struct map by_tenant;
};

void wordbooks_free(struct wordbooks *books);
void wordbooks_forget(struct wordbooks *books, int64_t tenant);

// What the tenant's rules do about something said. 0 or negative.
int wordbook_hear(struct api_loop *loop, int64_t tenant, struct view content, struct arena *arena,
                  struct heard *ret);

// The same for a request: positive after call_refuse, when it is not to be said.
int wordbook_hear_call(struct call *call, struct view content, struct heard *ret);

// The same for the first words of a session (no data: there are none): what is made of them stands in
// call->heard, which said_first reads.
int wordbook_hear_first(struct call *call, struct view content);
struct view said_first(const struct call *call, struct view content);

// `metadata` (JSON object; no data: none) with what a message carries beside its words: the payload of the
// quick reply that was chosen (no data: none), and that it was flagged. False when memory is short, or it
// grows beyond 64 KiB.
bool said_metadata(struct view metadata, struct view quick_reply, bool is_flagged, struct arena *arena,
                   struct view *ret);
