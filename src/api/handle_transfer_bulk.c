// SPDX-License-Identifier: Apache-2.0
#include "api/handlers.h"
#include "api/refuse_transfer.h"
#include "hub/transfer_bulk.h"
#include <errno.h>

static int refuse_no_sessions(struct call *call)
{
    static const struct fault fault = {{"", 0},
                                       {"either session_ids or a filter with a member is needed", 54}};
    call_refuse(call, 422, VIEW("arguments.invalid"),
                VIEW("either session_ids or a filter says which sessions"));
    call->refusal.errors = &fault;
    call->refusal.error_count = 1;
    return 1;
}

// Exactly one of the two ways to say which.
static bool says_which(const struct transfer_bulk_args *args)
{
    const struct transfer_filter_args *f = &args->filter;
    bool has_filter =
        args->has_filter && (f->has_channel || f->agent_id.data != NULL || f->queue.data != NULL);
    return has_filter ? args->session_ids.data == NULL : args->session_ids.data != NULL && !args->has_filter;
}

int transfer_bulk_decide(struct tx *tx, struct call *call)
{
    const struct transfer_bulk_args *args = call->args;
    const struct transfer_in to = {
        .to_channel = args->to_channel,
        .has_channel = args->has_to_channel,
        .to_agent = args->to_agent,
        .to_queue = args->to_queue,
        .reason = args->reason,
        .context = args->context_data,
        .actor = &call->principal.actor,
    };
    struct view id, *kept = arena_zalloc(call_arena(call), sizeof(*kept));
    if (!says_which(args))
        return refuse_no_sessions(call);
    if (!args->has_to_channel && args->to_agent.data == NULL && args->to_queue.data == NULL)
        return refuse_no_target(call);
    int r = transfer_bulk_start(tx,
                                &(struct transfer_bulk){.session_ids = args->session_ids,
                                                        .session_count = (int64_t)args->session_ids_count,
                                                        .channel = args->filter.channel,
                                                        .has_channel = args->filter.has_channel,
                                                        .agent = args->filter.agent_id,
                                                        .queue = args->filter.queue,
                                                        .to = &to},
                                &id);
    if (r != TRANSFER_OK)
        return r < 0 ? r : refuse_transfer(call, r, CHANNEL_VOICE);
    if (kept == NULL || !call_copy(call, id, kept))
        return -ENOMEM;
    call->result = kept;
    call->status = 202;
    return 0;
}

void transfer_bulk_render(struct call *call, struct json_writer *w)
{
    const struct transfer_bulk_args *args = call->args;
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("job_id"));
    json_string(w, *(const struct view *)call->result);
    json_key(w, VIEW("state"));
    json_string(w, VIEW("queued"));
    json_key(w, VIEW("total"));
    if (args->session_ids.data != NULL)
        json_integer(w, (int64_t)args->session_ids_count);
    else
        json_null(w);
    json_end_object(w);
}
