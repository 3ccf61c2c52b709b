// SPDX-License-Identifier: Apache-2.0
// Signed links: who has one may read that file until it expires, without a key. Signed are tenant, id and the
// time, which is rounded, so that the same text serves everybody who is told of the file within the hour.
#pragma once
#include "codec/json.h"
#include "store/secret.h"

enum { FILE_LINK_KEY_SIZE = 32 };

// What a json_writer's `ctx` points to where links can be made.
struct file_links {
    const unsigned char *key; // FILE_LINK_KEY_SIZE
    int64_t tenant;
    int64_t now_us; // wall clock
};

// The key of a data directory.
int file_link_key(const struct secret_keys *keys, unsigned char ret[static FILE_LINK_KEY_SIZE]);

// When a link that is made now expires: in one to two hours.
int64_t file_link_until_us(int64_t now_us);

// Appends "/attachments/ID?expires=S&signature=TENANT-HEX", with thumbnail=1 in front of it.
void file_link_write(struct buffer *out, const struct file_links *links, struct view id, bool is_thumbnail);

// Whether the signature is the hub's own and the time has not come; `expires` and `signature` as they stand
// in the link. Sets *ret_tenant.
bool file_link_check(const unsigned char key[static FILE_LINK_KEY_SIZE], struct view id, int64_t expires_s,
                     struct view signature, int64_t now_us, int64_t *ret_tenant);
