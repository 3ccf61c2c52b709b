// SPDX-License-Identifier: Apache-2.0
#include "hub/customer_export.h"
#include "base/error.h"
#include "base/id.h"
#include "hub/actor.h"
#include "hub/consent_text.h"
#include "hub/customer_text.h"
#include "hub/file_vault.h"
#include "hub/identity.h"
#include "hub/job_actions.h"
#include "hub/job_run_state.h"
#include "hub/participant.h"
#include "hub/row.h"
#include "hub/session_history.h"
#include "hub/timeline.h"
#include "hub/zip_file.h"
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum { FILES_PAGE = 50 }; // of store/sql/file.sql
enum { PAGE = 200, TEXT_MAX = 4 << 20, PAGE_ARENA_MAX = 16 << 20 };

struct export
{
    struct job_errand *errand;
    struct zip_file *zip;
    struct cluster cluster; // in the errand's arena
    struct arena page;      // of what is read at once
    struct buffer text;     // one line
};

static bool is_wanted(struct export *x)
{
    return job_errand_is_wanted(x->errand);
}

// One line of JSON is whole.
static int flush(struct export *x)
{
    buffer_append_char(&x->text, '\n');
    int r = x->text.failed ? error_trace(-EMSGSIZE) : zip_file_write(x->zip, buffer_view(&x->text));
    buffer_clear(&x->text);
    x->errand->done++;
    return r;
}

static struct json_writer line(struct export *x)
{
    buffer_clear(&x->text);
    return json_writer(&x->text);
}

static int begin_entry(struct export *x, const char *name)
{
    return zip_file_entry(x->zip, name, x->errand->now_us);
}

// ---- customers and identities

static int write_member(struct export *x, const struct snapshot *snapshot, int i)
{
    struct cluster one = {.count = 1};
    int r = customer_load(snapshot->db, snapshot->tenant, x->cluster.members[i], &x->page, &one.survivor);
    if (r != CUSTOMER_OK)
        return error_fold(r);
    one.shown = one.survivor;
    one.ids[0] = one.survivor.id;
    struct json_writer w = line(x);
    customer_write(&w, &one);
    return flush(x);
}

static int write_customers(struct export *x, const struct snapshot *snapshot)
{
    int r = begin_entry(x, "customers.jsonl");
    for (int i = 0; r == 0 && i < x->cluster.count; i++)
        r = write_member(x, snapshot, i);
    return r;
}

static int write_identity(void *ctx, const struct identity *identity)
{
    struct export *x = ctx;
    struct json_writer w = line(x);
    json_begin_object(&w);
    json_key(&w, VIEW("kind"));
    json_string(&w, identity_kind_name(identity->kind));
    json_key(&w, VIEW("address"));
    json_string(&w, identity->address);
    json_key(&w, VIEW("display"));
    json_string_or_null(&w, identity->display);
    json_key(&w, VIEW("created_at"));
    json_time(&w, identity->created_us);
    json_end_object(&w);
    return flush(x);
}

static int write_identities(struct export *x, const struct snapshot *snapshot)
{
    int r = begin_entry(x, "identities.jsonl");
    for (int i = 0; r == 0 && i < x->cluster.count; i++)
        r = identity_walk(snapshot->db, snapshot->tenant, x->cluster.members[i], &x->page, write_identity, x);
    return r;
}

// ---- what they decided about being written to

static int write_decision(void *ctx, const struct consent_row *row)
{
    struct export *x = ctx;
    struct json_writer w = line(x);
    consent_row_write(&w, row);
    return flush(x);
}

static int write_consent(struct export *x, const struct snapshot *snapshot)
{
    enum { DECISIONS_MAX = 10000 };
    int r = begin_entry(x, "consent.jsonl");
    for (int i = 0; r == 0 && i < x->cluster.count; i++) {
        int64_t cursor = INT64_MAX;
        r = consent_walk(snapshot->db, snapshot->tenant, x->cluster.members[i], &cursor, DECISIONS_MAX,
                         write_decision, x);
    }
    return r;
}

// ---- sessions and their transfers

// How far the customer has read, as far as they told.
static int write_marks(struct export *x, struct json_writer *w, const struct session *s)
{
    struct participant marks;
    int r = participant_marks(x->errand->db, x->errand->tenant, s->row, AUTHOR_CUSTOMER, 0, &marks);
    if (r < 0)
        return error_trace(r);
    json_key(w, VIEW("customer_delivered_position"));
    json_integer(w, marks.delivered_position);
    json_key(w, VIEW("customer_read_position"));
    json_integer(w, marks.read_position);
    return 0;
}

static int write_session(void *ctx, const struct session *s)
{
    struct export *x = ctx;
    struct json_writer w = line(x);
    session_write_open(&w, s, AUDIENCE_INTERNAL, x->errand->now_us);
    int r = write_marks(x, &w, s);
    json_end_object(&w);
    if (r < 0)
        return r;
    return flush(x);
}

static int write_transfer(struct export *x, const struct query *q, struct view session_id)
{
    struct json_writer w = line(x);
    json_begin_object(&w);
    json_key(&w, VIEW("transfer_id"));
    json_string(&w, query_text(q, 1));
    json_key(&w, VIEW("session_id"));
    json_string(&w, session_id);
    for (int i = 2; i <= 3; i++) {
        json_key(&w, i == 2 ? VIEW("from_channel") : VIEW("to_channel"));
        json_string_or_null(&w, query_is_null(q, i) ? (struct view){0}
                                                    : channel_name((enum channel)query_int(q, i)));
    }
    json_key(&w, VIEW("reason"));
    json_string_or_null(&w, query_text(q, 4));
    json_key(&w, VIEW("context_data"));
    json_raw(&w, query_text(q, 5).data == NULL ? VIEW("null") : query_text(q, 5));
    json_key(&w, VIEW("created_at"));
    json_time(&w, query_int(q, 6));
    json_end_object(&w);
    return flush(x);
}

// At most a hundred: who moves a conversation more often is told the first of them.
static int write_transfers(void *ctx, const struct session *s)
{
    struct export *x = ctx;
    struct query q = query_begin(x->errand->db, SQL_TRANSFERS_EXPORTED, x->errand->tenant);
    query_bind(&q, s->row);
    query_bind(&q, 0);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW)
        if ((r = write_transfer(x, &q, s->id)) < 0)
            break;
    query_end(&q);
    return error_trace(r);
}

// All sessions, in snapshots of a page each.
static int walk_sessions(struct export *x, int (*each)(void *ctx, const struct session *s))
{
    struct snapshot snapshot;
    int64_t cursor = INT64_MAX;
    bool has_more = true;
    int r = 0;
    while (r == 0 && has_more && is_wanted(x)) {
        r = snapshot_begin(x->errand->db, x->errand->tenant, &snapshot);
        if (r < 0)
            return error_trace(r);
        r = session_history_walk(&snapshot, &x->cluster, &cursor, PAGE, &x->page, each, x, &has_more);
        snapshot_end(&snapshot);
    }
    return r;
}

// ---- interactions

// What it said before somebody changed it stands behind it.
static int write_edits(struct export *x, const struct interaction *in)
{
    struct query q = query_begin(x->errand->db, SQL_EDITS_EXPORTED, x->errand->tenant);
    query_bind(&q, in->row);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW) {
        struct json_writer w = line(x);
        json_begin_object(&w);
        json_key(&w, VIEW("type"));
        json_string(&w, VIEW("edit"));
        json_key(&w, VIEW("edit_of"));
        json_string(&w, in->id);
        json_key(&w, VIEW("content_before"));
        json_string(&w, query_text(&q, 0));
        json_key(&w, VIEW("edited_at"));
        json_time(&w, query_int(&q, 1));
        json_end_object(&w);
        if ((r = flush(x)) < 0)
            break;
    }
    query_end(&q);
    return error_trace(r);
}

static int write_timeline(struct export *x, const struct timeline *t)
{
    int r = 0;
    for (int i = 0; r == 0 && i < t->count; i++) {
        struct json_writer w = line(x);
        interaction_write(&w, &t->items[i], AUDIENCE_INTERNAL, VIEW("export"));
        r = flush(x);
        if (r == 0 && t->items[i].edited_us != 0)
            r = write_edits(x, &t->items[i]);
    }
    return r;
}

static int write_interactions(struct export *x)
{
    struct timeline page = {.has_more = true};
    struct snapshot snapshot;
    int64_t before = INT64_MAX;
    int r = begin_entry(x, "interactions.jsonl");
    while (r == 0 && page.has_more && is_wanted(x)) {
        arena_reset(&x->page);
        r = snapshot_begin(x->errand->db, x->errand->tenant, &snapshot);
        if (r < 0)
            return error_trace(r);
        r = timeline_of_cluster(snapshot.db, snapshot.tenant, &x->cluster, before, PAGE, &x->page, &page);
        if (r == 0)
            r = write_timeline(x, &page);
        snapshot_end(&snapshot);
        if (r == 0 && page.count > 0)
            before = page.items[page.count - 1].position;
    }
    return r;
}

// ---- files

struct exported {
    int64_t row;
    char id[ID_SIZE + 1];
    char hash[FILE_HASH_SIZE + 1];
};

static int copy_file(struct export *x, int fd)
{
    char piece[64 << 10];
    ssize_t got;
    int r = 0;
    while (r == 0 && is_wanted(x) && (got = read(fd, piece, sizeof(piece))) != 0)
        r = got < 0 ? -errno : zip_file_write(x->zip, view_make(piece, (size_t)got));
    return error_trace(r);
}

// Under its id: names may stand twice, and interactions.jsonl tells them. One that was swept meanwhile is not
// missed.
static int write_file_of(struct export *x, const struct exported *e)
{
    char name[16 + ID_SIZE];
    int fd = file_open(x->errand->folder->run->config.dir, x->errand->tenant, view_from(e->hash), FILE_WHOLE);
    if (fd == -ENOENT)
        return 0;
    if (fd < 0)
        return error_trace(fd);
    snprintf(name, sizeof(name), "files/%s", e->id);
    int r = begin_entry(x, name);
    if (r == 0)
        r = copy_file(x, fd);
    close(fd);
    x->errand->done++;
    return r;
}

// A page of them behind *after, read whole before any file is: how many.
static int read_files(struct export *x, int64_t customer, int64_t after,
                      struct exported page[static FILES_PAGE])
{
    int r, count = 0;
    struct query q = query_begin(x->errand->db, SQL_ATTACHMENTS_EXPORTED, x->errand->tenant);
    query_bind(&q, customer);
    query_bind(&q, after);
    while ((r = query_step(&q)) == QUERY_ROW && count < FILES_PAGE) {
        struct exported *e = &page[count++];
        *e = (struct exported){.row = query_int(&q, 0)};
        snprintf(e->id, sizeof(e->id), "%.*s", VIEW_ARG(query_text(&q, 1)));
        snprintf(e->hash, sizeof(e->hash), "%.*s", VIEW_ARG(query_text(&q, 3)));
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : count;
}

static int write_files(struct export *x)
{
    struct exported page[FILES_PAGE];
    int r = 0;
    for (int i = 0; r >= 0 && i < x->cluster.count; i++) {
        int64_t after = 0;
        int count = FILES_PAGE;
        while (r >= 0 && count == FILES_PAGE && is_wanted(x)) {
            count = r = read_files(x, x->cluster.members[i], after, page);
            for (int j = 0; r >= 0 && j < count; j++)
                r = write_file_of(x, &page[j]);
            after = count > 0 ? page[count - 1].row : after;
        }
    }
    return r < 0 ? r : 0;
}

// ---- the audit log

static int write_audit_entry(struct export *x, const struct query *q)
{
    struct json_writer w = line(x);
    json_begin_object(&w);
    json_key(&w, VIEW("action"));
    json_string(&w, query_text(q, 1));
    json_key(&w, VIEW("actor"));
    json_string(&w, actor_kind_name((enum actor_kind)query_int(q, 2)));
    json_key(&w, VIEW("object"));
    json_string(&w, query_text(q, 4));
    json_key(&w, VIEW("object_id"));
    json_string_or_null(&w, query_text(q, 5));
    json_key(&w, VIEW("detail"));
    json_raw(&w, query_text(q, 6).data == NULL ? VIEW("null") : query_text(q, 6));
    json_key(&w, VIEW("at"));
    json_time(&w, query_int(q, 7));
    json_end_object(&w);
    return flush(x);
}

// A page behind *after; 1 when there may be more.
static int write_audit_page(struct export *x, int64_t customer, int64_t *after)
{
    struct query q = query_begin(x->errand->db, SQL_AUDIT_EXPORTED, x->errand->tenant);
    query_bind(&q, customer);
    query_bind(&q, *after);
    int r, count = 0;
    while ((r = query_step(&q)) == QUERY_ROW) {
        *after = query_int(&q, 0);
        count++;
        if ((r = write_audit_entry(x, &q)) < 0)
            break;
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : count > 0;
}

static int write_audit(struct export *x)
{
    int r = begin_entry(x, "audit.jsonl");
    for (int i = 0; r >= 0 && i < x->cluster.count; i++) {
        int64_t after = 0;
        do
            r = write_audit_page(x, x->cluster.members[i], &after);
        while (r > 0 && is_wanted(x));
    }
    return r < 0 ? r : 0;
}

// ---- the whole

static int load_cluster(struct export *x, const struct snapshot *snapshot)
{
    int r = cluster_load(snapshot->db, snapshot->tenant, x->errand->job->ref, x->errand->arena, &x->cluster);
    if (r == CUSTOMER_OK)
        return 0;
    x->errand->fault = VIEW("the customer does not exist any more");
    return r < 0 ? r : JOB_STEP_FAILED;
}

static int write_people(struct export *x)
{
    struct snapshot snapshot;
    int r = snapshot_begin(x->errand->db, x->errand->tenant, &snapshot);
    if (r < 0)
        return error_trace(r);
    r = load_cluster(x, &snapshot);
    if (r == 0)
        r = write_customers(x, &snapshot);
    if (r == 0)
        r = write_identities(x, &snapshot);
    if (r == 0)
        r = write_consent(x, &snapshot);
    snapshot_end(&snapshot);
    return r;
}

static int write_all(struct export *x)
{
    int r = write_people(x);
    if (r == 0)
        r = begin_entry(x, "sessions.jsonl");
    if (r == 0)
        r = walk_sessions(x, write_session);
    if (r == 0)
        r = begin_entry(x, "transfers.jsonl");
    if (r == 0)
        r = walk_sessions(x, write_transfers);
    if (r == 0)
        r = write_interactions(x);
    if (r == 0)
        r = write_audit(x);
    if (r == 0)
        r = write_files(x);
    return r;
}

static int write_file(struct export *x, int fd)
{
    int r = zip_file_begin(fd, &x->zip);
    if (r == 0)
        r = write_all(x);
    if (r == 0) {
        r = zip_file_end(x->zip);
        x->zip = NULL;
    }
    zip_file_drop(x->zip);
    return r;
}

int customer_export_errand(struct job_errand *errand)
{
    struct export x = {.errand = errand};
    int fd;
    int r = job_errand_file(errand, VIEW("zip"), VIEW("application/zip"), &fd);
    if (r < 0)
        return error_trace(r);
    arena_init(&x.page, 64 << 10, PAGE_ARENA_MAX);
    buffer_init(&x.text, TEXT_MAX);
    r = write_file(&x, fd);
    buffer_free(&x.text);
    arena_free(&x.page);
    close(fd);
    errand->total = errand->done;
    return r < 0 ? error_trace(r) : r;
}

int customer_export_start(struct tx *tx, struct view customer_id, struct view requested_by,
                          struct view *ret_id)
{
    struct cluster cluster;
    int r = cluster_find(tx->db, tx->tenant, customer_id, &tx->batch->arena, &cluster);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : CUSTOMER_EXPORT_NONE;
    r = job_start(tx,
                  &(struct job_new){
                      .kind = JOB_CUSTOMER_EXPORT, .requested_by = requested_by, .ref = cluster.survivor.row},
                  ret_id);
    return r == JOB_CROWDED ? CUSTOMER_EXPORT_CROWDED : r;
}
