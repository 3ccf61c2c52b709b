// SPDX-License-Identifier: Apache-2.0
// Shared inside search: what struct search holds, for whom.
#pragma once
#include "search/index.h"
#include "search/search.h"
#include <pthread.h>
#include <stdatomic.h>

// Of the rows of meta: a file of another format, or of another epoch of the store, begins anew.
enum { INDEX_FORMAT = 1, INDEX_READERS_MAX = 8 };

enum purge_kind { PURGE_CUSTOMER = 1, PURGE_MESSAGE = 2 };

struct search_purge {
    struct search_purge *next;
    int64_t tenant, customer;
};

struct search {
    struct search_config config;
    char path[4096];
    pthread_t thread;
    bool has_thread;

    pthread_mutex_t lock;
    pthread_cond_t changed;
    // Under the lock:
    bool is_wanted, is_stopped, wants_reindex, is_ready; // is_ready: readers may open the file
    struct search_purge *purges;                         // asked for by search_forget_customer
    struct index *readers[INDEX_READERS_MAX];            // at rest
    int reader_count;
    int generation; // of the file: a reader of an older one is closed when it comes back

    atomic_llong committed, followed; // positions of all tenants together
    atomic_llong waiting_since_us;    // wall clock of the oldest event not followed; 0: none
    atomic_llong indexed, left, purges_left, busy_us, failures;
    atomic_bool is_complete;
};

// The follower's thread.
void *follow_run(void *search);

// A connection for reading, and back. SEARCH_BUSY while there is none.
struct reader {
    struct index *index;
    int generation;
};
int reader_take(struct search *search, struct reader *ret);
void reader_give(struct search *search, const struct reader *reader, bool is_broken);
