// SPDX-License-Identifier: Apache-2.0
// Editing what the company said. What a customer said stays as it was: nobody puts words into their mouth.
#pragma once
#include "hub/access.h"
#include "hub/actor.h"

enum { MESSAGE_EDITS_MAX = 100 };

// An entry with what stands round it.
struct message_whole {
    struct interaction in;
    struct view session_id, customer_id;
    int64_t version; // for ETag
};

enum message_edit_outcome {
    MESSAGE_EDIT_OK = 0,
    MESSAGE_EDIT_NONE = 1,   // no entry of this id, or not seen by the caller
    MESSAGE_EDIT_NO_MESSAGE, // an entry of another type
    MESSAGE_EDIT_OF_CUSTOMER,
    MESSAGE_EDIT_OF_ANOTHER, // agent's; supervisors and programs may
    MESSAGE_EDIT_TOO_OFTEN,  // MESSAGE_EDITS_MAX
    MESSAGE_EDIT_REDACTED,
};

// MESSAGE_EDIT_NONE. `view` NULL: sees everything.
int message_find(struct db *db, int64_t tenant, struct view id, const struct access_view *view,
                 struct arena *arena, struct message_whole *ret);

// Replaces the content of a message that message_find gave in this transaction: keeps what it said before,
// tells live clients, and notes it in the audit log. The same content again does nothing. *message becomes
// what it is now; its texts lie in the transaction's memory.
int message_edit(struct tx *tx, struct message_whole *message, struct view content, const struct actor *actor,
                 const struct access_view *view);

// As the API's Message: the Interaction with session, customer and version; for the company also what it
// said before, unless db is NULL.
int message_write(struct json_writer *w, const struct message_whole *message, struct db *db, int64_t tenant,
                  enum audience audience, struct view epoch);
