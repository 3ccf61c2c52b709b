// SPDX-License-Identifier: Apache-2.0
// An adapter's table, held against the rules of channel.h before anything of it is called. Pure, any thread.
#pragma once
#include "channel/channel.h"

enum { TABLE_WHY_SIZE = 160 };

// CHANNEL_OK: *ret is the table with what an older one lacks as zeros; it borrows the texts. CHANNEL_REFUSED
// with a sentence in ret_why.
int table_take(const struct channel_ops *foreign, struct channel_ops *ret,
               char ret_why[static TABLE_WHY_SIZE]);
