// SPDX-License-Identifier: Apache-2.0
#include "hub/visitor.h"
#include "base/error.h"
#include "hub/customer_event.h"
#include "hub/customer_merge.h"
#include "hub/identity.h"
#include "hub/session_hear.h"
#include <errno.h>
#include <stdio.h>

enum { JUDGE_ARENA_MAX = 2 << 20, PROFILE_TEXT_MAX = 4096 };

// The customer as its row is, without who was merged with it.
struct own {
    int64_t row; // 0: not there
    bool is_alone;
};

static int read_own(struct db *db, int64_t tenant, struct view id, struct own *ret)
{
    struct query q = query_begin(db, SQL_CUSTOMER_KEY, tenant);
    query_bind_text(&q, id);
    int r = query_step(&q);
    *ret = (struct own){0};
    if (r == QUERY_ROW)
        *ret =
            (struct own){.row = query_int(&q, 0), .is_alone = query_int(&q, 1) == 0 && query_int(&q, 3) == 0};
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

// ---- whether

// A random visitor who is blocked as somebody else's part is blocked too.
int visitor_judge(struct db *db, int64_t tenant, const struct visitor_who *who, int64_t *ret_customer)
{
    struct arena arena;
    struct cluster cluster;
    struct own own;
    int r = read_own(db, tenant, who->customer_id, &own);
    if (r < 0)
        return r;
    if (own.row == 0) {
        *ret_customer = 0;
        return who->is_known || who->is_identified ? VISITOR_OVER : VISITOR_OK;
    }
    arena_init(&arena, 4096, JUDGE_ARENA_MAX);
    r = cluster_load(db, tenant, own.row, &arena, &cluster);
    if (r == CUSTOMER_OK && cluster.shown.blocked_us != 0)
        r = VISITOR_BLOCKED;
    else if (r == CUSTOMER_NONE)
        r = VISITOR_OVER;
    else if (r == CUSTOMER_OK)
        *ret_customer = own.row;
    arena_free(&arena);
    return r;
}

// ---- where

// The id of the row's open default session; no data: none.
static int open_of(struct tx *tx, int64_t customer, struct view *ret)
{
    struct session session;
    struct view none = {0};
    struct query q = query_begin(tx->db, SQL_SESSION_OPEN_DEFAULT, tx->tenant);
    query_bind(&q, customer);
    int r = query_step(&q);
    int64_t row = r == QUERY_ROW ? query_int(&q, 0) : 0;
    query_end(&q);
    if (r < 0 || row == 0) {
        *ret = none;
        return error_trace(r);
    }
    r = session_load(tx->db, tx->tenant, row, &tx->batch->arena, &session);
    *ret = r == SESSION_OK ? session.id : none;
    return r < 0 ? r : 0;
}

static int last_active(struct tx *tx, int64_t customer, int64_t *row, int64_t *active_us)
{
    struct query q = query_begin(tx->db, SQL_SESSION_OPEN_DEFAULT, tx->tenant);
    query_bind(&q, customer);
    int r = query_step(&q);
    if (r == QUERY_ROW && query_int(&q, 1) > *active_us) {
        *row = query_int(&q, 0);
        *active_us = query_int(&q, 1);
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

// As session_head_default would choose, but that it makes none: the survivor's, else the one that was active
// last, else one that a message would open again.
static int session_of_person(struct tx *tx, int64_t customer, struct view *ret)
{
    int64_t members[CLUSTER_MAX], row = 0, active_us = -1;
    struct customer_key key;
    struct session session;
    int count = 0;
    int r = customer_key_load(tx, customer, &key);
    if (r == CUSTOMER_OK)
        r = open_of(tx, key.row, ret);
    if (r != 0 || ret->data != NULL)
        return r < 0 ? r : 0;
    r = cluster_members(tx->db, tx->tenant, key.row, members, &count);
    for (int i = 1; r == 0 && i < count; i++)
        r = last_active(tx, members[i], &row, &active_us);
    if (r < 0)
        return r;
    r = row != 0 ? session_load(tx->db, tx->tenant, row, &tx->batch->arena, &session)
                 : session_find_resumable(tx, key.row, &session);
    if (r == SESSION_OK)
        *ret = session.id;
    return r < 0 ? r : 0;
}

int visitor_session(struct tx *tx, const struct visitor_who *who, struct view *ret)
{
    struct own own;
    int r = read_own(tx->db, tx->tenant, who->customer_id, &own);
    *ret = (struct view){0};
    if (r < 0 || own.row == 0)
        return r;
    if (who->is_identified || own.is_alone)
        return session_of_person(tx, own.row, ret);
    r = open_of(tx, own.row, ret);
    return r < 0 ? r : ret->data == NULL ? VISITOR_OVER : VISITOR_OK;
}

// 1, 0 or negative. The session of a random visitor is the one that carries its row.
static int owns(struct tx *tx, const struct visitor_who *who, const struct own *own, const struct session *s)
{
    if (own->row == 0)
        return 0;
    return s->customer == own->row
               ? 1
               : who->is_identified && cluster_is_same(tx->db, tx->tenant, s->customer, own->row);
}

// The session that was named, where it still takes what is said; no data: it does not.
static int keep_named(struct tx *tx, const struct visitor_who *who, const struct own *own, struct view id,
                      struct view *ret)
{
    struct session s;
    *ret = (struct view){0};
    int r = session_head_find(tx, id, &s);
    if (r != SESSION_OK)
        return r < 0 ? r : VISITOR_NO_SESSION;
    r = owns(tx, who, own, &s);
    if (r != 1)
        return r < 0 ? r : VISITOR_NO_SESSION;
    if (s.is_open)
        *ret = id;
    return VISITOR_OK;
}

int visitor_aim(struct tx *tx, const struct visitor_who *who, struct view session_id, struct message_in *in)
{
    struct own own;
    struct view kept = {0};
    int r = read_own(tx->db, tx->tenant, who->customer_id, &own);
    if (r == 0 && session_id.data != NULL)
        r = keep_named(tx, who, &own, session_id, &kept);
    if (r != 0)
        return r;
    bool is_one_of_many = own.row != 0 && !own.is_alone && !who->is_identified;
    if (is_one_of_many && kept.data == NULL) {
        r = open_of(tx, own.row, &kept);
        if (r < 0 || kept.data == NULL)
            return r < 0 ? r : VISITOR_OVER;
    }
    // Without a customer the session says whose it is: the survivor, of a visitor who is one of many.
    in->customer_id = kept.data == NULL ? who->customer_id : (struct view){0};
    in->session_id = kept;
    return VISITOR_OK;
}

// ---- who

static int write_profile(struct tx *tx, const struct identity_claims *c, struct view *ret)
{
    char text[PROFILE_TEXT_MAX];
    struct buffer out = buffer_fixed(text, sizeof(text));
    struct json_writer w = json_writer(&out);
    json_begin_object(&w);
    const struct view names[] = {VIEW("name"), VIEW("email"), VIEW("phone")};
    const struct view values[] = {c->name, c->email, c->phone};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (values[i].data == NULL)
            continue;
        json_key(&w, names[i]);
        json_string(&w, values[i]);
    }
    json_end_object(&w);
    if (out.failed || !tx_copy(tx, buffer_view(&out), ret))
        return error_trace(out.failed ? -EMSGSIZE : -ENOMEM);
    return 0;
}

static int verify(struct tx *tx, int64_t customer, enum identity_kind kind, struct view text)
{
    char address[IDENTITY_ADDRESS_MAX + 1];
    if (text.data == NULL ||
        !identity_normalise(&(struct identity_given){.kind = kind, .address = text}, address))
        return 0;
    struct query q = query_begin(tx->db, SQL_IDENTITY_VERIFY, tx->tenant);
    query_bind(&q, customer);
    query_bind(&q, kind);
    query_bind_text(&q, view_from(address));
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

// An address that is another customer's stays theirs: a shop may not have asked whether it is really the
// address of who says so, and a merge cannot be unseen.
static int tell(struct tx *tx, int64_t customer, const struct identity_claims *claims)
{
    struct customer_news news = {0};
    bool has_changed = false;
    int r = write_profile(tx, claims, &news.profile);
    if (r == 0)
        r = customer_tell(tx, customer, &news, &has_changed);
    if (r == CUSTOMER_TOO_LARGE) // a full profile keeps nobody out
        return 0;
    if (r == 0)
        r = verify(tx, customer, IDENTITY_EMAIL, claims->email);
    if (r == 0)
        r = verify(tx, customer, IDENTITY_PHONE, claims->phone);
    return r == 0 && has_changed ? customer_announce(tx, customer) : r;
}

// What the random visitor said becomes theirs. Not if somebody merged it before: who it was merged with is
// not the shop's to tell.
static int take_over(struct tx *tx, const struct widget_site *site, struct view customer_id,
                     struct view device_id)
{
    char reason[200];
    struct actor hub = {.kind = ACTOR_SYSTEM};
    struct own own;
    int64_t survivor;
    int r = device_id.data == NULL ? 0 : read_own(tx->db, tx->tenant, device_id, &own);
    if (r < 0 || device_id.data == NULL || own.row == 0 || !own.is_alone)
        return r;
    int size = snprintf(reason, sizeof(reason), "signed in at the widget of site %.*s", VIEW_ARG(site->id));
    r = customer_merge(tx, &hub, customer_id, device_id, view_make(reason, (size_t)size), &survivor);
    return r < 0 ? error_trace(r) : 0; // too many of one person: each goes on alone
}

int visitor_identify(struct tx *tx, const struct widget_site *site, const struct identity_claims *claims,
                     struct view device_id)
{
    struct customer_key key;
    int r = customer_need(tx, claims->customer_id, &key);
    if (r < 0)
        return error_trace(r);
    if (key.is_blocked)
        return VISITOR_BLOCKED;
    r = tell(tx, key.row, claims);
    if (r == 0 && key.is_new)
        r = customer_announce(tx, key.row);
    return r < 0 ? error_trace(r) : take_over(tx, site, claims->customer_id, device_id);
}

int visitor_agents_online(struct db *db, int64_t tenant)
{
    struct query q = query_begin(db, SQL_AGENT_PRESENT, tenant);
    int r = query_step(&q);
    query_end(&q);
    return r < 0 ? error_trace(r) : r == QUERY_ROW;
}
