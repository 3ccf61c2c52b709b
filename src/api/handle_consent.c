// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/consent_refusal.h"
#include "api/cursor.h"
#include "api/customer_reply.h"
#include "api/handlers.h"
#include "hub/consent_decide.h"
#include "hub/consent_person.h"
#include "hub/consent_text.h"
#include "hub/identity.h"
#include "hub/inbound.h"
#include "hub/position.h"
#include <errno.h>
#include <stdlib.h>

enum { PROOF_MAX = 4096, ANSWER_MAX = 1 << 20, ANSWER_ROWS = 50 };

// ---- the ledger of everybody who is one person

struct ledger {
    struct arena *arena;
    struct consent_row *rows;
    int count, max;
};

static int keep_row(void *ctx, const struct consent_row *row)
{
    struct ledger *l = ctx;
    struct consent_row *kept = &l->rows[l->count];
    if (l->count == l->max)
        return 0;
    *kept = *row;
    const struct view texts[] = {row->id, row->address, row->source, row->proof, row->actor_id};
    struct view *copies[] = {&kept->id, &kept->address, &kept->source, &kept->proof, &kept->actor_id};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        if (texts[i].data != NULL && !arena_copy(l->arena, texts[i], copies[i]))
            return -ENOMEM;
    l->count++;
    return 0;
}

static int newest_first(const void *a, const void *b)
{
    const struct consent_row *x = a, *y = b;
    return x->row < y->row ? 1 : x->row > y->row ? -1 : 0;
}

// One page of it, and where the next one begins.
static int write_ledger(struct db *db, struct call *call, const struct cluster *cluster, int64_t before,
                        int limit, struct json_writer *w)
{
    struct ledger l = {.arena = call_arena(call), .max = cluster->count * limit};
    int r = 0;
    l.rows = arena_alloc(l.arena, (size_t)l.max * sizeof(l.rows[0]));
    if (l.rows == NULL)
        return -ENOMEM;
    for (int i = 0; r == 0 && i < cluster->count; i++) {
        int64_t cursor = before;
        r = consent_walk(db, call->principal.tenant, cluster->members[i], &cursor, limit, keep_row, &l);
    }
    if (r < 0)
        return r;
    qsort(l.rows, (size_t)l.count, sizeof(l.rows[0]), newest_first);
    json_key(w, VIEW("decisions"));
    json_begin_array(w);
    for (int i = 0; i < l.count && i < limit; i++)
        consent_row_write(w, &l.rows[i]);
    json_end_array(w);
    cursor_write_row(w, l.count >= limit ? l.rows[limit - 1].row : 0);
    return 0;
}

// ---- GET /customers/{id}/consent

int customer_consent_rows(const struct call *call)
{
    return (int)((const struct customer_consent_args *)call->args)->limit + 40;
}

static int write_explained(struct db *db, struct call *call, const struct cluster *cluster,
                           struct json_writer *w)
{
    const struct customer_consent_args *args = call->args;
    struct consent_question question = {.customer = cluster->survivor.row,
                                        .channel = args->channel,
                                        .purpose = args->purpose,
                                        .at_us = args->has_at_us ? args->at_us : api_now_us(call->api)};
    struct consent_answer answer;
    json_key(w, VIEW("explain"));
    if (!args->has_channel || !args->has_purpose) {
        json_null(w);
        return 0;
    }
    int r =
        consent_address_need(call, args->channel, args->address, VIEW("query:address"), &question.address);
    if (r == 0 && question.address.data == NULL)
        r = consent_person_address(db, call->principal.tenant, question.customer, args->channel,
                                   call_arena(call), &question.address);
    if (r == 0)
        r = consent_ask(db, call->principal.tenant, &question, &answer);
    return r != 0 ? r : consent_explain(db, call->principal.tenant, &question, &answer, w);
}

static int write_state(struct db *db, struct call *call, const struct cluster *cluster, struct json_writer *w)
{
    json_key(w, VIEW("customer_id"));
    json_string(w, cluster->survivor.id);
    json_key(w, VIEW("channels"));
    return consent_state_write(db, call->principal.tenant, cluster, call_arena(call), w);
}

static void write_position(struct call *call, int64_t position, struct json_writer *w)
{
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, position);
}

int customer_consent_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct customer_consent_args *args = call->args;
    struct cluster cluster;
    int64_t before;
    if (!cursor_row(args->cursor, INT64_MAX, &before))
        return cursor_refuse(call);
    int r = customer_cluster_need(snapshot->db, call, args->id, &cluster);
    if (r != 0)
        return r;
    json_begin_object(w);
    r = write_state(snapshot->db, call, &cluster, w);
    if (r == 0)
        r = write_ledger(snapshot->db, call, &cluster, before, (int)args->limit, w);
    if (r == 0)
        r = write_explained(snapshot->db, call, &cluster, w);
    write_position(call, snapshot->position, w);
    json_end_object(w);
    return r;
}

// ---- PUT /customers/{id}/consent

static int refuse_field(struct call *call, struct view pointer, struct view detail)
{
    call_refuse(call, 422, VIEW("consent.invalid"),
                VIEW("a decision names a channel and a purpose, or * for all"));
    call->refusal.detail = detail;
    return call_blame(call, pointer, 1);
}

static int read_scope(struct call *call, const struct customer_consent_put_args *args,
                      struct consent_new *fresh)
{
    enum channel channel;
    enum consent_purpose purpose;
    if (view_equal(args->channel, VIEW("*")))
        fresh->channel = -1;
    else if (channel_from(args->channel, &channel) == 0)
        fresh->channel = (int)channel;
    else
        return refuse_field(call, VIEW("/channel"), VIEW("a channel, or * for all"));
    if (view_equal(args->purpose, VIEW("*")))
        fresh->purpose = 0;
    else if (consent_purpose_from(args->purpose, &purpose) && purpose != CONSENT_REQUIRED)
        fresh->purpose = (int)purpose;
    else
        return refuse_field(call, VIEW("/purpose"), VIEW("service, transactional, marketing, or * for all"));
    return 0;
}

static int read_address(struct call *call, const struct customer_consent_put_args *args,
                        struct consent_new *fresh)
{
    if (args->address.data == NULL)
        return 0;
    if (fresh->channel < 0)
        return refuse_field(call, VIEW("/address"), VIEW("an address is one of a channel: name it"));
    return consent_address_need(call, (enum channel)fresh->channel, args->address, VIEW("/address"),
                                &fresh->address);
}

static int read_fresh(struct call *call, struct consent_new *fresh)
{
    const struct customer_consent_put_args *args = call->args;
    fresh->actor = &call->principal.actor;
    fresh->is_given = args->given;
    fresh->source = args->source.data != NULL           ? args->source
                    : fresh->actor->kind == ACTOR_AGENT ? VIEW("agent")
                                                        : VIEW("api");
    fresh->proof = args->proof;
    if (args->proof.size > PROOF_MAX)
        return refuse_field(call, VIEW("/proof"), VIEW("a proof has at most 4 KiB"));
    int r = read_scope(call, args, fresh);
    return r != 0 ? r : read_address(call, args, fresh);
}

static int write_answer(struct tx *tx, struct call *call, int64_t row, struct json_writer *w)
{
    struct cluster cluster;
    int r = cluster_load(tx->db, tx->tenant, row, call_arena(call), &cluster);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : -ENOTRECOVERABLE;
    json_begin_object(w);
    r = write_state(tx->db, call, &cluster, w);
    if (r == 0)
        r = write_ledger(tx->db, call, &cluster, INT64_MAX, ANSWER_ROWS, w);
    json_key(w, VIEW("explain"));
    json_null(w);
    call->position = cluster.shown.last_position;
    call->customer = cluster.survivor.row;
    write_position(call, call->position, w);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_end_object(w);
    return r;
}

// Rendered here, for it is read from what was just written.
static int answer(struct tx *tx, struct call *call, int64_t row)
{
    struct view *text = arena_alloc(call_arena(call), sizeof(*text));
    struct buffer out;
    buffer_init(&out, ANSWER_MAX);
    struct json_writer w = json_writer(&out);
    int r = text == NULL ? -ENOMEM : write_answer(tx, call, row, &w);
    if (r == 0 && (out.failed || !arena_copy(call_arena(call), buffer_view(&out), text)))
        r = -ENOMEM;
    buffer_free(&out);
    call->result = text;
    return r;
}

int customer_consent_put_decide(struct tx *tx, struct call *call)
{
    const struct customer_consent_put_args *args = call->args;
    struct consent_new fresh = {.channel = -1};
    struct cluster cluster;
    int r = customer_cluster_need(tx->db, call, args->id, &cluster);
    if (r == 0)
        r = read_fresh(call, &fresh);
    if (r != 0)
        return r;
    fresh.customer = cluster.survivor.row;
    r = consent_decide(tx, &fresh, NULL);
    return r < 0 ? r : answer(tx, call, cluster.survivor.row);
}

void customer_consent_put_render(struct call *call, struct json_writer *w)
{
    const struct view *text = call->result;
    json_raw(w, *text);
}
