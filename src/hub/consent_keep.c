// SPDX-License-Identifier: Apache-2.0
#include "hub/consent_keep.h"
#include "base/error.h"
#include "base/token.h"
#include <errno.h>
#include <openssl/hmac.h>
#include <stdio.h>

struct view consent_keep_hash(struct view salt, struct view address, char hash[static CONSENT_HASH_SIZE + 1])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (salt.data == NULL || HMAC(EVP_sha256(), salt.data, (int)salt.size,
                                  (const unsigned char *)address.data, address.size, digest, &size) == NULL)
        return (struct view){0};
    hash[0] = '#';
    for (unsigned i = 0; i < size; i++)
        snprintf(hash + 1 + 2 * i, 3, "%02x", digest[i]);
    return view_make(hash, CONSENT_HASH_SIZE);
}

int consent_keep_salt(struct db *db, int64_t tenant, struct arena *arena, struct view *ret)
{
    struct view salt = {0};
    struct query q = query_begin(db, SQL_CONSENT_RULES, tenant);
    int r = query_step(&q);
    if (r == QUERY_ROW)
        salt = query_text(&q, 1);
    if (salt.data != NULL && !arena_copy(arena, salt, &salt))
        r = -ENOMEM;
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    *ret = salt;
    return 0;
}

int consent_keep_salt_need(struct tx *tx, struct view *ret)
{
    char text[TOKEN_TEXT_SIZE + 1];
    int r = consent_keep_salt(tx->db, tx->tenant, &tx->batch->arena, ret);
    if (r < 0 || ret->data != NULL)
        return r;
    token_make(text, VIEW("ohc_"), tx->random);
    if (!tx_copy(tx, view_make(text, TOKEN_TEXT_SIZE), ret))
        return error_trace(-ENOMEM);
    struct query q = query_begin(tx->db, SQL_CONSENT_SALT_PUT, tx->tenant);
    query_bind_text(&q, *ret);
    return error_trace(query_run(&q, NULL));
}
