// SPDX-License-Identifier: Apache-2.0
// The words that mean something for consent, and what is answered to them, in the tenant's languages:
// English, that of its locale, and those that it has set.
#pragma once
#include "hub/consent.h"

// As consent_word_of. *ret_is_yes: it is a word that means START only as an answer to having been opted out.
enum consent_word consent_word_find(struct view text, struct view settings, bool *ret_is_yes);

// The answer to the word: the tenant's own text, or a plain one in the language of its locale. In the arena.
int consent_word_reply(enum consent_word word, struct view settings, struct arena *arena, struct view *ret);

// Whether the value of the setting `consent_words` is what it must be.
bool consent_words_are_good(const struct json *value);
