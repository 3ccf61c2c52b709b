// SPDX-License-Identifier: Apache-2.0
#include "hub/word_rule.h"
#include "base/error.h"
#include "base/id.h"
#include "hub/audit.h"
#include "hub/row.h"
#include <errno.h>
#include <stdlib.h>

// ---- rows

static void read_rule(struct row *row, struct word_rule *ret)
{
    *ret = (struct word_rule){.row = row_int(row)};
    ret->id = row_text(row);
    ret->word = row_text(row);
    ret->is_part = row_int(row) != 0;
    ret->action = (enum word_action)row_int(row);
    ret->created_us = row_int(row);
}

static int load(struct query *q, struct arena *arena, struct word_rule *ret)
{
    int r = query_step(q);
    if (r == QUERY_ROW) {
        struct row row = {.query = q, .arena = arena};
        read_rule(&row, ret);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? WORD_RULE_OK : WORD_RULE_NONE;
}

static int find(struct tx *tx, enum statement statement, struct view text, struct word_rule *ret)
{
    struct query q = query_begin(tx->db, statement, tx->tenant);
    query_bind_text(&q, text);
    return load(&q, &tx->batch->arena, ret);
}

int word_rule_walk(struct db *db, int64_t tenant, int64_t *cursor, int limit, struct arena *arena,
                   int (*each)(void *ctx, const struct word_rule *rule), void *ctx)
{
    struct query q = query_begin(db, SQL_WORD_RULES, tenant);
    query_bind(&q, *cursor);
    query_bind(&q, limit);
    int r = 0, end = 0;
    while (end == 0 && (r = query_step(&q)) == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        struct word_rule rule;
        read_rule(&row, &rule);
        end = row.failed ? -ENOMEM : each(ctx, &rule);
        *cursor = rule.row;
        arena_reset(arena);
    }
    query_end(&q);
    if (end != 0)
        r = end;
    return r < 0 ? error_trace(r) : 0;
}

// ---- changing

static int note(struct tx *tx, const struct actor *actor, struct view action, struct view id)
{
    int r = audit_write(
        tx, actor, &(struct audit_entry){.action = action, .object = VIEW("word_rule"), .object_id = id});
    if (r < 0)
        return error_trace(r);
    return tx_announce(tx, &(struct event){.position = tx_next_position(tx),
                                           .audience = AUDIENCE_INTERNAL,
                                           .kind = EVENT_RULE_CHANGE});
}

// WORD_RULE_OK when there is room for this word.
static int check_room(struct tx *tx, struct view word)
{
    struct word_rule known;
    int r = find(tx, SQL_WORD_RULE_BY_WORD, word, &known);
    if (r != WORD_RULE_NONE)
        return r;
    struct query q = query_begin(tx->db, SQL_WORD_RULES_FULL, tx->tenant);
    query_bind(&q, WORD_RULES_MAX - 1);
    r = load(&q, &tx->batch->arena, &known);
    return r < 0 ? r : r == WORD_RULE_OK ? WORD_RULE_TOO_MANY : WORD_RULE_OK;
}

static int put(struct tx *tx, const struct word_rule *rule)
{
    char id[ID_SIZE + 1];
    id_make(id, tx->now_us, tx->random);
    struct query q = query_begin(tx->db, SQL_WORD_RULE_PUT, tx->tenant);
    query_bind_text(&q, view_make(id, ID_SIZE));
    query_bind_text(&q, rule->word);
    query_bind(&q, rule->is_part);
    query_bind(&q, rule->action);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

int word_rule_put(struct tx *tx, const struct actor *actor, const struct word_rule *given,
                  struct word_rule *ret)
{
    struct word_rule rule = *given;
    char *folded = tx_alloc(tx, given->word.size + 1);
    if (folded == NULL)
        return error_trace(-ENOMEM);
    rule.word = view_make(folded, word_fold(given->word, folded));
    if (rule.word.size == 0 || rule.word.size > WORD_MAX)
        return WORD_RULE_BAD_WORD;
    int r = check_room(tx, rule.word);
    if (r == WORD_RULE_OK)
        r = put(tx, &rule);
    if (r != 0)
        return r;
    r = find(tx, SQL_WORD_RULE_BY_WORD, rule.word, &rule);
    if (r == WORD_RULE_OK)
        r = note(tx, actor, VIEW("word_rule.put"), rule.id);
    if (r == 0)
        *ret = rule;
    return error_fold(r);
}

int word_rule_remove(struct tx *tx, const struct actor *actor, struct view id)
{
    struct word_rule rule;
    int r = find(tx, SQL_WORD_RULE_BY_ID, id, &rule);
    if (r != WORD_RULE_OK)
        return r;
    struct query q = query_begin(tx->db, SQL_WORD_RULE_DELETE, tx->tenant);
    query_bind(&q, rule.row);
    r = query_run(&q, NULL);
    return r < 0 ? error_trace(r) : note(tx, actor, VIEW("word_rule.remove"), rule.id);
}

// ---- text

static struct view action_name(enum word_action action)
{
    switch (action) {
    case WORD_MASK:
        return VIEW("mask");
    case WORD_BLOCK:
        return VIEW("block");
    case WORD_FLAG:
        return VIEW("flag");
    }
    return VIEW("unknown");
}

void word_rule_write(struct json_writer *w, const struct word_rule *rule)
{
    json_begin_object(w);
    json_key(w, VIEW("id"));
    json_string(w, rule->id);
    json_key(w, VIEW("word"));
    json_string(w, rule->word);
    json_key(w, VIEW("part"));
    json_bool(w, rule->is_part);
    json_key(w, VIEW("action"));
    json_string(w, action_name(rule->action));
    json_key(w, VIEW("created_at"));
    json_time(w, rule->created_us);
    json_end_object(w);
}
