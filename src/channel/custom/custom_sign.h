// SPDX-License-Identifier: Apache-2.0
// Signatures of requests, both ways: Standard Webhooks 1.0 (standardwebhooks.com: webhook-id,
// webhook-timestamp, webhook-signature over id.timestamp.body: "v1,…" HMAC-SHA256, others' also "v1a,…"
// Ed25519), an HMAC in a header of any name, or a token in one. Pure but for OpenSSL; compared in constant
// time.
#pragma once
#include "base/buffer.h"
#include "channel/custom/custom_read.h"
#include "channel/facets.h"

enum custom_scheme { CUSTOM_SIGN_STANDARD, CUSTOM_SIGN_HMAC, CUSTOM_SIGN_TOKEN, CUSTOM_SIGN_NONE };

enum { CUSTOM_KEYS_MAX = 8, CUSTOM_SIGNATURE_MAX = 512 };

struct custom_sign {
    enum custom_scheme scheme;
    struct view header, timestamp_header, id_header; // of requests to us; any case
    struct view prefix;                              // of the header's value
    struct view signed_text; // template of what is signed: {{body}}, {{timestamp}}, {{id}}
    bool is_sha1, is_base64;
};

// Reads the field `signature`; no data: Standard Webhooks.
int custom_sign_read(struct custom_reading *r, struct view json, struct custom_sign *ret);

// A secret is one key or several (custom_key.h), one a line: each is good, and each signs. Whether it may
// sign requests of ours, and whether it is one by which others' of this scheme are verified.
bool custom_sign_may_sign(struct view secret);
bool custom_sign_may_verify(enum custom_scheme scheme, struct view secret);

// NULL: it is signed and fresh. Else why not, one sentence.
const char *custom_sign_verify(const struct custom_sign *sign, struct view secret,
                               const struct channel_request *request, int64_t wall_us, int64_t tolerance_us);

// The value of webhook-signature for a request of ours. False: it does not fit.
bool custom_sign_make(struct view secret, struct view id, struct view timestamp, struct view body,
                      char ret[CUSTOM_SIGNATURE_MAX]);
