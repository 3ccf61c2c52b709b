// SPDX-License-Identifier: Apache-2.0
// The store of one data directory: the writer, the keeper of its log, and connections for readers.
#pragma once
#include "store/backup.h"
#include "store/keeper.h"
#include "store/secret.h"
#include "store/snapshot.h"
#include "store/writer.h"

struct store;

struct store_config {
    const char *dir; // made (0700) if missing
    const char *vfs; // NULL: the system's; tests name a faulty one
    struct clock clock;
    struct random random; // for the writer's thread
    struct work_queue_limits limits;
    int64_t log_max;      // as keeper_config
    int writer_cache_kib; // default 32,768
    int reader_cache_kib; // default a 32nd of the machine's memory, at most 131,072
    int batch_max;        // as writer_config
    void (*publish)(void *ctx, struct event_batch *batch);
    void (*wake)(void *ctx, enum wake who, int64_t at_us);
    void (*lost)(void *ctx);
    void *ctx;
    const void *setup; // handed to every decision (tx.setup); what it is, the store does not know. Borrowed
};

enum store_outcome {
    STORE_OK = 0,
    STORE_IN_USE = 1, // another process holds the directory
    STORE_NEWER,      // made by a newer program
    STORE_NO_ROOM,    // no space for the copy that is made before the schema changes
    STORE_BAD_KEY,    // secret.key is no key file
};

// Locks the directory, recovers what a crash left, brings the schema up to date, starts the threads.
int store_open(const struct store_config *config, struct store **ret);

// Finishes what is queued and takes nothing more; readers still read. Optional, before store_close: when
// those whom works answer must go first. NULL is harmless.
void store_close_writer(struct store *store);

// Finishes what is queued, copies the log into the database, unlocks. NULL is harmless.
void store_close(struct store *store);

// Any thread; as writer_submit.
int store_submit(struct store *store, struct work *work);

// A connection for reading, for one thread at a time; close with db_close before store_close.
int store_reader(struct store *store, struct db **ret);

// The same with a page cache of 4 MiB, for a thread that follows or walks: what it has read it does not read
// again soon, and a large cache would keep it for the life of the process.
int store_walker(struct store *store, struct db **ret);

// What a transaction would have for its time now (store_clock.h), which is ahead of a wall clock that was put
// back: whether something is due that a transaction wrote is asked of this. Until store_close; any thread.
int64_t store_now_us(const struct store *store);

// 8 hexadecimal digits that change when positions begin anew (restore, repair).
const char *store_epoch(const struct store *store);

// Makes backups; told to be ended by store_close_writer.
struct backup *store_backup(const struct store *store);

// Seals and opens the credentials that rows hold. Any thread.
const struct secret_keys *store_secrets(const struct store *store);

struct writer *store_writer(const struct store *store);
struct keeper *store_keeper(const struct store *store);
