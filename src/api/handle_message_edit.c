// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/etag.h"
#include "api/handlers.h"
#include "api/refuse_message.h"
#include "api/sight.h"
#include "hub/message_edit.h"
#include <errno.h>

int refuse_message_edit(struct call *call, int outcome)
{
    switch ((enum message_edit_outcome)outcome) {
    case MESSAGE_EDIT_OK:
        return 0;
    case MESSAGE_EDIT_NONE:
        return call_refuse(call, 404, VIEW("message.not_found"), VIEW("there is no message of this id"));
    case MESSAGE_EDIT_NO_MESSAGE:
        return call_refuse(call, 409, VIEW("message.not_editable"),
                           VIEW("only messages and notes can be edited"));
    case MESSAGE_EDIT_OF_CUSTOMER:
        return call_refuse(call, 403, VIEW("message.of_customer"),
                           VIEW("what a customer said stays as it was said"));
    case MESSAGE_EDIT_OF_ANOTHER:
        return call_refuse(call, 403, VIEW("message.of_another_agent"),
                           VIEW("agents edit their own messages only"));
    case MESSAGE_EDIT_TOO_OFTEN:
        return call_refuse(call, 409, VIEW("message.edited_too_often"),
                           VIEW("this message was edited 100 times"));
    case MESSAGE_EDIT_REDACTED:
        return call_refuse(call, 409, VIEW("message.redacted"), VIEW("this message was taken back"));
    }
    return -ENOTRECOVERABLE;
}

// What is told of a message may change without an edit: its delivery, and what is told of that (FNV-1a).
static void tag(struct call *call, const struct message_whole *m)
{
    uint32_t mark = 2166136261u ^ m->in.delivery;
    for (size_t i = 0; i < m->in.delivery_info.size; i++)
        mark = (mark ^ (unsigned char)m->in.delivery_info.data[i]) * 16777619u;
    call_etag_at(call, m->version, mark);
}

int message_need_sight(struct db *db, struct call *call, const struct message_whole *m)
{
    return sight_need_row(db, call, m->in.session, VIEW("message.not_found"),
                          VIEW("there is no message of this id"));
}

// ---- GET /message/{id}

int message_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct message_get_args *args = call->args;
    struct message_whole m;
    int r =
        message_find(snapshot->db, snapshot->tenant, args->id, call->principal.view, call_arena(call), &m);
    if (r != MESSAGE_EDIT_OK)
        return r < 0 ? r : refuse_message_edit(call, r);
    r = message_need_sight(snapshot->db, call, &m);
    if (r != 0)
        return r;
    tag(call, &m);
    return message_write(w, &m, snapshot->db, snapshot->tenant, call->principal.audience, call->api->epoch);
}

// ---- PUT /message/{id}

// The message's texts die with the batch: the answer is written at once.
int message_keep_answer(const struct tx *tx, struct call *call, const struct message_whole *m)
{
    struct buffer text;
    struct view *kept = arena_zalloc(call_arena(call), sizeof(*kept));
    buffer_init(&text, 4 << 20);
    struct json_writer w = json_writer(&text);
    int r = message_write(&w, m, NULL, tx->tenant, call->principal.audience, call->api->epoch);
    if (r == 0 && (kept == NULL || text.failed || !call_copy(call, buffer_view(&text), kept)))
        r = -ENOMEM;
    buffer_free(&text);
    call->result = kept;
    tag(call, m);
    return r;
}

int message_edit_decide(struct tx *tx, struct call *call)
{
    const struct message_edit_args *args = call->args;
    struct message_whole m;
    int r = message_find(tx->db, tx->tenant, args->id, call->principal.view, &tx->batch->arena, &m);
    if (r == MESSAGE_EDIT_OK) {
        r = message_need_sight(tx->db, call, &m);
        if (r == 0)
            r = call_need_match(call, m.version);
        if (r != 0)
            return r;
        r = message_edit(tx, &m, args->content, &call->principal.actor, call->principal.view);
    }
    return r == MESSAGE_EDIT_OK ? message_keep_answer(tx, call, &m)
           : r < 0              ? r
                                : refuse_message_edit(call, r);
}

void message_edit_render(struct call *call, struct json_writer *w)
{
    json_raw(w, *(const struct view *)call->result);
}
