// SPDX-License-Identifier: Apache-2.0
// Files that customers sent and a provider holds: fetched over the one egress, with the headers that the
// connector's adapter gives (media/1), written to the disk by a thread of their own, and then made the
// message's. A redirect is followed at most three times, each address judged anew, and the adapter's headers
// go only where it says. Delivery's thread.
#pragma once
#include "delivery/engine.h"

struct fetcher;

// NULL when memory is short.
struct fetcher *fetcher_new(struct delivery *d);
// Nothing is begun any more, and what is asked is dropped when it ends. Before fetcher_join.
void fetcher_leave(struct fetcher *m);
// Waits for the files that are being written: their threads wake the egress. After fetcher_leave, before
// egress_free.
void fetcher_join(struct fetcher *m);
void fetcher_free(struct fetcher *m); // after egress_free, before the reader closes; NULL is harmless

void fetcher_wake(struct fetcher *m);
void fetcher_turn(struct fetcher *m);
int64_t fetcher_due(const struct fetcher *m); // monotonic; INT64_MAX: nothing to wait for
