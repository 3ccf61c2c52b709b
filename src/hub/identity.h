// SPDX-License-Identifier: Apache-2.0
// Identities: addresses on channels by which a customer is known. One address, one customer.
#pragma once
#include "store/tx.h"

// Stored as numbers: append only.
enum identity_kind {
    IDENTITY_PHONE = 1, // E.164
    IDENTITY_EMAIL = 2,
    IDENTITY_WHATSAPP = 3, // E.164
    IDENTITY_SOCIAL = 4,   // a handle in a network
    IDENTITY_EXTERNAL = 5, // an id in another system
    IDENTITY_DEVICE = 6,   // of the mobile app
};

enum { IDENTITY_ADDRESS_MAX = 254, IDENTITIES_MAX = 100 }; // the latter of one customer

struct identity_given {
    enum identity_kind kind;
    struct view qualifier; // the network of a handle, the system of an external id; else no data
    struct view address;
};

// The form in which addresses are compared: an e-mail address in lower case; a phone number as E.164
// (spaces, dots, dashes, brackets and "(0)" dropped, 00 as +); a handle as "network:handle" in lower case
// without its @; an external id as "system:id", the system in lower case. False when it is no such address.
bool identity_normalise(const struct identity_given *given,
                        char ret_address[static IDENTITY_ADDRESS_MAX + 1]);

enum identity_outcome {
    IDENTITY_OK = 0,
    IDENTITY_NONE = 1,
    IDENTITY_INVALID,  // no such address
    IDENTITY_TAKEN,    // another customer's
    IDENTITY_TOO_MANY, // the customer has IDENTITIES_MAX
};

// Gives the address to the customer unless somebody has it already (whoever had it first keeps it).
// Text that is no address is left alone: it stays in the profile.
int identity_add(struct tx *tx, int64_t customer, enum identity_kind kind, struct view text);

// The same, told plainly. An address that the customer's cluster has already is IDENTITY_OK.
// IDENTITY_INVALID, IDENTITY_TAKEN with *ret_owner, IDENTITY_TOO_MANY.
int identity_give(struct tx *tx, int64_t customer, const struct identity_given *given, int64_t *ret_owner);

// Whose address it is, by row. IDENTITY_NONE, IDENTITY_INVALID.
int identity_owner(struct db *db, int64_t tenant, const struct identity_given *given, int64_t *ret);

// Whose address the text is: a phone's (WhatsApp's counts) or an e-mail's. IDENTITY_NONE for anything else.
int identity_owner_of_text(struct db *db, int64_t tenant, struct view text, int64_t *ret);

struct identity {
    int64_t row, customer;
    enum identity_kind kind;
    struct view address;             // normalised
    struct view display;             // as it was given
    int64_t verified_us, created_us; // 0: not verified
};

// Calls `each` for the customer's identities in the order in which they came. Texts live until the call ends.
// A negative answer ends it.
int identity_walk(struct db *db, int64_t tenant, int64_t customer, struct arena *arena,
                  int (*each)(void *ctx, const struct identity *identity), void *ctx);

// Takes the address from the customer. IDENTITY_NONE when it has none of this row.
int identity_remove(struct tx *tx, int64_t customer, int64_t identity);

// "phone", and back. IDENTITY_NONE as 0 for a name that is none.
struct view identity_kind_name(enum identity_kind kind);
