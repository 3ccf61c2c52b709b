// SPDX-License-Identifier: Apache-2.0
// What outgoing events are signed with, as Standard Webhooks 1.0.0 writes it: "whsec_" and 24 to 64 bytes in
// base64 for HMAC, "whsk_" and "whpk_" and the 32 bytes of a private and a public key of Ed25519. Pure.
#pragma once
#include "base/view.h"

enum {
    WEBHOOK_SECRET_BYTES = 32, // of one that the hub makes
    WEBHOOK_SECRET_BYTES_MIN = 24,
    WEBHOOK_SECRET_BYTES_MAX = 64,
    WEBHOOK_KEY_BYTES = 32,
    WEBHOOK_SECRET_TEXT_MAX = 6 + 88,
    WEBHOOK_KEY_TEXT_SIZE = 5 + 44,
};

// Zeroed: none.
struct webhook_secret {
    unsigned char bytes[WEBHOOK_SECRET_BYTES_MAX];
    size_t size;
};

struct webhook_key {
    unsigned char bytes[WEBHOOK_KEY_BYTES];
    bool is_set;
};

// False when the text is none.
bool webhook_secret_from(struct view text, struct webhook_secret *ret);
bool webhook_key_from(struct view text, struct webhook_key *ret);

// With a NUL behind.
void webhook_secret_text(const struct webhook_secret *secret, char ret[static WEBHOOK_SECRET_TEXT_MAX + 1]);
void webhook_key_text(const struct webhook_key *key, char ret[static WEBHOOK_KEY_TEXT_SIZE + 1]);

// The public half. Negative when the library has no Ed25519.
int webhook_key_public(const struct webhook_key *key, char ret[static WEBHOOK_KEY_TEXT_SIZE + 1]);
