// SPDX-License-Identifier: Apache-2.0
#include "hub/password.h"
#include "base/error.h"
#include <argon2.h>
#include <errno.h>
#include <stdio.h>

enum { MEMORY_KIB = 19 << 10, PASSES = 2, LANES = 1, SALT_SIZE = 16, HASH_SIZE = 32 };

// Of no password: its hash is all zeros.
static const char nobody[] = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                             "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static size_t count_characters(struct view text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    return count;
}

int password_check(struct view password, struct view email)
{
    if (count_characters(password) < PASSWORD_MIN)
        return PASSWORD_TOO_SHORT;
    if (password.size > PASSWORD_MAX)
        return PASSWORD_TOO_LONG;
    return view_equal_nocase(password, email) ? PASSWORD_IS_EMAIL : PASSWORD_OK;
}

int password_hash(struct view password, const struct random *random, char ret[static PASSWORD_HASH_MAX])
{
    unsigned char salt[SALT_SIZE];
    char encoded[PASSWORD_HASH_MAX];
    random_fill(random, salt, sizeof(salt));
    int r = argon2id_hash_encoded(PASSES, MEMORY_KIB, LANES, password.data, password.size, salt, sizeof(salt),
                                  HASH_SIZE, encoded, sizeof(encoded));
    if (r != ARGON2_OK)
        return error_trace(-ENOMEM);
    memcpy(ret, encoded, sizeof(encoded));
    return 0;
}

bool password_fits(struct view hash, struct view password)
{
    char encoded[PASSWORD_HASH_MAX];
    bool exists = hash.size > 0 && hash.size < sizeof(encoded);
    snprintf(encoded, sizeof(encoded), "%.*s", exists ? (int)hash.size : (int)sizeof(nobody) - 1,
             exists ? hash.data : nobody);
    return argon2id_verify(encoded, password.data, password.size) == ARGON2_OK && exists;
}
