// SPDX-License-Identifier: Apache-2.0
// Invitations: links by which somebody sets a first password, once, within a day. One without an agent makes
// the first administrator.
#pragma once
#include "hub/agent_change.h"
#include "hub/login.h"

#define INVITATION_PREFIX VIEW("ohi_")

struct invitation {
    int64_t row, tenant;
    int64_t agent; // row; 0: makes an administrator
    int64_t expires_us;
    struct view tenant_name;
    struct view agent_id, agent_name, agent_email; // no data: none
};

enum invitation_outcome {
    INVITATION_OK = 0,
    INVITATION_NONE = 1, // unknown, used, expired, of somebody who may not come in, or for a first
                         // administrator where there is one
    INVITATION_NO_EMAIL, // a first administrator needs one, and so does an agent who has none
    INVITATION_BAD_EMAIL,
    INVITATION_EMAIL_TAKEN,
    INVITATION_NO_NAME,
};

struct invitation_token {
    char text[TOKEN_TEXT_SIZE + 1];
    int64_t expires_us;
};

// Makes one; what was made for the same agent (0: the first administrator) before is good for nothing any
// more.
int invitation_create(struct tx *tx, int64_t agent, struct invitation_token *ret);

int invitation_find(struct db *db, struct view token, int64_t now_us, struct arena *arena,
                    struct invitation *ret);

struct invitation_answer {
    struct view name, email; // no data: as they are
    struct view hash;        // of the password
};

// Makes or completes the agent and begins a login, in the invitation's tenant (tx->tenant). Looks at the
// invitation again. *ret_agent in the transaction's memory.
int invitation_accept(struct tx *tx, struct view token, const struct invitation_answer *answer,
                      struct agent *ret_agent, struct login_token *ret_token);

// Whether some administrator of the tenant can log in.
int invitation_has_admin(struct db *db, int64_t tenant, bool *ret);
