// SPDX-License-Identifier: Apache-2.0
// Files that customers sent by a connector lie with its provider at first; they are fetched after the commit,
// by src/delivery, and become files of the hub.
#pragma once
#include "hub/attachment.h"

struct media_fetch {
    int64_t row, tenant, connector, interaction;
    int64_t item; // of the interaction's attachments
    struct view url;
    int64_t attempts; // so far
    int64_t due_us;
    int64_t host; // where it lies, hashed
};

// Notes each attachment of the JSON array that has an http address and no id. Writer thread.
int media_fetch_note(struct tx *tx, int64_t connector, int64_t interaction, struct view attachments);

enum { MEDIA_FETCH_NO_HOST = -1 };
// The tenant's next host behind this one that has some, due or not; MEDIA_FETCH_NO_HOST: none. Any
// connection.
int media_fetch_host(struct db *db, int64_t tenant, int64_t after, int64_t *ret);
// Those of a tenant's host that are due, at most `max`, the first one first. Texts lie in the arena.
int media_fetch_read(struct db *db, int64_t tenant, int64_t host, int64_t now_us, struct arena *arena,
                     int max, struct media_fetch *ret, int *ret_count);
// The next tenant behind this one that has some, due or not; 0: none.
int media_fetch_tenant(struct db *db, int64_t after, int64_t *ret);
// When the first one is due that is not due by after_us; INT64_MAX: none.
int media_fetch_later(struct db *db, int64_t after_us, int64_t *ret_us);

// Tried again at due_us.
int media_fetch_delay(struct tx *tx, int64_t row, int64_t due_us);

// A file that lies in the vault.
struct media_file {
    struct view hash, type;
    int64_t size;
    int width, height;
    bool wants_thumbnail;
    int64_t quota; // bytes of all the tenant's files; 0: none
};

// Ends it: the file takes the place of its address, or (`file` NULL) the attachment says that it failed, and
// why. Live clients are told. *ret_named: a row names the file now.
int media_fetch_end(struct tx *tx, const struct media_fetch *fetch, const struct media_file *file,
                    struct view fault, bool *ret_named);
