// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/etag.h"
#include "api/handlers.h"
#include "api/row_page.h"
#include "base/error.h"
#include "hub/skill.h"
#include <errno.h>

static int refuse(struct call *call, int outcome)
{
    switch ((enum skill_outcome)outcome) {
    case SKILL_OK:
        return 0;
    case SKILL_NONE:
        return call_refuse(call, 404, VIEW("skill.not_found"), VIEW("there is no skill of this id"));
    case SKILL_ID_TAKEN:
        return call_refuse(call, 409, VIEW("skill.id_taken"), VIEW("there is a skill of this id already"));
    }
    return -ENOTRECOVERABLE;
}

static int need(struct db *db, struct call *call, struct view id, struct skill *ret)
{
    int r = skill_find(db, call->principal.tenant, id, call_arena(call), ret);
    return r <= 0 ? r : refuse(call, r);
}

static int write_skill(void *ctx, const struct skill *skill)
{
    struct row_page *page = ctx;
    skill_write(page->w, skill);
    return row_page_count(page);
}

int skill_list_rows(const struct call *call)
{
    return (int)((const struct skill_list_args *)call->args)->limit;
}

int skill_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct skill_list_args *args = call->args;
    struct row_page page;
    struct arena rows;
    int64_t cursor;
    if (!cursor_row(args->cursor, 0, &cursor))
        return cursor_refuse(call);
    arena_init(&rows, 4096, 1 << 20);
    row_page_begin(&page, w, VIEW("skills"), args->limit);
    int r = skill_walk(snapshot->db, snapshot->tenant, &cursor, (int)args->limit, &rows, write_skill, &page);
    row_page_end(&page, call, cursor, snapshot->position);
    arena_free(&rows);
    return r;
}

int skill_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct skill_get_args *args = call->args;
    struct skill skill;
    int r = need(snapshot->db, call, args->id, &skill);
    if (r != 0)
        return r;
    call_etag(call, skill.version);
    skill_write(w, &skill);
    return 0;
}

static int keep(struct tx *tx, struct call *call, struct view id)
{
    struct skill *skill = arena_zalloc(call_arena(call), sizeof(*skill));
    if (skill == NULL)
        return -ENOMEM;
    int r = skill_find(tx->db, tx->tenant, id, call_arena(call), skill);
    if (r != SKILL_OK)
        return error_fold(r);
    call->result = skill;
    call_etag(call, skill->version);
    return 0;
}

void skill_render(struct call *call, struct json_writer *w)
{
    skill_write(w, call->result);
}

int skill_create_decide(struct tx *tx, struct call *call)
{
    const struct skill_create_args *args = call->args;
    struct skill skill;
    int r =
        skill_create(tx, &call->principal.actor, args->id,
                     &(struct skill_change){.name = args->name, .description = args->description}, &skill);
    if (r != SKILL_OK)
        return r < 0 ? r : refuse(call, r);
    call->status = 201;
    return keep(tx, call, skill.id);
}

int skill_change_decide(struct tx *tx, struct call *call)
{
    const struct skill_change_args *args = call->args;
    struct skill skill;
    int r = need(tx->db, call, args->id, &skill);
    if (r == 0)
        r = call_need_match(call, skill.version);
    if (r != 0)
        return r;
    r = skill_change(tx, &call->principal.actor, &skill,
                     &(struct skill_change){.name = args->name, .description = args->description});
    return r < 0 ? r : keep(tx, call, skill.id);
}

int skill_delete_decide(struct tx *tx, struct call *call)
{
    const struct skill_delete_args *args = call->args;
    struct skill skill;
    int r = need(tx->db, call, args->id, &skill);
    if (r == 0)
        r = call_need_match(call, skill.version);
    return r != 0 ? r : skill_delete(tx, &call->principal.actor, &skill);
}
