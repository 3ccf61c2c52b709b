// SPDX-License-Identifier: Apache-2.0
// Many messages in one request: parts of 25, each a transaction. A message that is refused undoes its part,
// which is tried again without it: nothing of a refused one stays.
#include "api/api_state.h"
#include "api/handlers.h"
#include "api/refuse_message.h"
#include "api/sight.h"
#include "hub/position.h"
#include <errno.h>

enum { PART = 25 }; // messages; each writes up to 8 rows

enum bulk_status { BULK_OPEN, BULK_STORED, BULK_DUPLICATE, BULK_REFUSED };

struct bulk_item {
    struct view source; // its JSON
    enum bulk_status status;
    struct message_result result;
    struct problem refusal;
};

struct bulk {
    struct bulk_item *items;
    int count;
    int begun;   // parts before this item are committed
    int refused; // item of the part under way that was refused; -1: none
};

static struct bulk *make_bulk(struct call *call)
{
    const struct message_bulk_process_args *args = call->args;
    const struct json *list = args->messages_json;
    struct bulk *b = arena_zalloc(call_arena(call), sizeof(*b));
    struct bulk_item *items = arena_zalloc(call_arena(call), list->count * sizeof(*items));
    if (b == NULL || items == NULL)
        return NULL;
    *b = (struct bulk){.items = items, .refused = -1};
    for (const struct json *j = json_first(list); j != NULL; j = json_next(list, j))
        items[b->count++].source = json_source(j);
    return b;
}

// ---- one message

static int refuse_faulty(struct call *call, int outcome, const struct faults *faults)
{
    struct problem problem = problem_of_args(outcome, faults, call_arena(call));
    struct buffer detail;
    buffer_init(&detail, 1024);
    if (faults->count > 0)
        buffer_printf(&detail, "%.*s %.*s", VIEW_ARG(faults->items[0].pointer),
                      VIEW_ARG(faults->items[0].detail));
    struct view text = problem.detail;
    bool fits = detail.failed || faults->count == 0 || call_copy(call, buffer_view(&detail), &text);
    buffer_free(&detail);
    return fits ? call_refuse(call, problem.status, problem.code, text) : -ENOMEM;
}

static int store_message(struct tx *tx, struct call *call, const struct bulk_message_args *args,
                         struct message_result *ret)
{
    int r = sight_need_session(tx->db, call, args->session_id);
    if (r != 0)
        return r;
    r = message_store(tx,
                      &(struct message_in){
                          .customer_id = args->customer_id,
                          .session_id = args->session_id,
                          .channel = args->channel,
                          .has_channel = true,
                          .direction = DIRECTION_INBOUND,
                          .author_type = AUTHOR_CUSTOMER,
                          .content = args->content,
                          .provider_id = args->message_id,
                          .attachments = args->attachments,
                          .metadata = args->metadata,
                          .priority = args->priority,
                          .has_priority = args->has_priority,
                      },
                      ret);
    return r > 0 ? refuse_message(call, r) : r;
}

// 0, positive after call_refuse, or negative.
static int process(struct tx *tx, struct call *call, struct bulk_item *item)
{
    struct arena arena;
    const void *args;
    struct faults faults;
    struct message_result result;
    arena_init(&arena, 4096, 2 << 20);
    int r = args_parse_json(&bulk_message_table, &arena, item->source, &args, &faults);
    r = r == ARGS_OK ? store_message(tx, call, args, &result) : refuse_faulty(call, r, &faults);
    arena_free(&arena);
    if (r != 0)
        return r;
    item->status = result.is_duplicate ? BULK_DUPLICATE : BULK_STORED;
    item->result = result;
    return call_copy(call, result.id, &item->result.id) &&
                   call_copy(call, result.session_id, &item->result.session_id)
               ? 0
               : -ENOMEM;
}

// ---- a part

static int end_of_part(const struct bulk *b)
{
    return b->count - b->begun > PART ? b->begun + PART : b->count;
}

static int64_t last_position(const struct bulk *b)
{
    int64_t last = 0;
    for (int i = 0; i < b->count; i++)
        if (b->items[i].status == BULK_STORED && b->items[i].result.position > last)
            last = b->items[i].result.position;
    return last;
}

int message_bulk_process_decide(struct tx *tx, struct call *call)
{
    struct bulk *b = call->result != NULL ? call->result : make_bulk(call);
    int r = b == NULL ? -ENOMEM : 0;
    if (r < 0)
        return r;
    call->result = b;
    b->refused = -1;
    int end = end_of_part(b), i = b->begun;
    for (; r == 0 && i < end; i++)
        if (b->items[i].status != BULK_REFUSED)
            r = process(tx, call, &b->items[i]);
    if (r > 0) { // noted on the loop; here it may be decided again
        b->refused = i - 1;
        b->items[b->refused].refusal = call->refusal;
        call->refusal.status = 0;
    }
    call->position = last_position(b);
    call->is_partial = r > 0 || (r == 0 && end < b->count);
    return r;
}

void message_bulk_process_again(struct call *call)
{
    struct bulk *b = call->result;
    if (b->refused >= 0)
        b->items[b->refused].status = BULK_REFUSED;
    else
        b->begun = end_of_part(b);
}

// ---- the answer

static const struct view status_names[] = {
    [BULK_OPEN] = {"open", 4},
    [BULK_STORED] = {"stored", 6},
    [BULK_DUPLICATE] = {"duplicate", 9},
    [BULK_REFUSED] = {"refused", 7},
};

static void write_item(struct json_writer *w, const struct call *call, const struct bulk_item *item)
{
    bool is_there = item->status != BULK_REFUSED;
    struct view none = {0};
    json_begin_object(w);
    json_key(w, VIEW("status"));
    json_string(w, status_names[item->status]);
    json_key(w, VIEW("message_id"));
    json_string_or_null(w, is_there ? item->result.id : none);
    json_key(w, VIEW("session_id"));
    json_string_or_null(w, is_there ? item->result.session_id : none);
    json_key(w, VIEW("position"));
    if (is_there)
        position_write(w, call->api->epoch, item->result.position);
    else
        json_null(w);
    json_key(w, VIEW("code"));
    json_string_or_null(w, is_there ? none : item->refusal.code);
    json_key(w, VIEW("detail"));
    json_string_or_null(w, is_there ? none : item->refusal.detail);
    json_end_object(w);
}

void message_bulk_process_render(struct call *call, struct json_writer *w)
{
    static const struct view names[] = {{"open", 4}, {"stored", 6}, {"duplicates", 10}, {"refused", 7}};
    const struct bulk *b = call->result;
    int64_t counts[4] = {0};
    for (int i = 0; i < b->count; i++)
        counts[b->items[i].status]++;
    json_begin_object(w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    for (int i = BULK_STORED; i <= BULK_REFUSED; i++) {
        json_key(w, names[i]);
        json_integer(w, counts[i]);
    }
    json_key(w, VIEW("results"));
    json_begin_array(w);
    for (int i = 0; i < b->count; i++)
        write_item(w, call, &b->items[i]);
    json_end_array(w);
    json_end_object(w);
}
