// SPDX-License-Identifier: Apache-2.0
// Quick replies as callers give them, and as they are kept.
#pragma once
#include "api/generated/args.h"
#include "base/arena.h"

// [{"title": …, "payload": …}] in the arena; no data for none. False when memory is short.
bool quick_replies_text(const struct quick_reply_args *items, size_t count, struct arena *arena,
                        struct view *ret);
