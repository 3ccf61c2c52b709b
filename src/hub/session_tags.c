// SPDX-License-Identifier: Apache-2.0
#include "hub/session_tags.h"
#include "base/error.h"
#include "hub/tag.h"

static int read_list(struct tx *tx, struct view json, struct tag_list *ret)
{
    switch ((enum tag_list_outcome)tag_list_read(&tx->batch->arena, json, ret)) {
    case TAG_LIST_OK:
        return SESSION_ACT_OK;
    case TAG_LIST_INVALID:
        return SESSION_ACT_BAD_TAG;
    case TAG_LIST_TOO_MANY:
        return SESSION_ACT_TOO_MANY_TAGS;
    }
    return SESSION_ACT_BAD_TAG;
}

static void subtract(struct tag_list *list, const struct tag_list *less)
{
    int kept = 0;
    for (int i = 0; i < list->count; i++)
        if (!tag_list_has(less, list->names[i]))
            list->names[kept++] = list->names[i];
    list->count = kept;
}

// What the session's tags become.
static int make_list(struct tx *tx, struct view stored, const struct session_tagging *t, struct tag_list *ret)
{
    struct tag_list remove, more;
    struct arena *arena = &tx->batch->arena;
    struct view base = t->tags.data != NULL ? t->tags : stored, text;
    int r = read_list(tx, base, ret);
    if (r == 0)
        r = read_list(tx, t->remove, &remove);
    if (r == 0)
        r = read_list(tx, t->add, &more);
    if (r != 0)
        return r;
    subtract(ret, &remove);
    r = tag_list_write(arena, ret, &text);
    if (r == 0 && more.count > 0)
        r = tag_list_unite(arena, &text, t->add);
    if (r == 0)
        r = read_list(tx, text, ret);
    for (int i = 0; r == 0 && i < more.count; i++)
        if (!tag_list_has(ret, more.names[i]))
            r = SESSION_ACT_TOO_MANY_TAGS; // there was no room for it
    return r;
}

static int add_row(struct tx *tx, const struct session *s, struct view name)
{
    int64_t tag;
    int r = tag_need(tx, name, &tag);
    if (r != 0)
        return error_fold(r);
    struct query q = query_begin(tx->db, SQL_SESSION_TAG_INSERT, tx->tenant);
    query_bind(&q, tag);
    query_bind(&q, s->row);
    query_bind(&q, s->is_open);
    query_bind(&q, s->activity_position);
    return query_run(&q, NULL);
}

static int remove_row(struct tx *tx, const struct session *s, struct view name)
{
    int64_t tag;
    int r = tag_find(tx->db, tx->tenant, name, &tag);
    if (r != TAG_OK)
        return error_fold(r);
    struct query q = query_begin(tx->db, SQL_SESSION_TAG_DELETE, tx->tenant);
    query_bind(&q, s->row);
    query_bind(&q, tag);
    return query_run(&q, NULL);
}

static int move_rows(struct tx *tx, const struct session *s, const struct tag_list *before,
                     const struct tag_list *now)
{
    int r = 0;
    for (int i = 0; r == 0 && i < before->count; i++)
        if (!tag_list_has(now, before->names[i]))
            r = remove_row(tx, s, before->names[i]);
    for (int i = 0; r == 0 && i < now->count; i++)
        if (!tag_list_has(before, now->names[i]))
            r = add_row(tx, s, now->names[i]);
    return error_trace(r);
}

int session_retag(struct tx *tx, struct session_change *change, const struct session_tagging *tagging)
{
    struct session *s = &change->now;
    struct tag_list before, now;
    int r = read_list(tx, s->tags, &before);
    if (r != 0)
        return error_fold(r);
    r = make_list(tx, s->tags, tagging, &now);
    if (r == 0)
        r = move_rows(tx, s, &before, &now);
    if (r == 0)
        r = tag_list_write(&tx->batch->arena, &now, &s->tags);
    s->has_tags = s->tags.data != NULL;
    return r < 0 ? error_trace(r) : r;
}
