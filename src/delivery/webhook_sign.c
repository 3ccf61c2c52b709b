// SPDX-License-Identifier: Apache-2.0
#include "delivery/webhook_sign.h"
#include "base/error.h"
#include <openssl/evp.h>
#include <openssl/hmac.h>

enum { HMAC_BYTES = 32, ED25519_BYTES = 64, BASE64_MAX = 96, HEAD_MAX = 256 };

static void append(struct buffer *out, struct view version, const unsigned char *bytes, int size)
{
    unsigned char text[BASE64_MAX];
    int count = EVP_EncodeBlock(text, bytes, size);
    if (out->size > 0)
        buffer_append_char(out, ' ');
    buffer_append_view(out, version);
    buffer_append(out, text, (size_t)count);
}

static int sign_secret(const struct webhook_secret *secret, struct view text, struct buffer *out)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (secret->size == 0)
        return 0;
    if (HMAC(EVP_sha256(), secret->bytes, (int)secret->size, (const unsigned char *)text.data, text.size,
             bytes, &size) == NULL ||
        size != HMAC_BYTES)
        return error_trace(-EIO);
    append(out, VIEW("v1,"), bytes, HMAC_BYTES);
    return 0;
}

static int sign_key(const struct webhook_key *key, struct view text, struct buffer *out)
{
    unsigned char bytes[ED25519_BYTES];
    size_t size = sizeof(bytes);
    if (!key->is_set)
        return 0;
    EVP_PKEY *pair = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, key->bytes, sizeof(key->bytes));
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool is_done = pair != NULL && ctx != NULL && EVP_DigestSignInit(ctx, NULL, NULL, NULL, pair) == 1 &&
                   EVP_DigestSign(ctx, bytes, &size, (const unsigned char *)text.data, text.size) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(pair);
    if (!is_done || size != ED25519_BYTES)
        return error_trace(-EIO);
    append(out, VIEW("v1a,"), bytes, ED25519_BYTES);
    return 0;
}

int webhook_sign(const struct webhook_signers *signers, struct view id, int64_t timestamp_s, struct view body,
                 struct buffer *out)
{
    struct buffer text;
    buffer_init(&text, body.size + HEAD_MAX);
    buffer_append_view(&text, id);
    buffer_append_char(&text, '.');
    buffer_append_int(&text, timestamp_s);
    buffer_append_char(&text, '.');
    buffer_append_view(&text, body);
    int r = text.failed ? error_trace(-ENOMEM) : 0;
    for (int i = 0; r == 0 && i < 2; i++)
        r = sign_secret(&signers->secrets[i], buffer_view(&text), out);
    for (int i = 0; r == 0 && i < 2; i++)
        r = sign_key(&signers->keys[i], buffer_view(&text), out);
    buffer_free(&text);
    return r == 0 && out->failed ? error_trace(-ENOMEM) : r;
}
