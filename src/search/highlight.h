// SPDX-License-Identifier: Apache-2.0
// A text as HTML: escaped, with <mark> round what was found.
#pragma once
#include "base/buffer.h"
#include "search/query.h"

// What stands round the first mark, about 240 bytes of it, cut between words, "…" where something was left
// out. Valid UTF-8 in, valid UTF-8 out.
void highlight_write(struct buffer *out, struct view text, const struct search_marks *marks);
