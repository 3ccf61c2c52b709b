// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/handlers.h"
#include "api/row_page.h"
#include "hub/word_rule.h"
#include <errno.h>

static int refuse(struct call *call, int outcome)
{
    switch ((enum word_rule_outcome)outcome) {
    case WORD_RULE_OK:
        return 0;
    case WORD_RULE_NONE:
        return call_refuse(call, 404, VIEW("word_rule.not_found"), VIEW("there is no word rule of this id"));
    case WORD_RULE_BAD_WORD:
        return call_blame(
            call, VIEW("/word"),
            call_refuse(call, 422, VIEW("word_rule.bad_word"),
                        VIEW("nothing is left of the word when it is folded, or over 64 bytes")));
    case WORD_RULE_TOO_MANY:
        return call_refuse(call, 409, VIEW("word_rule.too_many"), VIEW("there are 5,000 rules already"));
    }
    return -ENOTRECOVERABLE;
}

static int write_rule(void *ctx, const struct word_rule *rule)
{
    struct row_page *page = ctx;
    word_rule_write(page->w, rule);
    return row_page_count(page);
}

int word_rule_list_rows(const struct call *call)
{
    return (int)((const struct word_rule_list_args *)call->args)->limit;
}

int word_rule_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct word_rule_list_args *args = call->args;
    struct row_page page;
    struct arena rows;
    int64_t cursor;
    if (!cursor_row(args->cursor, 0, &cursor))
        return cursor_refuse(call);
    arena_init(&rows, 4096, 1 << 20);
    row_page_begin(&page, w, VIEW("rules"), args->limit);
    int r =
        word_rule_walk(snapshot->db, snapshot->tenant, &cursor, (int)args->limit, &rows, write_rule, &page);
    row_page_end(&page, call, cursor, snapshot->position);
    arena_free(&rows);
    return r;
}

static enum word_action action_of(enum word_rule_put_action action)
{
    switch (action) {
    case WORD_RULE_PUT_ACTION_MASK:
        return WORD_MASK;
    case WORD_RULE_PUT_ACTION_BLOCK:
        return WORD_BLOCK;
    case WORD_RULE_PUT_ACTION_FLAG:
        return WORD_FLAG;
    }
    return WORD_FLAG;
}

int word_rule_put_decide(struct tx *tx, struct call *call)
{
    const struct word_rule_put_args *args = call->args;
    struct word_rule rule, *kept = arena_zalloc(call_arena(call), sizeof(*kept));
    if (kept == NULL)
        return -ENOMEM;
    int r = word_rule_put(
        tx, &call->principal.actor,
        &(struct word_rule){.word = args->word, .is_part = args->part, .action = action_of(args->action)},
        &rule);
    if (r != WORD_RULE_OK)
        return r < 0 ? r : refuse(call, r);
    *kept = rule;
    if (!call_copy(call, rule.id, &kept->id) || !call_copy(call, rule.word, &kept->word))
        return -ENOMEM;
    call->result = kept;
    call->status = 201;
    return 0;
}

void word_rule_render(struct call *call, struct json_writer *w)
{
    word_rule_write(w, call->result);
}

int word_rule_delete_decide(struct tx *tx, struct call *call)
{
    const struct word_rule_delete_args *args = call->args;
    int r = word_rule_remove(tx, &call->principal.actor, args->id);
    return r <= 0 ? r : refuse(call, r);
}
