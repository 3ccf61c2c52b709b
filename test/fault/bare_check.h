// SPDX-License-Identifier: Apache-2.0
// The rows of the bare rounds: batch B has rows B * BARE_ROWS + 0, 1, …, whose bodies follow from
// their numbers.
#pragma once
#include "bare_round.h"
#include <sqlite3.h>

enum { BARE_ROWS = 16, BARE_BODY = 3000 };

// SQLite's code.
int bare_run(sqlite3 *db, const char *sql);

// The first column of the first row; SQLite's code, SQLITE_NOTFOUND without a row.
int bare_ask(sqlite3 *db, const char *sql, long long *ret_answer);

// The bytes of the row's body, at most BARE_BODY; answers how many.
int bare_body(long long number, unsigned char ret_body[static BARE_BODY]);

// Looks at everything. `last` is the newest batch that was ever attempted.
enum bare_verdict bare_check(sqlite3 *db, long long acknowledged, long long last, char *ret_text,
                             size_t text_size);
