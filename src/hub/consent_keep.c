// SPDX-License-Identifier: Apache-2.0
#include "hub/consent_keep.h"
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
