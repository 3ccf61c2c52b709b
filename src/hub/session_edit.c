// SPDX-License-Identifier: Apache-2.0
#include "hub/session_edit.h"
#include "base/error.h"
#include "codec/json_merge.h"

static enum session_event event_to(enum session_status status)
{
    switch (status) {
    case SESSION_ACTIVE:
        return SESSION_REOPEN;
    case SESSION_PENDING:
        return SESSION_PEND;
    case SESSION_RESOLVED:
        return SESSION_RESOLVE;
    case SESSION_CLOSED:
        return SESSION_CLOSE;
    }
    return SESSION_CLOSE;
}

static int merge_context(struct tx *tx, struct session *s, struct view patch)
{
    if (patch.data == NULL)
        return SESSION_ACT_OK;
    return json_merge(&tx->batch->arena, s->context, patch, SESSION_CONTEXT_MAX, &s->context) == JSON_MERGE_OK
               ? SESSION_ACT_OK
               : SESSION_ACT_TOO_LARGE;
}

// What ends a session comes last, what opens it first: the rest asks for an open one.
int session_edit(struct tx *tx, struct session_change *change, const struct actor *actor,
                 const struct session_edit *edit)
{
    bool opens = edit->has_status && edit->status <= SESSION_PENDING;
    struct view none = {0};
    int r = opens ? session_apply(tx, change, event_to(edit->status), actor, none, none) : 0;
    if (r == 0)
        r = merge_context(tx, &change->now, edit->context);
    if (r == 0 && edit->has_priority)
        change->now.priority = edit->priority;
    if (r == 0 && edit->sentiment.data != NULL)
        change->now.sentiment = edit->sentiment;
    if (r == 0 && edit->tags.data != NULL)
        r = session_retag(tx, change, &(struct session_tagging){.tags = edit->tags});
    if (r == 0 && (edit->assignment.has_agent || edit->assignment.has_queue))
        r = session_assign(tx, change, actor, &edit->assignment);
    if (r == 0 && edit->has_status && !opens)
        r = session_apply(tx, change, event_to(edit->status), actor, none, none);
    return r < 0 ? error_trace(r) : r;
}
