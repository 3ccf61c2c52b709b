// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/auth.h"
#include "api/cursor.h"
#include "api/etag.h"
#include "api/handlers.h"
#include "api/row_page.h"
#include "base/error.h"
#include "hub/agent_change.h"
#include <errno.h>

struct agent_whole {
    struct agent agent;
    struct view queues; // JSON array of ids
};

static int refuse(struct call *call, int outcome)
{
    switch ((enum agent_outcome)outcome) {
    case AGENT_OK:
        return 0;
    case AGENT_NONE:
        return call_refuse(call, 404, VIEW("agent.not_found"), VIEW("there is no agent of this id"));
    case AGENT_ID_TAKEN:
        return call_refuse(call, 409, VIEW("agent.id_taken"),
                           VIEW("there is, or was, an agent of this id already"));
    case AGENT_EMAIL_TAKEN:
        return call_refuse(call, 409, VIEW("agent.email_taken"),
                           VIEW("another agent has this e-mail address"));
    case AGENT_BAD_EMAIL:
        return call_blame(call, VIEW("/email"),
                          call_refuse(call, 422, VIEW("agent.bad_email"), VIEW("this is no e-mail address")));
    case AGENT_NO_QUEUE:
        return call_blame(
            call, VIEW("/queues"),
            call_refuse(call, 422, VIEW("queue.not_found"), VIEW("one of the queues does not exist")));
    case AGENT_NO_SKILL:
        return call_blame(
            call, VIEW("/skills"),
            call_refuse(call, 422, VIEW("skill.not_found"), VIEW("one of the skills does not exist")));
    case AGENT_IS_SELF:
        return call_refuse(
            call, 409, VIEW("agent.is_self"),
            VIEW("nobody takes away their own role, address or themselves; another administrator can"));
    case AGENT_CROWDED:
        return call_refuse(call, 429, VIEW("jobs.too_many"), VIEW("too many jobs of this tenant are open"));
    }
    return -ENOTRECOVERABLE;
}

static int need(struct db *db, struct call *call, struct view id, struct agent *ret)
{
    int r = agent_find(db, call->principal.tenant, id, call_arena(call), ret);
    return r <= 0 ? r : refuse(call, r);
}

// ---- reading

struct agent_page {
    struct row_page page;
    struct snapshot *snapshot;
    struct arena *arena;
};

static int write_agent(void *ctx, const struct agent *agent)
{
    struct agent_page *p = ctx;
    struct view queues;
    int r = agent_queues_load(p->snapshot->db, p->snapshot->tenant, agent->row, p->arena, &queues);
    if (r < 0)
        return r;
    agent_write_open(p->page.w, agent, queues);
    json_end_object(p->page.w);
    return row_page_count(&p->page);
}

int agent_list_rows(const struct call *call)
{
    return 2 * (int)((const struct agent_list_args *)call->args)->limit; // and their queues
}

int agent_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct agent_list_args *args = call->args;
    struct arena rows;
    struct agent_page p = {.snapshot = snapshot, .arena = &rows};
    int64_t cursor;
    if (!cursor_row(args->cursor, 0, &cursor))
        return cursor_refuse(call);
    arena_init(&rows, 4096, 1 << 20);
    row_page_begin(&p.page, w, VIEW("agents"), args->limit);
    int r = agent_walk(snapshot->db, snapshot->tenant, &cursor, (int)args->limit, &rows, write_agent, &p);
    row_page_end(&p.page, call, cursor, snapshot->position);
    arena_free(&rows);
    return r;
}

int agent_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct agent_get_args *args = call->args;
    struct agent agent;
    struct view queues;
    int r = need(snapshot->db, call, args->id, &agent);
    if (r == 0)
        r = agent_queues_load(snapshot->db, snapshot->tenant, agent.row, call_arena(call), &queues);
    if (r != 0)
        return r;
    call_etag(call, agent.version);
    agent_write_open(w, &agent, queues);
    json_end_object(w);
    return 0;
}

// ---- changing

static int keep(struct tx *tx, struct call *call, int64_t row)
{
    struct agent_whole *whole = arena_zalloc(call_arena(call), sizeof(*whole));
    if (whole == NULL)
        return -ENOMEM;
    int r = agent_load(tx->db, tx->tenant, row, call_arena(call), &whole->agent);
    if (r == AGENT_OK)
        r = agent_queues_load(tx->db, tx->tenant, row, call_arena(call), &whole->queues);
    if (r != 0)
        return error_fold(r);
    call->result = whole;
    call_etag(call, whole->agent.version);
    return 0;
}

void agent_render(struct call *call, struct json_writer *w)
{
    const struct agent_whole *whole = call->result;
    agent_write_open(w, &whole->agent, whole->queues);
    json_end_object(w);
}

int agent_create_prepare(struct snapshot *snapshot, struct call *call)
{
    const struct agent_create_args *args = call->args;
    (void)snapshot;
    if (args->password.data == NULL)
        return 0;
    int r = auth_check_password(call, VIEW("/password"), args->password, args->email);
    struct auth_thought *thought = r == 0 ? auth_think(call) : NULL;
    if (thought == NULL)
        return 1;
    thought->chosen = args->password;
    return 0;
}

int agent_create_decide(struct tx *tx, struct call *call)
{
    const struct agent_create_args *args = call->args;
    const struct auth_thought *thought = call->thinking;
    struct agent agent;
    int r = agent_create(
        tx, &call->principal.actor, args->id,
        &(struct agent_change){.name = args->name,
                               .email = args->email,
                               .password = thought == NULL ? (struct view){0} : view_from(thought->hash),
                               .has_role = args->has_role,
                               .role = (enum access_scope)args->role,
                               .has_capacity = args->has_capacity,
                               .capacity = (int)args->capacity,
                               .has_queues = args->queues.data != NULL,
                               .queues = args->queues_items,
                               .queue_count = args->queues_count,
                               .has_skills = args->skills.data != NULL,
                               .skills = args->skills_items,
                               .skill_count = args->skills_count},
        &agent);
    if (r != AGENT_OK)
        return r < 0 ? r : refuse(call, r);
    call->status = 201;
    return keep(tx, call, agent.row);
}

int agent_change_decide(struct tx *tx, struct call *call)
{
    const struct agent_change_args *args = call->args;
    struct agent agent;
    int r = need(tx->db, call, args->id, &agent);
    if (r == 0)
        r = call_need_match(call, agent.version);
    if (r != 0)
        return r;
    r = agent_change(tx, &call->principal.actor, &agent,
                     &(struct agent_change){.name = args->name,
                                            .email = args->email,
                                            .has_role = args->has_role,
                                            .role = (enum access_scope)args->role,
                                            .has_capacity = args->has_capacity,
                                            .capacity = (int)args->capacity,
                                            .has_queues = args->queues.data != NULL,
                                            .queues = args->queues_items,
                                            .queue_count = args->queues_count,
                                            .has_skills = args->skills.data != NULL,
                                            .skills = args->skills_items,
                                            .skill_count = args->skills_count,
                                            .has_disabled = args->has_disabled,
                                            .disabled = args->disabled});
    if (r != AGENT_OK)
        return r < 0 ? r : refuse(call, r);
    return keep(tx, call, agent.row);
}

int agent_delete_decide(struct tx *tx, struct call *call)
{
    const struct agent_delete_args *args = call->args;
    struct agent agent;
    int r = need(tx->db, call, args->id, &agent);
    if (r == 0)
        r = call_need_match(call, agent.version);
    if (r != 0)
        return r;
    r = agent_delete(tx, &call->principal.actor, &agent);
    return r <= 0 ? r : refuse(call, r);
}

int agent_status_decide(struct tx *tx, struct call *call)
{
    const struct agent_status_args *args = call->args;
    const struct principal *p = &call->principal;
    struct agent agent;
    int r = need(tx->db, call, args->id, &agent);
    if (r != 0)
        return r;
    if (!access_sees_all(p->view) && p->actor.agent != agent.row)
        return call_refuse(call, 403, VIEW("agent.not_self"),
                           VIEW("only supervisors say it of somebody else"));
    r = agent_set_status(tx, &agent, args->status);
    return r < 0 ? r : keep(tx, call, agent.row);
}
