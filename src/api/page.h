// SPDX-License-Identifier: Apache-2.0
// How large a page of a list may grow. Whoever writes one asks before each item but the first, and ends the
// page with a cursor to the next: items may be large, and a list must never be too large to answer.
#pragma once
#include "codec/json.h"

enum { PAGE_BYTES = 2 << 20 };

static inline bool page_is_full(const struct json_writer *w)
{
    return w->out->size >= PAGE_BYTES;
}
