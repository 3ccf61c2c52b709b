// SPDX-License-Identifier: Apache-2.0
#include "net/deadlines.h"

void deadlines_init(struct deadlines *all, const int periods_ms[static DEADLINE_KINDS])
{
    for (int i = 0; i < DEADLINE_KINDS; i++) {
        list_init(&all->kinds[i].list);
        all->kinds[i].period_us = (int64_t)(periods_ms[i] < 1 ? 1 : periods_ms[i]) * 1000;
    }
}

void deadline_init(struct deadline *d, void (*expired)(struct deadline *d))
{
    *d = (struct deadline){.expired = expired};
    list_init(&d->link);
}

bool deadline_is_set(const struct deadline *d)
{
    return !list_is_empty(&d->link);
}

void deadline_set(struct deadlines *all, struct deadline *d, enum deadline_kind kind, int64_t now_us)
{
    int64_t period = all->kinds[kind].period_us, due = now_us + period;
    if (d->kind == kind && deadline_is_set(d) && due - d->due_us < period / 64)
        return;
    list_remove(&d->link);
    d->kind = kind;
    d->due_us = due;
    list_append(&all->kinds[kind].list, &d->link);
}

void deadline_clear(struct deadline *d)
{
    list_remove(&d->link);
}

void deadlines_sweep(struct deadlines *all, int64_t now_us)
{
    for (int i = 0; i < DEADLINE_KINDS; i++) {
        struct list *list = &all->kinds[i].list;
        while (!list_is_empty(list)) {
            struct deadline *d = list_entry(list->next, struct deadline, link);
            if (d->due_us > now_us)
                break;
            deadline_clear(d);
            d->expired(d);
        }
    }
}
