// SPDX-License-Identifier: Apache-2.0
// WebSockets that nobody has said yet who they are: few in all, fewer of one address. Any thread.
#pragma once
#include "base/view.h"
#include <pthread.h>

enum {
    UNKNOWN_SOCKETS_MAX = 500,
    UNKNOWN_SOCKETS_OF_ADDRESS = 100,
    UNKNOWN_ADDRESS_SIZE = 46, // of an IPv6 address as text, with a NUL
};

struct unknown_address {
    char text[UNKNOWN_ADDRESS_SIZE];
    int count;
};

struct unknown_sockets {
    pthread_mutex_t lock;
    int count;
    struct unknown_address addresses[UNKNOWN_SOCKETS_MAX]; // those with count > 0 come first
    int address_count;
};

void unknown_sockets_init(struct unknown_sockets *u);
void unknown_sockets_free(struct unknown_sockets *u);

// False, and nothing counted, when there are too many in all or of the address.
bool unknown_sockets_enter(struct unknown_sockets *u, struct view address);
void unknown_sockets_leave(struct unknown_sockets *u, struct view address);
int unknown_sockets_count(struct unknown_sockets *u);
