// SPDX-License-Identifier: Apache-2.0
// The endpoints as the follower knows them.
#include "base/error.h"
#include "base/log.h"
#include "delivery/webhook_run_state.h"
#include <errno.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>

enum { SLICE = 200, ENDPOINTS_MAX = 20000, ARENA_MAX = 4 << 20 };

// ---- by row

static int place_of(const struct webhook_run *run, int64_t row)
{
    int low = 0, high = run->count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (run->endpoints[middle]->row < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct webhook_at *webhook_endpoint(struct webhook_run *run, int64_t row)
{
    int i = place_of(run, row);
    return i < run->count && run->endpoints[i]->row == row ? run->endpoints[i] : NULL;
}

static int insert(struct webhook_run *run, struct webhook_at *at)
{
    if (run->count == run->room) {
        int room = run->room == 0 ? 16 : 2 * run->room;
        struct webhook_at **more = realloc(run->endpoints, (size_t)room * sizeof(struct webhook_at *));
        if (more == NULL)
            return error_trace(-ENOMEM);
        run->endpoints = more;
        run->room = room;
    }
    int i = place_of(run, at->row);
    memmove(&run->endpoints[i + 1], &run->endpoints[i],
            (size_t)(run->count - i) * sizeof(struct webhook_at *));
    run->endpoints[i] = at;
    run->count++;
    return 0;
}

static void remove_at(struct webhook_run *run, int i)
{
    run->count--;
    memmove(&run->endpoints[i], &run->endpoints[i + 1],
            (size_t)(run->count - i) * sizeof(struct webhook_at *));
}

static void free_one(struct webhook_at *at)
{
    if (at->tenant != NULL)
        webhook_tenant_leave(at->run, at->tenant);
    OPENSSL_cleanse(&at->signers, sizeof(at->signers));
    free(at->url);
    free(at);
}

void webhook_endpoint_settle(struct webhook_at *at)
{
    if (!at->is_gone || at->is_asking || at->unrecorded > 0)
        return;
    remove_at(at->run, place_of(at->run, at->row));
    atomic_store(&at->run->figure_count, at->run->count);
    free_one(at);
}

void webhook_endpoints_free(struct webhook_run *run)
{
    for (int i = 0; i < run->count; i++)
        free_one(run->endpoints[i]);
    free(run->endpoints);
    run->endpoints = NULL;
    run->count = 0;
    map_free(&run->tenants);
}

// ---- from the store

// Where it stands, as the store says.
static void take_head(struct webhook_at *at, const struct webhook *w)
{
    at->head = (struct webhook_head){.position = w->position,
                                     .attempts = w->attempts,
                                     .due_us = w->due_us,
                                     .since_us = w->head_since_us,
                                     .status = (int)w->head_status,
                                     .refusals = (int)w->head_refusals};
    snprintf(at->head.epoch, sizeof(at->head.epoch), "%.*s", VIEW_ARG(w->epoch));
    snprintf(at->head.fault, sizeof(at->head.fault), "%.*s", VIEW_ARG(w->head_fault));
}

static int take_settings(struct webhook_at *at, const struct webhook *w, struct arena *arena)
{
    struct webhook_run *run = at->run;
    char *url = malloc(w->url.size + 1);
    if (url == NULL)
        return error_trace(-ENOMEM);
    memcpy(url, w->url.data, w->url.size);
    url[w->url.size] = '\0';
    free(at->url);
    at->url = url;
    OPENSSL_cleanse(&at->signers, sizeof(at->signers));
    int r = webhook_signers_open(store_secrets(run->config.store), w, run_now_us(run), &at->signers);
    if (r < 0)
        return r;
    if (r != WEBHOOK_OK && !at->is_shut)
        log_warn("the secret of endpoint %s does not open: nothing is sent there", at->id);
    at->is_shut = r != WEBHOOK_OK;
    at->format = w->format;
    at->types = webhook_types(w, arena);
    at->is_enabled = w->is_enabled;
    at->previous_until_us = w->previous_until_us;
    at->version = w->version;
    return 0;
}

static int add(struct webhook_run *run, const struct webhook *w, struct arena *arena)
{
    struct webhook_at *at = calloc(1, sizeof(*at));
    if (at == NULL)
        return error_trace(-ENOMEM);
    at->run = run;
    at->row = w->row;
    at->is_seen = true;
    list_init(&at->node);
    snprintf(at->id, sizeof(at->id), "%.*s", VIEW_ARG(w->id));
    int kept = webhook_keeps_many(run->db, w->tenant, w->row);
    int r = kept < 0 ? kept : webhook_tenant_join(run, w->tenant, &at->tenant);
    if (r == 0)
        r = take_settings(at, w, arena);
    at->kept = kept > 0 ? WEBHOOK_KEPT_MAX : 0;
    take_head(at, w);
    at->has_news = true;
    if (r == 0)
        r = insert(run, at);
    if (r < 0)
        free_one(at);
    else
        webhook_set_ready(at);
    return r;
}

// What is being asked, or is not written down yet, is newer than the row.
static int change(struct webhook_at *at, const struct webhook *w, struct arena *arena)
{
    at->is_seen = true;
    if (at->version == w->version && !at->is_gone)
        return 0;
    at->is_gone = false;
    int r = take_settings(at, w, arena);
    if (r == 0 && !at->is_asking && at->unrecorded == 0 && at->passed_us == 0)
        take_head(at, w);
    else if (r == 0)
        at->head.due_us = run_now_us(at->run);
    at->has_news = true;
    webhook_set_ready(at);
    return r;
}

struct loading {
    struct webhook_run *run;
    struct arena *arena;
};

static int load_one(void *ctx, const struct webhook *w)
{
    const struct loading *l = ctx;
    struct webhook_at *at = webhook_endpoint(l->run, w->row);
    if (at != NULL)
        return change(at, w, l->arena);
    if (l->run->count == ENDPOINTS_MAX) {
        log_warn("more than %d endpoints: the rest is told nothing", ENDPOINTS_MAX);
        return 1;
    }
    return add(l->run, w, l->arena);
}

static void drop_unseen(struct webhook_run *run)
{
    int live = 0;
    for (int i = run->count - 1; i >= 0; i--) {
        struct webhook_at *at = run->endpoints[i];
        if (at->is_seen) {
            live += at->is_enabled && !at->is_shut;
            continue;
        }
        webhook_set_unready(at);
        at->is_gone = true;
        at->is_enabled = false;
        webhook_endpoint_settle(at);
    }
    atomic_store(&run->live, live);
    atomic_store(&run->figure_count, run->count);
}

int webhook_endpoints_load(struct webhook_run *run)
{
    struct arena arena;
    struct loading loading = {.run = run, .arena = &arena};
    int64_t cursor = 0, before;
    int r = 0;
    arena_init(&arena, 4096, ARENA_MAX);
    for (int i = 0; i < run->count; i++)
        run->endpoints[i]->is_seen = false;
    do {
        before = cursor;
        r = webhooks_open(run->db, &cursor, SLICE, &arena, load_one, &loading);
    } while (r == 0 && cursor != before);
    arena_free(&arena);
    if (r < 0)
        return error_trace(r);
    drop_unseen(run);
    return 0;
}
