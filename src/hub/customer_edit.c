// SPDX-License-Identifier: Apache-2.0
#include "hub/customer_edit.h"
#include "base/error.h"
#include "base/id.h"
#include "hub/audit.h"
#include "hub/credential.h"
#include "hub/customer_event.h"
#include "hub/tag.h"

// The entry of the log, the row's version, and the customer's topic.
static int conclude(struct tx *tx, const struct actor *actor, struct view action, int64_t row)
{
    struct customer c;
    int r = customer_load(tx->db, tx->tenant, row, &tx->batch->arena, &c);
    if (r == 0)
        r = audit_write(
            tx, actor,
            &(struct audit_entry){
                .action = action, .object = VIEW("customer"), .object_id = c.id, .customer = row});
    if (r == 0)
        r = customer_announce(tx, row);
    return error_fold(r);
}

static int touch(struct tx *tx, int64_t row)
{
    struct query q = query_begin(tx->db, SQL_CUSTOMER_TOUCH, tx->tenant);
    query_bind(&q, row);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

// ---- tags

static int set_tag(struct tx *tx, int64_t row, struct view name, bool is_set)
{
    int64_t tag;
    int r = tag_need(tx, name, &tag);
    if (r < 0)
        return r;
    struct query q =
        query_begin(tx->db, is_set ? SQL_CUSTOMER_TAG_INSERT : SQL_CUSTOMER_TAG_DELETE, tx->tenant);
    query_bind(&q, is_set ? tag : row);
    query_bind(&q, is_set ? row : tag);
    return error_trace(query_run(&q, NULL));
}

static int store_tags(struct tx *tx, int64_t row, const struct tag_list *tags)
{
    struct view text;
    int r = tag_list_write(&tx->batch->arena, tags, &text);
    if (r < 0)
        return r;
    struct query q = query_begin(tx->db, SQL_CUSTOMER_SET_TAGS, tx->tenant);
    query_bind(&q, row);
    query_bind_text(&q, text);
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

static int change_tags(struct tx *tx, int64_t row, struct view json)
{
    struct tag_list before, after;
    struct customer c;
    struct arena *arena = &tx->batch->arena;
    if (json.data == NULL)
        return CUSTOMER_EDIT_OK;
    if (tag_list_read(arena, json, &after) != TAG_LIST_OK)
        return CUSTOMER_EDIT_BAD_TAGS;
    int r = error_fold(customer_load(tx->db, tx->tenant, row, arena, &c));
    if (r == 0)
        r = tag_list_read(arena, c.tags, &before) == TAG_LIST_OK ? 0 : error_trace(-EINVAL);
    for (int i = 0; r == 0 && i < before.count; i++)
        if (!tag_list_has(&after, before.names[i]))
            r = set_tag(tx, row, before.names[i], false);
    for (int i = 0; r == 0 && i < after.count; i++)
        if (!tag_list_has(&before, after.names[i]))
            r = set_tag(tx, row, after.names[i], true);
    return r < 0 ? r : store_tags(tx, row, &after);
}

// ---- making

static int name_owner(struct tx *tx, int64_t owner, struct customer_edit_fault *fault)
{
    struct cluster cluster;
    int r = cluster_load(tx->db, tx->tenant, owner, &tx->batch->arena, &cluster);
    if (r != CUSTOMER_OK)
        return error_fold(r);
    fault->owner_id = cluster.survivor.id;
    return CUSTOMER_EDIT_TAKEN;
}

static int give(struct tx *tx, int64_t row, const struct identity_given *given,
                struct customer_edit_fault *fault)
{
    int64_t owner = 0;
    int r = identity_give(tx, row, given, &owner);
    if (r < 0)
        return r;
    switch ((enum identity_outcome)r) {
    case IDENTITY_OK:
        return CUSTOMER_EDIT_OK;
    case IDENTITY_TAKEN:
        return name_owner(tx, owner, fault);
    case IDENTITY_TOO_MANY:
        return CUSTOMER_EDIT_TOO_MANY;
    case IDENTITY_INVALID:
    case IDENTITY_NONE:
        break;
    }
    return CUSTOMER_EDIT_BAD_ADDRESS;
}

static int make_id(struct tx *tx, struct view *id)
{
    char *text = tx_alloc(tx, ID_SIZE + 1);
    if (text == NULL)
        return error_trace(-ENOMEM);
    id_make(text, tx->now_us, tx->random);
    *id = view_make(text, ID_SIZE);
    return 0;
}

static int fill(struct tx *tx, int64_t row, const struct customer_new *in, struct customer_edit_fault *fault)
{
    bool has_changed;
    int r = 0;
    for (size_t i = 0; r == 0 && i < in->identity_count; i++) {
        fault->number = i;
        r = give(tx, row, &in->identities[i], fault);
    }
    if (r != 0)
        return r;
    r = customer_tell(tx, row, &in->news, &has_changed);
    if (r != 0)
        return r < 0 ? r : CUSTOMER_EDIT_TOO_LARGE;
    return change_tags(tx, row, in->tags);
}

int customer_create(struct tx *tx, const struct actor *actor, const struct customer_new *in,
                    struct customer_edit_fault *fault, int64_t *ret_row)
{
    struct customer_key key;
    struct view id = in->id;
    int r = id.data == NULL ? make_id(tx, &id) : 0;
    if (r == 0)
        r = customer_need(tx, id, &key);
    if (r < 0)
        return r;
    if (!key.is_new) {
        fault->owner_id = key.id;
        return CUSTOMER_EDIT_EXISTS;
    }
    r = fill(tx, key.row, in, fault);
    if (r == 0)
        r = conclude(tx, actor, VIEW("customer.create"), key.row);
    if (r == 0)
        *ret_row = key.row;
    return r;
}

// ---- changing

int customer_edit(struct tx *tx, const struct actor *actor, int64_t survivor,
                  const struct customer_news *news, struct view tags)
{
    bool has_changed;
    int r = customer_tell(tx, survivor, news, &has_changed);
    if (r == CUSTOMER_TOO_LARGE)
        return CUSTOMER_EDIT_TOO_LARGE;
    if (r == 0)
        r = change_tags(tx, survivor, tags);
    if (r == 0 && (has_changed || tags.data != NULL))
        r = conclude(tx, actor, VIEW("customer.update"), survivor);
    return r;
}

static int set_block(struct tx *tx, int64_t row, bool is_blocked, struct view reason)
{
    struct query q = query_begin(tx->db, SQL_CUSTOMER_SET_BLOCK, tx->tenant);
    query_bind(&q, row);
    query_bind_or_null(&q, is_blocked ? tx->now_us : 0);
    query_bind_text(&q, is_blocked ? reason : (struct view){0});
    query_bind(&q, tx->now_us);
    return error_trace(query_run(&q, NULL));
}

int customer_block(struct tx *tx, const struct actor *actor, const struct cluster *cluster, bool is_blocked,
                   struct view reason)
{
    int64_t survivor = cluster->survivor.row;
    int r = set_block(tx, survivor, is_blocked, reason);
    // A person is free only when none of those who are one with them is blocked.
    for (int i = 1; r == 0 && !is_blocked && i < cluster->count; i++)
        r = set_block(tx, cluster->members[i], false, reason);
    if (r == 0)
        r = conclude(tx, actor, is_blocked ? VIEW("customer.block") : VIEW("customer.unblock"), survivor);
    return r < 0 ? r : credential_changed(tx); // of the customer's pages
}

int customer_add_identity(struct tx *tx, const struct actor *actor, int64_t survivor,
                          const struct identity_given *given, struct customer_edit_fault *fault)
{
    int r = give(tx, survivor, given, fault);
    if (r == 0)
        r = touch(tx, survivor);
    return r != 0 ? r : conclude(tx, actor, VIEW("customer.identity_add"), survivor);
}

int customer_remove_identity(struct tx *tx, const struct actor *actor, const struct cluster *cluster,
                             int64_t identity)
{
    int r = IDENTITY_NONE;
    for (int i = 0; r == IDENTITY_NONE && i < cluster->count; i++)
        r = identity_remove(tx, cluster->members[i], identity);
    if (r != IDENTITY_OK)
        return r < 0 ? r : CUSTOMER_EDIT_NONE;
    r = touch(tx, cluster->survivor.row);
    return r < 0 ? r : conclude(tx, actor, VIEW("customer.identity_remove"), cluster->survivor.row);
}
