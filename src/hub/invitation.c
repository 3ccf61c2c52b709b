// SPDX-License-Identifier: Apache-2.0
#include "hub/invitation.h"
#include "base/error.h"
#include "hub/row.h"
#include <errno.h>

static const int64_t VALID_US = (int64_t)24 * 3600 * 1000000;

static void hash_of(struct view token, char text[static TOKEN_HASH_TEXT_SIZE + 1])
{
    unsigned char hash[TOKEN_HASH_SIZE];
    token_hash(token, hash);
    token_hash_text(hash, text);
}

// ---- making

int invitation_create(struct tx *tx, int64_t agent, struct invitation_token *ret)
{
    struct invitation_token token = {.expires_us = tx->now_us + VALID_US};
    char hash[TOKEN_HASH_TEXT_SIZE + 1];
    struct query q = query_begin(tx->db, SQL_INVITATION_DROP, tx->tenant);
    query_bind_or_null(&q, agent);
    int r = query_run(&q, NULL);
    if (r < 0)
        return error_trace(r);
    token_make(token.text, INVITATION_PREFIX, tx->random);
    hash_of(view_from(token.text), hash);
    q = query_begin(tx->db, SQL_INVITATION_INSERT, tx->tenant);
    query_bind_or_null(&q, agent);
    query_bind_text(&q, view_make(hash, TOKEN_HASH_TEXT_SIZE));
    query_bind(&q, token.expires_us);
    query_bind(&q, tx->now_us);
    r = query_run(&q, NULL);
    if (r < 0)
        return error_trace(r);
    *ret = token;
    return INVITATION_OK;
}

// ---- finding

static void read_invitation(struct row *row, struct invitation *i)
{
    *i = (struct invitation){.row = row_int(row)};
    i->tenant = row_int(row);
    i->agent = row_int(row);
    i->expires_us = row_int(row);
    i->tenant_name = row_text(row);
    i->agent_id = row_text(row);
    i->agent_name = row_text(row);
    i->agent_email = row_text(row);
}

// A link for the first administrator is good for nothing once there is one.
static int is_too_late(struct db *db, const struct invitation *invitation, bool *ret)
{
    *ret = false;
    return invitation->agent != 0 ? 0 : invitation_has_admin(db, invitation->tenant, ret);
}

int invitation_find(struct db *db, struct view token, int64_t now_us, struct arena *arena,
                    struct invitation *ret)
{
    char hash[TOKEN_HASH_TEXT_SIZE + 1];
    struct invitation found = {0};
    bool too_late;
    if (!token_is_of(token, INVITATION_PREFIX))
        return INVITATION_NONE;
    hash_of(token, hash);
    struct query q = query_begin(db, SQL_INVITATION_BY_HASH, 0);
    query_bind_text(&q, view_make(hash, TOKEN_HASH_TEXT_SIZE));
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        read_invitation(&row, &found);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    if (r == QUERY_DONE || now_us >= found.expires_us)
        return INVITATION_NONE;
    r = is_too_late(db, &found, &too_late);
    if (r < 0 || too_late)
        return r < 0 ? r : INVITATION_NONE;
    *ret = found;
    return INVITATION_OK;
}

int invitation_has_admin(struct db *db, int64_t tenant, bool *ret)
{
    struct query q = query_begin(db, SQL_AGENT_ANY_ADMIN, tenant);
    int r = query_step(&q);
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    *ret = r == QUERY_ROW;
    return 0;
}

// ---- accepting

static int use(struct tx *tx, const struct invitation *invitation)
{
    struct query q = query_begin(tx->db, SQL_INVITATION_USE, tx->tenant);
    query_bind(&q, invitation->row);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

static int outcome_of(int r)
{
    if (r == AGENT_EMAIL_TAKEN)
        return INVITATION_EMAIL_TAKEN;
    return r == AGENT_BAD_EMAIL ? INVITATION_BAD_EMAIL : error_fold(r);
}

static int make_admin(struct tx *tx, const struct invitation_answer *answer, struct agent *ret)
{
    if (answer->email.size == 0)
        return INVITATION_NO_EMAIL;
    if (answer->name.size == 0)
        return INVITATION_NO_NAME;
    return outcome_of(agent_create(tx, &(struct actor){.kind = ACTOR_OPERATOR}, (struct view){0},
                                   &(struct agent_change){.name = answer->name,
                                                          .email = answer->email,
                                                          .password = answer->hash,
                                                          .has_role = true,
                                                          .role = ACCESS_ADMIN},
                                   ret));
}

static int complete_agent(struct tx *tx, const struct invitation *invitation,
                          const struct invitation_answer *answer, struct agent *ret)
{
    struct agent agent;
    if (invitation->agent_email.data == NULL && answer->email.size == 0)
        return INVITATION_NO_EMAIL;
    int r = agent_load(tx->db, tx->tenant, invitation->agent, &tx->batch->arena, &agent);
    if (r != AGENT_OK)
        return error_fold(r);
    struct actor self = {.kind = ACTOR_AGENT, .id = agent.id, .name = agent.name, .agent = agent.row};
    r = agent_change(
        tx, &self, &agent,
        &(struct agent_change){.name = answer->name.size > 0 ? answer->name : (struct view){0},
                               .email = answer->email.size > 0 ? answer->email : (struct view){0},
                               .password = answer->hash});
    if (r == AGENT_OK)
        r = agent_load(tx->db, tx->tenant, agent.row, &tx->batch->arena, ret);
    return outcome_of(r);
}

int invitation_accept(struct tx *tx, struct view token, const struct invitation_answer *answer,
                      struct agent *ret_agent, struct login_token *ret_token)
{
    struct invitation invitation;
    int r = invitation_find(tx->db, token, tx->now_us, &tx->batch->arena, &invitation);
    if (r != INVITATION_OK)
        return r;
    r = invitation.agent == 0 ? make_admin(tx, answer, ret_agent)
                              : complete_agent(tx, &invitation, answer, ret_agent);
    if (r == INVITATION_OK)
        r = use(tx, &invitation);
    if (r == INVITATION_OK)
        r = login_insert(tx, ret_agent->row, ret_token);
    return r;
}
