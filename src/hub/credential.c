// SPDX-License-Identifier: Apache-2.0
#include "hub/credential.h"
#include "base/error.h"
#include <stdio.h>

static void read_common(const struct query *q, enum credential_kind kind, struct credential *c)
{
    *c = (struct credential){
        .kind = kind,
        .row = query_int(q, 0),
        .tenant = query_int(q, 1),
        .scope = (enum access_scope)query_int(q, 2),
        .expires_us = query_is_null(q, 3) ? INT64_MAX : query_int(q, 3),
        .created_us = query_int(q, 4),
    };
    snprintf(c->id, sizeof(c->id), "%.*s", VIEW_ARG(query_text(q, 5)));
    snprintf(c->name, sizeof(c->name), "%.*s", VIEW_ARG(query_text(q, 6)));
}

// The row of that hash; CREDENTIAL_UNKNOWN. `kind` picks what column 7 is, where there is one.
static int load(struct db *db, enum statement statement, enum credential_kind kind, const char *hash,
                struct credential *c)
{
    struct query q = query_begin(db, statement, 0);
    query_bind_text(&q, view_make(hash, TOKEN_HASH_TEXT_SIZE));
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        read_common(&q, kind, c);
        if (statement == SQL_CREDENTIAL_LOGIN)
            c->view.agent = query_int(&q, 7);
        if (statement == SQL_CREDENTIAL_PREVIOUS_KEY && query_int(&q, 7) < c->expires_us)
            c->expires_us = query_int(&q, 7);
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? CREDENTIAL_OK : CREDENTIAL_UNKNOWN;
}

static int find(struct db *db, enum credential_kind kind, const char *hash, struct credential *c)
{
    if (kind == CREDENTIAL_KEY) {
        int r = load(db, SQL_CREDENTIAL_KEY, kind, hash, c);
        return r != CREDENTIAL_UNKNOWN ? r : load(db, SQL_CREDENTIAL_PREVIOUS_KEY, kind, hash, c);
    }
    int r = load(db, SQL_CREDENTIAL_LOGIN, kind, hash, c);
    if (r != CREDENTIAL_OK)
        return r;
    r = access_view_load(db, c->tenant, c->view.agent, &c->view);
    return r < 0 ? error_trace(r) : r == ACCESS_OK ? CREDENTIAL_OK : CREDENTIAL_UNKNOWN;
}

int credential_find(struct db *db, enum credential_kind kind,
                    const unsigned char hash[static TOKEN_HASH_SIZE], int64_t now_us, struct credential *ret)
{
    struct credential c;
    char text[TOKEN_HASH_TEXT_SIZE + 1];
    token_hash_text(hash, text);
    int r = find(db, kind, text, &c);
    if (r != CREDENTIAL_OK)
        return r;
    if (now_us >= c.expires_us)
        return CREDENTIAL_UNKNOWN;
    *ret = c;
    return CREDENTIAL_OK;
}

static int exists(struct db *db, enum statement statement, bool *ret)
{
    struct query q = query_begin(db, statement, 0);
    int r = query_step(&q);
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    *ret = r == QUERY_ROW;
    return 0;
}

int credential_is_closed(struct db *db, bool *ret)
{
    bool found;
    int r = exists(db, SQL_ACCESS_ANY_KEY, &found);
    if (r == 0 && !found)
        r = exists(db, SQL_ACCESS_ANY_ADMIN, &found);
    if (r == 0)
        *ret = found;
    return r;
}

int credential_changed(struct tx *tx)
{
    return tx_announce(tx, &(struct event){.position = tx_next_position(tx),
                                           .audience = AUDIENCE_INTERNAL,
                                           .kind = EVENT_ACCESS_CHANGE});
}
