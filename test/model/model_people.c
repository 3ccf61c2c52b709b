// SPDX-License-Identifier: Apache-2.0
#include "hub/customer_erase.h"
#include "hub/customer_merge.h"
#include "model.h"
#include <stdio.h>
#include <stdlib.h>

void model_open(struct m_tenant *t, int64_t id)
{
    *t = (struct m_tenant){.id = id};
    for (int i = 0; i < CUSTOMERS; i++)
        t->customers[i].link = NOBODY;
    for (int i = 0; i < ADDRESSES; i++)
        t->addresses[i] = NOBODY;
    for (int i = 0; i < OWN; i++)
        t->own[i] = NOBODY;
}

void model_close(struct m_tenant *t)
{
    for (int i = 0; i < t->session_count; i++)
        free(t->sessions[i].entries);
    free(t->sessions);
    free(t->transfers);
}

const char *model_address(int address, char text[static 32])
{
    snprintf(text, 32, address < ADDRESSES / 2 ? "+155501000%02d" : "p%02d@example.com", address);
    return text;
}

const char *model_customer_id(int customer, char text[static 32])
{
    if (customer >= PLAIN)
        return model_address(customer - PLAIN, text);
    snprintf(text, 32, "c%d", customer);
    return text;
}

int model_root(const struct m_tenant *t, int customer)
{
    while (customer != NOBODY && t->customers[customer].link != NOBODY)
        customer = t->customers[customer].link;
    return customer;
}

bool model_is_same(const struct m_tenant *t, int a, int b)
{
    return model_root(t, a) == model_root(t, b);
}

int model_cluster_count(const struct m_tenant *t, int root)
{
    int count = 0;
    for (int i = 0; i < CUSTOMERS; i++)
        count += t->customers[i].exists && model_root(t, i) == root;
    return count;
}

bool model_is_blocked(const struct m_tenant *t, int root)
{
    for (int i = 0; i < CUSTOMERS; i++)
        if (t->customers[i].exists && t->customers[i].blocked && model_root(t, i) == root)
            return true;
    return false;
}

int model_find(const struct m_tenant *t, int customer)
{
    if (customer == NOBODY || t->customers[customer].exists)
        return customer;
    return customer >= PLAIN ? t->addresses[customer - PLAIN] : NOBODY;
}

int model_customer_merge(struct m_tenant *t, int survivor, int other)
{
    int one = model_find(t, survivor), two = model_find(t, other);
    if (one == NOBODY)
        return MERGE_NO_SURVIVOR;
    if (two == NOBODY)
        return MERGE_NO_OTHER;
    one = model_root(t, one);
    two = model_root(t, two);
    if (one == two)
        return MERGE_SAME;
    if (model_cluster_count(t, one) + model_cluster_count(t, two) > CLUSTER_MAX)
        return MERGE_TOO_MANY;
    t->customers[two].link = one;
    return MERGE_OK;
}

static void bury(struct m_session *s)
{
    struct m_session dead = {.row = s->row,
                             .customer = NOBODY,
                             .is_dead = true,
                             .was_open = s->is_open,
                             .status = SESSION_CLOSED,
                             .agent = NOBODY,
                             .queue = s->queue,
                             .merged_into = NOBODY,
                             .transfer = NOBODY};
    memcpy(dead.id, s->id, sizeof(dead.id));
    free(s->entries);
    *s = dead;
}

int model_erase(struct m_tenant *t, int customer)
{
    int who = model_find(t, customer);
    if (who == NOBODY)
        return CUSTOMER_ERASE_NONE;
    int root = model_root(t, who);
    bool is_one[CUSTOMERS];
    for (int i = 0; i < CUSTOMERS; i++)
        is_one[i] = t->customers[i].exists && model_root(t, i) == root;
    for (int i = 0; i < t->session_count; i++)
        if (t->sessions[i].customer != NOBODY && is_one[t->sessions[i].customer])
            bury(&t->sessions[i]);
    for (int i = 0; i < ADDRESSES; i++)
        if (t->addresses[i] != NOBODY && is_one[t->addresses[i]])
            t->addresses[i] = NOBODY;
    for (int i = 0; i < CUSTOMERS; i++)
        if (is_one[i])
            t->customers[i] = (struct m_customer){.link = NOBODY};
    return CUSTOMER_ERASE_OK;
}

// The other is named by its own id: an address could be any member's.
int model_customer_unmerge(struct m_tenant *t, int survivor, int other)
{
    int one = model_find(t, survivor);
    if (one == NOBODY)
        return MERGE_NO_SURVIVOR;
    if (!t->customers[other].exists)
        return MERGE_NO_OTHER;
    if (t->customers[other].link == NOBODY || !model_is_same(t, one, other))
        return MERGE_NOT_MERGED;
    t->customers[other].link = NOBODY;
    return MERGE_OK;
}
