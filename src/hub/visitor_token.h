// SPDX-License-Identifier: Apache-2.0
// What a page of the widget keeps: signed by the hub (store/secret.h), readable by everybody, stored nowhere
// (decision 50). Any thread.
#pragma once
#include "codec/json.h"
#include "store/secret.h"

#define VISITOR_TOKEN_PREFIX VIEW("oht_")

enum visitor_token_kind {
    VISITOR_SECRET, // "ohv_…": who the page is, for long; good for the next token and nothing else
    VISITOR_TOKEN,  // "oht_…": shown with requests, for an hour at most
};

enum {
    VISITOR_PROOF_SIZE = 16,  // hexadecimal digits
    VISITOR_TOKEN_MAX = 2048, // characters
    VISITOR_ABOUT_MAX = 900,  // bytes of JSON
};

struct visitor_claims {
    int64_t tenant, site; // rows
    struct view customer_id;
    struct view device_id; // the random visitor that the page was, or is
    struct view proof;     // which secret of the site vouched for the customer; no data: nobody did
    struct view about;     // JSON object: on which page, in which language; no data: not said
    int64_t expires_us;
    bool is_known; // the customer was there: if it is not there any more, it was erased
};

enum visitor_token_outcome {
    VISITOR_TOKEN_OK = 0,
    VISITOR_TOKEN_BAD = 1, // not ours, changed, of another kind, or by a key that is gone
    VISITOR_TOKEN_EXPIRED,
};

// Appends the text, without `about` where that is too long: characters that stand in headers, WebSocket
// sub-protocols and JSON as they are.
int visitor_token_write(const struct secret_keys *keys, enum visitor_token_kind kind,
                        const struct visitor_claims *claims, struct buffer *out);

// Texts of *ret lie in the arena.
int visitor_token_read(const struct secret_keys *keys, enum visitor_token_kind kind, struct view text,
                       int64_t now_us, struct arena *arena, struct visitor_claims *ret);
