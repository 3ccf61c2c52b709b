// SPDX-License-Identifier: Apache-2.0
// Makes deleted content leave the directory for good: empties the log and zeroes what is left in the pages of
// the database (store/scrub.h), a few megabytes between two batches, until every page was seen once. Asked
// for when an erasure has deleted its rows; then no file of the database holds a byte of them. See
// doc/decisions.
#pragma once
#include "base/random.h"
#include "store/db.h"

struct keeper;
struct purge;

// What is asked for: all that was deleted by commits before. Text for a row: it tells whose life it is of, so
// that whoever reads it after a restart knows that it must ask again.
enum { PURGE_TICKET_MAX = 48 };

// `db` is the writer's, `keeper` may be NULL; both borrowed.
int purge_new(struct db *db, struct keeper *keeper, const struct random *random, struct purge **ret);
void purge_free(struct purge *purge); // NULL is harmless

// Writer thread, all of them. The length of the ticket.
size_t purge_ask(struct purge *purge, char ret_ticket[static PURGE_TICKET_MAX]);

enum purge_state {
    PURGE_DONE = 0,
    PURGE_UNDER_WAY = 1,
    PURGE_UNKNOWN, // of another life: ask again
};
enum purge_state purge_look(const struct purge *purge, struct view ticket);

// Between two batches: one step of what is asked for. Negative when the disk failed; the pages are as before
// then.
int purge_turn(struct purge *purge);

// Pages seen by the pass under way, and what there is to see; 0 when there is none.
void purge_progress(const struct purge *purge, int64_t *ret_done, int64_t *ret_total);
