// SPDX-License-Identifier: Apache-2.0
#include "base/token.h"
#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <stdint.h>

enum { SECRET_SIZE = 32 };

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

void token_make(char ret[static TOKEN_TEXT_SIZE + 1], struct view prefix, const struct random *random)
{
    unsigned char secret[SECRET_SIZE + 1];
    char *out = ret + TOKEN_PREFIX_SIZE;
    memcpy(ret, prefix.data, TOKEN_PREFIX_SIZE);
    random_fill(random, secret, SECRET_SIZE);
    secret[SECRET_SIZE] = 0; // 33 bytes are 44 digits, of which the last stands for nothing
    for (size_t i = 0; i < sizeof(secret); i += 3) {
        uint32_t bits = (uint32_t)secret[i] << 16 | (uint32_t)secret[i + 1] << 8 | secret[i + 2];
        for (int shift = 18; shift >= 0; shift -= 6)
            if (out < ret + TOKEN_TEXT_SIZE)
                *out++ = digits[bits >> shift & 63];
    }
    *out = '\0';
    OPENSSL_cleanse(secret, sizeof(secret));
}

bool token_is_of(struct view text, struct view prefix)
{
    return text.size == TOKEN_TEXT_SIZE && view_starts(text, prefix);
}

void token_hash(struct view text, unsigned char ret_hash[static TOKEN_HASH_SIZE])
{
    SHA256((const unsigned char *)text.data, text.size, ret_hash);
}

void token_hash_text(const unsigned char hash[static TOKEN_HASH_SIZE],
                     char ret[static TOKEN_HASH_TEXT_SIZE + 1])
{
    static const char hex[] = "0123456789abcdef";
    for (int i = 0; i < TOKEN_HASH_SIZE; i++) {
        ret[2 * i] = hex[hash[i] >> 4];
        ret[2 * i + 1] = hex[hash[i] & 15];
    }
    ret[TOKEN_HASH_TEXT_SIZE] = '\0';
}
