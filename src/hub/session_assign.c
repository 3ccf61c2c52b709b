// SPDX-License-Identifier: Apache-2.0
#include "hub/session_assign.h"
#include "base/error.h"
#include "hub/agent.h"
#include "hub/audit.h"
#include "hub/notification.h"
#include "hub/queue.h"
#include <errno.h>

enum { TEXT_MAX = 8192 };

struct owner {
    int64_t agent, queue;
    struct view agent_id, agent_name, queue_id;
};

static int find_owner(struct tx *tx, const struct session *s, const struct session_assignment *to,
                      struct owner *ret)
{
    struct arena *arena = &tx->batch->arena;
    struct agent agent = {0};
    struct queue queue = {0};
    *ret = (struct owner){s->agent, s->queue, s->agent_id, s->agent_name, s->queue_id};
    if (to->has_agent) {
        int r = to->agent_id.data == NULL ? AGENT_OK
                                          : agent_find(tx->db, tx->tenant, to->agent_id, arena, &agent);
        if (r != AGENT_OK || agent.disabled_us != 0)
            return r < 0 ? r : SESSION_ACT_NO_AGENT;
        ret->agent = agent.row;
        ret->agent_id = agent.id;
        ret->agent_name = agent.name;
    }
    if (to->has_queue) {
        int r = to->queue_id.data == NULL ? QUEUE_OK
                                          : queue_find(tx->db, tx->tenant, to->queue_id, arena, &queue);
        if (r != QUEUE_OK)
            return r < 0 ? r : SESSION_ACT_NO_QUEUE;
        ret->queue = queue.row;
        ret->queue_id = queue.id;
    }
    return SESSION_ACT_OK;
}

static void write_member(struct json_writer *w, struct view name, struct view value)
{
    json_key(w, name);
    json_string_or_null(w, value);
}

// Agents as from and to; where the queue changed, that too.
static int write_change(struct tx *tx, const struct session *s, const struct owner *owner, struct view reason,
                        struct view *ret)
{
    char *text = tx_alloc(tx, TEXT_MAX);
    if (text == NULL)
        return error_trace(-ENOMEM);
    struct buffer out = buffer_fixed(text, TEXT_MAX);
    struct json_writer w = json_writer(&out);
    json_begin_object(&w);
    write_member(&w, VIEW("from"), s->agent_id);
    write_member(&w, VIEW("to"), owner->agent_id);
    if (s->queue != owner->queue) {
        write_member(&w, VIEW("from_queue"), s->queue_id);
        write_member(&w, VIEW("to_queue"), owner->queue_id);
    }
    if (reason.data != NULL)
        write_member(&w, VIEW("reason"), reason);
    json_end_object(&w);
    *ret = buffer_view(&out);
    return out.failed ? error_trace(-E2BIG) : 0;
}

// What people wrote, such as the reason, is no part of the audit.
static int write_audit(struct tx *tx, const struct session_change *change, const struct actor *actor,
                       const struct owner *owner)
{
    struct view detail;
    int r = write_change(tx, &change->now, owner, (struct view){0}, &detail);
    if (r < 0)
        return r;
    return audit_write(tx, actor,
                       &(struct audit_entry){.action = VIEW("session.assign"),
                                             .object = VIEW("session"),
                                             .object_id = change->now.id,
                                             .customer = change->customer.row,
                                             .detail = detail});
}

static int notify(struct tx *tx, const struct session_change *change, const struct actor *actor,
                  struct view reason)
{
    if (change->now.agent == 0 || change->now.agent == change->before.agent ||
        (actor->kind == ACTOR_AGENT && actor->agent == change->now.agent))
        return 0;
    return notification_write(tx,
                              &(struct notification_new){.agent = change->now.agent,
                                                         .type = VIEW("assignment"),
                                                         .title = VIEW("A conversation was assigned to you"),
                                                         .message = reason.data != NULL ? reason : VIEW(""),
                                                         .session = change->now.row,
                                                         .customer = change->customer.row},
                              NULL);
}

// Why nothing can be done with it, or 0.
static int refuse_ended(const struct session *s)
{
    if (s->merged_into != 0)
        return SESSION_ACT_MERGED;
    return s->is_open ? SESSION_ACT_OK : SESSION_ACT_CLOSED;
}

int session_assign(struct tx *tx, struct session_change *change, const struct actor *actor,
                   const struct session_assignment *to)
{
    struct owner owner;
    struct timeline_entry entry = {.type = INTERACTION_ASSIGNMENT, .audience = AUDIENCE_INTERNAL};
    int r = refuse_ended(&change->now);
    if (r == 0)
        r = find_owner(tx, &change->now, to, &owner);
    if (r != 0 || (owner.agent == change->now.agent && owner.queue == change->now.queue))
        return r < 0 ? error_trace(r) : r;
    r = write_change(tx, &change->now, &owner, to->reason, &entry.change);
    if (r == 0)
        r = write_audit(tx, change, actor, &owner);
    if (r < 0)
        return error_trace(r);
    session_set_owner(change, owner.agent, owner.queue);
    change->now.agent_id = owner.agent_id;
    change->now.agent_name = owner.agent_name;
    change->now.queue_id = owner.queue_id;
    r = timeline_add(tx, change, actor, &entry, NULL);
    if (r == 0)
        r = notify(tx, change, actor, to->reason);
    return error_trace(r);
}
