// SPDX-License-Identifier: Apache-2.0
// What is searched, read from the hub's store: the text of a message or of a customer, as it is indexed.
#pragma once
#include "base/arena.h"
#include "base/buffer.h"
#include "store/snapshot.h"

enum { SOURCE_BYTES_MAX = 64 << 10 }; // of one text: what stands behind is not found

// A message.
struct source_message {
    int64_t row, tenant, customer, channel, author_type, created_us;
    struct view content; // borrowed from the statement, or in an arena
};

enum source_outcome { SOURCE_OK = 0, SOURCE_NONE = 1 };

// One message; content in the arena.
int source_message(struct db *db, int64_t tenant, int64_t row, struct arena *arena,
                   struct source_message *ret);

// A customer's fields, those that are known.
enum source_field { SOURCE_ID, SOURCE_NAME, SOURCE_PHONE, SOURCE_EMAIL, SOURCE_IDENTITY, SOURCE_PROFILE };
enum { SOURCE_FIELDS_MAX = 128 };

struct source_customer {
    int64_t row, tenant, updated_us;
    int count;
    struct {
        enum source_field field;
        struct view text;
    } fields[SOURCE_FIELDS_MAX];
};

int source_customer(struct db *db, int64_t tenant, int64_t row, struct arena *arena,
                    struct source_customer *ret);

// Walks over what every tenant has, newest first: up to `limit` rows before a row, or until the arena has
// `bytes` in use. In the arena. *ret_more: there are more.
int source_messages_before(struct db *db, int64_t before, int limit, size_t bytes, struct arena *arena,
                           struct source_message **ret, int *ret_count, bool *ret_more);
// The rows alone, with their tenants.
struct source_key {
    int64_t tenant, row;
};
int source_customers_before(struct db *db, int64_t before, int limit, struct source_key *ret, int *ret_count);

// The last rows of all; 0 for none.
int source_ends(struct db *db, int64_t *ret_message, int64_t *ret_customer);

// What the index is told (terms.h).
void source_message_write(struct buffer *out, const struct source_message *message);
void source_customer_write(struct buffer *out, const struct source_customer *customer);
