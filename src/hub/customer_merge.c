// SPDX-License-Identifier: Apache-2.0
#include "hub/customer_merge.h"
#include "base/error.h"
#include "hub/audit.h"
#include "hub/customer_event.h"
#include "hub/job.h"
#include "hub/job_file.h"

// {"member_id": …, "reason": …}. The entry is the survivor's by id and the member's by row, so that whoever
// of the two is erased finds it.
static int write_audit(struct tx *tx, const struct actor *actor, struct view action,
                       const struct customer *survivor, const struct customer *member, struct view reason)
{
    char text[4096]; // a reason of 500 control characters is six times as long
    struct buffer out = buffer_fixed(text, sizeof(text));
    struct json_writer w = json_writer(&out);
    json_begin_object(&w);
    json_key(&w, VIEW("member_id"));
    json_string(&w, member->id);
    json_key(&w, VIEW("reason"));
    json_string_or_null(&w, reason);
    json_end_object(&w);
    if (out.failed)
        return error_trace(-EMSGSIZE);
    return audit_write(tx, actor,
                       &(struct audit_entry){.action = action,
                                             .object = VIEW("customer"),
                                             .object_id = survivor->id,
                                             .customer = member->row,
                                             .detail = buffer_view(&out)});
}

// Both are told, the member first.
static int announce(struct tx *tx, int64_t member, int64_t survivor)
{
    int r = customer_announce_merge(tx, member, member);
    return r < 0 ? r : customer_announce_merge(tx, survivor, member);
}

int customer_merge(struct tx *tx, const struct actor *actor, struct view survivor_id, struct view other_id,
                   struct view reason, int64_t *ret_survivor)
{
    struct cluster one, other;
    struct arena *arena = &tx->batch->arena;
    int r = cluster_find(tx->db, tx->tenant, survivor_id, arena, &one);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : MERGE_NO_SURVIVOR;
    r = cluster_find(tx->db, tx->tenant, other_id, arena, &other);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : MERGE_NO_OTHER;
    if (one.survivor.row == other.survivor.row)
        return MERGE_SAME;
    if (one.count + other.count > CLUSTER_MAX)
        return MERGE_TOO_MANY;
    r = cluster_set_link(tx, other.survivor.row, one.survivor.row);
    if (r == 0)
        r = cluster_count_members(tx, one.survivor.row, 1);
    if (r == 0)
        r = write_audit(tx, actor, VIEW("customer.merge"), &one.survivor, &other.survivor, reason);
    if (r == 0)
        r = announce(tx, other.survivor.row, one.survivor.row);
    if (r < 0)
        return error_trace(r);
    *ret_survivor = one.survivor.row;
    return MERGE_OK;
}

int customer_unmerge(struct tx *tx, const struct actor *actor, struct view survivor_id, struct view other_id,
                     struct view reason, int64_t *ret_freed)
{
    struct cluster one;
    struct customer other;
    struct arena *arena = &tx->batch->arena;
    int r = cluster_find(tx->db, tx->tenant, survivor_id, arena, &one);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : MERGE_NO_SURVIVOR;
    r = customer_find(tx->db, tx->tenant, other_id, arena, &other);
    if (r != CUSTOMER_OK)
        return r < 0 ? r : MERGE_NO_OTHER;
    r = other.merged_into == 0 ? 0 : cluster_is_same(tx->db, tx->tenant, other.row, one.survivor.row);
    if (r != 1)
        return r < 0 ? r : MERGE_NOT_MERGED;
    r = cluster_set_link(tx, other.row, 0);
    if (r == 0)
        r = cluster_count_members(tx, other.merged_into, -1);
    // The one whom others see is another now, though only one further down changed.
    if (r == 0 && other.merged_into != one.survivor.row)
        r = cluster_count_members(tx, one.survivor.row, 0);
    if (r == 0)
        r = write_audit(tx, actor, VIEW("customer.unmerge"), &one.survivor, &other, reason);
    if (r == 0)
        r = announce(tx, other.row, one.survivor.row);
    if (r == 0) // made of what two people are now
        r = job_forget(tx, JOB_CUSTOMER_EXPORT, one.survivor.row);
    if (r < 0)
        return error_trace(r);
    *ret_freed = other.row;
    return MERGE_OK;
}
