// SPDX-License-Identifier: Apache-2.0
#include "hub/agent_change.h"
#include "base/error.h"
#include "base/id.h"
#include "hub/audit.h"
#include "hub/credential.h"
#include "hub/identity.h"
#include "hub/queue.h"
#include "hub/skill.h"
#include <errno.h>
#include <stdio.h>

enum { CAPACITY = 10, SKILLS_TEXT_MAX = 16 << 10 };

static int audit(struct tx *tx, const struct actor *actor, struct view action, struct view id)
{
    return audit_write(tx, actor,
                       &(struct audit_entry){.action = action, .object = VIEW("agent"), .object_id = id});
}

// ---- parts of a change

// The address in the form in which it is compared, if nobody else of the tenant has it.
static int take_email(struct tx *tx, struct agent *agent, struct view email)
{
    char address[IDENTITY_ADDRESS_MAX + 1];
    if (email.data == NULL)
        return AGENT_OK;
    agent->email = (struct view){0};
    if (email.size == 0)
        return AGENT_OK;
    if (!identity_normalise(&(struct identity_given){.kind = IDENTITY_EMAIL, .address = email}, address))
        return AGENT_BAD_EMAIL;
    struct query q = query_begin(tx->db, SQL_AGENT_BY_EMAIL, tx->tenant);
    query_bind_text(&q, view_from(address));
    int r = query_step(&q);
    bool is_taken = r == QUERY_ROW && query_int(&q, 0) != agent->row;
    query_end(&q);
    if (r < 0 || is_taken)
        return r < 0 ? error_trace(r) : AGENT_EMAIL_TAKEN;
    return tx_copy(tx, view_from(address), &agent->email) ? AGENT_OK : error_trace(-ENOMEM);
}

static int take_skills(struct tx *tx, struct agent *agent, const struct agent_change *change)
{
    struct skill skill;
    if (!change->has_skills)
        return AGENT_OK;
    char *text = tx_alloc(tx, SKILLS_TEXT_MAX);
    if (text == NULL)
        return error_trace(-ENOMEM);
    struct buffer out = buffer_fixed(text, SKILLS_TEXT_MAX);
    struct json_writer w = json_writer(&out);
    json_begin_array(&w);
    for (size_t i = 0; i < change->skill_count; i++) {
        int r = skill_find(tx->db, tx->tenant, change->skills[i], &tx->batch->arena, &skill);
        if (r != SKILL_OK)
            return r < 0 ? r : AGENT_NO_SKILL;
        json_string(&w, change->skills[i]);
    }
    json_end_array(&w);
    agent->skills = buffer_view(&out);
    return out.failed ? error_trace(-E2BIG) : AGENT_OK;
}

static int clear_queues(struct tx *tx, const struct agent *agent)
{
    struct query q = query_begin(tx->db, SQL_AGENT_QUEUE_CLEAR, tx->tenant);
    query_bind(&q, agent->row);
    return error_trace(query_run(&q, NULL));
}

static int set_queues(struct tx *tx, const struct agent *agent, const struct agent_change *change)
{
    struct queue queue;
    if (!change->has_queues)
        return AGENT_OK;
    int r = clear_queues(tx, agent);
    for (size_t i = 0; i < change->queue_count && r == 0; i++) {
        r = queue_find(tx->db, tx->tenant, change->queues[i], &tx->batch->arena, &queue);
        if (r != QUEUE_OK)
            return r < 0 ? r : AGENT_NO_QUEUE;
        struct query q = query_begin(tx->db, SQL_AGENT_QUEUE_INSERT, tx->tenant);
        query_bind(&q, agent->row);
        query_bind(&q, queue.row);
        r = query_run(&q, NULL);
    }
    return error_trace(r);
}

static int set_password(struct tx *tx, const struct agent *agent, struct view password)
{
    struct query q = query_begin(tx->db, SQL_AGENT_SET_PASSWORD, tx->tenant);
    query_bind(&q, agent->row);
    query_bind_text(&q, password);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

static int store(struct tx *tx, const struct agent *a)
{
    struct query q = query_begin(tx->db, SQL_AGENT_STORE, tx->tenant);
    query_bind(&q, a->row);
    query_bind_text(&q, a->name);
    query_bind_text(&q, a->email);
    query_bind(&q, a->role);
    query_bind(&q, a->capacity);
    query_bind_text(&q, a->skills);
    query_bind_or_null(&q, a->disabled_us);
    query_bind_or_null(&q, a->deleted_us);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

// Everything that a change says, onto the row.
static int apply(struct tx *tx, struct agent *a, const struct agent_change *change)
{
    if (change->name.data != NULL)
        a->name = change->name;
    if (change->has_role)
        a->role = change->role;
    if (change->has_capacity)
        a->capacity = change->capacity;
    if (change->has_disabled)
        a->disabled_us = !change->disabled ? 0 : a->disabled_us != 0 ? a->disabled_us : tx->now_us;
    int r = take_email(tx, a, change->email);
    if (r == AGENT_OK)
        r = take_skills(tx, a, change);
    if (r == AGENT_OK)
        r = store(tx, a);
    if (r == AGENT_OK)
        r = set_queues(tx, a, change);
    if (r == AGENT_OK && change->password.data != NULL)
        r = set_password(tx, a, change->password);
    return r;
}

// ---- the three of them

static int insert(struct tx *tx, struct view id, const struct agent_change *first, int64_t *ret_row)
{
    struct query q = query_begin(tx->db, SQL_AGENT_INSERT, tx->tenant);
    query_bind_text(&q, id);
    query_bind_text(&q, first->name.data != NULL ? first->name : id);
    query_bind(&q, first->has_role ? first->role : ACCESS_AGENT);
    query_bind(&q, first->has_capacity ? first->capacity : CAPACITY);
    query_bind(&q, tx->now_us);
    int r = query_insert(&q, ret_row);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? AGENT_OK : AGENT_ID_TAKEN;
}

int agent_create(struct tx *tx, const struct actor *actor, struct view id, const struct agent_change *first,
                 struct agent *ret)
{
    char made[ID_SIZE + 1];
    struct agent agent;
    int64_t row;
    if (id.data == NULL) {
        id_make(made, tx->now_us, tx->random);
        id = view_make(made, ID_SIZE);
    }
    int r = insert(tx, id, first, &row);
    if (r == AGENT_OK)
        r = agent_load(tx->db, tx->tenant, row, &tx->batch->arena, &agent);
    if (r == AGENT_OK)
        r = apply(tx, &agent, first);
    if (r == AGENT_OK)
        r = audit(tx, actor, VIEW("agent.create"), id);
    // An administrator who can log in closes the hub to those who show nothing.
    if (r == AGENT_OK && first->password.data != NULL)
        r = credential_changed(tx);
    return r != AGENT_OK ? r : agent_load(tx->db, tx->tenant, row, &tx->batch->arena, ret);
}

static int drop_logins(struct tx *tx, const struct agent *agent)
{
    struct query q = query_begin(tx->db, SQL_LOGIN_DELETE_OF_AGENT, tx->tenant);
    query_bind(&q, agent->row);
    return error_trace(query_run(&q, NULL));
}

static bool is_self(const struct actor *actor, const struct agent *agent)
{
    return actor->kind == ACTOR_AGENT && actor->agent == agent->row;
}

int agent_change(struct tx *tx, const struct actor *actor, const struct agent *agent,
                 const struct agent_change *change)
{
    struct agent now = *agent;
    bool loses = (change->has_role && change->role < agent->role) ||
                 (change->has_disabled && change->disabled) ||
                 (change->email.data != NULL && change->email.size == 0);
    if (is_self(actor, agent) && loses)
        return AGENT_IS_SELF;
    int r = apply(tx, &now, change);
    bool may_other = (now.email.data == NULL) != (agent->email.data == NULL) || now.role != agent->role ||
                     (now.disabled_us != 0) != (agent->disabled_us != 0) || change->has_queues ||
                     change->password.data != NULL;
    // Who is let in again begins anew, and so does who lost a password to somebody.
    if (r == AGENT_OK && (change->password.data != NULL || now.disabled_us != 0))
        r = drop_logins(tx, agent);
    if (r == AGENT_OK)
        r = audit(tx, actor, VIEW("agent.change"), agent->id);
    if (r == AGENT_OK && may_other)
        r = credential_changed(tx);
    return r;
}

int agent_set_status(struct tx *tx, const struct agent *agent, enum agent_status status)
{
    struct query q = query_begin(tx->db, SQL_AGENT_SET_STATUS, tx->tenant);
    query_bind(&q, agent->row);
    query_bind(&q, status);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

static int give_sessions_back(struct tx *tx, const struct agent *agent)
{
    struct view id;
    int r = job_start(tx, &(struct job_new){.kind = JOB_AGENT_LEAVES, .ref = agent->row}, &id);
    return r == JOB_CROWDED ? AGENT_CROWDED : error_fold(r);
}

int agent_delete(struct tx *tx, const struct actor *actor, const struct agent *agent)
{
    struct agent now = *agent;
    if (is_self(actor, agent))
        return AGENT_IS_SELF;
    now.email = (struct view){0};
    now.deleted_us = tx->now_us;
    int r = store(tx, &now);
    if (r == 0)
        r = set_password(tx, agent, (struct view){0});
    if (r == 0)
        r = agent_set_status(tx, agent, AGENT_OFFLINE);
    if (r == 0)
        r = clear_queues(tx, agent);
    if (r == 0)
        r = drop_logins(tx, agent);
    if (r == 0)
        r = give_sessions_back(tx, agent);
    if (r == 0)
        r = audit(tx, actor, VIEW("agent.delete"), agent->id);
    if (r == 0)
        r = credential_changed(tx);
    return r;
}
