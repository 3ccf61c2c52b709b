// SPDX-License-Identifier: Apache-2.0
#include "hub/skill.h"
#include "base/error.h"
#include "base/id.h"
#include "hub/audit.h"
#include "hub/row.h"
#include <errno.h>

static void read_skill(struct row *row, struct skill *s)
{
    *s = (struct skill){.row = row_int(row)};
    s->id = row_text(row);
    s->name = row_text(row);
    s->description = row_text(row);
    s->version = row_int(row);
    s->created_us = row_int(row);
    s->updated_us = row_int(row);
}

int skill_find(struct db *db, int64_t tenant, struct view id, struct arena *arena, struct skill *ret)
{
    struct query q = query_begin(db, SQL_SKILL_BY_ID, tenant);
    query_bind_text(&q, id);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        read_skill(&row, ret);
        if (row.failed)
            r = -ENOMEM;
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? SKILL_OK : SKILL_NONE;
}

int skill_walk(struct db *db, int64_t tenant, int64_t *cursor, int limit, struct arena *arena,
               int (*each)(void *ctx, const struct skill *skill), void *ctx)
{
    struct query q = query_begin(db, SQL_SKILLS, tenant);
    query_bind(&q, *cursor);
    query_bind(&q, limit);
    int r = 0, end = 0;
    while (end == 0 && (r = query_step(&q)) == QUERY_ROW) {
        struct row row = {.query = &q, .arena = arena};
        struct skill s;
        read_skill(&row, &s);
        end = row.failed ? -ENOMEM : each(ctx, &s);
        *cursor = s.row;
        arena_reset(arena);
    }
    query_end(&q);
    if (end != 0)
        r = end;
    return r < 0 ? error_trace(r) : 0;
}

static int audit(struct tx *tx, const struct actor *actor, struct view action, struct view id)
{
    return audit_write(tx, actor,
                       &(struct audit_entry){.action = action, .object = VIEW("skill"), .object_id = id});
}

int skill_create(struct tx *tx, const struct actor *actor, struct view id, const struct skill_change *first,
                 struct skill *ret)
{
    char made[ID_SIZE + 1];
    int64_t row;
    if (id.data == NULL) {
        id_make(made, tx->now_us, tx->random);
        id = view_make(made, ID_SIZE);
    }
    struct query q = query_begin(tx->db, SQL_SKILL_INSERT, tx->tenant);
    query_bind_text(&q, id);
    query_bind_text(&q, first->name.data != NULL ? first->name : id);
    query_bind_text(&q, first->description);
    query_bind(&q, tx->now_us);
    int r = query_insert(&q, &row);
    if (r != QUERY_ROW)
        return r < 0 ? error_trace(r) : SKILL_ID_TAKEN;
    r = audit(tx, actor, VIEW("skill.create"), id);
    return r < 0 ? r : skill_find(tx->db, tx->tenant, id, &tx->batch->arena, ret);
}

int skill_change(struct tx *tx, const struct actor *actor, const struct skill *skill,
                 const struct skill_change *change)
{
    struct query q = query_begin(tx->db, SQL_SKILL_STORE, tx->tenant);
    query_bind(&q, skill->row);
    query_bind_text(&q, change->name.data != NULL ? change->name : skill->name);
    query_bind_text(&q, change->description.data != NULL ? change->description : skill->description);
    query_bind(&q, tx->now_us);
    int r = query_run(&q, NULL);
    return r < 0 ? error_trace(r) : audit(tx, actor, VIEW("skill.change"), skill->id);
}

int skill_delete(struct tx *tx, const struct actor *actor, const struct skill *skill)
{
    struct query q = query_begin(tx->db, SQL_SKILL_DELETE, tx->tenant);
    query_bind(&q, skill->row);
    int r = query_run(&q, NULL);
    return r < 0 ? error_trace(r) : audit(tx, actor, VIEW("skill.delete"), skill->id);
}

void skill_write(struct json_writer *w, const struct skill *s)
{
    json_begin_object(w);
    json_key(w, VIEW("id"));
    json_string(w, s->id);
    json_key(w, VIEW("name"));
    json_string(w, s->name);
    json_key(w, VIEW("description"));
    json_string_or_null(w, s->description);
    json_key(w, VIEW("version"));
    json_integer(w, s->version);
    json_key(w, VIEW("created_at"));
    json_time(w, s->created_us);
    json_key(w, VIEW("updated_at"));
    json_time(w, s->updated_us);
    json_end_object(w);
}
