// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/handlers.h"
#include "api/refuse_connector.h"
#include "api/refuse_message.h"
#include "hub/sms_bulk.h"
#include <errno.h>
#include <stdio.h>

static int refuse_list(struct call *call, struct view detail)
{
    return call_blame(call, VIEW("/recipients"), call_refuse(call, 422, VIEW("arguments.invalid"), detail));
}

// The first that names no number, or whose parts are of the wrong kind; -1: none.
static int64_t find_fault(const struct json *list)
{
    int64_t i = 0;
    for (const struct json *r = json_first(list); r != NULL; r = json_next(list, r), i++) {
        const struct json *to = r->type == JSON_OBJECT ? json_member(r, VIEW("to")) : NULL;
        const struct json *id = r->type == JSON_OBJECT ? json_member(r, VIEW("customer_id")) : NULL;
        const struct json *variables = r->type == JSON_OBJECT ? json_member(r, VIEW("variables")) : NULL;
        bool is_good =
            to != NULL && to->type == JSON_STRING && to->size > 0 && to->size <= 64 &&
            (id == NULL || id->type == JSON_NULL || (id->type == JSON_STRING && id->size <= 128)) &&
            (variables == NULL || variables->type == JSON_NULL || variables->type == JSON_OBJECT);
        if (!is_good)
            return i;
    }
    return -1;
}

static int check(struct call *call, const struct sms_bulk_send_args *args)
{
    if ((args->recipients.data == NULL) == (args->numbers.data == NULL))
        return refuse_list(call, VIEW("either recipients or numbers says who"));
    int64_t fault = args->recipients.data == NULL ? -1 : find_fault(args->recipients_json);
    if (fault < 0)
        return 0;
    char *pointer = arena_alloc(call_arena(call), 48);
    if (pointer == NULL)
        return -ENOMEM;
    int size = snprintf(pointer, 48, "/recipients/%lld", (long long)fault);
    return call_blame(call, view_make(pointer, (size_t)size),
                      call_refuse(call, 422, VIEW("arguments.invalid"),
                                  VIEW("a recipient is {to, customer_id?, variables?}")));
}

static int64_t count_of(const struct sms_bulk_send_args *args)
{
    return args->recipients.data != NULL ? args->recipients_json->count : (int64_t)args->numbers_count;
}

int sms_bulk_send_decide(struct tx *tx, struct call *call)
{
    const struct sms_bulk_send_args *args = call->args;
    struct sms_bulk bulk = {.message = args->message,
                            .recipients = args->recipients.data != NULL ? args->recipients : args->numbers,
                            .count = count_of(args),
                            .purpose = args->has_purpose ? args->purpose : CONSENT_MARKETING,
                            .due_us = args->has_send_at_us ? args->send_at_us : 0,
                            .expires_us = args->has_expires_at_us ? args->expires_at_us : 0,
                            .fallback = args->fallback,
                            .actor = &call->principal.actor};
    struct view id, *kept = arena_zalloc(call_arena(call), sizeof(*kept));
    int r = kept == NULL ? -ENOMEM : check(call, args);
    if (r == 0)
        r = message_check_times(tx, call,
                                &(struct message_in){.due_us = bulk.due_us, .expires_us = bulk.expires_us});
    if (r == 0)
        r = connector_need_open(tx->db, call, CHANNEL_SMS, args->connector_id, &bulk.connector);
    if (r != 0)
        return r;
    r = sms_bulk_start(tx, &bulk, &id);
    if (r == JOB_CROWDED)
        return call_refuse(call, 429, VIEW("job.crowded"), VIEW("too many jobs of this tenant wait"));
    if (r != 0)
        return r;
    call->result = kept;
    call->status = 202;
    return call_copy(call, id, kept) ? 0 : -ENOMEM;
}

void sms_bulk_send_render(struct call *call, struct json_writer *w)
{
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("job_id"));
    json_string(w, *(const struct view *)call->result);
    json_key(w, VIEW("state"));
    json_string(w, VIEW("queued"));
    json_key(w, VIEW("total"));
    json_integer(w, count_of(call->args));
    json_end_object(w);
}
