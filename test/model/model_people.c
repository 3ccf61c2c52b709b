// SPDX-License-Identifier: Apache-2.0
#include "model.h"
#include "hub/customer_merge.h"
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
    while (t->customers[customer].link != NOBODY)
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
