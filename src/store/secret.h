// SPDX-License-Identifier: Apache-2.0
// Short texts encrypted for one place of the store: AES-256-GCM (NIST SP 800-38D) under a key that lies in a
// file of its own beside the database, so that a stolen database alone tells nothing. The place (table, row,
// tenant) is authenticated with the text: a sealed text that is moved elsewhere does not open.
#pragma once
#include "base/buffer.h"
#include "base/random.h"
#include "base/view.h"
#include <stdint.h>

struct secret_keys;

enum { SECRET_TEXT_MAX = 64 << 10 };

enum secret_outcome {
    SECRET_OK = 0,
    SECRET_NO_KEY = 1, // sealed with a key that the file does not have
    SECRET_DAMAGED,    // no sealed text, or changed, or of another place
    SECRET_BAD_FILE,   // the key file is there and is none
    SECRET_TOO_LONG,
};

// Where a sealed text stands.
struct secret_place {
    struct view table;
    int64_t tenant;
    struct view row; // the row's own id
};

// Reads DIR/secret.key (one key a line, the first seals, all open); makes it (0600, synced with its
// directory) where there is none. SECRET_BAD_FILE or negative.
int secret_keys_load(const char *dir, const struct random *random, struct secret_keys **ret);
void secret_keys_free(struct secret_keys *keys); // wipes them; NULL is harmless

// Puts a new key in front of the file; what was sealed before still opens. The keys in memory stay.
int secret_keys_rotate(const char *dir, const struct random *random);

// Appends the sealed text (printable, "s1.KEY.…") to `out`. The random source gives the nonce. Any thread:
// keys do not change. SECRET_TOO_LONG or negative.
int secret_seal(const struct secret_keys *keys, const struct random *random, struct secret_place place,
                struct view text, struct buffer *out);

// Appends the text to `out`, which must be wiped by the caller. SECRET_NO_KEY, SECRET_DAMAGED or negative.
int secret_open(const struct secret_keys *keys, struct secret_place place, struct view sealed,
                struct buffer *out);

// Whether the text was sealed with the key that seals now: else seal it again.
bool secret_is_current(const struct secret_keys *keys, struct view sealed);

// ---- signing: what is not secret, but must come back as it was given

enum { SECRET_CODE_SIZE = 8 + 1 + 43 }; // "KEY.", and 32 bytes as base64url

// Appends the code of the text (HMAC-SHA-256, RFC 2104) under a key that is derived (HKDF, RFC 5869) from the
// one that seals now and from the purpose, so that what was signed for one is nothing for another. Only
// characters of base64url and one dot. Any thread. Negative on failure.
int secret_sign(const struct secret_keys *keys, struct view purpose, struct view text, struct buffer *out);

// Whether the code is the text's, by whichever key of the file; in constant time. SECRET_OK, SECRET_NO_KEY,
// SECRET_DAMAGED or negative.
int secret_check(const struct secret_keys *keys, struct view purpose, struct view text, struct view code);
