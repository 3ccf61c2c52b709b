// SPDX-License-Identifier: Apache-2.0
// What search.db asks of us: its terms (terms.h) and a score, registered with a connection.
#pragma once
#include "search/words.h"

// `words` must outlive the connection.
int index_terms_register(struct sqlite3 *handle, struct words *words);
