// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"
#include "channel/fake/fake_plan.h"
#include "channel/host.h"
#include "codec/json.h"

enum { MS = 1000, MS_MAX = 86400000 };

static int refuse(struct channel_fault *fault, int item, const char *what)
{
    return host_refuse(fault, "script", "item %d: %s", item, what);
}

// -1: none of them.
static int index_of(const struct json *value, const char *const *words, int count)
{
    if (value->type != JSON_STRING || value->has_escapes)
        return -1;
    for (int i = 0; i < count; i++)
        if (view_equal(view_make(value->text, value->size), view_from(words[i])))
            return i;
    return -1;
}

static bool read_ms(const struct json *value, int64_t *ret_us)
{
    int64_t ms;
    if (!json_int(value, &ms) || ms < 0 || ms > MS_MAX)
        return false;
    *ret_us = ms * MS;
    return true;
}

static bool read_end(const struct json *value, struct fake_plan *plan)
{
    static const char *const words[] = {"sent", "retry", "failed", "unknown", "none"};
    static const enum channel_end ends[] = {CHANNEL_SENT, CHANNEL_RETRY, CHANNEL_FAILED, CHANNEL_UNKNOWN,
                                            CHANNEL_UNKNOWN};
    int i = index_of(value, words, 5);
    if (i < 0)
        return false;
    plan->end = ends[i];
    plan->is_silent = i == 4;
    plan->is_kept = i == 0 || i == 3;
    return true;
}

static bool read_receipts(const struct json *value, struct fake_plan *plan)
{
    static const char *const words[] = {"delivered", "read", "bounced"};
    if (value->type != JSON_ARRAY || value->count > FAKE_RECEIPTS_MAX)
        return false;
    plan->receipt_count = 0;
    for (const struct json *v = json_first(value); v != NULL; v = json_next(value, v)) {
        int i = index_of(v, words, 3);
        if (i < 0)
            return false;
        plan->receipts[plan->receipt_count++] = (enum channel_state)(i + 1);
    }
    return true;
}

static int read_member(const struct json *key, int item, struct channel_fault *fault, struct fake_plan *plan)
{
    const struct json *value = json_value_of(key);
    struct view name = view_make(key->text, key->size);
    bool is_good;
    if (view_equal(name, VIEW("end")))
        is_good = read_end(value, plan);
    else if (view_equal(name, VIEW("delay_ms")))
        is_good = read_ms(value, &plan->delay_us);
    else if (view_equal(name, VIEW("retry_ms")))
        is_good = read_ms(value, &plan->retry_us);
    else if (view_equal(name, VIEW("receipt_ms")))
        is_good = read_ms(value, &plan->receipt_us);
    else if (view_equal(name, VIEW("receipts")))
        is_good = read_receipts(value, plan);
    else
        return refuse(fault, item, "it has a member that no item has");
    return is_good ? CHANNEL_OK : refuse(fault, item, "one of its values makes no sense");
}

static int read_item(const struct json *value, int item, struct channel_fault *fault, struct fake_plan *plan)
{
    if (value->type != JSON_OBJECT)
        return refuse(fault, item, "it is no object");
    int r = CHANNEL_OK;
    const struct json *key = json_first(value);
    for (; key != NULL && r == CHANNEL_OK; key = json_next_member(value, key))
        r = read_member(key, item, fault, plan);
    return r;
}

int fake_script_read(struct arena *arena, struct view json, const struct fake_plan *usual,
                     struct channel_fault *ret_fault, struct fake_plan **ret_plans, int *ret_count)
{
    const struct json *root;
    int r = json_parse(arena, json, NULL, &root);
    if (r < 0)
        return error_trace(r);
    if (r != JSON_OK || root->type != JSON_ARRAY || root->count > FAKE_SCRIPT_MAX)
        return host_refuse(ret_fault, "script", "must be a list of at most %d items", FAKE_SCRIPT_MAX);
    struct fake_plan *plans = arena_alloc(arena, (root->count + 1) * sizeof(*plans));
    if (plans == NULL)
        return error_trace(-ENOMEM);
    int count = 0;
    for (const struct json *v = json_first(root); v != NULL; v = json_next(root, v)) {
        plans[count] = *usual;
        r = read_item(v, count, ret_fault, &plans[count]);
        if (r != CHANNEL_OK)
            return r;
        count++;
    }
    *ret_plans = plans;
    *ret_count = count;
    return CHANNEL_OK;
}
