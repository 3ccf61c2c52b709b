// SPDX-License-Identifier: Apache-2.0
// What a tenant gives the hub to use and nobody gets back: passwords and tokens of its vendors, by name.
// Sealed in the store (store/secret.h) for their place: one that is moved to another tenant or name does not
// open. Reads, the audit log and everything else know the names only.
#pragma once
#include "hub/tenant.h"
#include "store/secret.h"

enum {
    TENANT_SECRET_NAME_MAX = 64,
    TENANT_SECRET_VALUE_MAX = 8192,
    TENANT_SECRETS_MAX = 50, // of one tenant
};

enum tenant_secret_outcome {
    TENANT_SECRET_OK = 0,
    TENANT_SECRET_NONE = 1,
    TENANT_SECRET_SHUT, // sealed with a key that is not there, or damaged
    TENANT_SECRET_BAD,  // the name is not [a-z0-9_.-]{1,64}, or the value neither null nor a text of its size
    TENANT_SECRET_TOO_MANY,
};

// `secrets` is an object {name: value or null}: sets the named ones, null removes, others stay. All of it or
// nothing. In a transaction of whoever administers the tenant. TENANT_SECRET_BAD tells which in *ret_name.
int tenant_secrets_change(struct tx *tx, const struct actor *actor, const struct secret_keys *keys,
                          const struct tenant *tenant, const struct json *secrets, struct view *ret_name);

// The member `secrets`: an array of names, in order.
int tenant_secrets_write(struct json_writer *w, struct db *db, int64_t tenant);

// Appends the value to `out`, which the caller wipes before it is freed. Any
// connection. TENANT_SECRET_NONE, TENANT_SECRET_SHUT or negative.
int tenant_secret_open(struct db *db, const struct secret_keys *keys, int64_t tenant, struct view name,
                       struct buffer *out);
