// SPDX-License-Identifier: Apache-2.0
// What a key or a login's cookie is good for.
#pragma once
#include "base/id.h"
#include "base/token.h"
#include "hub/access.h"

#define CREDENTIAL_KEY_PREFIX VIEW("ohk_")
#define CREDENTIAL_LOGIN_PREFIX VIEW("ohl_")

enum credential_kind {
    CREDENTIAL_KEY,
    CREDENTIAL_LOGIN,
    CREDENTIAL_VISITOR, // a token of the widget, which is no row (api/visitors.h)
};

enum { CREDENTIAL_NAME_MAX = 200 }; // bytes; a longer name is cut

struct credential {
    enum credential_kind kind;
    int64_t row; // api_key or login; 0: a visitor's
    int64_t tenant;
    enum access_scope scope;
    int64_t created_us;
    int64_t expires_us;         // INT64_MAX: never
    char id[ID_CALLER_MAX + 1]; // the key's, or the agent's
    char name[CREDENTIAL_NAME_MAX + 1];
    struct access_view view; // of a login
};

enum credential_outcome {
    CREDENTIAL_OK = 0,
    CREDENTIAL_UNKNOWN = 1, // also: revoked, expired, of an agent or tenant that is disabled
};

// Point reads, of any tenant: it is the hash that tells it.
int credential_find(struct db *db, enum credential_kind kind,
                    const unsigned char hash[static TOKEN_HASH_SIZE], int64_t now_us, struct credential *ret);

// Whether somebody could show who they are: there is a key that was not revoked (an expired one does not open
// the hub again), or an administrator who can log in. Until then whoever sits at the machine is let in.
int credential_is_closed(struct db *db, bool *ret);

// Tells every loop that what keys and logins are good for has changed. Once in a transaction that changes it.
int credential_changed(struct tx *tx);
