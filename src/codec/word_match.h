// SPDX-License-Identifier: Apache-2.0
// Finds many words in a text at once: Aho and Corasick, "Efficient string matching", 1975. Words and text are
// compared folded: without case and accents of Latin, Greek and Cyrillic letters, wide letters as narrow
// ones, runs of blanks as one, without characters that nobody sees. Time is linear in the text, whatever the
// words. Pure; a table is immutable, any thread.
#pragma once
#include "base/view.h"
#include <stdint.h>

enum { WORD_MAX = 64 }; // bytes of a folded word

struct word_given {
    struct view word; // folded
    bool is_part;     // found inside longer words too
    uint8_t mark;     // the caller's
};

struct word_table;

// Words that are empty or longer than WORD_MAX are left out. NULL without memory.
struct word_table *word_table_make(const struct word_given *words, size_t count);
void word_table_free(struct word_table *table); // NULL is harmless

// Bytes of memory that it takes.
size_t word_table_size(const struct word_table *table);

// Calls `hit` for each place where a word stands: text bytes [from, to), in order of `to`. Text that is not
// UTF-8 is taken byte by byte.
void word_table_scan(const struct word_table *table, struct view text,
                     void (*hit)(void *ctx, uint8_t mark, size_t from, size_t to), void *ctx);

// Folds a word into `out` of at least text.size bytes, without blanks at its ends. Never longer than the
// text.
size_t word_fold(struct view text, char *out);
