// SPDX-License-Identifier: Apache-2.0
// A connected stream socket on a loop.
#pragma once
#include "net/loop.h"
#include "net/transport.h"

// Takes the descriptor (closes it on failure too). It wants nothing yet.
int tcp_new(struct loop *loop, int fd, struct transport **ret);
