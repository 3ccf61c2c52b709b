// SPDX-License-Identifier: Apache-2.0
// Identities: addresses on channels by which a customer is known. One address, one customer.
#pragma once
#include "store/tx.h"

// Stored as numbers: append only.
enum identity_kind {
    IDENTITY_PHONE = 1, // E.164
    IDENTITY_EMAIL = 2,
};

enum { IDENTITY_ADDRESS_MAX = 254 };

// The form in which addresses are compared: an e-mail address in lower case, a phone number as E.164
// (spaces, dots, dashes, brackets and "(0)" dropped, 00 as +). False when the text is no such address.
bool identity_normalise(enum identity_kind kind, struct view text,
                        char ret_address[static IDENTITY_ADDRESS_MAX + 1]);

// Gives the address to the customer unless somebody has it already (whoever had it first keeps it).
// Text that is no address is left alone: it stays in the profile.
int identity_add(struct tx *tx, int64_t customer, enum identity_kind kind, struct view text);
