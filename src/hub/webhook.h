// SPDX-License-Identifier: Apache-2.0
// Endpoints: where events are sent that other systems want, signed as Standard Webhooks 1.0.0 says. Each has
// a place of its own in the tenant's log of events; delivery (delivery/webhook_run.h) moves it.
#pragma once
#include "codec/json.h"
#include "hub/actor.h"
#include "hub/webhook_secret.h"
#include "hub/webhook_type.h"
#include "store/secret.h"
#include "store/tx.h"

enum {
    WEBHOOKS_MAX = 50, // of one tenant
    WEBHOOK_EVENTS_MAX = 32,
};

// Stored as numbers: append only.
enum webhook_format {
    WEBHOOK_FORMAT_STANDARD = 0,               // {type, timestamp, data}
    WEBHOOK_FORMAT_CLOUDEVENTS_STRUCTURED = 1, // CloudEvents 1.0, application/cloudevents+json
    WEBHOOK_FORMAT_CLOUDEVENTS_BINARY = 2,     // CloudEvents 1.0 in headers
};

// Why the hub does not send any more, as it is stored and told.
#define WEBHOOK_REASON_GONE VIEW("gone")       // it answered 410
#define WEBHOOK_REASON_FAILING VIEW("failing") // nothing arrived for as long as is tried
#define WEBHOOK_REASON_MANUAL VIEW("manual")   // somebody turned it off

struct webhook {
    int64_t row, tenant;
    struct view id, url;
    struct view description; // no data: none
    struct view events;      // JSON array of patterns
    enum webhook_format format;
    struct view secret, previous_secret; // sealed
    struct view key, previous_key;       // likewise; no data: it does not sign with Ed25519
    struct view public_key;
    int64_t previous_until_us; // until when the previous ones sign too
    bool is_enabled;
    struct view disabled_reason; // no data: none
    // What is under way: the event that follows `position` of `epoch`.
    struct view epoch;
    int64_t position;
    int64_t attempts, due_us;
    int64_t head_since_us; // 0: not tried yet
    int64_t head_status;   // 0: none
    int64_t head_refusals;
    struct view head_fault; // no data: none
    int64_t version, created_us, updated_us;
};

enum webhook_outcome {
    WEBHOOK_OK = 0,
    WEBHOOK_NONE = 1,
    WEBHOOK_TOO_MANY,
    WEBHOOK_BAD_SECRET,  // that a caller chose
    WEBHOOK_SECRET_SHUT, // sealed with a key that is not there, or damaged
};

// What is told once.
struct webhook_told {
    char secret[WEBHOOK_SECRET_TEXT_MAX + 1];
};

int webhook_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct webhook *ret);

// At most `limit` behind the row *cursor, which it moves, the oldest first; the arena is reset after each. A
// positive answer of `each` ends it, a negative one fails it.
int webhook_walk(struct db *db, int64_t tenant, int64_t *cursor, int limit, struct arena *arena,
                 int (*each)(void *ctx, const struct webhook *webhook), void *ctx);
// The same over those of every tenant that is not disabled.
int webhooks_open(struct db *db, int64_t *cursor, int limit, struct arena *arena,
                  int (*each)(void *ctx, const struct webhook *webhook), void *ctx);

// As it is to be. `secret` without data: the hub makes one. It is told what happens from now on.
struct webhook_new {
    const struct webhook *webhook; // id, url, description, events, format, is_enabled
    struct view secret;
    bool has_ed25519;
    struct view epoch; // store_epoch
};
int webhook_create(struct tx *tx, const struct actor *actor, const struct secret_keys *keys,
                   const struct webhook_new *fresh, struct webhook_told *ret);

// url, description, events, format, is_enabled and disabled_reason as they stand in the struct; what waits is
// tried at once.
int webhook_store(struct tx *tx, const struct actor *actor, const struct webhook *webhook);

int webhook_delete(struct tx *tx, const struct actor *actor, const struct webhook *webhook);

// A new secret, and a new key if it is to have one; those before sign too for `grace_us` more.
int webhook_rotate(struct tx *tx, const struct actor *actor, const struct secret_keys *keys,
                   const struct webhook *webhook, bool has_ed25519, int64_t grace_us,
                   struct webhook_told *ret);

// The patterns as a set of types; what is not known stands for nothing.
unsigned webhook_types(const struct webhook *webhook, struct arena *arena);

// ---- what it signs with

struct webhook_signers {
    struct webhook_secret secrets[2]; // the present one first; size 0: none
    struct webhook_key keys[2];
};
// WEBHOOK_SECRET_SHUT or negative. The caller wipes it.
int webhook_signers_open(const struct secret_keys *keys, const struct webhook *webhook, int64_t now_us,
                         struct webhook_signers *ret);

// ---- as the API's Webhook; the object is left open for more members
void webhook_write_open(struct json_writer *w, const struct webhook *webhook);
