// SPDX-License-Identifier: Apache-2.0
#include "api/api_state.h"
#include "api/cursor.h"
#include "api/customer_reply.h"
#include "api/etag.h"
#include "api/handlers.h"
#include "api/page.h"
#include "hub/customer_list.h"
#include "hub/customer_text.h"
#include "hub/position.h"
#include "hub/session_history.h"
#include "hub/unified_view.h"

enum { ROW_ARENA_MAX = 8 << 20 };

int customer_refuse_unknown(struct call *call)
{
    return call_refuse(call, 404, VIEW("customer.not_found"), VIEW("there is no customer of this id"));
}

int customer_cluster_need(struct db *db, struct call *call, struct view id, struct cluster *ret)
{
    int r = cluster_find(db, call->principal.tenant, id, call_arena(call), ret);
    return r <= 0 ? r : customer_refuse_unknown(call);
}

static void write_position(struct json_writer *w, const struct call *call, int64_t position)
{
    json_key(w, VIEW("position"));
    position_write(w, call->api->epoch, position);
}

int customer_unified_view_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct customer_unified_view_args *args = call->args;
    struct unified_view view;
    int r = unified_view_load(snapshot, args->id, call_arena(call), &view);
    if (r == CUSTOMER_OK)
        r = timeline_hide(snapshot->db, snapshot->tenant, call->principal.view, &view.timeline);
    if (r != 0)
        return r < 0 ? r : customer_refuse_unknown(call);
    unified_view_write(w, &view, call->principal.audience, call->api->epoch, snapshot->position);
    return 0;
}

// ---- GET /customer/{id}/history

int customer_history_rows(const struct call *call)
{
    int limit = (int)((const struct customer_history_args *)call->args)->limit;
    return access_sees_all(call->principal.view) ? limit : 2 * limit; // and whose their sessions are
}

int customer_history_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct customer_history_args *args = call->args;
    struct cluster cluster;
    struct timeline timeline;
    int64_t before;
    if (!cursor_position(args->cursor, &before))
        return cursor_refuse(call);
    int r = customer_cluster_need(snapshot->db, call, args->id, &cluster);
    if (r == 0)
        r = timeline_of_cluster(snapshot->db, snapshot->tenant, &cluster, before, (int)args->limit,
                                call_arena(call), &timeline);
    if (r == 0)
        r = timeline_hide(snapshot->db, snapshot->tenant, call->principal.view, &timeline);
    if (r != 0)
        return r;
    cursor_write_page(w, call, VIEW("interactions"), &timeline, snapshot->position);
    return 0;
}

// ---- GET /customer/{id}/sessions

int customer_sessions_rows(const struct call *call)
{
    return (int)((const struct customer_sessions_args *)call->args)->limit;
}

struct session_page {
    struct json_writer *w;
    const struct principal *principal;
    int64_t now_us;
};

static int write_session(void *ctx, const struct session *s)
{
    struct session_page *page = ctx;
    if (!access_sees_session(page->principal->view, s))
        return 0;
    session_write_open(page->w, s, page->principal->audience, page->now_us);
    json_end_object(page->w);
    return page_is_full(page->w);
}

int customer_sessions_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct customer_sessions_args *args = call->args;
    struct cluster cluster;
    struct session_page page = {w, &call->principal, api_now_us(call->api)};
    struct arena rows;
    int64_t cursor;
    bool has_more;
    if (!cursor_row(args->cursor, INT64_MAX, &cursor))
        return cursor_refuse(call);
    int r = customer_cluster_need(snapshot->db, call, args->id, &cluster);
    if (r != 0)
        return r;
    arena_init(&rows, 4096, ROW_ARENA_MAX);
    json_begin_object(w);
    json_key(w, VIEW("sessions"));
    json_begin_array(w);
    r = session_history_walk(snapshot, &cluster, &cursor, (int)args->limit, &rows, write_session, &page,
                             &has_more);
    arena_free(&rows);
    if (r < 0)
        return r;
    json_end_array(w);
    cursor_write_row(w, has_more ? cursor : 0);
    write_position(w, call, snapshot->position);
    json_end_object(w);
    return 0;
}

// ---- GET /customers/{id}/profile

// Who else is known by what this profile says.
static int write_duplicate(struct db *db, struct call *call, struct json_writer *w,
                           const struct cluster *cluster, const struct identity_given *given)
{
    struct cluster other;
    int64_t owner;
    int r = identity_owner(db, call->principal.tenant, given, &owner);
    if (r != IDENTITY_OK)
        return r < 0 ? r : 0;
    r = cluster_load(db, call->principal.tenant, owner, call_arena(call), &other);
    if (r != CUSTOMER_OK || other.survivor.row == cluster->survivor.row)
        return r < 0 ? r : 0;
    json_begin_object(w);
    json_key(w, VIEW("customer_id"));
    json_string(w, other.survivor.id);
    json_key(w, VIEW("kind"));
    json_string(w, identity_kind_name(given->kind));
    json_key(w, VIEW("address"));
    json_string(w, given->address);
    json_end_object(w);
    return 0;
}

static int write_duplicates(struct db *db, struct call *call, struct json_writer *w,
                            const struct cluster *cluster)
{
    const struct identity_given known[] = {
        {.kind = IDENTITY_PHONE, .address = cluster->shown.phone},
        {.kind = IDENTITY_WHATSAPP, .address = cluster->shown.phone},
        {.kind = IDENTITY_EMAIL, .address = cluster->shown.email},
    };
    int r = 0;
    json_key(w, VIEW("possible_duplicates"));
    json_begin_array(w);
    for (size_t i = 0; r == 0 && i < sizeof(known) / sizeof(known[0]); i++)
        r = write_duplicate(db, call, w, cluster, &known[i]);
    json_end_array(w);
    return r;
}

int customer_profile_get_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct customer_profile_get_args *args = call->args;
    struct cluster cluster;
    int r = customer_cluster_need(snapshot->db, call, args->id, &cluster);
    if (r != 0)
        return r;
    call_etag_at(call, cluster.shown.version, snapshot->position);
    customer_write_open(w, &cluster);
    r = write_duplicates(snapshot->db, call, w, &cluster);
    write_position(w, call, snapshot->position);
    json_end_object(w);
    return r;
}

// ---- GET /customers

int customers_list_rows(const struct call *call)
{
    return (int)((const struct customers_list_args *)call->args)->limit;
}

static int write_customer(void *ctx, const struct cluster *cluster)
{
    struct json_writer *w = ctx;
    customer_write_summary(w, cluster);
    return page_is_full(w);
}

static void add_filter(struct customer_filter *filter, enum identity_kind kind, struct view qualifier,
                       struct view address)
{
    if (address.data != NULL)
        filter->addresses[filter->address_count++] = (struct identity_given){kind, qualifier, address};
}

// In a query + means a blank: who writes a number as it stands means the +.
static struct view with_plus(struct call *call, struct view phone)
{
    char *text = phone.size > 0 && phone.data[0] == ' ' ? arena_alloc(call_arena(call), phone.size) : NULL;
    if (text == NULL)
        return phone;
    memcpy(text, phone.data, phone.size);
    text[0] = '+';
    return view_make(text, phone.size);
}

int customers_list_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct customers_list_args *args = call->args;
    struct customer_filter filter = {.tag = args->tag};
    struct arena rows;
    int64_t cursor;
    bool has_more;
    if (!cursor_row(args->cursor, INT64_MAX, &cursor))
        return cursor_refuse(call);
    add_filter(&filter, IDENTITY_EMAIL, (struct view){0}, args->email);
    add_filter(&filter, IDENTITY_PHONE, (struct view){0}, with_plus(call, args->phone));
    add_filter(&filter, IDENTITY_EXTERNAL, args->external_system, args->external_id);
    arena_init(&rows, 4096, ROW_ARENA_MAX);
    json_begin_object(w);
    json_key(w, VIEW("customers"));
    json_begin_array(w);
    int r = customer_walk(snapshot, &filter, &cursor, (int)args->limit, &rows, write_customer, w, &has_more);
    arena_free(&rows);
    if (r < 0)
        return r;
    json_end_array(w);
    cursor_write_row(w, has_more ? cursor : 0);
    write_position(w, call, snapshot->position);
    json_end_object(w);
    return 0;
}

// ---- GET /customers/{id}/identities

struct identity_page {
    struct json_writer *w;
    struct view customer_id;
};

// "instagram:ann" is handle and network, "sap:42" id and system.
static void write_address(struct json_writer *w, const struct identity *identity)
{
    bool is_social = identity->kind == IDENTITY_SOCIAL, is_external = identity->kind == IDENTITY_EXTERNAL;
    struct view address = identity->address;
    struct view qualifier = is_social || is_external ? view_cut(&address, ':') : (struct view){0};
    json_key(w, VIEW("address"));
    json_string(w, address);
    json_key(w, VIEW("network"));
    json_string_or_null(w, is_social ? qualifier : (struct view){0});
    json_key(w, VIEW("system"));
    json_string_or_null(w, is_external ? qualifier : (struct view){0});
}

static int write_identity(void *ctx, const struct identity *identity)
{
    const struct identity_page *page = ctx;
    struct json_writer *w = page->w;
    json_begin_object(w);
    json_key(w, VIEW("identity_id"));
    json_integer(w, identity->row);
    json_key(w, VIEW("customer_id"));
    json_string(w, page->customer_id);
    json_key(w, VIEW("kind"));
    json_string(w, identity_kind_name(identity->kind));
    write_address(w, identity);
    json_key(w, VIEW("display"));
    json_string_or_null(w, identity->display);
    json_key(w, VIEW("verified_at"));
    json_time(w, identity->verified_us);
    json_key(w, VIEW("created_at"));
    json_time(w, identity->created_us);
    json_end_object(w);
    return 0;
}

int customer_write_identities(struct db *db, struct call *call, struct json_writer *w,
                              const struct cluster *cluster, int64_t position)
{
    int r = 0;
    json_begin_object(w);
    json_key(w, VIEW("customer_id"));
    json_string(w, cluster->survivor.id);
    json_key(w, VIEW("identities"));
    json_begin_array(w);
    for (int i = 0; r == 0 && i < cluster->count; i++)
        r = identity_walk(db, call->principal.tenant, cluster->members[i], call_arena(call), write_identity,
                          &(struct identity_page){w, cluster->ids[i]});
    json_end_array(w);
    write_position(w, call, position);
    json_end_object(w);
    return r;
}

int customer_identities_read(struct snapshot *snapshot, struct call *call, struct json_writer *w)
{
    const struct customer_identities_args *args = call->args;
    struct cluster cluster;
    int r = customer_cluster_need(snapshot->db, call, args->id, &cluster);
    return r != 0 ? r : customer_write_identities(snapshot->db, call, w, &cluster, snapshot->position);
}
