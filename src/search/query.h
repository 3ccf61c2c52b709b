// SPDX-License-Identifier: Apache-2.0
// What a person typed: words, phrases in quotes, and the last word perhaps unfinished. All must be found, in
// any order. Nothing else in it means anything: the index is asked with words that this file made, never with
// what was typed.
#pragma once
#include "base/arena.h"
#include "base/buffer.h"
#include "search/words.h"

enum { QUERY_PHRASES_MAX = 12, QUERY_WORDS_MAX = 48, QUERY_BYTES_MAX = 512 };

struct query_phrase {
    int first, count; // of query.words
};

struct search_words {
    struct view words[QUERY_WORDS_MAX];
    struct query_phrase phrases[QUERY_PHRASES_MAX];
    int word_count, phrase_count; // no phrases: nothing to look for
    bool is_open;                 // the very last word is a beginning
};

// Words beyond the limits are left out. 0 or negative; texts in the arena.
int search_words_parse(struct words *words, struct view typed, struct arena *arena, struct search_words *ret);

// Whether the last word is asked for as a beginning: only from so many bytes on, and never in a script
// without blanks, whose words are single characters.
bool search_words_is_open(const struct search_words *query, size_t bytes_min);

// Appends what the index is asked: the phrases of the tenant.
void search_words_write(struct buffer *out, const struct search_words *query, int64_t tenant, bool is_open);
// Appends AND (c1 OR c2 …) of the tenant.
void search_tags_write(struct buffer *out, int64_t tenant, char letter, const int64_t *numbers, int count);

// ---- looking again in a text

struct search_mark {
    size_t start, end; // bytes
};
enum { MARKS_MAX = 64 };

// What of the query stands in a text: a set of phrases (1 << i) and where, in order and apart from each
// other.
struct search_marks {
    unsigned found;
    int count;
    struct search_mark marks[MARKS_MAX];
};

// Reads at most the text's first 64 KiB. 0 or negative.
int search_words_mark(struct words *words, const struct search_words *query, bool is_open, struct view text,
                      struct search_marks *ret);
