// SPDX-License-Identifier: Apache-2.0
// What becomes of the sessions of an agent who is gone.
#include "base/error.h"
#include "hub/agent_change.h"
#include "hub/session_change.h"
#include <errno.h>

enum { SLICE = 20 }; // sessions; each writes an entry, two events, and itself

static int find_sessions(struct tx *tx, int64_t agent, int64_t rows[static SLICE], int *ret_count)
{
    struct query q = query_begin(tx->db, SQL_AGENT_OPEN_SESSIONS, tx->tenant);
    int r, count = 0;
    query_bind(&q, agent);
    query_bind(&q, SLICE);
    while ((r = query_step(&q)) == QUERY_ROW && count < SLICE)
        rows[count++] = query_int(&q, 0);
    query_end(&q);
    *ret_count = count;
    return r < 0 ? error_trace(r) : 0;
}

// {"from": "ann", "to": null, …}
static int write_change(struct tx *tx, const struct session *s, struct view *ret)
{
    enum { SIZE = 1024 };
    char *text = tx_alloc(tx, SIZE);
    if (text == NULL)
        return error_trace(-ENOMEM);
    struct buffer out = buffer_fixed(text, SIZE);
    struct json_writer w = json_writer(&out);
    json_begin_object(&w);
    json_key(&w, VIEW("from"));
    json_string_or_null(&w, s->agent_id);
    json_key(&w, VIEW("to"));
    json_null(&w);
    json_key(&w, VIEW("reason"));
    json_string(&w, VIEW("the agent has left"));
    json_end_object(&w);
    *ret = buffer_view(&out);
    return out.failed ? error_trace(-E2BIG) : 0;
}

// Of a customer who is being erased: nobody is told of it any more.
static int forget_agent(struct tx *tx, int64_t row)
{
    struct query q = query_begin(tx->db, SQL_SESSION_FORGET_AGENT, tx->tenant);
    query_bind(&q, row);
    return error_trace(query_run(&q, NULL));
}

static int give_back(struct tx *tx, int64_t row)
{
    struct timeline_entry entry = {.type = INTERACTION_ASSIGNMENT, .audience = AUDIENCE_INTERNAL};
    struct session_change change;
    int r = session_change_load(tx, row, &change);
    if (r == SESSION_NONE)
        return forget_agent(tx, row);
    if (r == SESSION_OK)
        r = write_change(tx, &change.now, &entry.change);
    if (r != 0)
        return error_fold(r);
    session_set_owner(&change, 0, change.now.queue);
    r = timeline_add(tx, &change, &(struct actor){.kind = ACTOR_SYSTEM}, &entry, NULL);
    return r < 0 ? error_trace(r) : session_change_end(tx, &change);
}

int agent_leave_slice(struct tx *tx, struct job *job, bool *ret_done)
{
    int64_t rows[SLICE];
    int count;
    int r = find_sessions(tx, job->ref, rows, &count);
    for (int i = 0; i < count && r == 0; i++)
        r = give_back(tx, rows[i]);
    job->done += count;
    *ret_done = count < SLICE;
    return r;
}
