// SPDX-License-Identifier: Apache-2.0
// Logins: agents who showed their password, each known by a cookie from then on. A login ends 12 hours after
// it was last used, at the latest after 7 days, and with the agent's rights to come in.
#pragma once
#include "hub/agent.h"
#include "hub/credential.h"

enum {
    LOGINS_MAX = 20, // of one agent; the oldest end
};

// Whose password is asked for.
struct login_account {
    int64_t tenant, agent; // rows; 0: there is none
    struct view id, name, email;
    struct view hash; // of the password; no data: nobody can log in
};

enum login_outcome {
    LOGIN_OK = 0,
    LOGIN_NONE = 1, // no such account, or it may not come in
    LOGIN_STALE,    // the password was changed since it was looked at
};

// LOGIN_NONE leaves an account of zeros. `tenant` without data: `default`.
int login_find(struct db *db, struct view tenant, struct view email, struct arena *arena,
               struct login_account *ret);
// The account of an agent.
int login_load(struct db *db, int64_t tenant, int64_t agent, struct arena *arena, struct login_account *ret);

struct login_token {
    char text[TOKEN_TEXT_SIZE + 1];
};

// Begins a login in the account's tenant; the password fitted account->hash.
int login_begin(struct tx *tx, const struct login_account *account, struct login_token *ret);

// One more agent just given a password: nothing to be compared.
int login_insert(struct tx *tx, int64_t agent, struct login_token *ret);

int login_end(struct tx *tx, int64_t login); // row; 0 is harmless

// A new password in place of the one that was looked at; every login of the agent but `keep` ends.
int login_change_password(struct tx *tx, const struct login_account *account, struct view hash, int64_t keep);

// When a login that is used now would end; no later than 7 days after it was made.
int64_t login_expiry(int64_t now_us, int64_t created_us);
// Whether that is worth a write.
bool login_is_worth_extending(const struct credential *login, int64_t now_us);
int login_extend(struct tx *tx, int64_t login, int64_t created_us);
