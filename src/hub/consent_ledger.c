// SPDX-License-Identifier: Apache-2.0
#include "hub/consent_ledger.h"
#include "base/error.h"
#include "base/id.h"
#include "hub/audit.h"
#include "hub/customer_event.h"
#include <errno.h>

enum { DETAIL_MAX = 256 };

// ---- reading

// What a bound query found, where it is later than what was found so far.
static int take_later(struct query *q, struct consent_stand *stand)
{
    int r = query_step(q);
    if (r == QUERY_ROW && query_int(q, 0) > stand->row) {
        stand->row = query_int(q, 0);
        stand->is_given = query_int(q, 1) != 0;
    }
    query_end(q);
    return r < 0 ? error_trace(r) : 0;
}

// The four scopes that a question lies in.
static void bind_scope(struct query *q, const struct consent_scope *scope, int number)
{
    query_bind(q, number & 1 ? -1 : (int)scope->channel);
    query_bind(q, number & 2 ? 0 : (int)scope->purpose);
}

int consent_stand_of_customer(struct db *db, int64_t tenant, int64_t customer,
                              const struct consent_scope *scope, struct consent_stand *ret)
{
    struct consent_stand stand = {0};
    int r = 0;
    for (int i = 0; r == 0 && i < 4; i++) {
        struct query q = query_begin(db, SQL_CONSENT_OF_CUSTOMER, tenant);
        query_bind(&q, customer);
        bind_scope(&q, scope, i);
        r = take_later(&q, &stand);
    }
    if (r == 0)
        *ret = stand;
    return r;
}

static int look_for_address(struct db *db, int64_t tenant, struct view address,
                            const struct consent_scope *scope, struct consent_stand *stand)
{
    int r = 0;
    for (int i = 0; r == 0 && i < 4; i++) {
        struct query q = query_begin(db, SQL_CONSENT_OF_ADDRESS, tenant);
        query_bind_text(&q, address);
        bind_scope(&q, scope, i);
        r = take_later(&q, stand);
    }
    return r;
}

int consent_stand_of_address(struct db *db, int64_t tenant, struct view address, struct view hashed,
                             const struct consent_scope *scope, struct consent_stand *ret)
{
    struct consent_stand stand = {0};
    int r = look_for_address(db, tenant, address, scope, &stand);
    if (r == 0 && hashed.data != NULL)
        r = look_for_address(db, tenant, hashed, scope, &stand);
    if (r == 0)
        *ret = stand;
    return r;
}

static void read_row(const struct query *q, struct consent_row *ret)
{
    *ret = (struct consent_row){.row = query_int(q, 0),
                                .id = query_text(q, 1),
                                .customer = query_int(q, 11),
                                .channel = (int)query_int(q, 2),
                                .purpose = (int)query_int(q, 3),
                                .address = query_text(q, 4),
                                .is_given = query_int(q, 5) != 0,
                                .source = query_text(q, 6),
                                .proof = query_text(q, 7),
                                .actor_kind = (enum actor_kind)query_int(q, 8),
                                .actor_id = query_text(q, 9),
                                .created_us = query_int(q, 10)};
}

int consent_walk(struct db *db, int64_t tenant, int64_t customer, int64_t *cursor, int limit,
                 int (*each)(void *ctx, const struct consent_row *row), void *ctx)
{
    struct query q = query_begin(db, SQL_CONSENT_WALK, tenant);
    query_bind(&q, customer);
    query_bind(&q, *cursor);
    query_bind(&q, limit);
    int r;
    while ((r = query_step(&q)) == QUERY_ROW) {
        struct consent_row row;
        read_row(&q, &row);
        *cursor = row.row;
        if ((r = each(ctx, &row)) < 0)
            break;
    }
    query_end(&q);
    return error_trace(r);
}

int consent_row_load(struct db *db, int64_t tenant, int64_t number,
                     void (*each)(struct json_writer *w, const struct consent_row *row),
                     struct json_writer *w)
{
    struct consent_row row;
    struct query q = query_begin(db, SQL_CONSENT_BY_ROW, tenant);
    query_bind(&q, number);
    int r = query_step(&q);
    if (r == QUERY_ROW) {
        read_row(&q, &row);
        each(w, &row);
    }
    query_end(&q);
    if (r < 0)
        return error_trace(r);
    return r == QUERY_ROW ? CONSENT_ROW_OK : CONSENT_ROW_NONE;
}

// ---- writing

static int insert(struct tx *tx, const struct consent_new *fresh, struct view id)
{
    int64_t row;
    struct query q = query_begin(tx->db, SQL_CONSENT_INSERT, tx->tenant);
    query_bind_text(&q, id);
    query_bind(&q, fresh->customer);
    query_bind(&q, fresh->channel);
    query_bind(&q, fresh->purpose);
    query_bind_text(&q, fresh->address);
    query_bind(&q, fresh->is_given);
    query_bind_text(&q, fresh->source);
    query_bind_text(&q, fresh->proof);
    query_bind(&q, fresh->actor->kind);
    query_bind_text(&q, fresh->actor->id);
    query_bind(&q, tx->now_us);
    int r = query_insert(&q, &row);
    if (r == QUERY_ROW)
        return 0;
    return error_trace(r < 0 ? r : -EEXIST); // a random id of the hub's own
}

static int note_customer(struct tx *tx, int64_t customer)
{
    struct query q = query_begin(tx->db, SQL_CONSENT_NOTE_CUSTOMER, tx->tenant);
    query_bind(&q, customer);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

// {"channel": …, "purpose": …, "source": …}: no address, and nothing that was said.
static int write_audit(struct tx *tx, const struct consent_new *fresh, struct view customer_id)
{
    char text[DETAIL_MAX];
    struct buffer detail = buffer_fixed(text, sizeof(text));
    struct json_writer w = json_writer(&detail);
    json_begin_object(&w);
    json_key(&w, VIEW("channel"));
    json_string(&w, consent_channel_name(fresh->channel));
    json_key(&w, VIEW("purpose"));
    json_string(&w, consent_purpose_name(fresh->purpose));
    json_key(&w, VIEW("source"));
    json_string(&w, fresh->source);
    json_end_object(&w);
    if (detail.failed)
        return error_trace(-EMSGSIZE);
    return audit_write(
        tx, fresh->actor,
        &(struct audit_entry){.action = fresh->is_given ? VIEW("consent.give") : VIEW("consent.withdraw"),
                              .object = VIEW("customer"),
                              .object_id = customer_id,
                              .customer = fresh->customer,
                              .detail = buffer_view(&detail)});
}

int consent_add(struct tx *tx, const struct consent_new *fresh, struct view *ret_id)
{
    struct customer_key person;
    char *id = tx_alloc(tx, ID_SIZE + 1);
    if (id == NULL)
        return error_trace(-ENOMEM);
    id_make(id, tx->now_us, tx->random);
    int r = error_fold(customer_key_load(tx, fresh->customer, &person));
    if (r == 0)
        r = insert(tx, fresh, view_make(id, ID_SIZE));
    if (r == 0)
        r = note_customer(tx, fresh->customer);
    if (r == 0)
        r = write_audit(tx, fresh, person.id);
    if (r == 0)
        r = customer_announce(tx, person.row);
    if (r == 0 && ret_id != NULL)
        *ret_id = view_make(id, ID_SIZE);
    return r;
}
