// SPDX-License-Identifier: Apache-2.0
#include "hub/webhook_secret.h"
#include "base/error.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>

#define SECRET_PREFIX VIEW("whsec_")
#define PRIVATE_PREFIX VIEW("whsk_")
#define PUBLIC_PREFIX VIEW("whpk_")

enum { DECODED_MAX = 72 };

// *ret_size bytes of base64 with its padding behind the prefix.
static bool read_text(struct view text, struct view prefix, unsigned char *bytes, size_t *ret_size)
{
    if (!view_starts(text, prefix))
        return false;
    const char *data = text.data + prefix.size;
    size_t size = text.size - prefix.size;
    if (size == 0 || size % 4 != 0 || size / 4 * 3 > DECODED_MAX)
        return false;
    int count = EVP_DecodeBlock(bytes, (const unsigned char *)data, (int)size);
    if (count < 0)
        return false;
    *ret_size = (size_t)count - (data[size - 1] == '=') - (data[size - 2] == '=');
    return true;
}

static void write_text(struct view prefix, const unsigned char *bytes, size_t size, char *out)
{
    memcpy(out, prefix.data, prefix.size);
    EVP_EncodeBlock((unsigned char *)out + prefix.size, bytes, (int)size);
}

bool webhook_secret_from(struct view text, struct webhook_secret *ret)
{
    unsigned char bytes[DECODED_MAX];
    size_t size;
    bool is_one = read_text(text, SECRET_PREFIX, bytes, &size) && size >= WEBHOOK_SECRET_BYTES_MIN &&
                  size <= WEBHOOK_SECRET_BYTES_MAX;
    if (is_one) {
        *ret = (struct webhook_secret){.size = size};
        memcpy(ret->bytes, bytes, size);
    }
    OPENSSL_cleanse(bytes, sizeof(bytes));
    return is_one;
}

bool webhook_key_from(struct view text, struct webhook_key *ret)
{
    unsigned char bytes[DECODED_MAX];
    size_t size;
    bool is_one = read_text(text, PRIVATE_PREFIX, bytes, &size) && size == WEBHOOK_KEY_BYTES;
    if (is_one) {
        ret->is_set = true;
        memcpy(ret->bytes, bytes, size);
    }
    OPENSSL_cleanse(bytes, sizeof(bytes));
    return is_one;
}

void webhook_secret_text(const struct webhook_secret *secret, char ret[static WEBHOOK_SECRET_TEXT_MAX + 1])
{
    write_text(SECRET_PREFIX, secret->bytes, secret->size, ret);
}

void webhook_key_text(const struct webhook_key *key, char ret[static WEBHOOK_KEY_TEXT_SIZE + 1])
{
    write_text(PRIVATE_PREFIX, key->bytes, sizeof(key->bytes), ret);
}

int webhook_key_public(const struct webhook_key *key, char ret[static WEBHOOK_KEY_TEXT_SIZE + 1])
{
    unsigned char bytes[WEBHOOK_KEY_BYTES];
    size_t size = sizeof(bytes);
    EVP_PKEY *pair = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, key->bytes, sizeof(key->bytes));
    bool is_made = pair != NULL && EVP_PKEY_get_raw_public_key(pair, bytes, &size) == 1;
    EVP_PKEY_free(pair);
    if (!is_made || size != sizeof(bytes))
        return error_trace(-ENOTSUP);
    write_text(PUBLIC_PREFIX, bytes, size, ret);
    return 0;
}
