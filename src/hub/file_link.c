// SPDX-License-Identifier: Apache-2.0
#include "hub/file_link.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>

enum { MAC_SIZE = 16, ROUND_S = 3600, TEXT_MAX = 256 };

int file_link_key(const struct secret_keys *keys, unsigned char ret[static FILE_LINK_KEY_SIZE])
{
    return secret_derive(keys, VIEW("file links 1"), ret);
}

int64_t file_link_until_us(int64_t now_us)
{
    return (now_us / 1000000 / ROUND_S + 2) * ROUND_S * 1000000;
}

static void sign(const unsigned char *key, int64_t tenant, struct view id, int64_t expires_s,
                 char ret[static 2 * MAC_SIZE + 1])
{
    unsigned char mac[EVP_MAX_MD_SIZE] = {0};
    char text[TEXT_MAX];
    unsigned size = 0;
    int n =
        snprintf(text, sizeof(text), "%lld %lld %.*s", (long long)tenant, (long long)expires_s, VIEW_ARG(id));
    if (n > 0 && n < (int)sizeof(text))
        HMAC(EVP_sha256(), key, FILE_LINK_KEY_SIZE, (const unsigned char *)text, (size_t)n, mac, &size);
    for (int i = 0; i < MAC_SIZE; i++)
        snprintf(ret + (size_t)2 * (size_t)i, 3, "%02x", mac[i]);
}

void file_link_write(struct buffer *out, const struct file_links *links, struct view id, bool is_thumbnail)
{
    char mac[2 * MAC_SIZE + 1];
    int64_t expires_s = file_link_until_us(links->now_us) / 1000000;
    sign(links->key, links->tenant, id, expires_s, mac);
    buffer_printf(out, "/attachments/%.*s?%sexpires=%lld&signature=%lld-%s", VIEW_ARG(id),
                  is_thumbnail ? "thumbnail=1&" : "", (long long)expires_s, (long long)links->tenant, mac);
}

bool file_link_check(const unsigned char key[static FILE_LINK_KEY_SIZE], struct view id, int64_t expires_s,
                     struct view signature, int64_t now_us, int64_t *ret_tenant)
{
    char mac[2 * MAC_SIZE + 1];
    long long tenant;
    struct view given = signature;
    if (id.size > TEXT_MAX / 2 || !view_to_uint(view_cut(&given, '-'), &tenant) ||
        given.size != sizeof(mac) - 1 || expires_s <= now_us / 1000000)
        return false;
    sign(key, tenant, id, expires_s, mac);
    if (CRYPTO_memcmp(mac, given.data, given.size) != 0)
        return false;
    *ret_tenant = tenant;
    return true;
}
