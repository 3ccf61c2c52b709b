// SPDX-License-Identifier: Apache-2.0
// API keys: what programs show. The hub keeps only their hashes; the key itself is told once.
#pragma once
#include "codec/json.h"
#include "hub/actor.h"
#include "hub/credential.h"

enum { KEY_HINT_SIZE = 8 }; // "ohk_AbCd"

struct key {
    int64_t row;
    struct view id, name;
    enum access_scope scope;
    struct view hint;               // its first characters, for people
    int64_t previous_until_us;      // what was the key before is good until then; 0: no more
    int64_t expires_us, revoked_us; // 0: not
    struct view created_by;         // no data: not known
    int64_t created_us, updated_us;
};

struct key_new {
    struct view name;
    enum access_scope scope;
    int64_t expires_us; // 0: never
};

enum key_outcome {
    KEY_OK = 0,
    KEY_NONE = 1, // or revoked
};

// The key itself, for the caller to tell once.
struct key_secret {
    char text[TOKEN_TEXT_SIZE + 1];
};

// Makes a key of the tenant (which may be another than tx->tenant). Announces and audits nothing.
int key_insert(struct tx *tx, int64_t tenant, const struct actor *actor, const struct key_new *fresh,
               struct key_secret *ret_secret, struct view *ret_id);

int key_create(struct tx *tx, const struct actor *actor, const struct key_new *fresh,
               struct key_secret *ret_secret, struct view *ret_id);

// A new key in place of the old one, which is good for `grace_us` more. Of two rotations within the grace
// only the last key before is good.
int key_rotate(struct tx *tx, const struct actor *actor, struct view id, int64_t grace_us,
               struct key_secret *ret_secret);

// No key of that id is good any more, at once. Once revoked, KEY_NONE.
int key_revoke(struct tx *tx, const struct actor *actor, struct view id);

// Also of one that was revoked.
int key_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct key *ret);

// Calls `each` for at most `limit` keys, the newest first, before the row *cursor (INT64_MAX at the start),
// which it moves. A positive answer of `each` ends it behind this one, a negative one is a fault.
int key_walk(struct db *db, int64_t tenant, int64_t *cursor, int limit, struct arena *arena,
             int (*each)(void *ctx, const struct key *key), void *ctx);

// As the API's Key; the object is left open for more members.
void key_write_open(struct json_writer *w, const struct key *key);
