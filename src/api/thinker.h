// SPDX-License-Identifier: Apache-2.0
// Two threads for what takes long and needs no store: password hashes. Two at once, so that they take at most
// two times 19 MiB, and few may wait.
#pragma once
#include <stdbool.h>

struct thinker;

enum { THINKER_THREADS = 2, THINKER_WAITING_MAX = 32 };

struct thought {
    struct thought *next;
    void (*run)(struct thought *thought); // on a thread of the thinker, once; ends the thought's stay
};

int thinker_start(struct thinker **ret);
// Finishes what waits, joins. NULL is harmless.
void thinker_stop(struct thinker *thinker);

// Any thread. False when too many wait; the thought stays with the caller.
bool thinker_give(struct thinker *thinker, struct thought *thought);
