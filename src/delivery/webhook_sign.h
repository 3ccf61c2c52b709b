// SPDX-License-Identifier: Apache-2.0
// Signatures of Standard Webhooks 1.0.0 over "ID.TIMESTAMP.BODY": "v1," and HMAC-SHA-256, "v1a," and Ed25519
// (RFC 8032), both in base64, one for each secret and key, blanks between. Pure.
#pragma once
#include "base/buffer.h"
#include "hub/webhook.h"

enum { WEBHOOK_SIGNATURE_MAX = 2 * (3 + 44 + 1) + 2 * (4 + 88 + 1) };

// Appends the value of `webhook-signature`. Negative when a key does not sign.
int webhook_sign(const struct webhook_signers *signers, struct view id, int64_t timestamp_s, struct view body,
                 struct buffer *out);
