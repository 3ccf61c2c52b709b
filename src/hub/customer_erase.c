// SPDX-License-Identifier: Apache-2.0
#include "hub/customer_erase.h"
#include "base/error.h"
#include "hub/attachment.h"
#include "hub/audit.h"
#include "hub/cluster.h"
#include "hub/consent_erase.h"
#include "hub/credential.h"
#include "hub/customer_event.h"
#include "hub/early_receipt_erase.h"
#include "hub/idempotency.h"
#include "hub/job_actions.h"
#include "hub/job_file.h"
#include "hub/job_run_state.h"
#include "hub/sms_bulk_erase.h"
#include "hub/timer.h"
#include "store/erasure_log.h"
#include "store/shred.h"
#include <stdio.h>

// Ids that no caller can name.
static struct view hidden_id(char text[static 40], int64_t row)
{
    return view_make(text, (size_t)snprintf(text, 40, "!erased/%lld", (long long)row));
}

// ---- at once

static int hide(struct tx *tx, int64_t row)
{
    char id[40];
    struct query q = query_begin(tx->db, SQL_CUSTOMER_HIDE, tx->tenant);
    query_bind(&q, row);
    query_bind_text(&q, hidden_id(id, row));
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

// {"members":[{"row":1,"id":"cust_ada"}]}
static int write_arguments(struct tx *tx, const struct cluster *cluster, struct view *ret)
{
    struct buffer out;
    buffer_init(&out, 64 << 10);
    struct json_writer w = json_writer(&out);
    json_begin_object(&w);
    json_key(&w, VIEW("members"));
    json_begin_array(&w);
    for (int i = 0; i < cluster->count; i++) {
        json_begin_object(&w);
        json_key(&w, VIEW("row"));
        json_integer(&w, cluster->members[i]);
        json_key(&w, VIEW("id"));
        json_string(&w, cluster->ids[i]);
        json_end_object(&w);
    }
    json_end_array(&w);
    json_end_object(&w);
    bool is_done = !out.failed && tx_copy(tx, buffer_view(&out), ret);
    buffer_free(&out);
    return is_done ? 0 : error_trace(-ENOMEM);
}

static int begin(struct tx *tx, const struct actor *actor, const struct cluster *cluster, struct view *ret_id)
{
    struct job_new job = {.kind = JOB_CUSTOMER_ERASE,
                          .requested_by = actor->name.data != NULL ? actor->name : actor->id,
                          .ref = cluster->survivor.row};
    int r = write_arguments(tx, cluster, &job.arguments);
    if (r == 0)
        r = job_start(tx, &job, ret_id);
    if (r != 0)
        return r == JOB_CROWDED ? CUSTOMER_ERASE_CROWDED : r;
    for (int i = 0; r == 0 && i < cluster->count; i++) {
        struct customer gone = {.row = cluster->members[i], .id = cluster->ids[i]};
        r = customer_announce_erasure(tx, &gone);
        if (r == 0)
            r = hide(tx, gone.row);
    }
    if (r == 0) // the customer's pages
        r = credential_changed(tx);
    if (r == 0) // that it was done stays; whom it was about does not
        r = audit_write(tx, actor,
                        &(struct audit_entry){
                            .action = VIEW("customer.erase"), .object = VIEW("job"), .object_id = *ret_id});
    return error_trace(r);
}

int customer_erase_start(struct tx *tx, const struct actor *actor, struct view customer_id,
                         struct view *ret_id)
{
    struct cluster cluster;
    int r = cluster_find(tx->db, tx->tenant, customer_id, &tx->batch->arena, &cluster);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : CUSTOMER_ERASE_NONE;
    return begin(tx, actor, &cluster, ret_id);
}

int customer_erase_again(struct tx *tx, int64_t customer, struct view *ret_id)
{
    struct actor hub = {.kind = ACTOR_SYSTEM};
    struct cluster one = {.count = 1};
    int r = customer_load(tx->db, tx->tenant, customer, &tx->batch->arena, &one.survivor);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : CUSTOMER_ERASE_NONE;
    one.members[0] = customer;
    one.ids[0] = one.survivor.id;
    r = cluster_leave(tx, &one.survivor);
    return r < 0 ? r : begin(tx, &hub, &one, ret_id);
}

// ---- the list of erasures

struct victims {
    int64_t rows[CLUSTER_MAX];
    struct view ids[CLUSTER_MAX];
    int count;
};

static int read_victims(struct arena *arena, const struct job *job, struct victims *ret)
{
    const struct json *root, *members;
    ret->count = 0;
    if (json_parse(arena, job->arguments, NULL, &root) != JSON_OK)
        return error_trace(-EINVAL);
    members = json_member(root, VIEW("members"));
    if (members == NULL || members->type != JSON_ARRAY || members->count > CLUSTER_MAX)
        return error_trace(-EINVAL);
    for (const struct json *m = json_first(members); m != NULL; m = json_next(members, m)) {
        const struct json *row = json_member(m, VIEW("row")), *id = json_member(m, VIEW("id"));
        if (row == NULL || id == NULL || !json_int(row, &ret->rows[ret->count]) ||
            !json_text(id, arena, &ret->ids[ret->count]))
            return error_trace(-EINVAL);
        ret->count++;
    }
    return 0;
}

// Before the first row is deleted, so that a restore of an older state applies it again.
int customer_erase_errand(struct job_errand *errand)
{
    struct victims victims;
    int r = read_victims(errand->arena, errand->job, &victims);
    for (int i = 0; r == 0 && i < victims.count; i++)
        r = erasure_log_add(errand->folder->run->config.dir,
                            &(struct erasure){.tenant = errand->tenant,
                                              .customer_id = victims.ids[i],
                                              .at_us = errand->job->created_us});
    return error_trace(r);
}

// ---- row by row

struct victim {
    int64_t row;
    struct view id;
};

// Runs a bound statement that takes at most `limit` rows. *ret_done when it found fewer.
static int take(struct query *q, int limit, bool *ret_done)
{
    int changes = 0;
    int r = query_run(q, &changes);
    *ret_done = changes < limit;
    return error_trace(r);
}

static int take_of(struct tx *tx, enum statement statement, int64_t row, bool *ret_done)
{
    enum { LIMIT = 150 }; // of store/sql/erase.sql
    struct query q = query_begin(tx->db, statement, tx->tenant);
    query_bind(&q, row);
    return take(&q, LIMIT, ret_done);
}

static int erase_identities(struct tx *tx, const struct victim *v, bool *ret_done)
{
    return consent_erase_identities(tx, v->row, ret_done);
}

static int erase_consent(struct tx *tx, const struct victim *v, bool *ret_done)
{
    return consent_erase_ledger(tx, v->row, ret_done);
}

static int erase_replies(struct tx *tx, const struct victim *v, bool *ret_done)
{
    int gone = 0;
    int r = idempotency_forget(tx, v->row, &gone);
    *ret_done = gone == 0;
    return error_trace(r);
}

static int erase_audit(struct tx *tx, const struct victim *v, bool *ret_done)
{
    return take_of(tx, SQL_ERASE_AUDIT_OF_CUSTOMER, v->row, ret_done);
}

static int erase_audit_of(struct tx *tx, struct view object, struct view id, bool *ret_done)
{
    enum { LIMIT = 150 };
    struct query q = query_begin(tx->db, SQL_ERASE_AUDIT_OF_OBJECT, tx->tenant);
    query_bind_text(&q, object);
    query_bind_text(&q, id);
    return take(&q, LIMIT, ret_done);
}

static int erase_audit_by_id(struct tx *tx, const struct victim *v, bool *ret_done)
{
    return erase_audit_of(tx, VIEW("customer"), v->id, ret_done);
}

static int erase_notifications(struct tx *tx, const struct victim *v, bool *ret_done)
{
    return take_of(tx, SQL_ERASE_NOTIFICATIONS, v->row, ret_done);
}

// One that is under way reads on without finding anybody; what it has written so far goes with it.
static int erase_exports(struct tx *tx, const struct victim *v, bool *ret_done)
{
    struct view id = {0};
    struct query q = query_begin(tx->db, SQL_JOB_OPEN_OF, tx->tenant);
    query_bind(&q, JOB_CUSTOMER_EXPORT);
    query_bind(&q, v->row);
    int r = query_step(&q);
    if (r == QUERY_ROW && !tx_copy(tx, query_text(&q, 0), &id))
        r = -ENOMEM;
    query_end(&q);
    *ret_done = r == QUERY_DONE;
    if (r < 0)
        return error_trace(r);
    r = r == QUERY_ROW ? job_cancel(tx, id) : job_forget(tx, JOB_CUSTOMER_EXPORT, v->row);
    return r < 0 ? error_trace(r) : 0;
}

static int erase_samples(struct tx *tx, const struct victim *v, bool *ret_done)
{
    enum { LIMIT = 150 };
    (void)v;
    struct query q = query_begin(tx->db, SQL_ERASE_SAMPLES, tx->tenant);
    return take(&q, LIMIT, ret_done);
}

static int erase_receipts(struct tx *tx, const struct victim *v, bool *ret_done)
{
    (void)v;
    return early_receipts_erase(tx, ret_done);
}

static int erase_last_interaction(struct tx *tx, const struct victim *v)
{
    char id[40];
    struct query q = query_begin(tx->db, SQL_ERASE_LAST_INTERACTION, tx->tenant);
    query_bind(&q, v->row);
    query_bind_text(&q, hidden_id(id, v->row));
    return error_trace(query_run(&q, NULL));
}

static int erase_interactions(struct tx *tx, const struct victim *v, bool *ret_done)
{
    enum { EDITS = 100, INTERACTIONS = 80 };
    bool is_over;
    struct query q = query_begin(tx->db, SQL_ERASE_EDITS, tx->tenant);
    query_bind(&q, v->row);
    int r = take(&q, EDITS, &is_over);
    *ret_done = false;
    if (r < 0 || !is_over)
        return r;
    q = query_begin(tx->db, SQL_ERASE_FETCHES, tx->tenant);
    query_bind(&q, v->row);
    r = query_run(&q, NULL);
    if (r < 0)
        return error_trace(r);
    q = query_begin(tx->db, SQL_ERASE_INTERACTIONS, tx->tenant);
    query_bind(&q, v->row);
    r = take(&q, INTERACTIONS, ret_done);
    return r == 0 && *ret_done ? erase_last_interaction(tx, v) : r;
}

static int erase_files(struct tx *tx, const struct victim *v, bool *ret_done)
{
    int gone = 0;
    int r = attachments_drop(tx, ATTACHMENTS_OF_CUSTOMER, v->row, &gone);
    *ret_done = gone == 0;
    return r;
}

static int erase_customer_tags(struct tx *tx, const struct victim *v, bool *ret_done)
{
    *ret_done = true;
    struct query q = query_begin(tx->db, SQL_ERASE_CUSTOMER_TAGS, tx->tenant);
    query_bind(&q, v->row);
    return error_trace(query_run(&q, NULL));
}

static int erase_row(struct tx *tx, const struct victim *v, bool *ret_done)
{
    *ret_done = true;
    struct query q = query_begin(tx->db, SQL_ERASE_CUSTOMER, tx->tenant);
    query_bind(&q, v->row);
    return error_trace(query_run(&q, NULL));
}

// ---- sessions

// QUERY_ROW, QUERY_DONE or negative.
static int next_session(struct tx *tx, int64_t customer, int64_t *row, struct view *id)
{
    struct query q = query_begin(tx->db, SQL_SESSION_TO_ERASE, tx->tenant);
    query_bind(&q, customer);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        *row = query_int(&q, 0);
        if (!tx_copy(tx, query_text(&q, 1), id))
            r = -ENOMEM;
    }
    query_end(&q);
    return r;
}

// What the log says of a transfer and the timer of its leg, by the transfer's id.
static int erase_traces_of_transfers(struct tx *tx, int64_t session)
{
    struct query q = query_begin(tx->db, SQL_TRANSFERS_TO_ERASE, tx->tenant);
    query_bind(&q, session);
    bool is_over;
    int r;
    while ((r = query_step(&q)) == QUERY_ROW) {
        struct view id;
        if (!tx_copy(tx, query_text(&q, 1), &id))
            r = -ENOMEM;
        if (r == QUERY_ROW)
            r = timer_cancel(tx, TIMER_TRANSFER_LEG, query_int(&q, 0));
        if (r == 0)
            r = erase_audit_of(tx, VIEW("transfer"), id, &is_over);
        if (r < 0)
            break;
    }
    query_end(&q);
    return error_trace(r);
}

// Of a session the row with the highest number of its table, if it has it.
static int blank_last(struct tx *tx, enum statement statement, int64_t session)
{
    char id[40];
    struct query q = query_begin(tx->db, statement, tx->tenant);
    query_bind(&q, session);
    query_bind_text(&q, hidden_id(id, session));
    return error_trace(query_run(&q, NULL));
}

static int erase_transfers(struct tx *tx, int64_t session, bool *ret_done)
{
    enum { TRANSFERS = 40 };
    int r = erase_traces_of_transfers(tx, session);
    if (r < 0)
        return r;
    struct query q = query_begin(tx->db, SQL_ERASE_TRANSFERS, tx->tenant);
    query_bind(&q, session);
    r = take(&q, TRANSFERS, ret_done);
    return r == 0 && *ret_done ? blank_last(tx, SQL_ERASE_LAST_TRANSFER, session) : r;
}

static int erase_timers(struct tx *tx, int64_t session)
{
    static const enum timer_kind kinds[] = {TIMER_SNOOZE, TIMER_REMINDER, TIMER_SESSION_IDLE};
    int r = 0;
    for (size_t i = 0; r == 0 && i < sizeof(kinds) / sizeof(kinds[0]); i++)
        r = timer_cancel(tx, kinds[i], session);
    return r;
}

static int erase_participants(struct tx *tx, int64_t session)
{
    struct query q = query_begin(tx->db, SQL_ERASE_PARTICIPANTS, tx->tenant);
    query_bind(&q, session);
    return query_run(&q, NULL);
}

static int erase_session_row(struct tx *tx, int64_t session)
{
    char id[40];
    int changes = 0;
    struct query q = query_begin(tx->db, SQL_ERASE_SESSION, tx->tenant);
    query_bind(&q, session);
    int r = query_run(&q, &changes);
    if (r < 0 || changes == 1)
        return error_trace(r);
    q = query_begin(tx->db, SQL_ERASE_LAST_SESSION, tx->tenant);
    query_bind(&q, session);
    query_bind_text(&q, hidden_id(id, session));
    return error_trace(query_run(&q, NULL));
}

// One session, or a part of one.
static int erase_sessions(struct tx *tx, const struct victim *v, bool *ret_done)
{
    static const enum statement parts[] = {SQL_ERASE_NOTIFICATIONS_OF_SESSION, SQL_ERASE_OUTBOX};
    int64_t session;
    struct view id;
    int r = next_session(tx, v->row, &session, &id);
    *ret_done = r == QUERY_DONE;
    if (r != QUERY_ROW)
        return error_trace(r);
    bool is_over = true;
    r = erase_transfers(tx, session, &is_over);
    for (size_t i = 0; r == 0 && is_over && i < sizeof(parts) / sizeof(parts[0]); i++)
        r = take_of(tx, parts[i], session, &is_over);
    if (r == 0 && is_over)
        r = blank_last(tx, SQL_ERASE_LAST_OUTBOX, session);
    if (r == 0 && is_over)
        r = erase_audit_of(tx, VIEW("session"), id, &is_over);
    if (r < 0 || !is_over)
        return r;
    struct query q = query_begin(tx->db, SQL_ERASE_SESSION_TAGS, tx->tenant);
    query_bind(&q, session);
    r = query_run(&q, NULL);
    if (r == 0)
        r = erase_participants(tx, session);
    if (r == 0)
        r = erase_timers(tx, session);
    return r < 0 ? error_trace(r) : erase_session_row(tx, session);
}

// ---- slices

typedef int erase_step(struct tx *tx, const struct victim *v, bool *ret_done);

static erase_step *const steps[] = {
    erase_identities,    erase_consent,  erase_replies,       erase_audit,    erase_audit_by_id,
    erase_notifications, erase_exports,  erase_samples,       erase_receipts, erase_files,
    erase_interactions,  erase_sessions, erase_customer_tags, erase_row,
};
enum { STEPS = sizeof(steps) / sizeof(steps[0]) };

static int set_cursor(struct tx *tx, struct job *job, const char *text)
{
    return tx_copy(tx, view_from(text), &job->cursor) ? 0 : error_trace(-ENOMEM);
}

// All rows are gone: the last trace of the ids, and what the files still hold.
static int ask_shredder(struct tx *tx, struct job *job)
{
    char text[SHRED_TICKET_MAX + 8] = "shred ";
    struct query q = query_begin(tx->db, SQL_JOB_BLANK, tx->tenant);
    query_bind(&q, job->row);
    int r = query_run(&q, NULL);
    if (r < 0)
        return error_trace(r);
    size_t size = shred_ask(tx->shred, text + 6);
    text[6 + size] = '\0';
    return set_cursor(tx, job, text);
}

static int wait_for_shredder(struct tx *tx, struct job *job, bool *ret_done)
{
    struct view ticket = view_make(job->cursor.data + 6, job->cursor.size - 6);
    switch (shred_look(tx->shred, ticket)) {
    case SHRED_DONE:
        *ret_done = true;
        return 0;
    case SHRED_UNDER_WAY:
        return 0;
    case SHRED_UNKNOWN:
        break;
    }
    return ask_shredder(tx, job);
}

// Before anything else, while their numbers are known: of all members, of each job of text messages one after
// the other. Such jobs wait until it is over (sms_bulk_slice).
static int leave_lists(struct tx *tx, struct job *job, const struct victims *victims, struct view rest)
{
    long long member = 0, row = 0;
    char text[64] = "0.0";
    bool is_over = false;
    if (rest.size > 0 && (!view_to_uint(view_cut(&rest, '.'), &member) || !view_to_uint(rest, &row)))
        return error_trace(-EINVAL);
    if (member < victims->count) {
        int64_t list = row;
        int r = sms_bulk_forget(tx, victims->rows[member], victims->ids[member], &list, &is_over);
        if (r < 0)
            return r;
        snprintf(text, sizeof(text), "lists %lld.%lld", member + is_over, is_over ? 0LL : (long long)list);
    }
    return set_cursor(tx, job, text);
}

static int erase_part(struct tx *tx, struct job *job, const struct victims *victims, long long member,
                      long long step)
{
    char text[48];
    bool is_over = false;
    int r;
    if (member >= victims->count)
        return ask_shredder(tx, job);
    // The survivor comes last: the links of the others lead to it.
    int i = victims->count - 1 - (int)member;
    int64_t before = db_changes(tx->db);
    r = steps[step](tx, &(struct victim){victims->rows[i], victims->ids[i]}, &is_over);
    if (r < 0)
        return r;
    job->done += db_changes(tx->db) - before;
    if (is_over && ++step == STEPS) {
        step = 0;
        member++;
    }
    snprintf(text, sizeof(text), "%lld.%lld", member, step);
    return set_cursor(tx, job, text);
}

int customer_erase_slice(struct tx *tx, struct job *job, bool *ret_done)
{
    static const struct view lists = {"lists ", 6};
    long long member = 0, step = 0;
    struct victims victims;
    struct view rest = job->cursor;
    if (view_starts(rest, VIEW("shred ")))
        return wait_for_shredder(tx, job, ret_done);
    int r = read_victims(&tx->batch->arena, job, &victims);
    if (r < 0)
        return r;
    if (view_equal(rest, VIEW(JOB_CURSOR_START)))
        return leave_lists(tx, job, &victims, (struct view){0});
    if (view_starts(rest, lists))
        return leave_lists(tx, job, &victims, view_make(rest.data + lists.size, rest.size - lists.size));
    if (!view_to_uint(view_cut(&rest, '.'), &member) || !view_to_uint(rest, &step) || step >= STEPS)
        return error_trace(-EINVAL);
    return erase_part(tx, job, &victims, member, step);
}
