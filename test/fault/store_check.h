// SPDX-License-Identifier: Apache-2.0
// What the messages of the store rounds were answered, and the comparison with what is on disk.
#pragma once
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum { MESSAGES = 8192, CONTENT_MAX = 2000 };

enum answer {
    ANSWER_NONE = 0, // not sent, or under way
    ANSWER_UNKNOWN,  // may be there or not
    ANSWER_STORED,   // must be there
    ANSWER_UNDONE,   // refused or turned away: must not be there
};

struct answers {
    atomic_int of[MESSAGES];              // enum answer by number
    atomic_llong published[MESSAGES + 1]; // interaction by position, 0: not published
};

// The text of a message, from its number; answers its size.
size_t message_content(long long number, char ret_content[static CONTENT_MAX + 1]);

// NULL when everything holds, else what does not; ret_text says more.
const char *store_check(sqlite3 *db, struct answers *answers, char *ret_text, size_t text_size);
