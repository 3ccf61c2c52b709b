// SPDX-License-Identifier: Apache-2.0
// What the handlers of logins, invitations and agents share: passwords that are thought about, cookies,
// links.
#pragma once
#include "api/call.h"
#include "hub/login.h"
#include "hub/password.h"

// What a prepare leaves for its ponder.
struct auth_thought {
    struct login_account account;
    struct view account_key;      // under which failures are counted; no data: none
    struct view tried;            // a password that has to fit account.hash; no data: none
    struct view chosen;           // one to be hashed; no data: none
    char hash[PASSWORD_HASH_MAX]; // of `chosen`
    int wrong_status;             // what a password that does not fit is answered
};

// Notes the thought in the call. NULL after call_refuse when memory is short.
struct auth_thought *auth_think(struct call *call);

// 422 for a password that nobody may choose, or 0.
int auth_check_password(struct call *call, struct view pointer, struct view password, struct view email);

// The ponder of all of them: tries and hashes what the thought says.
int auth_ponder(struct call *call);

// The cookie that begins a login, or ends one (no data).
int auth_set_cookie(struct call *call, struct view token);

// "http://HOST/setup#TOKEN" in the call's arena.
int auth_link(struct call *call, struct view token, struct view *ret);
