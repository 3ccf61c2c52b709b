// SPDX-License-Identifier: Apache-2.0
// What stands in the index: terms. Each begins with the code of its tenant, so that one tenant's words lie
// apart from another's and cost it nothing; words follow as they are, tags (whose, which channel) behind a
// mark that no word begins with.
//
// What the index is given is a line of terms, then text: "CODE" "c77 h3 =word\n" "the text". Items of the
// line are tags, or behind '=' words (or whole terms without their code) as they stand.
#pragma once
#include "base/buffer.h"
#include "search/words.h"

enum { TERM_CODE = 4, TERM_BYTES_MAX = TERM_CODE + WORD_BYTES_MAX + 1 };

// Appends the tenant's code: letters, digits, '-' and '_'.
void term_code_write(struct buffer *out, int64_t tenant);

// Appends a tag's item: the letter, the number and a blank.
void term_tag_write(struct buffer *out, char letter, int64_t number);

// Visits each term of such a text; start and end are 0 for items of the line.
int terms_each(struct words *words, struct view text, words_visit visit, void *ctx);
