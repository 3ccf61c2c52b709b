// SPDX-License-Identifier: Apache-2.0
// Makes deleted content leave the directory for good: empties the log and zeroes what is left in the pages of
// the database (store/scrub.h), a few megabytes between two batches, until every page was seen once. Asked
// for when an erasure has deleted its rows; then no file of the database holds a byte of them. See
// doc/decisions.
#pragma once
#include "base/random.h"
#include "store/db.h"

struct keeper;
struct shred;

// What is asked for: all that was deleted by commits before. Text for a row: it tells whose life it is of, so
// that whoever reads it after a restart knows that it must ask again.
enum { SHRED_TICKET_MAX = 48 };

// `db` is the writer's, `keeper` may be NULL; both borrowed.
int shred_new(struct db *db, struct keeper *keeper, const struct random *random, struct shred **ret);
void shred_free(struct shred *shred); // NULL is harmless

// Writer thread, all of them. The length of the ticket.
size_t shred_ask(struct shred *shred, char ret_ticket[static SHRED_TICKET_MAX]);

enum shred_state {
    SHRED_DONE = 0,
    SHRED_UNDER_WAY = 1,
    SHRED_UNKNOWN, // of another life: ask again
};
enum shred_state shred_look(const struct shred *shred, struct view ticket);

// Between two batches: one step of what is asked for. Negative when the disk failed; the pages are as before
// then.
int shred_turn(struct shred *shred);

// Pages seen by the pass under way, and what there is to see; 0 when there is none.
void shred_progress(const struct shred *shred, int64_t *ret_done, int64_t *ret_total);
