// SPDX-License-Identifier: Apache-2.0
// What an agent, or a visitor, may not see is answered as if it were not there.
#pragma once
#include "api/call.h"
#include "hub/access.h"

// 0; positive after call_refuse (404) for a session that exists and is hidden from who asks; or negative. An
// id without data passes, and an unknown one but for visitors: whoever handles the request says so.
int sight_need_session(struct db *db, struct call *call, struct view id);

// The same of a session's row, for what belongs to one; `code` and `detail` are what an unknown one is
// answered.
int sight_need_row(struct db *db, struct call *call, int64_t row, struct view code, struct view detail);

// Whether the principal sees it; negative on failure. For what is no request.
int sight_of_session(struct db *db, const struct principal *principal, struct view id);
