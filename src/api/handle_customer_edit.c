// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/customer_reply.h"
#include "api/etag.h"
#include "api/handlers.h"
#include "hub/customer_edit.h"
#include "hub/customer_erase.h"
#include "hub/customer_export.h"
#include "hub/customer_merge.h"
#include "hub/customer_text.h"
#include "hub/job_list.h"
#include "hub/position.h"
#include <errno.h>

// ---- refusals

// A sentence that names a customer, in the call's arena.
static struct view sentence(struct call *call, struct view before, struct view id, struct view after)
{
    char *text = arena_alloc(call_arena(call), before.size + id.size + after.size);
    if (text == NULL)
        return VIEW("somebody else has it");
    memcpy(text, before.data, before.size);
    memcpy(text + before.size, id.data, id.size);
    memcpy(text + before.size + id.size, after.data, after.size);
    return view_make(text, before.size + id.size + after.size);
}

static int refuse_taken(struct call *call, struct view owner_id)
{
    call_refuse(call, 409, VIEW("identity.taken"),
                VIEW("this address is another customer's; if the two are one person, merge them"));
    call->refusal.detail = sentence(call, VIEW("this address is the customer's "), owner_id,
                                    VIEW("; if the two are one person, merge them"));
    return 1;
}

static int refuse_existing(struct call *call, struct view id)
{
    call_refuse(call, 409, VIEW("customer.exists"), VIEW("a customer of this id exists"));
    call->refusal.detail = sentence(call, VIEW("this id means the customer "), id, VIEW(", who exists"));
    return 1;
}

// Where it stood: alone, or as one of those that a new customer has.
static struct view address_pointer(struct call *call, size_t number)
{
    char text[40];
    struct buffer out = buffer_fixed(text, sizeof(text));
    struct view kept;
    if (call->route->id != ROUTE_CUSTOMERS_CREATE)
        return VIEW("/address");
    buffer_printf(&out, "/identities/%zu/address", number);
    return call_copy(call, buffer_view(&out), &kept) ? kept : VIEW("/identities");
}

static int refuse_edit(struct call *call, int outcome, const struct customer_edit_fault *fault)
{
    switch ((enum customer_edit_outcome)outcome) {
    case CUSTOMER_EDIT_OK:
        return 0;
    case CUSTOMER_EDIT_NONE:
        return call_refuse(call, 404, VIEW("identity.not_found"),
                           VIEW("the customer has no identity of this id"));
    case CUSTOMER_EDIT_EXISTS:
        return refuse_existing(call, fault->owner_id);
    case CUSTOMER_EDIT_TOO_LARGE:
        return call_refuse(call, 422, VIEW("customer.too_large"),
                           VIEW("profile, preferences or context would grow beyond 64 KiB"));
    case CUSTOMER_EDIT_BAD_TAGS:
        return call_refuse(call, 422, VIEW("tags.invalid"),
                           VIEW("tags are at most 50 names of 1 to 64 bytes"));
    case CUSTOMER_EDIT_BAD_ADDRESS:
        return call_blame(
            call, address_pointer(call, fault->number),
            call_refuse(call, 422, VIEW("identity.invalid"),
                        VIEW("an identity is no address of its kind: phones are E.164, handles have a "
                             "network, external ids a system")));
    case CUSTOMER_EDIT_TAKEN:
        return call_blame(call, address_pointer(call, fault->number), refuse_taken(call, fault->owner_id));
    case CUSTOMER_EDIT_TOO_MANY:
        return call_refuse(call, 409, VIEW("customer.too_many_identities"),
                           VIEW("a customer has at most 100 identities"));
    }
    return -ENOTRECOVERABLE;
}

static int refuse_merge(struct call *call, int outcome)
{
    switch ((enum merge_outcome)outcome) {
    case MERGE_OK:
        return 0;
    case MERGE_NO_SURVIVOR:
        return customer_refuse_unknown(call);
    case MERGE_NO_OTHER:
        return call_refuse(call, 404, VIEW("customer.other_not_found"),
                           VIEW("there is no customer of the id in customer_id"));
    case MERGE_SAME:
        return call_refuse(call, 409, VIEW("customer.same"), VIEW("the two are one person already"));
    case MERGE_TOO_MANY:
        return call_refuse(call, 409, VIEW("customer.too_many_merged"),
                           VIEW("at most 16 customers become one person"));
    case MERGE_NOT_MERGED:
        return call_refuse(call, 409, VIEW("customer.not_merged"),
                           VIEW("the customer in customer_id was not merged into this person"));
    }
    return -ENOTRECOVERABLE;
}

// ---- answers

// The customer as it is now: what most of these routes answer.
static int answer(struct tx *tx, struct call *call, int64_t row)
{
    struct cluster *cluster = arena_zalloc(call_arena(call), sizeof(*cluster));
    if (cluster == NULL)
        return -ENOMEM;
    int r = cluster_load(tx->db, tx->tenant, row, call_arena(call), cluster);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : -ENOTRECOVERABLE;
    call->result = cluster;
    call->customer = cluster->survivor.row;
    call->position = cluster->shown.last_position;
    call_etag(call, cluster->shown.version);
    return 0;
}

void customer_changed_render(struct call *call, struct json_writer *w)
{
    customer_write_open(w, call->result);
    json_key(w, VIEW("success"));
    json_bool(w, true);
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, call->position);
    json_end_object(w);
}

static int edit(struct tx *tx, struct call *call, struct view id, const struct customer_news *news,
                struct view tags)
{
    struct cluster cluster;
    int r = customer_cluster_need(tx->db, call, id, &cluster);
    if (r == 0)
        r = call_need_match(call, cluster.shown.version);
    if (r != 0)
        return r;
    r = customer_edit(tx, &call->principal.actor, cluster.survivor.row, news, tags);
    if (r != 0)
        return r < 0 ? r : refuse_edit(call, r, NULL);
    return answer(tx, call, cluster.survivor.row);
}

// ---- the routes

static bool take_identities(struct call *call, const struct customers_create_args *args,
                            struct customer_new *in)
{
    struct identity_given *given =
        arena_alloc(call_arena(call), (args->identities_count + 1) * sizeof(*given));
    if (given == NULL)
        return false;
    for (size_t i = 0; i < args->identities_count; i++) {
        const struct identity_new_args *one = &args->identities_items[i];
        given[i] = (struct identity_given){
            one->kind, one->kind == IDENTITY_SOCIAL ? one->network : one->system, one->address};
    }
    in->identities = given;
    in->identity_count = args->identities_count;
    return true;
}

int customers_create_decide(struct tx *tx, struct call *call)
{
    const struct customers_create_args *args = call->args;
    struct customer_edit_fault fault = {0};
    struct customer_new in = {
        .id = args->customer_id,
        .news = {.profile = args->profile, .preferences = args->preferences, .context = args->context},
        .tags = args->tags,
    };
    int64_t row;
    if (!take_identities(call, args, &in))
        return -ENOMEM;
    int r = customer_create(tx, &call->principal.actor, &in, &fault, &row);
    if (r != 0)
        return r < 0 ? r : refuse_edit(call, r, &fault);
    call->status = 201;
    return answer(tx, call, row);
}

int customer_profile_put_decide(struct tx *tx, struct call *call)
{
    const struct customer_profile_put_args *args = call->args;
    return edit(tx, call, args->id, &(struct customer_news){args->profile, args->preferences, args->context},
                args->tags);
}

int customer_context_decide(struct tx *tx, struct call *call)
{
    const struct customer_context_args *args = call->args;
    return edit(tx, call, args->id, &(struct customer_news){.context = args->context}, (struct view){0});
}

int customer_tags_decide(struct tx *tx, struct call *call)
{
    const struct customer_tags_args *args = call->args;
    return edit(tx, call, args->id, &(struct customer_news){0},
                args->tags.data == NULL ? VIEW("[]") : args->tags);
}

int customer_block_decide(struct tx *tx, struct call *call)
{
    const struct customer_block_args *args = call->args;
    struct cluster cluster;
    int r = customer_cluster_need(tx->db, call, args->id, &cluster);
    if (r == 0)
        r = customer_block(tx, &call->principal.actor, &cluster, args->blocked, args->reason);
    return r != 0 ? r : answer(tx, call, cluster.survivor.row);
}

int customer_merge_decide(struct tx *tx, struct call *call)
{
    const struct customer_merge_args *args = call->args;
    int64_t survivor;
    int r = customer_merge(tx, &call->principal.actor, args->id, args->customer_id, args->reason, &survivor);
    if (r != 0)
        return r < 0 ? r : refuse_merge(call, r);
    return answer(tx, call, survivor);
}

int customer_unmerge_decide(struct tx *tx, struct call *call)
{
    const struct customer_unmerge_args *args = call->args;
    int64_t freed;
    int r = customer_unmerge(tx, &call->principal.actor, args->id, args->customer_id, args->reason, &freed);
    if (r != 0)
        return r < 0 ? r : refuse_merge(call, r);
    return answer(tx, call, freed);
}

// ---- identities

// Rendered here, for they are rows that only this transaction sees.
static int answer_identities(struct tx *tx, struct call *call, struct view id)
{
    struct cluster cluster;
    struct buffer out;
    struct view *text = arena_zalloc(call_arena(call), sizeof(*text));
    int r = text == NULL ? -ENOMEM : customer_cluster_need(tx->db, call, id, &cluster);
    if (r != 0)
        return r;
    buffer_init(&out, 4 << 20);
    struct json_writer w = json_writer(&out);
    r = customer_write_identities(tx->db, call, &w, &cluster, cluster.shown.last_position);
    if (r == 0 && (out.failed || !call_copy(call, buffer_view(&out), text)))
        r = -ENOMEM;
    buffer_free(&out);
    call->result = text;
    call->customer = cluster.survivor.row;
    call->position = cluster.shown.last_position;
    return r;
}

void customer_identity_render(struct call *call, struct json_writer *w)
{
    json_raw(w, *(const struct view *)call->result);
}

int customer_identity_add_decide(struct tx *tx, struct call *call)
{
    const struct customer_identity_add_args *args = call->args;
    struct identity_given given = {args->kind, args->kind == IDENTITY_SOCIAL ? args->network : args->system,
                                   args->address};
    struct customer_edit_fault fault = {0};
    struct cluster cluster;
    int r = customer_cluster_need(tx->db, call, args->id, &cluster);
    if (r != 0)
        return r;
    r = customer_add_identity(tx, &call->principal.actor, cluster.survivor.row, &given, &fault);
    if (r != 0)
        return r < 0 ? r : refuse_edit(call, r, &fault);
    call->status = 201;
    return answer_identities(tx, call, args->id);
}

int customer_identity_remove_decide(struct tx *tx, struct call *call)
{
    const struct customer_identity_remove_args *args = call->args;
    struct cluster cluster;
    int r = customer_cluster_need(tx->db, call, args->id, &cluster);
    if (r != 0)
        return r;
    r = customer_remove_identity(tx, &call->principal.actor, &cluster, args->identity_id);
    if (r != 0)
        return r < 0 ? r : refuse_edit(call, r, NULL);
    return answer_identities(tx, call, cluster.survivor.id);
}

// ---- export and erasure

static int refuse_crowd(struct call *call)
{
    return call_refuse(call, 429, VIEW("jobs.too_many"),
                       VIEW("too many jobs are open; wait for some to end"));
}

static int answer_job(struct tx *tx, struct call *call, struct view id)
{
    struct job *job = arena_zalloc(call_arena(call), sizeof(*job));
    if (job == NULL)
        return -ENOMEM;
    int r = job_find(tx->db, tx->tenant, id, call_arena(call), job);
    if (r != JOB_OK)
        return r < 0 ? r : -ENOTRECOVERABLE;
    call->result = job;
    call->status = 202;
    return 0;
}

void customer_job_render(struct call *call, struct json_writer *w)
{
    job_write(w, call->result);
}

int customer_export_decide(struct tx *tx, struct call *call)
{
    const struct customer_export_args *args = call->args;
    const struct actor *actor = &call->principal.actor;
    struct view id;
    int r = customer_export_start(tx, args->id, actor->name.data != NULL ? actor->name : actor->id, &id);
    if (r != CUSTOMER_EXPORT_OK)
        return r < 0 ? r : r == CUSTOMER_EXPORT_CROWDED ? refuse_crowd(call) : customer_refuse_unknown(call);
    return answer_job(tx, call, id);
}

int customer_erase_decide(struct tx *tx, struct call *call)
{
    const struct customer_erase_args *args = call->args;
    struct view id;
    int r = customer_erase_start(tx, &call->principal.actor, args->id, &id);
    if (r != CUSTOMER_ERASE_OK)
        return r < 0 ? r : r == CUSTOMER_ERASE_CROWDED ? refuse_crowd(call) : customer_refuse_unknown(call);
    return answer_job(tx, call, id);
}
