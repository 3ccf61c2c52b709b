// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/handlers.h"
#include "api/session_reply.h"
#include "hub/agent.h"
#include "hub/position.h"
#include "hub/session_note.h"
#include <errno.h>

struct note_result {
    struct view session_id;
    struct interaction note;
};

// The note as it is stored: what the transaction holds of it dies with the batch.
static int keep_note(struct tx *tx, struct call *call, const struct session_change *change, int64_t row)
{
    struct note_result *kept = arena_zalloc(call_arena(call), sizeof(*kept));
    if (kept == NULL || !call_copy(call, change->now.id, &kept->session_id))
        return -ENOMEM;
    int r = interaction_load(tx->db, tx->tenant, row, call_arena(call), &kept->note);
    if (r != INTERACTION_OK)
        return r < 0 ? r : -ENOTRECOVERABLE;
    call->result = kept;
    call->position = kept->note.position;
    call->customer = kept->note.customer;
    return 0;
}

// Who writes it: whoever asks, or the agent whom a program names.
static int name_author(struct tx *tx, struct call *call, struct view id, struct actor *ret)
{
    struct agent agent;
    *ret = call->principal.actor;
    if (id.data == NULL || (ret->kind == ACTOR_AGENT && view_equal(id, ret->id)))
        return 0;
    if (ret->kind == ACTOR_AGENT)
        return call_refuse(call, 403, VIEW("message.of_another_agent"), VIEW("agents speak for themselves"));
    int r = agent_find(tx->db, tx->tenant, id, call_arena(call), &agent);
    if (r != AGENT_OK)
        return r < 0 ? r
                     : call_refuse(call, 404, VIEW("agent.not_found"), VIEW("there is no agent of this id"));
    *ret = (struct actor){.kind = ACTOR_AGENT, .id = agent.id, .name = agent.name, .agent = agent.row};
    return 0;
}

int session_note_decide(struct tx *tx, struct call *call)
{
    const struct session_note_args *args = call->args;
    struct session_change change;
    struct interaction *note;
    struct actor author;
    int r = session_need(tx, call, args->id, &change);
    if (r == 0)
        r = name_author(tx, call, args->agent_id, &author);
    if (r != 0)
        return r;
    r = session_note(tx, &change, &author,
                     &(struct session_note){.content = args->content,
                                            .mentions = args->mentions_items,
                                            .mention_count = args->mentions_count},
                     &note);
    if (r == 0)
        r = session_change_end(tx, &change);
    return r != 0 ? session_refuse(call, r) : keep_note(tx, call, &change, note->row);
}

void session_note_render(struct call *call, struct json_writer *w)
{
    const struct note_result *result = call->result;
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("session_id"));
    json_string(w, result->session_id);
    json_key(w, VIEW("note"));
    interaction_write(w, &result->note, AUDIENCE_INTERNAL, call->api->epoch);
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, result->note.position);
    json_end_object(w);
}
