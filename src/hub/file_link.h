// SPDX-License-Identifier: Apache-2.0
// Signed links: who has one may read that file until it expires, without a key. Signed are tenant, id and the
// time, which is rounded, so that the same text serves everybody who is told of the file within the hour.
#pragma once
#include "codec/json.h"
#include "store/secret.h"

// What a json_writer's `ctx` points to where links can be made.
struct file_links {
    const struct secret_keys *keys;
    int64_t tenant;
    int64_t now_us; // wall clock
};

// When a link that is made now expires: in one to two hours.
int64_t file_link_until_us(int64_t now_us);

// Appends "/attachments/ID?expires=S&signature=TENANT-CODE" (secret_sign), with thumbnail=1 in front of it.
void file_link_write(struct buffer *out, const struct file_links *links, struct view id, bool is_thumbnail);

// Whether the signature is the hub's own and the time has not come; `expires` and `signature` as they stand
// in the link. Sets *ret_tenant.
bool file_link_check(const struct secret_keys *keys, struct view id, int64_t expires_s, struct view signature,
                     int64_t now_us, int64_t *ret_tenant);
