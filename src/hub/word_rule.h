// SPDX-License-Identifier: Apache-2.0
// Rules on words: what a tenant does about words that its customers say in chats.
#pragma once
#include "codec/word_match.h"
#include "hub/actor.h"
#include "hub/interaction.h"

// Stored as numbers: append only.
enum word_action {
    WORD_MASK = 1,  // stars stand in its place
    WORD_BLOCK = 2, // the message is refused
    WORD_FLAG = 3,  // the message is marked for the company's eyes
};

// Where customers write to people who are there.
static inline bool channel_has_word_rules(enum channel channel)
{
    return channel == CHANNEL_CHAT || channel == CHANNEL_WEB_PORTAL;
}

enum { WORD_RULES_MAX = 5000 }; // of a tenant

struct word_rule {
    int64_t row;
    struct view id;
    struct view word; // folded (codec/word_match.h)
    bool is_part;     // also inside longer words
    enum word_action action;
    int64_t created_us;
};

enum word_rule_outcome {
    WORD_RULE_OK = 0,
    WORD_RULE_NONE = 1,
    WORD_RULE_BAD_WORD, // nothing is left of it folded, or more than WORD_MAX bytes
    WORD_RULE_TOO_MANY,
};

// `word` as somebody wrote it; one that has a rule gets this one in its place. Texts of *ret lie in the
// transaction's memory. The audit log notes it, and loops compile anew.
int word_rule_put(struct tx *tx, const struct actor *actor, const struct word_rule *given,
                  struct word_rule *ret);
int word_rule_remove(struct tx *tx, const struct actor *actor, struct view id);

// In order of rows, behind *cursor (0 at the start), which it moves. As key_walk.
int word_rule_walk(struct db *db, int64_t tenant, int64_t *cursor, int limit, struct arena *arena,
                   int (*each)(void *ctx, const struct word_rule *rule), void *ctx);

void word_rule_write(struct json_writer *w, const struct word_rule *rule);

// All rules of the tenant as a table; NULL in *ret when there are none. 0 or negative.
int word_rules_compile(struct db *db, int64_t tenant, struct word_table **ret);

struct heard {
    struct view content; // with stars; in the arena if it is not as it was said
    bool is_refused, is_flagged;
};

// What the rules do about something said. 0, or negative without memory.
int word_rules_hear(const struct word_table *table, struct view content, struct arena *arena,
                    struct heard *ret);
