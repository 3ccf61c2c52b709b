// SPDX-License-Identifier: Apache-2.0
#include "api/unknown_sockets.h"
#include <stdio.h>

void unknown_sockets_init(struct unknown_sockets *u)
{
    pthread_mutex_init(&u->lock, NULL);
    u->count = 0;
    u->address_count = 0;
}

void unknown_sockets_free(struct unknown_sockets *u)
{
    pthread_mutex_destroy(&u->lock);
}

static struct unknown_address *find(struct unknown_sockets *u, struct view address)
{
    for (int i = 0; i < u->address_count; i++)
        if (view_equal(view_from(u->addresses[i].text), address))
            return &u->addresses[i];
    return NULL;
}

// There is room: each address holds at least one of UNKNOWN_SOCKETS_MAX sockets.
static struct unknown_address *add(struct unknown_sockets *u, struct view address)
{
    struct unknown_address *a = &u->addresses[u->address_count++];
    snprintf(a->text, sizeof(a->text), "%.*s", VIEW_ARG(address));
    a->count = 0;
    return a;
}

bool unknown_sockets_enter(struct unknown_sockets *u, struct view address)
{
    pthread_mutex_lock(&u->lock);
    struct unknown_address *a = find(u, address);
    bool has_room = u->count < UNKNOWN_SOCKETS_MAX && address.size < UNKNOWN_ADDRESS_SIZE &&
                    (a == NULL || a->count < UNKNOWN_SOCKETS_OF_ADDRESS);
    if (has_room) {
        if (a == NULL)
            a = add(u, address);
        a->count++;
        u->count++;
    }
    pthread_mutex_unlock(&u->lock);
    return has_room;
}

void unknown_sockets_leave(struct unknown_sockets *u, struct view address)
{
    pthread_mutex_lock(&u->lock);
    struct unknown_address *a = find(u, address);
    if (a != NULL) {
        u->count--;
        if (--a->count == 0)
            *a = u->addresses[--u->address_count];
    }
    pthread_mutex_unlock(&u->lock);
}

int unknown_sockets_count(struct unknown_sockets *u)
{
    pthread_mutex_lock(&u->lock);
    int count = u->count;
    pthread_mutex_unlock(&u->lock);
    return count;
}
