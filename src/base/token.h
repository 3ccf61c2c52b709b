// SPDX-License-Identifier: Apache-2.0
// Tokens: 256 random bits as text that a program or a browser keeps, of which the hub keeps only a hash.
#pragma once
#include "base/random.h"
#include "base/view.h"

enum {
    TOKEN_PREFIX_SIZE = 4,                     // "ohk_"
    TOKEN_TEXT_SIZE = TOKEN_PREFIX_SIZE + 43,  // and 32 bytes in base64url (RFC 4648 5) without padding
    TOKEN_HASH_SIZE = 32,                      // SHA-256 of the text
    TOKEN_HASH_TEXT_SIZE = 2 * TOKEN_HASH_SIZE // in hexadecimal
};

// Writes the text and a NUL. `prefix` has TOKEN_PREFIX_SIZE characters.
void token_make(char ret_text[static TOKEN_TEXT_SIZE + 1], struct view prefix, const struct random *random);

// Whether the text may be a token of that prefix, so that it is worth looking up.
bool token_is_of(struct view text, struct view prefix);

void token_hash(struct view text, unsigned char ret_hash[static TOKEN_HASH_SIZE]);

// The hash as it is stored, with a NUL.
void token_hash_text(const unsigned char hash[static TOKEN_HASH_SIZE],
                     char ret_text[static TOKEN_HASH_TEXT_SIZE + 1]);
