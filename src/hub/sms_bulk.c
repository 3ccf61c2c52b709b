// SPDX-License-Identifier: Apache-2.0
#include "hub/sms_bulk.h"
#include "base/error.h"
#include "hub/job_actions.h"
#include "hub/outbox_way.h"
#include <errno.h>

enum {
    MESSAGES = 6, // a slice; each writes some 20 rows, and more where it makes a customer
    ARGUMENTS_MAX = 6 << 20,
    RESULT_MAX = 64 << 10,
    TEXT_MAX = 16 << 10,
    CODES_MAX = 32,
    WAIT_US = 100 * 1000,
};

// ---- one text

static struct view name_in(struct view text, size_t at, size_t *ret_end)
{
    for (size_t i = at + 2; i + 1 < text.size; i++) {
        if (text.data[i] != '}' || text.data[i + 1] != '}')
            continue;
        *ret_end = i + 2;
        return view_trim(view_make(text.data + at + 2, i - at - 2));
    }
    return (struct view){0};
}

static bool append_variable(const struct json *variables, struct view name, struct arena *arena,
                            struct buffer *out)
{
    const struct json *v =
        variables == NULL || variables->type != JSON_OBJECT ? NULL : json_member(variables, name);
    struct view text;
    if (v == NULL || (v->type != JSON_STRING && v->type != JSON_NUMBER))
        return false;
    if (v->type == JSON_NUMBER)
        text = json_source(v);
    else if (!json_text(v, arena, &text))
        return false;
    buffer_append_view(out, text);
    return true;
}

bool sms_bulk_fill(struct view message, const struct json *variables, struct arena *arena, struct view *ret)
{
    struct buffer out;
    bool is_good = true;
    buffer_init(&out, TEXT_MAX);
    for (size_t i = 0; i < message.size && is_good;) {
        bool opens = i + 1 < message.size && message.data[i] == '{' && message.data[i + 1] == '{';
        size_t end = i + 1;
        struct view name = opens ? name_in(message, i, &end) : (struct view){0};
        if (name.size > 0)
            is_good = append_variable(variables, name, arena, &out);
        else
            buffer_append(&out, message.data + i, end - i);
        i = end;
    }
    is_good = is_good && !out.failed && arena_copy(arena, buffer_view(&out), ret);
    buffer_free(&out);
    return is_good;
}

// ---- starting

static void write_arguments(struct json_writer *w, const struct sms_bulk *in)
{
    json_begin_object(w);
    json_key(w, VIEW("message"));
    json_string(w, in->message);
    json_key(w, VIEW("recipients"));
    json_raw(w, in->recipients);
    json_key(w, VIEW("purpose"));
    json_integer(w, in->purpose);
    json_key(w, VIEW("due_us"));
    json_integer(w, in->due_us);
    json_key(w, VIEW("expires_us"));
    json_integer(w, in->expires_us);
    json_key(w, VIEW("connector"));
    json_integer(w, in->connector);
    if (in->fallback.data != NULL) {
        json_key(w, VIEW("fallback"));
        json_raw(w, in->fallback);
    }
    if (in->actor->kind == ACTOR_AGENT) {
        json_key(w, VIEW("agent_id"));
        json_string(w, in->actor->id);
        json_key(w, VIEW("agent_name"));
        json_string_or_null(w, in->actor->name);
    }
    json_end_object(w);
}

int sms_bulk_start(struct tx *tx, const struct sms_bulk *in, struct view *ret_id)
{
    struct buffer arguments;
    buffer_init(&arguments, ARGUMENTS_MAX);
    struct json_writer w = json_writer(&arguments);
    write_arguments(&w, in);
    struct view name = in->actor->name.data != NULL ? in->actor->name : in->actor->id;
    int r = arguments.failed ? -ENOMEM
                             : job_start(tx,
                                         &(struct job_new){.kind = JOB_BULK_SMS,
                                                           .arguments = buffer_view(&arguments),
                                                           .total = in->count,
                                                           .requested_by = name},
                                         ret_id);
    buffer_free(&arguments);
    return r;
}

// ---- a slice

struct bulk {
    struct arena arena;
    const struct json *recipients;
    struct message_in message; // of each
    struct view text;
    bool is_shut; // the connector that was named was switched off since
    int64_t queued;
    struct view codes[CODES_MAX];
    int64_t counts[CODES_MAX];
    int code_count;
    struct buffer failures; // the array's items
    int listed;
};

static struct view text_of(struct bulk *b, const struct json *object, struct view name)
{
    const struct json *v = object->type == JSON_OBJECT ? json_member(object, name) : NULL;
    struct view text = {0};
    if (v != NULL && v->type == JSON_STRING && !json_text(v, &b->arena, &text))
        text = (struct view){0};
    return text;
}

static int64_t int_of(const struct json *object, struct view name)
{
    int64_t value = 0;
    const struct json *v = json_member(object, name);
    return v != NULL && json_int(v, &value) ? value : 0;
}

static int64_t *count_of(struct bulk *b, struct view code)
{
    for (int i = 0; i < b->code_count; i++)
        if (view_equal(b->codes[i], code))
            return &b->counts[i];
    if (b->code_count == CODES_MAX)
        return &b->counts[CODES_MAX - 1];
    b->codes[b->code_count] = code;
    b->counts[b->code_count] = 0;
    return &b->counts[b->code_count++];
}

static void read_result(struct bulk *b, const struct json *result)
{
    const struct json *refused = json_member(result, VIEW("refused"));
    const struct json *failures = json_member(result, VIEW("failures"));
    b->queued = int_of(result, VIEW("queued"));
    for (const struct json *k = refused == NULL ? NULL : json_first(refused); k != NULL;
         k = json_next_member(refused, k)) {
        struct view code;
        int64_t count;
        if (json_text(k, &b->arena, &code) && json_int(json_value_of(k), &count))
            *count_of(b, code) = count;
    }
    for (const struct json *f = failures == NULL ? NULL : json_first(failures); f != NULL;
         f = json_next(failures, f)) {
        if (b->listed++ > 0)
            buffer_append_char(&b->failures, ',');
        buffer_append_view(&b->failures, json_source(f));
    }
}

static int read_bulk(const struct job *job, struct bulk *b)
{
    const struct json *arguments, *result;
    *b = (struct bulk){.message = {.author_type = AUTHOR_AGENT, .is_bulk = true}};
    arena_init(&b->arena, 64 << 10, 64 << 20);
    buffer_init(&b->failures, RESULT_MAX);
    if (json_parse(&b->arena, job->arguments, NULL, &arguments) != JSON_OK || arguments->type != JSON_OBJECT)
        return error_trace(-EBADMSG);
    b->recipients = json_member(arguments, VIEW("recipients"));
    b->text = text_of(b, arguments, VIEW("message"));
    b->message.purpose = (enum consent_purpose)int_of(arguments, VIEW("purpose"));
    b->message.due_us = int_of(arguments, VIEW("due_us"));
    b->message.expires_us = int_of(arguments, VIEW("expires_us"));
    b->message.job = job->id;
    b->message.leave_by = int_of(arguments, VIEW("connector"));
    const struct json *fallback = json_member(arguments, VIEW("fallback"));
    b->message.fallback = fallback == NULL ? (struct view){0} : json_source(fallback);
    b->message.author_id = text_of(b, arguments, VIEW("agent_id"));
    b->message.author_name = text_of(b, arguments, VIEW("agent_name"));
    if (job->result.data != NULL && json_parse(&b->arena, job->result, NULL, &result) == JSON_OK &&
        result->type == JSON_OBJECT)
        read_result(b, result);
    return b->recipients != NULL && b->recipients->type == JSON_ARRAY ? 0 : error_trace(-EBADMSG);
}

static void leave_out(struct bulk *b, struct view to, struct view code)
{
    struct json_writer w = json_writer(&b->failures);
    ++*count_of(b, code);
    if (b->listed == SMS_BULK_FAILURES_MAX)
        return;
    if (b->listed++ > 0)
        buffer_append_char(&b->failures, ',');
    json_begin_object(&w);
    json_key(&w, VIEW("to"));
    json_string_or_null(&w, to.size > 64 ? view_make(to.data, 0) : to);
    json_key(&w, VIEW("code"));
    json_string(&w, code);
    json_end_object(&w);
}

static int look_at_connector(struct tx *tx, struct bulk *b)
{
    struct view id;
    enum channel channel;
    if (b->message.leave_by == 0)
        return 0;
    int r = outbox_way_is_open(tx, b->message.leave_by, &id, &channel);
    b->is_shut = r == 0;
    return r < 0 ? r : 0;
}

// Their place in the list stays: whoever was erased.
static bool is_erased(struct bulk *b, const struct json *recipient)
{
    if (recipient->type != JSON_NULL)
        return false;
    ++*count_of(b, VIEW("customer.erased"));
    return true;
}

static int send_one(struct tx *tx, struct bulk *b, const struct json *recipient)
{
    struct sms_out out = {.message = b->message};
    struct sms_sent sent;
    struct view to;
    const struct json *variables =
        recipient->type == JSON_OBJECT ? json_member(recipient, VIEW("variables")) : NULL;
    if (recipient->type != JSON_STRING)
        to = text_of(b, recipient, VIEW("to"));
    else if (!json_text(recipient, &b->arena, &to))
        return error_trace(-ENOMEM);
    if (b->is_shut) {
        leave_out(b, to, VIEW("connector.disabled"));
        return 0;
    }
    out.message.to = to;
    out.message.customer_id = text_of(b, recipient, VIEW("customer_id"));
    if (!sms_bulk_fill(b->text, variables, &b->arena, &out.message.content)) {
        leave_out(b, to, VIEW("sms.variable_missing"));
        return 0;
    }
    int r = sms_send(tx, &out, &sent);
    if (r < 0)
        return error_trace(r);
    if (r == SMS_OK)
        b->queued++;
    else
        leave_out(b, to, sms_code(r, &sent));
    return 0;
}

static void write_result(struct json_writer *w, const struct bulk *b)
{
    json_begin_object(w);
    json_key(w, VIEW("queued"));
    json_integer(w, b->queued);
    json_key(w, VIEW("refused"));
    json_begin_object(w);
    for (int i = 0; i < b->code_count; i++) {
        json_key_escaped(w, b->codes[i]);
        json_integer(w, b->counts[i]);
    }
    json_end_object(w);
    json_key(w, VIEW("failures"));
    json_begin_array(w);
    if (b->failures.size > 0)
        json_raw(w, buffer_view(&b->failures));
    json_end_array(w);
    json_end_object(w);
}

static int keep_result(struct tx *tx, struct job *job, const struct bulk *b)
{
    struct buffer text;
    buffer_init(&text, RESULT_MAX + 8192);
    struct json_writer w = json_writer(&text);
    write_result(&w, b);
    bool fits = !text.failed && !b->failures.failed && tx_copy(tx, buffer_view(&text), &job->result);
    buffer_free(&text);
    return fits ? 0 : error_trace(-ENOMEM);
}

static int walk(struct tx *tx, struct bulk *b, struct job *job, bool *ret_done)
{
    const struct json *recipient = json_first(b->recipients);
    int r = 0, count = 0;
    for (int64_t i = 0; recipient != NULL && i < job->done; i++)
        recipient = json_next(b->recipients, recipient);
    for (; r == 0 && recipient != NULL && count < MESSAGES; count++) {
        r = is_erased(b, recipient) ? 0 : send_one(tx, b, recipient);
        recipient = json_next(b->recipients, recipient);
    }
    job->done += count;
    *ret_done = recipient == NULL;
    return r;
}

// While somebody is about to be taken out of the lists no message is written to anybody. 1: it is so.
static int waits_for_erasure(struct tx *tx)
{
    struct query q = query_begin(tx->db, SQL_ERASURE_AHEAD, tx->tenant);
    query_bind(&q, JOB_CUSTOMER_ERASE);
    int r = query_step(&q);
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_ROW;
}

// What is done holds no list any more.
static int drop_list(struct tx *tx, const struct job *job)
{
    struct query q = query_begin(tx->db, SQL_JOB_BLANK, tx->tenant);
    query_bind(&q, job->row);
    return error_trace(query_run(&q, NULL));
}

int sms_bulk_slice(struct tx *tx, struct job *job, bool *ret_done)
{
    struct bulk b;
    if (sms_bulk_is_recalled(job))
        return sms_bulk_recall(tx, job, ret_done);
    int r = waits_for_erasure(tx);
    if (r != 0) {
        job->due_us = tx->now_us + WAIT_US;
        return r < 0 ? r : 0;
    }
    r = read_bulk(job, &b);
    if (r == 0)
        r = look_at_connector(tx, &b);
    if (r == 0)
        r = walk(tx, &b, job, ret_done);
    if (r == 0)
        r = keep_result(tx, job, &b);
    if (r == 0 && *ret_done)
        r = drop_list(tx, job);
    buffer_free(&b.failures);
    arena_free(&b.arena);
    return error_trace(r);
}
