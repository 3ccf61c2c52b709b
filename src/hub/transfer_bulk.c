// SPDX-License-Identifier: Apache-2.0
#include "hub/transfer_bulk.h"
#include "base/error.h"
#include "hub/agent.h"
#include "hub/job_actions.h"
#include "hub/queue.h"
#include "hub/row.h"
#include <errno.h>

enum {
    TRANSFERS = 8, // a slice; each writes some 20 rows
    LOOKED_AT = 400,
    ARGUMENTS_MAX = 4 << 20,
    RESULT_MAX = 64 << 10,
};

struct view transfer_outcome_code(enum transfer_outcome outcome)
{
    switch (outcome) {
    case TRANSFER_OK:
    case TRANSFER_NONE:
    case TRANSFER_CROWDED:
        break;
    case TRANSFER_NO_SESSION:
        return VIEW("session.not_found");
    case TRANSFER_OF_ANOTHER:
        return VIEW("session.of_another_customer");
    case TRANSFER_SESSION_CLOSED:
        return VIEW("session.closed");
    case TRANSFER_ELSEWHERE:
        return VIEW("transfer.elsewhere");
    case TRANSFER_NOWHERE:
        return VIEW("transfer.nowhere");
    case TRANSFER_NO_AGENT:
        return VIEW("agent.not_found");
    case TRANSFER_NO_QUEUE:
        return VIEW("queue.not_found");
    case TRANSFER_TOO_LARGE:
        return VIEW("session.too_large");
    }
    return VIEW("transfer.failed");
}

// ---- starting

static void write_text(struct json_writer *w, struct view name, struct view text)
{
    if (text.data == NULL)
        return;
    json_key(w, name);
    json_string(w, text);
}

static void write_int(struct json_writer *w, struct view name, int64_t value)
{
    json_key(w, name);
    json_integer(w, value);
}

static void write_json(struct json_writer *w, struct view name, struct view json)
{
    if (json.data == NULL)
        return;
    json_key(w, name);
    json_raw(w, json);
}

static void write_actor(struct json_writer *w, const struct actor *actor)
{
    json_key(w, VIEW("actor"));
    json_begin_object(w);
    write_int(w, VIEW("kind"), actor->kind);
    write_text(w, VIEW("id"), actor->id);
    write_text(w, VIEW("name"), actor->name);
    write_int(w, VIEW("agent"), actor->agent);
    json_end_object(w);
}

struct filter {
    int64_t channel;      // -1: any
    int64_t agent, queue; // rows; 0: any
};

static void write_arguments(struct json_writer *w, const struct transfer_bulk *in,
                            const struct filter *filter)
{
    const struct transfer_in *to = in->to;
    json_begin_object(w);
    write_json(w, VIEW("session_ids"), in->session_ids);
    write_int(w, VIEW("channel"), filter->channel);
    write_int(w, VIEW("agent"), filter->agent);
    write_int(w, VIEW("queue"), filter->queue);
    write_int(w, VIEW("to_channel"), to->has_channel ? (int64_t)to->to_channel : -1);
    write_text(w, VIEW("to_agent"), to->to_agent);
    write_text(w, VIEW("to_queue"), to->to_queue);
    write_text(w, VIEW("reason"), to->reason);
    write_json(w, VIEW("context"), to->context);
    write_actor(w, to->actor);
    json_end_object(w);
}

static int find_filter(struct tx *tx, const struct transfer_bulk *in, struct filter *ret)
{
    struct agent agent = {0};
    struct queue queue = {0};
    if (in->agent.data != NULL) {
        int r = agent_find(tx->db, tx->tenant, in->agent, &tx->batch->arena, &agent);
        if (r != AGENT_OK)
            return r < 0 ? r : TRANSFER_NO_AGENT;
    }
    if (in->queue.data != NULL) {
        int r = queue_find(tx->db, tx->tenant, in->queue, &tx->batch->arena, &queue);
        if (r != QUEUE_OK)
            return r < 0 ? r : TRANSFER_NO_QUEUE;
    }
    *ret = (struct filter){in->has_channel ? (int64_t)in->channel : -1, agent.row, queue.row};
    return TRANSFER_OK;
}

int transfer_bulk_start(struct tx *tx, const struct transfer_bulk *in, struct view *ret_id)
{
    struct filter filter;
    struct buffer arguments;
    int r = transfer_check_target(tx, in->to);
    if (r == TRANSFER_OK)
        r = find_filter(tx, in, &filter);
    if (r != TRANSFER_OK)
        return r;
    buffer_init(&arguments, ARGUMENTS_MAX);
    struct json_writer w = json_writer(&arguments);
    write_arguments(&w, in, &filter);
    if (arguments.failed)
        r = -ENOMEM;
    else
        r = job_start(tx,
                      &(struct job_new){.kind = JOB_BULK_TRANSFER,
                                        .arguments = buffer_view(&arguments),
                                        .total = in->session_count,
                                        .requested_by = in->to->actor->name.data != NULL ? in->to->actor->name
                                                                                         : in->to->actor->id},
                      ret_id);
    buffer_free(&arguments);
    return r == JOB_CROWDED ? TRANSFER_CROWDED : r;
}

// ---- the arguments of a slice

struct bulk {
    struct arena arena;
    const struct json *ids; // NULL: by filter
    struct filter filter;
    struct actor actor;
    struct transfer_in to;
    // What came of it so far.
    int64_t transferred, unchanged, failed;
    struct buffer failures; // the array's items
    int listed;
};

static int64_t int_of(const struct json *object, struct view name)
{
    int64_t value = 0;
    const struct json *member = object == NULL ? NULL : json_member(object, name);
    return member != NULL && json_int(member, &value) ? value : 0;
}

static struct view text_of(struct bulk *b, const struct json *object, struct view name)
{
    struct view text = {0};
    const struct json *member = json_member(object, name);
    if (member != NULL)
        json_text(member, &b->arena, &text);
    return text;
}

static void read_target(struct bulk *b, const struct json *arguments)
{
    const struct json *actor = json_member(arguments, VIEW("actor"));
    const struct json *context = json_member(arguments, VIEW("context"));
    int64_t channel = int_of(arguments, VIEW("to_channel"));
    b->actor = (struct actor){.kind = (enum actor_kind)int_of(actor, VIEW("kind")),
                              .id = text_of(b, actor, VIEW("id")),
                              .name = text_of(b, actor, VIEW("name")),
                              .agent = int_of(actor, VIEW("agent"))};
    b->to = (struct transfer_in){.to_channel = channel < 0 ? CHANNEL_VOICE : (enum channel)channel,
                                 .has_channel = channel >= 0,
                                 .to_agent = text_of(b, arguments, VIEW("to_agent")),
                                 .to_queue = text_of(b, arguments, VIEW("to_queue")),
                                 .reason = text_of(b, arguments, VIEW("reason")),
                                 .context = context == NULL ? (struct view){0} : json_source(context),
                                 .actor = &b->actor};
}

static void read_result(struct bulk *b, const struct json *result)
{
    const struct json *failures = json_member(result, VIEW("failures"));
    struct view text = json_source(failures);
    b->transferred = int_of(result, VIEW("transferred"));
    b->unchanged = int_of(result, VIEW("unchanged"));
    b->failed = int_of(result, VIEW("failed"));
    b->listed = (int)failures->count;
    buffer_append_view(&b->failures, view_make(text.data + 1, text.size - 2)); // without its brackets
}

static int read_bulk(const struct job *job, struct bulk *b)
{
    const struct json *arguments, *result;
    *b = (struct bulk){.ids = NULL};
    arena_init(&b->arena, 64 << 10, 16 << 20);
    buffer_init(&b->failures, RESULT_MAX);
    if (json_parse(&b->arena, job->arguments, NULL, &arguments) != JSON_OK)
        return -EBADMSG;
    b->ids = json_member(arguments, VIEW("session_ids"));
    b->filter = (struct filter){int_of(arguments, VIEW("channel")), int_of(arguments, VIEW("agent")),
                                int_of(arguments, VIEW("queue"))};
    read_target(b, arguments);
    if (job->result.data == NULL)
        return 0;
    if (json_parse(&b->arena, job->result, NULL, &result) != JSON_OK)
        return -EBADMSG;
    read_result(b, result);
    return 0;
}

static void end_bulk(struct bulk *b)
{
    buffer_free(&b->failures);
    arena_free(&b->arena);
}

// ---- one session

static void list_failure(struct bulk *b, struct view id, int outcome)
{
    b->failed++;
    if (b->listed >= TRANSFER_BULK_FAILURES_MAX)
        return;
    if (b->listed++ > 0)
        buffer_append_char(&b->failures, ',');
    struct json_writer w = json_writer(&b->failures);
    json_begin_object(&w);
    json_key(&w, VIEW("session_id"));
    json_string(&w, id);
    json_key(&w, VIEW("code"));
    json_string(&w, transfer_outcome_code((enum transfer_outcome)outcome));
    json_end_object(&w);
}

static int transfer_one(struct tx *tx, struct bulk *b, struct view id)
{
    struct transfer t;
    b->to.session_id = id;
    int r = transfer_request(tx, &b->to, &t);
    if (r < 0)
        return error_trace(r);
    if (r == TRANSFER_OK)
        b->transferred++;
    else if (r == TRANSFER_NOWHERE)
        b->unchanged++;
    else
        list_failure(b, id, r);
    return 0;
}

// ---- by ids: the cursor is how many were done

static int walk_ids(struct tx *tx, struct bulk *b, struct job *job, bool *ret_done)
{
    const struct json *id = json_first(b->ids);
    int r = 0, count = 0;
    for (int64_t i = 0; id != NULL && i < job->done; i++)
        id = json_next(b->ids, id);
    for (; r == 0 && id != NULL && count < TRANSFERS; id = json_next(b->ids, id), count++) {
        struct view text;
        if (!json_text(id, &b->arena, &text))
            return -ENOMEM;
        r = transfer_one(tx, b, text);
    }
    job->done += count;
    *ret_done = id == NULL;
    return r;
}

// ---- by filter: the cursor is "LAST.NEWEST", rows of sessions

struct walk {
    long long last, newest;
};

static int begin_walk(struct tx *tx, const struct job *job, struct walk *walk)
{
    struct view rest = job->cursor;
    *walk = (struct walk){0};
    if (job->cursor.data != NULL)
        return view_to_uint(view_cut(&rest, '.'), &walk->last) && view_to_uint(rest, &walk->newest)
                   ? 0
                   : -EBADMSG;
    struct query q = query_begin(tx->db, SQL_SESSION_OPEN_NEWEST, tx->tenant);
    int r = query_step(&q);
    if (r == QUERY_ROW)
        walk->newest = query_int(&q, 0);
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

struct found {
    struct view ids[TRANSFERS];
    int count, looked_at;
};

static bool is_meant(const struct filter *f, const struct query *q)
{
    return (f->channel < 0 || query_int(q, 2) == f->channel) &&
           (f->agent == 0 || query_int(q, 3) == f->agent) && (f->queue == 0 || query_int(q, 4) == f->queue);
}

static int find_next(struct tx *tx, struct bulk *b, struct walk *walk, struct found *ret)
{
    struct query q = query_begin(tx->db, SQL_SESSIONS_OPEN_FROM, tx->tenant);
    query_bind(&q, walk->last);
    query_bind(&q, walk->newest);
    query_bind(&q, LOOKED_AT);
    int r = 0;
    *ret = (struct found){.count = 0};
    while (ret->count < TRANSFERS && (r = query_step(&q)) == QUERY_ROW) {
        ret->looked_at++;
        walk->last = query_int(&q, 0);
        if (is_meant(&b->filter, &q) && !arena_copy(&b->arena, query_text(&q, 1), &ret->ids[ret->count++])) {
            r = -ENOMEM;
            break;
        }
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

static int keep_cursor(struct tx *tx, struct job *job, const struct walk *walk)
{
    char *text = tx_alloc(tx, 48);
    if (text == NULL)
        return error_trace(-ENOMEM);
    struct buffer out = buffer_fixed(text, 48);
    buffer_append_int(&out, walk->last);
    buffer_append_char(&out, '.');
    buffer_append_int(&out, walk->newest);
    job->cursor = buffer_view(&out);
    return 0;
}

static int walk_filter(struct tx *tx, struct bulk *b, struct job *job, bool *ret_done)
{
    struct walk walk;
    struct found found;
    int r = begin_walk(tx, job, &walk);
    if (r == 0)
        r = find_next(tx, b, &walk, &found);
    for (int i = 0; r == 0 && i < found.count; i++)
        r = transfer_one(tx, b, found.ids[i]);
    if (r < 0)
        return r;
    job->done += found.count;
    *ret_done = found.count < TRANSFERS && found.looked_at < LOOKED_AT;
    if (*ret_done)
        job->total = job->done;
    return keep_cursor(tx, job, &walk);
}

// ---- a slice

static int keep_result(struct tx *tx, struct job *job, const struct bulk *b)
{
    struct buffer text;
    buffer_init(&text, RESULT_MAX + 1024);
    struct json_writer w = json_writer(&text);
    json_begin_object(&w);
    write_int(&w, VIEW("transferred"), b->transferred);
    write_int(&w, VIEW("unchanged"), b->unchanged);
    write_int(&w, VIEW("failed"), b->failed);
    json_key(&w, VIEW("failures"));
    json_begin_array(&w);
    if (b->failures.size > 0)
        json_raw(&w, buffer_view(&b->failures));
    json_end_array(&w);
    json_end_object(&w);
    bool fits = !text.failed && !b->failures.failed && tx_copy(tx, buffer_view(&text), &job->result);
    buffer_free(&text);
    return fits ? 0 : error_trace(-ENOMEM);
}

int transfer_bulk_slice(struct tx *tx, struct job *job, bool *ret_done)
{
    struct bulk b;
    int r = read_bulk(job, &b);
    if (r == 0)
        r = b.ids != NULL ? walk_ids(tx, &b, job, ret_done) : walk_filter(tx, &b, job, ret_done);
    if (r == 0)
        r = keep_result(tx, job, &b);
    end_bulk(&b);
    return error_trace(r);
}
