// SPDX-License-Identifier: Apache-2.0
// Passwords, kept as Argon2id (RFC 9106) of 19 MiB and two passes: tens of milliseconds each, so never on a
// loop or on the writer. Any thread.
#pragma once
#include "base/random.h"
#include "base/view.h"
#include <stdbool.h>

enum {
    PASSWORD_HASH_MAX = 128, // of the encoded text
    PASSWORD_MIN = 10,       // characters
    PASSWORD_MAX = 1024,     // bytes
};

enum password_outcome {
    PASSWORD_OK = 0,
    PASSWORD_TOO_SHORT = 1,
    PASSWORD_TOO_LONG,
    PASSWORD_IS_EMAIL,
};

// Whether somebody may choose it. Cheap.
int password_check(struct view password, struct view email);

// The encoded hash, with a NUL. -ENOMEM.
int password_hash(struct view password, const struct random *random, char ret[static PASSWORD_HASH_MAX]);

// Whether it is the password; in the same time whatever it is. Without data a hash that nothing fits stands
// for the account that does not exist.
bool password_fits(struct view hash, struct view password);
