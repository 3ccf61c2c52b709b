// SPDX-License-Identifier: Apache-2.0
#include "hub/file_link.h"

enum { ROUND_S = 3600, TEXT_MAX = 256 };

#define PURPOSE VIEW("file link")

int64_t file_link_until_us(int64_t now_us)
{
    return (now_us / 1000000 / ROUND_S + 2) * ROUND_S * 1000000;
}

static struct view signed_text(int64_t tenant, struct view id, int64_t expires_s,
                               char memory[static TEXT_MAX])
{
    struct buffer text = buffer_fixed(memory, TEXT_MAX);
    buffer_printf(&text, "%lld %lld %.*s", (long long)tenant, (long long)expires_s, VIEW_ARG(id));
    return text.failed ? (struct view){0} : buffer_view(&text);
}

void file_link_write(struct buffer *out, const struct file_links *links, struct view id, bool is_thumbnail)
{
    char memory[TEXT_MAX];
    int64_t expires_s = file_link_until_us(links->now_us) / 1000000;
    struct view text = signed_text(links->tenant, id, expires_s, memory);
    buffer_printf(out, "/attachments/%.*s?%sexpires=%lld&signature=%lld-", VIEW_ARG(id),
                  is_thumbnail ? "thumbnail=1&" : "", (long long)expires_s, (long long)links->tenant);
    if (text.data == NULL || secret_sign(links->keys, PURPOSE, text, out) < 0)
        out->failed = true;
}

bool file_link_check(const struct secret_keys *keys, struct view id, int64_t expires_s, struct view signature,
                     int64_t now_us, int64_t *ret_tenant)
{
    char memory[TEXT_MAX];
    long long tenant;
    struct view code = signature;
    if (!view_to_uint(view_cut(&code, '-'), &tenant) || code.data == NULL || expires_s <= now_us / 1000000)
        return false;
    struct view text = signed_text(tenant, id, expires_s, memory);
    if (text.data == NULL || secret_check(keys, PURPOSE, text, code) != SECRET_OK)
        return false;
    *ret_tenant = tenant;
    return true;
}
