// SPDX-License-Identifier: Apache-2.0
#include "hub/consent_erase.h"
#include "base/error.h"
#include "base/id.h"
#include "hub/cluster.h"
#include "hub/consent_keep.h"
#include "hub/identity.h"
#include "hub/inbound.h"
#include <errno.h>

enum { IDENTITIES_SLICE = 10, ROWS_SLICE = 30 };

// ---- keeping

static int insert(struct tx *tx, int64_t customer, int channel, int purpose, struct view address)
{
    char id[ID_SIZE + 1];
    int64_t row;
    id_make(id, tx->now_us, tx->random);
    struct query q = query_begin(tx->db, SQL_CONSENT_INSERT, tx->tenant);
    query_bind_text(&q, view_make(id, ID_SIZE));
    query_bind(&q, customer);
    query_bind(&q, channel);
    query_bind(&q, purpose);
    query_bind_text(&q, address);
    query_bind(&q, false);
    query_bind_text(&q, VIEW("erased"));
    query_bind_null(&q);
    query_bind(&q, ACTOR_SYSTEM);
    query_bind_null(&q);
    query_bind(&q, tx->now_us);
    int r = query_insert(&q, &row);
    return r == QUERY_ROW ? 0 : error_trace(r < 0 ? r : -EEXIST);
}

// Of the purposes for which nobody is to be written to; all three are one row.
static int keep_address(struct tx *tx, int channel, unsigned purposes, struct view address)
{
    static const unsigned all = 1u << CONSENT_SERVICE | 1u << CONSENT_TRANSACTIONAL | 1u << CONSENT_MARKETING;
    struct view salt;
    char hash[CONSENT_HASH_SIZE + 1];
    int r = consent_keep_salt_need(tx, &salt);
    if (r < 0)
        return r;
    struct view hashed = consent_keep_hash(salt, address, hash);
    if (hashed.data == NULL)
        return error_trace(-EIO);
    if (purposes == all)
        return insert(tx, 0, channel, 0, hashed);
    for (int i = CONSENT_SERVICE; r == 0 && i <= CONSENT_MARKETING; i++)
        if (purposes & 1u << i)
            r = insert(tx, 0, channel, i, hashed);
    return r;
}

// The members of a cluster, also while they are being erased.
static int members_of(struct tx *tx, int64_t customer, int64_t members[static CLUSTER_MAX], int *count)
{
    int64_t row = customer, next = customer;
    int r = 0;
    for (int i = 0; r == 0 && next != 0 && i < CLUSTER_MAX; i++) {
        row = next;
        struct query q = query_begin(tx->db, SQL_CUSTOMER_LINK, tx->tenant);
        query_bind(&q, row);
        r = query_step(&q);
        next = r == QUERY_ROW ? query_int(&q, 0) : 0;
        query_end(&q);
        r = r < 0 ? error_trace(r) : 0;
    }
    return r < 0 ? r : cluster_members(tx->db, tx->tenant, row, members, count);
}

// ---- addresses

struct standing {
    struct tx *tx;
    int64_t members[CLUSTER_MAX];
    int count;
    struct view salt;
};

static int is_against(struct standing *s, const struct consent_scope *scope, struct view address)
{
    struct consent_stand stand;
    char hash[CONSENT_HASH_SIZE + 1];
    struct tx *tx = s->tx;
    int r = consent_stand_of_address(tx->db, tx->tenant, address, consent_keep_hash(s->salt, address, hash),
                                     scope, &stand);
    for (int i = 0; r == 0 && i < s->count && (stand.row == 0 || stand.is_given); i++)
        r = consent_stand_of_customer(tx->db, tx->tenant, s->members[i], scope, &stand);
    return r < 0 ? r : stand.row != 0 && !stand.is_given;
}

static int begin_standing(struct tx *tx, int64_t customer, struct standing *ret)
{
    *ret = (struct standing){.tx = tx};
    int r = members_of(tx, customer, ret->members, &ret->count);
    return r < 0 ? r : consent_keep_salt(tx->db, tx->tenant, &tx->batch->arena, &ret->salt);
}

// What was kept of the address before is kept anew, or void.
static int drop_kept(struct standing *s, int channel, struct view address)
{
    char hash[CONSENT_HASH_SIZE + 1];
    struct view hashed = consent_keep_hash(s->salt, address, hash);
    if (hashed.data == NULL)
        return 0;
    struct query q = query_begin(s->tx->db, SQL_CONSENT_DROP_KEPT, s->tx->tenant);
    query_bind_text(&q, hashed);
    query_bind(&q, channel);
    return error_trace(query_run(&q, NULL));
}

static int keep_on_channel(struct standing *s, int channel, struct view address)
{
    unsigned purposes = 0;
    for (int i = CONSENT_SERVICE; i <= CONSENT_MARKETING; i++) {
        int r =
            is_against(s, &(struct consent_scope){(enum channel)channel, (enum consent_purpose)i}, address);
        if (r < 0)
            return r;
        purposes |= (unsigned)r << i;
    }
    int r = drop_kept(s, channel, address);
    return r < 0 || purposes == 0 ? r : keep_address(s->tx, channel, purposes, address);
}

static int keep_identity(struct standing *s, enum identity_kind kind, struct view address)
{
    int r = 0;
    for (int channel = 0; r == 0 && channel < CHANNELS; channel++)
        if (identity_kind_of_channel((enum channel)channel) == (int)kind)
            r = keep_on_channel(s, channel, address);
    return r;
}

struct gone {
    int64_t rows[IDENTITIES_SLICE];
    enum identity_kind kinds[IDENTITIES_SLICE];
    struct view addresses[IDENTITIES_SLICE];
    int count;
};

static int take_identity(void *ctx, const struct identity *identity)
{
    struct gone *g = ctx;
    if (g->count == IDENTITIES_SLICE)
        return 0;
    g->rows[g->count] = identity->row;
    g->kinds[g->count] = identity->kind;
    g->addresses[g->count++] = identity->address;
    return 0;
}

int consent_erase_identities(struct tx *tx, int64_t customer, bool *ret_done)
{
    struct standing s;
    struct gone gone = {.count = 0};
    int r = identity_walk(tx->db, tx->tenant, customer, &tx->batch->arena, take_identity, &gone);
    *ret_done = r == 0 && gone.count == 0;
    if (r == 0 && gone.count > 0)
        r = begin_standing(tx, customer, &s);
    for (int i = 0; r == 0 && i < gone.count; i++) {
        r = keep_identity(&s, gone.kinds[i], gone.addresses[i]);
        if (r == 0)
            r = identity_remove(tx, customer, gone.rows[i]);
    }
    return error_fold(r);
}

// ---- the ledger

static int delete_row(struct tx *tx, int64_t row)
{
    struct query q = query_begin(tx->db, SQL_CONSENT_DELETE, tx->tenant);
    query_bind(&q, row);
    return error_trace(query_run(&q, NULL));
}

// What an address said that the customer has no more, or never had.
static int keep_row(struct standing *s, struct view address, int channel)
{
    struct standing alone = {.tx = s->tx, .salt = s->salt};
    int r = 0;
    int first = channel < 0 ? 0 : channel, last = channel < 0 ? CHANNELS - 1 : channel;
    for (int i = first; r == 0 && i <= last; i++)
        r = keep_on_channel(&alone, i, address);
    return r;
}

struct addressed {
    int64_t row;
    struct view address;
    int channel;
};

static int read_addressed(struct tx *tx, int64_t customer, struct addressed rows[static ROWS_SLICE])
{
    int r, count = 0;
    struct query q = query_begin(tx->db, SQL_CONSENT_ADDRESSED, tx->tenant);
    query_bind(&q, customer);
    query_bind(&q, ROWS_SLICE);
    while ((r = query_step(&q)) == QUERY_ROW && count < ROWS_SLICE) {
        struct addressed *a = &rows[count++];
        *a = (struct addressed){.row = query_int(&q, 0), .channel = (int)query_int(&q, 2)};
        if (!tx_copy(tx, query_text(&q, 1), &a->address)) {
            r = -ENOMEM;
            break;
        }
    }
    query_end(&q);
    return r < 0 ? error_trace(r) : count;
}

// Kept before the first of them is deleted: the last one says how it stands.
static int erase_addressed(struct tx *tx, int64_t customer, int *ret_count)
{
    struct addressed rows[ROWS_SLICE];
    struct standing s = {.tx = tx};
    int count = *ret_count = read_addressed(tx, customer, rows);
    int r = count <= 0 ? count : consent_keep_salt(tx->db, tx->tenant, &tx->batch->arena, &s.salt);
    for (int i = 0; r == 0 && i < count; i++) {
        bool is_first = true;
        for (int j = 0; j < i; j++)
            is_first &= rows[j].channel != rows[i].channel || !view_equal(rows[j].address, rows[i].address);
        if (is_first)
            r = keep_row(&s, rows[i].address, rows[i].channel);
    }
    for (int i = 0; r == 0 && i < count; i++)
        r = delete_row(tx, rows[i].row);
    return r;
}

static int parent_of(struct tx *tx, int64_t customer, int64_t *ret)
{
    struct query q = query_begin(tx->db, SQL_CUSTOMER_LINK, tx->tenant);
    query_bind(&q, customer);
    int r = query_step(&q);
    *ret = r == QUERY_ROW ? query_int(&q, 0) : 0;
    query_end(&q);
    return r < 0 ? error_trace(r) : 0;
}

static int pass_on(struct tx *tx, int64_t customer, int64_t parent)
{
    struct consent_stand stand;
    int r = 0;
    for (int channel = 0; channel < CHANNELS; channel++) {
        for (int purpose = CONSENT_SERVICE; r == 0 && purpose <= CONSENT_MARKETING; purpose++) {
            struct consent_scope scope = {(enum channel)channel, (enum consent_purpose)purpose};
            r = consent_stand_of_customer(tx->db, tx->tenant, customer, &scope, &stand);
            if (r == 0 && stand.row != 0 && !stand.is_given)
                r = insert(tx, parent, channel, purpose, (struct view){0});
        }
    }
    return r;
}

static int delete_own(struct tx *tx, int64_t customer, int *ret_count)
{
    struct query q = query_begin(tx->db, SQL_ERASE_CONSENT, tx->tenant);
    query_bind(&q, customer);
    return error_trace(query_run(&q, ret_count));
}

int consent_erase_ledger(struct tx *tx, int64_t customer, bool *ret_done)
{
    int64_t parent = 0;
    int count = 0;
    *ret_done = false;
    int r = erase_addressed(tx, customer, &count);
    if (r < 0 || count > 0)
        return r;
    r = parent_of(tx, customer, &parent);
    if (r == 0 && parent != 0)
        r = pass_on(tx, customer, parent);
    if (r == 0)
        r = delete_own(tx, customer, &count);
    *ret_done = count == 0;
    if (r < 0 || count > 0)
        return r;
    struct query q = query_begin(tx->db, SQL_ERASE_CONTACT_COUNTS, tx->tenant);
    query_bind(&q, customer);
    return error_trace(query_run(&q, NULL));
}
