// SPDX-License-Identifier: Apache-2.0
// Making and changing customers by hand. What is changed is the survivor's row, and its cluster's topic is
// told. Each writes an entry of the audit log, which says what was changed, not into what.
#pragma once
#include "hub/actor.h"
#include "hub/cluster.h"
#include "hub/identity.h"

enum customer_edit_outcome {
    CUSTOMER_EDIT_OK = 0,
    CUSTOMER_EDIT_NONE = 1,  // no such customer (or identity)
    CUSTOMER_EDIT_EXISTS,    // a customer of this id
    CUSTOMER_EDIT_TOO_LARGE, // profile, preferences or context would pass 64 KiB
    CUSTOMER_EDIT_BAD_TAGS,
    CUSTOMER_EDIT_BAD_ADDRESS, // fault.number says which of the given identities
    CUSTOMER_EDIT_TAKEN,       // likewise; fault.owner_id has it
    CUSTOMER_EDIT_TOO_MANY,    // identities
};

struct customer_edit_fault {
    size_t number;
    struct view owner_id; // in the transaction's memory
};

struct customer_new {
    struct view id; // no data: the hub makes one
    struct customer_news news;
    struct view tags; // JSON array of names; no data: none
    const struct identity_given *identities;
    size_t identity_count;
};

int customer_create(struct tx *tx, const struct actor *actor, const struct customer_new *in,
                    struct customer_edit_fault *fault, int64_t *ret_row);

// Merges the news into what is known; tags without data stay. *ret_row is the survivor's, here and below.
int customer_edit(struct tx *tx, const struct actor *actor, int64_t survivor,
                  const struct customer_news *news, struct view tags);

// A blocked customer's messages are refused. `reason` without data: none.
int customer_block(struct tx *tx, const struct actor *actor, const struct cluster *cluster, bool is_blocked,
                   struct view reason);

int customer_add_identity(struct tx *tx, const struct actor *actor, int64_t survivor,
                          const struct identity_given *given, struct customer_edit_fault *fault);
int customer_remove_identity(struct tx *tx, const struct actor *actor, const struct cluster *cluster,
                             int64_t identity);
