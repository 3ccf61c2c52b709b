// SPDX-License-Identifier: Apache-2.0
#include "channel/custom/custom_key.h"
#include <openssl/evp.h>
#include <string.h>

enum { PUBLIC_SIZE = 32, SIGNATURE_SIZE = 64 };

// ---- base64 and hexadecimal digits

// How many bytes; -1: it is none, or does not fit.
int custom_key_base64(struct view text, unsigned char *out, size_t room)
{
    unsigned char made[CUSTOM_KEY_MAX + 8];
    if (text.size == 0 || text.size % 4 != 0 || text.size / 4 * 3 > sizeof(made))
        return -1;
    int size = EVP_DecodeBlock(made, (const unsigned char *)text.data, (int)text.size);
    for (size_t i = text.size; i > text.size - 2 && text.data[i - 1] == '='; i--)
        size--;
    if (size < 0 || (size_t)size > room)
        return -1;
    memcpy(out, made, (size_t)size);
    return size;
}

static int digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int custom_key_hex(struct view text, unsigned char *out, size_t room)
{
    if (text.size % 2 != 0 || text.size / 2 > room)
        return -1;
    for (size_t i = 0; i < text.size; i += 2) {
        int high = digit(text.data[i]), low = digit(text.data[i + 1]);
        if (high < 0 || low < 0)
            return -1;
        out[i / 2] = (unsigned char)(high << 4 | low);
    }
    return (int)(text.size / 2);
}

// ---- keys

// Cuts the first word off; what stands between words is one of two characters.
struct view custom_key_cut_word(struct view *rest, char between, char other)
{
    while (rest->size > 0 && (rest->data[0] == between || rest->data[0] == other))
        *rest = view_make(rest->data + 1, rest->size - 1);
    size_t size = 0;
    while (size < rest->size && rest->data[size] != between && rest->data[size] != other)
        size++;
    struct view word = view_make(rest->data, size);
    *rest = view_make(rest->data + size, rest->size - size);
    return word;
}

static bool is_marked(struct view text)
{
    return view_starts(text, VIEW("whsec_")) || view_starts(text, VIEW("whpk_"));
}

// Keys that are base64 have no blanks; any other text may.
struct view custom_key_cut(struct view *rest)
{
    return custom_key_cut_word(rest, '\n', is_marked(*rest) ? ' ' : '\r');
}

static bool read_marked(struct view word, struct view mark, struct custom_key *ret)
{
    ret->size = custom_key_base64(view_make(word.data + mark.size, word.size - mark.size), ret->data,
                                  sizeof(ret->data));
    return ret->size > 0;
}

bool custom_key_read(struct view word, bool is_standard, struct custom_key *ret)
{
    const struct view secret = VIEW("whsec_"), public = VIEW("whpk_");
    ret->is_public = is_standard && view_starts(word, public);
    if (ret->is_public)
        return read_marked(word, public, ret) && ret->size == PUBLIC_SIZE;
    if (is_standard && view_starts(word, secret))
        return read_marked(word, secret, ret);
    if (word.size == 0 || word.size > sizeof(ret->data))
        return false;
    memcpy(ret->data, word.data, word.size);
    ret->size = (int)word.size;
    return true;
}

bool custom_key_verifies(const struct custom_key *key, struct view text, const unsigned char *signature,
                         int size)
{
    EVP_PKEY *owner = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->data, PUBLIC_SIZE);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool is_good =
        owner != NULL && ctx != NULL && size == SIGNATURE_SIZE &&
        EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, owner) == 1 &&
        EVP_DigestVerify(ctx, signature, (size_t)size, (const unsigned char *)text.data, text.size) == 1;
    EVP_MD_CTX_free(ctx);
    EVP_PKEY_free(owner);
    return is_good;
}
