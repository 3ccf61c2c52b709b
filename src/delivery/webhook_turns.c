// SPDX-License-Identifier: Apache-2.0
// Whose turn it is: tenants one after the other, of each its endpoints one after the other, and nobody has
// more than their share of what is there for all.
#include "base/error.h"
#include "delivery/share.h"
#include "delivery/webhook_run_state.h"
#include <errno.h>
#include <stdlib.h>

static struct map_key key_of(int64_t tenant)
{
    return (struct map_key){tenant, 0, 0};
}

static struct webhook_tenant *make(int64_t row)
{
    struct webhook_tenant *t = calloc(1, sizeof(*t));
    if (t == NULL)
        return NULL;
    t->row = row;
    for (int i = 0; i < WEBHOOK_TURNS; i++) {
        t->turns[i].tenant = t;
        list_init(&t->turns[i].node);
        list_init(&t->turns[i].ready);
    }
    return t;
}

int webhook_tenant_join(struct webhook_run *run, int64_t row, struct webhook_tenant **ret)
{
    struct webhook_tenant *t = map_get(&run->tenants, key_of(row));
    if (t == NULL) {
        t = make(row);
        if (t == NULL || map_put(&run->tenants, key_of(row), t) < 0) {
            free(t);
            return error_trace(-ENOMEM);
        }
    }
    t->endpoints++;
    *ret = t;
    return 0;
}

struct webhook_tenant *webhook_tenant_find(const struct webhook_run *run, int64_t row)
{
    return map_get(&run->tenants, key_of(row));
}

void webhook_tenant_leave(struct webhook_run *run, struct webhook_tenant *t)
{
    if (--t->endpoints > 0)
        return;
    for (int i = 0; i < WEBHOOK_TURNS; i++)
        list_remove(&t->turns[i].node);
    map_remove(&run->tenants, key_of(t->row));
    free(t);
}

void webhook_set_ready(struct webhook_at *at)
{
    if (at->is_ready || at->is_asking || at->is_gone)
        return;
    int class = at->head.since_us != 0 ? WEBHOOK_TURN_DOUBTFUL : WEBHOOK_TURN_FRESH;
    struct webhook_turn *turn = &at->tenant->turns[class];
    at->is_ready = true;
    list_append(&turn->ready, &at->node);
    if (list_is_empty(&turn->node)) // it has no turn yet
        list_append(&at->run->turns[class], &turn->node);
}

void webhook_set_unready(struct webhook_at *at)
{
    if (at->is_ready)
        list_remove(&at->node);
    at->is_ready = false;
}

bool webhook_has_place(const struct webhook_tenant *t, const struct webhook_run *run)
{
    return share_allows(t->under_way, run->config.under_way_max - run->under_way) && webhook_has_room(t, run);
}

// What is under way will need a place for its result.
bool webhook_has_room(const struct webhook_tenant *t, const struct webhook_run *run)
{
    return share_allows(t->unrecorded + t->under_way, RESULTS_MAX - run->unrecorded - run->under_way);
}

static struct webhook_at *take(struct webhook_run *run, struct list *turns)
{
    for (struct list *l = turns->next, *next; l != turns; l = next) {
        struct webhook_turn *turn = list_entry(l, struct webhook_turn, node);
        next = l->next;
        if (!list_is_empty(&turn->ready) && !webhook_has_place(turn->tenant, run))
            continue;
        list_remove(&turn->node);
        if (list_is_empty(&turn->ready))
            continue;
        struct webhook_at *at = list_entry(turn->ready.next, struct webhook_at, node);
        webhook_set_unready(at);
        if (!list_is_empty(&turn->ready))
            list_append(turns, &turn->node);
        return at;
    }
    return NULL;
}

struct webhook_at *webhook_take_ready(struct webhook_run *run)
{
    struct webhook_at *at = take(run, &run->turns[WEBHOOK_TURN_FRESH]);
    if (at == NULL && run->doubtful < (run->config.under_way_max + 1) / 2)
        at = take(run, &run->turns[WEBHOOK_TURN_DOUBTFUL]);
    return at;
}
