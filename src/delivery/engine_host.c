// SPDX-License-Identifier: Apache-2.0
// What the hub is towards an adapter: whom it tells, and what it may ask for besides.
#include "base/error.h"
#include "delivery/engine.h"
#include <stdlib.h>

enum { ANSWER_MAX = 64 << 10, INFO_MAX = 16 << 10 };

// Every facet's seat is the connector.
static struct engine_account *account_of(void *seat)
{
    return channel_context(seat);
}

// ---- what is said for people

struct view engine_take_info(struct engine_account *a, struct view id, struct view provider_id)
{
    bool is_it = a->info != NULL &&
                 ((id.size > 0 && view_equal(id, view_from(a->info_id))) ||
                  (provider_id.size > 0 && view_equal(provider_id, view_from(a->info_provider_id))));
    return is_it ? view_from(a->info) : (struct view){0};
}

static void keep_text(char *ret, size_t size, struct view text)
{
    size_t most = text.size < size - 1 ? text.size : size - 1;
    if (most > 0)
        memcpy(ret, text.data, most);
    ret[most] = '\0';
}

static void keep_info(struct engine_account *a, struct view id, struct view provider_id, struct view json)
{
    char *copy = malloc(json.size + 1);
    if (copy == NULL)
        return;
    memcpy(copy, json.data, json.size);
    copy[json.size] = '\0';
    free(a->info);
    a->info = copy;
    keep_text(a->info_id, sizeof(a->info_id), id);
    keep_text(a->info_provider_id, sizeof(a->info_provider_id), provider_id);
}

static bool amend_hook(struct engine_account *a, struct view id, struct view provider_id, struct view json)
{
    struct delivery_told *last = a->hook == NULL ? NULL : a->hook->last;
    bool is_move = last != NULL && last->kind == DELIVERY_TOLD_MOVED;
    if (!is_move || !((id.size > 0 && view_equal(last->moved.id, id)) ||
                      (provider_id.size > 0 && view_equal(last->moved.provider_id, provider_id))))
        return false;
    return arena_copy(a->hook->arena, json, &last->info);
}

// Before or after that of which it speaks, in the same call.
static void tell_info(void *seat, struct view id, struct view provider_id, struct view json)
{
    struct engine_account *a = account_of(seat);
    if (json.size == 0 || json.size > INFO_MAX)
        return;
    if (amend_hook(a, id, provider_id, json) || engine_record_info(a, id, provider_id, json))
        return;
    if (id.size == 0 || !engine_settle_info(a, id, json))
        keep_info(a, id, provider_id, json);
}

// ---- the owner's slots

static int received(void *ctx, struct connector *c, const struct channel_received *in)
{
    (void)c;
    struct engine_account *a = ctx;
    if (a->hook == NULL)
        return engine_record_received(a, in);
    if (a->hook->outcome < 0)
        return CHANNEL_BUSY;
    engine_hook_tell(a, engine_told_received(a->hook->arena, in));
    return a->hook->outcome < 0 ? CHANNEL_BUSY : CHANNEL_OK;
}

static void ended(void *ctx, struct connector *c, const struct channel_ended *end, bool is_late)
{
    (void)c;
    struct engine_account *a = ctx;
    if (a->hook != NULL)
        engine_hook_tell(
            a, engine_told_ended(a->hook->arena, end, engine_take_info(a, end->id, end->provider_id)));
    engine_ended(a, end, is_late);
}

static void moved(void *ctx, struct connector *c, const struct channel_moved *moved)
{
    (void)c;
    struct engine_account *a = ctx;
    struct view info = engine_take_info(a, moved->id, moved->provider_id);
    a->figures.delivered += moved->state == CHANNEL_DELIVERED;
    a->figures.read += moved->state == CHANNEL_READ;
    if (a->hook != NULL)
        engine_hook_tell(a, engine_told_moved(a->hook->arena, moved, info));
    else
        engine_record_moved(a, moved, info);
}

static void woken(void *ctx, struct connector *c)
{
    (void)c;
    struct engine_account *a = ctx;
    atomic_store(&a->is_woken, true);
    egress_wakeup(a->delivery->egress);
}

// ---- facets

static void tell_unknown(void *seat, struct view kind, struct view sample)
{
    struct engine_account *a = account_of(seat);
    a->figures.unknown_kinds++;
    if (a->hook != NULL)
        engine_hook_tell(a, engine_told_unknown(a->hook->arena, kind, sample));
}

static int set_answer(void *seat, struct view type, struct view body)
{
    struct engine_account *a = account_of(seat);
    if (a->hook == NULL || body.size > ANSWER_MAX)
        return CHANNEL_REFUSED;
    if (!arena_copy(a->hook->arena, type, &a->hook->answer_type) ||
        !arena_copy(a->hook->arena, body, &a->hook->answer))
        return error_trace(-ENOMEM);
    return CHANNEL_OK;
}

static void tell_probed(void *seat, int outcome, const struct channel_fault *fault)
{
    engine_probe_tell(account_of(seat), outcome, fault);
}

static struct view webhook_address(void *seat)
{
    const struct engine_account *a = account_of(seat);
    return a->webhook[0] == '\0' ? (struct view){0} : view_from(a->webhook);
}

static const struct channel_ops *find_adapter(void *seat, struct view name)
{
    const struct engine_account *a = account_of(seat);
    const struct registry_entry *e = registry_find(a->delivery->config.adapters, name);
    return e == NULL ? NULL : &e->ops;
}

#define TABLE(type) .version = CHANNEL_VERSION, .size = sizeof(struct type)

static const struct channel_info info = {TABLE(channel_info), .tell = tell_info};
static const struct channel_unknown unknown = {TABLE(channel_unknown), .tell = tell_unknown};
static const struct channel_answering answering = {TABLE(channel_answering), .answer = set_answer};
static const struct channel_probed probed = {TABLE(channel_probed), .tell = tell_probed};
static const struct channel_place place = {TABLE(channel_place), .webhook = webhook_address};
static const struct channel_adapters adapters = {TABLE(channel_adapters), .find = find_adapter};

static const void *facet(void *ctx, const char *name)
{
    static const struct {
        const char *name;
        const void *table;
    } facets[] = {{CHANNEL_HOST_HTTP, &engine_http}, {CHANNEL_HOST_INFO, &info},
                  {CHANNEL_HOST_UNKNOWN, &unknown},  {CHANNEL_HOST_ANSWER, &answering},
                  {CHANNEL_HOST_PROBED, &probed},    {CHANNEL_HOST_PLACE, &place},
                  {CHANNEL_HOST_ADAPTERS, &adapters}};
    (void)ctx;
    for (size_t i = 0; i < sizeof(facets) / sizeof(facets[0]); i++)
        if (strcmp(facets[i].name, name) == 0)
            return facets[i].table;
    return NULL;
}

const struct connector_owner engine_owner = {
    .received = received, .ended = ended, .moved = moved, .wake = woken, .facet = facet};
