// SPDX-License-Identifier: Apache-2.0
// The keys of webhooks, as people write them: "whsec_" and base64, text that is taken as it is, and public
// keys of Ed25519 as Standard Webhooks 1.0 writes them ("whpk_" and base64 of 32 bytes, RFC 8032), which only
// verify. Pure but for OpenSSL.
#pragma once
#include "base/view.h"

enum { CUSTOM_KEY_MAX = 256 };

struct custom_key {
    unsigned char data[CUSTOM_KEY_MAX];
    int size;
    bool is_public; // of Ed25519
};

// The first word of `rest`, which is cut off with what stands before it; between words stands one of the two.
struct view custom_key_cut_word(struct view *rest, char between, char other);

// The first key of several, one a line; those that are base64 may have blanks between. No size: there is
// none.
struct view custom_key_cut(struct view *rest);

// False: it is none. What is not marked is taken as it is; marks count only with `is_standard`.
bool custom_key_read(struct view word, bool is_standard, struct custom_key *ret);

// How many bytes; -1: it is none, or does not fit.
int custom_key_base64(struct view text, unsigned char *out, size_t room);
int custom_key_hex(struct view text, unsigned char *out, size_t room);

// Whether the owner of this public key signed the text. Any other size than 64 is no signature.
bool custom_key_verifies(const struct custom_key *key, struct view text, const unsigned char *signature,
                         int size);
