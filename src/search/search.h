// SPDX-License-Identifier: Apache-2.0
// Search over messages and customers: an index in a file of its own beside the store, kept by a thread of its
// own that follows the log of events by position. Nothing waits for it; what it has not reached yet is not
// found, and the answer says how far it is. The file is derived: when it is missing, broken, of another epoch
// or too far behind, it is made again from the store's tables, newest rows first, while new ones are
// followed.
#pragma once
#include "base/clock.h"
#include "hub/access.h"
#include "hub/interaction.h"
#include "search/source.h"
#include "store/store.h"

struct search;

struct search_config {
    struct store *store; // borrowed; outlives the search
    const char *dir;     // the data directory
    struct clock clock;
    int rest_ms; // between two transactions of the follower, so that each holds more; default 150
};

// Opens the index, or begins a new one, and starts the thread.
int search_open(const struct search_config *config, struct search **ret);
void search_close(struct search *search); // NULL is harmless

// store_config.publish: there are new events. Writer thread; returns at once.
void search_publish(struct search *search, const struct event_batch *batch);

// Throws the index away and makes it again, in the background. Any thread; returns at once.
void search_reindex(struct search *search);

// What belongs to the customer leaves the index, and no byte of it stays in the file: a rewrite of the file,
// soon, in the background. EVENT_CUSTOMER_ERASED does it by itself and lasts over a crash; this does not
// until it ran. Any thread; returns at once.
void search_forget_customer(struct search *search, int64_t tenant, int64_t customer);

struct search_figures {
    int64_t waiting;  // events that were committed and not followed yet
    int64_t lag_us;   // the age of the oldest of them
    int64_t indexed;  // messages and customers, since the start
    int64_t left;     // rows that a reindex has still to read, about
    int64_t purges;   // what is to leave the file and has not
    int64_t busy_us;  // CPU time of the follower
    int64_t failures; // of the follower; it tries again
    bool is_complete; // no reindex is under way
};
void search_figures(const struct search *search, struct search_figures *ret);

// ---- asking

enum search_kinds { SEARCH_MESSAGES = 1, SEARCH_CUSTOMERS = 2 };

struct search_query {
    struct view text;
    unsigned kinds;               // set of enum search_kinds
    bool has_channel, has_author; // of messages, like the next three
    enum channel channel;
    enum author_type author;
    struct view session_id;  // no data: any
    int64_t from_us, to_us;  // 0: open; from <= created < to
    struct view customer_id; // no data: any; the customer's merged ones are meant too
    enum audience audience;  // who asks: AUDIENCE_PUBLIC sees public messages and no customers
    const struct access_view
        *view; // what else who asks may see, by session; NULL: all. Customers are seen by all
    int limit; // of each kind
    // Where the last page ended; zeroed for the first.
    struct search_cursor {
        int64_t last_message, last_customer; // rows that came later than the first page stay out
        int messages, customers;             // candidates read so far, of each kind
    } cursor;
};

// A text with what was found in it marked: HTML, all of the text escaped, <mark> round each find.
struct search_highlight {
    struct view field; // "content", "name", "profile" …
    struct view html;
};

struct search_hit_message {
    struct interaction interaction;
    struct view session_id, customer_id, customer_name;
    struct view html; // of the content: what stands round the first find
    double score;
};

struct search_hit_customer {
    struct view customer_id; // the survivor's, where it was merged
    struct view name, phone, email;
    struct search_highlight *highlights;
    int highlight_count;
    double score;
};

struct search_result {
    struct search_hit_message *messages;
    struct search_hit_customer *customers;
    int message_count, customer_count;
    bool has_more;
    struct search_cursor next;
    bool is_capped;      // more hits than are ranked: the newest of them were
    bool is_complete;    // no reindex is under way
    int64_t position;    // up to where the index knows the tenant's events
    int64_t lag, lag_us; // events of the snapshot that it does not know yet, and the age of the oldest
};

enum { SEARCH_RANKED_MAX = 2000, SEARCH_LIMIT_MAX = 100 };

enum search_outcome {
    SEARCH_OK = 0,
    SEARCH_BUSY = 1, // the index is being opened or made anew this moment: try again
};

// Each hit is read again in the snapshot: what is gone or was edited is not shown as it was. Any thread, with
// a snapshot of its own; texts in the arena. -ECANCELED when it took too long.
int search_find(struct search *search, struct snapshot *snapshot, const struct search_query *query,
                struct arena *arena, struct search_result *ret);
