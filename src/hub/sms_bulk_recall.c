// SPDX-License-Identifier: Apache-2.0
// A job of text messages that is cancelled, also one that is done and whose messages are to leave later: what
// has not left is taken back, bit by bit, before the job ends as cancelled.
#include "base/error.h"
#include "codec/json_merge.h"
#include "hub/outbox.h"
#include "hub/sms_bulk.h"
#include <errno.h>

enum { MESSAGES = 8, RESULT_MAX = 96 << 10 };
static const int64_t WAIT_US = 1000000;
static const struct view RECALL = {"recall", 6};

bool sms_bulk_is_recalled(const struct job *job)
{
    return view_equal(job->cursor, RECALL);
}

// ---- what has not left

struct left {
    int64_t messages[MESSAGES]; // rows of interactions
    bool may_be_there[MESSAGES];
    int count;
    bool is_under_way; // something is with the provider, and may come back
};

static int look(struct tx *tx, struct view job, struct left *ret)
{
    *ret = (struct left){.count = 0};
    struct query q = query_begin(tx->db, SQL_OUTBOX_OF_JOB, tx->tenant);
    query_bind_text(&q, job);
    int r;
    while (ret->count < MESSAGES && (r = query_step(&q)) == QUERY_ROW) {
        if (query_int(&q, 1) == OUTBOX_TAKEN) {
            ret->is_under_way = true;
            continue;
        }
        ret->may_be_there[ret->count] = query_int(&q, 2) != 0;
        ret->messages[ret->count++] = query_int(&q, 0);
    }
    query_end(&q);
    return ret->count < MESSAGES && r < 0 ? error_trace(r) : 0;
}

// ---- cancelling

int sms_bulk_cancel(struct tx *tx, const struct job *job)
{
    struct left left;
    bool is_open = job->state == JOB_QUEUED || job->state == JOB_RUNNING;
    if (is_open && sms_bulk_is_recalled(job))
        return JOB_OK;
    int r = look(tx, job->id, &left);
    if (r < 0)
        return r;
    if (!is_open && left.count == 0)
        return JOB_FINISHED;
    struct query q = query_begin(tx->db, SQL_JOB_RECALL, tx->tenant);
    query_bind(&q, job->row);
    query_bind_text(&q, RECALL);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

static int count_taken_back(struct tx *tx, struct job *job, int64_t more)
{
    const struct json *root, *was = NULL;
    struct view patch;
    char text[64];
    int64_t count = 0;
    if (job->result.data != NULL && json_parse(&tx->batch->arena, job->result, NULL, &root) == JSON_OK &&
        root->type == JSON_OBJECT)
        was = json_member(root, VIEW("taken_back"));
    if (was == NULL || !json_int(was, &count))
        count = 0;
    struct buffer out = buffer_fixed(text, sizeof(text));
    buffer_printf(&out, "{\"taken_back\":%lld}", (long long)(count + more));
    if (out.failed || !tx_copy(tx, buffer_view(&out), &patch))
        return error_trace(-ENOMEM);
    int r = json_merge(&tx->batch->arena, job->result, patch, RESULT_MAX, &job->result);
    return r == 0 ? 0 : error_trace(r < 0 ? r : -EMSGSIZE);
}

static int take_back(struct tx *tx, const struct left *left, int64_t *ret_count)
{
    *ret_count = 0;
    for (int i = 0; i < left->count; i++) {
        int r = outbox_cancel(tx, left->messages[i]);
        if (r < 0)
            return error_trace(r);
        *ret_count += r == OUTBOX_ACT_OK && !left->may_be_there[i]; // else it is unknown now
    }
    return 0;
}

int sms_bulk_recall(struct tx *tx, struct job *job, bool *ret_done)
{
    struct left left;
    int64_t count;
    int r = look(tx, job->id, &left);
    if (r == 0)
        r = take_back(tx, &left, &count);
    if (r == 0)
        r = count_taken_back(tx, job, count);
    if (r < 0)
        return r;
    if (left.count > 0)
        return 0;
    if (left.is_under_way) {
        job->due_us = tx->now_us + WAIT_US;
        return 0;
    }
    job->state = JOB_CANCELLED;
    *ret_done = true;
    return 0;
}
