// SPDX-License-Identifier: Apache-2.0
// Taking something said back, whoever said it: its place in the timeline stays, what it said is gone.
#pragma once
#include "hub/message_edit.h"

enum { REDACT_REASON_MAX = 500 };

// Of a message or note that message_find gave in this transaction: empties its content, attachments, quick
// replies and metadata, and what it said before edits; tells live clients, and notes it in the audit log.
// Again does nothing. *message becomes what it is now. MESSAGE_EDIT_NO_MESSAGE.
int message_redact(struct tx *tx, struct message_whole *message, const struct actor *actor,
                   struct view reason);

// Marks what a word rule flagged as looked at: metadata.moderation is "approved" then. What was not flagged
// stays as it is.
int message_approve(struct tx *tx, struct message_whole *message, const struct actor *actor);
