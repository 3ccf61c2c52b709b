// SPDX-License-Identifier: Apache-2.0
// Who a visitor of a shop is, as the shop's server says it: a JSON Web Token (RFC 7519) signed with HS256
// (RFC 7518 3.2) and the site's secret. Any thread.
#pragma once
#include "codec/json.h"

enum {
    IDENTITY_TOKEN_MAX = 4096,          // characters
    IDENTITY_TOKEN_AHEAD_S = 24 * 3600, // how far ahead it may expire
    IDENTITY_TOKEN_SKEW_S = 60,         // by which the shop's clock may be wrong
    IDENTITY_TOKEN_TEXT_MAX = 200       // bytes of name, e-mail, phone
};

struct identity_claims {
    struct view customer_id;        // sub
    struct view name, email, phone; // no data: not said
    int64_t expires_us;
};

enum identity_token_outcome {
    IDENTITY_TOKEN_OK = 0,
    IDENTITY_TOKEN_BAD = 1, // no token of three parts, or what it claims is of the wrong type
    IDENTITY_TOKEN_OTHER,   // signed in another way than HS256: not looked at
    IDENTITY_TOKEN_FORGED,  // signed with another secret, or changed
    IDENTITY_TOKEN_EXPIRED,
    IDENTITY_TOKEN_TOO_LONG, // good for more than a day, or without an end
    IDENTITY_TOKEN_TOO_SOON, // its time (nbf, iat) is still to come
    IDENTITY_TOKEN_NOBODY,   // no sub that is an id
};

// Texts of *ret lie in the arena. Nothing of the token is believed before its signature was found good, in
// constant time.
int identity_token_read(struct view text, struct view secret, int64_t now_us, struct arena *arena,
                        struct identity_claims *ret);

// For people: what is wrong with it.
struct view identity_token_fault(int outcome);
