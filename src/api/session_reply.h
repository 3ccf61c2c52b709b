// SPDX-License-Identifier: Apache-2.0
// Shared by the handlers of sessions: finding one for a caller, and the Session that most of them answer.
#pragma once
#include "api/call.h"
#include "hub/session_state.h"
#include "hub/timeline.h"

// A session with the newest part of its timeline.
struct session_whole {
    struct session session;
    struct timeline timeline;
    bool is_new;
    int64_t now_us;
};

// SESSION_OK, SESSION_NONE or negative. What the caller may not see is not there.
int session_whole_load(struct db *db, int64_t tenant, const struct call *call, struct view id,
                       struct arena *arena, struct session_whole *ret);

// Opens the object and leaves it open.
void session_whole_write(struct json_writer *w, const struct call *call, const struct session_whole *whole);

int session_refuse_unknown(struct call *call);

// 0, or positive after call_refuse: 404, 412.
int session_need(struct tx *tx, struct call *call, struct view id, struct session_change *ret);

// What an operation on a session answered: 0, positive after call_refuse, or negative.
int session_refuse(struct call *call, int outcome);

// Ends the change and keeps the session as it is then for session_change_render. `outcome` is that of the
// operations before: unless 0 it is refused. Returns what decide returns.
int session_finish(struct tx *tx, struct call *call, struct session_change *change, int outcome);
void session_change_render(struct call *call, struct json_writer *w);
