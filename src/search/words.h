// SPDX-License-Identifier: Apache-2.0
// How text becomes words, the same way when it is indexed, asked for and marked: letters, digits and the
// marks on them (Unicode), case and Latin diacritics folded. Scripts that put no blanks between words (Han,
// kana, Hangul, Thai, Lao, Khmer, Burmese, Tibetan) give one word a character, and a run of them is found as
// a phrase.
#pragma once
#include "base/view.h"
#include <stdint.h>

enum { WORD_BYTES_MAX = 64 }; // longer words are cut, on every side

struct words;
struct sqlite3;
struct fts5_api;

// Belongs to one thread at a time. `handle` is only borrowed for the call.
int words_new(struct sqlite3 *handle, struct words **ret);
void words_free(struct words *words); // NULL is harmless

// One word and where it stands in the text. `word` lives for the call. Not 0: no more, words_each returns it.
typedef int (*words_visit)(void *ctx, struct view word, size_t start, size_t end);
int words_each(struct words *words, struct view text, words_visit visit, void *ctx);

// The connection's full-text functions; NULL when SQLite was built without them.
struct fts5_api *words_api(struct sqlite3 *handle);

// Whether the character's script puts no blanks between words.
bool words_is_unspaced(uint32_t character);
