// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "hub/transfer_act.h"

// One state for callers of what is one to them; the leg stands apart, as a delivery.
struct state_text {
    struct view step, state; // in audit actions; to callers
    enum delivery_state delivery;
};

static const struct state_text states[] = {
    [0] = {{"unknown", 7}, {"unknown", 7}, DELIVERY_NONE},
    [TRANSFER_REQUESTED] = {{"requested", 9}, {"requested", 9}, DELIVERY_NONE},
    [TRANSFER_COMPLETED] = {{"completed", 9}, {"completed", 9}, DELIVERY_NONE},
    [TRANSFER_WAITING] = {{"waiting", 7}, {"completed", 9}, DELIVERY_WAITING},
    [TRANSFER_TELLING] = {{"telling", 7}, {"completed", 9}, DELIVERY_QUEUED},
    [TRANSFER_TOLD] = {{"told", 4}, {"completed", 9}, DELIVERY_DELIVERED},
    [TRANSFER_REVERTED] = {{"reverted", 8}, {"reverted", 8}, DELIVERY_FAILED},
    [TRANSFER_SUPERSEDED] = {{"superseded", 10}, {"superseded", 10}, DELIVERY_FAILED},
};
enum { STATES = sizeof(states) / sizeof(states[0]) };

static const struct state_text *text_of(enum transfer_state state)
{
    return &states[(unsigned)state < STATES ? state : 0];
}

struct view transfer_step_name(enum transfer_state state)
{
    return text_of(state)->step;
}

void transfer_write_state(struct json_writer *w, enum transfer_state state)
{
    const struct state_text *text = text_of(state);
    json_key(w, VIEW("state"));
    json_string(w, text->state);
    json_key(w, VIEW("waiting"));
    json_string_or_null(w, delivery_waiting(text->delivery));
    delivery_write(w, text->delivery, (struct view){0}, AUDIENCE_INTERNAL);
}

static void write_place(struct json_writer *w, struct view name, enum channel channel, struct view agent,
                        struct view queue)
{
    json_key(w, name);
    json_begin_object(w);
    json_key(w, VIEW("channel"));
    json_string(w, channel_name(channel));
    json_key(w, VIEW("agent_id"));
    json_string_or_null(w, agent);
    json_key(w, VIEW("queue"));
    json_string_or_null(w, queue);
    json_end_object(w);
}

// "transfer.told" → "told".
static struct view step_of(struct view action)
{
    view_cut(&action, '.');
    return action;
}

static int write_history(struct json_writer *w, const struct transfer *t, struct db *db, int64_t tenant)
{
    struct query q = query_begin(db, SQL_TRANSFER_HISTORY, tenant);
    query_bind_text(&q, t->id);
    int r;
    json_key(w, VIEW("history"));
    json_begin_array(w);
    while ((r = query_step(&q)) == QUERY_ROW) {
        json_begin_object(w);
        json_key(w, VIEW("state"));
        json_string(w, step_of(query_text(&q, 0)));
        json_key(w, VIEW("at"));
        json_time(w, query_int(&q, 3));
        json_key(w, VIEW("by"));
        actor_write(w, (enum actor_kind)query_int(&q, 1), query_text(&q, 2));
        json_end_object(w);
    }
    query_end(&q);
    json_end_array(w);
    return r < 0 ? error_trace(r) : 0;
}

int transfer_write(struct json_writer *w, const struct transfer *t, struct db *db, int64_t tenant)
{
    json_begin_object(w);
    json_key(w, VIEW("transfer_id"));
    json_string(w, t->id);
    json_key(w, VIEW("session_id"));
    json_string(w, t->session_id);
    json_key(w, VIEW("customer_id"));
    json_string(w, t->customer_id);
    transfer_write_state(w, t->state);
    write_place(w, VIEW("from"), t->from.channel, t->from_agent, t->from_queue);
    write_place(w, VIEW("to"), t->to.channel, t->to_agent, t->to_queue);
    json_key(w, VIEW("reason"));
    json_string_or_null(w, t->reason);
    json_key(w, VIEW("fault"));
    json_string_or_null(w, t->fault);
    json_key(w, VIEW("requested_by"));
    actor_write(w, t->actor.kind, t->actor.id);
    json_key(w, VIEW("created_at"));
    json_time(w, t->created_us);
    json_key(w, VIEW("updated_at"));
    json_time(w, t->updated_us);
    int r = write_history(w, t, db, tenant);
    json_end_object(w);
    return r;
}
