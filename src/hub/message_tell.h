// SPDX-License-Identifier: Apache-2.0
// Shared inside hub: what changes a message that was said.
#pragma once
#include "hub/message_edit.h"

// Tells live clients of the entry as it is stored now.
int message_tell(struct tx *tx, const struct message_whole *message);
