// SPDX-License-Identifier: Apache-2.0
#include "hub/login.h"
#include "base/error.h"
#include "hub/audit.h"
#include "hub/identity.h"
#include "hub/row.h"
#include "hub/tenant.h"
#include <errno.h>

static const int64_t IDLE_US = (int64_t)12 * 3600 * 1000000;
static const int64_t LONGEST_US = (int64_t)7 * 24 * 3600 * 1000000;
static const int64_t WORTH_US = (int64_t)15 * 60 * 1000000;

// ---- accounts

static int load(struct query *q, int64_t tenant, struct arena *arena, struct login_account *ret)
{
    struct login_account account = {.tenant = tenant};
    int r = query_step(q);
    if (r == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        account.agent = row_int(&row);
        account.id = row_text(&row);
        account.name = row_text(&row);
        account.email = row_text(&row);
        account.hash = row_text(&row);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(q);
    if (r < 0)
        return error_trace(r);
    if (r == QUERY_DONE)
        return LOGIN_NONE;
    *ret = account;
    return LOGIN_OK;
}

static int find_tenant(struct db *db, struct view name, struct arena *arena, int64_t *ret)
{
    struct tenant tenant;
    if (name.data == NULL)
        name = VIEW("default");
    int r = tenant_find(db, name, arena, &tenant);
    if (r < 0)
        return r;
    if (r != TENANT_OK || tenant.disabled_us != 0)
        return LOGIN_NONE;
    *ret = tenant.row;
    return LOGIN_OK;
}

int login_find(struct db *db, struct view tenant, struct view email, struct arena *arena,
               struct login_account *ret)
{
    char address[IDENTITY_ADDRESS_MAX + 1];
    int64_t row;
    *ret = (struct login_account){0};
    int r = find_tenant(db, tenant, arena, &row);
    if (r != LOGIN_OK)
        return r;
    if (!identity_normalise(&(struct identity_given){.kind = IDENTITY_EMAIL, .address = email}, address))
        return LOGIN_NONE;
    struct query q = query_begin(db, SQL_LOGIN_ACCOUNT_BY_EMAIL, row);
    query_bind_text(&q, view_from(address));
    return load(&q, row, arena, ret);
}

int login_load(struct db *db, int64_t tenant, int64_t agent, struct arena *arena, struct login_account *ret)
{
    struct query q = query_begin(db, SQL_LOGIN_ACCOUNT_BY_AGENT, tenant);
    query_bind(&q, agent);
    return load(&q, tenant, arena, ret);
}

// The account may have changed while the password was thought about.
static int check_still(struct tx *tx, const struct login_account *account)
{
    struct login_account now;
    int r = login_load(tx->db, tx->tenant, account->agent, &tx->batch->arena, &now);
    if (r != LOGIN_OK)
        return r;
    return view_equal(now.hash, account->hash) ? LOGIN_OK : LOGIN_STALE;
}

// ---- logins

int64_t login_expiry(int64_t now_us, int64_t created_us)
{
    int64_t idle_us = now_us + IDLE_US, last_us = created_us + LONGEST_US;
    return idle_us < last_us ? idle_us : last_us;
}

bool login_is_worth_extending(const struct credential *login, int64_t now_us)
{
    return login_expiry(now_us, login->created_us) - login->expires_us > WORTH_US;
}

int login_extend(struct tx *tx, int64_t login, int64_t created_us)
{
    struct query q = query_begin(tx->db, SQL_LOGIN_EXTEND, tx->tenant);
    query_bind(&q, login);
    query_bind(&q, login_expiry(tx->now_us, created_us));
    return error_trace(query_run(&q, NULL));
}

static int drop_old(struct tx *tx, int64_t agent)
{
    int gone = 0;
    struct query q = query_begin(tx->db, SQL_LOGIN_DROP_OLD, tx->tenant);
    query_bind(&q, agent);
    query_bind(&q, LOGINS_MAX);
    int r = query_run(&q, &gone);
    if (r == 0 && gone > 0)
        r = credential_changed(tx);
    return error_trace(r);
}

int login_insert(struct tx *tx, int64_t agent, struct login_token *ret)
{
    unsigned char hash[TOKEN_HASH_SIZE];
    char text[TOKEN_HASH_TEXT_SIZE + 1];
    struct login_token token;
    token_make(token.text, CREDENTIAL_LOGIN_PREFIX, tx->random);
    token_hash(view_from(token.text), hash);
    token_hash_text(hash, text);
    struct query q = query_begin(tx->db, SQL_LOGIN_INSERT, tx->tenant);
    query_bind(&q, agent);
    query_bind_text(&q, view_make(text, TOKEN_HASH_TEXT_SIZE));
    query_bind(&q, login_expiry(tx->now_us, tx->now_us));
    query_bind(&q, tx->now_us);
    int r = query_run(&q, NULL);
    if (r == 0)
        r = drop_old(tx, agent);
    if (r < 0)
        return error_trace(r);
    *ret = token;
    return LOGIN_OK;
}

static int audit(struct tx *tx, const struct login_account *account, struct view action)
{
    const struct actor self = {
        .kind = ACTOR_AGENT, .id = account->id, .name = account->name, .agent = account->agent};
    return audit_write(
        tx, &self,
        &(struct audit_entry){.action = action, .object = VIEW("agent"), .object_id = account->id});
}

int login_begin(struct tx *tx, const struct login_account *account, struct login_token *ret)
{
    struct login_token token;
    int r = check_still(tx, account);
    if (r == LOGIN_OK)
        r = login_insert(tx, account->agent, &token);
    if (r == LOGIN_OK)
        r = audit(tx, account, VIEW("login.begin"));
    if (r == LOGIN_OK)
        *ret = token;
    return r;
}

int login_end(struct tx *tx, int64_t login)
{
    int gone = 0;
    struct query q = query_begin(tx->db, SQL_LOGIN_DELETE, tx->tenant);
    query_bind(&q, login);
    int r = query_run(&q, &gone);
    if (r == 0 && gone > 0)
        r = credential_changed(tx);
    return error_trace(r);
}

int login_change_password(struct tx *tx, const struct login_account *account, struct view hash, int64_t keep)
{
    int r = check_still(tx, account);
    if (r != LOGIN_OK)
        return r;
    struct query q = query_begin(tx->db, SQL_AGENT_SET_PASSWORD, tx->tenant);
    query_bind(&q, account->agent);
    query_bind_text(&q, hash);
    query_bind(&q, tx->now_us);
    r = query_run(&q, NULL);
    if (r == 0) {
        q = query_begin(tx->db, SQL_LOGIN_DELETE_OTHERS, tx->tenant);
        query_bind(&q, account->agent);
        query_bind(&q, keep);
        r = query_run(&q, NULL);
    }
    if (r == 0) { // a link would set it once more
        q = query_begin(tx->db, SQL_INVITATION_DROP, tx->tenant);
        query_bind(&q, account->agent);
        r = query_run(&q, NULL);
    }
    if (r == 0)
        r = audit(tx, account, VIEW("agent.password"));
    return r < 0 ? error_trace(r) : credential_changed(tx);
}
